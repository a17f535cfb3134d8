package guards

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// Placed says where a sort's key puts the elements without a value, and what it asks: key=lambda item: (item.due is None, …) puts them
// "last", one that asks for the opposite "first". Any other key gives "", and so does a sort that may run backwards.
func Placed(key *language.Node) (asked *language.Node, where string) {
	body := key.Child(language.RoleBody).Bare()
	if !body.Is(language.Tuple) || len(body.Children) < 2 || !key.Parent.Is(language.KeywordArg) {
		return nil, ""
	}
	if slices.ContainsFunc(key.Parent.Parent.Children, func(arg *language.Node) bool { return arg.Is(language.KeywordArg) && arg.Name == "reverse" }) {
		return nil, ""
	}
	asked = body.Children[0].Bare()
	if !asked.Is(language.Compare) || len(asked.Children) != 2 || !asked.Children[1].Is(language.None) {
		return nil, ""
	}
	return asked, map[string]string{"is": "last", "==": "last", "is not": "first", "!=": "first"}[asked.Name]
}

// AddedUp says whether a value is added to others, or multiplied, where it stands.
func AddedUp(n *language.Node) bool {
	p := n.Parent
	for p.Is(language.Paren) {
		p = p.Parent
	}
	return p.Is(language.AugAssign) && p.Name != "%=" || p.Is(language.Binary) && slices.Contains([]string{"+", "-", "*", "/"}, p.Name)
}
