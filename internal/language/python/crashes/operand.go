package crashes

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// operand names the part of the failing node that held the wrong value, from the error's type and message.
func operand(e heald.Exception, n *language.Node) language.Operand {
	if n == nil {
		return language.Operand{}
	}
	class := Classify(e)
	if read, ok := readers[class]; ok {
		if o := read(e, n); o.Node != nil || o.Kind != "" {
			return o
		}
	}
	return language.Operand{Node: simple(n)}
}

type reader func(e heald.Exception, n *language.Node) language.Operand

var readers = map[heald.Class]reader{
	"division_by_zero":        zero,
	"missing_key":             missingKey,
	"index_out_of_range":      tooShort,
	"none_dereference":        wrongType,
	"missing_attribute":       attribute,
	"type_mismatch":           wrongType,
	"missing_await":           wrongType,
	"unbound_variable":        unbound,
	"missing_import":          unbound,
	"bad_conversion":          text,
	"decode_error":            text,
	"unpack_mismatch":         unpack,
	"empty_sequence":          emptied,
	"concurrent_modification": mutated,
	"infinite_recursion": func(_ heald.Exception, n *language.Node) language.Operand {
		return language.Operand{Node: n, Kind: "cycle"}
	},
}

// near returns the nearest node at, below or above n (within its statement) that fits.
func near(n *language.Node, fits func(*language.Node) bool) *language.Node {
	var found *language.Node
	n.Walk(func(m *language.Node) bool {
		if found == nil && fits(m) {
			found = m
		}
		return found == nil && !m.Is(language.Block)
	})
	for m := n.Parent; found == nil && m != nil && !m.Is(language.Block, language.File, language.Function, language.Class); m = m.Parent {
		if fits(m) {
			found = m
		}
	}
	return found
}

func zero(_ heald.Exception, n *language.Node) language.Operand {
	d := near(n, division)
	if d == nil {
		if call := near(n, func(m *language.Node) bool { return callOf(m, "divmod", "Fraction") }); call != nil {
			return language.Operand{Node: argument(call, 1), Kind: "zero", Value: "0"}
		}
		return language.Operand{Kind: "zero", Value: "0"}
	}
	side := language.RoleRight
	if d.Name == "**" {
		side = language.RoleLeft
	}
	return language.Operand{Node: d.Child(side).Bare(), Kind: "zero", Value: "0"}
}

func missingKey(e heald.Exception, n *language.Node) language.Operand {
	o := language.Operand{Kind: "missing", Value: strings.TrimSpace("missing " + e.Message)}
	fits := keyed(e.Message)
	if at := near(n, func(m *language.Node) bool { return m.Is(language.Index) && fits(m) }); at != nil {
		o.Node = at
	} else if call := near(n, func(m *language.Node) bool { return m.Is(language.Call) }); call != nil {
		o.Node = argument(call, 0)
	}
	return o
}

func tooShort(e heald.Exception, n *language.Node) language.Operand {
	o := language.Operand{Kind: "length", Value: "too short"}
	if strings.Contains(e.Message, "empty") {
		o = language.Operand{Kind: "empty", Value: "empty"}
	}
	if at := near(n, func(m *language.Node) bool { return m.Is(language.Index) }); at != nil {
		o.Node = at.Child(language.RoleObject).Bare()
		if key := at.Child(language.RoleKey).Text(); key == "0" || key == "-1" {
			o.Kind, o.Value = "empty", "empty"
		}
	} else if call := near(n, func(m *language.Node) bool { return callOf(m, "pop", "popleft", "heappop") }); call != nil {
		o = language.Operand{Node: receiverOf(call), Kind: "empty", Value: "empty"}
	}
	return o
}

func attribute(e heald.Exception, n *language.Node) language.Operand {
	m := noAttribute.FindStringSubmatch(e.Message)
	if m == nil {
		return language.Operand{}
	}
	at := near(n, func(x *language.Node) bool { return x.Is(language.Attribute) && x.Name == m[1] })
	return language.Operand{Node: at.Child(language.RoleObject), Kind: "attribute", Value: "no attribute '" + m[1] + "'"}
}

