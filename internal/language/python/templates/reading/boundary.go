package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// textMixed are the errors of a text that stands where a number or a time is meant.
var textMixed = regexp.MustCompile(`'str' and '|and 'str'|can only concatenate str|can't multiply sequence by non-int|must be real number, not str|'str' object cannot be interpreted|must be str, not|'str' object has no attribute`)

// Boundary converts a text where it comes in, into what the code works with: the declared type of a field or parameter, the type of
// a setting's default, the reader that the repository has for such values.
func Boundary(scene *language.Scene) []language.Proposal {
	if !textMixed.MatchString(scene.Incident.Message) {
		return nil
	}
	var found []language.Proposal
	found = append(found, declaredFields(scene)...)
	found = append(found, declaredParameters(scene)...)
	for _, n := range origins(scene) {
		found = append(found, setting(n)...)
		found = append(found, ownReader(scene, n)...)
	}
	found = append(found, options(scene)...)
	return writing.Unique(found)
}

// origins are the values of the failing expression and where they came from.
func origins(scene *language.Scene) []*language.Node {
	var found []*language.Node
	for _, n := range scene.Failing.All(language.Name, language.Attribute, language.Index, language.Call) {
		if n.Role == language.RoleCallee || n.Role == language.RoleName {
			continue
		}
		found = append(found, n)
		for _, s := range scene.Sources(n) {
			if !slices.Contains(found, s.Node) && !scene.Program.Support.IsTest(s.Node.Tree().Path) {
				found = append(found, s.Node)
			}
		}
	}
	return found
}

// readers say how a text becomes a value of a declared type.
var readers = map[string]string{
	"int": "int(%)", "float": "float(%)", "Decimal": "Decimal(%)", "date": "date.fromisoformat(%)", "datetime": "datetime.fromisoformat(%)", "Path": "Path(%)",
}

// converted writes the conversion of a raw text into a declared type, or nothing where that is not sure.
func converted(arg *language.Node, declared string) *language.Edit {
	form := readers[strings.TrimSpace(declared)]
	name, _, _ := strings.Cut(form, "(")
	root, _, _ := strings.Cut(name, ".")
	if form == "" || !raw(arg) || root != "int" && root != "float" && !naming.Known(arg.Tree(), root) {
		return nil
	}
	edit := language.Replace(arg, strings.Replace(form, "%", arg.Text(), 1))
	return &edit
}

// raw says whether an expression takes a value out of something that came from outside, as it is.
func raw(n *language.Node) bool {
	switch {
	case n.Is(language.Index):
		return n.Child(language.RoleKey).Is(language.String, language.Number)
	case n.Is(language.Call):
		return n.Child(language.RoleCallee).Is(language.Attribute) && slices.Contains([]string{"get", "strip", "group", "pop"}, n.Last())
	case n.Is(language.Name):
		return slices.ContainsFunc(language.Definitions(n.Up(language.Function, language.File), n.Name), func(d language.Definition) bool {
			from := d.From
			return from.Is(language.Call) && slices.Contains([]string{"split", "rsplit", "partition", "groups", "splitlines"}, from.Last())
		})
	}
	return false
}

// declaredFields converts the raw values that a record's declared fields are made from.
func declaredFields(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, n := range scene.Failing.Statement().All(language.Attribute) {
		for _, class := range scene.Program.Owners(n.Name) {
			types := fieldTypes(class)
			if types[n.Name] == "" || types[n.Name] == "str" {
				continue
			}
			for _, site := range scene.Program.Makes(class) {
				if p := madeFrom(scene, site, class, types, n.Name); p != nil {
					found = append(found, *p)
				}
			}
		}
	}
	return found
}

// madeFrom converts all the raw values of one making of a record, when the field in question is among them.
func madeFrom(scene *language.Scene, site language.CallSite, class *language.Node, types map[string]string, field string) *language.Proposal {
	if site.Test {
		return nil
	}
	bound := language.BindFields(site.Node, class)
	if init := scene.Program.Method(class, "__init__"); init != nil {
		bound = language.Bind(site.Node, init)
	}
	if bound[field] == nil || converted(bound[field], types[field]) == nil {
		return nil
	}
	p := language.Proposal{Value: "as declared", Score: 0.8, Why: class.Name + " declares " + field + " as " + types[field]}
	for _, name := range language.DeclaredFields(class) {
		if arg := bound[name]; arg != nil {
			if edit := converted(arg, types[name]); edit != nil {
				p.Edits = append(p.Edits, *edit)
			}
		}
	}
	if len(p.Edits) == 0 {
		p.Edits = []language.Edit{*converted(bound[field], types[field])}
	}
	p.Evidence = []heald.Evidence{language.Cite("types", class.Child(language.RoleName), "the field is declared as "+types[field], p.Score)}
	return &p
}

