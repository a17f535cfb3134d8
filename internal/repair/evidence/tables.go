package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
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
		if literal.Is(language.Dict, language.List, language.Tuple) && holds(literal, fn.Name) && (tree == fn.Tree() || defines(tree, fn.Name) || defines(tree, moduleOf(fn.Tree().Path))) {
			found = append(found, a)
		}
	}
	q.tables[fn] = found
	return found
}

// moduleOf is what a file is called when it is imported whole.
func moduleOf(path string) string {
	words := identifier.FindAllString(path, -1)
	if len(words) < 2 {
		return ""
	}
	return words[len(words)-2]
}

// holds says whether an element of a literal is the function of that name.
func holds(literal *language.Node, name string) bool {
	for _, e := range literal.Children {
		if e.Is(language.Pair) {
			e = e.Children[len(e.Children)-1]
		}
		if e.Is(language.Name, language.Attribute) && e.Last() == name {
			return true
		}
	}
	return false
}

// indirect are the calls of a function through a table, or through a parameter that it is passed as.
func (q *question) indirect(fn *language.Node) []*language.Node {
	var found []*language.Node
	tables := q.tablesOf(fn)
	for _, tree := range q.code() {
		for _, n := range tree.Root.All(language.Name, language.Attribute) {
			if slices.ContainsFunc(tables, func(t *language.Node) bool { return t.Child(language.RoleLeft).Name == n.Last() && !n.Within(t) }) && n.Role != language.RoleName {
				found = append(found, q.callsOf(entryOf(n), 2)...)
			}
			if n.Is(language.Name) && n.Name == fn.Name && n.Parent.Is(language.Args, language.KeywordArg) && n.Role != language.RoleName {
				found = append(found, q.callsOf(n, 2)...)
			}
		}
	}
	return found
}

// entryOf is the expression that takes an entry out of a table: TABLE[k], TABLE.get(k), or the table where it is gone over.
func entryOf(n *language.Node) *language.Node {
	p := n.Parent
	switch {
	case p.Is(language.Index) && n.Role == language.RoleObject:
		return p
	case p.Is(language.Attribute) && n.Role == language.RoleObject && p.Parent.Is(language.Call) && p.Role == language.RoleCallee:
		return p.Parent
	}
	return n
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
		return named(scope, p.Child(language.RoleLeft).Name)
	}
	call := n.Up(language.Call, language.Block)
	if !p.Is(language.Args, language.KeywordArg) || !call.Is(language.Call) {
		return nil
	}
	var found []*language.Node
	for _, f := range q.scene.Program.Callees(call) {
		for name, arg := range language.Bind(call, f) {
			if arg == n {
				found = append(found, named(f.Node, name)...)
			}
		}
	}
	return found
}

// named are the calls of a variable within a scope.
func named(scope *language.Node, name string) []*language.Node {
	var found []*language.Node
	for _, call := range scope.All(language.Call) {
		if callee := call.Child(language.RoleCallee); callee.Is(language.Name) && callee.Name == name {
			found = append(found, call)
		}
	}
	return found
}
