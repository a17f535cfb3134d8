// Package library is the templates for what Python's own types and its standard library ask of a call: the error says what they
// take, or which name they gave up for which other.
package library

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// rule is what one kind of error asks for.
type rule struct {
	message *regexp.Regexp
	mend    func(*language.Scene, []string) []language.Proposal
}

var rules = []rule{
	{regexp.MustCompile(`^(?:dict\.)?(get|pop|setdefault)\(\) takes no keyword arguments`), byPosition},
	{regexp.MustCompile(`^(startswith|endswith) first arg must be str or a tuple of str, not (?:list|set|dict_keys)`), tupleOfTexts},
	{regexp.MustCompile(`^isinstance\(\) arg 2 must be a type, a tuple of types`), tupleOfTypes},
	{regexp.MustCompile(`^(\w+)\(\) argument (\d) must be str, not (int|PosixPath|UUID)$`), textArgument},
	{regexp.MustCompile(`^(?:string argument expected, got|write\(\) argument must be str, not) '?(int|PosixPath|UUID)'?$`), writtenText},
	{regexp.MustCompile(`^write\(\) argument must be str, not bytes$`), binaryFile},
	{regexp.MustCompile(`^unsupported operand type\(s\) for \+=?: '([\w.]+)' and '([\w.]+)'`), put},
	{regexp.MustCompile(`^not all arguments converted during string formatting`), oneArgument},
	{regexp.MustCompile(`^not enough arguments for format string`), allArguments},
	{regexp.MustCompile(`^Incorrect number of bindings supplied\. The current statement uses 1, `), oneBinding},
	{regexp.MustCompile(`^\[Errno 17\] File exists`), existing},
	{regexp.MustCompile(`^'(dict_keys|dict_values|dict_items|map|filter|zip|range|generator)' object has no attribute '(sort|append|extend|insert|pop|reverse|copy|remove|index|count)'`), listMeant},
	{regexp.MustCompile(`^'tuple' object has no attribute '(append|extend)'`), growingTuple},
	{regexp.MustCompile(`^'dict' object has no attribute '(has_key|iteritems|iterkeys|itervalues|viewitems|viewkeys|viewvalues)'`), oldMapping},
	{regexp.MustCompile(`^'int' object is not iterable`), countMeant},
}

// Use gives an operation of the language or its library what its error says that it takes.
func Use(scene *language.Scene) []language.Proposal {
	for _, r := range rules {
		if m := r.message.FindStringSubmatch(scene.Incident.Message); m != nil {
			return r.mend(scene, m)
		}
	}
	return nil
}

// one is a proposal of a single replacement that the error speaks for.
func one(n *language.Node, text, value string, score float64, why string) language.Proposal {
	return language.Proposal{
		Edits: []language.Edit{language.Replace(n, text)}, Value: value, Score: score, Why: why,
		Evidence: []heald.Evidence{language.Cite("trace", n, "the operation takes no other form", score)},
	}
}

// calling is the failing call of that name; any when it is empty.
func calling(scene *language.Scene, names ...string) *language.Node {
	return writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleArgs).Is(language.Args) && (len(names) == 0 || slices.Contains(names, n.Last()))
	})
}

// byPosition gives by position what a method takes in no other way: d.get("x", default=0).
func byPosition(scene *language.Scene, m []string) []language.Proposal {
	call := calling(scene, m[1])
	if call == nil || len(call.Child(language.RoleArgs).Children) != 2 {
		return nil
	}
	word := call.Child(language.RoleArgs).Children[1]
	if !word.Is(language.KeywordArg) {
		return nil
	}
	return []language.Proposal{one(word, word.Children[1].Text(), "by position", 0.88, m[1]+" takes its arguments by position")}
}

func tupleOfTexts(scene *language.Scene, m []string) []language.Proposal {
	call := calling(scene, m[1])
	if call == nil || len(call.Child(language.RoleArgs).Children) == 0 {
		return nil
	}
	return asTuple(call.Child(language.RoleArgs).Children[0])
}

func tupleOfTypes(scene *language.Scene, _ []string) []language.Proposal {
	call := calling(scene, "isinstance", "issubclass")
	if call == nil || len(call.Child(language.RoleArgs).Children) != 2 {
		return nil
	}
	return asTuple(call.Child(language.RoleArgs).Children[1])
}

// asTuple writes a literal list as a tuple, and makes one of any other collection.
func asTuple(arg *language.Node) []language.Proposal {
	if arg.Is(language.List) && len(arg.Children) > 1 {
		return []language.Proposal{one(arg, "("+strings.Trim(arg.Text(), "[]")+")", "tuple", 0.86, "several are given as a tuple")}
	}
	return []language.Proposal{one(arg, "tuple("+arg.Text()+")", "tuple", 0.84, "several are given as a tuple")}
}

