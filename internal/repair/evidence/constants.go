package evidence

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// standing are the words by which a constant says that it stands for what is not there.
var standing = []string{"default", "fallback", "none", "empty", "unknown", "nothing", "nobody", "anonymou", "system", "missing", "absent", "zero", "unset"}

// fromConstants looks for values that the program keeps for such cases: constants named after the subject, and the member of
// the declared result's own type that means nothing.
func (q *question) fromConstants() []clue {
	if q.hole.Effect != language.Yields && q.hole.Effect != language.Returns {
		return nil
	}
	found := q.members()
	if !q.standsForSubject() && !q.whole {
		return found
	}
	for _, a := range q.assigned() {
		name, stmt := a.Child(language.RoleLeft).Name, a.Parent
		value := q.scene.Program.Spelled(name, q.hole.At.Tree())
		if name != strings.ToUpper(name) || value == "" || value == name && !q.Visible(name, a.Tree()) || q.hole.At.Within(stmt) {
			continue
		}
		weight := q.named(name)
		if weight == weighConstant && shapes.Idle(q.scene.Program, name, stmt) {
			weight = weighConstantIdle
		}
		if weight > 0 {
			found = append(found, clue{value: value, item: language.Cite("constant", stmt, "a constant is kept for it", weight)})
		}
	}
	return found
}

// assigned are the assignments of names at the top level of the program's files, tests left out.
func (b *Base) assigned() []*language.Node {
	var found []*language.Node
	for _, tree := range b.code() {
		for _, stmt := range tree.Root.Children {
			if a := stmt.Child(language.RoleValue); stmt.Is(language.ExprStmt) && a.Is(language.Assign) && a.Child(language.RoleLeft).Is(language.Name) {
				found = append(found, a)
			}
		}
	}
	return found
}

// code is the program's files without its tests.
func (b *Base) code() []*language.Tree {
	return slices.DeleteFunc(slices.Clone(b.scene.Program.Trees()), func(t *language.Tree) bool { return b.scene.Program.Support.IsTest(t.Path) })
}

// standsForSubject says whether the value takes the place of the subject itself, not of what is made of it.
func (q *question) standsForSubject() bool {
	return q.hole.At == q.hole.Subject || q.hole.When == language.Missing && !q.hole.Wider && q.hole.Effect == language.Yields
}

// named weighs a constant's name: one word says that it stands in, the others say for what.
func (q *question) named(name string) float64 {
	words := wordsOf(name)
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(standing, w) })
	if len(rest) == len(words) || len(rest) == 0 {
		return 0
	}
	subjects := append(slices.Clone(q.names), q.far...)
	if !q.standsForSubject() {
		subjects = []string{q.fn.Child(language.RoleName).Text(), q.fn.Name}
	}
	for i, subject := range subjects {
		theirs := wordsOf(subject)
		switch {
		case slices.Equal(rest, theirs) && i < len(q.names):
			return weighConstant
		case slices.Equal(rest, theirs), len(theirs) > 0 && i == 0 && subset(rest, theirs):
			return weighConstantNear
		}
	}
	return 0
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(w string) bool { return !slices.Contains(all, w) })
}

// enumeration says whether a base makes a class a list of its members.
func (q *question) enumeration(base *language.Node) bool {
	return slices.ContainsFunc(q.idioms.Enumerations, func(name string) bool { return strings.HasSuffix(base.Last(), name) })
}

// members finds the member of the declared result's type that stands for nothing: Level.NONE where a Level is declared.
func (q *question) members() []clue {
	declared := q.fn.Child(language.RoleReturns)
	if declared == nil || !q.whole {
		return nil
	}
	name := strings.Trim(declared.Text(), `"' `)
	classes := q.scene.Program.Classes(name)
	if len(classes) != 1 {
		return nil
	}
	class := classes[0]
	if bases := class.Child(language.RoleBases); bases == nil || !slices.ContainsFunc(bases.Children, q.enumeration) {
		return nil
	}
	var found []clue
	for _, member := range language.DeclaredFields(class) {
		if words := wordsOf(member); len(words) == 1 && slices.Contains(standing, words[0]) {
			at := language.Definitions(class, member)[0]
			found = append(found, clue{value: name + "." + member, item: language.Cite("constant", at.Stmt, "the declared result has a member for it", weighMember)})
		}
	}
	return found
}
