package repair

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// twins does what a function of the same form does before the statement that failed: two bodies that are the same but for the names of
// their variables, of which one has a guard more.
func twins(scene *language.Scene) []language.Proposal {
	if scene.Function == nil || scene.Failing.Statement() == nil {
		return nil
	}
	fn := scene.Function.Node
	mine := statements(scene, fn)
	at := slices.IndexFunc(mine, func(s *language.Node) bool { return scene.Failing.Within(s) })
	score := 0.66 // a form of one statement says less
	if len(mine) > 1 {
		score = 0.78
	}
	var found []language.Proposal
	for _, other := range fn.Parent.Up(language.Class, language.File).All(language.Function) {
		if other == fn || other.Parent.Up(language.Function) != fn.Parent.Up(language.Function) {
			continue
		}
		guard, place, names := oneMore(statements(scene, other), mine)
		if guard == nil || place > at {
			continue
		}
		found = append(found, language.Proposal{
			Edits: standing(mine[place], guard, names), Value: "as " + other.Name, Score: score,
			Why:      "ask first what " + other.Name + " asks, which has the same form",
			Evidence: []heald.Evidence{language.Cite("sibling", guard, other.Name+" has the same form and asks this first", score)},
		})
	}
	return found
}

// statements is a function's body without what documents it.
func statements(scene *language.Scene, fn *language.Node) []*language.Node {
	body := fn.Body()
	if docs := scene.Program.Support.Idioms.Docs; len(body) > 0 && docs != nil && docs(fn) != nil {
		return body[1:]
	}
	return body
}

// oneMore finds the guard that theirs has and mine lacks, where it stands, and what its names are called in mine.
func oneMore(theirs, mine []*language.Node) (*language.Node, int, map[string]string) {
	if len(theirs) != len(mine)+1 {
		return nil, 0, nil
	}
	for i, stmt := range theirs[:len(mine)] {
		if !leavesEarly(stmt) {
			continue
		}
		rest := append(slices.Clone(theirs[:i]), theirs[i+1:]...)
		if names, ok := alpha(rest, mine); ok && covered(stmt, names) {
			return stmt, i, names
		}
	}
	return nil, 0, nil
}

// leavesEarly says whether a statement is an if without an else whose one statement leaves.
func leavesEarly(n *language.Node) bool {
	body := n.Child(language.RoleBody)
	return n.Is(language.If) && n.Child(language.RoleElse) == nil && body != nil && len(body.Children) == 1 &&
		body.Children[0].Is(language.Return, language.Raise)
}

// alpha compares two lists of statements; equal but for a renaming of variables that is one to one.
func alpha(theirs, mine []*language.Node) (map[string]string, bool) {
	names, back := map[string]string{}, map[string]string{}
	for i := range theirs {
		if !matches(theirs[i], mine[i], names, back) {
			return nil, false
		}
	}
	return names, true
}

func matches(theirs, mine *language.Node, names, back map[string]string) bool {
	if theirs.Kind != mine.Kind || len(theirs.Children) != len(mine.Children) {
		return false
	}
	if theirs.Is(language.Name) && theirs.Role != language.RoleName {
		return paired(theirs.Name, mine.Name, names, back)
	}
	if theirs.Name != mine.Name || len(theirs.Children) == 0 && theirs.Text() != mine.Text() {
		return false
	}
	for i := range theirs.Children {
		if !matches(theirs.Children[i], mine.Children[i], names, back) {
			return false
		}
	}
	return true
}

// paired notes that one name stands for the other, unless either stands for another one already.
func paired(theirs, mine string, names, back map[string]string) bool {
	if known, ok := names[theirs]; ok || back[mine] != "" {
		return known == mine && back[mine] == theirs
	}
	names[theirs], back[mine] = mine, theirs
	return true
}

// covered says whether each variable of the guard's function that the guard reads has a name in mine. Others are known all over the file.
func covered(guard *language.Node, names map[string]string) bool {
	fn := guard.Up(language.Function)
	for _, n := range guard.All(language.Name) {
		if _, known := names[n.Name]; !known && n.Role != language.RoleName && bound(fn, n.Name) {
			return false
		}
	}
	return true
}

// bound says whether a name is a function's own.
func bound(fn *language.Node, name string) bool {
	return len(language.Definitions(fn, name)) > 0 || slices.ContainsFunc(language.Parameters(fn), func(p language.Parameter) bool { return p.Name == name })
}

// standing writes the guard, in other names, before a statement that stands as deep.
func standing(stmt, guard *language.Node, names map[string]string) []language.Edit {
	if stmt.Column != guard.Column || guard.Tree() != stmt.Tree() {
		return nil
	}
	source, at := guard.Tree().Source, guard.Start
	var text strings.Builder
	for _, n := range guard.All(language.Name) {
		if name, ok := names[n.Name]; ok && n.Role != language.RoleName && n.Start >= at {
			text.Write(source[at:n.Start])
			text.WriteString(name)
			at = n.End
		}
	}
	text.Write(source[at:guard.End])
	return language.Before(stmt, text.String())
}
