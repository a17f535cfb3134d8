// Package claims reads what existing tests say that calls give.
package claims

import (
	"regexp"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

var identifier = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// Claim is one assertion of an existing test: a call and the constant that it is said to give.
type Claim struct {
	Call *language.Node
	Want string
	Args map[string]*language.Node // what parametrised names stand for
	// Member is what is read of the object that the call makes: Board("b").progress; empty for the result itself.
	Member string
}

// Of collects what a test file says that calls give: "assert f(x) == 0", and what the language's test frameworks have for it.
func Of(tree *language.Tree, idioms *language.Idioms) []Claim {
	var found []Claim
	for _, n := range tree.Root.All(language.Assert, language.Call) {
		if n.Is(language.Assert) {
			if c := n.Children[0].Bare(); c.Is(language.Compare) && len(c.Children) == 2 && (c.Name == "==" || c.Name == "is") {
				found = append(found, equal(c.Children[0].Bare(), c.Children[1].Bare())...)
			}
			continue
		}
		if idioms.Asserted == nil {
			continue
		}
		is, want := idioms.Asserted(n)
		switch {
		case want != nil:
			found = append(found, equal(is, want)...)
		case is.Is(language.Call):
			found = append(found, Claim{Call: is, Want: idioms.NullValue})
		}
	}
	return found
}

// equal reads an assertion that a call gives a constant, for each row of a parametrised test.
func equal(a, b *language.Node) []Claim {
	if !a.Is(language.Call, language.Attribute) {
		a, b = b, a
	}
	a, member := made(a)
	if !a.Is(language.Call) || b == nil {
		return nil
	}
	var found []Claim
	for _, row := range parameters(a) {
		want := b
		if known, ok := row[b.Text()]; ok {
			want = known
		}
		if guards.Fixed(want) || want.Is(language.Unary) && want.Children[len(want.Children)-1].Is(language.Number) {
			found = append(found, Claim{Call: a, Want: want.Text(), Args: row, Member: member})
		}
	}
	return found
}

// made is the call that makes the object whose member an expression reads, with the member's name; any other is itself.
func made(n *language.Node) (call *language.Node, member string) {
	read := n
	if n.Is(language.Call) {
		read = n.Child(language.RoleCallee).Bare()
	}
	if object := read.Child(language.RoleObject).Bare(); read.Is(language.Attribute) && object.Is(language.Call) {
		return object, read.Name
	}
	return n, ""
}

// Shown collects what the examples in a text say that calls give.
func Shown(support *language.Support, path, text string) []Claim {
	if support.Idioms.Examples == nil {
		return nil
	}
	source := support.Idioms.Examples(text)
	if source == "" {
		return nil
	}
	tree, err := support.Parse(path, []byte(source))
	if err != nil || tree.Broken {
		return nil
	}
	return Of(tree, support.Idioms)
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

// MadeEmpty says whether a call makes an object with nothing for what it holds: the constructor is given nothing, or has it for what
// is left out.
func MadeEmpty(constructor *language.Func, call *language.Node) bool {
	if constructor == nil {
		return false
	}
	given := language.Bind(call, constructor)
	for _, p := range language.Parameters(constructor.Node) {
		value := given[p.Name]
		if value == nil && !p.Default.Is(language.Number) {
			value = p.Default
		}
		if value != nil && guards.Nothing(value) {
			return true
		}
	}
	return false
}
