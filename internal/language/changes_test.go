package language_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

func TestChanges(t *testing.T) {
	cases := []struct{ name, before, after, want string }{
		{"nothing", "x = 1\n", "x  =  1  # a comment\n", ""},
		{"operand", "x = a / b\n", "x = a / c\n", "replaced name b -> name c"},
		{"operator", "x = a / b\n", "x = a // b\n", "replaced binary a / b -> binary a // b"},
		{"added statement", "f()\nh()\n", "f()\ng()\nh()\n", "added expr_stmt g()"},
		{"removed statement", "f()\ng()\nh()\n", "f()\nh()\n", "removed expr_stmt g()"},
		{"added argument", "f(a)\n", "f(a, b)\n", "added name b"},
		{"wrapped", "x = a\n", "x = a if a else 0\n", "replaced name a -> conditional a if a else 0"},
		{"inside a function", "def f(x):\n    return x\n", "def f(x):\n    return 1\n", "replaced name x -> number 1"},
		{"string", "x = 'a'\n", "x = 'b'\n", "replaced string 'a' -> string 'b'"},
		{"guard before", "def f(x):\n    return 1 / x\n", "def f(x):\n    if not x:\n        return 0\n    return 1 / x\n", "added if if not x:"},
		{"renamed function", "def f():\n    pass\n", "def g():\n    pass\n", "replaced function def f(): -> function def g():"},
		{"removed argument", "f(a, b)\n", "f(a)\n", "removed name b"},
		{"keyword argument", "f(a, k=1)\n", "f(a, k=2)\n", "replaced number 1 -> number 2"},
		{"another keyword", "f(k=1)\n", "f(m=1)\n", "replaced keyword_arg k=1 -> keyword_arg m=1"},
		{"attribute", "x = a.b\n", "x = a.c\n", "replaced name b -> name c"},
		{"deep inside", "def f():\n    if a:\n        for x in y:\n            g(x)\n", "def f():\n    if a:\n        for x in y:\n            g(x, 1)\n", "added number 1"},
		{"a statement before and one changed", "a()\nx = 1\n", "b()\na()\nx = 2\n", "added expr_stmt b(); replaced number 1 -> number 2"},
		{"swapped", "a()\nb()\n", "b()\na()\n", "removed expr_stmt a(); added expr_stmt a()"},
		{"an else", "if a:\n    b()\n", "if a:\n    b()\nelse:\n    c()\n", "added else else:"},
		{"an else gone", "if a:\n    b()\nelse:\n    c()\n", "if a:\n    b()\n", "removed else else:"},
		{"a handler", "try:\n    a()\nexcept A:\n    b()\n", "try:\n    a()\nexcept B:\n    b()\n", "replaced name A -> name B"},
		{"one more handler", "try:\n    a()\nexcept A:\n    b()\n", "try:\n    a()\nexcept A:\n    b()\nexcept B:\n    c()\n", "added handler except B:"},
		{"async", "def f():\n    pass\n", "async def f():\n    pass\n", "replaced function def f(): -> function async def f():"},
		{"a list that becomes lazy", "x = [g(y) for y in z]\n", "x = (g(y) for y in z)\n", "replaced comprehension [g(y) for y in z] -> comprehension (g(y) for y in z)"},
		{"the other end of a slice", "x = y[1:]\n", "x = y[:1]\n", "replaced slice 1: -> slice :1"},
		{"a slice's step", "x = y[:2]\n", "x = y[::2]\n", "replaced slice :2 -> slice ::2"},
		{"a slice's end", "x = y[1:n]\n", "x = y[1:m]\n", "replaced name n -> name m"},
		{"delegation", "def f():\n    yield x\n", "def f():\n    yield from x\n", "replaced yield yield x -> yield yield from x"},
		{"another splat", "f(*a)\n", "f(**a)\n", "replaced splat *a -> splat **a"},
		{"in and not in", "x = a in b\n", "x = a not in b\n", "replaced compare a in b -> compare a not in b"},
		{"is and is not", "x = a is None\n", "x = a is not None\n", "replaced compare a is None -> compare a is not None"},
		{"another sign", "x = -a\n", "x = +a\n", "replaced unary -a -> unary +a"},
		{"a scope", "def f():\n    global x\n", "def f():\n    nonlocal x\n", "replaced global global x -> global nonlocal x"},
		{"and for or", "x = a and b\n", "x = a or b\n", "replaced logical a and b -> logical a or b"},
		{"augmented", "x += 1\n", "x -= 1\n", "replaced aug_assign x += 1 -> aug_assign x -= 1"},
		{"a chain of comparisons", "x = a < b < c\n", "x = a < b <= c\n", "replaced compare a < b < c -> compare a < b <= c"},
		{"a relative import", "from . import a\n", "from .. import a\n", "replaced other . -> other .."},
		{"a trailing comma", "f(a,)\n", "f(a)\n", ""},
		{"a parameter", "def f(a):\n    return a\n", "def f(a, b=1):\n    return a\n", "added param b=1"},
		{"a default", "def f(a=1):\n    return a\n", "def f(a=2):\n    return a\n", "replaced number 1 -> number 2"},
		{"a decorator", "@a\ndef f():\n    pass\n", "@b\ndef f():\n    pass\n", "replaced name a -> name b"},
		{"comparison", "x = a < b\n", "x = a <= b\n", "replaced compare a < b -> compare a <= b"},
		{"an f-string", "x = f'{a}'\n", "x = f'{b}'\n", "replaced string f'{a}' -> string f'{b}'"},
		{"a dictionary's entry", "x = {'a': 1, 'b': 2}\n", "x = {'a': 1}\n", "removed pair 'b': 2"},
		{"a statement for another", "return_(a)\n", "x = a\n", "replaced call return_(a) -> assign x = a"},
		{"everything", "a()\n", "", "replaced file a() -> file "},
		{"from nothing", "", "a()\n", "replaced file  -> file a()"},
		{"only line ends and indentation", "def f():\n    return 1\n", "def f():\r\n\treturn 1\r\n", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, change := range language.Changes(parse(t, c.before), parse(t, c.after)) {
				got = append(got, describe(change))
			}
			if joined := strings.Join(got, "; "); joined != c.want {
				t.Errorf("got %q, want %q", joined, c.want)
			}
		})
	}
}

