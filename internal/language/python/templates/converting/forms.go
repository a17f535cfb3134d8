// Package converting is the templates for values of the wrong type or in the wrong form where the error says which is meant.
package converting

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// form is one way to give an operation what its error asks for. The value stands at "%".
type form struct {
	message *regexp.Regexp
	find    func(*language.Scene, []string) []*language.Node
	write   string
	score   float64
	why     string
}

var forms = []form{
	{regexp.MustCompile(`sequence item \d+: expected str instance, (?:int|float|[A-Z]\w+|decimal\.Decimal) found`), joined, "", 0.84, "only text can be joined"},
	{regexp.MustCompile(`'float' object cannot be interpreted as an integer|slice indices must be integers|indices must be integers(?: or slices)?, not '?float`), quotients, "", 0.85, "a whole number is meant"},
	{regexp.MustCompile(`(?:list|tuple) indices must be integers or slices, not '?str`), keys, "int(%)", 0.68, "a position is a number"},
	{regexp.MustCompile(`can't compare datetime\.datetime to datetime\.date`), compared, "%.date()", 0.7, "days are compared"},
	{regexp.MustCompile(`'(?:str)' object has no attribute '(decode)'`), ofAttribute, "%", 0.78, "it is text already"},
	{regexp.MustCompile(`'(?:bytes)' object has no attribute '(encode)'`), ofAttribute, "%", 0.78, "it is bytes already"},
	{regexp.MustCompile(`must be encoded before hashing|expected bytes or bytearray, but got 'str'|a bytes-like object is required, not 'str'`), arguments, "%.encode()", 0.7, "bytes are wanted"},
	{regexp.MustCompile(`the JSON object must be str, bytes or bytearray, not TextIOWrapper`), callees, "json.load", 0.86, "an open file is read with load"},
	{regexp.MustCompile(`the JSON object must be str, bytes or bytearray, not (?:dict|list)`), firstOfCall, "", 0.7, "it was decoded already"},
	{regexp.MustCompile(`expected string or bytes-like object, got '(?:int|float)'`), arguments, "str(%)", 0.64, "patterns are looked for in text"},
	{regexp.MustCompile(`must be real number, not str`), arguments, "float(%)", 0.66, "a number is wanted"},
	{regexp.MustCompile(`'str' object cannot be interpreted as an integer|an integer is required \(got type str\)`), arguments, "int(%)", 0.68, "a whole number is wanted"},
	{regexp.MustCompile(`'(?:int|float)' object has no attribute '(strip|split|lower|upper|replace|startswith|endswith|zfill|ljust|rjust)'`), objects, "str(%)", 0.7, "the method is one of text"},
	{regexp.MustCompile(`'(?:Posix|Windows)?Path' object has no attribute '(startswith|endswith|split|lower|upper|strip|rsplit|find|encode)'`), objects, "str(%)", 0.72, "the method is one of text"},
	{regexp.MustCompile(`'str' object has no attribute '(exists|is_file|is_dir|read_text|write_text|read_bytes|write_bytes|mkdir|iterdir|stem|suffix|parent|with_suffix|unlink|glob|rglob)'`), objects, "Path(%)", 0.78, "the method is one of paths"},
	{regexp.MustCompile(`unsupported operand type\(s\) for /: 'str' and 'str'`), leftOperand, "Path(%)", 0.76, "parts of a path are put together"},
	{regexp.MustCompile(`can't multiply sequence by non-int of type '(float)'`), operands, "float(%)", 0.68, "numbers are multiplied"},
	{regexp.MustCompile(`can't multiply sequence by non-int of type '(decimal\.Decimal)'`), operands, "Decimal(%)", 0.72, "numbers are multiplied"},
	{regexp.MustCompile(`object of type '(?:generator|map|filter|zip)' has no len|'(?:generator|map|filter|zip|dict_keys|dict_values|dict_items)' object is not (?:subscriptable|reversible)`), lists, "list(%)", 0.82, "a list is meant: it is counted or indexed"},
	{regexp.MustCompile(`object of type '(?:generator|map|filter|zip)' has no len|'(?:generator|map|filter|zip)' object is not (?:subscriptable|reversible)`), generators, "", 0.86, "a list is meant: it is counted or indexed"},
}

