package donor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of a loop that does the same with its elements, and something first.
const (
	weighLoop     = 0.62 // a sibling in the same folder
	weighLoopHere = 0.68 // in the same file
	lessBare      = 0.15 // another loop does the same with nothing first
)

// lines does with the element of a loop first what sibling loops do before they do the same with theirs: leave out what is blank,
// take off what stands around it.
func lines(scene *language.Scene) []language.Proposal {
	stmt := scene.Failing.Statement()
	loop := stmt.Up(language.For, language.Function)
	if !overEach(loop, stmt) {
		return nil
	}
	mine := loop.Child(language.RoleLeft).Name
	preambles, bare := preamblesOf(scene, loop, operations(stmt, mine))
	var found []language.Proposal
	for _, text := range slices.Sorted(maps.Keys(preambles)) {
		if p := preambles[text].proposal(scene, stmt, mine, bare); p != nil {
			found = append(found, *p)
		}
	}
	return found
}

// overEach says whether a statement is a loop's own, and the loop has one variable.
func overEach(loop, stmt *language.Node) bool {
	return loop.Is(language.For) && stmt.Parent == loop.Child(language.RoleBody) && loop.Child(language.RoleLeft).Is(language.Name)
}

// preamblesOf are what other loops do before the same operations, by their text, and how many do nothing before.
func preamblesOf(scene *language.Scene, loop *language.Node, done []string) (map[string]*preamble, int) {
	preambles, bare := map[string]*preamble{}, 0
	for _, tree := range code(scene) {
		for _, theirs := range tree.Root.All(language.For) {
			p := preambleOf(theirs, done)
			switch {
			case p == nil || theirs == loop:
			case len(p.steps) == 0:
				bare++
			case preambles[p.text()] == nil:
				preambles[p.text()] = p
			default:
				preambles[p.text()].count++
			}
		}
	}
	return preambles, bare
}

// operations are what is done with a variable, with the variable cut out: calls that take apart, convert, decode it.
func operations(n *language.Node, name string) []string {
	var found []string
	for _, call := range n.All(language.Call) {
		if names := freeNames(call); len(names) > 0 && slices.ContainsFunc(names, func(m *language.Node) bool { return m.Name == name }) {
			found = append(found, renamed(call, name, mark))
		}
	}
	return found
}

// preamble is what a loop does with its element before it does the same as another.
type preamble struct {
	loop  *language.Node
	name  string
	steps []*language.Node
	count int
}

// preambleOf is nil for a loop that does none of these operations, or does something else before.
func preambleOf(loop *language.Node, done []string) *preamble {
	if !loop.Child(language.RoleLeft).Is(language.Name) {
		return nil
	}
	p := &preamble{loop: loop, name: loop.Child(language.RoleLeft).Name, count: 1}
	for _, stmt := range loop.Body() {
		if slices.ContainsFunc(operations(stmt, p.name), func(o string) bool { return slices.Contains(done, o) }) && !p.prepares(stmt) {
			return p
		}
		if !p.prepares(stmt) || !concerns(stmt, p.name, done) {
			return nil
		}
		p.steps = append(p.steps, stmt)
	}
	return nil
}

// prepares says whether a statement leaves an element out or makes it fit.
func (p *preamble) prepares(stmt *language.Node) bool {
	if stmt.Is(language.If) {
		body := stmt.Body()
		return stmt.Child(language.RoleElse) == nil && len(body) == 1 && body[0].Is(language.Continue) && onlyNames(stmt.Child(language.RoleCond), p.name)
	}
	assign := stmt.Child(language.RoleValue)
	return assign.Is(language.Assign) && assign.Child(language.RoleLeft).Text() == p.name && onlyNames(assign.Child(language.RoleRight), p.name)
}

// concerns says whether the parts of the element that a statement reads are those that the operations read: a loop that leaves out what
// is not paid does not say what to do with an amount that cannot be read.
func concerns(stmt *language.Node, name string, done []string) bool {
	for _, n := range freeNames(stmt) {
		part := n.Parent
		member := part.Is(language.Index) && part.Child(language.RoleKey).Is(language.String) || part.Is(language.Attribute) && part.Role != language.RoleCallee
		if n.Name != name || n.Role != language.RoleObject || !member {
			continue
		}
		read := renamed(part, name, mark)
		if !slices.ContainsFunc(done, func(o string) bool { return strings.Contains(o, read) }) {
			return false
		}
	}
	return true
}

// onlyNames says whether an expression looks up one variable and nothing else that is lower-case and local.
func onlyNames(n *language.Node, name string) bool {
	uses := false
	for _, m := range freeNames(n) {
		if m.Name == name {
			uses = true
		} else if local(m.Up(language.Function), m.Name) {
			return false
		}
	}
	return uses
}

func (p *preamble) text() string {
	var texts []string
	for _, s := range p.steps {
		texts = append(texts, renamed(s, p.name, mark))
	}
	return strings.Join(texts, "\n")
}

// proposal copies the preamble's steps before a statement.
func (p *preamble) proposal(scene *language.Scene, stmt *language.Node, mine string, bare int) *language.Proposal {
	score := weighLoop
	switch kin := kin(p.loop.Up(language.Function), stmt.Up(language.Function)); {
	case kin >= 0.8:
		score = weighLoopHere
	case kin < 0.4:
		score = weighLoop - lessBare
	}
	score = min(score+moreAgree*float64(p.count-1), most) - lessBare*float64(bare)
	var edits []language.Edit
	for _, s := range p.steps {
		imports, ok := carried(scene, slices.DeleteFunc(freeNames(s), func(n *language.Node) bool { return n.Name == p.name }), stmt)
		text := language.Before(stmt, indented(s, stmt, renamed(s, p.name, mine)))
		if !ok || text == nil || strings.Contains(stmt.Parent.Text(), renamed(s, p.name, mine)) {
			return nil
		}
		edits = append(append(edits, imports...), text...)
	}
	if score <= 0 || edits == nil {
		return nil
	}
	return &language.Proposal{
		Edits: edits, Value: "as other loops: " + strings.ReplaceAll(p.text(), mark, mine), Score: score,
		Why:      fmt.Sprintf("%d other loops do this first with what they then treat in the same way", p.count),
		Evidence: []heald.Evidence{language.Cite("sibling", p.loop, "a loop that does the same does this first", score)},
	}
}

// indented moves a statement's further lines to the depth of another.
func indented(from, to *language.Node, text string) string {
	theirs, _ := from.Indentation()
	mine, _ := to.Indentation()
	return strings.ReplaceAll(text, "\n"+theirs, "\n"+mine)
}
