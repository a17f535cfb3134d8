package naming

import (
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// OfReceiver reads a name that nothing defines from the object or the class, when it is one of their attributes.
func OfReceiver(scene *language.Scene) []language.Proposal {
	name := missingName(scene)
	if scene.Function == nil || scene.Function.Class == "" || name == "" {
		return nil
	}
	fn := scene.Function.Node
	class, receiver := fn.Up(language.Class), language.Receiver(fn)
	if receiver == "" || !slices.Contains(scene.Program.Members(class), name) || decoratedStatic(fn) {
		return nil
	}
	p := language.Proposal{Value: receiver + "." + name, Score: 0.9, Why: name + " is an attribute of " + class.Name}
	for _, n := range fn.All(language.Name) {
		if n.Name == name && n.Role != language.RoleName && n.Role != language.RoleLeft {
			p.Edits = append(p.Edits, writing.Insert(n.Tree(), n.Start, receiver+"."))
		}
	}
	p.Evidence = []heald.Evidence{language.Cite("code", class.Child(language.RoleName), "the class has it", 0.9)}
	return []language.Proposal{p}
}

func decoratedStatic(fn *language.Node) bool {
	return fn.Parent.Is(language.Decorated) && fn.Parent.Children[0].Text() == "@staticmethod"
}
