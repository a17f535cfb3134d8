package donor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of another call of the same function about the same thing.
const (
	weighSameThing = 0.72 // the same attribute of the same class, the same constant of the same file
	weighSameName  = 0.45 // a variable of the same name
	weighOther     = 0.6  // it gives another value for a keyword that this one gives too
	moreAgree      = 0.06
	moreHelper     = 0.04 // there is a method for just this call
)

// arguments makes a call as others make it about the very same thing: with the keywords that they give, or by the helper that they
// all go through.
func arguments(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	seen := map[*language.Node]bool{}
	for i := len(scene.Steps) - 1; i >= 0 && i >= len(scene.Steps)-2; i-- {
		scope := scene.Steps[i].Node.Up(language.Function)
		if scope == nil || seen[scope] {
			continue
		}
		seen[scope] = true
		for _, call := range scope.All(language.Call) {
			found = append(found, sameCalls(scene, call)...)
		}
	}
	return found
}

// sameCalls compares a call with those of the same callee and the same first argument.
func sameCalls(scene *language.Scene, mine *language.Node) []language.Proposal {
	thing := about(mine)
	if thing == nil {
		return nil
	}
	base := weighSameThing
	if thing.Is(language.Name) && local(mine.Up(language.Function), thing.Name) {
		base = weighSameName
	}
	forms := formsOf(scene, mine, thing)
	var found []language.Proposal
	for _, text := range slices.Sorted(maps.Keys(forms)) {
		score := min(base+moreAgree*float64(len(forms[text])-1), most)
		if len(forms) > 1 {
			score -= 0.15
		}
		found = append(found, asCall(scene, mine, forms[text][0], score)...)
	}
	return found
}

// formsOf are the other calls of the same callee about the same thing, by the keywords that they give.
func formsOf(scene *language.Scene, mine, thing *language.Node) map[string][]*language.Node {
	forms := map[string][]*language.Node{}
	for _, site := range scene.Program.Calls(mine.Last()) {
		here := site.Node.Up(language.Function) == mine.Up(language.Function)
		if !site.Test && !here && site.Node.Child(language.RoleCallee).Text() == mine.Child(language.RoleCallee).Text() && sameThing(thing, about(site.Node)) {
			forms[keywordsOf(site.Node)] = append(forms[keywordsOf(site.Node)], site.Node)
		}
	}
	return forms
}

// about is what a call is about: its first argument, where that is a variable, an attribute or a constant of the file.
func about(call *language.Node) *language.Node {
	args := call.Child(language.RoleArgs)
	if !args.Is(language.Args) || len(args.Children) == 0 || !args.Children[0].Is(language.Name, language.Attribute) {
		return nil
	}
	return args.Children[0]
}

// sameThing says whether two first arguments are the same thing: by their text, in one class or file.
func sameThing(a, b *language.Node) bool {
	if b == nil || a.Text() != b.Text() || a.Tree() != b.Tree() {
		return false
	}
	return !ownPart(a.Child(language.RoleObject)) || a.Up(language.Class) == b.Up(language.Class)
}

func keywordsOf(call *language.Node) string {
	var texts []string
	for _, arg := range call.Child(language.RoleArgs).Children {
		if arg.Is(language.KeywordArg) {
			texts = append(texts, arg.Text())
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

// asCall makes a call like a sibling's.
func asCall(scene *language.Scene, mine, theirs *language.Node, score float64) []language.Proposal {
	var edits []language.Edit
	var added []string
	args := mine.Child(language.RoleArgs)
	for _, arg := range theirs.Child(language.RoleArgs).Children {
		value := arg.Children
		own := slices.IndexFunc(args.Children, func(n *language.Node) bool { return n.Is(language.KeywordArg) && n.Name == arg.Name })
		if !arg.Is(language.KeywordArg) || own >= 0 && args.Children[own].Text() == arg.Text() {
			continue
		}
		imports, ok := carried(scene, freeNames(value[len(value)-1]), mine)
		if !ok {
			return nil
		}
		edits = append(edits, imports...)
		added = append(added, arg.Text())
		if own >= 0 {
			score = min(score, weighOther)
			edits = append(edits, language.Replace(args.Children[own], arg.Text()))
			continue
		}
		end := args.Children[len(args.Children)-1].End
		edits = append(edits, language.Edit{Path: mine.Tree().Path, Start: end, End: end, Text: ", " + arg.Text()})
	}
	if len(added) == 0 {
		return nil
	}
	why := fmt.Sprintf("%s is called elsewhere about the same with %s", theirs.Child(language.RoleCallee).Text(), strings.Join(added, ", "))
	found := []language.Proposal{{Edits: edits, Value: "with " + strings.Join(added, ", "), Score: score, Why: why, Evidence: []heald.Evidence{language.Cite("sibling", theirs, "the same thing is called with these", score)}}}
	if text, helper := byHelper(mine, theirs); helper != nil {
		found = append(found, language.Proposal{
			Edits: []language.Edit{language.Replace(mine, text)}, Value: "with " + strings.Join(added, ", "), Score: min(score+moreHelper, most), Why: helper.Name + " does this for the others",
			Evidence: []heald.Evidence{language.Cite("sibling", theirs, "the same thing is called with these", score)},
		})
	}
	return found
}

// freeNames are the names that an expression looks up.
func freeNames(n *language.Node) []*language.Node {
	return slices.DeleteFunc(n.All(language.Name), func(m *language.Node) bool { return m.Role == language.RoleName })
}

// byHelper is the call of a function that does nothing but make the sibling's call, and the function.
func byHelper(mine, theirs *language.Node) (string, *language.Node) {
	helper := theirs.Up(language.Function)
	if helper == nil || helper == mine.Up(language.Function) || !theirs.Parent.Is(language.Return) || helper.Tree() != mine.Tree() {
		return "", nil
	}
	if receiver := language.Receiver(helper); receiver != "" {
		return receiver + "." + helper.Name + "()", onlyReceiver(helper, mine)
	}
	params := language.Parameters(helper)
	switch {
	case helper.Up(language.Class) != nil:
	case len(params) == 1 && params[0].Name == about(theirs).Text():
		return helper.Name + "(" + about(mine).Text() + ")", helper
	case len(params) == 0:
		return helper.Name + "()", helper
	}
	return "", nil
}

// onlyReceiver is a method that can be called where a node of the same class stands, with nothing given; else nil.
func onlyReceiver(method, n *language.Node) *language.Node {
	same := method.Up(language.Class) == n.Up(language.Class) && language.Receiver(method) == language.Receiver(n.Up(language.Function))
	if same && len(language.Parameters(method)) == 1 && !method.Parent.Is(language.Decorated) {
		return method
	}
	return nil
}
