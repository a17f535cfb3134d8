package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

// fromOrders reads where other sorts put the elements without a value: key=lambda item: (item.due is None, …) puts them last.
func (q *question) fromOrders() []clue {
	if q.hole.Effect != language.Orders {
		return nil
	}
	var found []clue
	for _, tree := range q.code() {
		weight := weighOrder
		if tree == q.hole.At.Tree() {
			weight = weighOrderHere
		}
		for _, n := range tree.Root.All(language.Lambda) {
			if q.hole.At.Within(n) {
				continue
			}
			if asked, where := guards.Placed(n); where != "" {
				found = append(found, clue{value: where, item: language.Cite("sibling", asked, "another sort puts them so", weight)})
			}
		}
	}
	return found
}
