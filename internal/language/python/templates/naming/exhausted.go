package naming

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Weights of what speaks for an error of the repository's own where all attempts have failed.
const (
	weighAwaited  = 0.8  // a caller is ready for it, and nobody raises it yet
	weighAfter    = 0.78 // a sibling raises it after its loop
	weighSaid     = 0.78 // the function's documentation names it
	weighHandled  = 0.45 // a caller is ready for it, but others raise it
	moreSaid      = 0.05 // its documentation speaks of what the loop counts
	maxOuterSteps = 3
)

// Exhausted raises the repository's own error where a loop of attempts ends without one that succeeded.
func Exhausted(scene *language.Scene) []language.Proposal {
	name := missingName(scene)
	if scene.Function == nil || name == "" {
		return nil
	}
	loop := attempts(scene.Function.Node, name)
	if loop == nil || loop.Parent != scene.Failing.Statement().Parent {
		return nil
	}
	var found []language.Proposal
	for _, class := range ownErrors(scene) {
		score, evidence := speaksFor(scene, class, loop)
		call, imports, ok := raised(scene, class, givenTo(loop, name))
		if score == 0 || !ok {
			continue
		}
		edits := writing.Following(loop, "else:", "\traise "+call)
		if edits == nil {
			continue
		}
		found = append(found, language.Proposal{
			Edits: append(edits, imports...), Value: "raise " + class.Name, Score: score, Evidence: evidence,
			Why: "where no attempt succeeds, " + class.Name + " is raised, as the repository expects",
		})
	}
	return found
}

// attempts is the loop that tries until a variable has a value and then ends, or nil: the only place where the variable gets one.
func attempts(fn *language.Node, name string) *language.Node {
	var loop *language.Node
	for _, d := range language.Definitions(fn, name) {
		around := d.Stmt.Up(language.For, language.While, language.Function)
		if around.Is(language.Function) || loop != nil && loop != around {
			return nil
		}
		loop = around
	}
	if loop == nil || loop.Child(language.RoleElse) != nil || len(loop.All(language.Try)) == 0 {
		return nil
	}
	ends := loop.All(language.Break)
	if len(ends) == 0 || slices.ContainsFunc(ends, func(b *language.Node) bool { return b.Up(language.Handler, language.For, language.While) != loop }) {
		return nil // the loop is also left when it gives up, or is not left before its end
	}
	return loop
}

// ownErrors are the classes of the service's code that are raised or caught anywhere in it.
func ownErrors(scene *language.Scene) []*language.Node {
	var found []*language.Node
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, class := range tree.Root.All(language.Class) {
			if isError(scene, class, 0) {
				found = append(found, class)
			}
		}
	}
	return found
}

func isError(scene *language.Scene, class *language.Node, depth int) bool {
	bases := class.Child(language.RoleBases)
	if bases == nil || depth > 4 {
		return false
	}
	return slices.ContainsFunc(bases.Children, func(base *language.Node) bool {
		name := base.Last()
		return strings.HasSuffix(name, "Error") || strings.HasSuffix(name, "Exception") ||
			slices.ContainsFunc(scene.Program.Classes(name), func(c *language.Node) bool { return isError(scene, c, depth+1) })
	})
}

// speaksFor weighs an error: who waits for it, who raises it, what documentation says.
func speaksFor(scene *language.Scene, class, loop *language.Node) (float64, []heald.Evidence) {
	handler := caught(scene, class.Name)
	elsewhere, after := raises(scene, class.Name)
	score, evidence := 0.0, []heald.Evidence(nil)
	grow := func(weight float64, source string, n *language.Node, says string) {
		score = max(score, weight)
		evidence = append(evidence, language.Cite(source, n, says, weight))
	}
	switch {
	case handler != nil && !elsewhere:
		grow(weighAwaited, "callers", handler, "the caller waits for it, and nothing raises it yet")
	case handler != nil:
		grow(weighHandled, "callers", handler, "the caller is ready for it")
	}
	if after != nil {
		grow(weighAfter, "sibling", after, "a sibling raises it after its loop")
	}
	if said := writing.Docs(loop.Up(language.Function)); said != nil && strings.Contains(said.Text(), class.Name) {
		grow(weighSaid, "docs", said, "the function's documentation names it")
	}
	if doc := writing.Docs(class); score > 0 && doc != nil && speaksOf(doc, loop) {
		evidence = append(evidence, language.Cite("docs", doc, "it is for when all of them fail", moreSaid))
		score += moreSaid
	}
	return min(score, 0.88), evidence
}

