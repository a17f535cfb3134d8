package repair

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// rebound prepares a parameter first as a sibling prepares the same one: row = pad(row), names = names or [].
func rebound(scene *language.Scene) []language.Proposal {
	if scene.Function == nil {
		return nil
	}
	fn := scene.Function.Node
	var found []language.Proposal
	for _, p := range language.Parameters(fn) {
		if p.Splat || p.Name == language.Receiver(fn) || !slices.ContainsFunc(scene.Failing.All(language.Name), func(n *language.Node) bool { return n.Name == p.Name }) {
			continue
		}
		for _, f := range scene.Program.Funcs() {
			score := relation(fn, f.Node)
			if f.Test || score == 0 || !takes(f.Node, p.Name) {
				continue
			}
			stmt := preparation(f.Node, p.Name)
			if stmt == nil || !transfers(scene, stmt, f.Node, p.Name) {
				continue
			}
			found = append(found, language.Proposal{
				Edits: atStart(fn, scene.Program.Support.Idioms, stmt.Text()), Value: strings.Join(strings.Fields(stmt.Text()), " "), Score: score,
				Why:      f.Qualified + " prepares its " + p.Name + " so first",
				Evidence: []heald.Evidence{language.Cite("sibling", stmt, "a sibling prepares the same value so", score)},
			})
		}
	}
	return found
}

// relation says how much two functions are siblings: the same method of classes with a base in common most.
func relation(a, b *language.Node) float64 {
	left, right := a.Up(language.Class), b.Up(language.Class)
	switch {
	case a == b:
		return 0
	case left != nil && right != nil && left != right && a.Name == b.Name && related(left, right):
		return 0.74
	case left != nil && left == right:
		return 0.68
	case a.Tree() == b.Tree() && left == nil && right == nil:
		return 0.66
	}
	return 0
}

// related says whether two classes name a base in common.
func related(a, b *language.Node) bool {
	left, right := a.Child(language.RoleBases), b.Child(language.RoleBases)
	if left == nil || right == nil {
		return false
	}
	for _, base := range left.Children {
		if slices.ContainsFunc(right.Children, func(other *language.Node) bool { return other.Last() == base.Last() && base.Last() != "" }) {
			return true
		}
	}
	return false
}

func takes(fn *language.Node, name string) bool {
	return slices.ContainsFunc(language.Parameters(fn), func(p language.Parameter) bool { return p.Name == name })
}

// preparation is the statement of one line by which a function makes its parameter fit before anything else uses it.
func preparation(fn *language.Node, name string) *language.Node {
	for _, stmt := range fn.Body() {
		a := stmt.Child(language.RoleValue)
		uses := slices.ContainsFunc(stmt.All(language.Name), func(n *language.Node) bool { return n.Name == name })
		switch {
		case !uses:
		case stmt.Is(language.ExprStmt) && a.Is(language.Assign) && a.Child(language.RoleLeft).Text() == name && stmt.Line == stmt.EndLine:
			if slices.ContainsFunc(a.Child(language.RoleRight).All(language.Name), func(n *language.Node) bool { return n.Name == name }) {
				return stmt
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// transfers says whether a statement means the same in the function that crashed: all its names are the parameter, the
// receiver, or known to both files.
func transfers(scene *language.Scene, stmt, from *language.Node, name string) bool {
	fn := scene.Function.Node
	if strings.Contains(fn.Text(), stmt.Text()) {
		return false
	}
	members := []string{}
	if class := fn.Up(language.Class); class != nil {
		members = scene.Program.Members(class)
	}
	for _, n := range stmt.All(language.Attribute) {
		if n.Child(language.RoleObject).Text() == language.Receiver(from) && !slices.Contains(members, n.Name) {
			return false
		}
	}
	for _, n := range stmt.All(language.Name) {
		switch {
		case n.Role == language.RoleName || n.Name == name:
		case n.Name == language.Receiver(from):
			if n.Name != language.Receiver(fn) {
				return false
			}
		case takes(from, n.Name) || len(language.Definitions(from, n.Name)) > 0:
			return false
		case from.Tree().Defines(n.Name) && !fn.Tree().Defines(n.Name):
			return false
		}
	}
	return true
}