// Forms gives an operation what its error says that it wants.
func Forms(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, f := range forms {
		m := f.message.FindStringSubmatch(scene.Incident.Message)
		if m == nil {
			continue
		}
		for _, n := range f.find(scene, m) {
			text := f.text(n)
			name, _, call := strings.Cut(text, "(")
			if call && (name == "Path" || name == "Decimal") && !naming.Known(n.Tree(), name) {
				continue
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(n, text)}, Value: f.why, Score: f.score, Why: f.why,
				Evidence: []heald.Evidence{language.Cite("trace", n, "the operation takes no other type", f.score)},
			})
		}
	}
	return writing.Unique(found)
}

// text writes a node in its form. A form that is not one text for all depends on what the node is.
func (f form) text(n *language.Node) string {
	switch {
	case f.write != "":
		return written(f.write, n)
	case n.Is(language.Binary):
		return n.Child(language.RoleLeft).Text() + " // " + n.Child(language.RoleRight).Text()
	case n.Is(language.Call) && n.Last() == "loads":
		return n.Child(language.RoleArgs).Children[0].Text()
	case n.Is(language.Comprehension):
		return "[" + strings.TrimSuffix(strings.TrimPrefix(n.Text(), "("), ")") + "]"
	case n.Parent.Is(language.Comprehension):
		return "str(" + n.Text() + ")"
	}
	return "map(str, " + n.Text() + ")"
}

// written writes a value in a form: a literal of text that becomes bytes has a prefix, "%" alone is the object of a call.
func written(form string, n *language.Node) string {
	switch {
	case form == "%":
		return n.Child(language.RoleCallee).Child(language.RoleObject).Text()
	case form == "%.encode()" && n.Is(language.String) && strings.IndexAny(n.Text(), `"'`) == 0:
		return "b" + n.Text()
	case strings.HasPrefix(form, "%."):
		return strings.Replace(form, "%", writing.Tight(n), 1)
	}
	return strings.Replace(form, "%", n.Text(), 1)
}

// joined is what is joined: what a comprehension makes of each, or the collection.
func joined(scene *language.Scene, _ []string) []*language.Node {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleCallee).Last() == "join"
	})
	if call == nil || !call.Child(language.RoleArgs).Is(language.Args) {
		if args := call.Child(language.RoleArgs); args.Is(language.Comprehension) {
			return []*language.Node{args.Child(language.RoleBody)}
		}
		return nil
	}
	arg := call.Child(language.RoleArgs).Children[0]
	if arg.Is(language.Comprehension) {
		return []*language.Node{arg.Child(language.RoleBody)}
	}
	return []*language.Node{arg}
}

// quotients are the divisions that a position or count is computed with.
func quotients(scene *language.Scene, _ []string) []*language.Node {
	var found []*language.Node
	collect := func(n *language.Node) {
		for _, b := range n.All(language.Binary) {
			if b.Name == "/" {
				found = append(found, b)
			}
		}
	}
	collect(scene.Failing)
	for _, name := range scene.Failing.All(language.Name) {
		for _, s := range scene.Sources(name) {
			if s.Depth <= 2 && s.Via == "assignment" {
				collect(s.Node)
			}
		}
	}
	return found
}

func keys(scene *language.Scene, _ []string) []*language.Node {
	var found []*language.Node
	for _, n := range scene.Failing.All(language.Index) {
		if key := n.Child(language.RoleKey); key.Is(language.Name, language.Attribute, language.Call, language.Index) {
			found = append(found, key)
		}
	}
	return found
}

