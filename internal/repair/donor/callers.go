package donor

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of another caller that asks first whether there is anything to call the function with. One that answers something else takes
// away from them.
const (
	weighAskedMember = 0.7  // about the same entry or attribute
	weighAskedName   = 0.45 // about a variable of the same name
	lessAsked        = 0.25
)

// callers makes a call of the trace as other callers of the same function make it about the same thing: as one arm of a choice that asks
// about that thing first, as in cents(row["value"]) if row["value"] else 0.
func callers(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for _, step := range scene.Steps {
		mine := step.Node.Bare()
		thing := subjectOf(mine)
		if thing == nil {
			continue
		}
		choices := choicesFor(scene, mine, thing)
		answers := map[string]bool{}
		for _, c := range choices {
			answers[c.answer] = true
		}
		for _, c := range choices {
			score := weighAskedMember
			if thing.Is(language.Name) {
				score = weighAskedName
			}
			if len(answers) > 1 {
				score -= lessAsked
			}
			found = append(found, language.Proposal{
				Edits: append(c.imports, language.Replace(mine, enclosed(mine, c.text))), Value: c.answer, Score: score,
				Why:      "another caller of " + mine.Last() + " asks about " + thing.Text() + " first: " + c.text,
				Evidence: []heald.Evidence{language.Cite("sibling", c.at, "called so about the same", score)},
			})
		}
	}
	return found
}

// choice is a call as one arm of a conditional expression, rewritten for another place.
type choice struct {
	at      *language.Node
	text    string
	answer  string // what it gives where the function is not called
	imports []language.Edit
}

func choicesFor(scene *language.Scene, mine, thing *language.Node) []choice {
	var found []choice
	for _, site := range scene.Program.Calls(mine.Last()) {
		theirs, outer := subjectOf(site.Node), site.Node.Parent
		if site.Test || theirs == nil || !outer.Is(language.Conditional) || site.Node.Role == language.RoleCond || outer.Line != outer.EndLine || mine.Within(outer) {
			continue
		}
		cond := outer.Child(language.RoleCond)
		if theirs.Kind != thing.Kind || theirs.Last() != thing.Last() || !strings.Contains(cond.Text(), theirs.Text()) {
			continue
		}
		text := strings.ReplaceAll(outer.Text(), theirs.Text(), thing.Text())
		imports, ok := carried(scene, otherNames(outer, theirs, site.Node), mine)
		if !ok || !strings.Contains(text, mine.Text()) {
			continue // what else is given differs
		}
		found = append(found, choice{at: outer, text: text, answer: answerOf(outer, site.Node), imports: imports})
	}
	return found
}

// subjectOf is what a call is about: its first argument, where that is a variable, an attribute or an entry under a fixed key.
func subjectOf(call *language.Node) *language.Node {
	if !call.Is(language.Call) {
		return nil
	}
	args := call.Child(language.RoleArgs)
	if !args.Is(language.Args) || len(args.Children) == 0 {
		return nil
	}
	first := args.Children[0]
	if first.Is(language.Name, language.Attribute) || first.Is(language.Index) && first.Child(language.RoleKey).Is(language.String) {
		return first
	}
	return nil
}

// otherNames are the names that a choice looks up beside the thing and the function.
func otherNames(outer, thing, call *language.Node) []*language.Node {
	return slices.DeleteFunc(freeNames(outer), func(n *language.Node) bool {
		return n.Within(call.Child(language.RoleCallee)) || n.Within(thing) || slices.ContainsFunc(thing.All(language.Name), func(m *language.Node) bool { return m.Name == n.Name })
	})
}

// answerOf is the arm that does not call.
func answerOf(outer, call *language.Node) string {
	for _, role := range []language.Role{language.RoleThen, language.RoleElse} {
		if arm := outer.Child(role); arm != nil && !call.Within(arm) {
			return arm.Text()
		}
	}
	return ""
}

// enclosed puts a choice in parentheses where what stands around it binds more tightly.
func enclosed(n *language.Node, text string) string {
	if n.Parent.Is(language.Args, language.Return, language.Assign, language.KeywordArg, language.Paren, language.Pair) {
		return text
	}
	return "(" + text + ")"
}
