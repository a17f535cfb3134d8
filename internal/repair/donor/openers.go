package donor

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weight of a function that opens files of every form, where others open them by it.
const weighOpener = 0.72

// openers opens a file by the function that others open such files by: one that opens it just so in one of several cases.
func openers(scene *language.Scene) []language.Proposal {
	with := scene.Failing.Up(language.With, language.Function)
	if scene.Diagnosis.Class != "decode_error" || !with.Is(language.With) {
		return nil
	}
	var found []language.Proposal
	for _, call := range with.All(language.Call) {
		path := openedBy(with, call, scene.Program.Support.Idioms)
		if path == nil {
			continue
		}
		for _, f := range scene.Program.Funcs() {
			if !f.Test && opensSo(f.Node, call, path) && !call.Within(f.Node) {
				found = append(found, byOpener(scene, f, call, path)...)
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// openedBy is the path that a with statement opens by a plain call, or nil.
func openedBy(with, call *language.Node, idioms *language.Idioms) *language.Node {
	if call.Child(language.RoleCallee).Child(language.RoleObject) != nil || len(with.Body()) == 0 || call.Start > with.Body()[0].Start {
		return nil
	}
	return openedIn(call, idioms)
}

// opensSo says whether a function of one value gives back what it opens as a call does, in one of several cases.
func opensSo(fn, call, path *language.Node) bool {
	params := slices.DeleteFunc(language.Parameters(fn), func(p language.Parameter) bool { return p.Name == language.Receiver(fn) })
	if len(params) != maxHelperParams || params[0].Splat {
		return false
	}
	want := strings.Replace(call.Text(), path.Text(), params[0].Name, 1)
	returns := fn.All(language.Return)
	return len(returns) > 1 && slices.ContainsFunc(returns, func(r *language.Node) bool {
		return r.Child(language.RoleValue).Text() == want && oneCase(fn, r)
	})
}

// byOpener calls the function that opens.
func byOpener(scene *language.Scene, f *language.Func, call, path *language.Node) []language.Proposal {
	callee, imports, ok := calledFrom(scene, f, call)
	sites := sitesOf(scene, f)
	if !ok || len(sites) == 0 {
		return nil
	}
	score := min(weighOpener+moreAgree*float64(len(sites)-1), most)
	text := callee + "(" + path.Text() + ")"
	return []language.Proposal{{
		Edits: append([]language.Edit{language.Replace(call, text)}, imports...), Value: text, Score: score,
		Why:      f.Qualified + " opens such files in every form; others open them by it",
		Evidence: []heald.Evidence{language.Cite("sibling", sites[0].Statement(), "such a file is opened so", score), language.Cite("code", f.Node, "it looks which form there is", score)},
	}}
}

// sitesOf lists the calls of a function by other code.
func sitesOf(scene *language.Scene, f *language.Func) []*language.Node {
	var sites []*language.Node
	for _, s := range scene.Program.Calls(f.Node.Name) {
		if !s.Test && s.In != nil && !s.Node.Within(f.Node) {
			sites = append(sites, s.Node)
		}
	}
	return sites
}
