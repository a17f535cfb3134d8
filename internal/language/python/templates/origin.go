package templates

import (
	"maps"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// missingReturn mends a function that gives None because it forgets its result on the way to its end.
func missingReturn(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "NoneType") {
		return nil
	}
	var found []language.Proposal
	for _, f := range suspects(scene) {
		found = append(found, resultOf(scene, f)...)
	}
	return writing.Unique(found)
}

// suspects are the functions whose result became the None that crashed, and whose end gives nothing.
func suspects(scene *language.Scene) []*language.Func {
	var found []*language.Func
	add := func(call *language.Node) {
		for _, f := range scene.Program.Callees(call) {
			if endsEmpty(f.Node) && !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	_, subject := nullUse(scene)
	if subject == nil {
		return nil
	}
	if subject.Bare().Is(language.Call) {
		add(subject.Bare())
	}
	for _, s := range scene.Sources(subject) {
		if s.Node.Bare().Is(language.Call) && s.Depth <= 4 {
			add(s.Node.Bare())
		}
	}
	return found
}

// endsEmpty says whether a function can run off its end.
func endsEmpty(fn *language.Node) bool {
	body := fn.Body()
	if len(body) == 0 || len(fn.All(language.Yield)) > 0 {
		return false
	}
	last := body[len(body)-1]
	return !last.Is(language.Return, language.Raise) && !(last.Is(language.While) && last.Child(language.RoleCond).Text() == "True")
}

func resultOf(scene *language.Scene, f *language.Func) []language.Proposal {
	body := f.Node.Body()
	last := body[len(body)-1]
	var found []language.Proposal
	offer := func(edits []language.Edit, value string, score float64, at *language.Node, says string) {
		found = append(found, language.Proposal{
			Edits: edits, Value: "return " + value, Score: score, Why: f.Qualified + " forgets its result",
			Evidence: []heald.Evidence{language.Cite("code", at, says, score)},
		})
	}
	gives := returns(f.Node)
	if value, at, count := majority(scene, f); value != "" && len(gives) == 0 {
		offer(writing.Following(last, "return "+value), value, min(0.9, 0.55+0.1*float64(count)), at, "the other methods that go on return it")
	}
	if last.Is(language.ExprStmt) && len(gives) == 0 {
		switch value := last.Child(language.RoleValue); {
		case value.Is(language.Assign) && value.Child(language.RoleLeft).Is(language.Name):
			offer(writing.Following(last, "return "+value.Child(language.RoleLeft).Text()), value.Child(language.RoleLeft).Text(), 0.68, last, "it makes this last and does nothing with it")
		case value.Is(language.Binary, language.Compare, language.Comprehension, language.List, language.Dict, language.Call):
			offer([]language.Edit{writing.Insert(last.Tree(), last.Start, "return ")}, value.Text(), 0.62, last, "it computes this last and does nothing with it")
		}
	}
	for _, local := range built(f.Node) {
		offer(writing.Following(last, "return "+local), local, 0.66, f.Node.Child(language.RoleName), "it builds "+local+" and does nothing with it")
	}
	return found
}

func returns(fn *language.Node) []*language.Node {
	var found []*language.Node
	for _, r := range fn.All(language.Return) {
		if r.Child(language.RoleValue) != nil && r.Up(language.Function) == fn {
			found = append(found, r)
		}
	}
	return found
}

// majority is what most methods of the class return, when it is one name and the same.
func majority(scene *language.Scene, f *language.Func) (string, *language.Node, int) {
	class := f.Node.Up(language.Class)
	if class == nil {
		return "", nil, 0
	}
	count, at := 0, (*language.Node)(nil)
	receiver := language.Receiver(f.Node)
	for _, m := range language.Methods(class) {
		for _, r := range returns(m) {
			if r.Child(language.RoleValue).Text() == receiver && receiver != "" && m != f.Node {
				count, at = count+1, r
			}
		}
	}
	if count < 2 {
		return "", nil, 0
	}
	return receiver, at, count
}

// built are the local collections that a function fills and never reads again.
func built(fn *language.Node) []string {
	var found []string
	for _, stmt := range fn.Body() {
		a := stmt.Child(language.RoleValue)
		if !stmt.Is(language.ExprStmt) || !a.Is(language.Assign) || !a.Child(language.RoleLeft).Is(language.Name) {
			continue
		}
		if !a.Child(language.RoleRight).Is(language.List, language.Dict, language.Set) || len(returns(fn)) > 0 {
			continue
		}
		found = append(found, a.Child(language.RoleLeft).Text())
	}
	return found
}

var mutators = map[string]string{"sort": "sorted(%)", "reverse": "list(reversed(%))"}

// mutatorResult mends the use of a method's result that changes its object and gives nothing.
func mutatorResult(scene *language.Scene) []language.Proposal {
	_, subject := nullUse(scene)
	if subject == nil {
		return nil
	}
	nodes := []*language.Node{subject}
	for _, s := range scene.Sources(subject) {
		nodes = append(nodes, s.Node)
	}
	nodes = append(nodes, givenBack(scene)...)
	var found []language.Proposal
	for _, n := range nodes {
		if !n.Is(language.Call) || !n.Child(language.RoleCallee).Is(language.Attribute) {
			continue
		}
		object := n.Child(language.RoleCallee).Child(language.RoleObject)
		if form, ok := mutators[n.Last()]; ok {
			inside := object.Text()
			if args := n.Child(language.RoleArgs).Children; len(args) > 0 {
				inside += ", " + strings.TrimSuffix(strings.TrimPrefix(n.Child(language.RoleArgs).Text(), "("), ")")
			}
			found = append(found, language.Proposal{Edits: []language.Edit{language.Replace(n, strings.Replace(form, "%", inside, 1))}, Value: form, Score: 0.8, Why: n.Last() + " changes the list and gives nothing", Evidence: []heald.Evidence{language.Cite("code", n, "its result is used, and it has none", 0.8)}})
		}
	}
	return found
}

// givenBack are the results of methods that give none which functions return all the same: through a table of functions the value's
// way cannot be followed, and such a return is wrong wherever it stands.
func givenBack(scene *language.Scene) []*language.Node {
	var found []*language.Node
	for _, f := range scene.Program.Funcs() {
		if f.Test {
			continue
		}
		for _, r := range returns(f.Node) {
			if value := r.Child(language.RoleValue); value.Is(language.Call) && mutators[value.Last()] != "" {
				found = append(found, value)
			}
		}
	}
	return found
}

// missingDefault gives a look-up a default where its None does harm later.
func missingDefault(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "NoneType") {
		return nil
	}
	_, subject := nullUse(scene)
	if subject == nil {
		return nil
	}
	nodes := []*language.Node{subject.Bare()}
	for _, s := range scene.Sources(subject) {
		nodes = append(nodes, s.Node.Bare())
	}
	var found []language.Proposal
	for _, n := range nodes {
		n := n
		if !n.Is(language.Call) || n.Last() != "get" || !n.Child(language.RoleCallee).Is(language.Attribute) || len(n.Child(language.RoleArgs).Children) != 1 {
			continue
		}
		key := n.Child(language.RoleArgs).Children[0]
		f := writing.Fault{At: n, Subject: n.Child(language.RoleCallee).Child(language.RoleObject), When: language.Missing, Keys: writing.KeyNames(scene, key), Bad: n.Text() + " is None"}
		found = append(found, f.Hole(language.Yields, n, 0.3, func(value string) []language.Edit {
			if value == "None" {
				return nil
			}
			return []language.Edit{writing.Insert(key.Tree(), key.End, ", "+value)}
		}))
	}
	return found
}

// renamedKey reads the key that is there instead of the one that is not: what the input, the producers and other readers show.
func renamedKey(scene *language.Scene) []language.Proposal {
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && n.Child(language.RoleKey).Is(language.String)
	})
	if look == nil {
		return nil
	}
	container, key := writing.Lookup(look)
	old := language.Unquote(key.Text())
	if !strings.Contains(scene.Incident.Message, old) {
		return nil
	}
	produced := producedKeys(scene)
	var found []language.Proposal
	for _, now := range slices.Sorted(maps.Keys(produced)) {
		at := produced[now]
		score := newKeyScore(scene, old, now, at)
		if score == 0 {
			continue
		}
		_, still := produced[old]
		if still && reads(at, old) {
			continue // it makes such a record anew out of one that has the old name: the writer slipped, nothing was renamed
		}
		quoted := strings.Replace(key.Text(), old, now, 1)
		evidence := []heald.Evidence{language.Cite("data", at, "the key is called so here", score)}
		if !still {
			found = append(found, renameKey(look, key, quoted, score, evidence))
		}
		both := writing.Tight(container) + "[" + quoted + "] if " + quoted + " in " + writing.Tight(container) + " else " + look.Text()
		bothScore := score - 0.12
		if still {
			bothScore = score + 0.05
		}
		if !writing.IsTarget(look) {
			found = append(found, language.Proposal{Edits: []language.Edit{language.Replace(look, writing.Wrapped(look, both))}, Value: now + " or " + old, Score: bothScore, Why: "the key is called " + now + " now, " + old + " before", Evidence: evidence})
		}
	}
	return found
}

