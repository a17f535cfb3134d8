package declaring

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	noClass    = regexp.MustCompile(`^([\w.]+)\.(\w+)\(\) missing 1 required positional argument: 'cls'`)
	notDefined = regexp.MustCompile(`^name '(\w+)' is not defined`)
	unbound    = regexp.MustCompile(`local variable '(\w+)'`)
	partly     = regexp.MustCompile(`cannot import name '(\w+)' from partially initialized module '([\w.]+)'`)
)

// Decorators writes the decorator that a method's first parameter speaks of.
func Decorators(scene *language.Scene) []language.Proposal {
	m := noClass.FindStringSubmatch(scene.Incident.Message)
	if m == nil {
		return nil
	}
	for _, f := range scene.Program.Named(m[2]) {
		if f.Test || f.Class == "" || f.Node.Parent.Is(language.Decorated) || language.Receiver(f.Node) != "cls" || strings.Contains(f.Node.Up(language.Class).Child(language.RoleBases).Text(), "type") {
			continue
		}
		return []language.Proposal{{
			Edits: writing.Before(f.Node, "@classmethod"), Value: "classmethod", Score: 0.9, Why: f.Qualified + " takes its class",
			Evidence: []heald.Evidence{language.Cite("code", f.Node.Child(language.RoleParams), "its first parameter is the class", 0.9)},
		}}
	}
	return nil
}

// Outer declares a variable that an enclosing function owns, and this one changes.
func Outer(scene *language.Scene) []language.Proposal {
	m := unbound.FindStringSubmatch(scene.Incident.Message)
	if m == nil || scene.Function == nil {
		return nil
	}
	fn := scene.Function.Node
	owner := Owner(fn, m[1])
	if !owner.Is(language.Function) {
		return nil
	}
	return []language.Proposal{{
		Edits: writing.Before(writing.FirstOf(fn), "nonlocal "+m[1]), Value: "nonlocal " + m[1], Score: 0.86, Why: m[1] + " belongs to " + owner.Name + ", and is changed here",
		Evidence: []heald.Evidence{language.Cite("code", owner.Child(language.RoleName), "it has the variable", 0.86)},
	}}
}

// Owner is the function around fn, or the file, that has a variable of that name; nil when none has.
func Owner(fn *language.Node, name string) *language.Node {
	for scope := fn.Parent.Up(language.Function, language.File); scope != nil; scope = scope.Parent.Up(language.Function, language.File) {
		if len(language.Definitions(scope, name)) > 0 {
			return scope
		}
		for _, p := range language.Parameters(scope) {
			if p.Name == name {
				return scope
			}
		}
	}
	return nil
}

// Later quotes the name of a class in annotations that stand before it.
func Later(scene *language.Scene) []language.Proposal {
	m := notDefined.FindStringSubmatch(scene.Incident.Message)
	if m == nil || !onlyAnnotates(scene.Failing, m[1]) {
		return nil
	}
	here := scene.Failing.Tree()
	classes := here.Root.All(language.Class)
	i := slices.IndexFunc(classes, func(c *language.Node) bool { return c.Name == m[1] })
	if i < 0 {
		return nil
	}
	p := language.Proposal{Value: "annotation", Score: 0.84, Why: m[1] + " is declared later in the file, or is being declared"}
	for _, n := range here.Root.All(language.Type) {
		if n.Start < classes[i].End && mentions(n, m[1]) && !strings.ContainsAny(n.Text(), `"'`) {
			p.Edits = append(p.Edits, language.Replace(n, `"`+n.Text()+`"`))
		}
	}
	if len(p.Edits) > 0 && othersPostpone(scene) {
		p.Edits = topOf(here, postponed)
	}
	p.Evidence = []heald.Evidence{language.Cite("code", classes[i].Child(language.RoleName), "it is declared here", p.Score)}
	return []language.Proposal{p}
}

// postponed makes every annotation of a file be read late.
const postponed = "from __future__ import annotations"

func othersPostpone(scene *language.Scene) bool {
	return slices.ContainsFunc(scene.Program.Trees(), func(tree *language.Tree) bool { return strings.Contains(string(tree.Source), postponed) })
}

func mentions(n *language.Node, name string) bool {
	for _, m := range n.All(language.Name) {
		if m.Name == name {
			return true
		}
	}
	return n.Text() == name
}

// onlyAnnotates says whether the failing line uses a name in annotations alone.
func onlyAnnotates(failing *language.Node, name string) bool {
	for _, n := range failing.All(language.Name) {
		if n.Name == name && n.Up(language.Type, language.Block) != nil && !n.Up(language.Type, language.Block).Is(language.Type) && n.Up(language.Function) == failing.Up(language.Function) {
			return false
		}
	}
	return true
}

// topOf writes a line before everything but what documents the file.
func topOf(tree *language.Tree, line string) []language.Edit {
	first := tree.Root.Children[0]
	if writing.Docs(tree.Root) != nil {
		return writing.Following(first, "", line)
	}
	return writing.Before(first, line, "")
}

// Circles moves an import that comes too early in a circle of modules into the functions that use it.
func Circles(scene *language.Scene) []language.Proposal {
	m := partly.FindStringSubmatch(scene.Incident.Message)
	stmt := scene.Failing.Up(language.Import)
	if m == nil || stmt == nil || len(stmt.Children) < 2 || stmt.Parent != stmt.Tree().Root {
		return nil
	}
	users := usersOf(stmt)
	if len(users) == 0 || len(users) > 3 {
		return nil
	}
	start, _, _ := stmt.Tree().Span(stmt.Line)
	_, end, _ := stmt.Tree().Span(stmt.EndLine)
	p := language.Proposal{
		Edits: []language.Edit{{Path: stmt.Tree().Path, Start: start, End: gap(stmt.Tree(), start, end)}}, Value: "import when used", Score: 0.74,
		Why: m[2] + " imports this module before it has " + m[1], Evidence: []heald.Evidence{language.Cite("trace", stmt, "the two modules import each other", 0.74)},
	}
	for _, fn := range users {
		p.Edits = append(p.Edits, writing.Before(writing.FirstOf(fn), stmt.Text(), "")...)
	}
	return []language.Proposal{p}
}

// usersOf are the functions at the top of the file that use what an import brings; none when anything else uses it.
func usersOf(stmt *language.Node) []*language.Node {
	var users []*language.Node
	for _, n := range stmt.Tree().Root.All(language.Name) {
		if n.Within(stmt) || !slices.ContainsFunc(stmt.Children[1:], func(name *language.Node) bool { return name.Text() == n.Name }) {
			continue
		}
		fn := outermost(n)
		if fn == nil || !n.Within(fn.Child(language.RoleBody)) {
			return nil
		}
		if !slices.Contains(users, fn) {
			users = append(users, fn)
		}
	}
	return users
}

// gap widens the removal of a file's first line by the empty lines that would be left at its top.
func gap(tree *language.Tree, start, end int) int {
	if start > 0 {
		return end
	}
	for end < len(tree.Source) && (tree.Source[end] == '\n' || tree.Source[end] == '\r') {
		end++
	}
	return end
}

// outermost is the function at the top of its file or class that a node stands in, or nil.
func outermost(n *language.Node) *language.Node {
	fn := n.Up(language.Function)
	for fn != nil && fn.Parent.Up(language.Function) != nil {
		fn = fn.Parent.Up(language.Function)
	}
	return fn
}
