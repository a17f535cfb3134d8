package donor

import (
	"maps"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weight of what a sibling does to a table of kept answers after it has changed what they are made of.
const weighForgets = 0.72

// stale forgets a kept answer at the end of a method that changes what the answer is made of, as the other methods that do so forget it.
func stale(scene *language.Scene) []language.Proposal {
	fn := scene.Failing.Up(language.Function)
	if fn == nil {
		return nil
	}
	var found []language.Proposal
	for _, keeper := range askedFor(scene, fn) {
		for _, table := range keptIn(keeper) {
			for _, changer := range calledBefore(scene, fn, keeper) {
				if p := forgetting(scene, changer, table); p != nil {
					found = append(found, *p)
				}
			}
		}
	}
	return found
}

// askedFor lists the methods that what fails came of.
func askedFor(scene *language.Scene, fn *language.Node) []*language.Node {
	var found []*language.Node
	for _, n := range scene.Failing.All(language.Name) {
		for _, d := range language.Definitions(fn, n.Name) {
			if !d.Value.Bare().Is(language.Call) || d.Stmt.Start > scene.Failing.Start {
				continue
			}
			for _, f := range scene.Program.Callees(d.Value.Bare()) {
				if f.Class != "" && !slices.Contains(found, f.Node) {
					found = append(found, f.Node)
				}
			}
		}
	}
	return found
}

// keptIn names the tables of its object in which a method keeps what it gives.
func keptIn(keeper *language.Node) []string {
	var found []string
	for _, r := range keeper.All(language.Return) {
		look := r.Child(language.RoleValue).Bare()
		object := look.Child(language.RoleObject)
		if !look.Is(language.Index) || !object.Is(language.Attribute) || !ownPart(object.Child(language.RoleObject)) || slices.Contains(found, object.Name) {
			continue
		}
		stores := func(a *language.Node) bool { return a.Child(language.RoleLeft).Text() == look.Text() }
		if slices.ContainsFunc(keeper.All(language.Assign), stores) {
			found = append(found, object.Name)
		}
	}
	return found
}

// calledBefore lists the methods of the keeper's class that the function calls before it fails.
func calledBefore(scene *language.Scene, fn, keeper *language.Node) []*language.Node {
	var found []*language.Node
	for _, call := range fn.All(language.Call) {
		if call.Start > scene.Failing.Start {
			break
		}
		callees := scene.Program.Callees(call)
		for _, f := range callees {
			if m := f.Node; len(callees) == 1 && m != keeper && m.Up(language.Class) == keeper.Up(language.Class) && !slices.Contains(found, m) {
				found = append(found, m)
			}
		}
	}
	return found
}

// forgetting ends a method as its siblings end. A method that has to do with the table already has its own way.
func forgetting(scene *language.Scene, changer *language.Node, table string) *language.Proposal {
	own := language.Receiver(changer)
	body := changer.Body()
	if own == "" || len(body) == 0 || strings.Contains(changer.Text(), own+"."+table) || len(changer.All(language.Return, language.Yield)) > 0 {
		return nil
	}
	donors := endings(changer, table, own, scene.Program.Support.Idioms.Forgets)
	if len(donors) != 1 {
		return nil
	}
	text := slices.Sorted(maps.Keys(donors))[0]
	edits := after(body[len(body)-1], text)
	if edits == nil {
		return nil
	}
	score := min(weighForgets+moreAgree*float64(len(donors[text])-1), most)
	return &language.Proposal{
		Edits: edits, Value: text, Score: score, Why: changer.Qualified() + " changes what " + table + " is made of; the methods beside it forget what was kept",
		Evidence: []heald.Evidence{language.Cite("sibling", donors[text][0], "a method that does the same ends so", score)},
	}
}

// endings are the statements by which methods that do the same work forget, by their text.
func endings(changer *language.Node, table, own string, methods []string) map[string][]*language.Node {
	donors := map[string][]*language.Node{}
	for _, m := range language.Methods(changer.Up(language.Class)) {
		if end := forgets(m, table, methods); end != nil && language.Receiver(m) == own && sameWork(m, changer) && known(end, changer) {
			donors[end.Text()] = append(donors[end.Text()], end)
		}
	}
	return donors
}

// forgets is the last statement of a method, where it takes something out of a table of its object, by one of the methods.
func forgets(m *language.Node, table string, methods []string) *language.Node {
	body := m.Body()
	if len(body) < 2 {
		return nil
	}
	end := body[len(body)-1]
	of := language.Receiver(m) + "." + table
	if end.Is(language.Delete) && strings.Contains(end.Text(), of+"[") {
		return end
	}
	call := end
	if end.Is(language.ExprStmt) {
		call = end.Child(language.RoleValue)
	}
	callee := call.Child(language.RoleCallee)
	if call.Is(language.Call) && callee.Child(language.RoleObject).Text() == of && slices.Contains(methods, callee.Last()) {
		return end
	}
	return nil
}

// sameWork says whether two methods call the same of their object: the same database, the same file.
func sameWork(a, b *language.Node) bool {
	calls := map[string]bool{}
	for _, call := range a.All(language.Call) {
		calls[call.Child(language.RoleCallee).Text()] = true
	}
	return slices.ContainsFunc(b.All(language.Call), func(call *language.Node) bool {
		callee := call.Child(language.RoleCallee)
		return callee.Is(language.Attribute) && strings.HasPrefix(callee.Text(), language.Receiver(b)+".") && calls[callee.Text()]
	})
}

// known says whether every name of a statement is a parameter of a function.
func known(stmt, fn *language.Node) bool {
	return !slices.ContainsFunc(stmt.All(language.Name), func(n *language.Node) bool {
		return n.Role != language.RoleName && !parameter(fn, n.Name)
	})
}

// after inserts a line after a statement, with its indentation; nothing where the statement shares its lines.
func after(stmt *language.Node, text string) []language.Edit {
	lead, ok := stmt.Indentation()
	_, end, there := stmt.Tree().Span(stmt.EndLine)
	if !ok || !there {
		return nil
	}
	nl := stmt.Tree().LineEnd()
	if line := string(stmt.Tree().Source[stmt.End:end]); !strings.HasSuffix(line, "\n") {
		return []language.Edit{{Path: stmt.Tree().Path, Start: end, End: end, Text: nl + lead + text}}
	}
	return []language.Edit{{Path: stmt.Tree().Path, Start: end, End: end, Text: lead + text + nl}}
}
