package templates

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// denominator guards a division by what may be zero.
func denominator(scene *language.Scene) []language.Proposal {
	division := writing.Failing(scene.Failing, isDivision)
	if division == nil {
		return nil
	}
	d := division.Child(language.RoleRight).Bare()
	if division.Is(language.AugAssign) {
		return writing.Statements(zeroFault(division.Child(language.RoleLeft), d))
	}
	var found []language.Proposal
	if writing.Simple(d) {
		f := zeroFault(division, d)
		found = writing.Shapes(f)
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

func zeroFault(at, d *language.Node) writing.Fault {
	f := writing.Fault{At: at, Subject: d, When: language.Zero, Bad: "not " + writing.Tight(d), Good: d.Text()}
	switch {
	case d.Is(language.Call) && d.Child(language.RoleCallee).Text() == "len" && len(d.Child(language.RoleArgs).Children) == 1:
		f.Subject = d.Child(language.RoleArgs).Children[0]
		f.When, f.Bad, f.Good = language.Empty, "not "+writing.Tight(f.Subject), f.Subject.Text()
	case d.Is(language.Binary) && d.Name == "-":
		left, right := d.Child(language.RoleLeft).Text(), d.Child(language.RoleRight).Text()
		f.Bad, f.Good = left+" == "+right, left+" != "+right
	case d.Is(language.Binary):
		f.Bad, f.Good = d.Text()+" == 0", d.Text()+" != 0"
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
				Edits: []language.Edit{language.Replace(place, "max("+seen.low+", "+inside+")")}, Value: "clamp " + seen.low, Score: seen.weight,
				Why:      "keep " + inside + " at " + seen.low + " or more, as the repository does elsewhere",
				Evidence: []heald.Evidence{language.Cite("sibling", seen.node, "the same kind of value is kept from zero so", seen.weight)},
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