// reads says whether what is stored under a key is made of what a record holds under another.
func reads(stored *language.Node, key string) bool {
	pair := stored
	if !pair.Is(language.Pair) {
		pair = pair.Up(language.Pair, language.Assign)
	}
	return slices.ContainsFunc(pair.All(language.Index), func(n *language.Node) bool {
		return language.Unquote(n.Child(language.RoleKey).Text()) == key
	})
}

// newKeyScore says how sure a key became another: by what the texts and the guilty commit say, by how alike they are, and by the input
// that crashed. 0: not at all.
func newKeyScore(scene *language.Scene, old, now string, at *language.Node) float64 {
	if now == old || now == "" {
		return 0
	}
	if naming.SaidRenamed(scene, old, now) != "" {
		return 0.86
	}
	if language.Similar(old, now) < 0.45 && scene.Renamed[old] != now {
		return 0
	}
	score := 0.25 + language.Similar(old, now)*0.4
	if scene.Renamed[old] == now {
		score += 0.2
	}
	if scene.Sample != nil && at.Tree() == scene.Sample {
		score += 0.12
	}
	return min(score, 0.9)
}

// producedKeys are the literal keys that the program or the crashing input stores values under.
func producedKeys(scene *language.Scene) map[string]*language.Node {
	found := map[string]*language.Node{}
	collect := func(tree *language.Tree) {
		for _, n := range tree.Root.All(language.Pair, language.Assign) {
			switch {
			case n.Is(language.Pair) && len(n.Children) == 2 && n.Children[0].Is(language.String):
				found[language.Unquote(n.Children[0].Text())] = n
			case n.Is(language.Assign) && n.Child(language.RoleLeft).Is(language.Index) && n.Child(language.RoleLeft).Child(language.RoleKey).Is(language.String):
				found[language.Unquote(n.Child(language.RoleLeft).Child(language.RoleKey).Text())] = n
			}
		}
	}
	for _, tree := range scene.Program.Trees() {
		if !scene.Program.Support.IsTest(tree.Path) {
			collect(tree)
		}
	}
	if scene.Sample != nil {
		collect(scene.Sample)
	}
	return found
}

