package evidence

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromCallers reads what is done with the function's result: who asks whether there is one, expects that there may be none.
func (q *question) fromCallers() []clue {
	if q.fn == nil || !q.whole || len(q.scene.Program.Named(q.fn.Name)) > 1 {
		return nil
	}
	for _, site := range q.uses() {
		check := q.expects(site)
		if check == nil {
			continue
		}
		weight, says := weighAsked, "a caller expects that there may be no result"
		if check.Is(language.Compare) && q.givesNoNull() {
			weight, says = weighAskedIdle, "a caller asks whether there is a result, and no other path gives none"
		}
		return []clue{{value: q.idioms.NullValue, item: language.Cite("callers", check, says, weight)}}
	}
	return nil
}

// uses are the calls of the function that crashed, or the reads of the attribute that it stands behind.
func (q *question) uses() []*language.Node {
	var found []*language.Node
	for _, site := range q.scene.Program.Calls(q.fn.Name) {
		if !site.Test {
			found = append(found, site.Node)
		}
	}
	found = append(found, q.indirect(q.fn)...)
	if !q.fn.Parent.Is(language.Decorated) || q.idioms.Getter == "" || !strings.Contains(q.fn.Parent.Text()[:q.fn.Start-q.fn.Parent.Start], q.idioms.Getter) {
		return found
	}
	for _, tree := range q.scene.Program.Trees() {
		if q.scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Attribute) {
			if n.Name == q.fn.Name {
				found = append(found, n)
			}
		}
	}
	return found
}

// expects finds where a value is tested for being null: where it stands, under the name that it is given, or in the function
// that it is passed to.
func (q *question) expects(n *language.Node) *language.Node {
	for n.Parent.Is(language.Await, language.Paren) {
		n = n.Parent
	}
	p := n.Parent
	scope := n.Up(language.Function, language.File)
	switch {
	case shapes.Asked(p, n):
		return p
	case p.Is(language.Assign) && n.Role == language.RoleRight && p.Child(language.RoleLeft).Is(language.Name):
		return q.nullTest(scope, p.Child(language.RoleLeft).Text())
	case n.Is(language.Attribute):
		if check := q.nullTest(scope, n.Text()); check != nil {
			return check
		}
	}
	if !p.Is(language.Args) {
		return nil
	}
	return q.passedTo(p.Parent, n)
}

// passedTo finds the test in the function that a call passes the value to.
func (q *question) passedTo(call, n *language.Node) *language.Node {
	for _, f := range q.scene.Program.Callees(call) {
		for name, arg := range language.Bind(call, f) {
			if arg == n {
				return q.nullTest(f.Node, name)
			}
		}
	}
	return nil
}

// nullTest finds a test of a variable against the null value, or a value in its place.
func (q *question) nullTest(scope *language.Node, name string) *language.Node {
	for _, n := range scope.All(language.Compare, language.Logical) {
		if n.Is(language.Logical) {
			if n.Name == "or" && n.Child(language.RoleLeft).Text() == name && n.Child(language.RoleRight).Is(language.String, language.Number) {
				return n
			}
			continue
		}
		for _, a := range append(guards.Comparison(n, true, q.idioms), guards.Comparison(n, false, q.idioms)...) {
			if a.When == language.Null && a.Subject.Text() == name {
				return n
			}
		}
	}
	return nil
}

// givesNoNull says whether the function, as it is, always gives something: then declaring or expecting a null result was meant
// for the case in which it crashes.
func (q *question) givesNoNull() bool {
	body := q.fn.Body()
	if len(body) == 0 || !body[len(body)-1].Is(language.Return) || len(q.fn.All(language.Yield)) > 0 {
		return false
	}
	for _, r := range q.fn.All(language.Return) {
		if r.Up(language.Function, language.Lambda) == q.fn && !q.something(r.Child(language.RoleValue).Bare()) {
			return false
		}
	}
	return true
}

// something says whether an expression never is null, by how it is made.
func (q *question) something(n *language.Node) bool {
	if n.Is(language.Conditional) {
		return q.something(n.Child(language.RoleThen).Bare()) && q.something(n.Child(language.RoleElse).Bare())
	}
	if n.Is(language.Call) {
		return len(q.scene.Program.Classes(n.Last())) > 0 || q.record(n.Last()) != nil || slices.Contains(q.idioms.NeverNull, n.Child(language.RoleCallee).Text())
	}
	return n.Is(language.Number, language.String, language.Binary, language.Compare, language.List, language.Dict, language.Tuple, language.Set, language.Comprehension, language.Bool)
}
