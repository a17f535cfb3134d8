package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// fromTypes reads the declared result.
func (q *question) fromTypes() []clue {
	declared := q.fn.Child(language.RoleReturns)
	if declared == nil || !q.whole {
		return nil
	}
	if q.idioms.Optional != nil && q.idioms.Optional(declared.Text()) {
		return []clue{{value: q.idioms.NullValue, item: item("types", declared, "the declared result admits "+q.idioms.NullValue, 0.45)}}
	}
	var found []clue
	for _, value := range q.neutral(declared.Text()) {
		found = append(found, clue{value: value, item: item("types", declared, "the declared result's neutral value", 0.12)})
	}
	return found
}

func (q *question) neutral(declared string) []string {
	if q.idioms.Neutral == nil {
		return nil
	}
	return q.idioms.Neutral(declared)
}

// fromBranches reads what the same function gives on its other special paths.
func (q *question) fromBranches() []clue {
	if q.fn == nil || q.hole.Effect != language.Returns && !q.whole {
		return nil
	}
	var found []clue
	for _, n := range q.fn.All(language.Return) {
		if n.Up(language.Function) != q.fn || !n.Parent.Parent.Is(language.If, language.Else, language.ElseIf, language.Handler) || q.hole.At.Within(n) {
			continue
		}
		value := n.Child(language.RoleValue)
		switch {
		case value == nil || value.Is(language.None):
			found = append(found, clue{value: q.idioms.NullValue, form: "if", item: item("code", n, "another special path of the function gives it", 0.35)})
		case special(value):
			found = append(found, clue{value: value.Text(), form: "if", item: item("code", n, "another special path of the function gives it", 0.3)})
		}
	}
	return found
}

// fromCallers reads what is done with the function's result.
func (q *question) fromCallers() []clue {
	if q.fn == nil || !q.whole {
		return nil
	}
	for _, site := range q.scene.Program.Calls(q.fn.Name) {
		if site.Test || len(q.scene.Program.Named(q.fn.Name)) > 1 {
			continue
		}
		if check := q.checked(site); check != nil {
			return []clue{{value: q.idioms.NullValue, item: item("callers", check, "a caller expects that there may be no result", 0.4)}}
		}
	}
	return nil
}

// checked finds a test of a call's result against the null value.
func (q *question) checked(site language.CallSite) *language.Node {
	target := site.Node.Parent
	for target.Is(language.Await, language.Paren) {
		target = target.Parent
	}
	if target.Is(language.Compare) && slices.ContainsFunc(target.Children, func(n *language.Node) bool { return n.Is(language.None) }) {
		return target
	}
	if !target.Is(language.Assign) || site.In == nil {
		return nil
	}
	name := target.Child(language.RoleLeft).Text()
	for _, n := range site.In.Node.All(language.Compare) {
		for _, a := range comparison(n, true, q.idioms) {
			if a.when == language.Null && a.subject.Text() == name {
				return n
			}
		}
		for _, a := range comparison(n, false, q.idioms) {
			if a.when == language.Null && a.subject.Text() == name {
				return n
			}
		}
	}
	return nil
}
