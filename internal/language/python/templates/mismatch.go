package templates

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/converting"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	notSerialisable = regexp.MustCompile(`Object of type (\w+) is not JSON serializable`)
	operandTypes    = regexp.MustCompile(`unsupported operand type\(s\) for (\S+): '([\w.]+)' and '([\w.]+)'`)
	cannotJoin      = regexp.MustCompile(`can only concatenate (\w+) \(not "([\w.]+)"\) to (\w+)`)
	notSupported    = regexp.MustCompile(`'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'`)
	unhashable      = regexp.MustCompile(`unhashable type: '(\w+)'`)
)

// joinedText converts a value that is put together with text.
func joinedText(scene *language.Scene) []language.Proposal {
	m := cannotJoin.FindStringSubmatch(scene.Incident.Message)
	if m == nil || m[3] != "str" && m[3] != "list" || m[2] == "NoneType" {
		return nil
	}
	sum := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Binary, language.AugAssign) && strings.HasPrefix(n.Name, "+")
	})
	if sum == nil {
		return nil
	}
	right := sum.Child(language.RoleRight)
	switch {
	case m[3] == "str" && m[2] == "bytes":
		return []language.Proposal{{Edits: []language.Edit{language.Replace(right, writing.Tight(right)+".decode()")}, Value: "decode", Score: 0.6, Why: "bytes are decoded before they join text"}}
	case m[3] == "str":
		p := language.Proposal{
			Edits: []language.Edit{language.Replace(right, "str("+right.Text()+")")}, Value: "str", Score: unsureForm, Why: right.Text() + " is written as text",
		}
		if forPeople(sum) {
			p.Score, p.Evidence = 0.82, []heald.Evidence{language.Cite("trace", sum, "a message for people is put together here", 0.8)}
		}
		return []language.Proposal{p}
	case m[2] == "tuple" || m[2] == "generator" || strings.HasPrefix(m[2], "dict_"):
		return []language.Proposal{{Edits: []language.Edit{language.Replace(right, "list("+right.Text()+")")}, Value: "list", Score: 0.75, Why: "a list takes a list"}}
	}
	return nil
}

// unsureForm is the score of a conversion whose form nothing speaks for: a number in an identifier may want leading zeros, a text
// that should be a number may want a reader that turns bad input down.
const unsureForm = 0.45

// speaks are calls whose arguments people read and nothing else does.
var speaks = map[string]bool{"print": true, "debug": true, "info": true, "warning": true, "warn": true, "error": true, "exception": true, "critical": true}

// forPeople says whether a text is put together for a log, a terminal or an error.
func forPeople(n *language.Node) bool {
	for ; n != nil && !n.Is(language.Function, language.Lambda); n = n.Parent {
		if n.Is(language.Raise) || n.Is(language.Call) && speaks[n.Child(language.RoleCallee).Last()] {
			return true
		}
	}
	return false
}

// converted says whether the repository turns a value of the same name into the type elsewhere, and in which way only.
func converted(scene *language.Scene, n *language.Node, want string) *language.Node {
	for _, site := range scene.Program.Calls(want[strings.LastIndex(want, ".")+1:]) {
		args := site.Node.Child(language.RoleArgs)
		if !site.Test && args != nil && len(args.Children) == 1 && args.Children[0].Last() == n.Last() && n.Last() != "" {
			return site.Node
		}
	}
	return nil
}

// numbers converts the operand whose type does not go with the other.
func numbers(scene *language.Scene) []language.Proposal {
	operator, left, right := mixed(scene.Incident.Message)
	if operator == "" {
		return nil
	}
	n := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Binary, language.Compare, language.AugAssign) })
	if n == nil {
		return nil
	}
	a, b := n.Child(language.RoleLeft), n.Child(language.RoleRight)
	var found []language.Proposal
	for _, side := range []struct {
		node      *language.Node
		has, want string
	}{{a, left, right}, {b, right, left}} {
		if side.node.Role == language.RoleLeft && n.Is(language.AugAssign) {
			continue
		}
		found = append(found, conversions(scene, side.node, side.has, side.want)...)
	}
	return found
}

func mixed(message string) (operator, left, right string) {
	for _, form := range []*regexp.Regexp{operandTypes, notSupported} {
		if m := form.FindStringSubmatch(message); m != nil {
			return m[1], m[2], m[3]
		}
	}
	return "", "", ""
}

