package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromInitials looks for the value that a variable starts from: what the same name starts from in sibling functions, what
// siblings give when no branch applies, and a value at hand that is the same thing.
func (q *question) fromInitials() []clue {
	if q.hole.When != language.Unset || q.fn == nil {
		return nil
	}
	name := q.hole.Subject.Text()
	var found []clue
	for _, f := range q.scene.Program.Funcs() {
		if f.Test || f.Node == q.fn {
			continue
		}
		near := q.kinship(f.Node)
		if d := shapes.Start(f.Node, name); d != nil {
			weight := min(mostInitial, weighInitial+near/2)
			if near >= kin && shapes.IsGiven(f.Node, name) && shapes.IsGiven(q.fn, name) {
				weight = weighResult
			}
			found = append(found, clue{value: d.Value.Text(), item: language.Cite("sibling", d.Stmt, "the same variable starts so elsewhere", weight)})
		}
		if q.hole.Whole && near >= kin {
			found = append(found, q.otherwise(f.Node, near)...)
		}
	}
	return append(found, q.atHand(name)...)
}

// otherwise is what a sibling with branches gives when none applies.
func (q *question) otherwise(fn *language.Node, near float64) []clue {
	body := fn.Body()
	if len(body) < 2 || !body[len(body)-2].Is(language.If) || !guards.Last(fn.Child(language.RoleBody)).Is(language.Return) {
		return nil
	}
	value := body[len(body)-1].Child(language.RoleValue)
	if value == nil || !guards.Fixed(value) {
		return nil
	}
	text, ok := q.rewrite(value, guards.Guard{In: fn, At: value, Subject: value})
	if !ok {
		return nil
	}
	return []clue{{value: text, item: language.Cite("sibling", body[len(body)-1], "a sibling gives it when no branch applies", min(mostInitial, weighOtherwise+near/2))}}
}

// atHand finds a variable that was made of the same thing before: since = store.cursor for cursor.
func (q *question) atHand(name string) []clue {
	var found []clue
	for _, stmt := range q.fn.Body() {
		a := stmt.Child(language.RoleValue)
		if stmt.End > q.hole.At.Start || !stmt.Is(language.ExprStmt) || !a.Is(language.Assign) || !a.Child(language.RoleLeft).Is(language.Name) {
			continue
		}
		if value := a.Child(language.RoleRight); value.Last() == name && a.Child(language.RoleLeft).Text() != name {
			found = append(found, clue{value: a.Child(language.RoleLeft).Text(), item: language.Cite("code", stmt, "it holds the same thing before", weighAtHand)})
		}
	}
	return found
}
