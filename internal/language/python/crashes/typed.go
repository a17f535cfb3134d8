package crashes

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

var (
	betweenTypes = regexp.MustCompile(`'([\w.]+)' and '([\w.]+)'`)
	ofType       = regexp.MustCompile(`'([\w.]+)' object|object of type '?([\w.]+)'?|not '?([\w.]+)'?$|not "([\w.]+)"|argument of type '([\w.]+)'|type ([\w.]+) is not JSON|conversion from (\w+)`)
	ofNone       = regexp.MustCompile(`\bNoneType\b`)
)

// wrongType names the operand that had the wrong type, and says "none" or "coroutine" where that is what it was.
func wrongType(e heald.Exception, n *language.Node) language.Operand {
	if m := noAttribute.FindStringSubmatch(e.Message); m != nil {
		o := attribute(e, n)
		o.Kind, o.Value = valueKind(e.Message)
		return o
	}
	if m := betweenTypes.FindStringSubmatch(e.Message); m != nil {
		return sided(e.Message, n, m[1], m[2])
	}
	o := language.Operand{}
	o.Kind, o.Value = valueKind(e.Message)
	if takesCall.MatchString(e.Message) && strings.Contains(e.Message, "argument") && !strings.Contains(e.Message, "must be") {
		o.Kind, o.Value, o.Node = "arity", e.Message, near(n, finder(e))
		return o
	}
	o.Node = subject(e.Message, n)
	return o
}

func valueKind(message string) (kind, value string) {
	switch {
	case ofNone.MatchString(message):
		return "none", "None"
	case strings.Contains(message, "coroutine"):
		return "coroutine", "a coroutine"
	}
	if m := ofType.FindStringSubmatch(message); m != nil {
		return "type", "of type " + strings.Join(m[1:], "")
	}
	return "type", ""
}

// sided chooses the side of a binary operation by the types in the message: None and coroutines are wrong wherever they stand;
// of two others the right side is, unless only the left one can be followed.
func sided(message string, n *language.Node, left, right string) language.Operand {
	at := near(n, func(m *language.Node) bool {
		return m.Is(language.Binary, language.Compare, language.AugAssign) && (operators.FindStringSubmatch(message) == nil || finder(heald.Exception{ErrorType: "TypeError", Message: message})(m))
	})
	o := language.Operand{Kind: "type", Value: "of type " + right}
	side := language.RoleRight
	if odd(left) && !odd(right) {
		side, o.Value = language.RoleLeft, "of type "+left
	}
	switch {
	case left == "NoneType" || right == "NoneType":
		o.Kind, o.Value = "none", "None"
	case left == "coroutine" || right == "coroutine":
		o.Kind, o.Value = "coroutine", "a coroutine"
	}
	if at == nil {
		o.Node = compared(n)
		return o
	}
	o.Node = at.Child(side).Bare()
	return o
}

// compared is what a call that puts things in order compares: what its key function gives, else its first argument.
func compared(n *language.Node) *language.Node {
	call := near(n, func(m *language.Node) bool { return m.Is(language.Call) })
	args := call.Child(language.RoleArgs)
	if args == nil {
		return simple(n)
	}
	for _, arg := range args.Children {
		if arg.Is(language.KeywordArg) && arg.Name == "key" {
			if key := arg.Child(language.RoleValue); key.Is(language.Lambda) {
				return key.Child(language.RoleBody).Bare()
			}
		}
	}
	return argument(call, 0)
}

func odd(name string) bool {
	return name == "NoneType" || name == "coroutine" || name == "str" || name == "method" || name == "function"
}

// subject is what a message that names one type is about: what is subscripted, iterated, called or passed.
func subject(message string, n *language.Node) *language.Node {
	switch {
	case strings.Contains(message, "subscriptable"), strings.Contains(message, "item assignment"), strings.Contains(message, "item deletion"),
		strings.Contains(message, "indices must be"):
		return near(n, func(m *language.Node) bool { return m.Is(language.Index) }).Child(language.RoleObject).Bare()
	case strings.Contains(message, "cannot unpack"):
		return unpacked(n)
	case strings.Contains(message, "not iterable"):
		return iterated(n)
	case strings.Contains(message, "not callable"):
		return near(n, func(m *language.Node) bool { return m.Is(language.Call) }).Child(language.RoleCallee).Bare()
	case strings.Contains(message, "can't be used in 'await'"):
		return near(n, func(m *language.Node) bool { return m.Is(language.Await) }).Child(language.RoleValue).Bare()
	case strings.Contains(message, "concatenate"):
		return near(n, func(m *language.Node) bool { return m.Is(language.Binary, language.AugAssign) }).Child(language.RoleRight).Bare()
	}
	call := near(n, func(m *language.Node) bool { return m.Is(language.Call) })
	if call == nil {
		return simple(n)
	}
	if arg := argument(call, 0); arg != nil {
		return arg
	}
	return receiverOf(call)
}

// iterated is what a loop, a comprehension, a membership test or a call walks over; n may itself be that.
func iterated(n *language.Node) *language.Node {
	if n.Role == language.RoleRight && n.Parent.Is(language.For, language.Clause, language.Compare) {
		return n.Bare()
	}
	at := near(n, func(m *language.Node) bool {
		return m.Is(language.For, language.Clause) || m.Is(language.Compare) && strings.HasSuffix(m.Name, "in") || m.Is(language.Splat)
	})
	switch {
	case at.Is(language.Splat):
		return at.Child(language.RoleValue).Bare()
	case at != nil:
		return at.Child(language.RoleRight).Bare()
	}
	call := near(n, func(m *language.Node) bool { return m.Is(language.Call) })
	if call == nil {
		return simple(n)
	}
	return argument(call, 0)
}
