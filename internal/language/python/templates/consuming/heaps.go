package consuming

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// asTheyAre are the calls that give the elements of what they get, as they are.
var asTheyAre = []string{"sorted", "list", "tuple", "reversed", "iter"}

// firstOf is the text of a call's first argument, or "".
func firstOf(call *language.Node) string {
	args := call.Child(language.RoleArgs)
	if !args.Is(language.Args) || len(args.Children) == 0 {
		return ""
	}
	return args.Children[0].Text()
}

// takenApart rewrites what reads the second part of a heap's tuples; false where something reads them that it does not know.
func takenApart(class *language.Node, heap string) ([]language.Edit, bool) {
	var edits []language.Edit
	for _, n := range class.All(language.Call, language.Index, language.For, language.Clause) {
		if !takes(n, heap) {
			continue
		}
		some, ok := partTaken(n, heap)
		if !ok {
			return nil, false
		}
		edits = append(edits, some...)
	}
	return edits, true
}

// takes says whether a node reads tuples of a heap: pops one, looks at one, goes through them.
func takes(n *language.Node, heap string) bool {
	switch n.Kind {
	case language.Call:
		return n.Last() == "heappop" && firstOf(n) == heap
	case language.Index:
		return n.Child(language.RoleObject).Text() == heap
	}
	return through(n.Child(language.RoleRight), heap)
}

// through says whether going through a value goes through a heap's tuples as they are: the heap, or an ordered copy of it.
func through(n *language.Node, heap string) bool {
	if n.Is(language.Call) && slices.Contains(asTheyAre, n.Child(language.RoleCallee).Text()) && firstOf(n) != "" {
		args := n.Child(language.RoleArgs)
		return writing.First(args, language.KeywordArg) == nil && through(args.Children[0], heap)
	}
	return n.Text() == heap
}

// partTaken rewrites one reading of a tuple: pop()[1], or a, b = pop(), or what a comprehension does with each.
func partTaken(n *language.Node, heap string) ([]language.Edit, bool) {
	p := n.Parent
	switch {
	case n.Is(language.Clause) && n.Child(language.RoleLeft).Is(language.Name):
		return each(p, n, heap)
	case n.Is(language.For, language.Clause):
		return one(wider(n.Child(language.RoleLeft)))
	case p.Is(language.Index) && n.Role == language.RoleObject:
		return position(p.Child(language.RoleKey))
	case p.Is(language.Assign) && n.Role == language.RoleRight:
		return one(wider(p.Child(language.RoleLeft)))
	}
	return nil, p.Is(language.ExprStmt)
}

func one(edit *language.Edit) ([]language.Edit, bool) {
	if edit == nil {
		return nil, false
	}
	return []language.Edit{*edit}, true
}

// each rewrites what a comprehension does with the tuples that it goes through: their parts by position, or whole where they go back
// into the heap.
func each(whole, clause *language.Node, heap string) ([]language.Edit, bool) {
	var edits []language.Edit
	for _, use := range whole.All(language.Name) {
		if use.Name != clause.Child(language.RoleLeft).Name || use.Parent == clause || use.Role == language.RoleName {
			continue
		}
		if use.Parent == whole && goesBack(whole, heap) {
			continue
		}
		if !use.Parent.Is(language.Index) || use.Role != language.RoleObject {
			return nil, false
		}
		some, ok := position(use.Parent.Child(language.RoleKey))
		if !ok {
			return nil, false
		}
		edits = append(edits, some...)
	}
	return edits, true
}

// goesBack says whether a list becomes the heap, directly or as a variable that is used for nothing else but its length.
func goesBack(list *language.Node, heap string) bool {
	if !list.Parent.Is(language.Assign) || list.Role != language.RoleRight {
		return false
	}
	target := list.Parent.Child(language.RoleLeft)
	if target.Text() == heap || !target.Is(language.Name) {
		return target.Text() == heap
	}
	back := false
	for _, use := range list.Up(language.Function, language.File).All(language.Name) {
		if use.Name != target.Name || use == target {
			continue
		}
		stored := use.Parent.Is(language.Assign) && use.Role == language.RoleRight && use.Parent.Child(language.RoleLeft).Text() == heap
		if !stored && !measured(use) {
			return false
		}
		back = back || stored
	}
	return back
}

// measured says whether a collection is only asked for its length, or brought into the order of a heap.
func measured(use *language.Node) bool {
	return use.Parent.Is(language.Args) && slices.Contains([]string{"len", "bool", "heapify"}, use.Parent.Parent.Last())
}

// position rewrites the position of a tuple's part.
func position(key *language.Node) ([]language.Edit, bool) {
	if key.Text() == "1" {
		return []language.Edit{language.Replace(key, "2")}, true
	}
	return nil, key.Text() == "0" || key.Text() == "-1"
}

// onlySo says whether all that mentions a heap is understood: nothing hands it out, and nobody outside the class reads it.
func onlySo(scene *language.Scene, class, heap *language.Node) bool {
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.Attribute) {
			if !heap.Is(language.Attribute) || n.Name != heap.Name || !n.Within(class) && ofOther(n, class) {
				continue
			}
			if !n.Within(class) || !understood(n, heap.Text()) {
				return false
			}
		}
	}
	return true
}

// ofOther says whether an attribute is another class's own, of the same name.
func ofOther(n, class *language.Node) bool {
	fn := n.Up(language.Function)
	other := fn.Up(language.Class)
	if fn == nil || other == nil || n.Child(language.RoleObject).Text() != language.Receiver(fn) {
		return false
	}
	return !strings.Contains(other.Child(language.RoleBases).Text(), class.Name)
}

// understood says whether one mention of a heap shows its tuples to nobody but what takenApart rewrites.
func understood(n *language.Node, heap string) bool {
	p := n.Parent
	switch {
	case p.Is(language.Assign):
		return n.Role == language.RoleLeft
	case p.Is(language.Index), p.Is(language.If, language.While, language.ElseIf, language.Not, language.Logical, language.Filter):
		return true
	case p.Is(language.Conditional):
		return n.Role == language.RoleCond
	case p.Is(language.Attribute):
		return p.Name == "clear"
	case p.Is(language.For, language.Clause):
		return n.Role == language.RoleRight
	case measured(n):
		return true
	case p.Is(language.Args) && slices.Contains(asTheyAre, p.Parent.Child(language.RoleCallee).Text()):
		return through(p.Parent, heap) && understood(p.Parent, heap)
	}
	return p.Is(language.Args) && slices.Contains([]string{"heappush", "heappop"}, p.Parent.Last())
}