// fieldTypes are the declared types of a class's fields, or of its constructor's parameters.
func fieldTypes(class *language.Node) map[string]string {
	types := map[string]string{}
	for _, stmt := range class.Body() {
		for _, n := range []*language.Node{stmt, stmt.Child(language.RoleValue)} {
			if t := n.Child(language.RoleType); t != nil && n.Child(language.RoleLeft) != nil {
				types[n.Child(language.RoleLeft).Text()] = t.Text()
			}
		}
	}
	for _, m := range language.Methods(class) {
		for _, p := range language.Parameters(m) {
			if m.Name == "__init__" && p.Type != nil && types[p.Name] == "" {
				types[p.Name] = p.Type.Text()
			}
		}
	}
	return types
}

// declaredParameters converts a raw value where the trace's calls give it for a parameter of a declared type.
func declaredParameters(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for i := len(scene.Steps) - 1; i > 0; i-- {
		f := scene.Steps[i].Func
		if f == nil {
			continue
		}
		call := writing.Failing(scene.Steps[i-1].Node, func(n *language.Node) bool { return n.Is(language.Call) && n.Last() == f.Node.Name })
		if call == nil {
			continue
		}
		bound := language.Bind(call, f)
		for _, p := range language.Parameters(f.Node) {
			if p.Type == nil || bound[p.Name] == nil {
				continue
			}
			if edit := converted(bound[p.Name], p.Type.Text()); edit != nil {
				found = append(found, language.Proposal{
					Edits: []language.Edit{*edit}, Value: "as declared", Score: 0.78, Why: f.Qualified + " declares " + p.Name + " as " + p.Type.Text(),
					Evidence: []heald.Evidence{language.Cite("types", p.Node, "declared so", 0.78)},
				})
			}
		}
	}
	return found
}

// numeric is the type of a number's literal: int or float; or "".
func numeric(n *language.Node) string {
	text := n.Text()
	if n.Is(language.String) {
		text = language.Unquote(text)
	} else if !n.Is(language.Number) {
		return ""
	}
	switch {
	case regexp.MustCompile(`^\d+$`).MatchString(text):
		return "int"
	case regexp.MustCompile(`^\d+\.\d+$`).MatchString(text):
		return "float"
	}
	return ""
}

// setting reads a variable of the environment as what its default is.
func setting(n *language.Node) []language.Proposal {
	callee, args := n.Child(language.RoleCallee).Text(), n.Child(language.RoleArgs)
	if !n.Is(language.Call) || callee != "os.environ.get" && callee != "os.getenv" && callee != "environ.get" && callee != "getenv" || len(args.Children) != 2 {
		return nil
	}
	kind := numeric(args.Children[1])
	if kind == "" {
		return nil
	}
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(n, kind+"("+n.Text()+")")}, Value: kind, Score: 0.8, Why: "the environment gives text; the default is a number",
		Evidence: []heald.Evidence{language.Cite("code", args.Children[1], "the default says what is meant", 0.8)},
	}}
}

// options gives an option of the command line the type of its default.
func options(scene *language.Scene) []language.Proposal {
	names := optionNames(scene)
	var found []language.Proposal
	for _, site := range scene.Program.Calls("add_argument") {
		name, typed, given := option(site.Node)
		if site.Test || !names[name] || typed || given == "" {
			continue
		}
		args := site.Node.Child(language.RoleArgs).Children
		i := slices.IndexFunc(args, func(arg *language.Node) bool { return arg.Is(language.KeywordArg) && arg.Name == "default" })
		found = append(found, language.Proposal{
			Edits: []language.Edit{writing.Insert(args[i].Tree(), args[i].Start, "type="+given+", ")}, Value: "type=" + given, Score: 0.84,
			Why:      "the command line gives text; the default of " + name + " is a number",
			Evidence: []heald.Evidence{language.Cite("code", site.Node, "the default says what is meant", 0.84)},
		})
	}
	return found
}

// optionNames are the attributes that the failing values and the calls of the trace read: an option is one of those.
func optionNames(scene *language.Scene) map[string]bool {
	names := map[string]bool{}
	for _, n := range origins(scene) {
		names[n.Last()] = n.Is(language.Attribute) || names[n.Last()]
	}
	for _, step := range scene.Steps {
		for _, n := range step.Node.All(language.Attribute) {
			names[n.Name] = true
		}
	}
	return names
}

// option is the name of an option, whether it says what becomes of its text, and the type of its default.
func option(call *language.Node) (name string, typed bool, given string) {
	for _, arg := range call.Child(language.RoleArgs).Children {
		if arg.Is(language.String) {
			name = strings.ReplaceAll(strings.TrimLeft(language.Unquote(arg.Text()), "-"), "-", "_")
		}
		if !arg.Is(language.KeywordArg) {
			continue
		}
		switch arg.Name {
		case "dest":
			name = language.Unquote(arg.Children[1].Text())
		case "type", "action", "nargs":
			typed = true
		case "default":
			given = numeric(arg.Children[1])
		}
	}
	return name, typed, given
}
