package repair

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/donor"
)

// idioms are the proposers that need no crash class: they do here what the same repository does in like places.
var idioms = []func(*language.Scene) []language.Proposal{
	preparations, converted, accessors, tolerant, parsers, rebound, alikeCalls, alikeBodies, twins,
	donor.Propose,
}

// preparations calls first what the other methods of the class call first.
func preparations(scene *language.Scene) []language.Proposal {
	if scene.Function == nil || scene.Function.Class == "" {
		return nil
	}
	fn := scene.Function.Node
	class, receiver := fn.Up(language.Class), language.Receiver(fn)
	counted, first := map[string]int{}, map[string]*language.Node{}
	for _, m := range language.Methods(class) {
		if call := opening(m); m != fn && call != nil {
			text := call.Text()
			if rest, ok := strings.CutPrefix(text, language.Receiver(m)+"."); ok {
				counted[rest]++
				if first[rest] == nil {
					first[rest] = call
				}
			}
		}
	}
	var found []language.Proposal
	for _, text := range slices.Sorted(maps.Keys(counted)) {
		name := first[text].Last()
		if strings.Contains(fn.Text(), receiver+"."+text) || name == fn.Name {
			continue
		}
		edits := atStart(fn, scene.Program.Support.Idioms, receiver+"."+text)
		score := min(0.45+0.1*float64(counted[text]), 0.75)
		if gives(class, name, scene.Failing, scene.Program) {
			score += 0.15
		}
		found = append(found, language.Proposal{
			Edits: edits, Value: text, Score: score, Why: fmt.Sprintf("%d other methods begin with %s", counted[text], text),
			Evidence: []heald.Evidence{language.Cite("sibling", first[text], "other methods of the class call this first", score)},
		})
	}
	return found
}

// opening is the call that a method begins with, when it is a statement of its own on its receiver.
func opening(m *language.Node) *language.Node {
	for i, stmt := range m.Body() {
		call := stmt.Child(language.RoleValue)
		if call.Is(language.Await) {
			call = call.Child(language.RoleValue)
		}
		switch {
		case i == 0 && stmt.Is(language.ExprStmt) && call.Is(language.String):
		case stmt.Is(language.ExprStmt) && call.Is(language.Call) && call.Child(language.RoleCallee).Is(language.Attribute) &&
			call.Child(language.RoleCallee).Child(language.RoleObject).Text() == language.Receiver(m):
			return call
		default:
			return nil
		}
	}
	return nil
}

// gives says whether a method sets an attribute that the failing expression reads.
func gives(class *language.Node, method string, failing *language.Node, program *language.Program) bool {
	m := program.Method(class, method)
	if m == nil {
		return false
	}
	for _, n := range failing.All(language.Attribute) {
		if len(language.Definitions(m.Node, n.Text())) > 0 {
			return true
		}
	}
	return false
}

// atStart inserts a statement before a function's first, after what documents it.
func atStart(fn *language.Node, idioms *language.Idioms, text string) []language.Edit {
	body := fn.Body()
	at := body[0]
	if idioms.Docs != nil && idioms.Docs(fn) != nil && len(body) > 1 {
		at = body[1]
	}
	return language.Before(at, text)
}

// converted reads a value through the function that the repository reads like values through: H(x) for x or for int(x).
func converted(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, target := range targets(scene) {
		value := target
		if target.Is(language.Call) {
			args := target.Child(language.RoleArgs)
			if args == nil || len(args.Children) == 0 || args.Children[0].Is(language.KeywordArg, language.Splat, language.String) {
				continue
			}
			value = args.Children[0]
		}
		found = append(found, readers(scene, target, value)...)
	}
	return found
}

