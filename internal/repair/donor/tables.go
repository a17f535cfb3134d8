package donor

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of a reader that gives files of the same kind already taken apart.
const (
	weighReader     = 0.72
	weighReaderHere = 0.78
)

// tables goes over what a reader gives, where a loop opens such a file and takes its lines apart by hand.
func tables(scene *language.Scene) []language.Proposal {
	stmt := scene.Failing.Statement()
	loop := stmt.Up(language.For, language.Function)
	assign := stmt.Child(language.RoleValue)
	if !overEach(loop, stmt) || !assign.Is(language.Assign) {
		return nil
	}
	outer, file := opened(loop, scene.Program.Support.Idioms)
	if file == nil {
		return nil
	}
	form := renamed(assign.Child(language.RoleRight).Bare(), loop.Child(language.RoleLeft).Name, mark)
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || f == scene.Function || !given(f.Node, form) || !opens(f.Node, scene.Program.Support.Idioms) {
			continue
		}
		if p := overReader(scene, f, loop, outer, stmt, file); p != nil {
			found = append(found, *p)
		}
	}
	return found
}

// opened is the statement that opens what a loop goes over, which may be the loop itself, and what is opened.
func opened(loop *language.Node, idioms *language.Idioms) (outer, file *language.Node) {
	over := loop.Child(language.RoleRight).Bare()
	if path := openedIn(over, idioms); path != nil {
		return loop, path
	}
	with := loop.Parent.Parent
	if !with.Is(language.With) || len(with.Body()) != 1 || !over.Is(language.Name) {
		return nil, nil
	}
	for _, item := range with.All(language.Other) {
		if item.Role == language.RoleAlias && item.Text() == over.Name {
			return with, openedIn(item.Parent.Children[0], idioms)
		}
	}
	return nil, nil
}

// openedIn is the path in the innermost call of an expression that opens or reads a file.
func openedIn(n *language.Node, idioms *language.Idioms) *language.Node {
	if idioms.Opened == nil {
		return nil
	}
	for _, call := range n.All(language.Call) {
		if path := idioms.Opened(call); path != nil {
			return path
		}
	}
	return nil
}

// opens says whether a function opens a file whose path it is given.
func opens(fn *language.Node, idioms *language.Idioms) bool {
	for _, call := range fn.All(language.Call) {
		if path := openedIn(call, idioms); path != nil && path.Is(language.Name) && parameter(fn, path.Name) {
			return true
		}
	}
	return false
}

// given says whether a function gives each element of a loop taken apart in a form, and leaves some out.
func given(fn *language.Node, form string) bool {
	for _, loop := range fn.All(language.For) {
		element := loop.Child(language.RoleLeft)
		if !element.Is(language.Name) || len(loop.All(language.If)) == 0 {
			continue
		}
		for _, y := range loop.All(language.Yield) {
			if slices.ContainsFunc(operations(y, element.Name), func(o string) bool { return o == form }) {
				return true
			}
		}
	}
	return false
}

// overReader writes the loop over the reader.
func overReader(scene *language.Scene, f *language.Func, loop, outer, stmt, file *language.Node) *language.Proposal {
	site, score := goneOver(scene, f, loop)
	callee, imports, ok := calledFrom(scene, f, loop)
	if site == nil || !ok || scene.Program.Support.Idioms.Loop == nil {
		return nil
	}
	i := slices.Index(loop.Body(), stmt)
	rest := loop.Body()[i+1:]
	if i > 0 || len(rest) == 0 || slices.ContainsFunc(freeNamesOf(rest), func(n *language.Node) bool { return n.Text() == loop.Child(language.RoleLeft).Text() }) {
		return nil
	}
	left := stmt.Child(language.RoleValue).Child(language.RoleLeft)
	outside, ok := outer.Indentation()
	if !ok {
		return nil
	}
	inside, _ := loop.Body()[0].Indentation()
	was, _ := loop.Indentation()
	body := string(loop.Tree().Source[rest[0].Start:rest[len(rest)-1].End])
	body = without(f.Node, body, left)
	step := outside + strings.TrimPrefix(inside, was)
	body = strings.ReplaceAll(body, "\n"+inside, "\n"+step)
	text := scene.Program.Support.Idioms.Loop(left.Text(), callee+"("+file.Text()+")") + loop.Tree().LineEnd() + step + body
	return &language.Proposal{
		Edits: append([]language.Edit{language.Replace(outer, text)}, imports...), Value: "read with " + callee, Score: score,
		Why:      f.Qualified + " reads such files, and leaves out what is no entry; others go through it",
		Evidence: []heald.Evidence{language.Cite("sibling", site, "a file of the same kind is read so", score), language.Cite("code", f.Node, "it takes lines apart in the same way", score)},
	}
}

func freeNamesOf(stmts []*language.Node) []*language.Node {
	var found []*language.Node
	for _, s := range stmts {
		found = append(found, freeNames(s)...)
	}
	return found
}

// goneOver is a loop of other code over what a reader gives, and how much it counts.
func goneOver(scene *language.Scene, f *language.Func, loop *language.Node) (*language.Node, float64) {
	var best *language.Node
	score, more := 0.0, 0
	for _, site := range scene.Program.Calls(f.Node.Name) {
		if site.Test || site.In == nil || !site.Node.Parent.Is(language.For, language.Clause) {
			continue
		}
		more++
		weight := weighReader
		if site.Node.Tree() == loop.Tree() {
			weight = weighReaderHere
		}
		if weight > score {
			best, score = site.Node.Parent, weight
		}
	}
	return best, min(score+moreAgree*float64(more-1), most)
}

// without leaves out what the reader does to each part already: x.strip() becomes x.
func without(reader *language.Node, body string, left *language.Node) string {
	for _, y := range reader.All(language.Yield) {
		made := y.Child(language.RoleValue)
		part := made.Child(language.RoleBody)
		if !made.Is(language.Comprehension) || !part.Is(language.Call) || !part.Child(language.RoleCallee).Is(language.Attribute) {
			continue
		}
		object := part.Child(language.RoleCallee).Child(language.RoleObject)
		for _, target := range left.All(language.Name) {
			if object.Is(language.Name) {
				body = strings.ReplaceAll(body, target.Name+part.Text()[len(object.Text()):], target.Name)
			}
		}
	}
	return body
}
