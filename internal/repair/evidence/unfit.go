package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// unfit says whether a value cannot stand where it would: a text in the place of a comparison, among numbers or of pairs, or as the result of a function that
// otherwise gives truth values.
func (q *question) unfit(a Answer) bool {
	kind := shapes.KindOf(a.Value)
	if kind == "" || kind == language.Bool {
		return false
	}
	if q.hole.Effect == language.Yields && q.hole.At.Bare().Is(language.Compare, language.Not) {
		return true
	}
	if p := q.hole.At.Parent; p.Is(language.For, language.Clause) && p.Child(language.RoleRight) == q.hole.At && p.Child(language.RoleLeft).Is(language.Tuple) {
		return kind == language.String || kind == language.Number // where pairs are taken out
	}
	if spare := shapes.Spare(q.hole.At, q.idioms); spare.Is(language.Number) && q.hole.Effect == language.Yields && q.hole.At.Parent.Is(language.Comprehension) {
		return kind != language.Number
	}
	usual := q.usual()
	return q.whole && usual != "" && usual != kind
}

// usual is the kind of literal that the function gives on its other ways, or "" where they differ or one is no literal.
func (q *question) usual() language.Kind {
	var usual language.Kind
	for _, r := range q.fn.All(language.Return) {
		value := r.Child(language.RoleValue).Bare()
		if r.Up(language.Function, language.Lambda) != q.fn || q.hole.At.Within(r) || value.Is(language.None) || value == nil {
			continue
		}
		kind := value.Kind
		if kind == language.Compare || kind == language.Not {
			kind = language.Bool
		}
		if !value.Is(language.String, language.Number, language.Bool, language.List, language.Dict, language.Compare, language.Not) || usual != "" && usual != kind {
			return ""
		}
		usual = kind
	}
	return usual
}
