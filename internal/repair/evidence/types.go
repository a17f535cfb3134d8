package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

// fromTypes reads the declared result.
func (q *question) fromTypes() []clue {
	declared := q.fn.Child(language.RoleReturns)
	if declared == nil || !q.whole {
		return nil
	}
	if q.idioms.Optional != nil && q.idioms.Optional(declared.Text()) {
		weight, says := weighOptional, "the declared result admits "+q.idioms.NullValue
		if q.givesNoNull() {
			weight = weighOptionalIdle
			if q.hole.When == language.Zero || q.hole.When == language.Empty {
				weight = weighOptionalNone
			}
			says = "the declared result admits " + q.idioms.NullValue + ", which no other path gives"
		}
		return []clue{{value: q.idioms.NullValue, item: language.Cite("types", declared, says, weight)}}
	}
	var found []clue
	for _, value := range q.neutral(declared.Text()) {
		found = append(found, clue{value: value, item: language.Cite("types", declared, "the declared result's neutral value", weighNeutral)})
	}
	return found
}

func (q *question) neutral(declared string) []string {
	if q.idioms.Neutral == nil {
		return nil
	}
	return q.idioms.Neutral(declared)
}

// fromBranches reads what the same function gives on its other special paths.
func (q *question) fromBranches() []clue {
	if q.fn == nil || q.hole.Effect != language.Returns && !q.whole {
		return nil
	}
	var found []clue
	for _, n := range q.fn.All(language.Return) {
		if n.Up(language.Function) != q.fn || !n.Parent.Parent.Is(language.If, language.Else, language.ElseIf, language.Handler) || q.hole.At.Within(n) {
			continue
		}
		value := n.Child(language.RoleValue)
		switch {
		case value == nil || value.Is(language.None):
			found = append(found, clue{value: q.idioms.NullValue, form: "if", item: language.Cite("code", n, "another special path of the function gives it", weighBranchNull)})
		case guards.Constant(value):
			found = append(found, clue{value: value.Text(), form: "if", item: language.Cite("code", n, "another special path of the function gives it", weighBranch)})
		}
	}
	return found
}
