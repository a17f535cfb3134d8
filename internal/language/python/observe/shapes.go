package observe

import (
	"regexp"
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

const null = "None"

// shapes are the kinds of result that cannot stand in for each other.
var shapes = map[string]string{
	"NoneType": null, "int": "a number", "float": "a number", "bool": "a number", "Decimal": "a number", "Fraction": "a number", "complex": "a number",
	"str": "text", "bytes": "bytes", "list": "a list", "tuple": "a tuple", "dict": "a dict", "set": "a set",
}

var (
	orNull  = regexp.MustCompile(`\|\s*None\b|\bNone\s*\|`)
	several = regexp.MustCompile(`\||\bUnion\b|\bAny\b|\bobject\b`)
	noValue = regexp.MustCompile(`\bNone\b|\bOptional\b|\bAny\b|\bobject\b`)
)

// admits says whether an annotation allows a result of a shape beside its usual one: null by name, another type where it names several.
func admits(declared, shape string) bool {
	if shape == null {
		return noValue.MatchString(declared)
	}
	return several.MatchString(orNull.ReplaceAllString(declared, ""))
}

// documents says whether a docstring names the null value.
func documents(function *language.Node, shape string) bool {
	body := function.Body()
	if shape != null || len(body) == 0 {
		return false
	}
	text := body[0]
	if text.Is(language.ExprStmt) && len(text.Children) == 1 {
		text = text.Children[0]
	}
	return text.Is(language.String) && noValue.MatchString(text.Text())
}

// nothing says whether an expression calls one of the methods that change a list in place and give None.
func nothing(n *language.Node) bool {
	if !n.Is(language.Call) {
		return false
	}
	callee := n.Child(language.RoleCallee)
	return callee.Is(language.Attribute) && slices.Contains([]string{"sort", "reverse", "append", "extend", "insert"}, callee.Last())
}
