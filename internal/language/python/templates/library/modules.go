package library

import (
	"regexp"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// named are the modules that hold something of their own name, with what is looked up on it.
var named = map[string][]string{
	"datetime": {"now", "utcnow", "today", "fromisoformat", "strptime", "fromtimestamp", "utcfromtimestamp", "combine", "min", "max"},
	"time":     nil, "pprint": nil, "copy": nil, "glob": nil, "array": nil,
}

var (
	moduleCalled = regexp.MustCompile(`'module' object is not callable`)
	inModule     = regexp.MustCompile(`module '(datetime)' has no attribute '(\w+)'`)
	onClass      = regexp.MustCompile(`type object 'datetime\.(datetime|date|time)' has no attribute '(datetime|date|timedelta|timezone|time)'`)
	onFunction   = regexp.MustCompile(`'builtin_function_or_method' object has no attribute '(\w+)'`)
)

// Modules tells a module from the thing of its own name that it holds: datetime, time, copy and their like.
func Modules(scene *language.Scene) []language.Proposal {
	message := scene.Incident.Message
	if moduleCalled.MatchString(message) {
		return insideModule(scene, writing.Failing(scene.Failing, func(n *language.Node) bool {
			_, known := named[n.Child(language.RoleCallee).Text()]
			return n.Is(language.Call) && known
		}).Child(language.RoleCallee))
	}
	if m := inModule.FindStringSubmatch(message); m != nil && slices.Contains(named[m[1]], m[2]) {
		return insideModule(scene, attributeOn(scene, m[1], m[2]).Child(language.RoleObject))
	}
	if m := onClass.FindStringSubmatch(message); m != nil {
		return besideClass(scene, m[1], m[2])
	}
	if m := onFunction.FindStringSubmatch(message); m != nil {
		return wholeModule(scene, m[1])
	}
	return nil
}

func attributeOn(scene *language.Scene, object, name string) *language.Node {
	return writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Attribute) && n.Name == name && n.Child(language.RoleObject).Text() == object
	})
}

// insideModule reads a module's thing of the same name wherever the file uses the module as that thing.
func insideModule(scene *language.Scene, at *language.Node) []language.Proposal {
	if at == nil || !imports(at.Tree(), at.Text()) {
		return nil
	}
	name := at.Text()
	p := language.Proposal{Value: name + "." + name, Score: 0.86, Why: name + " is the module here"}
	for _, n := range at.Tree().Root.All(language.Name) {
		called := n.Parent.Is(language.Call) && n.Role == language.RoleCallee
		looked := n.Parent.Is(language.Attribute) && n.Role == language.RoleObject && slices.Contains(named[name], n.Parent.Name)
		if n.Name == name && (called || looked) {
			p.Edits = append(p.Edits, writing.Insert(n.Tree(), n.End, "."+name))
		}
	}
	p.Evidence = []heald.Evidence{language.Cite("trace", at, "the module has what is used here", p.Score)}
	return []language.Proposal{p}
}

// besideClass reads from the class, or imports beside it, what was looked for on the class as if it were the module.
func besideClass(scene *language.Scene, class, name string) []language.Proposal {
	use := attributeOn(scene, class, name)
	if use == nil {
		return nil
	}
	p := one(use, name, name, 0.86, class+" is the class here, not the module")
	p.Edits = nil
	for _, n := range use.Tree().Root.All(language.Attribute) {
		if n.Text() == use.Text() {
			p.Edits = append(p.Edits, language.Replace(n, name))
		}
	}
	if !naming.Known(use.Tree(), name) {
		p.Edits = append(p.Edits, naming.AddImport(use.Tree(), "from datetime import "+name)...)
	}
	return []language.Proposal{p}
}

// wholeModule imports a module whose function of the same name was imported and is used as the module too.
func wholeModule(scene *language.Scene, name string) []language.Proposal {
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == name })
	object := use.Child(language.RoleObject)
	if _, known := named[object.Text()]; !known {
		return nil
	}
	for _, stmt := range use.Tree().Root.All(language.Import) {
		if stmt.Child(language.RoleModule).Text() != object.Text() || len(stmt.Children) != 2 {
			continue
		}
		p := one(stmt, "import "+object.Text(), "import "+object.Text(), 0.84, object.Text()+" is used as the module")
		for _, n := range use.Tree().Root.All(language.Name) {
			if n.Name == object.Text() && n.Parent.Is(language.Call) && n.Role == language.RoleCallee {
				p.Edits = append(p.Edits, writing.Insert(n.Tree(), n.End, "."+n.Name))
			}
		}
		return []language.Proposal{p}
	}
	return nil
}
