package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// place is what the hole's value becomes when it goes into a record: the field of a class, or the entry of a table.
type place struct {
	class *language.Node // nil for an entry
	field string
}

// destination finds the record's field that the hole's value is given to as it is.
func (q *question) destination() place {
	n := q.hole.At
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	if q.hole.Effect != language.Yields || n.Parent == nil {
		return place{}
	}
	p := n.Parent
	switch {
	case p.Is(language.Pair) && p.Children[0].Is(language.String) && n != p.Children[0]:
		return place{field: language.Unquote(p.Children[0].Text())}
	case p.Is(language.KeywordArg):
		return place{class: q.made(p.Parent.Parent), field: p.Name}
	case p.Is(language.Args):
		class := q.made(p.Parent)
		if fields := constructed(class); class != nil {
			if i := slices.Index(p.Children, n); i < len(fields) && !slices.ContainsFunc(p.Children[:i], func(c *language.Node) bool { return c.Is(language.KeywordArg, language.Splat) }) {
				return place{class, fields[i]}
			}
		}
	}
	return place{}
}

// made is the one class that a call makes an object of, or nil. A record declared by a call ("Badge = namedtuple(…)") is its assignment.
func (q *question) made(call *language.Node) *language.Node {
	if !call.Is(language.Call) {
		return nil
	}
	name := call.Child(language.RoleCallee).Last()
	if classes := q.scene.Program.Classes(name); len(classes) == 1 {
		return classes[0]
	}
	for _, tree := range q.scene.Program.Trees() {
		for _, d := range language.Definitions(tree.Root, name) {
			if d.Value.Is(language.Call) && d.Value.Last() == "namedtuple" {
				return d.Value
			}
		}
	}
	return nil
}

// constructed lists the fields that a class is made with, in order.
func constructed(class *language.Node) []string {
	if class.Is(language.Call) {
		return declaredNames(class)
	}
	for _, m := range language.Methods(class) {
		if m.Name != "__init__" {
			continue
		}
		var names []string
		for _, p := range language.Parameters(m) {
			if p.Name != language.Receiver(m) && !p.Splat {
				names = append(names, p.Name)
			}
		}
		return names
	}
	return language.DeclaredFields(class)
}

// declaredNames reads the fields of a record that is declared by a call with their names.
func declaredNames(call *language.Node) []string {
	args := call.Child(language.RoleArgs).Children
	if len(args) < 2 {
		return nil
	}
	if args[1].Is(language.String) {
		return identifier.FindAllString(language.Unquote(args[1].Text()), -1)
	}
	var names []string
	for _, c := range args[1].Children {
		names = append(names, language.Unquote(c.Text()))
	}
	return names
}

// fromDestination reads what else is put into the field that the hole's value becomes: the value that tests and samples give it
// where there is nothing.
func (q *question) fromDestination() []clue {
	place := q.destination()
	if place.class == nil {
		return nil
	}
	var found []clue
	seen := map[string]bool{}
	for _, tree := range q.scene.Program.Trees() {
		for _, call := range tree.Root.All(language.Call) {
			if call == q.hole.At.Up(language.Call) || call.Child(language.RoleCallee).Last() != q.nameOf(place.class) {
				continue
			}
			value := argumentFor(call, place.field, constructed(place.class))
			if value == nil || !nothing(value) || seen[tree.Path+value.Text()] || value.Within(q.hole.At.Up(language.Function, language.File)) {
				continue
			}
			seen[tree.Path+value.Text()] = true
			source, says, weight := "sibling", "where there is nothing, the field is given so elsewhere", 0.5
			if q.scene.Program.Support.IsTest(tree.Path) {
				source, says, weight = "tests", "a test makes one without it so", 0.62
			}
			found = append(found, clue{value: value.Text(), item: item(source, call, says, weight)})
		}
	}
	return found
}

func (q *question) nameOf(class *language.Node) string {
	if class.Is(language.Call) {
		return class.Parent.Child(language.RoleLeft).Last()
	}
	return class.Name
}

// argumentFor is what a call gives to a field, by keyword or position.
func argumentFor(call *language.Node, field string, fields []string) *language.Node {
	return argument(call.Child(language.RoleArgs), slices.Index(fields, field), field)
}

// nothing says whether an expression is a value that stands for nothing.
func nothing(n *language.Node) bool {
	n = n.Bare()
	return n.Is(language.None) || n.Is(language.Number) && isZero(n.Text()) || n.Is(language.String, language.List, language.Dict, language.Tuple) && isEmpty(n)
}
