package donor

import (
	"maps"
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// access is one use of a table by a computed key.
type access struct {
	at        *language.Node
	container *language.Node
	key       *language.Node
	stores    bool
}

// accesses is every access of the service's code, by the last name of the table.
type accesses map[string][]access

func accessesOf(scene *language.Scene) accesses {
	all := accesses{}
	for _, tree := range code(scene) {
		tree.Root.Walk(func(n *language.Node) bool {
			if a, ok := accessAt(n, scene.Program.Support.Idioms); ok {
				all[a.container.Last()] = append(all[a.container.Last()], a)
			}
			return true
		})
	}
	return all
}

// accessAt reads an expression as an access: a subscript, a call such as get, a question whether the key is there, a table that is made
// whole of its entries.
func accessAt(n *language.Node, idioms *language.Idioms) (access, bool) {
	a := access{at: n}
	switch n.Kind {
	case language.Index:
		if len(n.Children) != 2 { // table[a, b] has a pair for a key
			return a, false
		}
		a.container, a.key, a.stores = n.Child(language.RoleObject), n.Child(language.RoleKey), n.Role == language.RoleLeft && n.Parent.Is(language.Assign)
	case language.Call:
		a.container, a.key, a.stores = called(n, idioms)
	case language.Compare:
		a.container, a.key = asked(n)
	case language.Comprehension:
		a.container, a.key = n.Parent.Child(language.RoleLeft), entry(n)
		a.stores = true
	}
	if a.container.Last() == "" || !a.container.Is(language.Name, language.Attribute) || a.key == nil {
		return a, false
	}
	return a, !fixed(a.key) && !a.key.Is(language.Slice, language.Tuple, language.Unary)
}

// asked is the table and the key of the question whether the key is there.
func asked(n *language.Node) (container, key *language.Node) {
	if len(n.Children) != 2 || n.Name != "in" && n.Name != "not in" {
		return nil, nil
	}
	return n.Child(language.RoleRight), n.Child(language.RoleLeft)
}

// entry is the key of each entry of a table that is made whole, or nil.
func entry(n *language.Node) *language.Node {
	if body := n.Child(language.RoleBody); n.Is(language.Comprehension) && body.Is(language.Pair) {
		return body.Child(language.RoleKey)
	}
	return nil
}

// called is the table and the key of a call that looks up, and whether it puts in what is missing.
func called(call *language.Node, idioms *language.Idioms) (container, key *language.Node, stores bool) {
	callee, args := call.Child(language.RoleCallee), call.Child(language.RoleArgs)
	i := slices.IndexFunc(idioms.Defaults, func(d language.Defaulting) bool {
		return d.Method && d.When == language.Missing && d.Callee == callee.Last()
	})
	if i < 0 || !callee.Is(language.Attribute) || !args.Is(language.Args) || len(args.Children) == 0 {
		return nil, nil, false
	}
	return callee.Child(language.RoleObject), args.Children[0], idioms.Defaults[i].Stores
}

// sameTable lists the accesses to the table of a look-up: of the same attribute of the same class, of the same variable, and of what
// the table is made of.
func (all accesses) sameTable(scene *language.Scene, look access) []access {
	ids := map[string]bool{identity(scene, look.container): true}
	var found []access
	for _, s := range scene.Sources(look.container) {
		if s.Depth > 3 || s.Via == "element" {
			continue
		}
		ids[identity(scene, s.Node)] = true
		if key := entry(s.Node); key != nil && !s.Node.Parent.Is(language.Assign) { // made and given back at once: it has no name
			found = append(found, access{at: s.Node, container: look.container, key: key, stores: true})
		}
	}
	delete(ids, "")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, a := range all[name] {
			if ids[identity(scene, a.container)] {
				found = append(found, a)
			}
		}
	}
	return found
}

// identity names a table: equal for expressions that stand for the same one; empty where that cannot be told.
func identity(scene *language.Scene, n *language.Node) string {
	fn := n.Up(language.Function)
	switch {
	case n.Is(language.Name) && local(fn, n.Name):
		return n.Tree().Path + ":" + fn.Qualified() + ":" + n.Name
	case n.Is(language.Name):
		return homeOf(scene, n)
	case n.Is(language.Attribute) && ownPart(n.Child(language.RoleObject)):
		return ownerOf(scene, n.Up(language.Class), n.Name)
	case n.Is(language.Attribute) && n.Child(language.RoleObject).Is(language.Name, language.Attribute):
		if owners := scene.Program.Owners(n.Name); len(owners) == 1 {
			return ownerOf(scene, owners[0], n.Name)
		}
	}
	return ""
}

// homeOf names a variable of a file, its own or the only one that has it.
func homeOf(scene *language.Scene, n *language.Node) string {
	name, home := n.Name, ""
	if len(language.Definitions(n.Tree().Root, name)) > 0 {
		return n.Tree().Path + "::" + name
	}
	for _, tree := range code(scene) {
		if len(language.Definitions(tree.Root, name)) > 0 {
			if home != "" {
				return ""
			}
			home = tree.Path + "::" + name
		}
	}
	return home
}

// ownerOf names an attribute by the class that gives it its value: the class itself, or the base that does.
func ownerOf(scene *language.Scene, class *language.Node, name string) string {
	if class == nil {
		return ""
	}
	if bases := class.Child(language.RoleBases); bases != nil && len(scene.Program.Fields(class, name)) == 0 {
		for _, base := range bases.Children {
			for _, c := range scene.Program.Classes(base.Last()) {
				if len(scene.Program.Fields(c, name)) > 0 {
					return c.Tree().Path + ":" + c.Qualified() + "." + name
				}
			}
		}
	}
	return class.Tree().Path + ":" + class.Qualified() + "." + name
}
