package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// plausible are values that nothing speaks for; they are offered as alternatives when nothing else is, so that who decides sees
// that there is more than one reading.
func (q *question) plausible(known []Answer) []Answer {
	if len(known) > 0 && known[0].Score >= 0.3 {
		return nil
	}
	values := q.readings()
	if values == nil {
		return nil
	}
	var found []Answer
	most := 0.15
	if len(known) > 0 {
		most = min(most, known[0].Score)
	}
	for i, value := range values {
		if !slices.ContainsFunc(known, func(a Answer) bool { return a.Value == value }) {
			found = append(found, Answer{Value: value, Score: most - 0.02*float64(i)})
		}
	}
	return append(found, q.dearest()...)
}

// readings are the values that are tried where nothing speaks for any.
func (q *question) readings() []string {
	declared := q.fn.Child(language.RoleReturns)
	switch q.hole.Effect {
	case language.Skips:
		return []string{""}
	case language.Orders:
		return []string{"last", "first"}
	case language.Returns, language.Yields:
	default:
		return nil
	}
	lookup := q.hole.When == language.Missing && q.hole.Effect == language.Yields && q.hole.At.Is(language.Index)
	switch {
	case declared != nil && q.whole && len(q.neutral(declared.Text())) > 0:
		return q.beyond(declared.Text())
	case q.hole.When == language.Zero || q.hole.When == language.Empty && slices.Contains(q.ops, "divide"):
		return append([]string{"0", q.idioms.NullValue}, q.noNumber()...)
	case lookup && q.quantity():
		return []string{"0", "1", q.idioms.NullValue}
	}
	return []string{q.idioms.NullValue, "0", `""`}
}

// noNumber is what a quotient without a value is, where the language has one.
func (q *question) noNumber() []string {
	if q.idioms.Other == nil {
		return nil
	}
	return q.idioms.Other(q.idioms.Fraction, "")
}

// beyond adds to a type's neutral values the others that code gives for nothing.
func (q *question) beyond(declared string) []string {
	values := slices.Clone(q.neutral(declared))
	if q.idioms.Other == nil {
		return values
	}
	for _, op := range append(slices.Clone(q.ops), "") {
		if more := q.idioms.Other(declared, op); len(more) > 0 {
			return append(values, more...)
		}
	}
	return values
}

// dearest is the highest entry of a table that lacks one: the other reading beside nothing.
func (q *question) dearest() []Answer {
	key := q.hole.At.Child(language.RoleKey)
	if q.hole.When != language.Missing || q.hole.Wider || q.hole.Effect != language.Yields || !q.hole.At.Is(language.Index) || key == nil || key.Is(language.String) || q.idioms.Highest == nil {
		return nil
	}
	return []Answer{{Value: q.idioms.Highest(q.hole.Subject.Text()), Score: 0.07}}
}
