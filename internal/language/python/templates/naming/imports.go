// Package naming is the templates for names that are not what they were taken for: variables, attributes, imports.
package naming

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// wellKnown says where a bare name of the standard library usually comes from: modules, and names that only one module has.
var wellKnown = map[string]string{
	"timedelta": "datetime", "timezone": "datetime", "date": "datetime", "datetime": "datetime", "Decimal": "decimal", "ROUND_HALF_UP": "decimal",
	"defaultdict": "collections", "Counter": "collections", "OrderedDict": "collections", "deque": "collections", "namedtuple": "collections",
	"Path": "pathlib", "dataclass": "dataclasses", "field": "dataclasses", "asdict": "dataclasses", "replace": "dataclasses",
	"partial": "functools", "reduce": "functools", "wraps": "functools", "lru_cache": "functools", "contextmanager": "contextlib", "suppress": "contextlib",
	"Optional": "typing", "Any": "typing", "Iterable": "typing", "Iterator": "typing", "NamedTuple": "typing", "TypedDict": "typing", "Protocol": "typing",
	"Enum": "enum", "uuid4": "uuid", "UUID": "uuid", "StringIO": "io", "BytesIO": "io", "quote": "urllib.parse", "urlparse": "urllib.parse",
	"urlencode": "urllib.parse", "parse_qs": "urllib.parse", "chain": "itertools", "islice": "itertools", "groupby": "itertools",
	"itemgetter": "operator", "attrgetter": "operator", "Fraction": "fractions", "ThreadPoolExecutor": "concurrent.futures", "dedent": "textwrap",
}

var modules = strings.Fields(`abc argparse asyncio base64 bisect calendar collections configparser contextlib copy csv dataclasses datetime decimal
	email enum functools glob gzip hashlib heapq hmac html http inspect io ipaddress itertools json logging math mimetypes operator os pathlib pickle
	platform queue random re secrets shlex shutil signal socket sqlite3 ssl statistics string struct subprocess sys tempfile textwrap threading time
	traceback types typing unicodedata urllib uuid warnings weakref xml zipfile zlib zoneinfo`)

// Imports imports a name as the repository's other files do, else from where it is defined, else from the standard library.
func Imports(scene *language.Scene, name string) []language.Proposal {
	here := scene.Failing.Tree()
	var found []language.Proposal
	offer := func(line string, at *language.Node, score float64, says string) {
		edits := AddImport(here, line)
		if edits == nil || slices.ContainsFunc(found, func(p language.Proposal) bool { return p.Value == line }) {
			return
		}
		p := language.Proposal{Edits: edits, Value: line, Score: score, Why: name + " is not imported: " + line}
		if at != nil {
			p.Evidence = []heald.Evidence{language.Cite("sibling", at, says, score)}
		}
		found = append(found, p)
	}
	for _, tree := range scene.Program.Trees() {
		line, at := importLine(tree, name)
		near := path.Dir(tree.Path) == path.Dir(here.Path) || !strings.HasPrefix(line, "from .")
		if at != nil && tree != here && near {
			offer(line, at, 0.85, "another file imports it so")
		}
	}
	for _, n := range definers(scene, name) {
		if n.Tree() == here { // it is there, only later
			continue
		}
		offer("from "+modulePath(here, n.Tree().Path, scene)+" import "+name, n, 0.8, "it is defined here")
	}
	if module, ok := wellKnown[name]; ok && len(found) == 0 {
		offer("from "+module+" import "+name, nil, 0.75, "")
	}
	if slices.Contains(modules, name) && len(found) == 0 {
		offer("import "+name, nil, 0.8, "")
	}
	return found
}

// definers are the functions, classes and constants of that name at the top level of the service's modules.
func definers(scene *language.Scene, name string) []*language.Node {
	var found []*language.Node
	for _, f := range scene.Program.Named(name) {
		if f.Class == "" && !f.Test && f.Node.Up(language.Block) == nil {
			found = append(found, f.Node)
		}
	}
	for _, c := range scene.Program.Classes(name) {
		if !scene.Program.Support.IsTest(c.Tree().Path) {
			found = append(found, c)
		}
	}
	return append(found, constantsNamed(scene, name)...)
}

// constantsNamed are the definitions of a constant at the top level of the service's modules.
func constantsNamed(scene *language.Scene, name string) []*language.Node {
	var found []*language.Node
	if name != strings.ToUpper(name) {
		return nil
	}
	for _, tree := range scene.Program.Trees() {
		if defs := language.Definitions(tree.Root, name); len(defs) > 0 && !scene.Program.Support.IsTest(tree.Path) {
			found = append(found, defs[0].Stmt)
		}
	}
	return found
}

