package idioms

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// textMethods are those that str has and no other type of every day.
var textMethods = []string{
	"strip", "lstrip", "rstrip", "upper", "lower", "title", "capitalize", "casefold", "center", "ljust", "rjust", "zfill", "splitlines",
	"partition", "rpartition", "startswith", "endswith", "encode", "isdigit", "isdecimal", "isalpha", "removeprefix", "removesuffix",
}

// textWords begin the names of what gives a text.
var textWords = []string{"upper", "lower", "strip", "title", "format", "capitalize", "ljust", "rjust", "center", "join", "replace", "split", "strftime", "isoformat", "text", "name"}

// opened is the path that a call opens or reads a file by: open(p), p.open(), Path(p).read_text().
func opened(call *language.Node) *language.Node {
	callee, args := call.Child(language.RoleCallee), call.Child(language.RoleArgs)
	switch name := call.Last(); {
	case name == "open" && callee.Is(language.Name) && args.Is(language.Args) && len(args.Children) > 0:
		return args.Children[0]
	case callee.Is(language.Attribute) && (name == "open" || name == "read_text"):
		return unwrapped(callee.Child(language.RoleObject))
	}
	return nil
}

// unwrapped is the one argument of a call that makes a path.
func unwrapped(n *language.Node) *language.Node {
	if args := n.Child(language.RoleArgs); n.Is(language.Call) && args.Is(language.Args) && len(args.Children) == 1 && strings.HasSuffix(n.Last(), "Path") {
		return args.Children[0]
	}
	return n
}

// asserted reads the assertions of unittest: assertEqual(f(x), 0), assertIsNone(f(x)).
func asserted(call *language.Node) (is, want *language.Node) {
	args := call.Child(language.RoleArgs)
	if args == nil {
		return nil, nil
	}
	switch name := call.Last(); {
	case len(args.Children) > 1 && (name == "assertEqual" || name == "assertIs"):
		return args.Children[0].Bare(), args.Children[1].Bare()
	case len(args.Children) > 0 && name == "assertIsNone":
		return args.Children[0], nil
	}
	return nil, nil
}

// examples writes ">>> mean([])" with "0.0" on the next line as an assertion.
func examples(text string) string {
	lines := strings.Split(text, "\n")
	var source strings.Builder
	for i, line := range lines[:len(lines)-1] {
		call, is := strings.CutPrefix(strings.TrimSpace(line), ">>> ")
		if gives := strings.TrimSpace(lines[i+1]); is && gives != "" && !strings.HasPrefix(gives, ">>>") && !strings.HasPrefix(gives, "...") && len(call)+len(gives) < 200 {
			source.WriteString("assert " + call + " == " + gives + "\n")
		}
	}
	return source.String()
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
