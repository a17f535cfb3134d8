package crashes

import (
	"regexp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// failing picks the node that raised, among the nodes of a line in source order, for traces that mark nothing.
func failing(e heald.Exception, line []*language.Node) *language.Node {
	fits := finder(e)
	if fits == nil {
		return nil
	}
	var found []*language.Node
	for _, n := range line {
		if fits(n) {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		return nil
	}
	if n := calledBy(namedBy(e), found); n != nil {
		return n
	}
	class := Classify(e)
	if class == "missing_key" {
		return found[0]
	}
	return marked(class, earliest(found))
}

// marked is the part of a statement that Python itself would mark.
func marked(class heald.Class, n *language.Node) *language.Node {
	switch {
	case n.Is(language.For, language.Clause) && class == "concurrent_modification":
		return n.Child(language.RoleRight)
	case n.Is(language.For, language.Clause, language.Assign) && class == "unpack_mismatch":
		return n.Child(language.RoleLeft)
	}
	return n
}

func calledBy(callees []string, found []*language.Node) *language.Node {
	for _, n := range found {
		if callOf(n, callees...) {
			return n
		}
	}
	return nil
}

// earliest is the node that is evaluated first: of what is subscripted or divided in turn, the inner one.
func earliest(found []*language.Node) *language.Node {
	first := found[0]
	for _, n := range found[1:] {
		if first.Is(language.Index, language.Binary) && n.Kind == first.Kind && n.Within(first) {
			first = n
		}
	}
	return first
}

var inMessage = regexp.MustCompile(`\b(\w+)\(\)`)

// converters lists who raises an error whose message does not name its function.
var converters = []struct {
	message *regexp.Regexp
	callees []string
}{
	{regexp.MustCompile(`could not convert string to float`), []string{"float"}},
	{regexp.MustCompile(`does not match format|unconverted data`), []string{"strptime"}},
	{regexp.MustCompile(`Invalid isoformat`), []string{"fromisoformat"}},
	{regexp.MustCompile(`codec can't decode`), []string{"decode", "read", "readline", "readlines", "read_text"}},
	{regexp.MustCompile(`codec can't encode`), []string{"encode", "write", "print"}},
	{regexp.MustCompile(`\(char \d+\)$`), []string{"loads", "load", "json"}},
	{regexp.MustCompile(`ConversionSyntax`), []string{"Decimal"}},
}

// namedBy is the functions that an error's text speaks of.
func namedBy(e heald.Exception) []string {
	if m := inMessage.FindStringSubmatch(e.Message); m != nil {
		return []string{m[1]}
	}
	for _, c := range converters {
		if c.message.MatchString(e.Message) {
			return c.callees
		}
	}
	return nil
}

var (
	noAttribute = regexp.MustCompile(`has no attribute '([^']+)'`)
	noName      = regexp.MustCompile(`(?:name|variable) '([^']+)'`)
	takesCall   = regexp.MustCompile(`^(?:[\w.<>]+\.)?(\w+)\(\) (?:takes|missing|got|argument|arg|keywords)`)
	operators   = regexp.MustCompile(`(?:for|between instances of|in) ([-+*/%@&|^<>=!]+|\*\* or pow\(\)|divmod\(\)):?|^'([<>=!]+)' not supported`)
)

// finder tells which nodes can raise such an error.
func finder(e heald.Exception) func(*language.Node) bool {
	if find, ok := finders[Classify(e)]; ok {
		return find(e.Message)
	}
	return nil
}

// finders says by class what to look for; some read the message.
var finders = map[heald.Class]func(message string) func(*language.Node) bool{
	"division_by_zero":        always(func(n *language.Node) bool { return division(n) || callOf(n, "divmod", "Fraction", "pow") }),
	"missing_key":             keyed,
	"index_out_of_range":      always(positional),
	"none_dereference":        typed,
	"missing_attribute":       typed,
	"missing_await":           typed,
	"type_mismatch":           typed,
	"unbound_variable":        nameIn,
	"missing_import":          nameIn,
	"unpack_mismatch":         always(unpacks),
	"empty_sequence":          always(func(n *language.Node) bool { return n.Is(language.Call) }),
	"bad_conversion":          always(func(n *language.Node) bool { return n.Is(language.Call) }),
	"decode_error":            always(func(n *language.Node) bool { return n.Is(language.Call) }),
	"concurrent_modification": always(func(n *language.Node) bool { return n.Is(language.For, language.Clause) }),
}

func always(fits func(*language.Node) bool) func(string) func(*language.Node) bool {
	return func(string) func(*language.Node) bool { return fits }
}

// positional is a subscript by position; text is never one.
func positional(n *language.Node) bool {
	return n.Is(language.Index) && !n.Child(language.RoleKey).Is(language.String) || callOf(n, "pop")
}

func nameIn(message string) func(*language.Node) bool {
	if m := noName.FindStringSubmatch(message); m != nil {
		return func(n *language.Node) bool { return n.Is(language.Name) && n.Name == m[1] }
	}
	return func(n *language.Node) bool { return n.Is(language.Import) }
}

func division(n *language.Node) bool {
	switch n.Name {
	case "/", "//", "%", "/=", "//=", "%=":
		return n.Is(language.Binary, language.AugAssign)
	}
	return n.Is(language.Binary) && n.Name == "**"
}

func callOf(n *language.Node, names ...string) bool {
	if !n.Is(language.Call) {
		return false
	}
	for _, name := range names {
		if n.Child(language.RoleCallee).Last() == name {
			return true
		}
	}
	return false
}

// keyed prefers subscripts; a literal key must be the one in the message.
func keyed(message string) func(*language.Node) bool {
	return func(n *language.Node) bool {
		if n.Is(language.Call) {
			return callOf(n, "pop", "remove", "index", "popitem")
		}
		if !n.Is(language.Index) {
			return false
		}
		key := n.Child(language.RoleKey)
		return !key.Is(language.String, language.Number) || language.Unquote(key.Text()) == language.Unquote(message)
	}
}

// typed reads the attribute, the callee or the operator out of the message.
func typed(message string) func(*language.Node) bool {
	if m := noAttribute.FindStringSubmatch(message); m != nil {
		return func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == m[1] }
	}
	if m := takesCall.FindStringSubmatch(message); m != nil {
		return func(n *language.Node) bool { return callOf(n, m[1]) }
	}
	if m := operators.FindStringSubmatch(message); m != nil {
		operator := m[1] + m[2]
		return func(n *language.Node) bool {
			return n.Is(language.Binary, language.Compare) && n.Name == operator || n.Is(language.AugAssign) && (n.Name == operator || n.Name == operator+"=")
		}
	}
	return bySubject(message)
}

var subjects = []struct {
	message *regexp.Regexp
	fits    func(*language.Node) bool
}{
	{regexp.MustCompile(`not subscriptable|indices must be|does not support item`), func(n *language.Node) bool { return n.Is(language.Index) }},
	{regexp.MustCompile(`is not iterable`), func(n *language.Node) bool {
		return n.Is(language.For, language.Clause, language.Splat) || n.Is(language.Compare) && (n.Name == "in" || n.Name == "not in") || n.Is(language.Call)
	}},
	{regexp.MustCompile(`has no len`), func(n *language.Node) bool { return callOf(n, "len") }},
	{regexp.MustCompile(`can only concatenate|must be str, not|offset-naive`), func(n *language.Node) bool { return n.Is(language.Binary, language.AugAssign, language.Compare) }},
	{regexp.MustCompile(`bad operand type for unary`), func(n *language.Node) bool { return n.Is(language.Unary) }},
}

func bySubject(message string) func(*language.Node) bool {
	for _, s := range subjects {
		if s.message.MatchString(message) {
			return s.fits
		}
	}
	return func(n *language.Node) bool { return n.Is(language.Call) }
}