// importLine finds the import of a name in a file, narrowed to that name.
func importLine(tree *language.Tree, name string) (string, *language.Node) {
	for _, stmt := range tree.Root.All(language.Import) {
		module := stmt.Child(language.RoleModule)
		for _, n := range stmt.Children {
			if n == module || n.Text() != name && !strings.HasSuffix(n.Text(), " as "+name) {
				continue
			}
			if module == nil {
				return "import " + n.Text(), stmt
			}
			return "from " + module.Text() + " import " + n.Text(), stmt
		}
	}
	return "", nil
}

// modulePath is how a file imports from another: relative where it already imports relatively from the same package.
func modulePath(here *language.Tree, target string, scene *language.Scene) string {
	module := strings.TrimSuffix(strings.TrimSuffix(target, ".py"), "/__init__")
	if path.Dir(here.Path) == path.Dir(target) {
		for _, stmt := range here.Root.All(language.Import) {
			if strings.HasPrefix(stmt.Child(language.RoleModule).Text(), ".") {
				return "." + path.Base(module)
			}
		}
	}
	module = strings.TrimPrefix(strings.ReplaceAll(module, "/", "."), "src.")
	if !scene.Program.Has(path.Join(path.Dir(target), "__init__.py")) && !used(scene.Program, module) {
		return path.Base(strings.ReplaceAll(module, ".", "/"))
	}
	return module
}

// used says whether any file imports a module by that path.
func used(program *language.Program, module string) bool {
	for _, tree := range program.Trees() {
		for _, stmt := range tree.Root.All(language.Import) {
			if stmt.Child(language.RoleModule).Text() == module {
				return true
			}
		}
	}
	return false
}

var fromLine = regexp.MustCompile(`^from (\S+) import (.+)$`)

// AddImport adds an import: to the line that already imports from the module, else after the last import, else at the top.
func AddImport(tree *language.Tree, line string) []language.Edit {
	m := fromLine.FindStringSubmatch(line)
	var last *language.Node
	for _, stmt := range tree.Root.Children {
		if !stmt.Is(language.Import) {
			continue
		}
		if m != nil && stmt.Child(language.RoleModule).Text() == m[1] {
			return []language.Edit{among(stmt, m[2])}
		}
		last = stmt
	}
	if m != nil || last == nil {
		if last != nil {
			return writing.Following(last, line)
		}
		return atTop(tree, line)
	}
	for _, stmt := range tree.Root.Children {
		if stmt.Is(language.Import) && stmt.Child(language.RoleModule) == nil && stmt.Text() > line {
			return writing.Before(stmt, line)
		}
	}
	for i := len(tree.Root.Children) - 1; i >= 0; i-- {
		if stmt := tree.Root.Children[i]; stmt.Is(language.Import) && stmt.Child(language.RoleModule) == nil {
			return writing.Following(stmt, line)
		}
	}
	return writing.Before(firstImport(tree), line)
}

// among adds a name to those that an import lists: in its place where they are in order, else at the end.
func among(stmt *language.Node, name string) language.Edit {
	names := stmt.Children[1:]
	before := func(a, b *language.Node) int {
		return strings.Compare(strings.ToLower(a.Text()), strings.ToLower(b.Text()))
	}
	if slices.IsSortedFunc(names, before) {
		for _, n := range names {
			if strings.ToLower(n.Text()) > strings.ToLower(name) {
				return writing.Insert(stmt.Tree(), n.Start, name+", ")
			}
		}
	}
	return writing.Insert(stmt.Tree(), lastName(stmt).End, ", "+name)
}

func lastName(stmt *language.Node) *language.Node { return stmt.Children[len(stmt.Children)-1] }

func firstImport(tree *language.Tree) *language.Node {
	for _, stmt := range tree.Root.Children {
		if stmt.Is(language.Import) && stmt.Child(language.RoleModule).Text() != "__future__" {
			return stmt
		}
	}
	return tree.Root.Children[0]
}

func atTop(tree *language.Tree, line string) []language.Edit {
	if len(tree.Root.Children) == 0 {
		return nil
	}
	first := tree.Root.Children[0]
	if writing.Docs(tree.Root) != nil {
		return writing.Following(first, "", line)
	}
	return writing.Before(first, line, "")
}

var cannotImport = regexp.MustCompile(`cannot import name '([^']+)' from (?:partially initialized module )?'([^']+)'`)

// RenamedImport mends an import of what a module does not have (any more): the near name that it has, used throughout the file.
func RenamedImport(scene *language.Scene) []language.Proposal {
	m := cannotImport.FindStringSubmatch(scene.Incident.Message)
	if m == nil || strings.Contains(scene.Incident.Message, "circular import") { // the name is right and comes too late
		return nil
	}
	name, target := m[1], ModuleTree(scene.Program, m[2])
	here := scene.Failing.Tree()
	var found []language.Proposal
	if target != nil {
		only := nearest(scene, name, target)
		for _, have := range exported(target) {
			score := RenameScore(scene, name, have)
			if have == only {
				score = min(score+0.15, 0.95)
			}
			if score > 0.45 {
				p := renameIn(here, name, have, score, "the module has "+have)
				p.Edits = append(p.Edits, keywordsOnly(scene, here, name, have)...)
				found = append(found, p)
			}
		}
	}
	return append(found, movedImport(scene, name, m[2])...)
}

