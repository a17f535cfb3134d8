package making

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Order calls the base's constructor after what it needs has been set: it calls a method that this class overrides.
func Order(scene *language.Scene) []language.Proposal {
	m := noAttribute.FindStringSubmatch(scene.Incident.Message)
	if m == nil {
		return nil
	}
	for _, step := range scene.Steps[:max(len(scene.Steps)-1, 0)] {
		stmt := step.Node.Statement()
		if !callsBase(step, stmt) {
			continue
		}
		init := step.Func.Node
		edits := later(init, stmt, m[2])
		if edits == nil {
			continue
		}
		p := language.Proposal{
			Edits: edits, Value: "set first", Score: 0.78, Why: "the base's constructor calls " + scene.Steps[len(scene.Steps)-1].Func.Qualified + ", which needs " + m[2],
			Evidence: []heald.Evidence{language.Cite("trace", stmt, "what it calls reads "+m[2]+", which is set after it", 0.78)},
		}
		if other := setsFirst(scene, init); other != nil {
			p.Score = 0.86
			p.Evidence = append(p.Evidence, language.Cite("sibling", other, "a class of the same base sets its own before", 0.7))
		}
		return []language.Proposal{p}
	}
	return nil
}

// callsBase says whether a step of the trace is a constructor's call of its base's, as a statement of its own.
func callsBase(step language.Step, stmt *language.Node) bool {
	if step.Func == nil || step.Func.Node.Name != "__init__" || !strings.Contains(step.Node.Text(), "__init__(") {
		return false
	}
	return stmt.Is(language.ExprStmt) && stmt.Parent == step.Func.Node.Child(language.RoleBody)
}

// later moves the call of the base's constructor behind what follows it and does not depend on it, so that the attribute of that name
// is set; or only that attribute before the call.
func later(init, call *language.Node, name string) []language.Edit {
	receiver := language.Receiver(init)
	body := init.Body()
	at := slices.Index(body, call)
	free, wanted, last := true, (*language.Node)(nil), (*language.Node)(nil)
	for _, stmt := range body[at+1:] {
		field := fieldSet(stmt, receiver)
		own := field != "" && independent(init, stmt, call)
		if free = free && own; free {
			last = stmt
		}
		if own && field == name {
			wanted = stmt
		}
	}
	switch {
	case wanted == nil:
		return nil
	case last != nil && wanted.End <= last.End:
		return moved(call, writing.Following(last, call.Text()))
	}
	return moved(wanted, writing.Before(call, wanted.Text()))
}

// fieldSet is the attribute of the receiver that a statement gives a value to, or "".
func fieldSet(stmt *language.Node, receiver string) string {
	target := stmt.Child(language.RoleValue).Child(language.RoleLeft)
	if target.Is(language.Attribute) && target.Child(language.RoleObject).Text() == receiver {
		return target.Name
	}
	return ""
}

// moved takes a statement out, with its lines, and puts it in elsewhere.
func moved(stmt *language.Node, put []language.Edit) []language.Edit {
	start, _, ok := stmt.Tree().Span(stmt.Line)
	_, end, _ := stmt.Tree().Span(stmt.EndLine)
	if _, first := stmt.Indentation(); !ok || !first || put == nil {
		return nil
	}
	return append([]language.Edit{{Path: stmt.Tree().Path, Start: start, End: end}}, put...)
}

// independent says whether a statement reads nothing of the object that was not set before the call, and no variable set after it.
func independent(init, stmt, call *language.Node) bool {
	receiver := language.Receiver(init)
	value := stmt.Child(language.RoleValue).Child(language.RoleRight)
	if value == nil {
		return false
	}
	for _, n := range value.All(language.Attribute) {
		if n.Child(language.RoleObject).Text() == receiver && !setBetween(init, n.Text(), stmt) {
			return false
		}
	}
	for _, n := range value.All(language.Name) {
		bare := n.Name == receiver && !n.Parent.Is(language.Attribute)
		after := slices.ContainsFunc(language.Definitions(init, n.Name), func(d language.Definition) bool { return d.Stmt.Start > call.Start })
		if bare || n.Role != language.RoleName && after {
			return false
		}
	}
	return true
}

// setBetween says whether an attribute gets its value in the constructor itself, before a statement.
func setBetween(init *language.Node, field string, stmt *language.Node) bool {
	return slices.ContainsFunc(language.Definitions(init, field), func(d language.Definition) bool { return d.Stmt.Start < stmt.Start })
}

// setsFirst is the constructor call of another class of the same base that sets attributes of its own first, or nil.
func setsFirst(scene *language.Scene, init *language.Node) *language.Node {
	bases := init.Up(language.Class).Child(language.RoleBases)
	for _, f := range scene.Program.Named("__init__") {
		theirs := f.Node.Up(language.Class).Child(language.RoleBases)
		if f.Test || f.Node == init || bases == nil || theirs == nil || theirs.Text() != bases.Text() {
			continue
		}
		set := false
		for _, stmt := range f.Node.Body() {
			set = set || fieldSet(stmt, language.Receiver(f.Node)) != ""
			if set && strings.Contains(stmt.Text(), "super().__init__(") {
				return stmt
			}
		}
	}
	return nil
}