func compared(scene *language.Scene, _ []string) []*language.Node {
	n := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Compare) })
	if n == nil {
		return nil
	}
	return []*language.Node{n.Child(language.RoleLeft), n.Child(language.RoleRight)}
}

// ofAttribute is the call of the method that is missing.
func ofAttribute(scene *language.Scene, m []string) []*language.Node {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleCallee).Is(language.Attribute) && n.Child(language.RoleCallee).Name == m[1]
	})
	if call == nil {
		return nil
	}
	return []*language.Node{call}
}

// objects is the object whose attribute is missing.
func objects(scene *language.Scene, m []string) []*language.Node {
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == m[1] })
	if use == nil {
		return nil
	}
	return []*language.Node{use.Child(language.RoleObject)}
}

func arguments(scene *language.Scene, _ []string) []*language.Node {
	var found []*language.Node
	call := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Call) })
	if call == nil || !call.Child(language.RoleArgs).Is(language.Args) {
		return nil
	}
	for _, arg := range call.Child(language.RoleArgs).Children {
		if !arg.Is(language.KeywordArg, language.Splat, language.Number, language.None) {
			found = append(found, arg)
		}
	}
	return found
}

func callees(scene *language.Scene, _ []string) []*language.Node {
	if call := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Child(language.RoleCallee).Text() == "json.loads" }); call != nil {
		return []*language.Node{call.Child(language.RoleCallee)}
	}
	return nil
}

func firstOfCall(scene *language.Scene, _ []string) []*language.Node {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleCallee).Last() == "loads" && n.Child(language.RoleArgs).Is(language.Args)
	})
	if call == nil || len(call.Child(language.RoleArgs).Children) != 1 {
		return nil
	}
	return []*language.Node{call}
}

func leftOperand(scene *language.Scene, _ []string) []*language.Node {
	n := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Binary) && n.Name == "/" })
	if n == nil {
		return nil
	}
	for n.Child(language.RoleLeft).Is(language.Binary) && n.Child(language.RoleLeft).Name == "/" {
		n = n.Child(language.RoleLeft)
	}
	return []*language.Node{n.Child(language.RoleLeft)}
}

func operands(scene *language.Scene, _ []string) []*language.Node {
	n := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Binary) && n.Name == "*" })
	if n == nil {
		return nil
	}
	return []*language.Node{n.Child(language.RoleLeft), n.Child(language.RoleRight)}
}

// lists is what is counted or indexed, at the use and where it is made.
func lists(scene *language.Scene, m []string) []*language.Node {
	n := counted(scene)
	if n == nil {
		return nil
	}
	found := []*language.Node{n}
	for _, s := range scene.Sources(n) {
		if s.Depth <= 2 && s.Node.Is(language.Call) && slices.Contains([]string{"map", "filter", "zip", "keys", "values", "items"}, s.Node.Last()) {
			found = append([]*language.Node{s.Node}, found...)
		}
	}
	if len(found) > 1 || strings.Contains(m[0], "dict_") {
		return found[:1] // the origin serves every use
	}
	return nil
}

// generators are the generator expressions that what is counted or indexed was made by.
func generators(scene *language.Scene, _ []string) []*language.Node {
	n := counted(scene)
	if n == nil {
		return nil
	}
	for _, s := range scene.Sources(n) {
		if s.Depth <= 3 && s.Node.Is(language.Comprehension) && s.Node.Raw == "generator_expression" {
			return []*language.Node{s.Node}
		}
	}
	return nil
}

func counted(scene *language.Scene) *language.Node {
	n := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) || n.Is(language.Call) && (n.Last() == "len" || n.Last() == "reversed")
	})
	switch {
	case n.Is(language.Index):
		return n.Child(language.RoleObject)
	case n.Is(language.Call) && n.Child(language.RoleArgs).Is(language.Args) && len(n.Child(language.RoleArgs).Children) == 1:
		return n.Child(language.RoleArgs).Children[0]
	}
	return nil
}
