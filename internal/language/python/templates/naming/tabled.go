package naming

import (
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// table is a module's list of entries, one part of which are names of attributes.
type table struct {
	name  string
	part  int // the part's position in each entry; -1: the entry itself
	value *language.Node
}

// Tabled writes the name that a class has into the table from which getattr gets it, and where the same name keys another table of
// that module.
func Tabled(scene *language.Scene) []language.Proposal {
	owner, name := attributeOf(scene.Incident.Message)
	use := writing.Failing(scene.Failing, byName)
	classes := scene.Program.Classes(owner)
	if use == nil || len(classes) != 1 || len(scene.Program.Owners(name)) > 0 {
		return nil
	}
	if t := tableOf(scene, use.Child(language.RoleArgs).Children[1]); t != nil {
		return inTable(scene, classes[0], t, name)
	}
	return nil
}

// byName says whether a node is getattr(thing, name).
func byName(n *language.Node) bool {
	args := n.Child(language.RoleArgs)
	return n.Is(language.Call) && n.Child(language.RoleCallee).Text() == "getattr" && args.Is(language.Args) && len(args.Children) == 2 && args.Children[1].Is(language.Name)
}

// tableOf is the table that a loop takes the name from, or nil.
func tableOf(scene *language.Scene, name *language.Node) *table {
	loop := loopOf(name)
	from, target := loop.Child(language.RoleRight), loop.Child(language.RoleLeft)
	if !from.Is(language.Name) {
		return nil
	}
	t := &table{name: from.Name, part: -1, value: onlyValue(scene, from.Name)}
	if target.Is(language.Tuple) {
		t.part = slices.IndexFunc(target.Children, func(m *language.Node) bool { return m.Text() == name.Text() })
	}
	if t.value == nil {
		return nil
	}
	return t
}

// loopOf is the loop around a use of a variable that gives it its value, or nil.
func loopOf(name *language.Node) *language.Node {
	for m := name.Parent; m != nil && !m.Is(language.Function, language.File); m = m.Parent {
		for _, n := range append([]*language.Node{m}, m.Children...) {
			left := n.Child(language.RoleLeft)
			if n.Is(language.For, language.Clause) && slices.ContainsFunc(left.All(language.Name), func(t *language.Node) bool { return t.Name == name.Name }) {
				return n
			}
		}
	}
	return nil
}

// onlyValue is the one list that the modules of the program define under a name, or nil.
func onlyValue(scene *language.Scene, name string) *language.Node {
	var value *language.Node
	for _, tree := range scene.Program.Trees() {
		for _, d := range language.Definitions(tree.Root, name) {
			if value != nil || !d.Value.Is(language.List, language.Tuple) {
				return nil
			}
			value = d.Value
		}
	}
	return value
}

// names are the strings of a table that name attributes.
func (t *table) names() []*language.Node {
	var found []*language.Node
	for _, entry := range t.value.Children {
		if t.part >= 0 && entry.Is(language.Tuple, language.List) && t.part < len(entry.Children) {
			entry = entry.Children[t.part]
		}
		if entry.Is(language.String) {
			found = append(found, entry)
		}
	}
	return found
}

// inTable renames a table's entry to each name of the class that the table does not have yet.
func inTable(scene *language.Scene, class *language.Node, t *table, name string) []language.Proposal {
	var entry *language.Node
	var taken []string
	for _, n := range t.names() {
		taken = append(taken, language.Unquote(n.Text()))
		if taken[len(taken)-1] == name {
			entry = n
		}
	}
	if entry == nil {
		return nil
	}
	keys, alone := keysAlike(scene, entry, name)
	limit := 0.95
	if !alone || t.shown(scene) {
		limit = 0.5 // the name is also what others read: it may have to stay
	}
	var found []language.Proposal
	for _, have := range scene.Program.Members(class) {
		if score := min(limit, sameValue(scene, class, name, have)); score >= 0.45 && !slices.Contains(taken, have) {
			found = append(found, entered(append([]*language.Node{entry}, keys...), class, have, score))
		}
	}
	return found
}

// sameValue says how sure a class's value of one name is the one that another name meant.
func sameValue(scene *language.Scene, class *language.Node, name, have string) float64 {
	if _, _, differ := measures(name, have); differ || !property(scene, class, have) {
		return 0
	}
	score := RenameScore(scene, name, have)
	if SaidRenamed(scene, name, have) != "" {
		score = max(score, 0.8)
	}
	return score + usage(scene, have, class)*score
}

// entered writes a name into strings.
func entered(at []*language.Node, class *language.Node, have string, score float64) language.Proposal {
	p := language.Proposal{Value: have, Score: score, Why: at[0].Text() + " is called " + have}
	p.Evidence = []heald.Evidence{language.Cite("code", class, "the class defines "+have, score)}
	for _, n := range at {
		quote := n.Text()[:1]
		p.Edits = append(p.Edits, language.Replace(n, quote+have+quote))
	}
	return p
}

// keysAlike are the same string as a key of other tables of the module, and whether all of these are only looked up in by variables.
func keysAlike(scene *language.Scene, entry *language.Node, name string) ([]*language.Node, bool) {
	var found []*language.Node
	for _, pair := range entry.Tree().Root.All(language.Pair) {
		key, made := pair.Children[0], pair.Parent.Parent
		if language.Unquote(key.Text()) != name || key.Up(language.Function, language.Class) != nil {
			continue
		}
		if !made.Is(language.Assign) || !byVariables(scene, made.Child(language.RoleLeft)) {
			return nil, false
		}
		found = append(found, key)
	}
	return found, true
}

// byVariables says whether a module's table is used for nothing but look-ups by what a variable says.
func byVariables(scene *language.Scene, table *language.Node) bool {
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.Name) {
			if n.Name == table.Text() && n != table && n.Up(language.Import) == nil && !keyOf(n).Is(language.Name) {
				return false
			}
		}
	}
	return true
}

