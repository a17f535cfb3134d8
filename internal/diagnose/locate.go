package diagnose

import (
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// located is a frame found again.
type located struct {
	frame     heald.Frame
	site      heald.Site
	tree      *language.Tree
	fn        *language.Func // nil at module level
	node      *language.Node // the failing expression, else its statement; nil when unverified
	innermost bool           // the last frame of the whole trace
}

// locate finds the frames of one exception in the repository, outermost first. Frames of one expression and the function around
// it become one: the inner one says more.
func (v *view) locate(e heald.Exception) []located {
	var found []located
	for i, frame := range e.Frames {
		tree := v.file(frame)
		if tree == nil {
			continue
		}
		l := v.verify(frame, tree)
		l.innermost = i == len(e.Frames)-1
		if !frame.InApp && l.site.Match == heald.MatchUnverified {
			continue
		}
		v.point(&l, e)
		if n := len(found); n > 0 && v.crashes.Synthetic(frame.Function) && found[n-1].fn != nil && found[n-1].fn == l.fn && !lambda(l.node) {
			found = found[:n-1]
		}
		found = append(found, l)
	}
	return found
}

// lambda says whether a node stands in a function without a name: such a frame has parameters of its own.
func lambda(n *language.Node) bool { return n.Up(language.Lambda) != nil }

// file returns the tree of the file that a frame names, or nil: the longest suffix of its path that fits exactly one file.
func (v *view) file(frame heald.Frame) *language.Tree {
	name := path.Clean(strings.ReplaceAll(frame.File, `\`, "/"))
	candidates := v.candidates(name, frame.InApp)
	if len(candidates) > 1 {
		candidates = v.narrow(candidates, frame)
	}
	if len(candidates) != 1 {
		return nil
	}
	tree, err := v.program.Tree(candidates[0])
	if err != nil {
		v.unread = err
		return nil
	}
	return tree
}

func (v *view) candidates(name string, inApp bool) []string {
	if inside, ok := v.crashes.Installed(name); ok {
		return suffixed(v.program.Files, inside) // an installed copy of a package of ours, matched in full
	}
	if !inApp {
		return nil
	}
	if own, ok := strings.CutPrefix(name, strings.TrimSuffix(v.Checkout.Home, "/")+"/"); ok && v.program.Has(own) {
		return []string{own}
	}
	parts := strings.Split(strings.TrimPrefix(name, "/"), "/")
	for i := range parts {
		if found := suffixed(v.program.Files, strings.Join(parts[i:], "/")); len(found) > 0 {
			return found
		}
	}
	return nil
}

// suffixed returns the files that are the suffix or end with it at a folder's border.
func suffixed(files []string, suffix string) []string {
	var found []string
	for _, f := range files {
		if f == suffix || strings.HasSuffix(f, "/"+suffix) {
			found = append(found, f)
		}
	}
	return found
}

// narrow decides between files that fit equally well: the service's own folder, the printed line, then nothing.
func (v *view) narrow(candidates []string, frame heald.Frame) []string {
	keep := func(fits func(string) bool) {
		var kept []string
		for _, c := range candidates {
			if fits(c) {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 {
			candidates = kept
		}
	}
	if folder := v.folder(); folder != "" {
		keep(func(c string) bool { return strings.HasPrefix(c, folder+"/") })
	}
	if frame.Code != "" {
		keep(func(c string) bool {
			tree, err := v.program.Tree(c)
			return err == nil && v.verify(frame, tree).site.Match == heald.MatchExact
		})
	}
	return candidates
}

// folder is the service's sub-folder.
func (v *view) folder() string {
	if v.Service.Path != "" {
		return strings.Trim(path.Clean(v.Service.Path), "/")
	}
	return strings.Trim(v.Checkout.Path, "/")
}

// verify compares the printed line with the file.
func (v *view) verify(frame heald.Frame, tree *language.Tree) located {
	l := located{frame: frame, tree: tree, site: heald.Site{Match: heald.MatchUnverified}}
	line := frame.Line
	code := strings.TrimSpace(frame.Code)
	switch {
	case code == "":
	case strings.TrimSpace(tree.Line(line)) == code && v.stands(tree, line, frame.Function):
		l.site.Match = heald.MatchExact
	default:
		if moved, at := v.drifted(frame, tree, code); at > 0 {
			l.tree, line, l.site.Match = moved, at, heald.MatchDrifted
		} else if strings.TrimSpace(tree.Line(line)) == code {
			l.site.Match = heald.MatchExact // the function was renamed, or bears another name at run time
		}
	}
	l.site.Path, l.site.Line = l.tree.Path, line
	if around := v.owner(l.tree, line, frame.Function); around != nil {
		l.fn, l.site.Function = around, around.Qualified
	}
	return l
}

// stands says whether a line belongs to the function that the frame names.
func (v *view) stands(tree *language.Tree, line int, function string) bool {
	fn := v.owner(tree, line, function)
	switch {
	case v.crashes.Synthetic(function):
		return true
	case fn == nil:
		return function == v.crashes.Module || !strings.Contains(function, "<") && slices.ContainsFunc(tree.Root.All(language.Class), named(function))
	}
	return fn.Node.Name == function || fn.Qualified == function || strings.HasSuffix(function, "."+fn.Node.Name)
}

func named(name string) func(*language.Node) bool {
	return func(n *language.Node) bool { return n.Name == name }
}

// drifted looks for the printed line elsewhere: once in a function of the frame's name in the same file, else once in one of
// that name in another file.
func (v *view) drifted(frame heald.Frame, tree *language.Tree, code string) (*language.Tree, int) {
	if at, many := v.linesIn(tree, frame.Function, code); at > 0 || many {
		return tree, at
	}
	if frame.Function == v.crashes.Module || v.crashes.Synthetic(frame.Function) {
		return tree, 0
	}
	if moved, at := v.moved(frame.Function, tree, code); at > 0 {
		return moved, at
	}
	return tree, 0
}

// moved finds the line in the functions of that name in other files; twice is as good as never.
func (v *view) moved(function string, from *language.Tree, code string) (*language.Tree, int) {
	seen := map[*language.Tree]bool{from: true}
	var moved *language.Tree
	found := 0
	for _, f := range v.program.Named(function) {
		tree := f.Node.Tree()
		if seen[tree] {
			continue
		}
		seen[tree] = true
		at, many := v.linesIn(tree, function, code)
		if many || at > 0 && found > 0 {
			return nil, 0
		}
		if at > 0 {
			moved, found = tree, at
		}
	}
	return moved, found
}

// linesIn returns the only line of the file with that text in a function of that name, or 0 and whether there are many.
func (v *view) linesIn(tree *language.Tree, function, code string) (at int, many bool) {
	for line := 1; line <= tree.Lines(); line++ {
		if strings.TrimSpace(tree.Line(line)) != code || !v.stands(tree, line, function) {
			continue
		}
		if at > 0 {
			return 0, true
		}
		at = line
	}
	return at, false
}

// owner returns the function that ran a line: the one around it, or the one of that name that stands on it whole.
func (v *view) owner(tree *language.Tree, line int, function string) *language.Func {
	for _, fn := range tree.Root.All(language.Function) {
		if body := fn.Child(language.RoleBody); fn.Name == function && fn.Line == line && body != nil && body.Line == line {
			return v.program.FuncOf(fn)
		}
	}
	return v.around(tree, line)
}

// around returns the innermost function that a line stands in.
func (v *view) around(tree *language.Tree, line int) *language.Func {
	n := first(tree, line)
	if n == nil {
		return nil
	}
	fn := n.Up(language.Function)
	if fn != nil && fn.Line == line && n.Within(fn) && !n.Within(fn.Child(language.RoleBody)) {
		fn = fn.Parent.Up(language.Function) // the line of "def" runs in the scope around it
	}
	return v.program.FuncOf(fn)
}

// first returns the smallest node at the first character of a line.
func first(tree *language.Tree, line int) *language.Node {
	start, _, ok := tree.Span(line)
	if !ok {
		return nil
	}
	text := tree.Line(line)
	start += len(text) - len(strings.TrimLeft(text, " \t"))
	return tree.At(start, min(start+1, len(tree.Source)))
}
