package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// aligned lays what a guard protects over what crashed, and says which of its parts is called what at the crash: "item.price /
// item.discount" over "p / d" makes item.price p. It is first-order unification over the neutral tree (Robinson, 1965), in one
// direction; nil when the two are not built alike.
func (q *question) aligned(g guards.Guard) map[string]string {
	_, words := q.counterparts(g)
	return words
}

// counterparts returns the expression of the guard's ordinary case that corresponds to what crashed, and what its parts are called.
func (q *question) counterparts(g guards.Guard) (*language.Node, map[string]string) {
	mine := shapes.Outward(q.hole.Subject)
	if g.Beside == nil || mine == nil {
		return nil, nil
	}
	for _, theirs := range g.Beside.All(mine.Kind) {
		words := map[string]string{}
		if shapes.Unify(theirs, mine, words) && words[guards.Plain(g.Subject)] == q.hole.Subject.Text() {
			return theirs, words
		}
	}
	return nil, nil
}

// level says whether the guard's value stands where the crash's does. Zero and null are the same at every level.
func (q *question) level(g guards.Guard) float64 {
	theirs, _ := q.counterparts(g)
	if theirs == nil || g.Value.Is(language.None, language.Bool) || g.Value.Is(language.Number) && guards.IsZero(g.Value.Text()) {
		return 1
	}
	whole := theirs == g.Beside || theirs.Parent == g.Beside || guards.IsResult(theirs) || theirs.Parent.Is(language.Assign)
	if whole != guards.IsResult(shapes.Outward(q.hole.Subject)) && !(whole && q.hole.Effect == language.Yields && !q.whole) {
		return otherLevel
	}
	if g.Whole && q.whole && !slices.Equal(shapes.Reckoned(theirs), shapes.Reckoned(shapes.Outward(q.hole.Subject))) {
		return otherLevel
	}
	return 1
}