func unbound(e heald.Exception, n *language.Node) language.Operand {
	m := noName.FindStringSubmatch(e.Message)
	if m == nil {
		return language.Operand{Node: n, Kind: "name"}
	}
	kind := "name"
	if Classify(e) == "unbound_variable" {
		kind = "unset"
	}
	return language.Operand{Node: near(n, func(x *language.Node) bool { return x.Is(language.Name) && x.Name == m[1] }), Kind: kind, Value: m[1]}
}

var quoted = regexp.MustCompile(`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*$`)

// addresses are the errors over what should have been a URL.
var addresses = regexp.MustCompile(`\.(?:MissingSchema|InvalidSchema|InvalidURL|InvalidUrlClientError|UnsupportedProtocol|LocationParseError|URLError)$`)

// text is what could not be converted or decoded: the first argument, or the receiver of a method.
func text(e heald.Exception, n *language.Node) language.Operand {
	o := language.Operand{Kind: "text", Value: strings.TrimSpace(quoted.FindString(e.Message))}
	switch {
	case Classify(e) == "decode_error":
		o.Kind = "encoding"
	case addresses.MatchString(e.ErrorType), strings.Contains(e.Message, "unknown url type"):
		o.Kind, o.Value = "address", "no address"
	}
	call := near(n, func(m *language.Node) bool { return m.Is(language.Call) })
	if call == nil {
		return o
	}
	if o.Node = argument(call, 0); callOf(call, "decode", "encode", "index", "remove") || o.Node == nil {
		o.Node = receiverOf(call)
	}
	return o
}

func unpack(e heald.Exception, n *language.Node) language.Operand {
	o := language.Operand{Node: unpacked(n), Kind: "arity", Value: e.Message}
	if strings.Contains(e.Message, "NoneType") {
		o.Kind, o.Value = "none", "None"
	}
	return o
}

// unpacked is what an assignment or a loop with several targets takes apart, or nil.
func unpacked(n *language.Node) *language.Node {
	return near(n, unpacks).Child(language.RoleRight).Bare()
}

func unpacks(n *language.Node) bool {
	return n.Is(language.Assign, language.For, language.Clause) && n.Child(language.RoleLeft).Is(language.Tuple, language.List)
}

func emptied(_ heald.Exception, n *language.Node) language.Operand {
	o := language.Operand{Kind: "empty", Value: "empty"}
	call := near(n, func(m *language.Node) bool { return m.Is(language.Call) })
	if call == nil {
		return o
	}
	if o.Node = argument(call, 0); callOf(call, "reduce") {
		o.Node = argument(call, 1)
	}
	if o.Node == nil {
		o.Node = receiverOf(call)
	}
	return o
}

func mutated(_ heald.Exception, n *language.Node) language.Operand {
	loop := near(n, func(m *language.Node) bool { return m.Is(language.For, language.Clause) })
	if loop == nil {
		loop = n.Up(language.For)
	}
	if loop == nil {
		return language.Operand{Node: n, Kind: "mutation"}
	}
	return language.Operand{Node: loop.Child(language.RoleRight).Bare(), Kind: "mutation"}
}

// argument returns the argument at a position, or nil.
func argument(call *language.Node, position int) *language.Node {
	args := call.Child(language.RoleArgs)
	if args == nil {
		return nil
	}
	if args.Is(language.Comprehension) && position == 0 {
		return args
	}
	if position >= len(args.Children) {
		return nil
	}
	if arg := args.Children[position]; !arg.Is(language.KeywordArg) {
		return arg.Bare()
	}
	return nil
}

func receiverOf(call *language.Node) *language.Node {
	if callee := call.Child(language.RoleCallee).Bare(); callee.Is(language.Attribute) {
		return callee.Child(language.RoleObject).Bare()
	}
	return nil
}

// simple is an operand that can be followed: a name, attribute, subscript or call.
func simple(n *language.Node) *language.Node {
	n = n.Bare()
	if n.Is(language.Name, language.Attribute, language.Index, language.Call) {
		return n
	}
	return nil
}
