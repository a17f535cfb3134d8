package calling

import (
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// HandedOn hands a collection of what was seen on to the next call of a recursion, where every call starts with a new one.
func HandedOn(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, step := range scene.Steps {
		if step.Func == nil {
			continue
		}
		for _, seen := range accumulators(step.Func.Node) {
			if p := toItself(scene, step.Func, seen); p != nil {
				found = append(found, *p)
			}
		}
	}
	return writing.Unique(found)
}

// accumulators are a function's optional parameters that it looks a thing up in and adds things to.
func accumulators(fn *language.Node) []language.Parameter {
	var found []language.Parameter
	for _, p := range language.Parameters(fn) {
		if p.Default != nil && !p.Splat && looksUp(fn, p.Name) != nil && addsTo(fn, p.Name) {
			found = append(found, p)
		}
	}
	return found
}

// looksUp is the test for membership that ends the walk, or nil: if name in seen.
func looksUp(fn *language.Node, name string) *language.Node {
	for _, n := range fn.All(language.Compare) {
		if right := n.Child(language.RoleRight); right.Is(language.Name) && right.Name == name && (n.Name == "in" || n.Name == "not in") {
			return n
		}
	}
	return nil
}

// addsTo says whether a function puts something into the collection of that name: seen.add(x), seen |= {x}, seen = seen | {x}.
func addsTo(fn *language.Node, name string) bool {
	for _, n := range fn.All(language.Call, language.AugAssign, language.Assign) {
		left, right := n.Child(language.RoleLeft), n.Child(language.RoleRight)
		callee := n.Child(language.RoleCallee)
		switch {
		case n.Is(language.Call) && callee.Is(language.Attribute) && callee.Child(language.RoleObject).Text() == name:
			if slices.Contains([]string{"add", "append", "update", "extend"}, callee.Name) {
				return true
			}
		case n.Is(language.AugAssign) && left.Text() == name:
			return true
		case n.Is(language.Assign) && left.Text() == name && right.Is(language.Binary) && right.Child(language.RoleLeft).Text() == name:
			return true
		case n.Is(language.Assign) && left.Is(language.Index) && left.Child(language.RoleObject).Text() == name:
			return true
		}
	}
	return false
}

// toItself gives the parameter to each of a function's calls of itself that leaves it out.
func toItself(scene *language.Scene, f *language.Func, seen language.Parameter) *language.Proposal {
	test := looksUp(f.Node, seen.Name)
	p := &language.Proposal{
		Value: seen.Name + " handed on", Score: 0.84, Why: f.Qualified + " starts each call of itself with a new " + seen.Name,
		Evidence: []heald.Evidence{language.Cite("code", test, "what was seen is looked up here, and added", 0.84)},
	}
	for _, call := range f.Node.All(language.Call) {
		callees := scene.Program.Callees(call)
		if call.Last() != f.Node.Name || len(callees) != 1 || callees[0] != f || !ownCall(f.Node, call) {
			continue
		}
		args := call.Child(language.RoleArgs)
		if !args.Is(language.Args) || len(args.All(language.Splat)) > 0 {
			return nil
		}
		if language.Bind(call, f)[seen.Name] == nil {
			p.Edits = append(p.Edits, given(f.Node, args, seen))
		}
	}
	if len(p.Edits) == 0 {
		return nil
	}
	return p
}

// ownCall says whether a call is of the function itself, and for a method of the same object or class, not of another's.
func ownCall(fn, call *language.Node) bool {
	callee := call.Child(language.RoleCallee)
	return callee.Is(language.Name) || callee.Is(language.Attribute) && language.Receiver(fn) != ""
}

// given writes the argument: by its place where that comes next, else by its name.
func given(fn, args *language.Node, seen language.Parameter) language.Edit {
	text := seen.Name + "=" + seen.Name
	list := fn.Child(language.RoleParams).Children
	if language.Receiver(fn) != "" {
		list = list[1:]
	}
	if n := len(args.Children); n < len(list) && list[n] == seen.Node && writing.First(args, language.KeywordArg) == nil && plain(list[:n]) {
		text = seen.Name
	}
	if len(args.Children) == 0 {
		return writing.Insert(args.Tree(), args.Start+1, text)
	}
	return writing.Insert(args.Tree(), args.Children[len(args.Children)-1].End, ", "+text)
}

// plain says whether parameters can be given by their place, so that what follows can.
func plain(list []*language.Node) bool {
	for _, p := range list {
		if !p.Is(language.Name, language.Param) || p.Child(language.RoleName).Is(language.Splat) {
			return false
		}
	}
	return true
}