// raises says whether the service's code raises an error of that name, and where a function of the same file does when its loop has ended.
func raises(scene *language.Scene, name string) (elsewhere bool, after *language.Node) {
	for _, f := range scene.Program.Funcs() {
		for _, r := range f.Node.All(language.Raise) {
			if f.Test || !strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(r.Text(), "raise")), name) {
				continue
			}
			elsewhere = true
			if afterLoop(r) && f.Path == scene.Function.Path {
				after = r
			}
		}
	}
	return elsewhere, after
}

// caught is the handler of the trace's outer frames that takes an error of that name, or nil.
func caught(scene *language.Scene, name string) *language.Node {
	for i := len(scene.Steps) - 2; i >= 0 && i >= len(scene.Steps)-1-maxOuterSteps; i-- {
		node := scene.Steps[i].Node
		for try := node.Up(language.Try, language.Function); try.Is(language.Try); try = try.Parent.Up(language.Try, language.Function) {
			for _, h := range try.Children {
				if h.Is(language.Handler) && !node.Within(h) && slices.ContainsFunc(h.Children[0].All(language.Name), func(n *language.Node) bool { return n.Name == name }) {
					return h
				}
			}
		}
	}
	return nil
}

// afterLoop says whether a statement comes when a loop has ended: in its else, or as the function's last after it.
func afterLoop(r *language.Node) bool {
	if r.Up(language.Else).Is(language.Else) && r.Up(language.Else).Parent.Is(language.For, language.While) {
		return true
	}
	siblings := r.Statement().Parent.Children
	at := slices.Index(siblings, r.Statement())
	return at > 0 && siblings[at-1].Is(language.For, language.While) && len(siblings[at-1].All(language.Try)) > 0
}

// speaksOf says whether a documentation has a word of the loop's heading: attempts, servers.
func speaksOf(doc, loop *language.Node) bool {
	text := strings.ToLower(doc.Text())
	for _, head := range []*language.Node{loop.Child(language.RoleLeft), loop.Child(language.RoleRight), loop.Child(language.RoleCond)} {
		if head == nil {
			continue
		}
		for _, n := range head.All(language.Name, language.Attribute) {
			if len(n.Name) > 3 && strings.Contains(text, strings.TrimSuffix(strings.ToLower(n.Name), "s")) {
				return true
			}
		}
	}
	return false
}

// givenTo are the variables that an attempt is given: what it is about.
func givenTo(loop *language.Node, name string) []string {
	var names []string
	for _, d := range language.Definitions(loop, name) {
		for _, args := range d.Value.All(language.Args) {
			for _, arg := range args.Children {
				if arg.Is(language.Name) {
					names = append(names, arg.Name)
				}
			}
		}
	}
	return names
}

// wanted are the parameters that a constructor cannot do without, where all of them are at hand.
func wanted(init *language.Node, mine []string) ([]string, bool) {
	var args []string
	for i, p := range language.Parameters(init) {
		switch {
		case i == 0 || p.Splat || p.Default != nil:
		case slices.Contains(mine, p.Name):
			args = append(args, p.Name)
		default:
			return nil, false
		}
	}
	return args, true
}

// raised writes the error with what it is about: the function's parameters that its constructor asks for, or the first one that an
// attempt is given.
func raised(scene *language.Scene, class *language.Node, about []string) (string, []language.Edit, bool) {
	fn := scene.Function.Node
	var mine, args []string
	for _, p := range language.Parameters(fn) {
		if p.Name != language.Receiver(fn) && !p.Splat {
			mine = append(mine, p.Name)
		}
	}
	if init := scene.Program.Method(class, "__init__"); init != nil {
		var ok bool
		if args, ok = wanted(init.Node, mine); !ok {
			return "", nil, false
		}
	} else if i := slices.IndexFunc(mine, func(name string) bool { return slices.Contains(about, name) }); i >= 0 {
		args = mine[i : i+1]
	}
	var imports []language.Edit
	if !Known(fn.Tree(), class.Name) {
		found := Imports(scene, class.Name)
		if len(found) == 0 {
			return "", nil, false
		}
		imports = found[0].Edits
	}
	return class.Name + "(" + strings.Join(args, ", ") + ")", imports, true
}
