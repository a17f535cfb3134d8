package templates

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/converting"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var badLiteral = regexp.MustCompile(`(?:invalid literal for int\(\) with base \d+: |could not convert string to float: |ConversionSyntax|time data |Invalid isoformat string: )('[^']*'|"[^"]*")?`)

var converters = []string{"int", "float", "Decimal", "strptime", "fromisoformat", "UUID", "loads", "Fraction", "complex"}

// badConversion mends a conversion of text that is not in its form.
func badConversion(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && slices.Contains(converters, n.Child(language.RoleCallee).Last()) && len(n.Child(language.RoleArgs).Children) > 0
	})
	if call == nil {
		return nil
	}
	arg := call.Child(language.RoleArgs).Children[0]
	text := ""
	if m := badLiteral.FindStringSubmatch(scene.Incident.Message); m != nil && m[1] != "" {
		text = m[1][1 : len(m[1])-1]
	}
	var found []language.Proposal
	if strings.TrimSpace(text) == "" && strings.Contains(scene.Incident.Message, "''") && simpleText(arg) {
		f := writing.Fault{At: call, Subject: arg, When: language.Empty, Bad: "not " + writing.Tight(arg), Good: arg.Text()}
		found = append(found, writing.Shapes(f)...)
		found = append(found, orDefault(f, arg)...)
	}
	return append(found, cleaned(scene, call, arg, text)...)
}

// simpleText says whether a text expression can be evaluated twice: a look-up, or a strip of one.
func simpleText(n *language.Node) bool {
	for _, call := range n.All(language.Call) {
		switch call.Last() {
		case "strip", "get", "lower", "upper", "group":
		default:
			return false
		}
	}
	return true
}

// cleaned takes off what the form does not admit, as the repository does elsewhere before such a conversion.
func cleaned(scene *language.Scene, call, arg *language.Node, text string) []language.Proposal {
	found := asElsewhere(scene, call, arg, text)
	offer := func(edit language.Edit, value string, score float64, why string) {
		found = append(found, language.Proposal{Edits: []language.Edit{edit}, Value: value, Score: score, Why: why})
	}
	if whole := strings.HasSuffix(text, ".0") || strings.HasSuffix(text, ".00"); whole && call.Child(language.RoleCallee).Text() == "int" {
		offer(language.Replace(arg, "float("+arg.Text()+")"), "int(float)", 0.62, "a whole number may be written with a point")
	}
	if strings.TrimSpace(text) != text && strings.TrimSpace(text) != "" {
		offer(language.Replace(arg, writing.Tight(arg)+".strip()"), "strip", 0.7, "white space around the value does not count")
	}
	if groups.MatchString(strings.TrimSpace(text)) && call.Child(language.RoleCallee).Text() != "loads" {
		offer(language.Replace(arg, writing.Tight(arg)+`.replace(",", "")`), `.replace(",", "")`, 0.45, "commas group the digits")
	}
	return found
}

// asElsewhere takes off what other conversions of such texts take off.
func asElsewhere(scene *language.Scene, call, arg *language.Node, text string) []language.Proposal {
	var found []language.Proposal
	for _, name := range likeConverters(call.Last()) {
		for _, site := range scene.Program.Calls(name) {
			args := site.Node.Child(language.RoleArgs)
			if site.Test || site.Node == call || len(args.Children) == 0 {
				continue
			}
			tail := chainOn(args.Children[0])
			score := helps(text, tail)
			if tail == "" || strings.HasSuffix(arg.Text(), tail) || name != call.Last() && score < surelyHelps {
				continue
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(arg, writing.Tight(arg)+tail)}, Value: tail, Score: score, Why: "take off what is no number: " + tail,
				Evidence: []heald.Evidence{language.Cite("sibling", site.Node, "the repository does so before such a conversion", score)},
			})
		}
	}
	return found
}

// groups is a number whose digits commas group.
var groups = regexp.MustCompile(`^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$`)

// fractions are the converters that read the same texts as numbers with a fraction.
var fractions = []string{"float", "Decimal", "Fraction"}

// likeConverters are a converter and those that read the same texts.
func likeConverters(name string) []string {
	if slices.Contains(fractions, name) {
		return append([]string{name}, slices.DeleteFunc(slices.Clone(fractions), func(other string) bool { return other == name })...)
	}
	return []string{name}
}

// surelyHelps is the score of a chain of calls that makes a number of the very text.
const surelyHelps = 0.74

// helps says how sure a chain of calls makes a number of a text, as far as that can be told without running it.
func helps(text, chain string) float64 {
	made, ok := converting.Cleaned(text, chain)
	if !ok || text == "" {
		return 0.5
	}
	if _, err := strconv.ParseFloat(strings.TrimSpace(made), 64); err != nil {
		return 0.3
	}
	return surelyHelps
}

// chainOn is the calls that clean a text: ".strip().replace(…)".
func chainOn(n *language.Node) string {
	base := n
	if base.Is(language.Index) && base.Child(language.RoleKey).Text() == "0" && base.Child(language.RoleObject).Is(language.Call) && base.Child(language.RoleObject).Child(language.RoleCallee).Is(language.Attribute) && slices.Contains([]string{"split", "partition"}, base.Child(language.RoleObject).Last()) {
		base = base.Child(language.RoleObject).Child(language.RoleCallee).Child(language.RoleObject)
	}
	for base.Is(language.Call) && base.Child(language.RoleCallee).Is(language.Attribute) {
		switch base.Last() {
		case "strip", "replace", "rstrip", "lstrip", "removesuffix", "removeprefix", "lower", "upper":
			base = base.Child(language.RoleCallee).Child(language.RoleObject)
			continue
		}
		break
	}
	if base == n || len(n.Child(language.RoleArgs).All(language.Name)) > 0 {
		return ""
	}
	return n.Text()[base.End-n.Start:]
}

// decoding mends the reading of bytes in the wrong encoding: with the encoding that is used elsewhere.
func decoding(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && slices.Contains([]string{"decode", "open", "read_text", "encode", "write_text", "str"}, n.Child(language.RoleCallee).Last())
	})
	var found []language.Proposal
	calls := []*language.Node{call}
	for i := len(scene.Steps) - 1; i >= 0; i-- {
		for _, source := range scene.Sources(scene.Steps[i].Node) {
			calls = append(calls, source.Node)
		}
		if loop := scene.Steps[i].Node.Up(language.With, language.For); loop != nil {
			calls = append(calls, loop.All(language.Call)...)
		}
	}
	for _, c := range calls {
		if c.Is(language.Call) && slices.Contains([]string{"decode", "open", "read_text", "encode", "write_text"}, c.Child(language.RoleCallee).Last()) {
			found = append(found, recoded(scene, c)...)
		}
	}
	return writing.Unique(found)
}

func recoded(scene *language.Scene, call *language.Node) []language.Proposal {
	var found []language.Proposal
	name := call.Child(language.RoleCallee).Last()
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, other := range tree.Root.All(language.Call) {
			callee := other.Child(language.RoleCallee).Last()
			if other == call || !slices.Contains([]string{"decode", "open", "read_text"}, callee) {
				continue
			}
			score := 0.45
			if callee == name {
				score = 0.6
			}
			for _, option := range options(other) {
				if edits := withOption(call, option); edits != nil {
					found = append(found, language.Proposal{
						Edits: edits, Value: option, Score: score, Why: "read it as the repository reads elsewhere: " + option,
						Evidence: []heald.Evidence{language.Cite("sibling", other, "read so elsewhere", score)},
					})
				}
			}
		}
	}
	if strings.Contains(scene.Incident.Message, "byte 0xff in position 0") || strings.Contains(scene.Incident.Message, "\\ufeff") {
		if edits := withOption(call, `encoding="utf-8-sig"`); edits != nil && !strings.Contains(scene.Incident.Message, "0xff") {
			found = append(found, language.Proposal{Edits: edits, Value: "utf-8-sig", Score: 0.6, Why: "the file begins with a byte order mark"})
		}
	}
	return found
}

// options are the encoding and the treatment of errors that a call names, as keyword arguments.
func options(call *language.Node) []string {
	var found []string
	for i, arg := range call.Child(language.RoleArgs).Children {
		switch {
		case arg.Is(language.KeywordArg) && (arg.Name == "encoding" || arg.Name == "errors") && len(arg.All(language.Name)) <= 1:
			found = append(found, arg.Text())
		case call.Last() == "decode" && i == 0 && arg.Is(language.String):
			found = append(found, "encoding="+arg.Text())
		case call.Last() == "decode" && i == 1 && arg.Is(language.String):
			found = append(found, "errors="+arg.Text())
		}
	}
	return found
}

// withOption adds or replaces one keyword argument of a call.
func withOption(call *language.Node, option string) []language.Edit {
	keyword, value, _ := strings.Cut(option, "=")
	args := call.Child(language.RoleArgs)
	for i, arg := range args.Children {
		if arg.Is(language.KeywordArg) && arg.Name == keyword {
			return []language.Edit{language.Replace(arg, option)}
		}
		if call.Last() == "decode" && arg.Is(language.String) && (keyword == "encoding" && i == 0 || keyword == "errors" && i == 1) {
			return []language.Edit{language.Replace(arg, value)}
		}
	}
	if len(args.Children) == 0 {
		return []language.Edit{writing.Insert(call.Tree(), args.End-1, option)}
	}
	return []language.Edit{writing.Insert(call.Tree(), args.Children[len(args.Children)-1].End, ", "+option)}
}

var unpackCount = regexp.MustCompile(`(too many|not enough) values to unpack \(expected (?:at least )?(\d+)(?:, got (\d+))?\)`)

// unpacking mends an assignment of another number of values than there are targets.
func unpacking(scene *language.Scene) []language.Proposal {
	m := unpackCount.FindStringSubmatch(scene.Incident.Message)
	target := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Assign, language.For, language.Clause) && n.Child(language.RoleLeft).Is(language.Tuple, language.List)
	})
	if m == nil || target == nil {
		return nil
	}
	left, right := target.Child(language.RoleLeft), target.Child(language.RoleRight)
	count := len(left.Children)
	var found []language.Proposal
	if right.Is(language.Call) && (right.Last() == "split" || right.Last() == "rsplit") {
		found = append(found, splitOnce(scene, right, count, m[1] == "too many")...)
	}
	if target.Is(language.For, language.Clause) && right.Is(language.Name, language.Attribute) {
		found = append(found, language.Proposal{Edits: []language.Edit{writing.Insert(right.Tree(), right.End, ".items()")}, Value: "items", Score: 0.6, Why: "keys and values are meant, not keys alone"})
	}
	if m[1] == "too many" {
		found = append(found, widened(scene, target, left, right)...)
	}
	if target.Is(language.Assign) && (m[1] != "too many" || right.Is(language.Call)) {
		found = append(found, shortRow(target, right, count, m[1] == "too many")...)
	}
	return found
}

// splitOnce splits no further than there are targets; or always gives them all.
func splitOnce(scene *language.Scene, call *language.Node, count int, tooMany bool) []language.Proposal {
	args := call.Child(language.RoleArgs)
	limit := string(rune('0' + count - 1))
	var found []language.Proposal
	switch {
	case tooMany && len(args.Children) == 1 && count < 10:
		found = append(found, language.Proposal{
			Edits: []language.Edit{writing.Insert(call.Tree(), args.Children[0].End, ", "+limit)}, Value: "rest in the last", Score: 0.55,
			Why: "what follows the separator again belongs to the last value", Evidence: once(scene, call, "split", "partition"),
		}, language.Proposal{
			Edits: []language.Edit{language.Replace(call.Child(language.RoleCallee).Child(language.RoleName), "rsplit"), writing.Insert(call.Tree(), args.Children[0].End, ", "+limit)},
			Value: "rest in the first", Score: 0.42, Why: "what comes before the last separators belongs to the first value",
		})
	case tooMany && len(args.Children) == 0 && count < 10:
		found = append(found, language.Proposal{
			Edits: []language.Edit{writing.Insert(call.Tree(), args.Start+1, "None, "+limit)}, Value: "rest in the last", Score: 0.5,
			Why: "what follows belongs to the last value",
		})
	}
	for i := range found {
		for _, e := range found[i].Evidence {
			found[i].Score += e.Weight
		}
	}
	return found
}

// once finds where the repository splits at the same separator once only, from that side.
func once(scene *language.Scene, call *language.Node, names ...string) []heald.Evidence {
	separator := call.Child(language.RoleArgs).Children[0].Text()
	for _, name := range names {
		for _, site := range scene.Program.Calls(name) {
			args := site.Node.Child(language.RoleArgs).Children
			if site.Test || len(args) == 0 || args[0].Text() != separator || strings.HasSuffix(name, "split") && len(args) < 2 {
				continue
			}
			return []heald.Evidence{language.Cite("sibling", site.Node, "the repository splits so at the same separator", 0.18)}
		}
	}
	return nil
}

// widened takes the further values that a function returns now, by the names that others use, else unnamed.
func widened(scene *language.Scene, target, left, right *language.Node) []language.Proposal {
	if !right.Is(language.Call) {
		return nil
	}
	for _, f := range scene.Program.Callees(right) {
		for _, r := range f.Node.All(language.Return) {
			value := r.Child(language.RoleValue)
			if !value.Is(language.Tuple) || len(value.Children) <= len(left.Children) {
				continue
			}
			extra := strings.Repeat(", _", len(value.Children)-len(left.Children))
			return []language.Proposal{{
				Edits: []language.Edit{writing.Insert(left.Tree(), left.Children[len(left.Children)-1].End, extra)}, Value: "ignore the rest", Score: 0.75,
				Why:      f.Qualified + " returns more values",
				Evidence: []heald.Evidence{language.Cite("code", r, "it returns these", 0.75)},
			}}
		}
	}
	return nil
}

// shortRow guards the unpacking by the number of values.
func shortRow(target, right *language.Node, count int, tooMany bool) []language.Proposal {
	f := writing.Fault{At: right, Subject: right, When: language.Short}
	text := right.Text()
	if !writing.Simple(right) {
		name := writing.Unused(right, writing.Plural(writing.NameOf(right)))
		f.Setup, f.Bound, text = []string{name + " = " + right.Text()}, []language.Edit{language.Replace(right, name)}, name
		if right.Is(language.Call) && right.Child(language.RoleCallee).Is(language.Attribute) {
			f.Subject = right.Child(language.RoleCallee).Child(language.RoleObject)
		}
	}
	f.Bad = "len(" + text + ") != " + string(rune('0'+min(count, 9)))
	return writing.Statements(f)
}
