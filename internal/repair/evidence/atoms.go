package evidence

import (
	"slices"
	"strconv"

	"github.com/heald-dev/heald/internal/language"
)

// atom is one thing that a condition tests.
type atom struct {
	when    language.Condition
	subject *language.Node
	key     *language.Node
}

// atoms returns the special cases that hold where cond is as wanted. "a or b" and "a and b" are read as both.
func atoms(cond *language.Node, wanted bool, idioms *language.Idioms) []atom {
	cond = cond.Bare()
	switch {
	case cond == nil:
		return nil
	case cond.Is(language.Not):
		return atoms(cond.Child(language.RoleValue), !wanted, idioms)
	case cond.Is(language.Logical):
		return append(atoms(cond.Child(language.RoleLeft), wanted, idioms), atoms(cond.Child(language.RoleRight), wanted, idioms)...)
	case cond.Is(language.Compare):
		return comparison(cond, wanted, idioms)
	case wanted:
		return nil
	case cond.Is(language.Assign):
		return []atom{{when: language.Falsy, subject: cond.Child(language.RoleLeft)}}
	case cond.Is(language.Call) && cond.Child(language.RoleCallee).Text() == idioms.Length:
		return []atom{{when: language.Empty, subject: argument(cond.Child(language.RoleArgs), 0, "")}}
	case cond.Is(language.Name, language.Attribute, language.Index, language.Call):
		return []atom{{when: language.Falsy, subject: cond}}
	}
	return nil
}

func comparison(cond *language.Node, wanted bool, idioms *language.Idioms) []atom {
	left, right := cond.Child(language.RoleLeft).Bare(), cond.Child(language.RoleRight).Bare()
	if left == nil || right == nil || len(cond.Children) != 2 {
		return nil
	}
	operator := cond.Name
	switch operator {
	case "in", "not in":
		if (operator == "not in") == wanted {
			return []atom{{when: language.Missing, subject: right, key: left}}
		}
		return nil
	}
	if special(left) && !special(right) {
		left, right, operator = right, left, mirrored(operator)
	}
	if !wanted {
		operator = opposite(operator)
	}
	if left.Is(language.Call) && left.Child(language.RoleCallee).Text() == idioms.Length {
		return lengths(argument(left.Child(language.RoleArgs), 0, ""), right, operator)
	}
	return constants(left, right, operator)
}

// special says whether a side of a comparison is a constant.
func special(n *language.Node) bool {
	return n.Is(language.None, language.Number, language.String, language.Bool, language.List, language.Dict, language.Tuple)
}

func lengths(subject, bound *language.Node, operator string) []atom {
	limit, err := strconv.Atoi(bound.Text())
	none := operator == "==" && limit == 0 || operator == "<" && limit == 1 || operator == "<=" && limit == 0
	switch {
	case subject == nil:
		return nil
	case err == nil && none:
		return []atom{{when: language.Empty, subject: subject}}
	case slices.Contains([]string{"<", "<=", "!="}, operator):
		return []atom{{when: language.Short, subject: subject}}
	}
	return nil
}

func constants(left, right *language.Node, operator string) []atom {
	equal := operator == "==" || operator == "is"
	switch {
	case right.Is(language.None) && equal:
		return []atom{{when: language.Null, subject: left}}
	case right.Is(language.Number) && isZero(right.Text()) && (equal || operator == "<="), right.Text() == "1" && operator == "<":
		return []atom{{when: language.Zero, subject: left}}
	case right.Is(language.String, language.List, language.Dict, language.Tuple) && equal && isEmpty(right):
		return []atom{{when: language.Empty, subject: left}}
	case equal && right.Is(language.Name, language.Attribute) && left.Is(language.Name, language.Attribute):
		return []atom{{when: language.Zero, subject: left, key: right}} // a == b before a - b
	}
	return nil
}

func isZero(text string) bool {
	value, err := strconv.ParseFloat(text, 64)
	return err == nil && value == 0
}

func isEmpty(n *language.Node) bool {
	if n.Is(language.String) {
		return language.Unquote(n.Text()) == ""
	}
	return len(n.Children) == 0
}

func mirrored(operator string) string {
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

// operations says what a function does with a value: the words are comparable between functions.
func operations(scope, subject *language.Node, idioms *language.Idioms) []string {
	text := subject.Text()
	var found []string
	scope.Walk(func(n *language.Node) bool {
		if n.Start >= subject.Start && n.End <= subject.End || n.Text() != text || n.Kind != subject.Kind {
			return true
		}
		if op := operation(n, idioms); op != "" && !slices.Contains(found, op) {
			found = append(found, op)
		}
		return true
	})
	return found
}

// operation is what is done with n where it stands.
func operation(n *language.Node, idioms *language.Idioms) string {
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	p := n.Parent
	switch {
	case p.Is(language.Binary):
		if divides(p.Name) && n.Role == language.RoleRight || p.Name == "-" && operation(p, idioms) == "divide" {
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
		if op := operation(call, idioms); op != "" {
			return op
		}
	}
	return "call " + callee
}
