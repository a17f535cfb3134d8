package converting

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	notValid = regexp.MustCompile(`^'(.*)' is not a valid (?:\w+\.)*(\w+)$`)
	keyText  = regexp.MustCompile(`^'(.*)'$`)
)

// Members finds the member of an enumeration that a text means although it is written in another way.
func Members(scene *language.Scene) []language.Proposal {
	if m := notValid.FindStringSubmatch(scene.Incident.Message); m != nil {
		return byValue(scene, m[1], m[2])
	}
	m := keyText.FindStringSubmatch(scene.Incident.Message)
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && n.Child(language.RoleObject).Is(language.Name, language.Attribute)
	})
	if m == nil || look == nil || scene.Incident.ErrorType != "KeyError" {
		return nil
	}
	var found []language.Proposal
	for _, class := range enumerations(scene, look.Child(language.RoleObject).Last()) {
		names, _ := members(class)
		found = append(found, spelled(scene, look.Child(language.RoleKey), m[1], names, class)...)
	}
	return found
}

func enumerations(scene *language.Scene, name string) []*language.Node {
	var found []*language.Node
	for _, class := range scene.Program.Classes(name) {
		if isEnum(class) && !scene.Program.Support.IsTest(class.Tree().Path) {
			found = append(found, class)
		}
	}
	return found
}

func isEnum(class *language.Node) bool {
	return strings.Contains(class.Child(language.RoleBases).Text(), "Enum")
}

// members are the names of an enumeration and the texts that are their values.
func members(class *language.Node) (names, values []string) {
	for _, stmt := range class.Body() {
		a := stmt.Child(language.RoleValue)
		if !stmt.Is(language.ExprStmt) || !a.Is(language.Assign) || !a.Child(language.RoleLeft).Is(language.Name) {
			continue
		}
		names = append(names, a.Child(language.RoleLeft).Name)
		if right := a.Child(language.RoleRight); right.Is(language.String) {
			values = append(values, language.Unquote(right.Text()))
		} else {
			values = append(values, right.Text())
		}
	}
	return names, values
}

func byValue(scene *language.Scene, text, name string) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Last() == name && n.Child(language.RoleArgs).Is(language.Args) && len(n.Child(language.RoleArgs).Children) == 1
	})
	var found []language.Proposal
	for _, class := range enumerations(scene, name) {
		_, values := members(class)
		if call != nil {
			found = append(found, spelled(scene, call.Child(language.RoleArgs).Children[0], text, values, class)...)
		}
		found = append(found, asSibling(scene, class, text, values)...)
	}
	return found
}

// spellings are the ways to write a text otherwise, the plainest first.
var spellings = []string{
	".strip()", ".lower()", ".upper()", ".strip().lower()", ".strip().upper()", `.replace("-", "_")`, `.replace("_", "-")`, `.replace(" ", "_")`, `.replace(" ", "-")`,
	`.lower().replace(" ", "_")`, `.lower().replace("-", "_")`, `.lower().replace(" ", "-")`, `.lower().replace("_", "-")`,
	`.upper().replace("-", "_")`, `.upper().replace(" ", "_")`, ".capitalize()",
}

// spelled writes the text as the members are written.
func spelled(scene *language.Scene, arg *language.Node, text string, wanted []string, class *language.Node) []language.Proposal {
	for _, tail := range spellings {
		made, ok := Cleaned(text, tail)
		if !ok || made == text || !slices.Contains(wanted, made) {
			continue
		}
		score, at := 0.66, class.Child(language.RoleName)
		if other := writtenSo(scene, arg, tail); other != nil {
			score, at = 0.8, other
		}
		return []language.Proposal{{
			Edits: []language.Edit{language.Replace(arg, writing.Tight(arg)+tail)}, Value: "another spelling", Score: score, Why: text + " is " + made + " in another spelling",
			Evidence: []heald.Evidence{language.Cite("sibling", at, "members are written so", score)},
		}}
	}
	return nil
}

// writtenSo finds where another enumeration's member is looked for with the same spelling.
func writtenSo(scene *language.Scene, here *language.Node, tail string) *language.Node {
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Call, language.Index) {
			name := n.Child(language.RoleCallee).Last()
			if n.Is(language.Index) {
				name = n.Child(language.RoleObject).Last()
			}
			if !here.Within(n) && len(enumerations(scene, name)) > 0 && strings.Contains(n.Text(), tail) {
				return n
			}
		}
	}
	return nil
}

