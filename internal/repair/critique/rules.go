package critique

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// rules is the table, in the order in which it is read. What only the change itself shows is found by package weaken.
var rules = []rule{
	{"test-constant", testConstant},
	{"signature", signature},
}

// testConstant finds comparisons with a constant that only the reproduction's input holds.
func testConstant(v view) string {
	for _, cond := range v.Added(language.Compare) {
		for _, n := range cond.All(language.String, language.Number) {
			text := n.Text()
			if len(text) > 3 && strings.Contains(v.Test, text) && !v.written(text) {
				return "it compares with " + text + ", which only the reproduction's input holds"
			}
		}
	}
	return ""
}

// written says whether the repository's own code, tests apart, has a constant: then it is a word of its own, not the test's.
func (v view) written(text string) bool {
	if strings.Contains(string(v.Before.Source), text) {
		return true
	}
	return slices.ContainsFunc(v.Program.Trees(), func(t *language.Tree) bool {
		return !v.Program.Support.IsTest(t.Path) && strings.Contains(string(t.Source), text)
	})
}

// signature finds functions whose parameters changed so that callers break.
func signature(v view) string {
	for _, c := range v.Changes {
		n := c.After
		if n == nil || n.Up(language.Params) == nil && !n.Is(language.Params) {
			continue
		}
		fn := n.Up(language.Function)
		if fn == nil || n.Up(language.Lambda) != nil && n.Up(language.Lambda).Within(fn) {
			continue
		}
		for _, p := range language.Parameters(fn) {
			if p.Node == n && p.Default == nil && c.Verb == language.AddedNode && !v.givenAlready(fn) {
				return fn.Qualified() + " asks for a new argument, " + p.Name + ", which callers do not give"
			}
		}
		if c.Verb == language.RemovedNode {
			return fn.Qualified() + " lost a parameter"
		}
	}
	return ""
}
