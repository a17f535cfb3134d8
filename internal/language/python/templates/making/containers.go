// Package making is the templates for values that one path makes otherwise than the others do: containers that a restore builds
// of another type than the constructor, objects that lack an attribute when made in another way, dictionaries for objects.
package making

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// slot is one place where what an attribute or entry holds is made.
type slot struct {
	value *language.Node
	in    *language.Node // the assignment, pair or argument
}

// Containers makes a container where it is restored, of the type that it has from the start.
func Containers(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, name := range held(scene) {
		slots := slotsOf(scene, name)
		for _, first := range slots {
			if maker := makes(first.value); maker != "" {
				found = append(found, alike(scene, slots, first, maker)...)
			}
		}
		found = append(found, numberKeys(scene, name, slots)...)
	}
	return writing.Unique(found)
}

// held are the attributes and literal keys that the failing statement takes containers from.
func held(scene *language.Scene) []string {
	var names []string
	stmt := scene.Failing.Statement()
	for _, n := range scene.Failing.All(language.Attribute, language.Index) {
		names = append(names, n.Last())
	}
	for n := scene.Failing; n != nil && n != stmt; n = n.Parent {
		if n.Is(language.Attribute, language.Index) {
			names = append(names, n.Last())
		}
	}
	if stmt.Is(language.ExprStmt) {
		for _, n := range stmt.All(language.Attribute, language.Index) {
			names = append(names, n.Last())
		}
	}
	var once []string
	for _, name := range names {
		if name != "" && !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}

func slotsOf(scene *language.Scene, name string) []slot {
	var found []slot
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Assign, language.Pair) {
			left, value := n.Child(language.RoleLeft), n.Child(language.RoleRight)
			if n.Is(language.Pair) && len(n.Children) == 2 {
				left, value = n.Children[0], n.Children[1]
				if !left.Is(language.String) || language.Unquote(left.Text()) != name {
					continue
				}
			} else if !left.Is(language.Attribute, language.Index) || left.Last() != name {
				continue
			}
			if value != nil {
				found = append(found, slot{value: value, in: n})
			}
		}
	}
	return found
}

// makes is the name of the container type that a value builds, for the types that are not what plain data is restored as.
func makes(value *language.Node) string {
	value = value.Bare()
	if value.Is(language.Set) {
		return "set"
	}
	if !value.Is(language.Call) {
		return ""
	}
	switch name := value.Last(); name {
	case "defaultdict", "deque", "Counter", "OrderedDict", "set", "ChainMap":
		return name
	}
	return ""
}

// alike wraps the other values of a slot as the first one is made.
func alike(scene *language.Scene, slots []slot, first slot, maker string) []language.Proposal {
	if !speaksOf(scene, maker) {
		return nil
	}
	var found []language.Proposal
	for _, s := range slots {
		root, _, _ := strings.Cut(first.value.Child(language.RoleCallee).Text(), ".")
		if s.value == first.value || makes(s.value) == maker || s.value.Is(language.None) || !sameOwner(scene, s, first) || root != "set" && root != "" && !naming.Known(s.value.Tree(), root) {
			continue
		}
		text := wrapped(first.value, s.value, maker)
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(s.value, text)}, Value: "restored as " + maker, Score: 0.94, Why: "it is a " + maker + " from the start, and something else when made here",
			Evidence: []heald.Evidence{language.Cite("sibling", first.in, "this is how it is made first", 0.94)},
		})
	}
	return found
}

// speaksOf says whether a crash is one that the lack of such a container explains.
func speaksOf(scene *language.Scene, maker string) bool {
	message := scene.Incident.Message
	switch maker {
	case "defaultdict", "Counter":
		return scene.Incident.ErrorType == "KeyError" || strings.Contains(message, "'dict' object")
	case "OrderedDict":
		return strings.Contains(message, "'dict' object") || strings.Contains(message, "keyword argument")
	}
	return strings.Contains(message, "'list' object") || strings.Contains(message, "'tuple' object") || strings.Contains(message, "and 'list'") || strings.Contains(message, ": 'list' and")
}

