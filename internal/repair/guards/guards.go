// Package guards collects the places of a program that handle a special case of a value: tests for nothing, defaults, handlers.
package guards

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// Guard is one place of the repository that handles a special case of a value.
type Guard struct {
	When    language.Condition
	Subject *language.Node
	Key     *language.Node // what is looked up, when a container lacks it
	Effect  language.Effect
	Value   *language.Node // what is given, raised or returned; nil when nothing is
	Whole   bool           // the value is the function's result, whatever the form
	Good    *language.Node // what is evaluated where the special case does not hold, for conditionals
	Beside  *language.Node // what stands where the special case does not hold, whatever the form
	Null    bool           // the null value stands in, unsaid
	Arm     bool           // read from the difference of an if's two arms
	Stores  bool           // the value is kept where it was missing
	Bare    bool           // the value stands for the subject itself, not for what is made of it
	Ops     []string       // what the surrounding function does with the subject
	At      *language.Node
	In      *language.Node // the function around it, or nil
	Form    string         // "if", "conditional", "or", "call", "try", "filter"
}

type miner struct {
	idioms *language.Idioms
	found  []Guard
}

// Gone are the guards of an earlier version that the same function has no longer: what still stands there speaks of something else.
func Gone(earlier, now []Guard) []Guard {
	type place struct{ path, function, text string }
	at := func(g Guard) place {
		return place{g.At.Tree().Path, g.In.Qualified(), strings.Join(strings.Fields(g.At.Text()), " ")}
	}
	standing := map[place]bool{}
	for _, g := range now {
		standing[at(g)] = true
	}
	return slices.DeleteFunc(slices.Clone(earlier), func(g Guard) bool { return standing[at(g)] })
}

// Mine collects the guards of one file.
func Mine(tree *language.Tree, idioms *language.Idioms) []Guard {
	m := &miner{idioms: idioms}
	tree.Root.Walk(func(n *language.Node) bool {
		m.visit(n)
		return true
	})
	for _, g := range m.found {
		if both, ok := arms(g); ok {
			m.found = append(m.found, both)
		}
	}
	for i := range m.found {
		g := &m.found[i]
		g.In = g.At.Up(language.Function)
		scope := g.In
		if scope == nil {
			scope = tree.Root
		}
		g.Ops = Operations(scope, g.Subject, idioms)
		if op := Operation(g.Subject, idioms); op != "" && !slices.Contains(g.Ops, op) && (g.Form == "try" || g.Form == "call" && g.When == language.Empty) {
			g.Ops = append(g.Ops, op)
		}
	}
	return m.found
}

func (m *miner) visit(n *language.Node) {
	switch n.Kind {
	case language.If, language.ElseIf:
		m.branch(n)
	case language.Conditional:
		m.choice(n)
	case language.Logical:
		if n.Name == "or" && !n.Parent.Is(language.If, language.ElseIf, language.While, language.Not, language.Logical, language.Filter) {
			m.add(Guard{When: language.Falsy, Subject: n.Child(language.RoleLeft), Effect: language.Yields, Value: n.Child(language.RoleRight), Bare: true, Form: "or", At: n})
		}
		m.both(n)
	case language.Filter:
		for _, a := range Atoms(n.Child(language.RoleCond), false, m.idioms) {
			m.add(Guard{When: a.When, Subject: a.Subject, Key: a.Key, Effect: language.Skips, Form: "filter", At: n})
		}
	case language.Call:
		m.call(n)
	case language.Handler:
		m.handler(n)
	}
}

// both reads "m and f(m)": where m is null, so is the result.
func (m *miner) both(n *language.Node) {
	if n.Name == "and" && IsResult(n) {
		m.add(Guard{When: language.Null, Subject: n.Child(language.RoleLeft), Effect: language.Yields, Null: true, Whole: true, Beside: n.Child(language.RoleRight), Form: "and", At: n})
	}
}

func (m *miner) add(g Guard) {
	if g.Subject == nil {
		return
	}
	g.Subject = g.Subject.Bare()
	if g.Effect == language.Yields && (g.Value != nil || g.Null) {
		g.Whole = IsResult(g.At)
	}
	m.found = append(m.found, g)
}

// IsResult says whether the expression is all that the function returns.
func IsResult(n *language.Node) bool {
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	return n.Parent.Is(language.Return)
}

// branch reads an if: what happens where the special case holds.
func (m *miner) branch(n *language.Node) {
	cond := n.Child(language.RoleCond)
	otherwise := n.Child(language.RoleElse)
	first := len(m.found)
	for _, a := range Atoms(cond, true, m.idioms) {
		m.consequence(a, n.Child(language.RoleBody), n)
	}
	m.beside(first, instead(n, otherwise))
	first = len(m.found)
	for _, a := range Atoms(cond, false, m.idioms) {
		switch {
		case otherwise.Is(language.Else):
			m.consequence(a, otherwise.Child(language.RoleBody), n)
		case otherwise == nil && leaves(Last(n.Child(language.RoleBody))):
			if next := after(n); next.Is(language.Return, language.Raise, language.Continue) {
				m.outcome(a, next, n)
			}
		}
	}
	m.beside(first, n.Child(language.RoleBody))
}

// instead is what runs where an if does not apply: its else, or what follows a body that leaves.
func instead(n, otherwise *language.Node) *language.Node {
	if otherwise == nil && leaves(Last(n.Child(language.RoleBody))) {
		return after(n)
	}
	return otherwise
}

// beside notes for the guards found since first what stands in the ordinary case.
func (m *miner) beside(first int, ordinary *language.Node) {
	for i := first; i < len(m.found); i++ {
		m.found[i].Beside = ordinary
	}
}

