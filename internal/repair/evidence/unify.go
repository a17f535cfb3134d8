package evidence

import "github.com/heald-dev/heald/internal/language"

// aligned lays what a guard protects over what crashed, and says which of its parts is called what at the crash: "item.price /
// item.discount" over "p / d" makes item.price p. It is first-order unification over the neutral tree (Robinson, 1965), in one
// direction; nil when the two are not built alike.
func (q *question) aligned(g Guard) map[string]string {
	_, words := q.counterparts(g)
	return words
}

// counterparts returns the expression of the guard's ordinary case that corresponds to what crashed, and what its parts are called.
func (q *question) counterparts(g Guard) (*language.Node, map[string]string) {
	mine := outward(q.hole.Subject)
	if g.Beside == nil || mine == nil {
		return nil, nil
	}
	for _, theirs := range g.Beside.All(mine.Kind) {
		words := map[string]string{}
		if unify(theirs, mine, words) && words[g.Subject.Text()] == q.hole.Subject.Text() {
			return theirs, words
		}
	}
	return nil, nil
}

// otherLevel is how much a value counts that stands for something made of the corresponding expression, such as its text, where
// the crash wants a value for the expression itself, or the other way round.
const otherLevel = 0.4

// level says whether the guard's value stands where the crash's does. A number or a null is the same at every level.
func (q *question) level(g Guard) float64 {
	theirs, _ := q.counterparts(g)
	if theirs == nil || g.Value.Is(language.Number, language.None, language.Bool) {
		return 1
	}
	whole := theirs == g.Beside || theirs.Parent == g.Beside || isResult(theirs) || theirs.Parent.Is(language.Assign)
	if whole != isResult(outward(q.hole.Subject)) && !(whole && q.hole.Effect == language.Yields) {
		return otherLevel
	}
	return 1
}

// outward is the expression that n is an operand of.
func outward(n *language.Node) *language.Node {
	p := n.Parent
	for p.Is(language.Paren) {
		p = p.Parent
	}
	if p.Is(language.Binary, language.Compare, language.Index, language.Call, language.Args) {
		if p.Is(language.Args) {
			return p.Parent
		}
		return p
	}
	return nil
}

// unify records what each part of theirs is called in mine. Where the two differ in kind, the whole part stands for the other,
// unless it is a constant: that one means itself.
func unify(theirs, mine *language.Node, words map[string]string) bool {
	theirs, mine = theirs.Bare(), mine.Bare()
	if theirs.Is(language.Binary, language.Compare, language.Call, language.Args) && theirs.Kind == mine.Kind && theirs.Name == mine.Name && len(theirs.Children) == len(mine.Children) {
		for i := range theirs.Children {
			if !unify(theirs.Children[i], mine.Children[i], words) {
				return false
			}
		}
		return true
	}
	a, b := theirs.Text(), mine.Text()
	if theirs.Is(language.Number, language.String, language.Bool, language.None) {
		return a == b
	}
	if known, ok := words[a]; ok {
		return known == b
	}
	words[a] = b
	return true
}
