package writing

import (
	"strings"

	"github.com/heald-dev/heald"

	"github.com/heald-dev/heald/internal/language"
)

// Fault is a value that an expression cannot bear.
type Fault struct {
	At      *language.Node // the failing expression
	Subject *language.Node // the value
	When    language.Condition
	Bad     string // a test that holds where it would crash
	Good    string // its opposite
	Keys    []string
	Setup   []string        // statements that must stand first
	Bound   []language.Edit // and what they replace
}

// Shapes returns every form in which the fault can be guarded.
func Shapes(f Fault) []language.Proposal {
	found := append(conditionals(f), conjunct(f)...)
	return append(append(found, unwritten(f)...), Statements(f)...)
}

// unwritten leaves out the statement that writes to a place which is not there. Whether that is meant, only what was there before can tell.
func unwritten(f Fault) []language.Proposal {
	stmt, assign := Statement(f.At), f.At.Parent
	if stmt == nil || !assign.Is(language.Assign) || stmt != assign && stmt != assign.Parent || f.At.Role != language.RoleLeft || f.Setup != nil || stmt.Line != stmt.EndLine || stmt.Up(language.Function) == nil {
		return nil
	}
	edits := Before(stmt, "if "+f.Good+":")
	if edits == nil {
		return nil
	}
	return []language.Proposal{{
		Edits: append(edits, Insert(stmt.Tree(), stmt.Start, Step(stmt.Tree()))), Value: "nothing is written", Score: 0.3,
		Why: "`" + stmt.Text() + "` is left out where there is no such place",
	}}
}

// conjunct tests the value first in the condition that it is part of. A loop over what is left ends when nothing is; for a
// branch the condition does not hold then.
func conjunct(f Fault) []language.Proposal {
	owner := f.At.Up(language.While, language.If, language.ElseIf, language.Block)
	cond := owner.Child(language.RoleCond)
	if cond == nil || !f.At.Within(cond) || Inner(f.At) != nil || f.Setup != nil {
		return nil
	}
	rest := cond.Text()
	if cond.Is(language.Logical) && cond.Name == "or" || cond.Is(language.Conditional) {
		rest = "(" + rest + ")"
	}
	if f.At.Is(language.Compare) {
		return append(tested(f, cond, rest), plainly(f, owner, cond, rest)...)
	}
	return plainly(f, owner, cond, rest)
}

// tested puts the test before the condition where evidence says what the failing comparison counts as.
func tested(f Fault, cond *language.Node, rest string) []language.Proposal {
	for n := f.At; n != cond; n = n.Parent {
		if !n.Parent.Is(language.Paren) && !(n.Parent.Is(language.Logical) && n.Parent.Name == "and") {
			return nil
		}
	}
	return []language.Proposal{f.Hole(language.Yields, f.At, 0.4, func(value string) []language.Edit {
		switch {
		case value == "False":
			return []language.Edit{language.Replace(cond, f.Good+" and "+rest)}
		case value == "True" && cond.Bare() == f.At:
			return []language.Edit{language.Replace(cond, f.Bad+" or "+rest)}
		}
		return nil
	})}
}

func plainly(f Fault, owner, cond *language.Node, rest string) []language.Proposal {
	score := 0.3
	if owner.Is(language.While) && f.When == language.Empty {
		score = 0.68
	}
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(cond, f.Good+" and "+rest)}, Value: "condition is false", Score: score, Why: "ask first whether " + f.Good,
		Evidence: []heald.Evidence{language.Cite("code", cond, "the condition looks at what may not be there", score)},
	}}
}

// conditionals puts a conditional expression in the place of the failing expression, or of the chain that hangs on it.
func conditionals(f Fault) []language.Proposal {
	var found []language.Proposal
	for i, at := range Levels(f.At) {
		bound, text, ok := f.bind(at)
		if !ok {
			continue
		}
		p := f.Hole(language.Yields, at, 0.3-0.02*float64(i), func(value string) []language.Edit {
			if Clash(at, value) {
				return nil
			}
			return append([]language.Edit{language.Replace(at, Wrapped(at, text+" if "+f.Good+" else "+value))}, bound...)
		})
		p.Hole.Form, p.Hole.Wider = "conditional", i > 0
		found = append(found, p)
	}
	return found
}

