package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

// place is what the hole's value becomes when it goes into a record: the field of a class, or the entry of a table.
type place struct {
	class *language.Node // nil for an entry
	field string
}

// destination finds the record's field that the hole's value is given to as it is.
func (q *question) destination() place {
	if to := q.target(); to != nil {
		return place{class: to.class, field: to.name}
	}
	return place{}
}

// constructed lists the fields that a class is made with, in order.
func (q *question) constructed(class *language.Node) []string {
	if class.Is(language.Call) {
		return q.idioms.Record(class)
	}
	for _, m := range language.Methods(class) {
		if !m.Constructs() {
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
			value := argumentFor(call, place.field, q.constructed(place.class))
			if value == nil || !guards.Nothing(value) || seen[tree.Path+value.Text()] || value.Within(q.hole.At.Up(language.Function, language.File)) {
				continue
			}
			seen[tree.Path+value.Text()] = true
			source, says, weight := "sibling", "where there is nothing, the field is given so elsewhere", weighMadeElsewhere
			if q.scene.Program.Support.IsTest(tree.Path) {
				source, says, weight = "tests", "a test makes one without it so", weighMade
			}
			found = append(found, clue{value: value.Text(), item: language.Cite(source, call, says, weight)})
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
	return guards.Argument(call.Child(language.RoleArgs), slices.Index(fields, field), field)
}
