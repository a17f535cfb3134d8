package evidence

import (
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
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
		if d := startIn(f.Node, name); d != nil {
			weight := min(mostInitial, weighInitial+near/2)
			if near >= kin && isGiven(f.Node, name) && isGiven(q.fn, name) {
				weight = weighResult
			}
			found = append(found, clue{value: d.Value.Text(), item: item("sibling", d.Stmt, "the same variable starts so elsewhere", weight)})
		}
		if q.hole.Whole && near >= kin {
			found = append(found, q.otherwise(f.Node, near)...)
		}
	}
	return append(found, q.atHand(name)...)
}

// startIn is where a function gives a variable a constant outside of any branch, or nil.
func startIn(fn *language.Node, name string) *language.Definition {
	for _, d := range language.Definitions(fn, name) {
		if d.Value != nil && d.Stmt != nil && d.Stmt.Parent == fn.Child(language.RoleBody) && guards.Fixed(d.Value) {
			return &d
		}
	}
	return nil
}

// isGiven says whether a variable is what a function returns at its end.
func isGiven(fn *language.Node, name string) bool {
	end := guards.Last(fn.Child(language.RoleBody))
	return end.Is(language.Return) && end.Child(language.RoleValue).Text() == name
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
	return []clue{{value: text, item: item("sibling", body[len(body)-1], "a sibling gives it when no branch applies", min(mostInitial, weighOtherwise+near/2))}}
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
			found = append(found, clue{value: a.Child(language.RoleLeft).Text(), item: item("code", stmt, "it holds the same thing before", weighAtHand)})
		}
	}
	return found
}
