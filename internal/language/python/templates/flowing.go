package templates

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// missingAwait awaits a coroutine whose result was meant.
func missingAwait(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "coroutine") && !strings.Contains(scene.Incident.Message, "Future") && !strings.Contains(scene.Incident.Message, "async_generator") {
		return nil
	}
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || !f.Node.Async {
			continue
		}
		for _, call := range f.Node.All(language.Call) {
			for _, p := range awaited(scene, call) {
				if !onTheWay(scene, f) {
					p.Score -= 0.1
				}
				found = append(found, p)
			}
		}
	}
	return writing.Unique(found)
}

// onTheWay says whether a function stands in the trace.
func onTheWay(scene *language.Scene, f *language.Func) bool {
	return slices.ContainsFunc(scene.Steps, func(s language.Step) bool { return s.Func == f })
}

// awaited puts an await before a call of a coroutine function, where the function around it is one as well.
func awaited(scene *language.Scene, call *language.Node) []language.Proposal {
	around := call.Up(language.Function, language.Lambda)
	if call.Parent.Is(language.Await) || around == nil || !around.Async {
		return nil
	}
	var target *language.Func
	for _, f := range scene.Program.Callees(call) {
		if f.Node.Async {
			target = f
		}
	}
	if target == nil || handedOn(call) {
		return nil
	}
	text := "await " + call.Text()
	if call.Parent.Is(language.Attribute, language.Index) && call.Role == language.RoleObject || call.Parent.Is(language.Binary, language.Unary) {
		text = "(" + text + ")"
	}
	if loop := call.Parent; loop.Is(language.For, language.Clause) && yields(target) {
		return nil
	}
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(call, text)}, Value: "await", Score: 0.9, Why: target.Qualified + " is a coroutine function; its result has to be awaited",
		Evidence: []heald.Evidence{language.Cite("code", target.Node.Child(language.RoleName), "declared async", 0.9)},
	}}
}

func yields(f *language.Func) bool { return len(f.Node.All(language.Yield)) > 0 }

// handedOn says whether the coroutine itself is meant: it is given to something that runs coroutines.
func handedOn(call *language.Node) bool {
	outer := call.Parent.Up(language.Call)
	if outer == nil || !call.Parent.Is(language.Args, language.Comprehension, language.Splat, language.List) {
		return false
	}
	switch outer.Last() {
	case "create_task", "gather", "ensure_future", "wait", "wait_for", "run", "run_until_complete", "run_coroutine_threadsafe", "shield", "as_completed":
		return true
	}
	return false
}

// changedWhileIterated iterates over a copy.
func changedWhileIterated(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for i := len(scene.Steps) - 1; i >= 0; i-- {
		var nest []language.Proposal
		for loop := scene.Steps[i].Node.Up(language.For, language.Clause, language.Comprehension); loop != nil; loop = loop.Parent.Up(language.For, language.Comprehension) {
			clause := loop
			if loop.Is(language.Comprehension) {
				clause = writing.First(loop, language.Clause)
			}
			nest = append(nest, copied(scene, clause.Child(language.RoleRight))...)
		}
		found = append(found, nest...)
		found = append(found, together(nest)...)
	}
	return writing.Unique(found)
}

// together goes over copies in all loops of a nest: what is taken out inside may empty what the outer loop goes over.
func together(nest []language.Proposal) []language.Proposal {
	if len(nest) < 2 {
		return nil
	}
	all := nest[0]
	all.Edits, all.Score = nil, 0.84
	for _, p := range nest {
		all.Edits = append(all.Edits, p.Edits...)
	}
	all.Why += ", in every loop around it"
	return []language.Proposal{all}
}

func copied(scene *language.Scene, over *language.Node) []language.Proposal {
	if over == nil || over.Is(language.Call) && slices.Contains([]string{"list", "sorted", "tuple", "range"}, over.Last()) {
		return nil
	}
	wrapper, at := "list", copies(scene, over.Text())
	if at != nil {
		wrapper = at.Last()
	}
	p := language.Proposal{Edits: []language.Edit{language.Replace(over, wrapper+"("+over.Text()+")")}, Value: "copy", Score: 0.85, Why: "go over a copy of " + over.Text() + ", which is changed meanwhile"}
	if at != nil {
		p.Evidence, p.Score = []heald.Evidence{language.Cite("sibling", at, "the same is gone over as a copy elsewhere", 0.9)}, 0.9
	}
	return []language.Proposal{p}
}

// copies finds where the same is gone over as a copy.
func copies(scene *language.Scene, text string) *language.Node {
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.For, language.Clause) {
			r := n.Child(language.RoleRight)
			if !r.Is(language.Call) || r.Last() != "list" && r.Last() != "tuple" {
				continue
			}
			if args := r.Child(language.RoleArgs).Children; len(args) == 1 && args[0].Text() == text {
				return r
			}
		}
	}
	return nil
}

