package evidence

import "github.com/heald-dev/heald/internal/language"

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
		kin := q.kinship(f.Node)
		for _, d := range language.Definitions(f.Node, name) {
			if d.Value != nil && d.Stmt != nil && d.Stmt.Parent == f.Node.Child(language.RoleBody) && fixed(d.Value) {
				found = append(found, clue{value: d.Value.Text(), item: item("sibling", d.Stmt, "the same variable starts so elsewhere", 0.35+kin*0.8)})
				break
			}
		}
		if q.hole.Whole && kin >= 0.3 {
			found = append(found, q.otherwise(f.Node, kin)...)
		}
	}
	return append(found, q.atHand(name)...)
}

// fixed says whether an expression is a constant: a literal, or a type's name called with literals.
func fixed(n *language.Node) bool {
	if !n.Is(language.Call) {
		return special(n)
	}
	for _, arg := range n.Child(language.RoleArgs).Children {
		if !special(arg) {
			return false
		}
	}
	return n.Child(language.RoleCallee).Is(language.Name)
}

// otherwise is what a sibling with branches gives when none applies.
func (q *question) otherwise(fn *language.Node, kin float64) []clue {
	body := fn.Body()
	if len(body) < 2 || !body[len(body)-2].Is(language.If) || !last(fn.Child(language.RoleBody)).Is(language.Return) {
		return nil
	}
	value := body[len(body)-1].Child(language.RoleValue)
	if value == nil || !fixed(value) {
		return nil
	}
	text, ok := q.rewrite(value, Guard{In: fn, At: value, Subject: value})
	if !ok {
		return nil
	}
	return []clue{{value: text, item: item("sibling", body[len(body)-1], "a sibling gives it when no branch applies", 0.35+kin/2)}}
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
			found = append(found, clue{value: a.Child(language.RoleLeft).Text(), item: item("code", stmt, "it holds the same thing before", 0.66)})
		}
	}
	return found
}
