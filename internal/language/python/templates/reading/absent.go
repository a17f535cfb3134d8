package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var unreadable = regexp.MustCompile(`(?:base \d+|to float|to Decimal|isoformat string|ConversionSyntax.*): ?'([^']{0,12})'$`)

// marks are the texts that stand for "no value" in tables everywhere. Any other needs a word of the repository's own.
var marks = []string{"", "-", "--", "n/a", "N/A", "na", "NA", "none", "None", "null", "NULL", "nil", "?"}

// Blank reads a mark for "no value" as none, where the field that it is read into may be none. Every other text stays an error.
func Blank(scene *language.Scene) []language.Proposal {
	m := unreadable.FindStringSubmatch(scene.Incident.Message)
	call := writing.Failing(scene.Failing, readsOne)
	if m == nil || call == nil {
		return nil
	}
	field, at := admitsNone(scene, call)
	legend := legendOf(scene, m[1])
	if at == nil && slices.Contains(marks, m[1]) {
		return readings(call, m[1])
	}
	if at == nil || !slices.Contains(marks, m[1]) && legend == "" {
		return nil
	}
	p := standsFor(call, m[1], "None", 0.5)
	p.Why = "`" + m[1] + "` stands for no " + field
	p.Evidence = []heald.Evidence{language.Cite("types", at, "it may be none", 0.5)}
	if asked := asksForNone(scene, field); asked != nil {
		p.Score = 0.7
		p.Evidence = append(p.Evidence, language.Cite("consumers", asked, "none is what this asks about", 0.7))
	}
	if legend != "" {
		p.Score += 0.1
		p.Evidence = append(p.Evidence, heald.Evidence{Source: "docs", Path: legend, Quote: m[1], Says: "this says what the mark means", Weight: 0.1})
	}
	return []language.Proposal{p}
}

// readings are what a mark may stand for where nothing says so: for a person to choose.
func readings(call *language.Node, mark string) []language.Proposal {
	zero := "0"
	if call.Last() == "float" {
		zero = "0.0"
	}
	if call.Last() != "int" && call.Last() != "float" {
		return []language.Proposal{standsFor(call, mark, "None", 0.3)}
	}
	return []language.Proposal{standsFor(call, mark, "None", 0.3), standsFor(call, mark, zero, 0.28)}
}

// standsFor reads a mark as a value, and every other text as before.
func standsFor(call *language.Node, mark, value string, score float64) language.Proposal {
	arg := call.Child(language.RoleArgs).Children[0].Text()
	text := value + " if " + arg + ` == "` + mark + `" else ` + call.Text()
	if mark == "" {
		text = call.Text() + " if " + arg + " else " + value
	}
	return language.Proposal{
		Edits: []language.Edit{language.Replace(call, writing.Wrapped(call, text))}, Value: value, Score: score, Why: "`" + mark + "` stands for " + value,
	}
}

// readsOne says whether a call makes a value of a declared type out of one text.
func readsOne(n *language.Node) bool {
	args := n.Child(language.RoleArgs)
	return n.Is(language.Call) && args.Is(language.Args) && len(args.Children) == 1 && readers[n.Last()] != "" && args.Children[0].Is(language.Name, language.Attribute, language.Index)
}

// admitsNone is the field or result that a value becomes, with where it is declared so that it may be none; nil when it may not.
func admitsNone(scene *language.Scene, value *language.Node) (string, *language.Node) {
	if r := value.Parent; r.Is(language.Return) {
		if declared := r.Up(language.Function).Child(language.RoleReturns); optional(declared.Text()) {
			return "value", declared
		}
	}
	call := value.Parent.Up(language.Call)
	if call == nil || !value.Parent.Is(language.Args, language.KeywordArg) {
		return "", nil
	}
	for _, class := range scene.Program.Classes(call.Last()) {
		types := fieldTypes(class)
		bound := language.BindFields(call, class)
		if init := scene.Program.Method(class, "__init__"); init != nil {
			bound = language.Bind(call, init)
		}
		for name, arg := range bound {
			if arg == value && optional(types[name]) {
				return name, class.Child(language.RoleName)
			}
		}
	}
	return "", nil
}

func optional(declared string) bool {
	return strings.Contains(declared, "Optional[") || strings.Contains(declared, "None") && declared != "None"
}

// asksForNone is where other code asks whether such a field is none, or nil.
func asksForNone(scene *language.Scene, field string) *language.Node {
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, c := range tree.Root.All(language.Compare) {
			if c.Child(language.RoleRight).Is(language.None) && c.Child(language.RoleLeft).Last() == field {
				return c
			}
		}
	}
	return nil
}

// legendOf is the file that says what a mark stands for: "- = absent", "-: no reading"; or "".
func legendOf(scene *language.Scene, mark string) string {
	if mark == "" {
		return ""
	}
	said := regexp.MustCompile("(?m)(?:^|[\\s`\"'(,;])" + regexp.QuoteMeta(mark) + "[`\"']?\\s*(?:=|:|means|stands for|is for)\\s*\\w")
	for _, name := range slices.Concat(scene.Program.Files, scene.Program.Others(".md", ".txt", ".rst", ".csv", ".cfg", ".ini")) {
		if scene.Program.Support.IsTest(name) {
			continue
		}
		if data, err := scene.Program.Read(name); err == nil && said.Match(data) {
			return name
		}
	}
	return ""
}
