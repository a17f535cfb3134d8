package critique

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// rules is the table, in the order in which it is read.
var rules = []rule{
	{"bare-except", broadHandler},
	{"swallowed-error", swallowed},
	{"deleted-validation", deletedValidation},
	{"deleted-functionality", deletedFunctionality},
	{"status-hidden", statusHidden},
	{"constant-condition", constantCondition},
	{"bypass", bypass},
	{"test-constant", testConstant},
	{"none-for-a-value", noneForValue},
	{"type-hidden", typeHidden},
	{"signature", signature},
}

// added returns the nodes of the kinds in what is new.
func (v view) added(kinds ...language.Kind) []*language.Node {
	var found []*language.Node
	for _, c := range v.changes {
		if c.After == nil {
			continue
		}
		for _, n := range c.After.All(kinds...) {
			if c.Before == nil || !contains(c.Before, n) {
				found = append(found, n)
			}
		}
	}
	return found
}

// removed returns the nodes of the kinds in what is gone.
func (v view) removed(kinds ...language.Kind) []*language.Node {
	var found []*language.Node
	for _, c := range v.changes {
		if c.Before == nil {
			continue
		}
		for _, n := range c.Before.All(kinds...) {
			if c.After == nil || !contains(c.After, n) {
				found = append(found, n)
			}
		}
	}
	return found
}

func contains(tree, n *language.Node) bool {
	return slices.ContainsFunc(tree.All(n.Kind), func(m *language.Node) bool { return m.Text() == n.Text() })
}

var broad = []string{"Exception", "BaseException"}

// broadHandler finds a new handler of every error.
func broadHandler(v view) string {
	for _, h := range v.added(language.Handler) {
		caught := h.Children[0]
		if caught.Is(language.Block) {
			return "a bare except catches everything, also what nobody thought of"
		}
		for _, name := range caught.All(language.Name) {
			if slices.Contains(broad, name.Name) {
				return "except " + name.Name + " catches everything, also what nobody thought of"
			}
		}
	}
	return ""
}

// swallowed finds a new handler that does nothing.
func swallowed(v view) string {
	for _, h := range v.added(language.Handler) {
		body := h.Children[len(h.Children)-1]
		if body.Is(language.Block) && len(body.Children) == 1 && body.Children[0].Is(language.Pass) {
			return "the error is passed over in silence"
		}
	}
	for _, p := range v.added(language.Pass) {
		if p.Up(language.Handler) != nil {
			return "the error is passed over in silence"
		}
	}
	return ""
}

// deletedValidation finds checks that are gone.
func deletedValidation(v view) string {
	for _, n := range v.removed(language.Raise, language.Assert) {
		return fmt.Sprintf("line %d %q is gone", n.Line, head(n))
	}
	return ""
}

// deletedFunctionality finds statements that were removed with nothing in their place.
func deletedFunctionality(v view) string {
	gone, come := 0, 0
	for _, c := range v.changes {
		switch {
		case c.Verb == language.RemovedNode && isStatement(c.Before) && !c.Before.Is(language.Import, language.Pass) && !v.spent(c.Before):
			gone++
		case c.Verb == language.AddedNode && isStatement(c.After):
			come++
		}
	}
	if gone > come {
		return fmt.Sprintf("%d statements are removed, %d come in their place", gone, come)
	}
	return ""
}

// spent says whether a statement only gave a value to a local variable that nothing reads any more.
func (v view) spent(stmt *language.Node) bool {
	assign := stmt.Child(language.RoleValue)
	if !assign.Is(language.Assign) || !assign.Child(language.RoleLeft).Is(language.Name) || stmt.Up(language.Function) == nil {
		return false
	}
	name := assign.Child(language.RoleLeft).Name
	for _, f := range v.after.Root.All(language.Function) {
		if f.Qualified() == stmt.Up(language.Function).Qualified() {
			return len(language.Uses(f, name)) == 0
		}
	}
	return false
}

func isStatement(n *language.Node) bool { return n.Parent.Is(language.Block, language.File) }

// statusHidden finds an error status that became a success.
func statusHidden(v view) string {
	for _, c := range v.changes {
		if c.Before.Is(language.Number) && c.After.Is(language.Number) && len(c.Before.Text()) == 3 && len(c.After.Text()) == 3 &&
			strings.ContainsAny(c.Before.Text()[:1], "45") && c.After.Text()[0] == '2' {
			return "status " + c.Before.Text() + " became " + c.After.Text()
		}
	}
	return ""
}

// constantCondition finds new conditions that are always the same.
func constantCondition(v view) string {
	for _, n := range v.added(language.If, language.ElseIf, language.While, language.Conditional, language.Filter) {
		cond := n.Child(language.RoleCond).Bare()
		if cond.Is(language.Bool, language.Number, language.String, language.None) {
			return "the condition " + cond.Text() + " is always the same"
		}
		if cond.Is(language.Compare) && cond.Child(language.RoleLeft).Text() == cond.Child(language.RoleRight).Text() {
			return "the condition " + cond.Text() + " is always the same"
		}
	}
	return ""
}

// bypass finds an unconditional way out before code that then never runs.
func bypass(v view) string {
	for _, n := range v.added(language.Return, language.Raise, language.Continue, language.Break) {
		siblings := n.Parent.Children
		if n.Parent.Is(language.Block) && siblings[len(siblings)-1] != n {
			return "what follows line " + fmt.Sprint(n.Line) + " is never reached"
		}
	}
	return ""
}

// testConstant finds comparisons with a constant that only the reproduction's input holds.
func testConstant(v view) string {
	for _, cond := range v.added(language.Compare) {
		for _, n := range cond.All(language.String, language.Number) {
			text := n.Text()
			if len(text) > 3 && strings.Contains(v.Test, text) && !strings.Contains(string(v.before.Source), text) {
				return "it compares with " + text + ", which only the reproduction's input holds"
			}
		}
	}
	return ""
}

// noneForValue finds a null result where the declared result admits none.
func noneForValue(v view) string {
	idioms := v.Program.Support.Idioms
	if idioms == nil || idioms.Optional == nil {
		return ""
	}
	for _, n := range v.added(language.Return, language.Conditional) {
		value := n.Child(language.RoleValue)
		if n.Is(language.Conditional) && n.Parent.Is(language.Return) {
			value = n.Child(language.RoleElse)
		}
		declared := n.Up(language.Function).Child(language.RoleReturns)
		if declared == nil || value != nil && !value.Is(language.None) || n.Is(language.Conditional) && !n.Parent.Is(language.Return) {
			continue
		}
		if plain := len(idioms.Neutral(declared.Text())) > 0 && declared.Text() != idioms.NullValue; plain && !idioms.Optional(declared.Text()) {
			return "the result is declared " + declared.Text() + ", which is never " + idioms.NullValue
		}
	}
	return ""
}

// typeHidden finds new questions after what a value is instead of what it should be.
func typeHidden(v view) string {
	for _, call := range v.added(language.Call) {
		if name := call.Child(language.RoleCallee).Text(); name == "hasattr" {
			return "hasattr hides that an object of the wrong kind came in"
		}
	}
	return ""
}

// signature finds functions whose parameters changed so that callers break.
func signature(v view) string {
	for _, c := range v.changes {
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

func head(n *language.Node) string {
	line, _, _ := strings.Cut(n.Text(), "\n")
	return line
}
