package consuming

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// Parts leaves out the empty parts of a text that is taken apart: what follows a trailing separator, and blank lines.
func Parts(scene *language.Scene) []language.Proposal {
	loop := scene.Failing.Up(language.For, language.Comprehension, language.Function)
	if loop == nil || loop.Is(language.Function) {
		if loop = aroundTheCall(scene); loop == nil {
			return nil
		}
	}
	header := loop
	if loop.Is(language.Comprehension) {
		header = writing.First(loop, language.Clause)
	}
	target, over := header.Child(language.RoleLeft), header.Child(language.RoleRight)
	if !target.Is(language.Name) || !takesApart(over) || guarded(loop, target.Name) {
		return nil
	}
	test, score, at := emptiness(scene, target.Name, over)
	p := language.Proposal{Value: "empty parts are left out", Score: score, Why: "an empty " + target.Name + " is none"}
	if at != nil {
		p.Evidence = []heald.Evidence{language.Cite("sibling", at, "empty ones are left out here", score)}
	}
	if loop.Is(language.Comprehension) {
		p.Edits = []language.Edit{writing.Insert(loop.Tree(), header.End, " if "+test)}
	} else {
		p.Edits = writing.Before(loop.Body()[0], "if not "+test+":", "\tcontinue")
	}
	return []language.Proposal{p}
}

// aroundTheCall is the loop of an outer frame that gives its variable to the function that failed.
func aroundTheCall(scene *language.Scene) *language.Node {
	if len(scene.Steps) < 2 {
		return nil
	}
	outer := scene.Steps[len(scene.Steps)-2].Node
	loop := outer.Up(language.For, language.Comprehension, language.Function)
	if loop.Is(language.Function) {
		return nil
	}
	return loop
}

// takesApart says whether an expression gives the parts or lines of a text.
func takesApart(over *language.Node) bool {
	if over.Is(language.Name) {
		return slices.Contains([]string{"lines", "fh", "fp", "f", "file", "stream", "handle", "rows"}, over.Name)
	}
	return over.Is(language.Call) && slices.Contains([]string{"split", "splitlines", "open", "readlines"}, over.Last())
}

// guarded says whether a loop already asks about its variable.
func guarded(loop *language.Node, name string) bool {
	if loop.Is(language.Comprehension) {
		return writing.First(loop, language.Filter) != nil
	}
	for _, stmt := range loop.Body() {
		if cond := stmt.Child(language.RoleCond); stmt.Is(language.If) && slices.ContainsFunc(cond.All(language.Name), func(n *language.Node) bool { return n.Name == name }) {
			return len(stmt.All(language.Continue)) > 0
		}
	}
	return false
}

// emptiness is how the repository asks whether such a part is empty, how sure that makes it, and where it does.
func emptiness(scene *language.Scene, name string, over *language.Node) (string, float64, *language.Node) {
	test := name
	if !over.Is(language.Call) || over.Last() != "split" {
		test = name + ".strip()" // lines have their ends
	}
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Comprehension, language.For) {
			if asked, at := leavesOut(n); at != nil {
				return name + asked, 0.78, at
			}
		}
	}
	if strings.Contains(scene.Incident.Message, "Expecting value: line 1 column 1 (char 0)") {
		return test, 0.66, nil
	}
	return test, 0.5, nil
}

// leavesOut is how a loop over parts leaves out those that are empty: what it asks of its variable, and where.
func leavesOut(loop *language.Node) (string, *language.Node) {
	header, cond := loop, (*language.Node)(nil)
	if loop.Is(language.Comprehension) {
		header, cond = writing.First(loop, language.Clause), writing.First(loop, language.Filter).Child(language.RoleCond)
	} else if body := loop.Body(); len(body) > 0 && body[0].Is(language.If) && len(body[0].All(language.Continue)) > 0 {
		cond = body[0].Child(language.RoleCond)
	}
	target := header.Child(language.RoleLeft)
	if !target.Is(language.Name) || !takesApart(header.Child(language.RoleRight)) {
		return "", nil
	}
	asked, about := strings.CutPrefix(strings.TrimPrefix(cond.Text(), "not "), target.Name)
	if !about || asked != "" && asked != ".strip()" {
		return "", nil
	}
	return asked, cond
}

