package language_test

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
)

func TestReplaceAndBefore(t *testing.T) {
	for _, c := range []struct{ name, source, replaced, before string }{
		{"at the left", "f(1)\n", "g", "a\nb\nf(1)\n"},
		{"indented", "if x:\n    f(1)\n", "if x:\n    g", "if x:\n    a\n    b\n    f(1)\n"},
		{"with a tab and another line end", "if x:\r\n\tf(1)\r\n", "if x:\r\n\tg", "if x:\r\n\ta\r\n\tb\r\n\tf(1)\r\n"},
		{"not the first of its line", "x = 1; f(1)\n", "x = 1; g", ""},
		{"on the line of its head", "if x: f(1)\n", "if x: g", ""},
	} {
		tree := parse(t, c.source)
		call := first(t, tree, language.Call)
		r := language.Replace(call, "g")
		if got := string(tree.Source[:r.Start]) + r.Text; got != c.replaced || r.Path != tree.Path || r.End != call.End {
			t.Errorf("%s: replaced %q to byte %d, want %q to %d", c.name, got, r.End, c.replaced, call.End)
		}
		got := ""
		for _, e := range language.Before(call.Statement(), "a", "b") {
			got = string(tree.Source[:e.Start]) + e.Text + string(tree.Source[e.End:])
		}
		if got != c.before {
			t.Errorf("%s: before it %q, want %q", c.name, got, c.before)
		}
	}
}

func TestDefines(t *testing.T) {
	tree := parse(t, `import os.path as p
try:
    from json import loads
except ImportError:
    loads = None
LIMIT = 3

@cached
def f():
    import late
    inner = 1
    def g(): pass

class C:
    def m(self): pass
`)
	for name, want := range map[string]bool{"p": true, "loads": true, "LIMIT": true, "f": true, "C": true, "late": false, "inner": false, "g": false, "m": false, "nowhere": false} {
		if got := tree.Defines(name); got != want {
			t.Errorf("the file defines %s: %t, want %t", name, got, want)
		}
	}
}
