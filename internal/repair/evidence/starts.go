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
