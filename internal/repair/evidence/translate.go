package evidence

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// translate writes a guard's value in the words of the function that crashed. It refuses where a name has no counterpart.
func (q *question) translate(g guards.Guard) (string, bool) {
	if g.Null {
		return q.idioms.NullValue, true
	}
	if g.Value == nil {
		if q.hole.Effect == language.Returns || q.hole.Effect == language.Yields {
			return q.idioms.NullValue, q.whole
		}
		return "", true
	}
	return q.rewrite(g.Value, g)
}

func (q *question) rewrite(value *language.Node, g guards.Guard) (string, bool) {
	if value.Line != value.EndLine {
		return "", false
	}
	var text strings.Builder
	at := value.Start
	words := q.aligned(g)
	for _, n := range value.All(language.Name, language.Attribute, language.Index, language.Call) {
		if n.Start < at {
			continue
		}
		if mine, ok := words[guards.Plain(n)]; ok && n.Role != language.RoleName {
			text.Write(value.Tree().Source[at:n.Start])
			text.WriteString(shapes.InQuotes(mine, n, value))
			at = n.End
			continue
		}
		if n != value && n.Text() == g.Subject.Text() && (q.hole.When == language.Missing || n.Is(language.Attribute, language.Index)) {
			text.Write(value.Tree().Source[at:n.Start])
			text.WriteString(q.hole.Subject.Text())
			at = n.End
			continue
		}
		if !n.Is(language.Name) || !shapes.Free(n, value) {
			continue
		}
		name, ok := q.counterpart(n.Name, g)
		if !ok {
			return "", false
		}
		text.Write(value.Tree().Source[at:n.Start])
		text.WriteString(name)
		at = n.End
	}
	text.Write(value.Tree().Source[at:value.End])
	return text.String(), true
}

// counterpart is what a name of the guard's function is called at the crash.
func (q *question) counterpart(name string, g guards.Guard) (string, bool) {
	if name == g.Subject.Text() && q.hole.Subject.Is(language.Name, language.Attribute) {
		return q.hole.Subject.Text(), true
	}
	if shapes.Local(g.In, name) {
		if mine := shapes.Root(q.hole.Subject); name == shapes.Root(g.Subject) && mine != "" && g.Subject.Last() == q.hole.Subject.Last() {
			return mine, true
		}
		return q.parallel(name, g)
	}
	if q.Visible(name, g.At.Tree()) {
		return name, true
	}
	if q.wants != "" && q.wants != name || len(language.Definitions(g.At.Tree().Root, name)) == 0 || name != strings.ToUpper(name) {
		return "", false
	}
	q.wants = name // a constant of the guard's file
	return name, true
}

// parallel finds the parameter that plays the same part: the same name, else the argument that callers pass for both, else the
// same type at the only parameter of that type.
func (q *question) parallel(name string, g guards.Guard) (string, bool) {
	if q.known(name) {
		return name, true
	}
	if q.fn == nil || g.In == nil {
		return "", false
	}
	mine, theirs := q.fn, g.In
	if given := q.arguments(theirs, name); len(given) > 0 {
		for _, p := range language.Parameters(mine) {
			for _, text := range q.arguments(mine, p.Name) {
				if slices.Contains(given, text) {
					return p.Name, true
				}
			}
		}
	}
	return q.byType(name, mine, theirs)
}

func (q *question) byType(name string, mine, theirs *language.Node) (string, bool) {
	declared := ""
	for _, p := range language.Parameters(theirs) {
		if p.Name == name {
			declared = p.Type.Text()
		}
	}
	var fits []string
	for _, p := range language.Parameters(mine) {
		if declared != "" && p.Type.Text() == declared {
			fits = append(fits, p.Name)
		}
	}
	if len(fits) == 1 {
		return fits[0], true
	}
	return "", false
}

// known says whether the name has a value at the crash.
func (q *question) known(name string) bool {
	if q.fn == nil {
		return len(language.Definitions(q.hole.At.Tree().Root, name)) > 0
	}
	for _, p := range language.Parameters(q.fn) {
		if p.Name == name {
			return true
		}
	}
	for _, d := range language.Definitions(q.fn, name) {
		if d.Stmt != nil && d.Stmt.End <= q.hole.At.Start && q.hole.At.Within(d.Stmt.Parent) {
			return true
		}
	}
	return false
}

// arguments is what callers pass for a parameter, as text.
func (q *question) arguments(fn *language.Node, parameter string) []string {
	f := q.scene.Program.FuncOf(fn)
	if f == nil {
		return nil
	}
	var found []string
	for _, site := range q.scene.Program.Calls(fn.Name) {
		if arg := language.Bind(site.Node, f)[parameter]; arg.Is(language.Name, language.Attribute) {
			found = append(found, arg.Last())
		}
	}
	return found
}

// Visible says whether a name of module level in another file can be used where the crash is: a builtin, defined or imported here.
func (q *question) Visible(name string, from *language.Tree) bool {
	here := q.hole.At.Tree()
	if here == from || !from.Defines(name) {
		return true
	}
	return here.Defines(name)
}