// bind gives the statements that must stand first, and the text of an expression with the name that they bind in the place of what
// is bound. An expression that is evaluated on a condition only stays as it is.
func (f Fault) bind(at *language.Node) ([]language.Edit, string, bool) {
	text := at.Text()
	if f.Setup == nil {
		return nil, text, true
	}
	stmt := Statement(at)
	if stmt == nil || Inner(at) != nil || len(f.Setup) != 1 || at.Up(language.Conditional, language.Logical, language.Block).Is(language.Conditional, language.Logical) {
		return nil, "", false
	}
	name, _, _ := strings.Cut(f.Setup[0], " = ")
	first := Before(stmt, f.Setup...)
	for i := len(f.Bound) - 1; i >= 0; i-- {
		b := f.Bound[i]
		if b.Start < at.Start || b.End > at.End {
			return nil, "", false
		}
		text = text[:b.Start-at.Start] + name + text[b.End-at.Start:]
	}
	return first, text, first != nil
}

// Clash says whether a value cannot be written inside the formatted string that n stands in.
func Clash(n *language.Node, value string) bool {
	s := n.Up(language.Interpolation)
	return s != nil && (strings.ContainsAny(value, `"'`) || strings.Contains(n.Text(), "\n"))
}

// Levels are the failing expression and what is built on it alone: the chain of attributes, calls and subscripts, and the
// whole value of the statement.
func Levels(at *language.Node) []*language.Node {
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

// Statements puts an if before the statement, or a filter into the comprehension.
func Statements(f Fault) []language.Proposal {
	if scope := Inner(f.At); scope != nil {
		return filters(f, scope)
	}
	stmt := Statement(f.At)
	if stmt == nil {
		return nil
	}
	guard := func(body string) []language.Edit {
		edits := Before(stmt, append(append([]string{}, f.Setup...), "if "+f.Bad+":", "\t"+body)...)
		if edits == nil {
			return nil
		}
		return append(edits, f.Bound...)
	}
	var found []language.Proposal
	if stmt.Up(language.Function) != nil {
		found = append(found,
			f.Hole(language.Returns, f.At, 0.3, func(value string) []language.Edit { return guard(strings.TrimSpace("return " + value)) }),
			f.Hole(language.Raises, f.At, 0.2, func(value string) []language.Edit { return guard("raise " + value) }))
	}
	if loop := stmt.Up(language.For, language.While, language.Function); loop.Is(language.For, language.While) && loop != stmt {
		found = append(found, f.Hole(language.Skips, f.At, 0.25, func(string) []language.Edit { return guard("continue") }))
	}
	for i := range found {
		found[i].Hole.Form = "if"
	}
	return found
}

func filters(f Fault, scope *language.Node) []language.Proposal {
	if !scope.Is(language.Comprehension) {
		return nil
	}
	last := scope.Children[len(scope.Children)-1]
	return []language.Proposal{f.Hole(language.Skips, f.At, 0.25, func(string) []language.Edit {
		if last.Is(language.Filter) {
			cond := last.Child(language.RoleCond)
			if f.At.Within(cond) {
				return []language.Edit{Insert(cond.Tree(), cond.Start, f.Good+" and ")}
			}
			return []language.Edit{Insert(cond.Tree(), cond.End, " and "+f.Good)}
		}
		return []language.Edit{Insert(last.Tree(), last.End, " if "+f.Good)}
	})}
}

// Hole is a proposal that lacks its value.
func (f Fault) Hole(effect language.Effect, at *language.Node, score float64, fill func(string) []language.Edit) language.Proposal {
	return language.Proposal{Score: score, Why: "guard " + f.Subject.Text() + ": " + f.Bad, Hole: &language.Hole{
		Effect: effect, When: f.When, Subject: f.Subject, At: at, Keys: f.Keys, Fill: fill,
	}}
}

// NullFault is a value that is None; a call is bound to a name first, so that it runs once.
func NullFault(at, subject *language.Node) Fault {
	f := Fault{At: at, Subject: subject, When: language.Null, Bad: subject.Text() + " is None", Good: subject.Text() + " is not None"}
	if subject.Is(language.Call, language.Await) && Inner(subject) == nil {
		name := Unused(subject, NameOf(subject))
		f.Setup, f.Bound = []string{name + " = " + subject.Text()}, []language.Edit{language.Replace(subject, name)}
		f.Bad, f.Good = name+" is None", name+" is not None"
	}
	return f
}

// NameOf is a name for a call's result: what the callee's name says that it gets.
func NameOf(call *language.Node) string {
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

// Simple says whether an expression can be evaluated twice without harm or cost.
func Simple(n *language.Node) bool {
	for _, call := range n.All(language.Call, language.Await, language.Comprehension, language.Yield, language.Lambda) {
		switch call.Child(language.RoleCallee).Text() {
		case "len", "sum", "min", "max", "abs", "round", "int", "float":
		default:
			return false
		}
	}
	return true
}