// targets are the expressions that may want another reading: the failing one's calls, and what the diagnosis calls wrong.
func targets(scene *language.Scene) []*language.Node {
	stmt := scene.Failing.Statement()
	var found []*language.Node
	scene.Failing.Walk(func(n *language.Node) bool {
		if n.Is(language.Block) {
			return false
		}
		if n.Is(language.Call) || n.Text() == scene.Diagnosis.Wrong.Expression && n.Is(language.Name, language.Attribute, language.Index) {
			found = append(found, n)
		}
		return true
	})
	for n := scene.Failing; n != nil && n != stmt; n = n.Parent {
		if n.Is(language.Call) && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	if scene.Failing.Is(language.Index, language.Attribute) {
		found = append(found, scene.Failing)
	}
	return found
}

// readers returns a proposal for each function of the program that is given values like this one.
func readers(scene *language.Scene, target, value *language.Node) []language.Proposal {
	weights, seen := map[string]float64{}, map[string]*language.Node{}
	for _, f := range scene.Program.Funcs() {
		if f.Test || f == scene.Function || !unary(f) || seen[f.Node.Name] != nil {
			continue
		}
		for _, site := range scene.Program.Calls(f.Node.Name) {
			arg := onlyArgument(site, target)
			if arg == nil {
				continue
			}
			if like := likeness(value, arg); like > 0 {
				key := site.Node.Child(language.RoleCallee).Text()
				weights[key] += like * (1 - weights[key])
				seen[key] = site.Node
			}
		}
	}
	var found []language.Proposal
	for _, callee := range slices.Sorted(maps.Keys(weights)) {
		at := seen[callee]
		edits, ok := call(scene, target, callee, value.Text(), at)
		if !ok {
			continue
		}
		score := weights[callee] * 0.8
		if target.Is(language.Call) && performs(scene, at, target.Child(language.RoleCallee).Last()) {
			score = min(score+0.3, 0.92)
		}
		found = append(found, language.Proposal{
			Edits: edits, Value: callee, Score: score, Why: "read " + value.Text() + " with " + callee + ", as the repository reads like values",
			Evidence: []heald.Evidence{language.Cite("sibling", at, "a like value is read so", score)},
		})
	}
	return found
}

// onlyArgument is the one argument of a call of the service's code that has nothing to do with the target.
func onlyArgument(site language.CallSite, target *language.Node) *language.Node {
	args := site.Node.Child(language.RoleArgs)
	if site.Test || args == nil || len(args.Children) != 1 || site.Node.Within(target) || target.Within(site.Node) {
		return nil
	}
	return args.Children[0]
}

// unary says whether a function takes one value.
func unary(f *language.Func) bool {
	count := 0
	for _, p := range language.Parameters(f.Node) {
		if p.Default == nil && !p.Splat && p.Name != language.Receiver(f.Node) {
			count++
		}
	}
	return count == 1
}

// likeness says how alike two values are by where they are taken from.
func likeness(a, b *language.Node) float64 {
	if a.Kind != b.Kind {
		return 0
	}
	sameFunction, sameFile := a.Up(language.Function) == b.Up(language.Function), a.Tree() == b.Tree()
	switch a.Kind {
	case language.Index, language.Attribute:
		return likeMembers(a, b, sameFunction, sameFile)
	case language.Name:
		if a.Name == b.Name && !sameFunction && len(a.Name) > 2 {
			return 0.35
		}
	case language.Call:
		if a.Last() == b.Last() && sameFile {
			return 0.35
		}
	}
	return 0
}

// likeMembers compares two attributes or entries: the same one elsewhere, or another of the same object.
func likeMembers(a, b *language.Node, sameFunction, sameFile bool) float64 {
	siblings := a.Child(language.RoleObject).Text() == b.Child(language.RoleObject).Text()
	switch {
	case a.Last() == b.Last():
		return 0.6
	case siblings && sameFunction:
		return 0.45
	case siblings && sameFile && a.Is(language.Index):
		return 0.35
	case siblings && a.Is(language.Index) && len(a.Child(language.RoleObject).Text()) > 2 && path.Dir(a.Tree().Path) == path.Dir(b.Tree().Path):
		return 0.3
	}
	return 0
}

// call writes the call of a reader where a target stands, with an import where the name is not known there.
func call(scene *language.Scene, target *language.Node, callee, arg string, at *language.Node) ([]language.Edit, bool) {
	edits := []language.Edit{language.Replace(target, callee+"("+arg+")")}
	root, _, dotted := strings.Cut(callee, ".")
	if at.Tree() == target.Tree() {
		return edits, !dotted || root == language.Receiver(target.Up(language.Function)) || at.Up(language.Function) == target.Up(language.Function)
	}
	if dotted && root == language.Receiver(at.Up(language.Function)) {
		return nil, false
	}
	if target.Tree().Defines(root) {
		return edits, true
	}
	add := scene.Program.Support.Idioms.Import
	if add == nil {
		return nil, false
	}
	imports := add(scene, root)
	return append(edits, imports...), imports != nil
}

// performs says whether the function that a site calls does the same operation inside.
func performs(scene *language.Scene, site *language.Node, operation string) bool {
	for _, f := range scene.Program.Callees(site) {
		for _, c := range f.Node.All(language.Call) {
			if c.Child(language.RoleCallee).Last() == operation {
				return true
			}
		}
		if f.Node.Child(language.RoleReturns).Text() == operation {
			return true
		}
	}
	return false
}

// accessors uses the method that an object has for what is done here by hand with its attribute: r.text() for r.body.decode(…).
func accessors(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, target := range targets(scene) {
		callee := target.Child(language.RoleCallee)
		if !target.Is(language.Call) || !callee.Is(language.Attribute) || !callee.Child(language.RoleObject).Is(language.Attribute) {
			continue
		}
		field := callee.Child(language.RoleObject)
		for _, class := range scene.Program.Owners(field.Name) {
			for _, m := range language.Methods(class) {
				found = append(found, throughMethod(scene, target, field, m)...)
			}
		}
	}
	return found
}

// throughMethod uses a method that calls the same of the object's attribute as the target does.
func throughMethod(scene *language.Scene, target, field, m *language.Node) []language.Proposal {
	object, receiver := field.Child(language.RoleObject).Text(), language.Receiver(m)
	if receiver == object || len(language.Parameters(m)) != 1 || !strings.Contains(m.Text(), receiver+"."+field.Name+"."+target.Child(language.RoleCallee).Name+"(") {
		return nil
	}
	score := 0.6
	if method(scene, m.Name) {
		score = 0.75
	}
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(target, object+"."+m.Name+"()")},
		Value: m.Name, Score: score, Why: m.Qualified() + " does this for every case",
		Evidence: []heald.Evidence{language.Cite("sibling", m, "the class has a method for it", score)},
	}}
}

