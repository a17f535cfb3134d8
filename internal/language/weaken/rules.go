package weaken

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// idioms is the language's table, empty where it has none.
func (v View) idioms() *language.Idioms {
	if v.Support.Idioms == nil {
		return &language.Idioms{}
	}
	return v.Support.Idioms
}

// broadHandler finds a new handler of every error.
func broadHandler(v View) (*language.Node, string) {
	for _, h := range v.Added(language.Handler) {
		caught := h.Children[0]
		if caught.Is(language.Block) {
			return h, "a bare except catches everything, also what nobody thought of"
		}
		for _, name := range caught.All(language.Name) {
			if slices.Contains(v.idioms().Broad, name.Name) {
				return h, "except " + name.Name + " catches everything, also what nobody thought of"
			}
		}
	}
	return nil, ""
}

// swallowed finds a new handler that does nothing.
func swallowed(v View) (*language.Node, string) {
	for _, h := range v.Added(language.Handler) {
		body := h.Children[len(h.Children)-1]
		if body.Is(language.Block) && len(body.Children) == 1 && body.Children[0].Is(language.Pass) {
			return h, "the error is passed over in silence"
		}
	}
	for _, p := range v.Added(language.Pass) {
		if p.Up(language.Handler) != nil {
			return p, "the error is passed over in silence"
		}
	}
	return nil, ""
}

// deletedValidation finds checks that are gone.
func deletedValidation(v View) (*language.Node, string) {
	for _, n := range v.Removed(language.Raise, language.Assert) {
		return n, fmt.Sprintf("line %d %q is gone", n.Line, head(n))
	}
	return nil, ""
}

// deletedFunctionality finds statements that were removed with nothing in their place.
func deletedFunctionality(v View) (*language.Node, string) {
	gone, come := 0, 0
	for _, c := range v.Changes {
		switch {
		case c.Verb == language.RemovedNode && isStatement(c.Before) && !c.Before.Is(language.Import, language.Pass) && !v.spent(c.Before):
			gone++
		case c.Verb == language.AddedNode && isStatement(c.After):
			come++
		}
	}
	if gone > come {
		return nil, fmt.Sprintf("%d statements are removed, %d come in their place", gone, come)
	}
	return nil, ""
}

// spent says whether a statement only gave a value to a local variable that nothing reads any more, or that a loop's heading now does.
func (v View) spent(stmt *language.Node) bool {
	assign := stmt.Child(language.RoleValue)
	if assign.Is(language.Assign) && v.heads(assign.Child(language.RoleLeft)) {
		return true
	}
	if !assign.Is(language.Assign) || !assign.Child(language.RoleLeft).Is(language.Name) || stmt.Up(language.Function) == nil {
		return false
	}
	name := assign.Child(language.RoleLeft).Name
	for _, f := range v.After.Root.All(language.Function) {
		if f.Qualified() == stmt.Up(language.Function).Qualified() {
			return len(language.Uses(f, name)) == 0
		}
	}
	return false
}

// heads says whether a loop that is new has these variables in its heading.
func (v View) heads(target *language.Node) bool {
	for _, c := range v.Changes {
		loop := c.After.Up(language.For)
		if c.After != nil && loop != nil && c.After.Within(loop) && loop.Child(language.RoleLeft).Text() == target.Text() {
			return true
		}
	}
	return false
}

func isStatement(n *language.Node) bool { return n.Parent.Is(language.Block, language.File) }

// statusHidden finds an error status that became a success.
func statusHidden(v View) (*language.Node, string) {
	for _, c := range v.Changes {
		if c.Before.Is(language.Number) && c.After.Is(language.Number) && len(c.Before.Text()) == 3 && len(c.After.Text()) == 3 &&
			strings.ContainsAny(c.Before.Text()[:1], "45") && c.After.Text()[0] == '2' {
			return c.After, "status " + c.Before.Text() + " became " + c.After.Text()
		}
	}
	return nil, ""
}

// constantCondition finds new conditions that are always the same.
func constantCondition(v View) (*language.Node, string) {
	for _, n := range v.Added(language.If, language.ElseIf, language.While, language.Conditional, language.Filter) {
		cond := n.Child(language.RoleCond).Bare()
		if cond.Is(language.Bool, language.Number, language.String, language.None) {
			return n, "the condition " + cond.Text() + " is always the same"
		}
		if cond.Is(language.Compare) && cond.Child(language.RoleLeft).Text() == cond.Child(language.RoleRight).Text() {
			return n, "the condition " + cond.Text() + " is always the same"
		}
	}
	return nil, ""
}

// bypass finds an unconditional way out before code that then never runs.
func bypass(v View) (*language.Node, string) {
	for _, n := range v.Added(language.Return, language.Raise, language.Continue, language.Break) {
		siblings := n.Parent.Children
		if n.Parent.Is(language.Block) && siblings[len(siblings)-1] != n {
			return n, "what follows line " + fmt.Sprint(n.Line) + " is never reached"
		}
	}
	return nil, ""
}

// noneForValue finds a null result where the declared result admits none.
func noneForValue(v View) (*language.Node, string) {
	idioms := v.idioms()
	if idioms.Optional == nil || idioms.Neutral == nil {
		return nil, ""
	}
	for _, n := range v.Added(language.Return, language.Conditional) {
		value := n.Child(language.RoleValue)
		if n.Is(language.Conditional) && n.Parent.Is(language.Return) {
			value = n.Child(language.RoleElse)
		}
		declared := n.Up(language.Function).Child(language.RoleReturns)
		if declared == nil || value != nil && !value.Is(language.None) || n.Is(language.Conditional) && !n.Parent.Is(language.Return) {
			continue
		}
		if plain := len(idioms.Neutral(declared.Text())) > 0 && declared.Text() != idioms.NullValue; plain && !idioms.Optional(declared.Text()) {
			return n, "the result is declared " + declared.Text() + ", which is never " + idioms.NullValue
		}
	}
	return nil, ""
}

// typeHidden finds new questions after what a value is instead of what it should be.
func typeHidden(v View) (*language.Node, string) {
	for _, call := range v.Added(language.Call) {
		if name := call.Child(language.RoleCallee).Text(); slices.Contains(v.idioms().Probes, name) {
			return call, name + " hides that an object of the wrong kind came in"
		}
	}
	return nil, ""
}

func head(n *language.Node) string {
	line, _, _ := strings.Cut(n.Text(), "\n")
	return line
}
