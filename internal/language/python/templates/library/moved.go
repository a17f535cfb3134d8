package library

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// moved says what a name of the standard library is called since it was given up. A module before the last dot is imported.
var moved = map[string]string{
	"time.clock": "time.perf_counter", "fractions.gcd": "math.gcd", "inspect.getargspec": "inspect.getfullargspec",
	"base64.encodestring": "base64.encodebytes", "base64.decodestring": "base64.decodebytes", "os.getcwdu": "os.getcwd", "os.errno": "errno",
	"string.letters": "string.ascii_letters", "string.lowercase": "string.ascii_lowercase", "string.uppercase": "string.ascii_uppercase",
	"sys.maxint": "sys.maxsize", "itertools.izip": "zip", "itertools.imap": "map", "itertools.ifilter": "filter",
	"itertools.izip_longest": "itertools.zip_longest", "locale.format": "locale.format_string", "inspect.getmoduleinfo": "inspect.getmodulename",
	"asyncio.async": "asyncio.ensure_future", "asyncio.get_running_task": "asyncio.current_task", "threading._sleep": "time.sleep",
	"urllib.quote": "urllib.parse.quote", "urllib.unquote": "urllib.parse.unquote", "urllib.urlencode": "urllib.parse.urlencode",
	"urllib.urlopen": "urllib.request.urlopen", "datetime.UTC": "datetime.timezone.utc",
}

var abstract = []string{
	"Awaitable", "AsyncIterable", "AsyncIterator", "ByteString", "Callable", "Collection", "Container", "Coroutine", "Generator", "Hashable", "Iterable",
	"Iterator", "ItemsView", "KeysView", "Mapping", "MappingView", "MutableMapping", "MutableSequence", "MutableSet", "Sequence", "Set", "Sized", "ValuesView",
}

var (
	notInModule   = regexp.MustCompile(`module '([\w.]+)' has no attribute '(\w+)'`)
	notImportable = regexp.MustCompile(`cannot import name '(\w+)' from '([\w.]+)'`)
	suggested     = regexp.MustCompile(`'([\w.]+)' object has no attribute '(\w+)'\. Did you mean: '(\w+)'\?`)
)

// Moved writes the name that the standard library has now.
func Moved(scene *language.Scene) []language.Proposal {
	if m := notInModule.FindStringSubmatch(scene.Incident.Message); m != nil {
		return movedUse(scene, m[1], m[2])
	}
	if m := notImportable.FindStringSubmatch(scene.Incident.Message); m != nil && m[1] != "" {
		return movedImport(scene, m[2], m[1])
	}
	if m := suggested.FindStringSubmatch(scene.Incident.Message); m != nil && len(scene.Program.Classes(m[1])) == 0 {
		return interpreterSays(scene, m[2], m[3])
	}
	return nil
}

// nowCalled is the name that something has now, or "".
func nowCalled(module, name string) string {
	if module == "collections" && slices.Contains(abstract, name) {
		return "collections.abc." + name
	}
	return moved[module+"."+name]
}

// movedUse renames every use in the file, and imports the module where that is another one.
func movedUse(scene *language.Scene, module, name string) []language.Proposal {
	now := nowCalled(module, name)
	if now == "" {
		return nil
	}
	here := scene.Failing.Tree()
	p := language.Proposal{Value: now, Score: 0.86, Why: module + "." + name + " is " + now + " now"}
	for _, n := range here.Root.All(language.Attribute) {
		if n.Text() == module+"."+name {
			p.Edits = append(p.Edits, language.Replace(n, now))
			p.Evidence = []heald.Evidence{language.Cite("trace", n, "the library gave this name up", p.Score)}
		}
	}
	if dot := strings.LastIndex(now, "."); dot > 0 && now[:dot] != module && !imports(here, now[:dot]) {
		p.Edits = append(p.Edits, instead(here, module, now[:dot], len(p.Edits))...)
	}
	return []language.Proposal{p}
}

// instead imports a module: in the place of another one of which the edits leave no use, else beside it.
func instead(tree *language.Tree, module, now string, edited int) []language.Edit {
	uses := 0
	var only *language.Node
	for _, n := range tree.Root.All(language.Name) {
		if stmt := n.Up(language.Import); stmt != nil && stmt.Text() == "import "+module {
			only = stmt
		} else if n.Name == module {
			uses++
		}
	}
	if only != nil && uses == edited {
		return []language.Edit{language.Replace(only, "import "+now)}
	}
	return naming.AddImport(tree, "import "+now)
}

// imports says whether a file imports a module by its whole path.
func imports(tree *language.Tree, module string) bool {
	for _, stmt := range tree.Root.All(language.Import) {
		if stmt.Child(language.RoleModule) == nil && slices.ContainsFunc(stmt.Children, func(n *language.Node) bool { return n.Text() == module }) {
			return true
		}
	}
	return false
}

// movedImport imports a name from the module that has it now.
func movedImport(scene *language.Scene, module, name string) []language.Proposal {
	now := nowCalled(module, name)
	dot := strings.LastIndex(now, ".")
	stmt := scene.Failing.Up(language.Import)
	if stmt == nil || dot < 0 || now[dot+1:] != name {
		return nil
	}
	line := "from " + now[:dot] + " import " + name
	p := language.Proposal{Value: line, Score: 0.88, Why: module + "." + name + " is " + now + " now"}
	if len(stmt.Children) == 2 {
		p.Edits = []language.Edit{language.Replace(stmt.Child(language.RoleModule), now[:dot])}
	} else {
		p.Edits = append(without(stmt, name), writing.Following(stmt, line)...)
	}
	p.Evidence = []heald.Evidence{language.Cite("trace", stmt, "the library has it elsewhere", p.Score)}
	return []language.Proposal{p}
}

// without takes one name out of an import of several.
func without(stmt *language.Node, name string) []language.Edit {
	for i, n := range stmt.Children {
		if n.Text() != name || i == 0 {
			continue
		}
		start, end := n.Start, n.End
		if i+1 < len(stmt.Children) {
			end = stmt.Children[i+1].Start
		} else {
			start = stmt.Children[i-1].End
		}
		return []language.Edit{{Path: stmt.Tree().Path, Start: start, End: end}}
	}
	return nil
}

// interpreterSays writes the name that the interpreter suggests for an attribute of a type that is none of the program's. Only another
// spelling is sure: a method that merely has a like name does something else.
func interpreterSays(scene *language.Scene, name, meant string) []language.Proposal {
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == name })
	if use == nil || !naming.IsCalled(use) {
		return nil
	}
	score := 0.4
	if plain(name) == plain(meant) {
		score = 0.78
	}
	return []language.Proposal{one(use.Child(language.RoleName), meant, meant, score, name+" is called "+meant+", says the interpreter")}
}

func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
