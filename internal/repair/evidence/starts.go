package evidence

import (
	"fmt"
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
	"github.com/heald-dev/heald/internal/repair/taken"
)

// fromLoops looks for a sibling that goes over the same elements and settles its variable in the same way: what that starts from,
// or the part of it that is wanted here.
func (q *question) fromLoops() []clue {
	if q.hole.When != language.Unset || q.fn == nil || q.hole.Effect == language.Returns {
		return nil
	}
	mine := shapes.Picks(q.fn, q.hole.Subject.Text())
	var found []clue
	for _, f := range q.siblings() {
		for _, theirs := range shapes.Picks(f.Node, "") {
			if !slices.ContainsFunc(mine, func(m shapes.Pick) bool { return m.Cond == theirs.Cond && m.Over == theirs.Over }) {
				continue
			}
			if value, at := q.startOf(f.Node, theirs, mine[0].Part); value != "" {
				found = append(found, clue{value: value, kind: "loop", item: language.Cite("sibling", at, "a sibling's loop of the same shape starts from it", weighStart)})
			}
		}
	}
	return found
}

// startOf is what a sibling's variable holds before its loop, in this function's words.
func (q *question) startOf(fn *language.Node, p shapes.Pick, part int) (string, *language.Node) {
	defs := language.Definitions(fn, p.Named)
	if len(defs) < 2 || defs[0].Value == nil || defs[0].Stmt == nil {
		return "", nil
	}
	value, stmt := defs[0].Value, defs[0].Stmt
	text, ok := q.rewrite(value, guards.Guard{In: fn, At: value, Subject: value})
	switch {
	case !ok || stmt.Parent != fn.Child(language.RoleBody) || stmt.End > p.Loop.Start:
		return "", nil
	case p.Part == part || guards.Fixed(value):
		return text, stmt
	case p.Part < 0:
		return fmt.Sprintf("%s[%d]", text, part), stmt
	}
	return "", nil
}

// fromTaken reads what the guilty commit took away of what is read here: the default of the field, of the parameter, of the entry.
func (q *question) fromTaken() (found []clue) {
	if q.hole.Effect != language.Yields || q.hole.Wider || q.hole.At != q.hole.Subject && q.hole.When != language.Missing {
		return nil
	}
	for _, v := range q.gone {
		if !slices.Contains(append(q.far, q.names...), v.Name) || !v.Feeds(q.scene, q.hole.Subject) {
			continue
		}
		found = append(found, clue{value: v.Text, item: language.Cite("history", v.At, "it stood for it until the guilty commit", map[bool]float64{false: weighTaken, true: weighTakenNull}[v.Null])})
		if taken.Idle(q.hole.Subject, v.Text) {
			found = append(found, clue{value: v.Text, kind: "fold", item: language.Cite("code", q.hole.At, "it changes nothing where it is used", weighIdle)})
		}
	}
	return found
}
