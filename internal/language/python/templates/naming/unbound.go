package naming

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var quotedName = regexp.MustCompile(`(?:name|variable) '([^']+)'`)

// missingName is the name that an error message says has no value.
func missingName(scene *language.Scene) string {
	if m := quotedName.FindStringSubmatch(scene.Incident.Message); m != nil {
		return m[1]
	}
	return ""
}

// Unbound mends a local variable that some path leaves without a value.
func Unbound(scene *language.Scene) []language.Proposal {
	name := missingName(scene)
	if scene.Function == nil || name == "" {
		return nil
	}
	defs := language.Definitions(scene.Function.Node, name)
	if len(defs) == 0 {
		return nil
	}
	found := globals(scene, name, defs)
	first := defs[0].Stmt
	owner := outermost(first, scene.Function.Node)
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Name) && n.Text() == name })
	if owner == nil || use == nil {
		return found
	}
	initialise := func(value string) []language.Edit { return writing.Before(owner, name+" = "+value) }
	hole := &language.Hole{Effect: language.Yields, When: language.Unset, Subject: use, At: use, Form: "if", Keys: tests(owner), Fill: initialise}
	hole.Whole = returnsOnly(scene.Function.Node, name)
	found = append(found, language.Proposal{Hole: hole, Score: 0.4, Why: name + " has a value on every path"})
	if ownedOutside(scene.Function.Node, name) {
		return found
	}
	return append(found, accumulators(name, defs, owner)...)
}

// ownedOutside says whether a function around this one, or the file, has a variable of that name: then it is that one which is
// added to, and a value of its own would lose what was added before.
func ownedOutside(fn *language.Node, name string) bool {
	for scope := fn.Parent.Up(language.Function, language.File); scope != nil; scope = scope.Parent.Up(language.Function, language.File) {
		isParameter := func(p language.Parameter) bool { return p.Name == name }
		if len(language.Definitions(scope, name)) > 0 || slices.ContainsFunc(language.Parameters(scope), isParameter) {
			return true
		}
	}
	return false
}

// returnsOnly says whether the function's result is the variable itself.
func returnsOnly(fn *language.Node, name string) bool {
	for _, r := range fn.All(language.Return) {
		if r.Child(language.RoleValue).Text() == name {
			return true
		}
	}
	return false
}

// tests are the names that the conditions around the assignments ask about.
func tests(owner *language.Node) []string {
	var names []string
	for _, n := range owner.Child(language.RoleCond).All(language.Name, language.Attribute) {
		names = append(names, n.Last())
	}
	for _, n := range owner.Child(language.RoleRight).All(language.Name, language.Attribute) {
		names = append(names, n.Last())
	}
	return names
}

// outermost is the statement of the function's own block that an assignment stands in: the branch, loop or try to initialise before.
func outermost(stmt, fn *language.Node) *language.Node {
	for stmt != nil && stmt.Parent != nil {
		if stmt.Parent == fn.Child(language.RoleBody) {
			return stmt
		}
		stmt = stmt.Parent
	}
	return nil
}

// accumulators initialises what is only ever added to.
func accumulators(name string, defs []language.Definition, owner *language.Node) []language.Proposal {
	var found []language.Proposal
	for _, d := range defs {
		add := d.Node.Parent
		if !add.Is(language.AugAssign) {
			continue
		}
		start := writing.Identity(add.Name, add.Child(language.RoleRight))
		if start == "" {
			continue
		}
		found = append(found, language.Proposal{
			Edits: writing.Before(owner, name+" = "+start), Value: start, Score: 0.75, Why: name + " is added to before it has a value",
			Evidence: []heald.Evidence{language.Cite("code", add, "it is only ever added to, so it starts from "+start, 0.75)},
		})
	}
	return found
}

// globals declares a module's variable that the function assigns.
func globals(scene *language.Scene, name string, defs []language.Definition) []language.Proposal {
	module := language.Definitions(scene.Function.Node.Tree().Root, name)
	if len(module) == 0 {
		return nil
	}
	body := scene.Function.Node.Body()
	at := body[0]
	if writing.Docs(scene.Function.Node) != nil && len(body) > 1 {
		at = body[1]
	}
	return []language.Proposal{{
		Edits: writing.Before(at, "global "+name), Score: 0.72, Value: "global " + name, Why: name + " is the module's variable, which the function changes",
		Evidence: []heald.Evidence{language.Cite("code", module[0].Node, "the module gives it its first value here", 0.7)},
	}}
}

// Undefined mends a name that nothing defines: an import that is missing, or another spelling.
func Undefined(scene *language.Scene) []language.Proposal {
	name := missingName(scene)
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Name) && n.Text() == name })
	if name == "" || use.Up(language.Import) != nil || use == nil || strings.Contains(scene.Incident.ErrorType, "Unbound") {
		return nil
	}
	found := Imports(scene, name)
	for _, near := range spellings(name, inScope(use)) {
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(use, near)}, Value: near, Score: 0.35 + language.Similar(name, near)/3, Why: name + " is called " + near,
		})
	}
	return found
}

// inScope lists the names that are defined around a use.
func inScope(use *language.Node) []string {
	var names []string
	for scope := use.Up(language.Function, language.File); scope != nil; scope = scope.Parent.Up(language.Function, language.File) {
		for _, p := range language.Parameters(scope) {
			names = append(names, p.Name)
		}
		for _, n := range scope.All(language.Name, language.Function, language.Class) {
			if n.Is(language.Function, language.Class) || n.Role == language.RoleLeft {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

// spellings returns the names that may have been meant: the only near one, or none.
func spellings(name string, candidates []string) []string {
	var near []string
	seen := map[string]bool{name: true}
	for _, c := range candidates {
		if !seen[c] && language.Similar(name, c) >= 0.7 {
			near = append(near, c)
		}
		seen[c] = true
	}
	return near
}
