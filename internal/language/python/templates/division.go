package templates

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// denominator guards a division by what may be zero.
func denominator(scene *language.Scene) []language.Proposal {
	division := failing(scene.Failing, isDivision)
	if division == nil {
		return nil
	}
	d := division.Child(language.RoleRight).Bare()
	if division.Is(language.AugAssign) {
		return statements(zeroFault(division.Child(language.RoleLeft), d))
	}
	var found []language.Proposal
	if simple(d) {
		f := zeroFault(division, d)
		found = shapes(f)
	}
	return append(found, clamps(scene, division, d)...)
}

func isDivision(n *language.Node) bool {
	switch n.Name {
	case "/", "//", "%", "/=", "//=", "%=":
		return n.Is(language.Binary, language.AugAssign) && !n.Child(language.RoleLeft).Is(language.String)
	}
	return false
}

// failing finds the node that crashed at, around or below the one that was marked.
func failing(n *language.Node, fits func(*language.Node) bool) *language.Node {
	for m := n; m != nil && !m.Is(language.Block, language.File); m = m.Parent {
		if fits(m) {
			return m
		}
		if m.Parent.Is(language.Block, language.File) {
			break
		}
	}
	var below *language.Node
	n.Walk(func(m *language.Node) bool {
		if m.Is(language.Block) {
			return false
		}
		if below == nil && fits(m) {
			below = m
		}
		return below == nil
	})
	return below
}

func zeroFault(at, d *language.Node) fault {
	f := fault{at: at, subject: d, when: language.Zero, bad: "not " + tight(d), good: d.Text()}
	switch {
	case d.Is(language.Call) && d.Child(language.RoleCallee).Text() == "len" && len(d.Child(language.RoleArgs).Children) == 1:
		f.subject = d.Child(language.RoleArgs).Children[0]
		f.when, f.bad, f.good = language.Empty, "not "+tight(f.subject), f.subject.Text()
	case d.Is(language.Binary) && d.Name == "-":
		left, right := d.Child(language.RoleLeft).Text(), d.Child(language.RoleRight).Text()
		f.bad, f.good = left+" == "+right, left+" != "+right
	case d.Is(language.Binary):
		f.bad, f.good = d.Text()+" == 0", d.Text()+" != 0"
	}
	return f
}

// clamps keeps the denominator from falling below one, where the repository does so for such a value: where it is used and
// where it is made.
func clamps(scene *language.Scene, division, d *language.Node) []language.Proposal {
	var found []language.Proposal
	places := []*language.Node{d}
	for _, s := range scene.Sources(d) {
		if s.Node.Is(language.Binary, language.Call) && s.Depth <= 3 && s.Node.Tree() != nil {
			places = append(places, s.Node)
		}
	}
	for _, place := range places {
		for _, seen := range clamped(scene, place) {
			inside := place.Text()
			found = append(found, language.Proposal{
				Edits: []language.Edit{replace(place, "max("+seen.low+", "+inside+")")}, Value: "clamp " + seen.low, Score: seen.weight,
				Why:      "keep " + inside + " at " + seen.low + " or more, as the repository does elsewhere",
				Evidence: []heald.Evidence{cite("sibling", seen.node, "the same kind of value is kept from zero so", seen.weight)},
			})
			break
		}
	}
	return found
}

type clampSeen struct {
	node   *language.Node
	low    string
	weight float64
}

// clamped finds calls max(LOW, x) on a value like n: of the same name, or made by the same operation.
func clamped(scene *language.Scene, n *language.Node) []clampSeen {
	name := targetName(n)
	var found []clampSeen
	for _, site := range scene.Program.Calls("max") {
		args := site.Node.Child(language.RoleArgs).Children
		if site.Test || len(args) != 2 || n.Within(site.Node) {
			continue
		}
		low, value := args[0], args[1]
		if !low.Is(language.Number) {
			low, value = value, low
		}
		if !low.Is(language.Number) || low.Text() == "0" {
			continue
		}
		switch {
		case name != "" && (targetName(site.Node) == name || value.Last() == name):
			found = append(found, clampSeen{node: site.Node, low: low.Text(), weight: 0.7})
		case value.Is(language.Binary) && value.Name == n.Name && n.Is(language.Binary):
			found = append(found, clampSeen{node: site.Node, low: low.Text(), weight: 0.4})
		}
	}
	return found
}

// targetName is the variable, attribute or parameter that an expression is given to.
func targetName(n *language.Node) string {
	switch {
	case n.Parent.Is(language.Assign):
		return n.Parent.Child(language.RoleLeft).Last()
	case n.Parent.Is(language.KeywordArg):
		return n.Parent.Name
	case n.Is(language.Name, language.Attribute):
		return n.Last()
	}
	return ""
}

func cite(source string, n *language.Node, says string, weight float64) heald.Evidence {
	text := n.Text()
	if len(text) > 120 {
		text = text[:120]
	}
	return heald.Evidence{Source: source, Path: n.Tree().Path, Line: n.Line, Quote: text, Says: says, Weight: weight}
}