func method(scene *language.Scene, name string) bool {
	return slices.ContainsFunc(scene.Program.Calls(name), func(s language.CallSite) bool { return !s.Test })
}

// alikeBodies does what sibling functions do that differ in a literal only.
func alikeBodies(scene *language.Scene) []language.Proposal {
	if scene.Function == nil {
		return nil
	}
	fn, idioms := scene.Function.Node, scene.Program.Support.Idioms
	body, doc := fn.Body(), idioms.Docs(fn)
	if doc != nil {
		body = body[1:]
	}
	literals := slices.DeleteFunc(fn.Child(language.RoleBody).All(language.String), func(n *language.Node) bool { return n == doc })
	if len(literals) != 1 || len(body) == 0 {
		return nil
	}
	counted, at := singles(fn, idioms)
	var found []language.Proposal
	for _, text := range slices.Sorted(maps.Keys(counted)) {
		if counted[text] < 2 || !strings.Contains(text, "\x00") {
			continue
		}
		score := min(0.5+0.1*float64(counted[text]), 0.75)
		found = append(found, language.Proposal{
			Edits: []language.Edit{{Path: fn.Tree().Path, Start: body[0].Start, End: body[len(body)-1].End, Text: strings.Replace(text, "\x00", literals[0].Text(), 1)}},
			Value: "as siblings", Score: score, Why: fmt.Sprintf("%d siblings do the same with another name in this way", counted[text]),
			Evidence: []heald.Evidence{language.Cite("sibling", at[text], "a sibling does it so", score)},
		})
	}
	return found
}

// singles counts the one-statement bodies of the functions beside one, by their text with the literal cut out.
func singles(fn *language.Node, idioms *language.Idioms) (counted map[string]int, at map[string]*language.Node) {
	counted, at = map[string]int{}, map[string]*language.Node{}
	for _, m := range fn.Parent.Up(language.Class, language.File).All(language.Function) {
		if m == fn || overlapping(fn, m) {
			continue
		}
		if text, value := single(m, idioms); value != nil {
			counted[text]++
			at[text] = value
		}
	}
	return counted, at
}

// overlapping says whether two functions differ in their parameters, so that the body of one cannot stand in the other.
func overlapping(a, b *language.Node) bool {
	return a.Child(language.RoleParams).Text() != b.Child(language.RoleParams).Text()
}

// single is the one statement of a function, with its one literal cut out.
func single(m *language.Node, idioms *language.Idioms) (string, *language.Node) {
	body := m.Body()
	if idioms.Docs(m) != nil && len(body) > 0 {
		body = body[1:]
	}
	if len(body) != 1 || !body[0].Is(language.Return) {
		return "", nil
	}
	literals := body[0].All(language.String)
	if len(literals) != 1 {
		return "", nil
	}
	at := literals[0].Start - body[0].Start
	text := body[0].Text()
	return text[:at] + "\x00" + text[at+len(literals[0].Text()):], body[0]
}
