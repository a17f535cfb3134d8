package language_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
)

// node returns the nth smallest node of a file with that text, counted from 0.
func node(t *testing.T, p *language.Program, path, text string, nth int) *language.Node {
	t.Helper()
	tree, err := p.Tree(path)
	if err != nil {
		t.Fatal(err)
	}
	from := 0
	for {
		at := strings.Index(string(tree.Source[from:]), text)
		if at < 0 {
			t.Fatalf("%s holds no %q number %d", path, text, nth)
		}
		at += from
		if nth == 0 {
			return tree.At(at, at+len(text))
		}
		nth, from = nth-1, at+len(text)
	}
}

// sources follows a node back and writes what was found, one line each.
func sources(s *language.Scene, n *language.Node) []string {
	var found []string
	for _, source := range s.Sources(n) {
		in := "module"
		if source.In != nil {
			in = source.In.Qualified
		}
		found = append(found, strings.TrimSpace(fmt.Sprintf("%d %s in %s %s", source.Depth, source.Node.Text(), in, source.Via)))
	}
	return found
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func TestSourcesInsideOneFunction(t *testing.T) {
	cases := []struct {
		name, body, text string
		nth              int
		want             []string
	}{
		{"assignment", "def f():\n    a = 1\n    return a\n", "a", 1, []string{"1 1 in f assignment"}},
		{"every assignment counts", "def f(c):\n    a = 1\n    if c:\n        a = 0\n    return a\n", "a", 2, []string{"1 1 in f assignment", "1 0 in f assignment"}},
		{"a chain", "def f():\n    a = 7\n    b = a\n    c = b\n    return c\n", "c", 1,
			[]string{"1 b in f assignment", "2 a in f assignment", "3 7 in f assignment"}},
		{"both ends of a conditional", "def f(x):\n    a = x if x else 0\n    return a\n", "a", 1, []string{"1 x if x else 0 in f assignment", "2 x in f", "2 0 in f"}},
		{"both ends of a fallback", "def f():\n    a = g() or None\n    return a\n", "a", 1, []string{"1 g() or None in f assignment", "2 g() in f", "2 None in f"}},
		{"a loop's variable", "def f(xs):\n    for x in [1, 2]:\n        print(x)\n", "x", 2, []string{"1 [1, 2] in f element"}},
		{"unpacked from a literal", "def f():\n    a, b = 1, 2\n    return b\n", "b", 1, []string{"1 2 in f assignment"}},
		{"unpacked from a call", "def f():\n    a, b = g()\n    return b\n", "b", 1, []string{"1 g() in f element"}},
		{"awaited", "async def f():\n    v = await g()\n    return v\n", "v", 1, []string{"1 await g() in f assignment", "2 g() in f assignment"}},
		{"in parentheses", "def f():\n    a = (b)\n    b = 3\n    return a\n", "a", 1, []string{"1 (b) in f assignment", "2 3 in f assignment"}},
		{"a name of the module", "LIMIT = 5\n\n\ndef f():\n    return LIMIT\n", "LIMIT", 1, []string{"1 5 in module assignment"}},
		{"the nearer name hides the module's", "n = 5\n\n\ndef f():\n    n = 6\n    return n\n", "n\n", 0, nil},
		{"a default", "def f(a=3):\n    return a\n", "a", 1, []string{"1 3 in f default"}},
		{"an inner function's name is another", "def f():\n    def g():\n        a = 1\n    return a\n", "a", 1, nil},
		{"a literal comes from nowhere", "def f():\n    return 1\n", "1", 0, nil},
		{"itself only once", "def f():\n    a = b\n    b = a\n    return a\n", "a", 2, []string{"1 b in f assignment", "2 a in f assignment"}},
		{"at module level", "x = 4\ny = x\n", "x", 1, []string{"1 4 in module assignment"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, map[string]string{"a.py": c.body})
			if c.text == "n\n" {
				n := p.Func("a.py", "f").Node.All(language.Return)[0].Child(language.RoleValue)
				same(t, "sources", sources(&language.Scene{Program: p}, n), []string{"1 6 in f assignment"})
				return
			}
			same(t, "sources", sources(&language.Scene{Program: p}, node(t, p, "a.py", c.text, c.nth)), c.want)
		})
	}
}

var ledger = map[string]string{
	"ledger/model.py": `class Line:
    sku: str
    qty: int = 1

    def total(self):
        return self.qty * self.price()

    def price(self):
        return PRICES[self.sku]


class Account:
    def __init__(self, owner, limit=None):
        self.owner = owner
        self.limit = limit

    def left(self, spent):
        return self.limit - spent

    @staticmethod
    def share(amount, parts):
        return amount / parts


PRICES = {"pen": 2, "ink": None}
`,
	"ledger/use.py": `from ledger.model import Account, Line


def report(rows):
    line = Line("pen", qty=rows["count"])
    return line.total()


def open_account(name):
    account = Account(name, limit=default_limit())
    return account.left(spent=5)


def default_limit():
    return None


def halves(amount):
    return Account.share(amount, 2)


def load():
    row = {"count": 0, "sku": "pen"}
    row["count"] = None
    return report(row)
`,
	"tests/test_use.py": `from ledger.model import Account


def test_left():
    assert Account("x", limit=10).left(3) == 7
`,
}

