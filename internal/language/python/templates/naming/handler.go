package naming

import (
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Unmade mends a handler that uses what its own try may have failed to make: without it, the handler does with a value that says so.
func Unmade(scene *language.Scene) []language.Proposal {
	name := missingName(scene)
	handler := scene.Failing.Up(language.Handler, language.Function)
	if name == "" || scene.Function == nil || !handler.Is(language.Handler) || !handler.Parent.Is(language.Try) {
		return nil
	}
	try := handler.Parent
	madeInside := func(d language.Definition) bool { return d.Stmt.Within(try) && !d.Stmt.Within(handler) }
	uses := usesOf(handler, name)
	if len(uses) == 0 || !slices.ContainsFunc(language.Definitions(scene.Function.Node, name), madeInside) {
		return nil
	}
	if uses[0].Parent.Is(language.Attribute) && uses[0].Role == language.RoleObject {
		return partOf(scene, name, try, handler, uses)
	}
	return unmade(scene, uses, func(value string) []language.Edit { return writing.Before(try, name+" = "+value) })
}

func usesOf(scope *language.Node, name string) []*language.Node {
	var uses []*language.Node
	for _, n := range scope.All(language.Name) {
		if n.Name == name && n.Role != language.RoleName {
			uses = append(uses, n)
		}
	}
	return uses
}

// unmade is the proposals of a value for something that was not made: what others give in its place, and what else there is evidence for.
func unmade(scene *language.Scene, uses []*language.Node, fill func(string) []language.Edit) []language.Proposal {
	at := uses[len(uses)-1]
	found := []language.Proposal{{Score: 0.3, Why: at.Text() + " was not made", Hole: &language.Hole{
		Effect: language.Yields, When: language.Unset, Subject: at, At: at, Form: "if", Fill: fill,
	}}}
	for _, use := range uses {
		for _, given := range instead(scene, use) {
			found = append(found, language.Proposal{
				Edits: fill(given.Text()), Value: given.Text(), Score: 0.8, Why: "where " + use.Text() + " was not made, " + given.Text() + " is given for it",
				Evidence: []heald.Evidence{language.Cite("callers", given.Up(language.Call), "others have none to give, and give this", 0.8)},
			})
		}
	}
	return writing.Unique(found)
}

// instead are the constants for nothing that other calls give for the parameter that an argument is for.
func instead(scene *language.Scene, arg *language.Node) []*language.Node {
	call := arg.Up(language.Call)
	if call == nil || !arg.Parent.Is(language.Args, language.KeywordArg) {
		return nil
	}
	var found []*language.Node
	for _, f := range scene.Program.Callees(call) {
		for name, given := range language.Bind(call, f) {
			if given != arg {
				continue
			}
			for _, site := range scene.Program.Calls(f.Node.Name) {
				theirs := language.Bind(site.Node, f)[name]
				if !site.Test && site.Node != call && nothing(theirs) {
					found = append(found, theirs)
				}
			}
		}
	}
	return found
}

// nothing says whether a constant stands for nothing.
func nothing(n *language.Node) bool {
	return n.Is(language.None) || n.Is(language.String) && language.Unquote(n.Text()) == "" || n.Is(language.Number) && n.Text() == "0"
}

// partOf binds the one attribute that the handler reads to a name before it, with a value for the case that its object was not made.
func partOf(scene *language.Scene, name string, try, handler *language.Node, uses []*language.Node) []language.Proposal {
	part := uses[0].Parent
	for _, n := range uses {
		if n.Parent.Text() != part.Text() || writing.IsTarget(n) {
			return nil
		}
	}
	block := writing.First(handler, language.Block)
	if block == nil {
		return nil
	}
	bound := writing.Unused(handler, name+"_"+part.Name)
	parts := make([]*language.Node, len(uses))
	for i, n := range uses {
		parts[i] = n.Parent
	}
	fill := func(value string) []language.Edit {
		edits := writing.Before(try, name+" = None")
		choice := part.Text() + " if " + name + " else " + value
		if len(uses) == 1 {
			return append(edits, language.Replace(part, writing.Wrapped(part, choice)))
		}
		edits = append(edits, writing.Before(block.Children[0], bound+" = "+choice)...)
		for _, n := range uses {
			edits = append(edits, language.Replace(n.Parent, bound))
		}
		return edits
	}
	return unmade(scene, parts, fill)
}
