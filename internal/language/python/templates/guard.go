package templates

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// fault is a value that an expression cannot bear.
type fault struct {
	at      *language.Node // the failing expression
	subject *language.Node // the value
	when    language.Condition
	bad     string // a test that holds where it would crash
	good    string // its opposite
	keys    []string
	setup   []string        // statements that must stand first
	bound   []language.Edit // and what they replace
}

// shapes returns every form in which the fault can be guarded.
func shapes(f fault) []language.Proposal {
	found := conditionals(f)
	return append(found, statements(f)...)
}

// conditionals puts a conditional expression in the place of the failing expression, or of the chain that hangs on it.
func conditionals(f fault) []language.Proposal {
	var found []language.Proposal
	for i, at := range levels(f.at) {
		if f.setup != nil {
			continue
		}
		p := f.hole(language.Yields, at, 0.3-0.02*float64(i), func(value string) []language.Edit {
			if clash(at, value) {
				return nil
			}
			return []language.Edit{replace(at, wrapped(at, at.Text()+" if "+f.good+" else "+value))}
		})
		p.Hole.Form, p.Hole.Wider = "conditional", i > 0
		found = append(found, p)
	}
	return found
}

// clash says whether a value cannot be written inside the formatted string that n stands in.
func clash(n *language.Node, value string) bool {
	s := n.Up(language.Interpolation)
	return s != nil && (strings.ContainsAny(value, `"'`) || strings.Contains(n.Text(), "\n"))
}

// levels are the failing expression and what is built on it alone: the chain of attributes, calls and subscripts, and the
// whole value of the statement.
func levels(at *language.Node) []*language.Node {
	if at.Parent.Is(language.Call) && at.Role == language.RoleCallee {
		at = at.Parent
	}
	found := []*language.Node{at}
	top := at
	for postfix(top) {
		top = top.Parent
	}
	if top != at {
		found = append(found, top)
	}
	whole := top
	for !whole.Parent.Is(language.Return, language.Assign) {
		if whole.Parent == nil || whole.Parent.Is(language.Block, language.Comprehension, language.Lambda, language.Interpolation) {
			return found
		}
		whole = whole.Parent
	}
	if whole != top {
		found = append(found, whole)
	}
	return found
}

func postfix(n *language.Node) bool {
	p := n.Parent
	return p.Is(language.Attribute) && n.Role == language.RoleObject || p.Is(language.Call) && n.Role == language.RoleCallee ||
		p.Is(language.Index) && n.Role == language.RoleObject || p.Is(language.Paren)
}

// statements puts an if before the statement, or a filter into the comprehension.
func statements(f fault) []language.Proposal {
	if scope := inner(f.at); scope != nil {
		return filters(f, scope)
	}
	stmt := statement(f.at)
	if stmt == nil {
		return nil
	}
	guard := func(body string) []language.Edit {
		edits := before(stmt, append(append([]string{}, f.setup...), "if "+f.bad+":", "\t"+body)...)
		if edits == nil {
			return nil
		}
		return append(edits, f.bound...)
	}
	var found []language.Proposal
	if stmt.Up(language.Function) != nil {
		found = append(found,
			f.hole(language.Returns, f.at, 0.3, func(value string) []language.Edit { return guard(strings.TrimSpace("return " + value)) }),
			f.hole(language.Raises, f.at, 0.2, func(value string) []language.Edit { return guard("raise " + value) }))
	}
	if loop := stmt.Up(language.For, language.While, language.Function); loop.Is(language.For, language.While) && loop != stmt {
		found = append(found, f.hole(language.Skips, f.at, 0.25, func(string) []language.Edit { return guard("continue") }))
	}
	for i := range found {
		found[i].Hole.Form = "if"
	}
	return found
}

func filters(f fault, scope *language.Node) []language.Proposal {
	if !scope.Is(language.Comprehension) {
		return nil
	}
	last := scope.Children[len(scope.Children)-1]
	return []language.Proposal{f.hole(language.Skips, f.at, 0.25, func(string) []language.Edit {
		if last.Is(language.Filter) {
			cond := last.Child(language.RoleCond)
			if f.at.Within(cond) {
				return []language.Edit{insert(cond.Tree(), cond.Start, f.good+" and ")}
			}
			return []language.Edit{insert(cond.Tree(), cond.End, " and "+f.good)}
		}
		return []language.Edit{insert(last.Tree(), last.End, " if "+f.good)}
	})}
}

func (f fault) hole(effect language.Effect, at *language.Node, score float64, fill func(string) []language.Edit) language.Proposal {
	return language.Proposal{Score: score, Why: "guard " + f.subject.Text() + ": " + f.bad, Hole: &language.Hole{
		Effect: effect, When: f.when, Subject: f.subject, At: at, Keys: f.keys, Fill: fill,
	}}
}

// nullFault is a value that is None; a call is bound to a name first, so that it runs once.
func nullFault(at, subject *language.Node) fault {
	f := fault{at: at, subject: subject, when: language.Null, bad: subject.Text() + " is None", good: subject.Text() + " is not None"}
	if subject.Is(language.Call, language.Await) && inner(subject) == nil {
		name := unused(subject, nameOf(subject))
		f.setup, f.bound = []string{name + " = " + subject.Text()}, []language.Edit{replace(subject, name)}
		f.bad, f.good = name+" is None", name+" is not None"
	}
	return f
}

// nameOf is a name for a call's result: what the callee's name says that it gets.
func nameOf(call *language.Node) string {
	name := call.Last()
	for _, verb := range []string{"get_", "find_", "fetch_", "load_", "read_", "lookup_", "look_up_", "parse_", "_"} {
		if rest, ok := strings.CutPrefix(name, verb); ok && rest != "" {
			name = rest
		}
	}
	switch name {
	case "search", "fullmatch":
		return "match"
	case "get", "find", "":
		return "found"
	}
	return name
}

// simple says whether an expression can be evaluated twice without harm or cost.
func simple(n *language.Node) bool {
	for _, call := range n.All(language.Call, language.Await, language.Comprehension, language.Yield, language.Lambda) {
		switch call.Child(language.RoleCallee).Text() {
		case "len", "sum", "min", "max", "abs", "round", "int", "float":
		default:
			return false
		}
	}
	return true
}
