package evidence

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromHeadings looks for a constant that lists the keys of the records of which the first is asked for its keys: where there are
// no records, the keys are the same.
func (q *question) fromHeadings() []clue {
	if q.hole.When != language.Empty || q.hole.Effect != language.Yields || !q.asksKeys(q.hole.At, q.hole.Subject) {
		return nil
	}
	records := q.keysMade()
	var found []clue
	for _, a := range q.assigned() {
		if words := shapes.Texts(a.Child(language.RoleRight).Bare()); words != "" && slices.Contains(records, words) {
			name := a.Child(language.RoleLeft).Name
			found = append(found, clue{value: name, needs: q.needed(name, a.Tree()), kind: "heading", item: language.Cite("constant", a.Parent, "it lists the very keys of the records", weighHeading)})
		}
	}
	return found
}

// asksKeys says whether an expression is what the subject's first element is asked for its keys by: rows[0].keys(), list(rows[0]).
func (q *question) asksKeys(n, subject *language.Node) bool {
	inner := n.Bare()
	if q.idioms.KeysOf != nil && q.idioms.KeysOf(inner) != nil {
		inner = q.idioms.KeysOf(inner).Bare()
	} else if !n.Parent.Is(language.KeywordArg, language.Args) {
		return false
	}
	return inner.Is(language.Index) && inner.Child(language.RoleObject).Text() == subject.Text()
}

// keysMade lists the keys of the tables that the program writes out, each list joined.
func (q *question) keysMade() []string {
	var found []string
	for _, tree := range q.code() {
		for _, d := range tree.Root.All(language.Dict) {
			var keys []string
			for _, pair := range d.Children {
				if !pair.Is(language.Pair) || !pair.Children[0].Is(language.String) {
					keys = nil
					break
				}
				keys = append(keys, language.Unquote(pair.Children[0].Text()))
			}
			if len(keys) > 1 {
				found = append(found, strings.Join(keys, "\x00"))
			}
		}
	}
	return found
}

// needed is the name if the file of the hole must import it first, or "".
func (q *question) needed(name string, from *language.Tree) string {
	if here := q.hole.At.Tree(); here == from || here.Defines(name) {
		return ""
	}
	return name
}

// siblings are the other functions of the service that are near enough to the one that crashed.
func (q *question) siblings() []*language.Func {
	var found []*language.Func
	for _, f := range q.scene.Program.Funcs() {
		if q.fn != nil && !f.Test && f.Node != q.fn && q.kinship(f.Node) >= kin {
			found = append(found, f)
		}
	}
	return found
}

// fromMirror looks for a sibling that runs off the other end of the same list: before the first comes the last, a period earlier;
// so after the last comes the first, a period later.
func (q *question) fromMirror() []clue {
	if q.hole.When != language.Short || !q.hole.At.Is(language.Index) || !q.whole {
		return nil
	}
	var found []clue
	for _, f := range q.siblings() {
		for _, n := range f.Node.All(language.Index) {
			if n.Child(language.RoleObject).Text() != q.hole.Subject.Text() || n.Child(language.RoleKey).Text() != "-1" || !shapes.BeforeFirst(n) {
				continue
			}
			if value := shapes.Mirror(n); value != "" {
				found = append(found, clue{value: value, kind: "mirror", item: language.Cite("sibling", n.Statement(), "at the other end of the same list a sibling goes on so", weighMirror)})
			}
		}
	}
	return found
}
