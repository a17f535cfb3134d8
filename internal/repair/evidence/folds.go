package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromFolds reads how callers put the results together: what is gone through is left empty, what is added up is left at zero. In a
// loop of the function's own, an early end would lose what was found.
func (q *question) fromFolds() []clue {
	if q.fn == nil || !q.whole || len(q.scene.Program.Named(q.fn.Name)) > 1 || q.hole.At.Up(language.For, language.While, language.Function) != q.fn {
		return nil
	}
	for _, n := range q.uses() {
		use := shapes.FoldOf(n)
		if use == shapes.NoFold {
			continue
		}
		value := q.neutralFor(use)
		if values := q.neutral(q.fn.Child(language.RoleReturns).Text()); len(values) > 0 {
			value = values[0]
		}
		if value != "" {
			return []clue{{value: value, kind: "fold", item: language.Cite("callers", n.Statement(), "where the results are put together, this adds nothing", weighIdentity)}}
		}
	}
	return nil
}

// neutralFor is the value of the function's sort that changes nothing where results are consumed so, or "".
func (q *question) neutralFor(use shapes.Fold) string {
	switch q.usual() {
	case language.List:
		return "[]"
	case language.String:
		return `""`
	case language.Number:
		return map[shapes.Fold]string{shapes.Added: "0"}[use]
	case language.Dict:
		return map[shapes.Fold]string{shapes.Gone: "{}"}[use]
	case "":
		return map[shapes.Fold]string{shapes.Gone: "[]"}[use]
	}
	return ""
}

// fromSpare reads the fold that the elements are for: it says what there is without any, so that each may be left out.
func (q *question) fromSpare() []clue {
	if at := shapes.Spare(q.hole.At, q.idioms); at != nil && q.hole.Effect == language.Skips && q.hole.When != language.Malformed {
		return []clue{{kind: "fold", item: language.Cite("code", at.Statement(), "what the elements are put together with is ready for there being none", weighSpare)}}
	}
	return nil
}
