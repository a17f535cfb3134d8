package shapes

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

var identifier = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// Module is what a file is called when it is imported whole.
func Module(path string) string {
	words := identifier.FindAllString(path, -1)
	if len(words) < 2 {
		return ""
	}
	return words[len(words)-2]
}

// Holds says whether an element of a literal is the function of that name.
func Holds(literal *language.Node, name string) bool {
	for _, e := range literal.Children {
		if e.Is(language.Pair) {
			e = e.Children[len(e.Children)-1]
		}
		if e.Is(language.Name, language.Attribute) && e.Last() == name {
			return true
		}
	}
	return false
}

// Entry is the expression that takes an entry out of a table: TABLE[k], TABLE.get(k), or the table where it is gone over.
func Entry(n *language.Node) *language.Node {
	p := n.Parent
	switch {
	case p.Is(language.Index) && n.Role == language.RoleObject:
		return p
	case p.Is(language.Attribute) && n.Role == language.RoleObject && p.Parent.Is(language.Call) && p.Role == language.RoleCallee:
		return p.Parent
	}
	return n
}

// CallsOf are the calls of a variable within a scope.
func CallsOf(scope *language.Node, name string) []*language.Node {
	var found []*language.Node
	for _, call := range scope.All(language.Call) {
		if callee := call.Child(language.RoleCallee); callee.Is(language.Name) && callee.Name == name {
			found = append(found, call)
		}
	}
	return found
}

// Free says whether a name is looked up in the scope around value: no attribute's, keyword's or comprehension's own name.
func Free(n, value *language.Node) bool {
	if n.Role == language.RoleName {
		return false
	}
	for c := n.Up(language.Comprehension, language.Lambda); c != nil && c.Within(value); c = c.Parent.Up(language.Comprehension, language.Lambda) {
		for _, clause := range c.All(language.Clause, language.Params) {
			if slices.ContainsFunc(clause.All(language.Name), func(m *language.Node) bool { return m.Name == n.Name }) {
				return false
			}
		}
	}
	return true
}

// Root is the variable that a chain of attributes and subscripts begins with.
func Root(n *language.Node) string {
	for n.Is(language.Attribute, language.Index) {
		n = n.Child(language.RoleObject).Bare()
	}
	if n.Is(language.Name) {
		return n.Name
	}
	return ""
}

// Overlap is the share of parameters that both functions have, by name and type.
func Overlap(a, b *language.Node) float64 {
	left, right := language.Parameters(a), language.Parameters(b)
	if len(left) == 0 && len(right) == 0 {
		return 0.5
	}
	both := 0
	for _, p := range left {
		for _, o := range right {
			if p.Name == o.Name && p.Type.Text() == o.Type.Text() {
				both++
				break
			}
		}
	}
	return float64(both) / float64(max(len(left), len(right)))
}

// Composed says whether a value is put together for the function that gives it: a rendered text, a computed number. Such a value
// says little about what another function should give.
func Composed(value *language.Node) bool {
	if value == nil || guards.Fixed(value) && len(value.All(language.Interpolation)) == 0 {
		return false
	}
	return value.Is(language.String, language.Binary, language.Call, language.Comprehension, language.Conditional)
}

// InQuotes is mine in the place of n; inside a text it keeps the quotes that n has there.
func InQuotes(mine string, n, value *language.Node) string {
	if in := n.Up(language.Interpolation); in != nil && in.Within(value) && guards.Plain(n) == strings.ReplaceAll(mine, "'", `"`) {
		return n.Text()
	}
	return mine
}
