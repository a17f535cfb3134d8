package reading

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Otherwise reads a text that one conversion cannot read with the reader that the repository has for its other form, as other code
// makes such a value of it. That the text has two forms must be said where it is read: the documentation names the reader's form.
func Otherwise(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, numberOfName)
	if call == nil || scene.Function == nil || writing.Inner(call) != nil || scene.Incident.ErrorType != "ValueError" {
		return nil
	}
	docs := strings.ToLower(writing.Docs(scene.Function.Node).Text())
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || f.Class != "" || f == scene.Function || len(language.Parameters(f.Node)) != 1 || !spokenOf(docs, f.Node.Name) {
			continue
		}
		for _, site := range scene.Program.Calls(f.Node.Name) {
			found = append(found, readInstead(scene, call, site)...)
		}
	}
	return writing.Unique(found)
}

// numberOfName says whether a call makes a number of a variable.
func numberOfName(n *language.Node) bool {
	args := n.Child(language.RoleArgs)
	return n.Is(language.Call) && (n.Last() == "int" || n.Last() == "float") && args.Is(language.Args) && len(args.Children) == 1 && args.Children[0].Is(language.Name)
}

// spokenOf says whether a text has all the words of a function's name, next to each other.
func spokenOf(docs, name string) bool {
	words := language.Words(name)
	for len(words) > 1 && slices.Contains([]string{"parse", "read", "get", "to", "from"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && strings.Contains(docs, strings.ToLower(strings.Join(words, " ")))
}

// readInstead writes the other reading after the one that fails.
func readInstead(scene *language.Scene, call *language.Node, site language.CallSite) []language.Proposal {
	value := call.Child(language.RoleArgs).Children[0]
	donor := whole(site.Node)
	theirs := site.Node.Child(language.RoleArgs).Children[0]
	stmt := writing.Statement(call)
	if site.Test || donor == nil || stmt == nil || !available(scene, donor, theirs) {
		return nil
	}
	words := language.Words(scene.Function.Node.Name)
	name := writing.Unused(call, words[len(words)-1])
	text := strings.Replace(donor.Text(), theirs.Text(), value.Text(), 1)
	edits := writing.Before(stmt, "try:", "\t"+name+" = "+call.Text(), "except ValueError:", "\t"+name+" = "+text)
	if edits == nil {
		return nil
	}
	edits = append(edits, language.Replace(call, name))
	if reader := site.Node.Last(); !naming.Known(call.Tree(), reader) {
		edits = append(edits, importedAt(scene, call, reader)...)
	}
	return []language.Proposal{{
		Edits: edits, Value: text, Score: 0.76, Why: value.Text() + " has a second form, which " + site.Node.Last() + " reads",
		Evidence: []heald.Evidence{language.Cite("docs", writing.Docs(scene.Function.Node), "both forms are named here", 0.76), language.Cite("sibling", donor, "such a value is made so", 0.7)},
	}}
}

// whole is the expression that a reading is part of: what is returned or assigned.
func whole(n *language.Node) *language.Node {
	for !n.Parent.Is(language.Return, language.Assign) {
		if n.Parent == nil || n.Parent.Is(language.Block, language.Comprehension, language.Lambda) {
			return nil
		}
		n = n.Parent
	}
	return n
}

// available says whether all that an expression names, apart from what it reads, is there where the crash is.
func available(scene *language.Scene, donor, except *language.Node) bool {
	fn := scene.Function.Node
	for _, n := range donor.All(language.Name) {
		if n.Within(except) || n.Role == language.RoleName || n.Role == language.RoleCallee {
			continue
		}
		isParameter := func(p language.Parameter) bool { return p.Name == n.Name }
		if !slices.ContainsFunc(language.Parameters(fn), isParameter) && !naming.Known(fn.Tree(), n.Name) {
			return false
		}
	}
	return true
}