// keyOf is what a table is asked for: table[key] or table.get(key); nil for another use.
func keyOf(n *language.Node) *language.Node {
	if n.Role != language.RoleObject {
		return nil
	}
	if call := n.Parent.Parent; n.Parent.Is(language.Attribute) && n.Parent.Name == "get" && call.Is(language.Call) {
		if args := call.Child(language.RoleArgs); len(args.Children) > 0 {
			return args.Children[0]
		}
	}
	return n.Parent.Child(language.RoleKey)
}

// shown says whether a table's names are used for anything but to get attributes and to look things up.
func (t *table) shown(scene *language.Scene) bool {
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Name) {
			if n.Name == t.name && n.Up(language.Import) == nil && n.Role != language.RoleLeft && t.told(scene, n) {
				return true
			}
		}
	}
	return false
}

// told says whether one use of the table does more with a name than to look it up.
func (t *table) told(scene *language.Scene, use *language.Node) bool {
	loop := use.Parent
	if !loop.Is(language.For, language.Clause) || use.Role != language.RoleRight {
		return true
	}
	target, body := loop.Child(language.RoleLeft), loop
	if t.part >= 0 && target.Is(language.Tuple) && t.part < len(target.Children) {
		target = target.Children[t.part]
	}
	if loop.Is(language.Clause) {
		body = loop.Parent
	}
	return !target.Is(language.Name) || !lookedUp(scene, body, target, 0)
}

// lookedUp says whether a variable only ever says what to get: getattr(x, name), table[name], table.get(name), or the same in a
// function that it is given to.
func lookedUp(scene *language.Scene, scope, variable *language.Node, depth int) bool {
	for _, n := range scope.All(language.Name) {
		if n.Name == variable.Text() && n != variable && n.Role != language.RoleName && !n.Within(variable) && !looks(scene, n, depth) {
			return false
		}
	}
	return true
}

// looks says whether one use of a variable says what to get.
func looks(scene *language.Scene, n *language.Node, depth int) bool {
	if n.Parent.Is(language.Index) {
		return n.Role == language.RoleKey
	}
	call := n.Parent.Parent
	if !n.Parent.Is(language.Args) || !call.Is(language.Call) {
		return false
	}
	callee := call.Child(language.RoleCallee)
	if callee.Text() == "getattr" || callee.Is(language.Attribute) && callee.Name == "get" {
		return true
	}
	return depth < 2 && lookedUpIn(scene, call, n, depth)
}

func lookedUpIn(scene *language.Scene, call, arg *language.Node, depth int) bool {
	callees := scene.Program.Callees(call)
	for _, f := range callees {
		bound := false
		for _, p := range language.Parameters(f.Node) {
			if language.Bind(call, f)[p.Name] != arg {
				continue
			}
			bound = true
			name := p.Node
			if p.Node.Is(language.Param) {
				name = p.Node.Children[0]
			}
			if !lookedUp(scene, f.Node, name, depth+1) {
				return false
			}
		}
		if !bound {
			return false
		}
	}
	return len(callees) > 0
}
