package templates

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var notAwaitable = regexp.MustCompile(`object (\w+) can't be used in 'await' expression`)

// wrongAwait iterates an asynchronous generator as one, and takes the await off what is none.
func wrongAwait(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	if strings.Contains(scene.Incident.Message, "'async_generator' object is not iterable") {
		for _, n := range scene.Failing.Statement().All(language.For, language.Clause) {
			found = append(found, asynchronous(scene, n)...)
		}
	}
	if m := notAwaitable.FindStringSubmatch(scene.Incident.Message); m != nil {
		for _, n := range scene.Failing.Statement().All(language.Await) {
			call := n.Child(language.RoleValue).Bare()
			callees := scene.Program.Callees(call)
			if len(callees) == 0 || slices.ContainsFunc(callees, func(f *language.Func) bool { return f.Node.Async }) {
				continue
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(n, call.Text())}, Value: "no await", Score: 0.84, Why: callees[0].Qualified + " is no coroutine function",
				Evidence: []heald.Evidence{language.Cite("code", callees[0].Node.Child(language.RoleName), "declared without async", 0.84)},
			})
		}
	}
	return found
}

func asynchronous(scene *language.Scene, loop *language.Node) []language.Proposal {
	over := loop.Child(language.RoleRight).Bare()
	around := loop.Up(language.Function, language.Lambda)
	if !over.Is(language.Call) || loop.Async || !around.Is(language.Function) || !around.Async || strings.HasPrefix(loop.Text(), "async") {
		return nil
	}
	for _, f := range scene.Program.Callees(over) {
		if f.Node.Async && yields(f) {
			return []language.Proposal{{
				Edits: []language.Edit{writing.Insert(loop.Tree(), loop.Start, "async ")}, Value: "async for", Score: 0.9, Why: f.Qualified + " is an asynchronous generator",
				Evidence: []heald.Evidence{language.Cite("code", f.Node.Child(language.RoleName), "declared async, and it yields", 0.9)},
			}}
		}
	}
	return nil
}

// recursionResult hands on the result of a recursive call whose other ways out give one.
func recursionResult(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "NoneType") {
		return nil
	}
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || len(returns(f.Node)) == 0 || !reached(scene, f) {
			continue
		}
		for _, call := range f.Node.All(language.Call) {
			stmt := call.Parent
			if !stmt.Is(language.ExprStmt) || call.Last() != f.Node.Name || stmt.Up(language.Function) != f.Node || !lastOfBranch(stmt, f.Node) {
				continue
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{writing.Insert(stmt.Tree(), stmt.Start, "return ")}, Value: "return " + call.Text(), Score: 0.88, Why: f.Qualified + " forgets the result of calling itself",
				Evidence: []heald.Evidence{language.Cite("code", returns(f.Node)[0], "its other ways out give a result", 0.88)},
			})
		}
	}
	return found
}

// reached says whether a function stands in the trace or is called by a statement of it or by what leads there.
func reached(scene *language.Scene, f *language.Func) bool {
	if onTheWay(scene, f) {
		return true
	}
	_, subject := nullUse(scene)
	if subject == nil {
		return false
	}
	return slices.ContainsFunc(append(scene.Sources(subject), language.Source{Node: subject}), func(s language.Source) bool {
		return s.Node.Bare().Is(language.Call) && s.Node.Bare().Last() == f.Node.Name
	})
}

// lastOfBranch says whether nothing of the function comes after a statement.
func lastOfBranch(stmt, fn *language.Node) bool {
	for stmt != fn {
		block := stmt.Parent
		if block.Is(language.Block) && block.Children[len(block.Children)-1] != stmt || stmt.Is(language.For, language.While) {
			return false
		}
		stmt = block
	}
	return true
}

var inPlace = []string{"append", "extend", "insert", "add", "update", "clear", "sort", "reverse", "appendleft", "remove", "discard"}

// inPlaceResult changes a collection without giving the name of the collection the nothing that the method returns.
func inPlaceResult(scene *language.Scene) []language.Proposal {
	_, subject := nullUse(scene)
	if subject == nil {
		return nil
	}
	var found []language.Proposal
	for _, s := range scene.Sources(subject) {
		call, assign := s.Node, s.Node.Parent
		if !call.Is(language.Call) || !call.Child(language.RoleCallee).Is(language.Attribute) || !assign.Is(language.Assign) || !assign.Parent.Is(language.ExprStmt) || !slices.Contains(inPlace, call.Last()) {
			continue
		}
		if assign.Child(language.RoleLeft).Text() != call.Child(language.RoleCallee).Child(language.RoleObject).Text() {
			continue
		}
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(assign, call.Text())}, Value: "in place", Score: 0.92, Why: call.Last() + " changes the collection and gives nothing",
			Evidence: []heald.Evidence{language.Cite("code", assign, "the collection is lost here", 0.92)},
		})
	}
	return found
}

// attributeSetter stores through the base where a hook that runs at each assignment assigns.
func attributeSetter(scene *language.Scene) []language.Proposal {
	if scene.Function == nil || scene.Function.Node.Name != "__setattr__" || len(language.Parameters(scene.Function.Node)) != 3 {
		return nil
	}
	fn := scene.Function.Node
	params := language.Parameters(fn)
	receiver, name, value := params[0].Name, params[1].Name, params[2].Name
	for _, call := range fn.All(language.Call) {
		if call.Text() == "setattr("+receiver+", "+name+", "+value+")" {
			return []language.Proposal{{
				Edits: []language.Edit{language.Replace(call, "super().__setattr__("+name+", "+value+")")}, Value: "super", Score: 0.9, Why: "setting an attribute calls this method again",
				Evidence: []heald.Evidence{language.Cite("trace", call, "it calls itself here", 0.9)},
			}}
		}
	}
	return nil
}