func (m *miner) consequence(a Atom, block, at *language.Node) {
	if block == nil || len(block.Children) > 3 {
		return
	}
	m.outcome(a, Last(block), at)
}

func (m *miner) outcome(a Atom, stmt, at *language.Node) {
	g := Guard{When: a.When, Subject: a.Subject, Key: a.Key, Form: "if", At: at}
	switch {
	case stmt.Is(language.Return):
		g.Effect, g.Value, g.Whole = language.Returns, stmt.Child(language.RoleValue), true
	case stmt.Is(language.Raise):
		g.Effect, g.Value = language.Raises, stmt.Child(language.RoleValue)
	case stmt.Is(language.Continue):
		g.Effect = language.Skips
	case stmt.Is(language.Break):
		g.Effect = language.Stops
	case stmt.Is(language.ExprStmt) && stmt.Child(language.RoleValue).Is(language.Assign):
		target := stmt.Child(language.RoleValue).Child(language.RoleLeft)
		g.Effect, g.Value, g.Bare = language.Yields, stmt.Child(language.RoleValue).Child(language.RoleRight), target.Text() == a.Subject.Text()
	default:
		return
	}
	m.add(g)
}

func (m *miner) choice(n *language.Node) {
	cond := n.Child(language.RoleCond)
	for _, a := range Atoms(cond, true, m.idioms) {
		m.add(Guard{When: a.When, Subject: a.Subject, Key: a.Key, Effect: language.Yields, Value: n.Child(language.RoleThen), Good: n.Child(language.RoleElse), Beside: n.Child(language.RoleElse), Bare: n.Child(language.RoleElse).Text() == a.Subject.Text(), Form: "conditional", At: n})
	}
	for _, a := range Atoms(cond, false, m.idioms) {
		m.add(Guard{When: a.When, Subject: a.Subject, Key: a.Key, Effect: language.Yields, Value: n.Child(language.RoleElse), Good: n.Child(language.RoleThen), Beside: n.Child(language.RoleThen), Bare: n.Child(language.RoleThen).Text() == a.Subject.Text(), Form: "conditional", At: n})
	}
}

// call reads calls that take the value for the missing case.
func (m *miner) call(n *language.Node) {
	callee, args := n.Child(language.RoleCallee).Bare(), n.Child(language.RoleArgs)
	if args == nil {
		return
	}
	for _, d := range m.idioms.Defaults {
		if d.Callee != callee.Last() || d.Method != callee.Is(language.Attribute) {
			continue
		}
		g := Guard{When: d.When, Effect: language.Yields, Form: "call", At: n, Stores: d.Stores, Value: Argument(args, d.Value, d.Keyword)}
		if d.Subject < 0 {
			g.Subject, g.Key = callee.Child(language.RoleObject), Argument(args, 0, "")
		} else {
			g.Subject = Argument(args, d.Subject, "")
			if d.When == language.Missing {
				g.Key = Argument(args, d.Subject+1, "")
			}
		}
		if g.Null = g.Value == nil && d.Null; g.Null || g.Value != nil {
			m.add(g)
		}
	}
}

// Argument is the argument of a call by its position or its keyword, or nil.
func Argument(args *language.Node, position int, keyword string) *language.Node {
	for i, arg := range args.Children {
		if arg.Is(language.KeywordArg) {
			if keyword != "" && arg.Name == keyword {
				return arg.Children[len(arg.Children)-1]
			}
			continue
		}
		if i == position && !arg.Is(language.Splat) {
			return arg
		}
	}
	return nil
}

// handler reads what is done where an expected error is caught; the subject is what the guarded block looked at.
func (m *miner) handler(n *language.Node) {
	body, tried := n.Children[len(n.Children)-1], n.Parent.Child(language.RoleBody)
	if !body.Is(language.Block) || tried == nil || len(tried.Children) > 2 {
		return
	}
	for name, when := range m.idioms.Errors {
		if !slices.ContainsFunc(n.Children[0].All(language.Name), func(c *language.Node) bool { return c.Name == name }) {
			continue
		}
		for _, subject := range tested(tried, when) {
			m.outcome(subject, Last(body), n)
			if g := len(m.found) - 1; g >= 0 && m.found[g].At == n {
				m.found[g].Form = "try"
			}
		}
	}
}

// tested returns what a guarded block may find wrong.
func tested(block *language.Node, when language.Condition) []Atom {
	var found []Atom
	block.Walk(func(n *language.Node) bool {
		switch {
		case n.Is(language.Index) && (when == language.Missing || when == language.Short):
			found = append(found, Atom{When: when, Subject: n.Child(language.RoleObject), Key: n.Child(language.RoleKey)})
		case n.Is(language.Binary) && when == language.Zero && divides(n.Name):
			found = append(found, Atom{When: when, Subject: n.Child(language.RoleRight)})
		case n.Is(language.Call) && when == language.Malformed:
			if arg := Argument(n.Child(language.RoleArgs), 0, ""); arg != nil {
				found = append(found, Atom{When: when, Subject: arg})
			}
		}
		return true
	})
	return found
}

func divides(operator string) bool { return operator == "/" || operator == "//" || operator == "%" }

// Last is the last statement of a block, or nil.
func Last(block *language.Node) *language.Node {
	if block == nil || len(block.Children) == 0 {
		return nil
	}
	return block.Children[len(block.Children)-1]
}

func leaves(stmt *language.Node) bool {
	return stmt.Is(language.Return, language.Raise, language.Continue, language.Break)
}

// after returns the statement that follows, or nil.
func after(stmt *language.Node) *language.Node {
	siblings := stmt.Parent.Children
	if i := slices.Index(siblings, stmt); i >= 0 && i+1 < len(siblings) {
		return siblings[i+1]
	}
	return nil
}