// stopInside ends a generator where an iterator inside it is exhausted.
func stopInside(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "generator raised StopIteration") {
		return nil
	}
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleCallee).Text() == "next" && len(n.Child(language.RoleArgs).Children) == 1
	})
	stmt := scene.Failing.Statement()
	if call == nil || stmt == nil {
		return nil
	}
	lead, ok := stmt.Indentation()
	if !ok {
		return nil
	}
	tree := stmt.Tree()
	unit, nl := writing.Step(tree), tree.LineEnd()
	text := "try:" + nl + lead + unit + strings.ReplaceAll(stmt.Text(), nl+lead, nl+lead+unit) + nl + lead + "except StopIteration:" + nl + lead + unit + "return"
	return []language.Proposal{{Edits: []language.Edit{language.Replace(stmt, text)}, Value: "return", Score: 0.7, Why: "the generator ends where its source ends"}}
}

// baseCase ends a recursion: where nothing is left, or where the walk comes to what it has seen.
func baseCase(scene *language.Scene) []language.Proposal {
	fn := scene.Function
	if fn == nil {
		return nil
	}
	var found []language.Proposal
	found = append(found, selfReference(scene)...)
	body := fn.Node.Body()
	at := body[0]
	if writing.Docs(fn.Node) != nil && len(body) > 1 {
		at = body[1]
	}
	_, changing := recursion(fn.Node)
	for _, p := range language.Parameters(fn.Node) {
		if p.Name == language.Receiver(fn.Node) || p.Splat || changing != "" && p.Name != changing {
			continue // what is handed on as it is ends nothing
		}
		subject := p.Node
		if p.Node.Is(language.Param) {
			subject = p.Node.Children[0]
		}
		for when, bad := range map[language.Condition]string{language.Null: p.Name + " is None", language.Empty: "not " + p.Name, language.Zero: p.Name + " <= 0"} {
			f := writing.Fault{At: at, Subject: subject, When: when, Bad: bad}
			found = append(found, f.Hole(language.Returns, at, 0.25, func(value string) []language.Edit {
				return writing.Before(at, "if "+f.Bad+":", "\treturn "+value)
			}))
		}
	}
	return found
}

// selfReference mends a property or attribute hook that asks for itself: the name that holds the value has an underscore.
func selfReference(scene *language.Scene) []language.Proposal {
	fn := scene.Function.Node
	receiver := language.Receiver(fn)
	class := fn.Up(language.Class)
	if receiver == "" || class == nil {
		return nil
	}
	var found []language.Proposal
	for _, n := range fn.All(language.Attribute) {
		if n.Child(language.RoleObject).Text() != receiver || n.Name != fn.Name {
			continue
		}
		for _, have := range scene.Program.Members(class) {
			if strings.Trim(have, "_") == strings.Trim(n.Name, "_") && have != n.Name && strings.HasPrefix(have, "_") {
				found = append(found, naming.AttributeNamed(n, have, 0.85, "the class keeps the value as "+have, class))
			}
		}
		if naming.IsCalled(n) && inherits(class) {
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(n.Child(language.RoleObject), "super()")}, Value: "super", Score: 0.7, Why: "the base class's " + n.Name + " is meant",
				Evidence: []heald.Evidence{language.Cite("code", class.Child(language.RoleBases), "the class extends this", 0.7)},
			})
		}
	}
	return append(found, attributeHook(scene, fn, class, receiver)...)
}

func inherits(class *language.Node) bool {
	bases := class.Child(language.RoleBases)
	return bases != nil && len(bases.Children) > 0
}

// attributeHook keeps __getattr__ from asking for the attribute that it works with.
func attributeHook(scene *language.Scene, fn, class *language.Node, receiver string) []language.Proposal {
	params := language.Parameters(fn)
	if fn.Name != "__getattr__" || len(params) != 2 {
		return nil
	}
	name := params[1].Name
	var found []language.Proposal
	for _, n := range fn.All(language.Attribute) {
		if n.Child(language.RoleObject).Text() != receiver || scene.Program.Method(class, n.Name) != nil || n.Role == language.RoleCallee {
			continue
		}
		found = append(found, language.Proposal{
			Edits: writing.Before(writing.FirstOf(fn), "if "+name+` == "`+n.Name+`":`, "\traise AttributeError("+name+")"), Value: "raise AttributeError", Score: 0.74,
			Why:      "an object that is being copied has no " + n.Name + " yet; it must not be looked for in " + fn.Name,
			Evidence: []heald.Evidence{language.Cite("trace", n, "the look-up asks for itself here", 0.74)},
		})
	}
	return writing.Unique(found)
}
