package library

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// listMeant makes a list where a view, a range or an iterator is used as one.
func listMeant(scene *language.Scene, m []string) []language.Proposal {
	object := receiverOf(scene, m[2])
	if object == nil {
		return nil
	}
	for _, s := range scene.Sources(object) {
		if s.Depth > 2 || !s.Node.Is(language.Call, language.Comprehension) {
			continue
		}
		if s.Node.Is(language.Comprehension) {
			return []language.Proposal{one(s.Node, "["+strings.TrimSuffix(strings.TrimPrefix(s.Node.Text(), "("), ")")+"]", "list", 0.82, "it is used as a list")}
		}
		return []language.Proposal{one(s.Node, "list("+s.Node.Text()+")", "list", 0.8, "it is used as a list")}
	}
	return nil
}

// receiverOf is the object whose attribute is missing.
func receiverOf(scene *language.Scene, name string) *language.Node {
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == name })
	return use.Child(language.RoleObject)
}

// growingTuple adds to a tuple as tuples are added to, or makes it a list from the start. Which is meant is for the declared result
// to say.
func growingTuple(scene *language.Scene, m []string) []language.Proposal {
	call := calling(scene, m[1])
	object := receiverOf(scene, m[1])
	if call == nil || !object.Is(language.Name) || !call.Parent.Is(language.ExprStmt) || len(call.Child(language.RoleArgs).Children) != 1 {
		return nil
	}
	arg := call.Child(language.RoleArgs).Children[0]
	added := "(" + arg.Text() + ",)"
	if m[1] == "extend" {
		added = "tuple(" + arg.Text() + ")"
	}
	declared := object.Up(language.Function).Child(language.RoleReturns).Text()
	tuple, list := 0.5, 0.5
	switch head, _, _ := strings.Cut(strings.ToLower(declared), "["); head {
	case "tuple":
		tuple = 0.78
	case "list":
		list = 0.78
	}
	found := []language.Proposal{one(call, object.Text()+" += "+added, "tuple", tuple, "a tuple grows into another one")}
	for _, d := range language.Definitions(object.Up(language.Function, language.File), object.Text()) {
		if value := d.Value.Bare(); value.Is(language.Tuple) {
			text := strings.TrimSuffix(strings.TrimSpace(strings.Trim(value.Text(), "()")), ",")
			found = append(found, one(value, "["+text+"]", "list", list, "what grows is a list"))
		}
	}
	return found
}

// oldMapping writes what mappings had methods for in Python 2.
func oldMapping(scene *language.Scene, m []string) []language.Proposal {
	if m[1] != "has_key" {
		use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == m[1] })
		if use == nil {
			return nil
		}
		now := strings.TrimPrefix(strings.TrimPrefix(m[1], "iter"), "view")
		return []language.Proposal{one(use.Child(language.RoleName), now, now, 0.88, m[1]+" is called "+now)}
	}
	call := calling(scene, "has_key")
	if call == nil || len(call.Child(language.RoleArgs).Children) != 1 {
		return nil
	}
	object := call.Child(language.RoleCallee).Child(language.RoleObject)
	key, at, text := call.Child(language.RoleArgs).Children[0], call, ""
	if call.Parent.Is(language.Not) {
		at, text = call.Parent, " not"
	}
	return []language.Proposal{one(at, writing.Tight(key)+text+" in "+writing.Tight(object), "in", 0.86, "whether a key is there is asked with in")}
}

var counts = []string{"count", "n", "num", "number", "times", "size", "total", "length", "rounds", "repeats", "copies", "retries", "attempts"}

// countMeant counts up to a number that is gone through: for i in count.
func countMeant(scene *language.Scene, _ []string) []language.Proposal {
	loop := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.For, language.Clause) })
	if loop == nil {
		loop = scene.Failing.Up(language.For)
	}
	over := loop.Child(language.RoleRight)
	if over == nil || !over.Is(language.Name, language.Attribute, language.Call) {
		return nil
	}
	score := 0.4
	words := language.Words(over.Last())
	if over.Child(language.RoleCallee).Text() == "len" {
		score = 0.84
	} else if len(words) > 0 && (slices.Contains(counts, words[len(words)-1]) || words[0] == "n") {
		score = 0.72
	}
	return []language.Proposal{one(over, "range("+over.Text()+")", "range", score, over.Text()+" is a number to count to")}
}

// oneArgument formats a single value that is a tuple itself as the one value that the format asks for.
func oneArgument(scene *language.Scene, _ []string) []language.Proposal {
	format := formatting(scene)
	if format == nil || conversions(format.Child(language.RoleLeft)) != 1 {
		return nil
	}
	right := format.Child(language.RoleRight)
	if right.Is(language.Tuple) || right.Is(language.Paren) || right.Is(language.Dict) {
		return nil
	}
	return []language.Proposal{one(right, "("+right.Text()+",)", "the whole value", 0.72, "the format asks for one value, which is a tuple")}
}

// allArguments gives a format all the values that stand behind it: "%s %s" % a, b.
func allArguments(scene *language.Scene, _ []string) []language.Proposal {
	format := formatting(scene)
	if format == nil || !format.Parent.Is(language.Tuple) || format.Parent.Children[0] != format {
		return nil
	}
	all := format.Parent
	if conversions(format.Child(language.RoleLeft)) != len(all.Children) {
		return nil
	}
	at := format.Child(language.RoleRight).Start
	return []language.Proposal{{
		Edits: []language.Edit{writing.Insert(all.Tree(), at, "("), writing.Insert(all.Tree(), all.End, ")")}, Value: "all values", Score: 0.88,
		Why: "the values of a format stand in parentheses", Evidence: []heald.Evidence{language.Cite("trace", all, "as many values as the format asks for", 0.88)},
	}}
}

func formatting(scene *language.Scene) *language.Node {
	return writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Binary) && n.Name == "%" && n.Child(language.RoleLeft).Is(language.String)
	})
}

// conversions counts what a format asks for.
func conversions(format *language.Node) int {
	return strings.Count(strings.ReplaceAll(format.Text(), "%%", ""), "%")
}