// sameOwner says whether two slots are of the same kind of record: of the same class, or in functions of the same file.
func sameOwner(scene *language.Scene, a, b slot) bool {
	left, right := a.in.Up(language.Class), b.in.Up(language.Class)
	if left != nil && right != nil {
		return left == right
	}
	return a.in.Tree() == b.in.Tree() || len(scene.Program.Owners(a.in.Child(language.RoleLeft).Last())) == 1
}

// wrapped writes the maker's call around a value: defaultdict(int, v), deque(v, maxlen=n), set(v).
func wrapped(model, value *language.Node, maker string) string {
	if model.Is(language.Set) {
		return "set(" + value.Text() + ")"
	}
	if empty(value) {
		return model.Text()
	}
	callee := model.Child(language.RoleCallee).Text()
	args := model.Child(language.RoleArgs).Children
	if maker == "defaultdict" && len(args) > 0 {
		return callee + "(" + args[0].Text() + ", " + nested(args[0], value) + ")"
	}
	text := callee + "(" + value.Text()
	for _, arg := range args {
		if arg.Is(language.KeywordArg) {
			text += ", " + arg.Text()
		}
	}
	return text + ")"
}

// nested makes the inner containers too, where the factory makes such.
func nested(factory, value *language.Node) string {
	inner := factory.Child(language.RoleBody)
	if !factory.Is(language.Lambda) || makes(inner) == "" {
		return value.Text()
	}
	each := inner.Child(language.RoleCallee).Text() + "("
	if args := inner.Child(language.RoleArgs).Children; makes(inner) == "defaultdict" && len(args) == 1 {
		each += args[0].Text() + ", "
	}
	return "{key: " + each + "inner) for key, inner in " + writing.Tight(value) + ".items()}"
}

func empty(value *language.Node) bool {
	if value.Is(language.Call) {
		return len(value.Child(language.RoleArgs).Children) == 0 && slices.Contains([]string{"dict", "list", "set"}, value.Last())
	}
	return value.Is(language.Dict, language.List) && len(value.Children) == 0
}

var numberKey = regexp.MustCompile(`^-?\d+$`)

// numberKeys makes keys numbers again where a mapping is restored from JSON, which knows text keys only.
func numberKeys(scene *language.Scene, name string, slots []slot) []language.Proposal {
	if scene.Incident.ErrorType != "KeyError" || !numberKey.MatchString(scene.Incident.Message) {
		return nil
	}
	var found []language.Proposal
	for _, s := range slots {
		if !fromJSON(s.value) || strings.Contains(s.value.Text(), "int(") {
			continue
		}
		score, at := 0.68, s.in
		if other := castKeys(scene, s.in); other != nil {
			score, at = 0.84, other
		}
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(s.value, "{int(key): value for key, value in "+writing.Tight(s.value)+".items()}")}, Value: "keys are numbers", Score: score,
			Why:      "the keys of " + name + " are numbers, and text when read from JSON",
			Evidence: []heald.Evidence{language.Cite("code", at, "this is read from JSON, whose keys are text", score)},
		})
	}
	return found
}

// fromJSON says whether a value is taken out of what a JSON reader gave, in the same function.
func fromJSON(value *language.Node) bool {
	if !value.Is(language.Index, language.Call, language.Name) {
		return false
	}
	text := value.Text()
	scope := value.Up(language.Function, language.File)
	for _, n := range value.All(language.Name) {
		for _, d := range language.Definitions(scope, n.Name) {
			text += " " + d.Value.Text()
		}
	}
	return strings.Contains(text, "json.load")
}

// castKeys finds another restore that makes keys numbers.
func castKeys(scene *language.Scene, here *language.Node) *language.Node {
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.Comprehension) {
			if n.Raw == "dictionary_comprehension" && !n.Within(here) && strings.HasPrefix(strings.TrimLeft(n.Text(), "{ "), "int(") {
				return n
			}
		}
	}
	return nil
}
