package reading

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
)

// ownReader reads a value of a request or of settings with the function that the repository reads such values with: number(request,
// "size", 20) beside request.args.get("page", 1).
func ownReader(scene *language.Scene, n *language.Node) []language.Proposal {
	key, fallback := rawEntry(n)
	root := leftmost(n)
	if key == nil || root == nil {
		return nil
	}
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || f.Class != "" || n.Within(f.Node) || !readsEntry(f.Node, n) {
			continue
		}
		for _, site := range scene.Program.Calls(f.Node.Name) {
			if text := readSo(site.Node, root, key, fallback); text != "" {
				found = append(found, readWith(scene, site, n, key, text)...)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b language.Proposal) int { return int(100*b.Score) - int(100*a.Score) })
	return found[:min(len(found), 2)]
}

// readWith writes a reader's call in the place of a look-up.
func readWith(scene *language.Scene, site language.CallSite, n, key *language.Node, text string) []language.Proposal {
	score, name := alike(site, n, key), site.Node.Last()
	edits := []language.Edit{language.Replace(n, text)}
	if !naming.Known(n.Tree(), name) {
		edits = append(edits, importedAt(scene, n, name)...)
	}
	if score == 0 || len(edits) == 1 && !naming.Known(n.Tree(), name) {
		return nil
	}
	return []language.Proposal{{
		Edits: edits, Value: text, Score: score, Why: "such values are read with " + name,
		Evidence: []heald.Evidence{language.Cite("sibling", site.Node, "a like value is read so", score)},
	}}
}

// importedAt imports a name into the file of a node.
func importedAt(scene *language.Scene, n *language.Node, name string) []language.Edit {
	there := *scene
	there.Failing = n
	if found := naming.Imports(&there, name); len(found) > 0 {
		return found[0].Edits
	}
	return nil
}

// rawEntry takes a look-up by a literal key apart: the key, and the default if it has one.
func rawEntry(n *language.Node) (key, fallback *language.Node) {
	key = keyOf(n)
	if !key.Is(language.String) {
		return nil, nil
	}
	if args := n.Child(language.RoleArgs); args.Is(language.Args) && len(args.Children) > 1 {
		fallback = args.Children[1]
	}
	return key, fallback
}

// leftmost is the variable that an expression begins with, or nil.
func leftmost(n *language.Node) *language.Node {
	for n.Is(language.Call, language.Attribute, language.Index) {
		if n.Is(language.Call) {
			n = n.Child(language.RoleCallee)
		} else {
			n = n.Child(language.RoleObject)
		}
	}
	if !n.Is(language.Name) {
		return nil
	}
	return n
}

// readsEntry says whether a function looks a parameter up in the same part of its first one.
func readsEntry(fn, n *language.Node) bool {
	params := language.Parameters(fn)
	if len(params) < 2 {
		return false
	}
	part := strings.TrimPrefix(container(n).Text(), leftmost(n).Text())
	for _, look := range fn.All(language.Index, language.Call) {
		if key := keyOf(look); key != nil && key.Text() == params[1].Name && container(look).Text() == params[0].Name+part {
			return true
		}
	}
	return false
}

// container is what a look-up looks in.
func container(n *language.Node) *language.Node {
	if n.Is(language.Call) {
		return n.Child(language.RoleCallee).Child(language.RoleObject)
	}
	return n.Child(language.RoleObject)
}

// alike says how much a call that reads a value speaks for reading n in the same way: the same entry elsewhere most, another of the
// same request next.
func alike(site language.CallSite, n, key *language.Node) float64 {
	args := site.Node.Child(language.RoleArgs)
	switch {
	case site.Test || len(args.Children) < 2 || !args.Children[1].Is(language.String):
		return 0
	case args.Children[1].Text() == key.Text():
		return 0.86
	case site.Node.Up(language.Function) == n.Up(language.Function):
		return 0.78
	}
	return 0.6
}

// readSo writes a reader's call for another entry, or "" where its further arguments do not fit.
func readSo(call, root, key, fallback *language.Node) string {
	if !call.Child(language.RoleArgs).Is(language.Args) {
		return ""
	}
	args := call.Child(language.RoleArgs).Children
	text := call.Child(language.RoleCallee).Last() + "(" + root.Text() + ", " + key.Text()
	switch {
	case len(args) == 2 && fallback == nil:
		return text + ")"
	case len(args) == 3 && fallback != nil && !args[2].Is(language.KeywordArg):
		return text + ", " + fallback.Text() + ")"
	case len(args) == 3 && fallback != nil:
		return text + ", " + args[2].Name + "=" + fallback.Text() + ")"
	}
	return ""
}
