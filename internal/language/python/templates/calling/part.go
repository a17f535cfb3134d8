package calling

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var ofType = regexp.MustCompile(`'([\w.]+)' object`)

// PartMeant gives the part of an object that a parameter is named after, where the object itself was given.
func PartMeant(scene *language.Scene) []language.Proposal {
	m := ofType.FindStringSubmatch(scene.Incident.Message)
	if m == nil {
		return nil
	}
	var found []language.Proposal
	for _, class := range scene.Program.Classes(m[1][strings.LastIndex(m[1], ".")+1:]) {
		members := scene.Program.Members(class)
		for i := len(scene.Steps) - 1; i > 0; i-- {
			f := scene.Steps[i].Func
			if f == nil {
				continue
			}
			for name, arg := range givenTo(scene.Steps[i-1].Node, f) {
				if !slices.Contains(members, name) || scene.Program.Method(class, name) != nil || !mentions(scene.Steps[i].Node, name) || !arg.Is(language.Name, language.Attribute) || arg.Last() == name {
					continue
				}
				found = append(found, language.Proposal{
					Edits: []language.Edit{writing.Insert(arg.Tree(), arg.End, "."+name)}, Value: "the part " + name, Score: 0.82,
					Why:      f.Qualified + " wants the " + name + " of a " + class.Name + ", not all of it",
					Evidence: []heald.Evidence{language.Cite("code", class.Child(language.RoleName), "the class has such a part", 0.82)},
				})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b language.Proposal) int { return strings.Compare(a.Value, b.Value) })
	return found
}

// givenTo says what the call in a frame gives for the parameters of the function of the next.
func givenTo(frame *language.Node, f *language.Func) map[string]*language.Node {
	call := writing.Failing(frame, func(n *language.Node) bool { return n.Is(language.Call) && n.Last() == f.Node.Name })
	if call == nil {
		return nil
	}
	return language.Bind(call, f)
}

func mentions(n *language.Node, name string) bool {
	return slices.ContainsFunc(n.All(language.Name), func(m *language.Node) bool { return m.Name == name })
}
