package converting

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// AwareTimes compares times with and without a zone as the code base does.
func AwareTimes(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "offset-naive and offset-aware") {
		return nil
	}
	var found []language.Proposal
	for _, step := range scene.Steps {
		nodes := []*language.Node{step.Node}
		for _, n := range step.Node.Statement().All(language.Name, language.Attribute, language.Call) {
			for _, s := range scene.Sources(n) {
				nodes = append(nodes, s.Node)
			}
		}
		for _, n := range nodes {
			for _, call := range n.All(language.Call) {
				found = append(found, zoned(scene, call)...)
			}
		}
	}
	return writing.Unique(found)
}

// zoned gives a naive time the zone that the repository's other times have.
func zoned(scene *language.Scene, call *language.Node) []language.Proposal {
	callee := call.Child(language.RoleCallee).Text()
	if strings.HasSuffix(callee, "fromisoformat") {
		if found := throughParser(scene, call); found != nil {
			return found
		}
	}
	var found []language.Proposal
	used := zonesUsed(scene)
	for _, z := range used {
		if p := inZone(scene, call, z); p != nil {
			if len(used) > 1 {
				p.Score = weighOneOfZones
			}
			found = append(found, *p)
		}
	}
	return found
}

// Weights of the zone that the repository's times have, and of one of several.
const (
	weighZone       = 0.72
	weighOneOfZones = 0.5
)

// inZone makes a time in a zone.
func inZone(scene *language.Scene, call *language.Node, z zoneUse) *language.Proposal {
	edits := zonedEdits(call, call.Child(language.RoleCallee).Text(), z.text)
	if edits == nil {
		return nil
	}
	name, _, _ := strings.Cut(strings.ReplaceAll(z.text, "(", "."), ".")
	if !naming.Known(call.Tree(), name) {
		imports := naming.Imports(scene, name)
		if len(imports) == 0 {
			return nil
		}
		edits = append(edits, imports[0].Edits...)
	}
	return &language.Proposal{
		Edits: edits, Value: "aware", Score: weighZone, Why: "times carry their zone: " + z.text,
		Evidence: []heald.Evidence{language.Cite("sibling", z.at, "other times are made so", weighZone)},
	}
}

func zonedEdits(call *language.Node, callee, zone string) []language.Edit {
	var text string
	switch {
	case strings.HasSuffix(callee, "datetime.now") && len(call.Child(language.RoleArgs).Children) == 0:
		text = callee + "(" + zone + ")"
	case strings.HasSuffix(callee, "datetime.utcnow"):
		text = strings.TrimSuffix(callee, "utcnow") + "now(" + zone + ")"
	case strings.HasSuffix(callee, "fromtimestamp") && len(call.Child(language.RoleArgs).Children) == 1, strings.HasSuffix(callee, "utcfromtimestamp"):
		text = strings.Replace(callee, "utcfromtimestamp", "fromtimestamp", 1) + "(" + call.Child(language.RoleArgs).Children[0].Text() + ", " + zone + ")"
	case strings.HasSuffix(callee, "fromisoformat"), strings.HasSuffix(callee, "strptime") && strings.Contains(call.Text(), "%z"):
		return whereNaive(call, zone)
	case strings.HasSuffix(callee, "strptime"):
		text = call.Text() + ".replace(tzinfo=" + zone + ")"
	default:
		return nil
	}
	return []language.Edit{language.Replace(call, text)}
}

// whereNaive gives a zone to a time that was read from text only where the text had none: an offset that it has must stay. Where the
// time has no place to be looked at first, nothing is proposed.
func whereNaive(call *language.Node, zone string) []language.Edit {
	stmt := call.Statement()
	guard := func(name string) []string {
		return []string{"if " + name + ".tzinfo is None:", writing.Step(call.Tree()) + name + " = " + name + ".replace(tzinfo=" + zone + ")"}
	}
	assign := call.Parent
	if left := assign.Child(language.RoleLeft); assign.Is(language.Assign) && assign.Statement() == stmt && call.Role == language.RoleRight && left.Is(language.Name) {
		return writing.Following(stmt, guard(left.Name)...)
	}
	around := call.Up(language.Conditional, language.Logical, language.Comprehension, language.Lambda, language.If, language.ElseIf, language.While, language.Function, language.File)
	if around.Is(language.Conditional, language.Logical, language.Comprehension, language.Lambda) || !stmt.Is(language.Return, language.Assign) {
		return nil
	}
	name := writing.Unused(call, "moment")
	first := writing.Before(stmt, append([]string{name + " = " + call.Text()}, guard(name)...)...)
	if first == nil {
		return nil
	}
	return append(first, language.Replace(call, name))
}

