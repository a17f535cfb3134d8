package guards

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// arms reads a guard that returns, or sets a variable, in both cases as the one place in which its two arms differ: "if not d: return f(a)"
// before "return f(n / d)" says that a stands for n / d.
func arms(g Guard) (Guard, bool) {
	if g.Form != "if" || g.Value == nil || g.Beside == nil || !together(g) {
		return g, false
	}
	ordinary := settled(g.Beside)
	if ordinary == nil {
		return g, false
	}
	special, usual := differ(g.Value.Bare(), ordinary.Bare())
	if special == nil || !reads(usual, Plain(g.Subject)) {
		return g, false
	}
	g.Form, g.Effect, g.Value, g.Good, g.Beside = "conditional", language.Yields, special, usual, usual
	g.Arm, g.Whole, g.Bare = true, IsResult(usual), usual.Text() == g.Subject.Text()
	return g, true
}

// together says whether both arms do the same with their value: return it, or set one variable.
func together(g Guard) bool {
	switch g.Effect {
	case language.Returns:
		return g.Beside.Is(language.Return)
	case language.Yields:
		return target(g.Beside) == target(g.At)
	}
	return false
}

// settled is the value that a statement returns, or that the last statement of a short block gives.
func settled(n *language.Node) *language.Node {
	switch {
	case n.Is(language.Return):
		return n.Child(language.RoleValue)
	case n.Is(language.Else):
		return settled(n.Child(language.RoleBody))
	case n.Is(language.Block) && len(n.Children) == 1:
		return settled(n.Children[0])
	case n.Is(language.ExprStmt) && n.Child(language.RoleValue).Is(language.Assign):
		return n.Child(language.RoleValue).Child(language.RoleRight)
	}
	return nil
}

// target is the variable that the first assignment of a branch sets; empty for none.
func target(n *language.Node) string {
	for _, a := range n.All(language.Assign) {
		return a.Child(language.RoleLeft).Text()
	}
	return ""
}

// differ finds the one place in which two expressions differ: the smallest pair that holds all of the difference.
func differ(a, b *language.Node) (left, right *language.Node) {
	if a.Text() == b.Text() {
		return nil, nil
	}
	if a.Kind != b.Kind || a.Name != b.Name || len(a.Children) != len(b.Children) {
		return a, b
	}
	left, right, several := children(a, b)
	if left == nil || several { // an operator or a text differs
		return a, b
	}
	if l, r := differ(left, right); l != left || !l.Is(language.Args, language.KeywordArg, language.Interpolation, language.Pair) {
		return l, r
	}
	return a, b // what lies below is no expression by itself
}

// children finds the first two children that differ, and whether there are more.
func children(a, b *language.Node) (left, right *language.Node, several bool) {
	for i := range a.Children {
		switch {
		case a.Children[i].Text() == b.Children[i].Text():
		case left != nil:
			return left, right, true
		default:
			left, right = a.Children[i], b.Children[i]
		}
	}
	return left, right, false
}

// reads says whether an expression reads what a guard tests.
func reads(n *language.Node, subject string) bool {
	if Plain(n) == subject {
		return true
	}
	for _, c := range n.Children {
		if reads(c, subject) {
			return true
		}
	}
	return false
}

// Plain is an expression's text whatever quotes its texts are written in: inside another text they must be the other ones.
func Plain(n *language.Node) string { return strings.ReplaceAll(n.Text(), "'", `"`) }
