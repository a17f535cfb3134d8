package converting

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var quotedText = regexp.MustCompile(`: '([^']*)'`)

// Absent reads a text that stands for "no value" as a like value is read elsewhere, with a choice around the same conversion.
func Absent(scene *language.Scene) []language.Proposal {
	m := quotedText.FindStringSubmatch(scene.Incident.Message)
	call := writing.Failing(scene.Failing, func(n *language.Node) bool { return soleArgument(n) != nil })
	if m == nil || call == nil {
		return nil
	}
	mine := soleArgument(call)
	var found []language.Proposal
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, choice := range tree.Root.All(language.Conditional) {
			theirs := convertedIn(choice, call.Last())
			if theirs == nil || call.Within(choice) || theirs.Kind != mine.Kind || !asksAbout(choice, theirs, m[1]) || !means(choice, theirs, call) {
				continue
			}
			text := strings.ReplaceAll(choice.Text(), theirs.Text(), mine.Text())
			score := 0.66
			if tree == call.Tree() {
				score = 0.74
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(call, writing.Wrapped(call, text))}, Value: "as no value: " + other(choice, theirs), Score: score,
				Why:      "a like value is read with a choice for " + m[1],
				Evidence: []heald.Evidence{language.Cite("sibling", choice, "this says what such a text stands for", score)},
			})
		}
	}
	return writing.Unique(found)
}

// soleArgument is what a conversion converts, or nil.
func soleArgument(n *language.Node) *language.Node {
	args := n.Child(language.RoleArgs)
	if !n.Is(language.Call) || !args.Is(language.Args) || len(args.Children) != 1 || args.Children[0].Is(language.KeywordArg, language.Splat) {
		return nil
	}
	return args.Children[0]
}

// convertedIn is what one arm of a choice converts with that function, or nil.
func convertedIn(choice *language.Node, name string) *language.Node {
	for _, arm := range choice.Children {
		if arm.Role != language.RoleCond && arm.Is(language.Call) && arm.Last() == name {
			return soleArgument(arm)
		}
	}
	return nil
}

// asksAbout says whether the condition of a choice is about the value and about that text.
func asksAbout(choice, value *language.Node, text string) bool {
	cond := choice.Child(language.RoleCond)
	if !strings.Contains(cond.Text(), value.Text()) || !value.Is(language.Name, language.Attribute, language.Index, language.Call) {
		return false
	}
	return slices.ContainsFunc(cond.All(language.String), func(s *language.Node) bool {
		return !s.Within(value) && language.Unquote(s.Text()) == text && s.Role != language.RoleKey
	})
}

// means says whether the names of a choice other than the value's mean the same where a call stands.
func means(choice, value, call *language.Node) bool {
	for _, n := range choice.All(language.Name) {
		member := n.Role == language.RoleName && n.Parent.Is(language.Attribute)
		inValue := strings.Contains(value.Text(), n.Name)
		if !member && !inValue && n.Name != call.Last() && !naming.Known(call.Tree(), n.Name) {
			return false
		}
	}
	return true
}

// other is what the choice gives instead of the converted value.
func other(choice, value *language.Node) string {
	for _, arm := range choice.Children {
		if arm.Role != language.RoleCond && !value.Within(arm) {
			return arm.Text()
		}
	}
	return ""
}
