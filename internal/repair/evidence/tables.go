package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// colleagues says whether two functions stand for each other: both are entries of one table of the program.
func (q *question) colleagues(a, b *language.Node) bool {
	if a == nil || b == nil || a == b {
		return false
	}
	mine := q.tablesOf(a)
	return slices.ContainsFunc(q.tablesOf(b), func(t *language.Node) bool { return slices.Contains(mine, t) })
}

// tablesOf returns the assignments at module level whose lists and dictionaries hold the function.
func (q *question) tablesOf(fn *language.Node) []*language.Node {
	if found, known := q.tables[fn]; known {
		return found
	}
	var found []*language.Node
	for _, a := range q.assigned() {
		literal, tree := a.Child(language.RoleRight), a.Tree()
		if literal.Is(language.Dict, language.List, language.Tuple) && shapes.Holds(literal, fn.Name) && (tree == fn.Tree() || tree.Defines(fn.Name) || tree.Defines(shapes.Module(fn.Tree().Path))) {
			found = append(found, a)
		}
	}
	q.tables[fn] = found
	return found
}

// indirect are the calls of a function through a table, or through a parameter that it is passed as.
func (q *question) indirect(fn *language.Node) []*language.Node {
	var found []*language.Node
	tables := q.tablesOf(fn)
	for _, tree := range q.code() {
		for _, n := range tree.Root.All(language.Name, language.Attribute) {
			if slices.ContainsFunc(tables, func(t *language.Node) bool { return t.Child(language.RoleLeft).Name == n.Last() && !n.Within(t) }) && n.Role != language.RoleName {
				found = append(found, q.callsOf(shapes.Entry(n), 2)...)
			}
			if n.Is(language.Name) && n.Name == fn.Name && n.Parent.Is(language.Args, language.KeywordArg) && n.Role != language.RoleName {
				found = append(found, q.callsOf(n, 2)...)
			}
		}
	}
	return found
}

// callsOf returns the calls of what an expression gives: there, under a variable's name, or under a parameter's.
func (q *question) callsOf(n *language.Node, hops int) []*language.Node {
	p := n.Parent
	scope := n.Up(language.Function, language.File)
	switch {
	case hops == 0:
		return nil
	case p.Is(language.Call) && n.Role == language.RoleCallee:
		return []*language.Node{p}
	case p.Is(language.Assign) && n.Role == language.RoleRight && p.Child(language.RoleLeft).Is(language.Name),
		p.Is(language.For, language.Clause) && n.Role == language.RoleRight && p.Child(language.RoleLeft).Is(language.Name):
		return shapes.CallsOf(scope, p.Child(language.RoleLeft).Name)
	}
	call := n.Up(language.Call, language.Block)
	if !p.Is(language.Args, language.KeywordArg) || !call.Is(language.Call) {
		return nil
	}
	var found []*language.Node
	for _, f := range q.scene.Program.Callees(call) {
		for name, arg := range language.Bind(call, f) {
			if arg == n {
				found = append(found, shapes.CallsOf(f.Node, name)...)
			}
		}
	}
	return found
}
