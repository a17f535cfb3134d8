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
			key := n.Child(language.RoleBody).Bare()
			if !key.Is(language.Tuple) || len(key.Children) < 2 || !n.Parent.Is(language.KeywordArg) || q.hole.At.Within(n) {
				continue
			}
			asked := key.Children[0].Bare()
			if where := q.placedBy(asked, n); where != "" {
				found = append(found, clue{value: where, item: item("sibling", asked, "another sort puts them so", weight)})
			}
		}
	}
	return found
}

// placedBy is "last" where the first thing that a sort asks is whether there is no value, "first" where it asks for the opposite.
func (q *question) placedBy(asked, key *language.Node) string {
	if !asked.Is(language.Compare) || len(asked.Children) != 2 || !asked.Children[1].Is(language.None) {
		return ""
	}
	for _, arg := range key.Parent.Parent.Children {
		if arg.Is(language.KeywordArg) && arg.Name == "reverse" {
			return ""
		}
	}
	if len(guards.Comparison(asked, true, q.idioms)) > 0 {
		return "last"
	}
	return "first"
}
