package language_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

// first returns the first node of a kind.
func first(t *testing.T, tree *language.Tree, kind language.Kind) *language.Node {
	t.Helper()
	found := tree.Root.All(kind)
	if len(found) == 0 {
		t.Fatalf("no %s in %q", kind, tree.Source)
	}
	return found[0]
}

func TestParameters(t *testing.T) {
	cases := []struct{ name, source, want string }{
		{"none", "def f(): pass\n", ""},
		{"plain", "def f(a, b): pass\n", "a; b"},
		{"a default", "def f(a, b=1): pass\n", "a; b = 1"},
		{"a type", "def f(a: int): pass\n", "a: int"},
		{"both", "def f(a: int = 2): pass\n", "a: int = 2"},
		{"splats", "def f(a, *rest, **more): pass\n", "a; *rest; *more"},
		{"typed splats", "def f(*rest: int, **more: str): pass\n", "*rest: int; *more: str"},
		{"keywords only", "def f(a, *, b): pass\n", "a; b"},
		{"positions only", "def f(a, /, b): pass\n", "a; b"},
		{"a method", "class A:\n    def f(self, x): pass\n", "self; x"},
	}
	for _, c := range cases {
		var got []string
		for _, p := range language.Parameters(first(t, parse(t, c.source), language.Function)) {
			text := p.Name
			if p.Splat {
				text = "*" + text
			}
			if p.Type != nil {
				text += ": " + p.Type.Text()
			}
			if p.Default != nil {
				text += " = " + p.Default.Text()
			}
			got = append(got, text)
		}
		if joined := strings.Join(got, "; "); joined != c.want {
			t.Errorf("%s: got %q, want %q", c.name, joined, c.want)
		}
	}
	if got := language.Parameters(first(t, parse(t, "f = lambda x, y=1: x\n"), language.Lambda)); len(got) != 2 || got[1].Default.Text() != "1" {
		t.Errorf("a lambda's parameters: %+v", got)
	}
}

func TestDefinitions(t *testing.T) {
	cases := []struct{ name, source, of, want string }{
		{"assignments in order", "x = 1\nx = 2\n", "x", "1 | 2"},
		{"another name", "y = 1\n", "x", ""},
		{"a dotted name", "def f(self):\n    self.rate = 3\n    rate = 4\n", "self.rate", "3"},
		{"a typed one", "x: int = 5\n", "x", "5"},
		{"only typed", "x: int\n", "x", "?"},
		{"augmented", "x = 1\nx += 2\n", "x", "1 | from 2"},
		{"a loop", "for x in xs:\n    pass\n", "x", "from xs"},
		{"one of a loop's", "for i, x in pairs:\n    pass\n", "x", "from pairs"},
		{"a comprehension", "y = [x for x in xs]\n", "x", "from xs"},
		{"unpacked side by side", "a, x = 1, 2\n", "x", "2"},
		{"unpacked from one value", "a, x = pair\n", "x", "from pair"},
		{"unpacked with the wrong count", "a, x = 1, 2, 3\n", "x", "from 1, 2, 3"},
		{"the rest", "a, *x = values\n", "x", "from values"},
		{"a list of targets", "[a, x] = pair\n", "x", "from pair"},
		{"inside an expression", "if (x := g()):\n    pass\n", "x", "g()"},
		{"in branches", "if c:\n    x = 1\nelse:\n    x = 2\n", "x", "1 | 2"},
		{"nested functions are other scopes", "def g():\n    x = 1\n", "x", ""},
		{"a subscript is no name", "x[0] = 1\n", "x", ""},
	}
	for _, c := range cases {
		scope := parse(t, c.source).Root
		if strings.HasPrefix(c.of, "self") {
			scope = scope.All(language.Function)[0]
		}
		var got []string
		for _, d := range language.Definitions(scope, c.of) {
			switch {
			case d.Value != nil:
				got = append(got, d.Value.Text())
			case d.From != nil:
				got = append(got, "from "+d.From.Text())
			default:
				got = append(got, "?")
			}
			if d.Stmt == nil || !d.Node.Within(d.Stmt) {
				t.Errorf("%s: the target %q stands outside of its statement", c.name, d.Node.Text())
			}
		}
		if joined := strings.Join(got, " | "); joined != c.want {
			t.Errorf("%s: got %q, want %q", c.name, joined, c.want)
		}
	}
}

