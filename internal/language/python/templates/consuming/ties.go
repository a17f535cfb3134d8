package consuming

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Ties keeps the elements of a heap of tuples apart by the order in which they came, where their first parts are equal and the things
// behind them cannot be compared.
func Ties(scene *language.Scene) []language.Proposal {
	fn := scene.Failing.Up(language.Function)
	class := fn.Up(language.Class)
	if !strings.Contains(scene.Incident.Message, "not supported between instances of") || class == nil {
		return nil
	}
	init := scene.Program.Method(class, "__init__")
	if init == nil || init.Node.Up(language.Class) != class {
		return nil
	}
	for _, push := range class.All(language.Call) {
		args := push.Child(language.RoleArgs)
		if push.Last() != "heappush" || !args.Is(language.Args) || len(args.Children) != 2 || !args.Children[1].Is(language.Tuple) || len(args.Children[1].Children) != 2 {
			continue
		}
		return tied(scene, class, init.Node, push)
	}
	return nil
}

// tied puts a running number before the thing in every tuple, and takes it off where tuples are taken apart.
func tied(scene *language.Scene, class, init, push *language.Node) []language.Proposal {
	heap := push.Child(language.RoleArgs).Children[0]
	pair := push.Child(language.RoleArgs).Children[1]
	counter := "_order"
	p := language.Proposal{Value: "in their order", Score: 0.76, Why: "of equal " + pair.Children[0].Text() + ", the first that came goes first"}
	for _, n := range class.All(language.Call) {
		if n.Last() == "heappush" && firstOf(n) == heap.Text() {
			made := n.Child(language.RoleArgs).Children[len(n.Child(language.RoleArgs).Children)-1]
			if !made.Is(language.Tuple) || len(made.Children) != 2 {
				return nil
			}
			p.Edits = append(p.Edits, writing.Insert(n.Tree(), made.Children[1].Start, "next("+language.Receiver(n.Up(language.Function))+"."+counter+"), "))
		}
	}
	taken, ok := takenApart(class, heap.Text())
	if !ok || !onlySo(scene, class, heap) || strings.Contains(class.Text(), counter) {
		return nil
	}
	body := init.Body()
	p.Edits = append(p.Edits, taken...)
	p.Edits = append(p.Edits, writing.Following(body[len(body)-1], language.Receiver(init)+"."+counter+" = itertools.count()")...)
	if !naming.Known(class.Tree(), "itertools") {
		p.Edits = append(p.Edits, naming.AddImport(class.Tree(), "import itertools")...)
	}
	p.Evidence = []heald.Evidence{language.Cite("code", pair, "equal first parts make these be compared", p.Score)}
	return []language.Proposal{p}
}

// wider lets a target of two take three, without the one in the middle.
func wider(target *language.Node) *language.Edit {
	if !target.Is(language.Tuple) || len(target.Children) != 2 {
		return nil
	}
	edit := writing.Insert(target.Tree(), target.Children[1].Start, "_, ")
	return &edit
}
