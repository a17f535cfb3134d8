// Package weaken finds what a change takes away from the code instead of mending it: checks that are gone, errors that disappear, code
// that is never reached any more. It reads the neutral tree's changes, so that every language shares the rules; the self-critique
// throws candidates out by them, and policy is told of them.
package weaken

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// View is one file's change as the rules see it.
type View struct {
	Support       *language.Support
	Before, After *language.Tree
	Changes       []language.Change
}

// Look compares two versions of a file.
func Look(support *language.Support, before, after *language.Tree) View {
	return View{Support: support, Before: before, After: after, Changes: language.Changes(before, after)}
}

// Finding is one thing that a change takes away.
type Finding struct {
	Rule   string         // "deleted-validation"
	Risk   string         // what policy calls it: "removed_check"; empty: nothing that policy asks about
	Node   *language.Node // of the new tree, or of the old one for what is gone; nil where it is the whole change
	Reason string
}

type rule struct {
	name, risk string
	finds      func(View) (*language.Node, string) // the reason is empty when there is nothing
}

// rules is the table, in the order in which it is read.
var rules = []rule{
	{"bare-except", "swallowed_error", broadHandler},
	{"swallowed-error", "swallowed_error", swallowed},
	{"deleted-validation", "removed_check", deletedValidation},
	{"deleted-functionality", "", deletedFunctionality},
	{"status-hidden", "status_changed", statusHidden},
	{"constant-condition", "disabled_condition", constantCondition},
	{"bypass", "bypassed_code", bypass},
	{"none-for-a-value", "", noneForValue},
	{"type-hidden", "", typeHidden},
}

// Findings returns what each rule finds first, in the order of the table.
func (v View) Findings() []Finding {
	var found []Finding
	for _, r := range rules {
		if node, reason := r.finds(v); reason != "" {
			found = append(found, Finding{Rule: r.name, Risk: r.risk, Node: node, Reason: reason})
		}
	}
	return found
}

// Added returns the nodes of the kinds in what is new.
func (v View) Added(kinds ...language.Kind) []*language.Node {
	var found []*language.Node
	for _, c := range v.Changes {
		found = append(found, fresh(c.After, c.Before, kinds)...)
	}
	return found
}

// Removed returns the nodes of the kinds in what is gone.
func (v View) Removed(kinds ...language.Kind) []*language.Node {
	var found []*language.Node
	for _, c := range v.Changes {
		found = append(found, fresh(c.Before, c.After, kinds)...)
	}
	return found
}

// fresh returns the nodes of one side of a change that the other side has not.
func fresh(side, other *language.Node, kinds []language.Kind) []*language.Node {
	if side == nil {
		return nil
	}
	return slices.DeleteFunc(side.All(kinds...), func(n *language.Node) bool { return other != nil && contains(other, n) })
}

func contains(tree, n *language.Node) bool {
	return slices.ContainsFunc(tree.All(n.Kind), func(m *language.Node) bool { return m.Text() == n.Text() })
}

// Symbols names the functions and classes whose code changes, sorted: "Cart.total".
func (v View) Symbols() []string {
	names := []string{}
	for _, c := range v.Changes {
		for _, n := range []*language.Node{c.Before, c.After} {
			owners := []*language.Node{n.Up(language.Function, language.Class)}
			if owners[0] == nil {
				owners = n.All(language.Function, language.Class) // a whole file, or what holds them
			}
			for _, owner := range owners {
				names = append(names, owner.Qualified())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