// renameKey writes the new key at every identical look-up of the function.
func renameKey(look, key *language.Node, quoted string, score float64, evidence []heald.Evidence) language.Proposal {
	p := language.Proposal{Value: quoted, Score: score, Why: "the key is called " + quoted, Evidence: evidence}
	for _, n := range look.Up(language.Function, language.File).All(language.Index) {
		if n.Text() == look.Text() && n.Child(language.RoleKey).Is(language.String) {
			p.Edits = append(p.Edits, language.Replace(n.Child(language.RoleKey), quoted))
		}
	}
	return p
}

// producerKey mends the place that stores a value under another key than everybody reads it by.
func producerKey(scene *language.Scene) []language.Proposal {
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && n.Child(language.RoleKey).Is(language.String)
	})
	if look == nil || scene.Incident.ErrorType != "KeyError" {
		return nil
	}
	wanted := language.Unquote(look.Child(language.RoleKey).Text())
	var found []language.Proposal
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, dict := range tree.Root.All(language.Dict) {
			keys := literalKeys(dict)
			if keys[wanted] != nil || len(keys) < 2 || akin(scene, dict, wanted, keys) == nil {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(keys)) {
				score := 0.45 + 0.5*language.Similar(key, wanted)
				if score < 0.7 || readKey(scene, key) {
					continue
				}
				id := keys[key]
				found = append(found, language.Proposal{
					Edits: []language.Edit{language.Replace(id, strings.Replace(id.Text(), key, wanted, 1))}, Value: wanted, Score: min(score, 0.85),
					Why:      "everybody reads " + wanted + "; here it is stored as " + key,
					Evidence: []heald.Evidence{language.Cite("sibling", akin(scene, dict, wanted, keys), "the same kind of record is made with the key that is read", score)},
				})
			}
		}
	}
	return found
}

// literalKeys are the keys of a dictionary literal.
func literalKeys(dict *language.Node) map[string]*language.Node {
	keys := map[string]*language.Node{}
	for _, pair := range dict.Children {
		if pair.Is(language.Pair) && len(pair.Children) == 2 && pair.Children[0].Is(language.String) {
			keys[language.Unquote(pair.Children[0].Text())] = pair.Children[0]
		}
	}
	return keys
}

// akin finds another literal with the wanted key that has most other keys in common.
func akin(scene *language.Scene, dict *language.Node, wanted string, keys map[string]*language.Node) *language.Node {
	for _, tree := range scene.Program.Trees() {
		for _, other := range tree.Root.All(language.Dict) {
			theirs, both := literalKeys(other), 0
			for key := range keys {
				if theirs[key] != nil {
					both++
				}
			}
			if other != dict && theirs[wanted] != nil && both >= 2 {
				return other
			}
		}
	}
	return nil
}

// readKey says whether any code reads a key.
func readKey(scene *language.Scene, key string) bool {
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.Index, language.Call) {
			at := n.Child(language.RoleKey)
			if n.Is(language.Call) && n.Last() == "get" && len(n.Child(language.RoleArgs).Children) > 0 {
				at = n.Child(language.RoleArgs).Children[0]
			}
			if at.Is(language.String) && language.Unquote(at.Text()) == key {
				return true
			}
		}
	}
	return false
}
