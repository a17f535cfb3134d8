package guards

import "github.com/heald-dev/heald/internal/language"

// Placed says where a sort's key puts the elements without a value, and what it asks: key=lambda item: (item.due is None, …) puts them
// "last", one that asks for the opposite "first". Any other key gives "", and so does a sort that may run backwards.
func Placed(key *language.Node) (asked *language.Node, where string) {
	body := key.Child(language.RoleBody).Bare()
	if !body.Is(language.Tuple) || len(body.Children) < 2 || !key.Parent.Is(language.KeywordArg) {
		return nil, ""
	}
	for _, arg := range key.Parent.Parent.Children {
		if arg.Is(language.KeywordArg) && arg.Name == "reverse" {
			return nil, ""
		}
	}
	asked = body.Children[0].Bare()
	if !asked.Is(language.Compare) || len(asked.Children) != 2 || !asked.Children[1].Is(language.None) {
		return nil, ""
	}
	switch asked.Name {
	case "is", "==":
		return asked, "last"
	case "is not", "!=":
		return asked, "first"
	}
	return nil, ""
}