// nearest is the one name of a module that another may have become, or "" when there are several.
func nearest(scene *language.Scene, name string, target *language.Tree) string {
	found := ""
	for _, have := range exported(target) {
		if RenameScore(scene, name, have) > 0.45 {
			if found != "" {
				return ""
			}
			found = have
		}
	}
	return found
}

// keywordsOnly names the arguments of calls of an old name that the new definition takes by keyword only.
func keywordsOnly(scene *language.Scene, here *language.Tree, old, now string) []language.Edit {
	var edits []language.Edit
	for _, f := range scene.Program.Named(now) {
		positional, words := Split(f.Node)
		for _, call := range here.Root.All(language.Call) {
			if call.Child(language.RoleCallee).Text() != old || call.Child(language.RoleArgs) == nil {
				continue
			}
			for i, arg := range call.Child(language.RoleArgs).Children {
				if at := i - positional; at >= 0 && at < len(words) && !arg.Is(language.KeywordArg, language.Splat) {
					edits = append(edits, writing.Insert(here, arg.Start, words[at]+"="))
				}
			}
		}
		break
	}
	return edits
}

// Split counts a function's positional parameters and names those that are taken by keyword only.
func Split(fn *language.Node) (positional int, words []string) {
	only := false
	for _, p := range fn.Child(language.RoleParams).Children {
		switch {
		case p.Raw == "keyword_separator" || p.Is(language.Splat):
			only = true
		case only:
			words = append(words, p.Name)
		default:
			positional++
		}
	}
	return positional, words
}

// movedImport imports a name from the module that defines it now.
func movedImport(scene *language.Scene, name, from string) []language.Proposal {
	here := scene.Failing.Tree()
	stmt := scene.Failing.Up(language.Import)
	if stmt == nil {
		return nil
	}
	module := stmt.Child(language.RoleModule)
	var found []language.Proposal
	for _, tree := range scene.Program.Trees() {
		if tree == here || scene.Program.Support.IsTest(tree.Path) || module == nil || !slices.Contains(exported(tree), name) || len(stmt.Children) != 2 {
			continue
		}
		to := modulePath(here, tree.Path, scene)
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(module, to)}, Value: "from " + to, Score: 0.8, Why: name + " is defined in " + tree.Path,
			Evidence: []heald.Evidence{language.Cite("code", tree.Root.Children[0], "this module defines it", 0.8)},
		})
	}
	return found
}

// ModuleTree is the file of a module by its dotted path, or nil.
func ModuleTree(program *language.Program, module string) *language.Tree {
	suffix := strings.ReplaceAll(module, ".", "/")
	for _, name := range program.Files {
		if base := strings.TrimSuffix(strings.TrimSuffix(name, ".py"), "/__init__"); base == suffix || strings.HasSuffix(base, "/"+suffix) {
			if tree, err := program.Tree(name); err == nil {
				return tree
			}
		}
	}
	return nil
}

// exported lists what a module defines at its top level.
func exported(tree *language.Tree) []string {
	var names []string
	for _, stmt := range tree.Root.Children {
		if stmt.Is(language.Decorated) {
			stmt = stmt.Child(language.RoleValue)
		}
		if stmt.Is(language.Function, language.Class) {
			names = append(names, stmt.Name)
		}
		for _, a := range stmt.Children {
			if stmt.Is(language.ExprStmt) && a.Is(language.Assign) && a.Child(language.RoleLeft).Is(language.Name) {
				names = append(names, a.Child(language.RoleLeft).Name)
			}
		}
	}
	return names
}

// renameIn writes another name for every use of one in a file.
func renameIn(tree *language.Tree, name, to string, score float64, says string) language.Proposal {
	p := language.Proposal{Value: to, Score: score, Why: name + " is called " + to + ": " + says}
	for _, n := range tree.Root.All(language.Name) {
		if n.Name == name && !(n.Parent.Is(language.Attribute, language.KeywordArg) && n.Role == language.RoleName) {
			p.Edits = append(p.Edits, language.Replace(n, to))
		}
	}
	return p
}

// RenameScore says how likely a name was renamed to another: how alike they are, and whether the rest of the repository uses
// the new one and nobody the old.
func RenameScore(scene *language.Scene, old, now string) float64 {
	if old == now {
		return 0
	}
	score := language.Similar(old, now) * 0.75
	if len(scene.Program.Named(old)) == 0 && len(scene.Program.Classes(old)) == 0 {
		score += 0.1
	}
	if scene.Renamed[old] == now {
		score = max(score, 0.7) + 0.1
	}
	return min(score, 0.95)
}

// Known says whether a file's top level imports or defines a name.
func Known(tree *language.Tree, name string) bool {
	if _, at := importLine(tree, name); at != nil {
		return true
	}
	return slices.Contains(exported(tree), name)
}