func TestUses(t *testing.T) {
	cases := []struct {
		name, source, of string
		lines            []int
	}{
		{"reads, not writes", "x = 1\ny = x\nx = x + 1\n", "x", []int{2, 3}},
		{"an argument's name is no use", "f(x=1)\nf(x)\n", "x", []int{2}},
		{"an attribute's name is no use", "a.x\nx.a\n", "x", []int{2}},
		{"dotted", "self.n = 1\nprint(self.n)\nn = 2\n", "self.n", []int{2}},
		{"a loop's variable is a write", "for x in xs:\n    g(x)\n", "x", []int{2}},
		{"nested functions are left out", "def g():\n    return x\nh = x\n", "x", []int{3}},
		{"unpacking is a write", "x, y = y, x\n", "x", []int{1}},
	}
	for _, c := range cases {
		var got []int
		for _, n := range language.Uses(parse(t, c.source).Root, c.of) {
			got = append(got, n.Line)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.lines) {
			t.Errorf("%s: lines %v, want %v", c.name, got, c.lines)
		}
	}
}

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"user_id": "user id", "userId": "user id", "HTTPServer": "httpserver", "a": "a", "": "", "__x__": "x", "order.total-sum": "order total sum",
		"lineItems2": "line items2", "größe": "größe",
	} {
		if got := strings.Join(language.Words(name), " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLastAndUnquote(t *testing.T) {
	for source, want := range map[string]string{
		"qty": "qty", "order.qty": "qty", "order['qty']": "qty", "order[key]": "order", "(a.b)": "b", "g(x)": "g", "a.b(c)": "b", "1 + 2": "", "rows[0].x": "x", "rows[0]": "rows",
	} {
		expr := first(t, parse(t, source+"\n"), language.ExprStmt).Child(language.RoleValue)
		if got := expr.Last(); got != want {
			t.Errorf("last name of %s is %q, want %q", source, got, want)
		}
	}
	for literal, want := range map[string]string{
		`"a"`: "a", `'a'`: "a", `b"a"`: "a", `"""a"""`: "a", `''`: "", `f'x'`: "x", `rb'x'`: "x", `"`: `"`, "`a`": "a", `"a'`: `"a'`, "": "",
	} {
		if got := language.Unquote(literal); got != want {
			t.Errorf("Unquote(%s) = %q, want %q", literal, got, want)
		}
	}
}

func TestLinesAndPlaces(t *testing.T) {
	tree := parse(t, "a = 1\r\nb = (2)\n\nclass C:\n    def m(self):\n        return b")
	for number, want := range map[int]string{0: "", 1: "a = 1", 2: "b = (2)", 3: "", 4: "class C:", 6: "        return b", 7: "", -1: ""} {
		if got := tree.Line(number); got != want {
			t.Errorf("line %d is %q, want %q", number, got, want)
		}
	}
	if tree.Lines() != 6 {
		t.Errorf("%d lines, want 6", tree.Lines())
	}
	if start, end, ok := tree.Span(1); !ok || start != 0 || end != 7 {
		t.Errorf("line 1 spans %d to %d, %t", start, end, ok)
	}
	ret := first(t, tree, language.Return)
	if got := ret.Up(language.Function).Qualified(); got != "C.m" {
		t.Errorf("qualified name %q", got)
	}
	if ret.Statement() != ret || ret.Children[0].Statement() != ret || ret.Up(language.Lambda) != nil {
		t.Error("the statement of a return is itself, and it stands in no lambda")
	}
	number := tree.At(12, 13)
	if number.Text() != "2" || !number.Within(tree.Root) || ret.Within(number) {
		t.Errorf("at 12 stands %q", number.Text())
	}
	if got := number.Parent.Bare(); got != number {
		t.Errorf("without parentheses: %q", got.Text())
	}
	var nothing *language.Node
	if nothing.Text() != "" || nothing.Child(language.RoleBody) != nil || nothing.Is(language.Name) || nothing.Within(tree.Root) || nothing.Last() != "" {
		t.Error("no node has no text, no children and no kind")
	}
}

// Nesting that would exhaust the stack is refused, for a chain as for brackets; a file of the largest size is read.
func TestDeepNesting(t *testing.T) {
	for _, source := range []string{strings.Repeat("(", 5000) + strings.Repeat(")", 5000), "x = a" + strings.Repeat(".b", 5000), strings.Repeat("not ", 5000) + "x"} {
		if _, err := syntax.Grammar().Parse("deep.py", []byte(source)); !errors.Is(err, heald.ErrExhausted) {
			t.Errorf("%.10s…: got %v, want ErrExhausted", source, err)
		}
	}
	if _, err := syntax.Grammar().Parse("wide.py", []byte(strings.Repeat("x = 1\n", 1000))); err != nil {
		t.Errorf("a long file: %v", err)
	}
}

func TestOthers(t *testing.T) {
	p := open(t, map[string]string{
		"a.py": "x = 1\n", "README.md": "x", "docs/b.md": "y", "sample.json": "{}", "docs/c.txt": "z", ".venv/d.md": "no", "node_modules/e.json": "no",
	})
	same(t, "documents", p.Others(".md"), []string{"README.md", "docs/b.md"})
	same(t, "documents and samples", p.Others(".json", ".md"), []string{"README.md", "docs/b.md", "sample.json"})
	same(t, "nothing", p.Others(".yaml"), nil)
	many := map[string]string{}
	for i := range 450 {
		many[fmt.Sprintf("data/%03d.json", i)] = "{}"
	}
	if got := len(open(t, many).Others(".json")); got != 400 {
		t.Errorf("%d files are listed, want 400", got)
	}
}

func TestLineEnd(t *testing.T) {
	for source, want := range map[string]string{
		"": "\n", "a = 1": "\n", "a = 1\n": "\n", "a = 1\r\n": "\r\n", "a = 1\r\nb = 2\n": "\r\n", "a = 1\nb = '''\r\n'''\n": "\n", "\r\n": "\r\n",
	} {
		if got := parse(t, source).LineEnd(); got != want {
			t.Errorf("lines of %q end with %q, want %q", source, got, want)
		}
	}
}
