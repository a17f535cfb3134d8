// Package donor takes candidates from places where the same repository does the same thing in another way: keys that are made in
// another way for the same table, the same call with other arguments, a helper that reads the same field for every case, lines that
// siblings leave out before they take such lines apart. How alike the two places are is the evidence.
package donor

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// most bounds what one candidate scores: a sibling may always do another thing for a reason of its own.
const most = 0.88

// Propose lists what siblings suggest for a scene.
func Propose(scene *language.Scene) []language.Proposal {
	return slices.Concat(keys(scene), oddWriters(scene), arguments(scene), helped(scene), lines(scene), tables(scene), around(scene), stale(scene), worded(scene), rests(scene), openers(scene), chains(scene), callers(scene))
}

// carried says whether names that are looked up in one place mean the same in another, with the imports that this needs. Names
// of the place's own, its parameters and local variables, mean nothing elsewhere; its receiver means the other's, in the same class.
func carried(scene *language.Scene, names []*language.Node, to *language.Node) ([]language.Edit, bool) {
	var imports []language.Edit
	for _, n := range names {
		from := n.Up(language.Function)
		switch {
		case n.Name == language.Receiver(from) && sameClass(n, to):
		case local(from, n.Name) || local(to.Up(language.Function), n.Name):
			return nil, false
		case n.Tree() == to.Tree() || to.Tree().Defines(n.Name) || !n.Tree().Defines(n.Name):
		default:
			edits := imported(scene, n.Name, to)
			if edits == nil {
				return nil, false
			}
			imports = append(imports, edits...)
		}
	}
	return imports, true
}

// sameClass says whether two nodes stand in methods of one class that call their object the same.
func sameClass(a, b *language.Node) bool {
	return a.Up(language.Class) == b.Up(language.Class) && language.Receiver(a.Up(language.Function)) == language.Receiver(b.Up(language.Function))
}

// imported writes the import of a name into the file of a node.
func imported(scene *language.Scene, name string, to *language.Node) []language.Edit {
	if scene.Program.Support.Idioms.Import == nil {
		return nil
	}
	there := *scene
	there.Failing = to
	return scene.Program.Support.Idioms.Import(&there, name)
}

// local says whether a name is a function's own.
func local(fn *language.Node, name string) bool {
	if fn == nil {
		return false
	}
	return parameter(fn, name) || len(language.Definitions(fn, name)) > 0 || aliased(fn, name)
}

func parameter(fn *language.Node, name string) bool {
	return slices.ContainsFunc(language.Parameters(fn), func(p language.Parameter) bool { return p.Name == name })
}

// aliased says whether a with statement or a handler gives the name its value.
func aliased(fn *language.Node, name string) bool {
	return slices.ContainsFunc(fn.All(language.Other), func(n *language.Node) bool { return n.Role == language.RoleAlias && n.Text() == name })
}

// kin says how much two functions are siblings: of one file, of one folder. Zero: no siblings.
func kin(a, b *language.Node) float64 {
	switch {
	case a == nil || b == nil || a == b:
		return 0
	case a.Tree() == b.Tree():
		return 0.8
	case folder(a) == folder(b):
		return 0.4
	}
	return 0.2
}

func folder(n *language.Node) string {
	return n.Tree().Path[:strings.LastIndex("/"+n.Tree().Path, "/")]
}

// code are the files that are no tests.
func code(scene *language.Scene) []*language.Tree {
	return slices.DeleteFunc(scene.Program.Trees(), func(t *language.Tree) bool { return t.Broken || scene.Program.Support.IsTest(t.Path) })
}
