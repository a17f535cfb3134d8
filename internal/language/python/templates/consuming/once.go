// Package consuming is the templates for going through things: iterators that give their elements once, parts that are empty, ends of
// lists, ties in an order, and collections that two owners share.
package consuming

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// lazy are the calls whose result gives its elements once.
var lazy = []string{"map", "filter", "zip", "iter", "reversed", "enumerate"}

// Once keeps the elements of an iterator that is gone through twice, or after what it reads from was closed.
func Once(scene *language.Scene) []language.Proposal {
	if strings.Contains(scene.Incident.Message, "operation on closed file") {
		return whileOpen(scene)
	}
	var found []language.Proposal
	for _, n := range scene.Failing.All(language.Name) {
		if n.Role == language.RoleName || n.Role == language.RoleCallee || !usedBefore(n) {
			continue
		}
		found = append(found, kept(scene, n)...)
	}
	return writing.Unique(found)
}

// usedBefore says whether the function goes through a variable before the statement of a use.
func usedBefore(use *language.Node) bool {
	fn, stmt := use.Up(language.Function, language.File), use.Statement()
	for _, n := range fn.All(language.Name) {
		over := n.Role == language.RoleRight && n.Parent.Is(language.For, language.Clause) || n.Parent.Is(language.Args)
		if n.Name == use.Name && over && n.End <= stmt.Start && !n.Within(stmt) {
			return true
		}
	}
	return false
}

// kept makes a list where a variable gets its iterator.
func kept(scene *language.Scene, use *language.Node) []language.Proposal {
	fn := use.Up(language.Function, language.File)
	p := language.Proposal{Value: "kept", Score: 0.82, Why: use.Name + " gives its elements once, and is gone through twice"}
	for _, d := range language.Definitions(fn, use.Name) {
		if at := iterator(scene, d.Value, 0); at != nil && d.Stmt.Start < use.Start {
			p.Edits = []language.Edit{listed(d.Value)}
			p.Evidence = []heald.Evidence{language.Cite("code", at, "this gives its elements once", p.Score)}
			return []language.Proposal{p}
		}
	}
	if !fn.Is(language.Function) || !slices.ContainsFunc(language.Parameters(fn), func(q language.Parameter) bool { return q.Name == use.Name }) {
		return nil
	}
	for _, s := range scene.Sources(use) {
		if at := iterator(scene, s.Node, 0); at != nil {
			p.Edits = writing.Before(writing.FirstOf(fn), use.Name+" = list("+use.Name+")")
			p.Evidence = []heald.Evidence{language.Cite("callers", at, "this gives its elements once", p.Score)}
			return []language.Proposal{p}
		}
	}
	return nil
}

// listed writes an iterator's expression as a list.
func listed(value *language.Node) language.Edit {
	if value.Is(language.Comprehension) && value.Raw == "generator_expression" {
		return language.Replace(value, "["+strings.TrimSuffix(strings.TrimPrefix(value.Text(), "("), ")")+"]")
	}
	return language.Replace(value, "list("+value.Text()+")")
}

// iterator is what in an expression, or in the functions that it calls, gives its elements once; nil when nothing does.
func iterator(scene *language.Scene, value *language.Node, depth int) *language.Node {
	value = value.Bare()
	switch {
	case value.Is(language.Comprehension) && value.Raw == "generator_expression":
		return value
	case value.Is(language.Call) && slices.Contains(lazy, value.Child(language.RoleCallee).Text()):
		return value
	case !value.Is(language.Call) || depth > 2:
		return nil
	}
	for _, f := range scene.Program.Callees(value) {
		if at := givesOnce(scene, f.Node, depth); at != nil {
			return at
		}
	}
	return nil
}

// givesOnce is what makes a function's result one that gives its elements once, or nil.
func givesOnce(scene *language.Scene, fn *language.Node, depth int) *language.Node {
	if len(fn.All(language.Yield)) > 0 {
		return fn.Child(language.RoleName)
	}
	for _, r := range fn.All(language.Return) {
		if found := iterator(scene, r.Child(language.RoleValue), depth+1); found != nil {
			return found
		}
	}
	return nil
}

// whileOpen reads a file to its end before it is closed: where a function returns an iterator over it from inside its with.
func whileOpen(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || len(f.Node.All(language.Yield)) > 0 {
			continue
		}
		for _, r := range f.Node.All(language.Return) {
			value := r.Child(language.RoleValue).Bare()
			if r.Up(language.With) == nil || !value.Is(language.Comprehension, language.Call) || !readsLate(value) {
				continue
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{listed(value)}, Value: "read at once", Score: 0.8, Why: f.Qualified + " closes the file before anybody reads what it returns",
				Evidence: []heald.Evidence{language.Cite("code", r, "this is read when the file is closed", 0.8)},
			})
		}
	}
	return found
}

func readsLate(value *language.Node) bool {
	if value.Is(language.Comprehension) {
		return value.Raw == "generator_expression"
	}
	callee := value.Child(language.RoleCallee).Text()
	return slices.Contains(lazy, callee) || callee == "csv.reader" || callee == "csv.DictReader"
}
