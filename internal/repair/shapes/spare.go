package shapes

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/heald-dev/heald/internal/language"
)

// Spare finds what is given where a fold has no elements, for an expression in the element that a comprehension makes for just that
// fold: max((e.x for e in es), default=0). It is nil where the expression stands elsewhere, or the elements are used for more.
func Spare(n *language.Node, idioms *language.Idioms) *language.Node {
	place := n.Up(language.Comprehension, language.Clause, language.Filter, language.Function, language.Lambda)
	if !place.Is(language.Comprehension) {
		return nil
	}
	if left, fn := place.Parent.Child(language.RoleLeft), n.Up(language.Function); place.Parent.Is(language.Assign) && left.Is(language.Name) && fn != nil {
		uses := language.Uses(fn, left.Name)
		if len(uses) != 1 || len(language.Definitions(fn, left.Name)) != 1 {
			return nil
		}
		place = uses[0]
	}
	for place.Parent.Is(language.Paren) {
		place = place.Parent
	}
	if !place.Parent.Is(language.Args) {
		return nil
	}
	return spareOf(place.Parent.Parent, slices.Index(place.Parent.Children, place), idioms)
}

// spareOf is the value by keyword of a call that takes one for its argument's being empty.
func spareOf(call *language.Node, at int, idioms *language.Idioms) *language.Node {
	callee := call.Child(language.RoleCallee)
	for _, d := range idioms.Defaults {
		if d.Method || d.Value >= 0 || d.When != language.Empty || d.Subject != at || !callee.Is(language.Name) || callee.Name != d.Callee {
			continue
		}
		for _, arg := range call.Child(language.RoleArgs).Children {
			if arg.Is(language.KeywordArg) && arg.Name == d.Keyword {
				return arg.Children[len(arg.Children)-1]
			}
		}
	}
	return nil
}

var sameNumber = regexp.MustCompile(`^(?:\w+\(["']?)?(-?\d+(?:\.\d+)?)["']?\)?$`)

// Canonical is equal for values that are equal as numbers: 0, 0.0 and Decimal("0").
func Canonical(value string) string {
	if m := sameNumber.FindStringSubmatch(value); m != nil {
		if f, err := strconv.ParseFloat(m[1], 64); err == nil {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	}
	return value
}
