package guards

import (
	"slices"
	"strconv"

	"github.com/heald-dev/heald/internal/language"
)

// Atom is one thing that a condition tests.
type Atom struct {
	When    language.Condition
	Subject *language.Node
	Key     *language.Node
}

// Atoms returns the special cases that hold where cond is as wanted. "a or b" and "a and b" are read as both.
func Atoms(cond *language.Node, wanted bool, idioms *language.Idioms) []Atom {
	cond = cond.Bare()
	switch {
	case cond == nil:
		return nil
	case cond.Is(language.Not):
		return Atoms(cond.Child(language.RoleValue), !wanted, idioms)
	case cond.Is(language.Logical):
		return append(Atoms(cond.Child(language.RoleLeft), wanted, idioms), Atoms(cond.Child(language.RoleRight), wanted, idioms)...)
	case cond.Is(language.Compare):
		return Comparison(cond, wanted, idioms)
	case wanted:
		return nil
	case cond.Is(language.Assign):
		return []Atom{{When: language.Falsy, Subject: cond.Child(language.RoleLeft)}}
	case cond.Is(language.Call) && cond.Child(language.RoleCallee).Text() == idioms.Length:
		return []Atom{{When: language.Empty, Subject: Argument(cond.Child(language.RoleArgs), 0, "")}}
	case cond.Is(language.Name, language.Attribute, language.Index, language.Call):
		return []Atom{{When: language.Falsy, Subject: cond}}
	}
	return nil
}

// Comparison returns the special cases that hold where a comparison is as wanted.
func Comparison(cond *language.Node, wanted bool, idioms *language.Idioms) []Atom {
	left, right := cond.Child(language.RoleLeft).Bare(), cond.Child(language.RoleRight).Bare()
	if left == nil || right == nil || len(cond.Children) != 2 {
		return nil
	}
	operator := cond.Name
	switch operator {
	case "in", "not in":
		if (operator == "not in") == wanted {
			return []Atom{{When: language.Missing, Subject: right, Key: left}}
		}
		return nil
	}
	if Constant(left) && !Constant(right) {
		left, right, operator = right, left, Mirrored(operator)
	}
	if !wanted {
		operator = opposite(operator)
	}
	if left.Is(language.Call) && left.Child(language.RoleCallee).Text() == idioms.Length {
		return lengths(Argument(left.Child(language.RoleArgs), 0, ""), right, operator)
	}
	return constants(left, right, operator)
}

// Constant says whether a side of a comparison is a constant.
func Constant(n *language.Node) bool {
	return n.Is(language.None, language.Number, language.String, language.Bool, language.List, language.Dict, language.Tuple)
}

// Fixed says whether an expression is a constant: a literal, or a type's name called with literals.
func Fixed(n *language.Node) bool {
	if !n.Is(language.Call) {
		return Constant(n)
	}
	for _, arg := range n.Child(language.RoleArgs).Children {
		if !Constant(arg) {
			return false
		}
	}
	return n.Child(language.RoleCallee).Is(language.Name)
}

func lengths(subject, bound *language.Node, operator string) []Atom {
	limit, err := strconv.Atoi(bound.Text())
	none := operator == "==" && limit == 0 || operator == "<" && limit == 1 || operator == "<=" && limit == 0
	switch {
	case subject == nil:
		return nil
	case err == nil && none:
		return []Atom{{When: language.Empty, Subject: subject}}
	case slices.Contains([]string{"<", "<=", "!="}, operator):
		return []Atom{{When: language.Short, Subject: subject}}
	}
	return nil
}

func constants(left, right *language.Node, operator string) []Atom {
	equal := operator == "==" || operator == "is"
	switch {
	case right.Is(language.None) && equal:
		return []Atom{{When: language.Null, Subject: left}}
	case right.Is(language.Number) && IsZero(right.Text()) && (equal || operator == "<="), right.Text() == "1" && operator == "<":
		return []Atom{{When: language.Zero, Subject: left}}
	case right.Is(language.String, language.List, language.Dict, language.Tuple) && equal && IsEmpty(right):
		return []Atom{{When: language.Empty, Subject: left}}
	case equal && right.Is(language.Name, language.Attribute) && left.Is(language.Name, language.Attribute):
		return []Atom{{When: language.Zero, Subject: left, Key: right}} // a == b before a - b
	}
	return nil
}

// IsZero says whether a literal is the number zero.
func IsZero(text string) bool {
	value, err := strconv.ParseFloat(text, 64)
	return err == nil && value == 0
}

// IsEmpty says whether a literal of a text or a collection has nothing in it.
func IsEmpty(n *language.Node) bool {
	if n.Is(language.String) {
		return language.Unquote(n.Text()) == ""
	}
	return len(n.Children) == 0
}

// Mirrored is the operator for exchanged sides.
func Mirrored(operator string) string {
	switch operator {
	case "<":
		return ">"
	case ">":
		return "<"
	case "<=":
		return ">="
	case ">=":
		return "<="
	}
	return operator
}

func opposite(operator string) string {
	pairs := [][2]string{{"==", "!="}, {"is", "is not"}, {"<", ">="}, {">", "<="}}
	for _, p := range pairs {
		if operator == p[0] {
			return p[1]
		}
		if operator == p[1] {
			return p[0]
		}
	}
	return operator
}

// Operations says what a function does with a value: the words are comparable between functions.
func Operations(scope, subject *language.Node, idioms *language.Idioms) []string {
	text := subject.Text()
	var found []string
	scope.Walk(func(n *language.Node) bool {
		if n.Start >= subject.Start && n.End <= subject.End || n.Text() != text || n.Kind != subject.Kind {
			return true
		}
		if op := Operation(n, idioms); op != "" && !slices.Contains(found, op) {
			found = append(found, op)
		}
		return true
	})
	return found
}

// Operation is what is done with n where it stands.
func Operation(n *language.Node, idioms *language.Idioms) string {
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	p := n.Parent
	switch {
	case p.Is(language.Binary):
		if divides(p.Name) && n.Role == language.RoleRight || p.Name == "-" && Operation(p, idioms) == "divide" {
			return "divide"
		}
		return p.Name
	case p.Is(language.Index) && n.Role == language.RoleObject:
		return "index"
	case p.Is(language.Attribute) && n.Role == language.RoleObject:
		return "attribute " + p.Name
	case p.Is(language.Args):
		return given(n, p, idioms)
	}
	return ""
}

func given(n, args *language.Node, idioms *language.Idioms) string {
	call := args.Parent
	callee := call.Child(language.RoleCallee).Last()
	if callee == idioms.Length && callee != "" {
		if op := Operation(call, idioms); op != "" {
			return op
		}
	}
	return "call " + callee
}

// Nothing says whether an expression is a value that stands for nothing.
func Nothing(n *language.Node) bool {
	n = n.Bare()
	return n.Is(language.None) || n.Is(language.Number) && IsZero(n.Text()) || n.Is(language.String, language.List, language.Dict, language.Tuple) && IsEmpty(n)
}
