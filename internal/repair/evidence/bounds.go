package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromBounds reads what a comparison with null means from other comparisons of the same field: "x is None or today <= x" says
// that null is no end, so that "x < today" does not hold for it either. Null is placed beyond one end of the order, and the hole's
// own comparison follows.
func (q *question) fromBounds() []clue {
	mine := q.hole.At.Bare()
	side := shapes.Side(mine, q.hole.Subject.Text())
	if q.hole.When != language.Null || q.hole.Effect != language.Yields || side == "" || q.idioms.True == "" {
		return nil
	}
	var found []clue
	for _, tree := range q.code() {
		for _, n := range tree.Root.All(language.Compare) {
			theirs := q.sameOperand(n)
			if theirs == nil || n == mine {
				continue
			}
			holds, at := q.withNull(n, theirs.Text())
			if at == nil {
				continue
			}
			above := holds == (shapes.Side(n, theirs.Text()) == ">")
			value := q.idioms.False
			if above == (side == ">") {
				value = q.idioms.True
			}
			found = append(found, clue{value: value, kind: "bound", item: language.Cite("sibling", at, "another comparison of the same says what null means in it", weighBound)})
		}
	}
	return found
}

// sameOperand is the operand of a comparison that is the same field as the hole's subject.
func (q *question) sameOperand(n *language.Node) *language.Node {
	subject := q.hole.Subject.Bare()
	if !subject.Is(language.Attribute, language.Index) || subject.Last() == "" {
		return nil
	}
	for _, side := range []language.Role{language.RoleLeft, language.RoleRight} {
		if operand := n.Child(side).Bare(); operand != nil && operand.Kind == subject.Kind && operand.Last() == subject.Last() && shapes.Side(n, operand.Text()) != "" {
			return operand
		}
	}
	return nil
}

// withNull says what a comparison counts as where the operand is null, and which expression or statement says so.
func (q *question) withNull(n *language.Node, operand string) (holds bool, at *language.Node) {
	whole := n
	for whole.Parent.Is(language.Paren) {
		whole = whole.Parent
	}
	if p := whole.Parent; p.Is(language.Logical) && whole.Role == language.RoleRight {
		for _, a := range guards.Atoms(p.Child(language.RoleLeft), p.Name == "or", q.idioms) {
			if a.Subject.Text() == operand && (a.When == language.Null || a.When == language.Falsy) {
				return p.Name == "or", p
			}
		}
	}
	if !whole.Parent.Is(language.Return) {
		return false, nil
	}
	return q.returnedBefore(n.Up(language.Function), operand)
}

// returnedBefore is the truth value that a function returns first where the operand is null.
func (q *question) returnedBefore(fn *language.Node, operand string) (holds bool, at *language.Node) {
	for _, g := range q.guards {
		if g.In == fn && g.Effect == language.Returns && g.Value.Is(language.Bool) && g.Subject.Text() == operand && (g.When == language.Null || g.When == language.Falsy) {
			return g.Value.Text() == q.idioms.True, g.At
		}
	}
	return false, nil
}
