package drive

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

// A test is named for what its input is like, in the words of the code: "with_zero_discount", "with_no_rows", "without_sku".

// named is a value of a drive and what the code calls it.
type named struct{ name, text string }

// condition says in a few words what the input is like.
func condition(w language.Writing) string {
	e := w.Incident.Exception
	kind := w.Wrong.Kind
	if kind == "" {
		kind = kindOf(e)
	}
	for _, form := range []func(string, language.Writing) string{byError, byValue, byExpression} {
		if said := form(kind, w); said != "" {
			return said
		}
	}
	if kind == "zero" {
		return "does_not_divide_by_zero"
	}
	return "does_not_raise_" + snake(last(e.ErrorType))
}

var (
	notNumber = regexp.MustCompile(`could not convert string|invalid literal for int|ConversionSyntax|not a number`)
	notDate   = regexp.MustCompile(`time data|isoformat|unconverted data|is out of range for month|must be in 1\.\.`)
)

// selfSaid are the error types that say by themselves what the input is like.
var selfSaid = map[string]string{"ImportError": "can_be_imported", "ModuleNotFoundError": "can_be_imported", "JSONDecodeError": "with_malformed_json",
	"UnicodeDecodeError": "with_undecodable_text", "UnicodeEncodeError": "with_undecodable_text"}

// byError reads what the error alone says.
func byError(kind string, w language.Writing) string {
	e := w.Incident.Exception
	said, known := selfSaid[last(e.ErrorType)]
	switch {
	case known:
		return said
	case last(e.ErrorType) == "NameError":
		return "knows_" + snake(quoted(e.Message))
	case kind == "cycle":
		return "with_a_cycle"
	case notNumber.MatchString(e.Message):
		return "with_" + called(w, "text") + "_not_a_number"
	case notDate.MatchString(e.Message):
		return "with_" + called(w, "text") + "_not_a_date"
	case kind == "missing":
		return missing(w)
	case kind == "unpack":
		return unpacked(e.Message)
	}
	return ""
}

func unpacked(message string) string {
	if strings.Contains(message, "not enough") {
		return "with_too_few_fields"
	}
	return "with_too_many_fields"
}

// missing names the key that is not there, or what is looked up.
func missing(w language.Writing) string {
	key := strings.Trim(w.Incident.Exception.Message, `'"`)
	if last(w.Incident.Exception.ErrorType) == "KeyError" && telling(snake(key)) && (w.Wrong.Expression == "" || strings.Contains(w.Wrong.Expression, key)) {
		return "without_" + snake(key)
	}
	if at := expression(w.Wrong.Expression); at.Is(language.Index) {
		if name := snake(subjectOf(at.Child(language.RoleKey))); telling(name) {
			return "with_unknown_" + name
		}
	}
	return "with_unknown_key"
}

// Texts of values that are wrong in one way.
var (
	zeros   = []string{"0", "0.0", "'0'", "\"0\"", "Decimal('0')", "decimal.Decimal('0')", "-0.0"}
	nothing = []string{"[]", "()", "{}", "set()", "iter([])", "frozenset()"}
	blanks  = []string{"''", "b''", "\"\""}
)

// oddities are the texts of values that are wrong in one way, and how a test's name says it, by kind.
var oddities = map[string][]struct {
	texts []string
	form  string
}{
	"zero":  {{zeros, "with_zero_%s"}, {nothing, "with_no_%s"}},
	"none":  {{[]string{"None"}, "with_%s_none"}},
	"type":  {{[]string{"None"}, "with_%s_none"}},
	"empty": {{nothing, "with_no_%s"}, {blanks, "with_empty_%s"}},
	"index": {{nothing, "with_no_%s"}, {blanks, "with_empty_%s"}},
	"unset": {{nothing, "with_no_%s"}, {blanks, "with_empty_%s"}},
}

// byValue looks for the value of the drive that is wrong.
func byValue(kind string, w language.Writing) string {
	values := given(w)
	for _, odd := range oddities[kind] {
		if name := wrongOne(values, odd.texts, w.Wrong.Names); name != "" {
			return fmt.Sprintf(odd.form, name)
		}
	}
	return ""
}

// wrongOne is the name of the value that has one of the texts, one that the diagnosis names before others.
func wrongOne(values []named, texts, names []string) string {
	best := ""
	for _, v := range values {
		name := snake(v.name)
		if !slices.Contains(texts, v.text) || !telling(name) {
			continue
		}
		if slices.Contains(names, v.name) {
			return name
		}
		if best == "" {
			best = name
		}
	}
	return best
}

// Names of a test by what failed: with a word for it, and without.
var (
	worded   = map[string]string{"zero": "with_zero_%s", "none": "with_%s_none", "empty": "with_no_%s", "index": "with_too_few_%s", "text": "with_malformed_%s"}
	wordless = map[string]string{"empty": "with_empty_input", "index": "with_too_few_items", "text": "with_malformed_text"}
)