// conversions turns a value into the other operand's type, where that loses nothing; at the use and where the value comes from.
func conversions(scene *language.Scene, n *language.Node, has, want string) []language.Proposal {
	form, score := conversion(has, want)
	if form == "" {
		return nil
	}
	write := func(at *language.Node, score float64, says string) language.Proposal {
		return language.Proposal{
			Edits: []language.Edit{language.Replace(at, strings.Replace(form, "%", at.Text(), 1))}, Value: form, Score: score, Why: n.Text() + " is a " + has + ", " + want + " is meant",
			Evidence: []heald.Evidence{language.Cite("trace", at, says, score)},
		}
	}
	says := "the operand has the wrong type"
	if has == "str" {
		if sibling := converted(scene, n, want); sibling == nil {
			score = unsureForm
		} else {
			says = "it is converted so elsewhere: " + sibling.Text()
		}
	}
	found := []language.Proposal{write(n, score, says)}
	for _, s := range scene.Sources(n) {
		if s.Depth <= 3 && s.Node.Is(language.Call, language.Index) && s.Via != "return" && s.Node.Last() != "get" && !strings.HasPrefix(s.Node.Text(), want) {
			found = append(found, write(s.Node, score-0.04, "the value comes in as text here"))
		}
	}
	return found
}

// conversion is the form in which a value of one type becomes one of another without loss, and how sure it is meant.
func conversion(has, want string) (form string, score float64) {
	switch {
	case has == "float" && want == "decimal.Decimal":
		return "Decimal(str(%))", 0.7
	case has == "str" && want == "decimal.Decimal":
		return "Decimal(%)", 0.72
	case has == "str" && (want == "int" || want == "float"):
		return want + "(%)", 0.66
	case has == "str" && strings.HasSuffix(want, "Path"):
		return "Path(%)", 0.6
	}
	return "", 0
}

// serialised gives the JSON writer what it can write, as the repository does elsewhere.
func serialised(scene *language.Scene) []language.Proposal {
	m := notSerialisable.FindStringSubmatch(scene.Incident.Message)
	if m == nil || slices.Contains([]string{"coroutine", "Future", "Task", "generator"}, m[1]) {
		return nil
	}
	call := dumping(scene)
	if call == nil {
		return nil
	}
	args := call.Child(language.RoleArgs)
	at := args.Children[len(args.Children)-1].End
	p := language.Proposal{Edits: []language.Edit{writing.Insert(call.Tree(), at, ", default=str")}, Value: "default=str", Score: 0.4, Why: m[1] + " is written as text"}
	for _, site := range scene.Program.Calls("dumps") {
		if site.Node != call && !site.Test && strings.Contains(site.Node.Text(), "default=str") {
			p.Score, p.Evidence = 0.7, []heald.Evidence{language.Cite("sibling", site.Node, "other JSON is written so", 0.7)}
		}
	}
	return slices.Concat([]language.Proposal{p}, converting.House(scene, call, m[1]), producers(scene, call, m[1]))
}

// dumping is the call of the trace that writes JSON, unless it already says what to do with other types.
func dumping(scene *language.Scene) *language.Node {
	for i := len(scene.Steps) - 1; i >= 0; i-- {
		call := writing.Failing(scene.Steps[i].Node, func(n *language.Node) bool {
			return n.Is(language.Call) && strings.HasPrefix(n.Child(language.RoleCallee).Text(), "json.dump")
		})
		if call == nil {
			continue
		}
		for _, arg := range call.Child(language.RoleArgs).Children {
			if arg.Is(language.KeywordArg) && (arg.Name == "default" || arg.Name == "cls") {
				return nil
			}
		}
		return call
	}
	return nil
}

// producers converts the value where it is put into what is written.
func producers(scene *language.Scene, call *language.Node, kind string) []language.Proposal {
	tails := map[string][]string{"datetime": {".isoformat()"}, "date": {".isoformat()"}, "Decimal": {"str(%)", "float(%)"}, "set": {"sorted(%)", "list(%)"}, "UUID": {"str(%)"}, "PosixPath": {"str(%)"}, "bytes": {".decode()"}}
	var found []language.Proposal
	nodes := []*language.Node{call}
	for _, s := range scene.Sources(call.Child(language.RoleArgs).Children[0]) {
		nodes = append(nodes, s.Node)
	}
	for _, n := range nodes {
		for _, pair := range n.All(language.Pair) {
			for i, form := range tails[kind] {
				value := pair.Children[len(pair.Children)-1]
				text := strings.Replace(form, "%", value.Text(), 1)
				if form[0] == '.' {
					text = writing.Tight(value) + form
				}
				score := 0.45 - 0.1*float64(i)
				p := language.Proposal{Edits: []language.Edit{language.Replace(value, text)}, Value: form + pair.Children[0].Text(), Score: score, Why: pair.Children[0].Text() + " is written as " + form}
				if said := written(scene, form, pair); said != nil {
					p.Score = score + 0.25
					p.Evidence = []heald.Evidence{language.Cite("sibling", said, "the same entry is written so elsewhere", p.Score)}
				}
				found = append(found, p)
			}
		}
	}
	return found
}