// textArgument gives a method of text the text of a value that has only one.
func textArgument(scene *language.Scene, m []string) []language.Proposal {
	call := calling(scene, m[1])
	at := int(m[2][0] - '1')
	if call == nil || at < 0 || at >= len(call.Child(language.RoleArgs).Children) {
		return nil
	}
	return asText(call.Child(language.RoleArgs).Children[at])
}

func writtenText(scene *language.Scene, _ []string) []language.Proposal {
	call := calling(scene, "write")
	if call == nil || len(call.Child(language.RoleArgs).Children) != 1 {
		return nil
	}
	return asText(call.Child(language.RoleArgs).Children[0])
}

func asText(arg *language.Node) []language.Proposal {
	return []language.Proposal{one(arg, "str("+arg.Text()+")", "text", 0.64, arg.Text()+" is put into a text")}
}

// binaryFile opens a file for bytes where bytes are written to it.
func binaryFile(scene *language.Scene, _ []string) []language.Proposal {
	write := calling(scene, "write")
	if write == nil {
		return nil
	}
	file := write.Child(language.RoleCallee).Child(language.RoleObject)
	for _, call := range write.Up(language.Function, language.File).All(language.Call) {
		args := call.Child(language.RoleArgs)
		if call.Child(language.RoleCallee).Text() != "open" || len(args.Children) != 2 || !opens(call, file.Text()) || !args.Children[1].Is(language.String) {
			continue
		}
		mode := args.Children[1]
		text := strings.Replace(mode.Text(), language.Unquote(mode.Text()), strings.Trim(language.Unquote(mode.Text()), "t")+"b", 1)
		return []language.Proposal{one(mode, text, "bytes", 0.72, "bytes are written to this file")}
	}
	return nil
}

// opens says whether a call's result gets that name: with open(…) as name, name = open(…).
func opens(call *language.Node, name string) bool {
	line := call.Tree().Line(call.Line)
	return strings.Contains(line, " as "+name+":") || strings.HasPrefix(strings.TrimSpace(line), name+" = ")
}

var lists = []string{"range", "dict_keys", "dict_values", "dict_items", "map", "filter", "zip", "generator"}

// put puts collections together in the way that their type has: lists of views and ranges, the union of sets and of tables.
func put(scene *language.Scene, m []string) []language.Proposal {
	sum := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Binary) && n.Name == "+" })
	if sum == nil {
		return nil
	}
	left, right := sum.Child(language.RoleLeft), sum.Child(language.RoleRight)
	switch {
	case m[1] == "dict" && m[2] == "dict":
		return []language.Proposal{one(sum, "{**"+left.Text()+", **"+right.Text()+"}", "union", 0.8, "the entries of both, the second table's first")}
	case m[1] == "set" && m[2] == "set":
		return []language.Proposal{one(sum, left.Text()+" | "+right.Text(), "union", 0.82, "the members of both")}
	}
	p := language.Proposal{Value: "list", Score: 0.8, Why: "lists are put together"}
	for i, side := range []*language.Node{left, right} {
		switch kind := m[i+1]; {
		case slices.Contains(lists, kind):
			p.Edits = append(p.Edits, language.Replace(side, "list("+side.Text()+")"))
		case kind != "list":
			return nil
		}
	}
	p.Evidence = []heald.Evidence{language.Cite("trace", sum, "only lists can be put together so", p.Score)}
	return []language.Proposal{p}
}

// oneBinding gives a statement's only parameter as a tuple of one.
func oneBinding(scene *language.Scene, _ []string) []language.Proposal {
	call := calling(scene, "execute")
	if call == nil || len(call.Child(language.RoleArgs).Children) != 2 {
		return nil
	}
	arg := call.Child(language.RoleArgs).Children[1]
	if arg.Is(language.Tuple, language.List) {
		return nil
	}
	return []language.Proposal{one(arg, "("+arg.Bare().Text()+",)", "tuple of one", 0.88, "a tuple of one has a comma")}
}

// existing lets a folder be there already.
func existing(scene *language.Scene, _ []string) []language.Proposal {
	call := calling(scene, "makedirs", "mkdir")
	if call == nil || call.Child(language.RoleCallee).Text() == "os.mkdir" || scene.Incident.ErrorType != "FileExistsError" {
		return nil
	}
	args := call.Child(language.RoleArgs)
	text, at := "exist_ok=True", args.End-1
	if len(args.Children) > 0 {
		text, at = ", "+text, args.Children[len(args.Children)-1].End
	}
	p := language.Proposal{Edits: []language.Edit{writing.Insert(call.Tree(), at, text)}, Value: "exists", Score: 0.55, Why: "the folder may be there already"}
	for _, site := range scene.Program.Calls(call.Last()) {
		if site.Node != call && !site.Test && strings.Contains(site.Node.Text(), "exist_ok=True") {
			p.Score, p.Evidence = 0.8, []heald.Evidence{language.Cite("sibling", site.Node, "other folders may be there already", 0.8)}
		}
	}
	return []language.Proposal{p}
}