func TestSourcesAcrossFunctions(t *testing.T) {
	cases := []struct {
		name, path, text string
		nth              int
		want             []string
	}{
		{"a field through its constructor call", "ledger/model.py", "self.qty", 0, []string{
			`1 1 in module attribute`, `1 rows["count"] in report attribute`, `2 0 in load key`, `2 None in load key`,
		}},
		{"an attribute of the constructor's argument", "ledger/model.py", "self.limit", 1, []string{
			"1 limit in Account.__init__ attribute", "2 default_limit() in open_account argument", "2 None in Account.__init__ default",
			"3 None in default_limit return",
		}},
		{"an argument by keyword, not the one of a test", "ledger/model.py", "spent", 1, []string{"1 5 in open_account argument"}},
		{"an argument of a static method", "ledger/model.py", "parts", 1, []string{"1 2 in halves argument"}},
		{"a first argument of a static method is no receiver", "ledger/model.py", "amount", 1, []string{"1 amount in halves argument"}},
		{"a call's result", "ledger/use.py", "default_limit()", 0, []string{"1 None in default_limit return"}},
		{"a method's result", "ledger/model.py", "self.price()", 0, []string{"1 PRICES[self.sku] in Line.price return"}},
		{"a key that two statements store", "ledger/use.py", `rows["count"]`, 0, []string{"1 0 in load key", "1 None in load key"}},
		{"a key that is no literal says nothing", "ledger/model.py", "PRICES[self.sku]", 0, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, ledger)
			same(t, "sources", sources(&language.Scene{Program: p}, node(t, p, c.path, c.text, c.nth)), c.want)
		})
	}
}

// The trace says which call it was: other call sites do not count, and what the caller itself was given is followed on.
func TestSourcesAlongTheTrace(t *testing.T) {
	p := open(t, map[string]string{"a.py": `def rate(total, count):
    return total / count


def daily(rows):
    return rate(1, len(rows))


def weekly(days, size):
    return rate(2, size)


def main():
    return weekly([], 0)


def other():
    return weekly([], 9)
`})
	failing := node(t, p, "a.py", "total / count", 0)
	step := func(name, text string) language.Step {
		return language.Step{Func: p.Func("a.py", name), Node: node(t, p, "a.py", text, 0)}
	}
	scene := &language.Scene{Program: p, Failing: failing, Steps: []language.Step{
		step("main", "weekly([], 0)"), step("weekly", "rate(2, size)"), step("rate", "total / count"),
	}}
	same(t, "along the trace", sources(scene, failing.Child("right")), []string{"1 size in weekly argument", "2 0 in main argument"})
	scene.Steps = scene.Steps[1:]
	same(t, "where the trace begins the call sites are asked", sources(scene, failing.Child("right")),
		[]string{"1 size in weekly argument", "2 0 in main argument", "2 9 in other argument"})
	scene.Steps = nil
	same(t, "without a trace", sources(scene, failing.Child("right")), []string{
		"1 len(rows) in daily argument", "1 size in weekly argument", "2 0 in main argument", "2 9 in other argument",
	})
}

// A program that calls in circles, and one with more callers than anybody reads, end.
func TestSourcesAreBounded(t *testing.T) {
	var source strings.Builder
	source.WriteString("def f(x):\n    return f(x)\n\n\ndef g(y):\n    return f(g(y))\n\n\n")
	for i := range 300 {
		fmt.Fprintf(&source, "def caller_%d():\n    return f(%d)\n\n\n", i, i)
	}
	p := open(t, map[string]string{"a.py": source.String()})
	got := (&language.Scene{Program: p}).Sources(node(t, p, "a.py", "x", 1))
	if len(got) == 0 || len(got) > 60 {
		t.Errorf("%d sources, want some and at most 60", len(got))
	}
	deep := "def f0(x):\n    return x\n"
	for i := 1; i < 20; i++ {
		deep += fmt.Sprintf("\n\ndef f%d(x):\n    return f%d(x)\n", i, i-1)
	}
	p = open(t, map[string]string{"a.py": deep})
	last := 0
	for _, s := range (&language.Scene{Program: p}).Sources(node(t, p, "a.py", "x", 1)) {
		last = max(last, s.Depth)
	}
	if last != 6 {
		t.Errorf("followed back %d steps, want 6", last)
	}
}