// written finds another entry of the same name, or of the same value, that is written in that form.
func written(scene *language.Scene, form string, like *language.Node) *language.Node {
	marker := strings.Trim(strings.Split(form, "%")[0], "()")
	for _, tree := range scene.Program.Trees() {
		for _, pair := range tree.Root.All(language.Pair) {
			same := pair.Children[0].Text() == like.Children[0].Text()
			if value := pair.Children[len(pair.Children)-1].Text(); same && pair != like && strings.Contains(value, marker) && marker != "" {
				return pair
			}
		}
	}
	return nil
}

// hashable makes a list a tuple where it is a key or a member of a set.
func hashable(scene *language.Scene) []language.Proposal {
	m := unhashable.FindStringSubmatch(scene.Incident.Message)
	if m == nil {
		return nil
	}
	form := map[string]string{"list": "tuple(%)", "set": "frozenset(%)"}[m[1]]
	if form == "" {
		return nil
	}
	var found []language.Proposal
	for _, n := range scene.Failing.Statement().All(language.Index, language.Call) {
		key := n.Child(language.RoleKey)
		if n.Is(language.Call) && (n.Last() == "add" || n.Last() == "get" || n.Last() == "setdefault") && len(n.Child(language.RoleArgs).Children) > 0 {
			key = n.Child(language.RoleArgs).Children[0]
		}
		if key.Is(language.Name, language.Attribute, language.Call, language.Index) {
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(key, strings.Replace(form, "%", key.Text(), 1))}, Value: form, Score: 0.72, Why: key.Text() + " is a key and must not change",
			})
		}
	}
	return found
}

// sortKeys gives a sort a key that compares what may be None.
func sortKeys(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "NoneType") || !strings.Contains(scene.Incident.Message, "not supported between") {
		return nil
	}
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && slices.Contains([]string{"sorted", "sort", "max", "min"}, n.Child(language.RoleCallee).Last())
	})
	if call == nil {
		return nil
	}
	var found []language.Proposal
	for _, arg := range call.Child(language.RoleArgs).Children {
		if !arg.Is(language.KeywordArg) || arg.Name != "key" {
			continue
		}
		if fn := arg.Children[len(arg.Children)-1]; fn.Is(language.Lambda) {
			found = append(found, nullKeys(fn.Child(language.RoleBody), fn)...)
		}
	}
	return found
}

// nullKeys replaces what may be None within a key by a value, or puts those elements first or last.
func nullKeys(body, fn *language.Node) []language.Proposal {
	var found []language.Proposal
	parts := []*language.Node{body}
	if body.Bare().Is(language.Tuple) {
		parts = body.Bare().Children
	}
	for _, part := range parts {
		part := part
		if !part.Is(language.Attribute, language.Index, language.Call) {
			continue
		}
		f := writing.Fault{At: part, Subject: part, When: language.Null, Bad: part.Text() + " is None", Good: part.Text() + " is not None"}
		found = append(found, orDefault(f, part)...)
		found = append(found, f.Hole(language.Yields, part, 0.3, func(value string) []language.Edit {
			return []language.Edit{language.Replace(part, writing.Wrapped(part, part.Text()+" if "+f.Good+" else "+value))}
		}))
		if p, ok := placed(f, part, body, fn); ok {
			found = append(found, p)
		}
	}
	return found
}

// placed puts the elements without a value first or last. A sort that runs backwards is asked the other way round.
func placed(f writing.Fault, part, body, fn *language.Node) (language.Proposal, bool) {
	call := fn.Up(language.Call)
	last, first := " is None", " is not None"
	for _, arg := range call.Child(language.RoleArgs).Children {
		if !arg.Is(language.KeywordArg) || arg.Name != "reverse" {
			continue
		}
		switch arg.Children[len(arg.Children)-1].Text() {
		case "True":
			last, first = first, last
		case "False":
		default:
			return language.Proposal{}, false
		}
	}
	if !slices.Contains([]string{"sorted", "sort"}, call.Child(language.RoleCallee).Last()) {
		return language.Proposal{}, false
	}
	p := f.Hole(language.Orders, part, 0.2, func(where string) []language.Edit {
		asked := map[string]string{"last": last, "first": first}[where]
		if asked == "" {
			return nil
		}
		pair := part.Text() + asked + ", 0 if " + f.Bad + " else " + part.Text()
		if part == body {
			pair = "(" + pair + ")"
		}
		return []language.Edit{language.Replace(part, pair)}
	})
	return p, true
}