// asSibling gives an enumeration the tolerance that another one has for the spelling of its members.
func asSibling(scene *language.Scene, class *language.Node, text string, values []string) []language.Proposal {
	if !slices.ContainsFunc(values, func(v string) bool { return fold(v) == fold(text) }) || hook(class) != nil {
		return nil
	}
	var found []language.Proposal
	for _, tree := range scene.Program.Trees() {
		for _, other := range tree.Root.All(language.Class) {
			m := hook(other)
			if m == nil || !isEnum(other) || scene.Program.Support.IsTest(tree.Path) || !selfContained(m) {
				continue
			}
			body := class.Body()
			_, first := body[len(body)-1].Indentation()
			theirs, ok := m.Indentation()
			if !first || !ok {
				continue
			}
			lines := strings.Split(strings.ReplaceAll(m.Text(), other.Name, class.Name), tree.LineEnd()+theirs)
			found = append(found, language.Proposal{
				Edits: writing.Following(body[len(body)-1], append([]string{""}, lines...)...), Value: "another spelling", Score: 0.82,
				Why:      other.Name + " takes other spellings of its members; " + class.Name + " does not",
				Evidence: []heald.Evidence{language.Cite("sibling", m, "another enumeration looks for them so", 0.82)},
			})
		}
	}
	return found
}

func fold(text string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(text))
}

// hook is the method by which an enumeration finds members for other values, with its decorators.
func hook(class *language.Node) *language.Node {
	for _, m := range language.Methods(class) {
		if m.Name == "_missing_" && m.Parent.Is(language.Decorated) {
			return m.Parent
		}
	}
	return nil
}

// selfContained says whether a method names nothing but its own variables, its class and built-in functions.
func selfContained(m *language.Node) bool {
	fn := m.Child(language.RoleValue)
	own := map[string]bool{"None": true, "classmethod": true, "isinstance": true, "str": true, "super": true, "int": true, "object": true, fn.Up(language.Class).Name: true, fn.Name: true}
	for _, p := range language.Parameters(fn) {
		own[p.Name] = true
	}
	for _, n := range m.All(language.Name) {
		if n.Role == language.RoleLeft {
			own[n.Name] = true
		}
	}
	for _, n := range m.All(language.Name) {
		if !own[n.Name] && !(n.Role == language.RoleName && n.Parent.Is(language.Attribute)) {
			return false
		}
	}
	return true
}

var step = regexp.MustCompile(`^\.(\w+)\(([^()]*)\)(\[0\])?`)

// Cleaned applies a chain of text methods to a text, and says whether it knows all of them.
func Cleaned(text, chain string) (string, bool) {
	for chain != "" {
		m := step.FindStringSubmatch(chain)
		if m == nil {
			return "", false
		}
		args := literalArguments(m[2])
		made, ok := apply(text, m[1], args, m[3] != "")
		if !ok {
			return "", false
		}
		text, chain = made, chain[len(m[0]):]
	}
	return text, true
}

var literal = regexp.MustCompile(`"([^"\\]*)"|'([^'\\]*)'`)

func literalArguments(text string) []string {
	var args []string
	for _, m := range literal.FindAllStringSubmatch(text, -1) {
		args = append(args, m[1]+m[2])
	}
	return args
}

func apply(text, method string, args []string, first bool) (string, bool) {
	if first {
		return firstPart(text, method, args)
	}
	switch {
	case len(args) == 0:
		return plain(text, method)
	case method == "replace" && len(args) == 2:
		return strings.ReplaceAll(text, args[0], args[1]), true
	case method == "strip":
		return strings.Trim(text, args[0]), true
	case method == "rstrip":
		return strings.TrimRight(text, args[0]), true
	case method == "lstrip":
		return strings.TrimLeft(text, args[0]), true
	case method == "removesuffix":
		return strings.TrimSuffix(text, args[0]), true
	case method == "removeprefix":
		return strings.TrimPrefix(text, args[0]), true
	}
	return "", false
}

func plain(text, method string) (string, bool) {
	switch method {
	case "strip":
		return strings.TrimSpace(text), true
	case "lower", "casefold":
		return strings.ToLower(text), true
	case "upper":
		return strings.ToUpper(text), true
	case "capitalize":
		if text == "" {
			return "", true
		}
		return strings.ToUpper(text[:1]) + strings.ToLower(text[1:]), true
	}
	return "", false
}

func firstPart(text, method string, args []string) (string, bool) {
	switch {
	case method == "split" && len(args) == 0 && len(strings.Fields(text)) > 0:
		return strings.Fields(text)[0], true
	case (method == "split" || method == "partition") && len(args) == 1 && args[0] != "":
		before, _, _ := strings.Cut(text, args[0])
		return before, true
	}
	return "", false
}
