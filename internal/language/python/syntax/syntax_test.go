package syntax

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

func parse(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := Grammar().Parse("a.py", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// sketch writes a tree as kind[role]:name(children), types and comments left out.
func sketch(n *language.Node) string {
	var b strings.Builder
	b.WriteString(string(n.Kind))
	if n.Role != "" {
		fmt.Fprintf(&b, "[%s]", n.Role)
	}
	if n.Name != "" {
		fmt.Fprintf(&b, ":%s", n.Name)
	}
	if len(n.Children) > 0 {
		var inside []string
		for _, c := range n.Children {
			inside = append(inside, sketch(c))
		}
		fmt.Fprintf(&b, "(%s)", strings.Join(inside, " "))
	}
	return b.String()
}

func TestTree(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"a / b", "expr_stmt(binary[value]:/(name[left]:a name[right]:b))"},
		{"x = d['k'].v", "expr_stmt(assign[value](name[left]:x attribute[right]:v(index[object](name[object]:d string[key](other other other)) name[name]:v)))"},
		{"f(1, *a, k=2)", "expr_stmt(call[value](name[callee]:f args[args](number splat(name[value]:a) keyword_arg:k(name[name]:k number[value]))))"},
		{"a if c else b", "expr_stmt(conditional[value](name[then]:a name[cond]:c name[else]:b))"},
		{"a < b <= c", "expr_stmt(compare[value]:< <=(name[left]:a name[right]:b name:c))"},
		{"not a and b", "expr_stmt(logical[value]:and(not[left](name[value]:a) name[right]:b))"},
		{"return x", "return(name[value]:x)"},
		{"raise E('m') from err", "raise(call[value](name[callee]:E args[args](string(other other other))) name[cause]:err)"},
		{"for k, v in xs: pass", "for(tuple[left](name:k name:v) name[right]:xs block[body](pass))"},
		{"[x for x in xs if x]", "expr_stmt(comprehension[value](name[body]:x clause(name[left]:x name[right]:xs) filter(name[cond]:x)))"},
		{"await g()", "expr_stmt(await[value](call[value](name[callee]:g args[args])))"},
		{"x += 1", "expr_stmt(aug_assign[value]:+=(name[left]:x number[right]))"},
	} {
		tree := parse(t, c.source+"\n")
		if got := sketch(tree.Root.Children[0]); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.source, got, c.want)
		}
	}
}

const class = `class Cart(Base):
    """Doc."""

    rate: float = 1.0

    async def total(self, items: list[int], *rest, tax=0.2, **more) -> float:
        first, *others = items
        for i, item in enumerate(items):
            self.sum = first  # note
        (a, b) = 1, 2
        if (n := len(items)) > 2:
            a += n

        def inner():
            a = 5
        return self.sum / a
`

func TestFunctions(t *testing.T) {
	tree := parse(t, class)
	f := tree.Root.All(language.Function)[0]
	if f.Qualified() != "Cart.total" || !f.Async || f.Child(language.RoleReturns).Text() != "float" {
		t.Errorf("got %s, async %t, returns %q", f.Qualified(), f.Async, f.Child(language.RoleReturns).Text())
	}
	var got []string
	for _, p := range language.Parameters(f) {
		got = append(got, fmt.Sprintf("%s %s %s %t", p.Name, p.Type.Text(), p.Default.Text(), p.Splat))
	}
	want := "self   false|items list[int]  false|rest   true|tax  0.2 false|more   true"
	if strings.Join(got, "|") != want {
		t.Errorf("parameters %q, want %q", strings.Join(got, "|"), want)
	}
	if len(tree.Comments) != 1 || tree.Comments[0].Text() != "# note" {
		t.Errorf("comments %v", tree.Comments)
	}
}

func TestDefinitionsAndUses(t *testing.T) {
	f := parse(t, class).Root.All(language.Function)[0]
	for _, c := range []struct {
		name        string
		definitions string // value or from, in order
		uses        int
	}{
		{"first", "from items", 1},
		{"others", "from items", 0},
		{"item", "from enumerate(items)", 0},
		{"self.sum", "first", 1},
		{"a", "1|from n", 2}, // += reads; the one of the nested function is its own
		{"n", "len(items)", 1},
		{"nothing", "", 0},
	} {
		var got []string
		for _, d := range language.Definitions(f, c.name) {
			if d.Value != nil {
				got = append(got, d.Value.Text())
			} else {
				got = append(got, "from "+d.From.Text())
			}
		}
		if strings.Join(got, "|") != c.definitions {
			t.Errorf("%s: defined by %q, want %q", c.name, strings.Join(got, "|"), c.definitions)
		}
		if uses := language.Uses(f, c.name); len(uses) != c.uses {
			t.Errorf("%s: %d uses, want %d", c.name, len(uses), c.uses)
		}
	}
}

func TestPlaces(t *testing.T) {
	tree := parse(t, "x = 1\r\ny = a / b\n")
	start := strings.Index("x = 1\r\ny = a / b\n", "a / b")
	if got := tree.At(start, start+5).Text(); got != "a / b" {
		t.Errorf("At = %q", got)
	}
	if got := tree.At(start, start+5).Statement().Text(); got != "y = a / b" {
		t.Errorf("Statement = %q", got)
	}
	for line, want := range map[int]string{0: "", 1: "x = 1", 2: "y = a / b", 3: ""} {
		if got := tree.Line(line); got != want {
			t.Errorf("line %d = %q, want %q", line, got, want)
		}
	}
}

func TestLast(t *testing.T) {
	for source, want := range map[string]string{"a.b.c": "c", "o['qty']": "qty", "f.g(x)": "g", "(a)": "a", "1": "", "await h()": "h", "xs[0]": "xs"} {
		if got := parse(t, source+"\n").Root.Children[0].Child(language.RoleValue).Last(); got != want {
			t.Errorf("Last(%s) = %q, want %q", source, got, want)
		}
	}
}

func TestHostileSources(t *testing.T) {
	deep := strings.Repeat("(", 5000) + strings.Repeat(")", 5000)
	if _, err := Grammar().Parse("a.py", []byte(deep)); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("deep nesting: %v, want ErrExhausted", err)
	}
	if _, err := Grammar().Parse("a.py", make([]byte, 3<<20)); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("large file: %v, want ErrExhausted", err)
	}
	if tree := parse(t, "def f(:\n  x = = 3\n"); !tree.Broken {
		t.Error("a file with syntax errors is not marked as broken")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(class)
	f.Add("\x00\xff\xfe def")
	f.Add("match x:\n case {'a': [1, *r]} if r: pass\n")
	f.Fuzz(func(t *testing.T, source string) {
		tree, err := Grammar().Parse("a.py", []byte(source))
		if err != nil {
			return
		}
		tree.Root.Walk(func(n *language.Node) bool {
			if n.Start < 0 || n.End > len(source) || n.Start > n.End {
				t.Fatalf("node %s at [%d, %d) of %d bytes", n.Kind, n.Start, n.End, len(source))
			}
			return true
		})
	})
}
