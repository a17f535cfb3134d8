package donor

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of a list that is gone round in other places.
const (
	weighRoundBase = 0.8  // the number that is counted on from is itself a remainder by the list's length
	weighRound     = 0.72 // the same list is indexed with such a remainder elsewhere
)

// around goes on with the first after the last, where other code takes the same list by a remainder of its length.
func around(scene *language.Scene) []language.Proposal {
	look := scene.Failing.Bare()
	key, container := look.Child(language.RoleKey), look.Child(language.RoleObject)
	if scene.Diagnosis.Class != "index_out_of_range" || !look.Is(language.Index) || !container.Is(language.Name, language.Attribute) {
		return nil
	}
	from, counts := countedOn(key)
	if !counts {
		return nil
	}
	round, score := roundOf(scene, container, from)
	if round == nil {
		return nil
	}
	text := "(" + key.Text() + ") % " + scene.Program.Support.Idioms.Length + "(" + container.Text() + ")"
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(key, text)}, Value: container.Text() + "[" + text + "]", Score: score,
		Why:      container.Text() + " is gone round: after the last comes the first",
		Evidence: []heald.Evidence{language.Cite("sibling", round, "the same list is taken by a remainder of its length", score)},
	}}
}

// countedOn is what a key counts on from: i in i + 1.
func countedOn(key *language.Node) (*language.Node, bool) {
	left, right := key.Child(language.RoleLeft).Bare(), key.Child(language.RoleRight).Bare()
	if !key.Is(language.Binary) || key.Name != "+" || !right.Is(language.Number) || !left.Is(language.Name, language.Attribute, language.Call) {
		return nil, false
	}
	return left, true
}

// roundOf is the remainder by the list's length that speaks most for its being a round; none where other code stops at its end.
func roundOf(scene *language.Scene, container, from *language.Node) (*language.Node, float64) {
	made := map[*language.Node]bool{}
	for _, s := range scene.Sources(from) {
		made[s.Node.Bare()] = true
	}
	var best *language.Node
	score := 0.0
	for _, length := range lengths(scene, container) {
		by := length.Parent
		switch {
		case endsThere(length):
			return nil, 0
		case !by.Is(language.Binary) || by.Name != "%" || by.Child(language.RoleRight) != length:
		case made[by]:
			best, score = by, weighRoundBase
		case best == nil && by.Role == language.RoleKey && by.Parent.Child(language.RoleObject).Text() == container.Text():
			best, score = by, weighRound
		}
	}
	return best, score
}

// lengths lists where code asks for the length of a list.
func lengths(scene *language.Scene, container *language.Node) []*language.Node {
	id := identity(scene, container)
	if id == "" {
		return nil
	}
	var found []*language.Node
	for _, tree := range code(scene) {
		for _, call := range tree.Root.All(language.Call) {
			args := call.Child(language.RoleArgs)
			if call.Child(language.RoleCallee).Text() != scene.Program.Support.Idioms.Length || !args.Is(language.Args) || len(args.Children) != 1 {
				continue
			}
			if of := args.Children[0]; of.Is(language.Name, language.Attribute) && of.Last() == container.Last() && identity(scene, of) == id {
				found = append(found, call)
			}
		}
	}
	return found
}

// endsThere says whether a length marks the end of the list: something is compared with it that is no fixed number, or it is
// counted down from.
func endsThere(length *language.Node) bool {
	by := length.Parent
	switch {
	case by.Is(language.Compare):
		return len(by.Children) != 2 || !by.Children[0].Is(language.Number) && !by.Children[1].Is(language.Number)
	case by.Is(language.Binary):
		return by.Name == "-" && by.Child(language.RoleLeft) == length
	}
	return false
}
