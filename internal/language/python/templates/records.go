package templates

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// textMethods are those that str has and no other type of every day.
var textMethods = []string{
	"strip", "lstrip", "rstrip", "upper", "lower", "title", "capitalize", "casefold", "center", "ljust", "rjust", "zfill", "splitlines",
	"partition", "rpartition", "startswith", "endswith", "encode", "isdigit", "isdecimal", "isalpha", "removeprefix", "removesuffix",
}

// record reads the fields of namedtuple("Point", ["x", "y"]), namedtuple("Point", "x y") and NamedTuple("Point", [("x", int)]).
func record(call *language.Node) []string {
	if !call.Is(language.Call) || call.Child(language.RoleArgs) == nil {
		return nil
	}
	args := call.Child(language.RoleArgs).Children
	if callee := call.Last(); callee != "namedtuple" && callee != "NamedTuple" || len(args) < 2 {
		return nil
	}
	return fieldNames(args[1])
}

// fieldNames reads the second argument of such a call.
func fieldNames(list *language.Node) []string {
	if list.Is(language.String) {
		return strings.Fields(strings.ReplaceAll(language.Unquote(list.Text()), ",", " "))
	}
	fields := []string{}
	for _, n := range list.Children {
		if n.Is(language.Tuple) && len(n.Children) > 0 {
			n = n.Children[0]
		}
		if n.Is(language.String) {
			fields = append(fields, language.Unquote(n.Text()))
		}
	}
	return fields
}

// keysOf reads d.keys(), list(d) and tuple(d).
func keysOf(call *language.Node) *language.Node {
	callee, args := call.Child(language.RoleCallee), call.Child(language.RoleArgs)
	switch {
	case !call.Is(language.Call) || args == nil:
		return nil
	case callee.Is(language.Attribute) && callee.Name == "keys":
		return callee.Child(language.RoleObject)
	case callee.Is(language.Name) && (callee.Name == "list" || callee.Name == "tuple") && len(args.Children) == 1:
		return args.Children[0]
	}
	return nil
}
