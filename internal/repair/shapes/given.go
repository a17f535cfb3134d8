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

// Idle says whether nothing but its definition names a constant.
func Idle(program *language.Program, name string, definition *language.Node) bool {
	for _, tree := range program.Trees() {
		for _, n := range tree.Root.All(language.Name, language.Attribute) {
			if n.Last() == name && !n.Within(definition) && n.Up(language.Import) == nil {
				return false
			}
		}
	}
	return true
}

// Local says whether a name is a parameter or a variable of a function.
func Local(fn *language.Node, name string) bool {
	if fn == nil {
		return false
	}
	if slices.ContainsFunc(language.Parameters(fn), func(p language.Parameter) bool { return p.Name == name }) {
		return true
	}
	return len(language.Definitions(fn, name)) > 0
}

// Same says whether two nodes are the same function, perhaps of two versions.
func Same(a, b *language.Node) bool {
	return a != nil && b != nil && a.Qualified() == b.Qualified() && a.Tree().Path == b.Tree().Path
}