// Lists too long to be aligned are compared from both ends: one change in the middle is still one change.
func TestChangesOfLongLists(t *testing.T) {
	lines := make([]string, 1000)
	for i := range lines {
		lines[i] = fmt.Sprintf("f(%d)\n", i)
	}
	before := strings.Join(lines, "")
	lines[500] = "g(500)\n"
	got := language.Changes(parse(t, before), parse(t, strings.Join(lines, "")))
	if len(got) != 1 || describe(got[0]) != "replaced name f -> name g" {
		t.Errorf("%d changes, want one of a name", len(got))
	}
	lines[2], lines[998] = "", "g(998)\n"
	all := language.Changes(parse(t, before), parse(t, strings.Join(lines, "")))
	if len(all) < 3 {
		t.Errorf("%d changes, want at least the three that were made", len(all))
	}
	for _, c := range all {
		if c.Verb == language.Replaced && (c.Before == nil || c.After == nil) || c.Verb == language.AddedNode && c.Before != nil || c.Verb == language.RemovedNode && c.After != nil {
			t.Errorf("a change that says %s holds %v and %v", c.Verb, c.Before, c.After)
		}
	}
}

func parse(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := syntax.Grammar().Parse("a.py", []byte(source))
	if err != nil || tree.Broken {
		t.Fatalf("parse %q: %v", source, err)
	}
	return tree
}

func describe(c language.Change) string {
	show := func(n *language.Node) string {
		line, _, _ := strings.Cut(n.Text(), "\n")
		return fmt.Sprintf("%s %s", n.Kind, line)
	}
	switch c.Verb {
	case language.AddedNode:
		return "added " + show(c.After)
	case language.RemovedNode:
		return "removed " + show(c.Before)
	}
	return "replaced " + show(c.Before) + " -> " + show(c.After)
}

func TestSimilar(t *testing.T) {
	cases := []struct {
		a, b     string
		low, top float64
	}{
		{"user_id", "userId", 0.9, 1}, {"qty", "quantity", 0.55, 0.7}, {"retry", "retries", 0.5, 0.8}, {"total", "name", 0, 0.4},
		{"tracking_nr", "tracking_no", 0.8, 0.95}, {"", "x", 0, 0}, {"fetch", "get_or_render", 0, 0.4}, {strings.Repeat("a", 5000), "b", 0, 0.1},
	}
	for _, c := range cases {
		if got := language.Similar(c.a, c.b); got < c.low || got > c.top {
			t.Errorf("Similar(%.20q, %q) = %.2f, want %.2f to %.2f", c.a, c.b, got, c.low, c.top)
		}
		if got, back := language.Similar(c.a, c.b), language.Similar(c.b, c.a); got != back {
			t.Errorf("Similar(%.20q, %q) is %.2f one way, %.2f the other", c.a, c.b, got, back)
		}
	}
}

func FuzzChanges(f *testing.F) {
	f.Add("x = 1\n", "x = 2\n")
	f.Add("def f(x):\n    return x\n", "class f:\n    pass\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		a, err := syntax.Grammar().Parse("a.py", []byte(before))
		if err != nil {
			return
		}
		b, err := syntax.Grammar().Parse("a.py", []byte(after))
		if err != nil {
			return
		}
		for _, c := range language.Changes(a, b) {
			if c.Before == nil && c.After == nil {
				t.Error("a change of nothing")
			}
		}
		if len(language.Changes(a, a)) != 0 {
			t.Error("a file differs from itself")
		}
	})
}