// throughParser reads a time through the repository's own function for it, one that gives a zone where the text has none.
func throughParser(scene *language.Scene, call *language.Node) []language.Proposal {
	args := call.Child(language.RoleArgs)
	if len(args.Children) != 1 {
		return nil
	}
	for _, f := range scene.Program.Funcs() {
		params := language.Parameters(f.Node)
		if f.Test || f.Class != "" || len(params) != 1 || call.Within(f.Node) || !fillsZone(f.Node, params[0].Name) {
			continue
		}
		edits := []language.Edit{language.Replace(call, f.Node.Name+args.Text())}
		if !naming.Known(call.Tree(), f.Node.Name) {
			imports := naming.Imports(scene, f.Node.Name)
			if len(imports) == 0 || scene.Failing.Tree() != call.Tree() {
				continue
			}
			edits = append(edits, imports[0].Edits...)
		}
		return []language.Proposal{{
			Edits: edits, Value: "aware", Score: 0.8, Why: "the service reads times with " + f.Node.Name + ", which knows the zone of those without",
			Evidence: []heald.Evidence{language.Cite("sibling", f.Node, "it gives a zone where the text has none", 0.8)},
		}}
	}
	return nil
}

// fillsZone says whether a function reads its parameter as a time and gives it a zone where it has none.
func fillsZone(fn *language.Node, param string) bool {
	reads, looks, fills := false, false, false
	for _, c := range fn.All(language.Call) {
		callee := c.Child(language.RoleCallee).Text()
		reads = reads || strings.HasSuffix(callee, "fromisoformat") && c.Child(language.RoleArgs).Text() == "("+param+")"
		fills = fills || strings.HasSuffix(callee, ".replace") && strings.Contains(c.Text(), "tzinfo=")
	}
	for _, a := range fn.All(language.Compare) {
		looks = looks || strings.HasSuffix(a.Child(language.RoleLeft).Text(), ".tzinfo") && a.Child(language.RoleRight).Is(language.None)
	}
	return reads && looks && fills
}

// zoneUse is a zone in which the service makes times, and where.
type zoneUse struct {
	text string
	at   *language.Node
}

// zonesUsed are the zones in which the service makes its times, those of the failing file first. The names of one zone count once.
func zonesUsed(scene *language.Scene) []zoneUse {
	var found []zoneUse
	known := map[string]bool{}
	trees := slices.Clone(scene.Program.Trees())
	slices.SortStableFunc(trees, func(a, b *language.Tree) int { return later(a, scene) - later(b, scene) })
	for _, tree := range trees {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Attribute, language.Name, language.Call) {
			if kind := zoneKind(n); kind != "" && !known[kind] {
				known[kind] = true
				found = append(found, zoneUse{n.Text(), n})
			}
		}
	}
	return found
}

func later(tree *language.Tree, scene *language.Scene) int {
	if tree == scene.Failing.Tree() {
		return 0
	}
	return 1
}

// zoneKind says which zone an expression is, where a time is made or moved with it; empty for what is none.
func zoneKind(n *language.Node) string {
	if !n.Is(language.Attribute, language.Name, language.Call) || n.Role == language.RoleCallee {
		return ""
	}
	if last := n.Last(); n.Is(language.Attribute) && (last == "utc" || last == "UTC") {
		return "utc"
	}
	maker := n.Parent
	if maker.Is(language.KeywordArg) && (maker.Name == "tzinfo" || maker.Name == "tz") {
		return zoneName(n)
	}
	if maker.Is(language.Args) && len(maker.Children) == 1 && slices.Contains([]string{"now", "astimezone"}, maker.Parent.Last()) {
		return zoneName(n)
	}
	return ""
}

// zoneName is a zone as it is written, where that means the same in another function: a constant, or a zone by its name.
func zoneName(n *language.Node) string {
	switch {
	case n.Is(language.Name) && (n.Name == "UTC" || n.Name == "utc"):
		return "utc"
	case n.Is(language.Name) && n.Name == strings.ToUpper(n.Name), n.Is(language.Call) && n.Last() == "ZoneInfo" && len(n.All(language.String)) == 1:
		return n.Text()
	}
	return ""
}
