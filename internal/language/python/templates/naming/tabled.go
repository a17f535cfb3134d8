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
	use := writing.Failing(scene.Failing, func(n *language.Node) bool {
		args := n.Child(language.RoleArgs)
		return n.Is(language.Call) && n.Child(language.RoleCallee).Text() == "getattr" && args.Is(language.Args) && len(args.Children) == 2 && args.Children[1].Is(language.Name)
	})
	if use == nil || name == "" || len(scene.Program.Owners(name)) > 0 {
		return nil
	}
	t := tableOf(scene, use.Child(language.RoleArgs).Children[1])
	classes := scene.Program.Classes(owner)
	if t == nil || len(classes) != 1 {
		return nil
	}
	return inTable(scene, classes[0], t, name)
}

// tableOf is the table that a loop takes the name from, or nil.
func tableOf(scene *language.Scene, name *language.Node) *table {
	var loop, target *language.Node
	for _, n := range name.Up(language.Function, language.File).All(language.For, language.Clause) {
		left := n.Child(language.RoleLeft)
		if scope := n.Parent; n.Is(language.Clause) && !name.Within(scope) || n.Is(language.For) && !name.Within(n) {
			continue
		}
		if at := slices.IndexFunc(append([]*language.Node{left}, left.Children...), func(m *language.Node) bool { return m.Text() == name.Text() }); at >= 0 {
			loop, target = n, left
		}
	}
	from := loop.Child(language.RoleRight)
	if loop == nil || !from.Is(language.Name) {
		return nil
	}
	t := &table{name: from.Name, part: -1}
	if target.Is(language.Tuple) {
		t.part = slices.IndexFunc(target.Children, func(m *language.Node) bool { return m.Text() == name.Text() })
	}
	for _, tree := range scene.Program.Trees() {
		for _, d := range language.Definitions(tree.Root, t.name) {
			if t.value != nil || !d.Value.Is(language.List, language.Tuple) {
				return nil
			}
			t.value = d.Value
		}
	}
	if t.value == nil {
		return nil
	}
	return t
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
	keys, alone := keysAlike(scene, entry, name)
	var found []language.Proposal
	for _, have := range scene.Program.Members(class) {
		score := RenameScore(scene, name, have)
		if SaidRenamed(scene, name, have) != "" {
			score = max(score, 0.8)
		}
		if _, _, differ := measures(name, have); differ || entry == nil || slices.Contains(taken, have) || !property(scene, class, have) || score < 0.45 {
			continue
		}
		score += usage(scene, have, class) * score
		if !alone || t.shown(scene) {
			score = min(score, 0.5) // the name is also what others read: it may have to stay
		}
		p := language.Proposal{Value: have, Score: min(score, 0.95), Why: name + " is called " + have}
		p.Evidence = []heald.Evidence{writing.Cite("code", class, "the class defines "+have, p.Score)}
		for _, n := range append([]*language.Node{entry}, keys...) {
			quote := n.Text()[:1]
			p.Edits = append(p.Edits, writing.Replace(n, quote+have+quote))
		}
		found = append(found, p)
	}
	return found
}

// keysAlike are the same string as a key of other tables of the module, and whether all of these are only looked up in by variables.
func keysAlike(scene *language.Scene, entry *language.Node, name string) ([]*language.Node, bool) {
	if entry == nil {
		return nil, true
	}
	var found []*language.Node
	for _, pair := range entry.Tree().Root.All(language.Pair) {
		key, made := pair.Children[0], pair.Parent.Parent
		if !key.Is(language.String) || language.Unquote(key.Text()) != name || key.Up(language.Function, language.Class) != nil {
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
			if n.Name != table.Text() || n == table || n.Up(language.Import) != nil {
				continue
			}
			key := n.Parent.Child(language.RoleKey)
			if call := n.Parent.Parent; n.Parent.Is(language.Attribute) && n.Parent.Name == "get" && call.Is(language.Call) {
				key = writing.First(call.Child(language.RoleArgs), language.Name)
			}
			if n.Role != language.RoleObject || !key.Is(language.Name) {
				return false
			}
		}
	}
	return true
}

// shown says whether a table's names are used for anything but to get attributes and to look things up.
func (t *table) shown(scene *language.Scene) bool {
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Name) {
			if n.Name != t.name || n.Up(language.Import) != nil || n.Parent.Is(language.Assign) && n.Role == language.RoleLeft {
				continue
			}
			if !n.Parent.Is(language.For, language.Clause) || n.Role != language.RoleRight || t.told(scene, n.Parent) {
				return true
			}
		}
	}
	return false
}

// told says whether one loop over the table does more with a name than to look it up.
func (t *table) told(scene *language.Scene, loop *language.Node) bool {
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
		if n.Name != variable.Text() || n == variable || n.Role == language.RoleName || n.Within(variable) {
			continue
		}
		if n.Parent.Is(language.Index) && n.Role == language.RoleKey {
			continue
		}
		call := n.Parent.Parent
		if !n.Parent.Is(language.Args) || !call.Is(language.Call) {
			return false
		}
		if callee := call.Child(language.RoleCallee); callee.Text() == "getattr" || callee.Is(language.Attribute) && callee.Name == "get" {
			continue
		}
		if depth > 1 || !lookedUpIn(scene, call, n, depth) {
			return false
		}
	}
	return true
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
