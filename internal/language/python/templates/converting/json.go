package converting

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var ownType = regexp.MustCompile(`Object of type (\w+) is not JSON serializable`)

// Documents gives the JSON writer the fields of a record, and the value or name of an enumeration's member.
func Documents(scene *language.Scene) []language.Proposal {
	m := ownType.FindStringSubmatch(scene.Incident.Message)
	if m == nil {
		return nil
	}
	var found []language.Proposal
	for _, class := range scene.Program.Classes(m[1]) {
		form, score, at := documentOf(scene, class)
		if form == "" {
			continue
		}
		for _, n := range putIn(scene) {
			found = append(found, document(scene, n, form, score, at)...)
		}
	}
	return writing.Unique(found)
}

// document writes one value in the form, with the import that the form takes.
func document(scene *language.Scene, n *language.Node, form string, score float64, at *language.Node) []language.Proposal {
	text := strings.Replace(form, "%", writing.Tight(n), 1)
	edits := []language.Edit{language.Replace(n, text)}
	if strings.HasPrefix(form, "asdict") && !naming.Known(n.Tree(), "asdict") {
		there := *scene
		there.Failing = n
		imports := naming.Imports(&there, "asdict")
		if len(imports) == 0 {
			return nil
		}
		edits = append(edits, imports[0].Edits...)
	}
	return []language.Proposal{{
		Edits: edits, Value: form, Score: score, Why: n.Text() + " is written as " + text, Evidence: []heald.Evidence{language.Cite("code", at, "it is read or written so elsewhere", score)},
	}}
}

// documentOf is the form in which objects of a class are written, as the repository writes or reads such.
func documentOf(scene *language.Scene, class *language.Node) (string, float64, *language.Node) {
	if isEnum(class) {
		return memberOf(scene, class)
	}
	if len(language.DeclaredFields(class)) == 0 {
		return "", 0, nil
	}
	for _, site := range scene.Program.Calls("asdict") {
		if !site.Test {
			return "asdict(%)", 0.8, site.Node
		}
	}
	return "asdict(%)", 0.55, class.Child(language.RoleName)
}

// memberOf is the form of an enumeration's member: what members are made from again.
func memberOf(scene *language.Scene, class *language.Node) (string, float64, *language.Node) {
	for _, site := range scene.Program.Calls(class.Name) {
		if !site.Test {
			return "%.value", 0.78, site.Node
		}
	}
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.Index) {
			if n.Child(language.RoleObject).Last() == class.Name && !scene.Program.Support.IsTest(tree.Path) {
				return "%.name", 0.78, n
			}
		}
	}
	return "%.value", 0.5, class.Child(language.RoleName)
}

// putIn are the values that the trace's JSON writer is given, and those inside the literals that it is given.
func putIn(scene *language.Scene) []*language.Node {
	var found []*language.Node
	for i := len(scene.Steps) - 1; i >= 0; i-- {
		call := writing.Failing(scene.Steps[i].Node, func(n *language.Node) bool {
			return n.Is(language.Call) && strings.HasPrefix(n.Last(), "dump") && n.Child(language.RoleArgs).Is(language.Args) && len(n.Child(language.RoleArgs).Children) > 0
		})
		if call == nil {
			continue
		}
		arg := call.Child(language.RoleArgs).Children[0]
		nodes := []*language.Node{arg}
		for _, s := range scene.Sources(arg) {
			nodes = append(nodes, s.Node)
		}
		for _, n := range nodes {
			found = append(found, values(n)...)
		}
		return found
	}
	return nil
}

// values are a plain value, or the plain values inside a literal.
func values(n *language.Node) []*language.Node {
	var found []*language.Node
	switch {
	case n.Is(language.Name, language.Attribute, language.Index):
		return []*language.Node{n}
	case n.Is(language.Comprehension):
		return values(n.Child(language.RoleBody))
	case n.Is(language.Dict, language.List, language.Tuple):
		for _, child := range n.Children {
			if child.Is(language.Pair) && len(child.Children) == 2 {
				child = child.Children[1]
			}
			found = append(found, values(child)...)
		}
	}
	return found
}
