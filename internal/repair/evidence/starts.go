package evidence

import (
	"fmt"
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromLoops looks for a sibling that goes over the same elements and settles its variable in the same way: what that starts from,
// or the part of it that is wanted here.
func (q *question) fromLoops() []clue {
	if q.hole.When != language.Unset || q.fn == nil || q.hole.Effect == language.Returns {
		return nil
	}
	mine := shapes.Picks(q.fn, q.hole.Subject.Text())
	var found []clue
	for _, f := range q.scene.Program.Funcs() {
		if f.Test || f.Node == q.fn || q.kinship(f.Node) < kin {
			continue
		}
		for _, theirs := range shapes.Picks(f.Node, "") {
			if !slices.ContainsFunc(mine, func(m shapes.Pick) bool { return m.Cond == theirs.Cond && m.Over == theirs.Over }) {
				continue
			}
			if value, at := q.startOf(f.Node, theirs, mine[0].Part); value != "" {
				found = append(found, clue{value: value, kind: "loop", item: item("sibling", at, "a sibling's loop of the same shape starts from it", weighStart)})
			}
		}
	}
	return found
}

// startOf is what a sibling's variable holds before its loop, in this function's words.
func (q *question) startOf(fn *language.Node, p shapes.Pick, part int) (string, *language.Node) {
	defs := language.Definitions(fn, p.Named)
	if len(defs) < 2 || defs[0].Value == nil || defs[0].Stmt == nil || defs[0].Stmt.Parent != fn.Child(language.RoleBody) || defs[0].Stmt.End > p.Loop.Start {
		return "", nil
	}
	text, ok := q.rewrite(defs[0].Value, guards.Guard{In: fn, At: defs[0].Value, Subject: defs[0].Value})
	switch {
	case !ok || p.Part >= 0 && p.Part != part && !guards.Fixed(defs[0].Value):
		return "", nil
	case p.Part < 0 && part >= 0 && !guards.Fixed(defs[0].Value):
		return fmt.Sprintf("%s[%d]", text, part), defs[0].Stmt
	}
	return text, defs[0].Stmt
}
