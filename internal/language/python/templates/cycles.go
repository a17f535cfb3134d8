package templates

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// cycleGuard remembers on the way down where a recursion has been, and ends a circle with the error that another walk of the
// repository raises for one.
func cycleGuard(scene *language.Scene) []language.Proposal {
	if scene.Function == nil {
		return nil
	}
	fn := scene.Function.Node
	calls, subject := recursion(fn)
	if subject == "" || strings.Contains(fn.Text(), "seen") || len(fn.Body()) == 0 {
		return nil
	}
	var found []language.Proposal
	for _, tree := range scene.Program.Trees() {
		for _, test := range tree.Root.All(language.If) {
			kind := circleError(test)
			if kind == "" || scene.Program.Support.IsTest(tree.Path) || test.Within(fn) || !naming.Known(fn.Tree(), kind) {
				continue
			}
			edits := remember(fn, calls, subject, kind)
			found = append(found, language.Proposal{
				Edits: edits, Value: "raise " + kind, Score: 0.9, Why: "a circle is an error, as in another walk of the repository: " + kind,
				Evidence: []heald.Evidence{language.Cite("sibling", test, "another walk ends a circle so", 0.9)},
			})
		}
	}
	return writing.Unique(found)
}

// recursion is a function's calls of itself and the one parameter that each of them gives another value.
func recursion(fn *language.Node) ([]*language.Node, string) {
	var calls []*language.Node
	subject := ""
	for _, call := range fn.All(language.Call) {
		args := call.Child(language.RoleArgs)
		if call.Child(language.RoleCallee).Text() != fn.Name || !args.Is(language.Args) {
			continue
		}
		calls = append(calls, call)
		for i, p := range language.Parameters(fn) {
			if i >= len(args.Children) || args.Children[i].Is(language.KeywordArg, language.Splat) || p.Splat {
				return nil, ""
			}
			if args.Children[i].Text() == p.Name {
				continue
			}
			if subject != "" && subject != p.Name {
				return nil, ""
			}
			subject = p.Name
		}
	}
	return calls, subject
}

// circleError is the error that a test for membership raises, or "": if name in seen: raise E(…).
func circleError(test *language.Node) string {
	cond, body := test.Child(language.RoleCond), test.Child(language.RoleThen)
	if body == nil {
		body = test.Child(language.RoleBody)
	}
	words := strings.Fields(cond.Text())
	if !cond.Is(language.Compare) || len(words) != 3 || words[1] != "in" || !body.Is(language.Block) || len(body.Children) != 1 || !body.Children[0].Is(language.Raise) {
		return ""
	}
	switch words[2] {
	case "seen", "visited", "path", "trail", "chain", "stack":
		for _, call := range body.Children[0].All(language.Call) {
			return call.Child(language.RoleCallee).Text()
		}
	}
	return ""
}

func remember(fn *language.Node, calls []*language.Node, subject, kind string) []language.Edit {
	list := fn.Child(language.RoleParams)
	body := fn.Body()
	at := body[0]
	if writing.Docs(fn) != nil && len(body) > 1 {
		at = body[1]
	}
	edits := writing.Before(at, "if "+subject+" in seen:", "\traise "+kind+`(f"{`+subject+`} leads back to itself")`)
	edits = append(edits, writing.Insert(list.Tree(), list.Children[len(list.Children)-1].End, ", seen=()"))
	for _, call := range calls {
		args := call.Child(language.RoleArgs).Children
		edits = append(edits, writing.Insert(call.Tree(), args[len(args)-1].End, ", (*seen, "+subject+")"))
	}
	return edits
}
