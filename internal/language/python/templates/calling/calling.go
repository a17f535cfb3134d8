// Package calling is the templates for calls whose arguments do not fit the definition: mended at the call, or at a definition
// that differs from those of its kind.
package calling

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	tooMany    = regexp.MustCompile(`([\w.<>]+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+)`)
	lacking    = regexp.MustCompile(`([\w.<>]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)$`)
	unexpected = regexp.MustCompile(`([\w.<>]+)\(\) got an unexpected keyword argument '(\w+)'`)
	quoted     = regexp.MustCompile(`'(\w+)'`)
)

// definition is what a call reaches: a function, or a class that is made from its fields.
type definition struct {
	fn     *language.Func // nil for such a class
	class  *language.Node // set for a class that is called
	params []language.Parameter
}

// Arguments mends a call whose arguments do not fit the definition.
func Arguments(scene *language.Scene) []language.Proposal {
	message := scene.Incident.Message
	var found []language.Proposal
	if m := unexpected.FindStringSubmatch(message); m != nil {
		defs := definitions(scene, m[1])
		found = append(renamedWord(scene, defs, m[2]), acceptWord(scene, defs, m[2])...)
	}
	if m := lacking.FindStringSubmatch(message); m != nil {
		found = missing(scene, definitions(scene, m[1]), allQuoted(m[2]))
	}
	if m := tooMany.FindStringSubmatch(message); m != nil {
		takes, _ := strconv.Atoi(m[2])
		given, _ := strconv.Atoi(m[3])
		found = surplus(scene, definitions(scene, m[1]), takes, given)
	}
	return writing.Unique(found)
}

func allQuoted(text string) []string {
	var names []string
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// definitions finds what an error message names: "Gate.open" or, from older interpreters, "open" and "__init__" alone.
func definitions(scene *language.Scene, name string) []definition {
	name = name[strings.LastIndex(name, "<locals>.")+1:]
	name = strings.TrimPrefix(name, "locals>.")
	owner, last := "", name
	if i := strings.LastIndex(name, "."); i >= 0 {
		owner, last = name[:i], name[i+1:]
	}
	var found []definition
	if last == "__init__" || last == "__new__" {
		return constructors(scene, owner)
	}
	for _, f := range scene.Program.Named(last) {
		if !f.Test && (owner == "" || f.Class == "" || f.Class == owner[strings.LastIndex(owner, ".")+1:]) {
			found = append(found, definition{fn: f, params: ownParameters(f)})
		}
	}
	return found
}

func constructors(scene *language.Scene, class string) []definition {
	if class == "" {
		if call := called(scene, ""); call != nil {
			class = call.Last()
		}
	}
	var found []definition
	for _, c := range scene.Program.Classes(class) {
		if scene.Program.Support.IsTest(c.Tree().Path) {
			continue
		}
		if init := scene.Program.Method(c, "__init__"); init != nil {
			found = append(found, definition{fn: init, class: c, params: ownParameters(init)})
			continue
		}
		d := definition{class: c}
		for _, field := range language.DeclaredFields(c) {
			d.params = append(d.params, language.Parameter{Name: field, Node: c.Child(language.RoleName)})
		}
		found = append(found, d)
	}
	return found
}

// ownParameters are a function's parameters without the receiver.
func ownParameters(f *language.Func) []language.Parameter {
	params := language.Parameters(f.Node)
	if f.Class != "" && len(params) > 0 && !decorated(f.Node, "staticmethod") {
		return params[1:]
	}
	return params
}

func decorated(fn *language.Node, with string) bool {
	for _, d := range decorators(fn) {
		if d == with {
			return true
		}
	}
	return false
}

// decorators are the names of what decorates a function: "register" for @plugins.register("x").
func decorators(fn *language.Node) []string {
	var names []string
	if !fn.Parent.Is(language.Decorated) {
		return nil
	}
	for _, d := range fn.Parent.Children {
		if d.Is(language.Decorator) {
			text, _, _ := strings.Cut(strings.TrimPrefix(d.Text(), "@"), "(")
			names = append(names, strings.TrimSpace(text[strings.LastIndex(text, ".")+1:]))
		}
	}
	return names
}

// called is the failing call, of that name when one is given.
func called(scene *language.Scene, name string) *language.Node {
	return writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleArgs) != nil && (name == "" || n.Child(language.RoleCallee).Last() == name)
	})
}

// name is what a definition is called by.
func (d definition) name() string {
	if d.class != nil {
		return d.class.Name
	}
	return d.fn.Node.Name
}

// node is where a definition stands, to be quoted.
func (d definition) node() *language.Node {
	if d.fn != nil {
		return d.fn.Node.Child(language.RoleParams)
	}
	return d.class.Child(language.RoleName)
}

// gives says which parameter of a definition each argument of a call is for.
func (d definition) gives(call *language.Node) map[string]*language.Node {
	if d.fn == nil {
		return language.BindFields(call, d.class)
	}
	return language.Bind(call, d.fn)
}
