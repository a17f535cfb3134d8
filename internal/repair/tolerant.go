package repair

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// tolerant reads a value as other code reads the same one that is prepared for its being called or made differently: with a
// condition or a default around the same look-up.
func tolerant(scene *language.Scene) []language.Proposal {
	look := scene.Failing.Bare()
	if !look.Is(language.Index, language.Attribute) || look.Last() == "" {
		return nil
	}
	var found []language.Proposal
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(look.Kind) {
			outer := around(n)
			if outer == nil || n.Text() == "" || n.Last() != look.Last() || look.Within(outer) || !sameObject(n, look) || outer.Line != outer.EndLine {
				continue
			}
			text := strings.ReplaceAll(outer.Text(), n.Child(language.RoleObject).Text(), look.Child(language.RoleObject).Text())
			found = append(found, language.Proposal{
				Edits: []language.Edit{{Path: look.Tree().Path, Start: look.Start, End: look.End, Text: enclosed(look, text)}}, Value: text, Score: 0.75,
				Why:      "read it as other code reads the same value: " + text,
				Evidence: []heald.Evidence{language.Cite("sibling", outer, "the same value is read so", 0.75)},
			})
		}
	}
	return found
}

// around is the expression with a choice that a look-up is one arm of.
func around(n *language.Node) *language.Node {
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	p := n.Parent
	if p.Is(language.Conditional) && n.Role != language.RoleCond {
		return p
	}
	return nil
}

// sameObject says whether both look-ups are of a variable of the same name, so that the choice can be written for the other.
func sameObject(a, b *language.Node) bool {
	left, right := a.Child(language.RoleObject), b.Child(language.RoleObject)
	if !left.Is(language.Name) || !right.Is(language.Name, language.Attribute) || a.Tree() == b.Tree() && a.Up(language.Function) == b.Up(language.Function) {
		return false
	}
	for _, n := range around(a).All(language.Name) {
		if n.Name != left.Name && n.Role != language.RoleName {
			return false
		}
	}
	return left.Last() == right.Last()
}

// enclosed puts a choice in parentheses where what stands around it binds more tightly.
func enclosed(n *language.Node, text string) string {
	if n.Parent.Is(language.Args, language.Return, language.Assign, language.KeywordArg, language.Paren, language.Pair) {
		return text
	}
	return "(" + text + ")"
}

// parsers reads a text with the function that takes such texts apart, where the code does it by hand: host, port = split(text).
func parsers(scene *language.Scene) []language.Proposal {
	stmt := scene.Failing.Statement()
	assign := stmt.Child(language.RoleValue)
	if !assign.Is(language.Assign) || !assign.Child(language.RoleLeft).Is(language.Tuple) {
		return nil
	}
	target := assign.Child(language.RoleRight).Bare()
	callee := target.Child(language.RoleCallee)
	if !target.Is(language.Call) || !callee.Is(language.Attribute) {
		return nil
	}
	text, count := callee.Child(language.RoleObject).Text(), len(assign.Child(language.RoleLeft).Children)
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || f.Class != "" || f == scene.Function || !unary(f) || !takesApart(f.Node, target, count, scene.Program.Support.Idioms.Splits) {
			continue
		}
		edits, ok := call(scene, target, f.Node.Name, text, f.Node)
		if !ok {
			continue
		}
		found = append(found, language.Proposal{
			Edits: edits, Value: f.Node.Name, Score: 0.68, Why: f.Qualified + " takes such texts apart",
			Evidence: []heald.Evidence{language.Cite("sibling", f.Node, "it splits at the same separator and gives as many values", 0.68)},
		})
	}
	return found
}

// takesApart says whether a function splits at the same separator and returns that many values.
func takesApart(fn, target *language.Node, count int, splits []string) bool {
	args := target.Child(language.RoleArgs)
	if args == nil || len(args.Children) == 0 || !args.Children[0].Is(language.String) {
		return false
	}
	returns := false
	for _, r := range fn.All(language.Return) {
		if value := r.Child(language.RoleValue).Bare(); value.Is(language.Tuple) && len(value.Children) == count {
			returns = true
		}
	}
	if !returns || len(fn.All(language.If)) == 0 { // without a branch it is only another split
		return false
	}
	for _, c := range fn.All(language.Call) {
		theirs := c.Child(language.RoleArgs)
		if slices.ContainsFunc(splits, func(word string) bool { return strings.Contains(c.Last(), word) }) {
			if theirs != nil && len(theirs.Children) > 0 && theirs.Children[0].Text() == args.Children[0].Text() {
				return true
			}
		}
	}
	return false
}
