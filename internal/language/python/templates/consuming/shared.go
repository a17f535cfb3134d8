package consuming

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// taking are the methods that take something out of a collection.
var taking = []string{"remove", "pop", "popleft", "popitem", "discard", "clear", "append", "add", "update", "extend", "insert", "sort", "reverse"}

// Shared gives an object a collection of its own, where it takes from one that its class or module shares among all.
func Shared(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, object := range changedIn(scene) {
		for _, s := range scene.Sources(object) {
			if p := copied(scene, s.Node, s.Via); p != nil {
				found = append(found, *p)
			}
		}
		found = append(found, startOf(scene, object)...)
	}
	return writing.Unique(found)
}

// changedIn are the collections that the failing statement takes from.
func changedIn(scene *language.Scene) []*language.Node {
	var found []*language.Node
	for _, call := range scene.Failing.Statement().All(language.Call, language.Index) {
		object := call.Child(language.RoleCallee).Child(language.RoleObject)
		if call.Is(language.Index) {
			object = call.Child(language.RoleObject)
		} else if !slices.Contains(taking, call.Last()) {
			continue
		}
		if object.Is(language.Name, language.Attribute) {
			found = append(found, object)
		}
	}
	return found
}

var constant = regexp.MustCompile(`^_?[A-Z][A-Z0-9_]+$`)

// copied copies a module's constant where an object or a local variable gets it to change.
func copied(scene *language.Scene, value *language.Node, via string) *language.Proposal {
	if !value.Is(language.Name) || via == "default" || via == "argument" {
		return nil
	}
	kind, at := literalBehind(scene, value)
	if kind == "" || !value.Parent.Is(language.Assign) && value.Role != language.RoleRight {
		return nil
	}
	return &language.Proposal{
		Edits: []language.Edit{language.Replace(value, kind+"("+value.Text()+")")}, Value: "a copy", Score: 0.8, Why: "what is taken from " + value.Text() + " is missing for everybody",
		Evidence: []heald.Evidence{language.Cite("code", at, "this is shared by all", 0.8)},
	}
}

// literalBehind is the type of the module's collection that a name stands for: directly, or as the default of a parameter.
func literalBehind(scene *language.Scene, value *language.Node) (string, *language.Node) {
	name, fn := value.Text(), value.Up(language.Function)
	for _, p := range language.Parameters(fn) {
		if p.Name != name {
			continue
		}
		if kind := kindOf(p.Default); kind != "" {
			return kind, p.Node
		}
		name = p.Default.Text()
	}
	if !constant.MatchString(name) {
		return "", nil
	}
	for _, tree := range scene.Program.Trees() {
		for _, d := range language.Definitions(tree.Root, name) {
			if kind := kindOf(d.Value); kind != "" && !scene.Program.Support.IsTest(tree.Path) {
				return kind, d.Node
			}
		}
	}
	return "", nil
}

func kindOf(n *language.Node) string {
	switch {
	case n.Is(language.List):
		return "list"
	case n.Is(language.Dict):
		return "dict"
	case n.Is(language.Set):
		return "set"
	}
	return ""
}

// startOf gives every object its own collection where the class holds one for all and methods change it.
func startOf(scene *language.Scene, object *language.Node) []language.Proposal {
	fn := object.Up(language.Function)
	class := fn.Up(language.Class)
	if class == nil || !object.Is(language.Attribute) || object.Child(language.RoleObject).Text() != language.Receiver(fn) {
		return nil
	}
	init := scene.Program.Method(class, "__init__")
	for _, stmt := range class.Body() {
		a := stmt.Child(language.RoleValue)
		if !a.Is(language.Assign) || a.Child(language.RoleLeft).Text() != object.Name || kindOf(a.Child(language.RoleRight)) == "" || init == nil || a.Child(language.RoleType) != nil {
			continue
		}
		body := init.Node.Body()
		return []language.Proposal{{
			Edits: append(writing.Following(body[len(body)-1], language.Receiver(init.Node)+"."+object.Name+" = "+a.Child(language.RoleRight).Text()), taken(stmt)...),
			Value: "its own", Score: 0.7, Why: "all objects of " + class.Name + " change the same " + object.Name,
			Evidence: []heald.Evidence{language.Cite("code", stmt, "the class holds one for all", 0.7)},
		}}
	}
	return nil
}

// taken removes a statement with its line.
func taken(stmt *language.Node) []language.Edit {
	start, _, _ := stmt.Tree().Span(stmt.Line)
	_, end, _ := stmt.Tree().Span(stmt.EndLine)
	if rest := string(stmt.Tree().Source[end:]); strings.HasPrefix(rest, "\n") {
		end++
	}
	return []language.Edit{{Path: stmt.Tree().Path, Start: start, End: end}}
}
