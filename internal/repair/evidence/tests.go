package evidence

import (
	"maps"
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/claims"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromTests reads what existing tests want of the function, or of one that is alike, where it is given another kind of nothing.
func (q *question) fromTests() []clue {
	if q.fn == nil || !q.whole {
		return nil
	}
	var found []clue
	for _, tree := range q.scene.Program.Trees() {
		if !q.scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, a := range claims.Of(tree, q.idioms) {
			if weight, says := q.assertedOf(a); weight > 0 {
				found = append(found, clue{value: a.Want, item: language.Cite("tests", a.Call, says, weight)})
			}
		}
	}
	return append(found, q.fromExamples()...)
}

// fromExamples reads the examples in the function's own documentation.
func (q *question) fromExamples() []clue {
	if q.idioms.Docs == nil || q.idioms.Docs(q.fn) == nil {
		return nil
	}
	doc := q.idioms.Docs(q.fn)
	var found []clue
	for _, a := range claims.Shown(q.scene.Program.Support, doc.Tree().Path, language.Unquote(doc.Text())) {
		if weight, _ := q.assertedOf(a); weight == weighTested {
			shown := language.Cite("docs", a.Call, "an example shows what it gives here", weighShown)
			shown.Line = doc.Line
			found = append(found, clue{value: a.Want, item: shown})
		}
	}
	return found
}

// testedMember weighs an assertion about a member of an object that was made with nothing in it.
func (q *question) testedMember(a claims.Claim) (float64, string) {
	classes := q.scene.Program.Classes(a.Call.Child(language.RoleCallee).Last())
	if len(classes) != 1 || q.hole.When != language.Empty && q.hole.When != language.Zero {
		return 0, ""
	}
	member := q.scene.Program.Method(classes[0], a.Member)
	if member == nil || !claims.MadeEmpty(q.scene.Program.Method(classes[0], q.idioms.Constructor), a.Call) {
		return 0, ""
	}
	switch {
	case member.Node == q.fn:
		return weighTested, "a test wants this of an object with nothing in it"
	case member.Node.Name == q.fn.Name:
		return weighTestedNamesake, "a test wants this of the member of the same name where there is nothing in the object"
	case q.kinship(member.Node) >= 0.5:
		return weighTestedAlike, "a test wants this of a member alike where there is nothing in the object"
	}
	return 0, ""
}

// assertedOf weighs an assertion: the very function, given nothing where the crash has another kind of it, or a function alike.
func (q *question) assertedOf(a claims.Claim) (float64, string) {
	if a.Member != "" {
		return q.testedMember(a)
	}
	for _, f := range q.scene.Program.Callees(a.Call) {
		given := language.Bind(a.Call, f)
		for _, name := range slices.Sorted(maps.Keys(given)) {
			value := given[name].Bare()
			if known, ok := a.Args[value.Text()]; ok {
				value = known
			}
			switch {
			case !guards.Nothing(value):
			case f.Node == q.fn && slices.Contains(q.roots(), name):
				return weighTested, "a test wants this of the function where it is given " + value.Text()
			case f.Node != q.fn && !f.Test && q.kinship(f.Node) >= 0.5:
				return weighTestedAlike, "a test wants this of a function alike where it is given " + value.Text()
			}
		}
	}
	return 0, ""
}

// roots are the parameters that the subject is made of.
func (q *question) roots() []string {
	names := []string{shapes.Root(q.hole.Subject)}
	for _, s := range q.scene.Sources(q.hole.Subject) {
		if s.Depth <= 3 && s.Node.Up(language.Function) == q.fn {
			for _, n := range s.Node.All(language.Name) {
				names = appendName(names, n.Name)
			}
		}
	}
	for _, n := range q.hole.Subject.All(language.Name) {
		names = appendName(names, n.Name)
	}
	return names
}
