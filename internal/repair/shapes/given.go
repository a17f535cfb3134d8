package shapes

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

// Start is where a function gives a variable a constant outside of any branch, or nil.
func Start(fn *language.Node, name string) *language.Definition {
	for _, d := range language.Definitions(fn, name) {
		if d.Value != nil && d.Stmt != nil && d.Stmt.Parent == fn.Child(language.RoleBody) && guards.Fixed(d.Value) {
			return &d
		}
	}
	return nil
}

// IsGiven says whether a variable is what a function returns at its end.
func IsGiven(fn *language.Node, name string) bool {
	end := guards.Last(fn.Child(language.RoleBody))
	return end.Is(language.Return) && end.Child(language.RoleValue).Text() == name
}

// Asked says whether p asks if its operand n is there: a comparison with null, or a value in its place.
func Asked(p, n *language.Node) bool {
	if p.Is(language.Compare) {
		return slices.ContainsFunc(p.Children, func(c *language.Node) bool { return c.Is(language.None) })
	}
	return p.Is(language.Logical) && p.Name == "or" && n.Role == language.RoleLeft && !p.Child(language.RoleRight).Is(language.Call)
}
