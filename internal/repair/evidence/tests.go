package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// asserted is one assertion of an existing test: a call and the constant that it is said to give.
type asserted struct {
	call *language.Node
	want string
	args map[string]*language.Node // what parametrised names stand for
}

// fromTests reads what existing tests want of the function, or of one that is alike, where it is given another kind of nothing.
func (q *question) fromTests() []clue {
	if q.fn == nil || !q.whole {
		return nil
	}
	var found []clue
	for _, tree := range q.scene.Program.Trees() {
		if !q.scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, a := range assertions(tree, q.idioms.NullValue) {
			if weight, says := q.assertedOf(a); weight > 0 {
				found = append(found, clue{value: a.want, item: item("tests", a.call, says, weight)})
			}
		}
	}
	return found
}

// assertedOf weighs an assertion: the very function, given nothing where the crash has another kind of it, or a function alike.
func (q *question) assertedOf(a asserted) (float64, string) {
	for _, f := range q.scene.Program.Callees(a.call) {
		given := language.Bind(a.call, f)
		for _, name := range sortedNames(given) {
			value := given[name].Bare()
			if known, ok := a.args[value.Text()]; ok {
				value = known
			}
			switch {
			case !nothing(value):
			case f.Node == q.fn && slices.Contains(q.roots(), name):
				return 0.45, "a test wants this of the function where it is given " + value.Text()
			case f.Node != q.fn && !f.Test && q.kinship(f.Node) >= 0.5:
				return 0.25, "a test wants this of a function alike where it is given " + value.Text()
			}
		}
	}
	return 0, ""
}

// roots are the parameters that the subject is made of.
func (q *question) roots() []string {
	names := []string{root(q.hole.Subject)}
	for _, s := range q.scene.Sources(q.hole.Subject) {
		if s.Depth <= 3 && s.Node.Up(language.Function) == q.fn {
			for _, n := range s.Node.All(language.Name) {
				names = appendName(names, n.Name)
			}
		}
	}
	for _, n := range q.hole.Subject.All(language.Name) {
		names = appendName(names, n.Name)
	}
	return names
}

func sortedNames(given map[string]*language.Node) []string {
	var names []string
	for name := range given {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// assertions collects what a test file says that calls give: "assert f(x) == 0", "self.assertEqual(f(x), 0)", "assertIsNone(f(x))".
func assertions(tree *language.Tree, null string) []asserted {
	var found []asserted
	for _, n := range tree.Root.All(language.Assert, language.Call) {
		if n.Is(language.Assert) {
			if c := n.Children[0].Bare(); c.Is(language.Compare) && len(c.Children) == 2 && (c.Name == "==" || c.Name == "is") {
				found = append(found, equal(c.Children[0].Bare(), c.Children[1].Bare())...)
			}
			continue
		}
		var args []*language.Node
		if list := n.Child(language.RoleArgs); list != nil {
			args = list.Children
		}
		switch name := n.Last(); {
		case len(args) > 1 && (name == "assertEqual" || name == "assertIs"):
			found = append(found, equal(args[0].Bare(), args[1].Bare())...)
		case len(args) > 0 && name == "assertIsNone" && args[0].Is(language.Call):
			found = append(found, asserted{args[0], null, nil})
		}
	}
	return found
}

// equal reads an assertion that a call gives a constant, for each row of a parametrised test.
func equal(a, b *language.Node) []asserted {
	if !a.Is(language.Call) {
		a, b = b, a
	}
	if !a.Is(language.Call) || b == nil {
		return nil
	}
	var found []asserted
	for _, row := range parameters(a) {
		want := b
		if known, ok := row[b.Text()]; ok {
			want = known
		}
		if fixed(want) {
			found = append(found, asserted{a, want.Text(), row})
		}
	}
	return found
}

// parameters lists what the names of a parametrised test stand for, row by row; one empty row for a test that is not.
func parameters(call *language.Node) []map[string]*language.Node {
	rows := []map[string]*language.Node{}
	for _, args := range parametrised(call.Up(language.Function)) {
		names := identifier.FindAllString(args[0].Text(), -1)
		for _, values := range args[1].Children {
			if row := zipped(names, values.Bare()); row != nil {
				rows = append(rows, row)
			}
		}
	}
	if len(rows) == 0 {
		return []map[string]*language.Node{nil}
	}
	return rows
}

// parametrised returns the arguments of the decorators that run a test once for each row.
func parametrised(fn *language.Node) [][]*language.Node {
	if fn == nil || !fn.Parent.Is(language.Decorated) {
		return nil
	}
	var found [][]*language.Node
	for _, c := range fn.Parent.Children {
		if made := c.All(language.Call); c.Is(language.Decorator) && len(made) > 0 && made[0].Last() == "parametrize" && len(made[0].Child(language.RoleArgs).Children) > 1 {
			found = append(found, made[0].Child(language.RoleArgs).Children)
		}
	}
	return found
}

func zipped(names []string, values *language.Node) map[string]*language.Node {
	given := []*language.Node{values}
	if len(names) > 1 {
		given = values.Children
	}
	if len(given) != len(names) {
		return nil
	}
	row := map[string]*language.Node{}
	for i, name := range names {
		row[name] = given[i]
	}
	return row
}