// byExpression goes by what failed, where no value of the drive itself is wrong.
func byExpression(kind string, w language.Writing) string {
	at := expression(w.Wrong.Expression)
	if made := madeBy(w, at); made != "" && kind == "none" {
		return "when_" + made + "_gives_none"
	}
	if last(w.Incident.Exception.ErrorType) == "UnboundLocalError" {
		return "with_" + snake(quoted(w.Incident.Exception.Message)) + "_never_set"
	}
	name, form := called(w, ""), worded[kind]
	switch {
	case name == "" || form == "":
		return wordless[kind]
	case kind == "zero" && at.Is(language.Call) && at.Last() == "len":
		form = "with_no_%s"
	}
	return fmt.Sprintf(form, name)
}

// madeBy is the function whose result is wrong: the expression calls it, or a name of the function that crashed holds what it gave.
func madeBy(w language.Writing, at *language.Node) string {
	if at.Is(language.Name) {
		if f := w.Program.Func(w.Site.Path, w.Site.Function); f != nil {
			for _, d := range language.Definitions(f.Node, at.Name) {
				at = d.Value
			}
		}
	}
	if at = at.Bare(); at.Is(language.Call) && telling(snake(at.Last())) {
		return snake(at.Last())
	}
	return ""
}

// called is what the wrong value is called, in a word that says something; else the other.
func called(w language.Writing, other string) string {
	name := snake(subjectOf(expression(w.Wrong.Expression)))
	if telling(name) {
		return name
	}
	for _, n := range w.Wrong.Names {
		if telling(snake(n)) {
			return snake(n)
		}
	}
	return other
}

// telling leaves out names that say nothing to who reads a list of tests.
func telling(name string) bool {
	return len(name) > 2 && len(name) <= 30 && !slices.Contains([]string{"self", "cls", "len", "int", "float", "str", "args", "kwargs", "get", "max", "min", "sum"}, name)
}

// subjectOf is what an expression is about: the name, field or key at the root of its calls.
func subjectOf(n *language.Node) string {
	n = n.Bare()
	if !n.Is(language.Call) {
		return n.Last()
	}
	if callee := n.Child(language.RoleCallee).Bare(); callee.Is(language.Attribute) {
		if subject := subjectOf(callee.Child(language.RoleObject)); subject != "" {
			return subject
		}
	}
	if args := n.Child(language.RoleArgs); args != nil && len(args.Children) > 0 {
		return subjectOf(args.Children[0])
	}
	return ""
}

func expression(text string) *language.Node {
	if text == "" {
		return nil
	}
	tree, err := syntax.Grammar().Parse("expression", []byte(text))
	if err != nil || tree.Broken || len(tree.Root.Children) != 1 || len(tree.Root.Children[0].Children) != 1 {
		return nil
	}
	return tree.Root.Children[0].Children[0].Bare()
}

// given lists the values of a drive that the code has a name for: arguments by parameter, entries by key, fields by attribute.
func given(w language.Writing) []named {
	var found []named
	names := parameters(w)
	for i, a := range w.Drive.Args {
		name := a.Name
		if name == "" && i < len(names) {
			name = names[i]
		}
		found = append(append(found, named{name, a.Expr}), inside(a.Expr)...)
	}
	for _, s := range append(slices.Clone(w.Drive.Setup), w.Drive.Receiver) {
		found = append(found, inside(s)...)
	}
	return found
}

func parameters(w language.Writing) []string {
	f := w.Program.Func(w.Drive.Path, w.Drive.Function)
	if f == nil {
		return nil
	}
	var names []string
	for _, p := range language.Parameters(f.Node) {
		names = append(names, p.Name)
	}
	if w.Drive.Kind == "method" && len(names) > 0 && names[0] == language.Receiver(f.Node) {
		return names[1:]
	}
	return names
}

// inside lists the named values in a piece of source.
func inside(source string) []named {
	tree, err := syntax.Grammar().Parse("drive", []byte(source))
	if err != nil {
		return nil
	}
	var found []named
	for _, n := range tree.Root.All(language.Pair, language.KeywordArg, language.Assign) {
		switch key := n.Child(language.RoleKey); {
		case n.Is(language.Pair) && key.Is(language.String):
			found = append(found, named{language.Unquote(key.Text()), n.Child(language.RoleValue).Text()})
		case n.Is(language.KeywordArg) && len(n.Children) > 0:
			found = append(found, named{n.Name, n.Children[len(n.Children)-1].Text()})
		case n.Is(language.Assign):
			found = append(found, named{n.Child(language.RoleLeft).Last(), n.Child(language.RoleRight).Text()})
		}
	}
	return found
}
