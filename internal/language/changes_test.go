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
