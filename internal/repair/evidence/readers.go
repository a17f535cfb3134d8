package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromReaders asks those who read what the target holds. Where they are ready for null, null was meant; where they ask whether
// there is anything, the type's own nothing was.
func (q *question) fromReaders(to *target) []clue {
	if to.unknown || len(to.name) < 3 {
		return nil
	}
	reads := q.reads(to)
	value, at := "", (*language.Node)(nil)
	for _, n := range reads {
		switch shapes.Meets(n) {
		case shapes.AsksNull:
			return []clue{{value: q.idioms.NullValue, kind: "reader", item: language.Cite("callers", n.Statement(), "who reads "+to.name+" asks whether it is null", weighReader)}}
		case shapes.AsksTruth:
			if value = q.nothingOf(to, n, reads); value != "" && at == nil {
				at = n
			}
		}
	}
	if at == nil {
		return nil
	}
	return []clue{{value: value, kind: "reader", item: language.Cite("callers", at.Statement(), "who reads "+to.name+" asks whether there is anything in it", weighReader)}}
}

// reads are the places outside tests where the field or entry is read. A field that several classes have is left alone.
func (q *question) reads(to *target) []*language.Node {
	if to.field && len(q.scene.Program.Owners(to.name)) > 1 {
		return nil
	}
	var found []*language.Node
	for _, tree := range q.code() {
		for _, n := range tree.Root.All(language.Attribute, language.Index) {
			if to.readBy(n) && !n.Within(to.taker) && n.Text() != q.hole.Subject.Text() && n.Text() != q.hole.At.Text() {
				found = append(found, n)
			}
		}
	}
	return found
}

// readBy says whether an expression reads the field or entry of that name.
func (t *target) readBy(n *language.Node) bool {
	if t.field {
		return n.Is(language.Attribute) && n.Name == t.name && !n.Parent.Is(language.Assign)
	}
	return n.Is(language.Index) && n.Child(language.RoleKey).Is(language.String) && language.Unquote(n.Child(language.RoleKey).Text()) == t.name
}

// nothingOf is what "nothing in it" is for the target: by its declared type, by what stands in its place, by what is done with it.
func (q *question) nothingOf(to *target, n *language.Node, reads []*language.Node) string {
	if q.idioms.Optional != nil && q.idioms.Optional(to.declared) {
		return q.idioms.NullValue
	}
	if values := q.neutral(to.declared); len(values) > 0 {
		return values[0]
	}
	if to.declared != "" {
		return ""
	}
	text := func(r *language.Node) bool {
		return r.Parent.Is(language.Attribute) && slices.Contains(q.idioms.TextMethods, r.Parent.Name)
	}
	if p := n.Parent; p.Name == "or" && p.Child(language.RoleRight).Is(language.String) || slices.ContainsFunc(reads, text) {
		return `""`
	}
	return ""
}