// unsure is the score of a mend that nothing speaks for.
const unsure = 0.45

// Ends stops a loop over positions where its last step would go beyond the end.
func Ends(scene *language.Scene) []language.Proposal {
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && !n.Child(language.RoleKey).Is(language.Slice)
	})
	if look == nil {
		return nil
	}
	name, beyond := offset(look.Child(language.RoleKey))
	length := "len(" + look.Child(language.RoleObject).Text() + ")"
	var found []language.Proposal
	for _, loop := range look.Up(language.Function, language.File).All(language.For, language.Clause) {
		over := loop.Child(language.RoleRight)
		if loop.Child(language.RoleLeft).Text() != name || over.Child(language.RoleCallee).Text() != "range" {
			continue
		}
		args := over.Child(language.RoleArgs).Children
		last := args[min(len(args), 2)-1]
		if p := shorter(scene, last, length, beyond); p != nil {
			if loop.Is(language.For) && len(loop.Body()) > 1 && beyond != "" {
				p.Score, p.Evidence = min(p.Score, unsure), nil // the last one's other work would be left out
			}
			found = append(found, *p)
		}
	}
	return append(found, belowLength(look, name, length)...)
}

// offset takes a position apart: i + 1 is i and 1.
func offset(key *language.Node) (string, string) {
	if key.Is(language.Name) {
		return key.Name, ""
	}
	if key.Is(language.Binary) && key.Name == "+" && key.Child(language.RoleLeft).Is(language.Name) && key.Child(language.RoleRight).Is(language.Number) {
		return key.Child(language.RoleLeft).Name, key.Child(language.RoleRight).Text()
	}
	return "", ""
}

// shorter writes the end of a range so that the position stays inside.
func shorter(scene *language.Scene, end *language.Node, length, beyond string) *language.Proposal {
	p := language.Proposal{Score: 0.84, Value: "one fewer", Why: "the range ends one too late"}
	switch {
	case beyond == "" && strings.ReplaceAll(end.Text(), " ", "") == length+"+1":
		p.Edits = []language.Edit{language.Replace(end, length)}
	case beyond != "" && end.Text() == length:
		p.Edits, p.Score = []language.Edit{language.Replace(end, length+" - "+beyond)}, 0.62
		for _, n := range otherRanges(scene, end) {
			if strings.HasSuffix(n.Text(), " - "+beyond) {
				p.Score, p.Evidence = 0.78, []heald.Evidence{language.Cite("sibling", n, "neighbours are gone through so", 0.78)}
			}
		}
	default:
		return nil
	}
	if p.Evidence == nil {
		p.Evidence = []heald.Evidence{language.Cite("code", end, "the last position has nothing behind it", p.Score)}
	}
	return &p
}

// otherRanges are the ends of other ranges over positions.
func otherRanges(scene *language.Scene, here *language.Node) []*language.Node {
	var found []*language.Node
	for _, site := range scene.Program.Calls("range") {
		args := site.Node.Child(language.RoleArgs)
		if !site.Test && args.Is(language.Args) && len(args.Children) > 0 && !here.Within(site.Node) {
			found = append(found, args.Children[min(len(args.Children), 2)-1])
		}
	}
	return found
}

// belowLength compares a position that counts up with "<" where "<=" reaches beyond the end.
func belowLength(look *language.Node, name, length string) []language.Proposal {
	loop := look.Up(language.While, language.Function)
	cond := loop.Child(language.RoleCond)
	for _, c := range cond.All(language.Compare) {
		if c.Child(language.RoleLeft).Text() == name && c.Child(language.RoleRight).Text() == length && strings.Contains(c.Text(), " <= ") {
			return []language.Proposal{{
				Edits: []language.Edit{language.Replace(c, name+" < "+length)}, Value: "one fewer", Score: 0.84, Why: "the last position is one below the length",
				Evidence: []heald.Evidence{language.Cite("code", c, "this reaches beyond the end", 0.84)},
			}}
		}
	}
	return nil
}
