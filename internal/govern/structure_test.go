package govern

import (
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func supportFor(name string) *language.Support {
	if path.Ext(name) != ".py" {
		return nil
	}
	return python.Support()
}

// The tree sees what lines alone do not, and forgives what only moved.
func TestStructure(t *testing.T) {
	const guarded = "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n"
	cases := []struct {
		name          string
		before, after map[string]string
		risk          string // "class path line"; empty: none
		symbols       []string
	}{
		{"a way out before the rest", map[string]string{"svc/a.py": guarded}, map[string]string{"svc/a.py": "def f(x):\n    return 0\n    if x < 0:\n        raise ValueError(x)\n    return x\n"},
			"bypassed_code", []string{"f"}},
		{"a condition that compares a thing with itself", map[string]string{"svc/a.py": "def f(x):\n    return x\n"}, map[string]string{"svc/a.py": "def f(x):\n    if x == x:\n        return 1\n    return x\n"},
			"disabled_condition", []string{"f"}},
		{"a check that moves to another file", map[string]string{"svc/a.py": guarded, "svc/b.py": "def g(x):\n    return x\n"},
			map[string]string{"svc/a.py": "def f(x):\n    return x\n", "svc/b.py": "def g(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n"}, "", []string{"f"}},
		{"a decorated method", map[string]string{"svc/a.py": "class A:\n    @cached(\n        1)\n    def m(self):\n        x = (1,\n2)\n        return x\n"},
			map[string]string{"svc/a.py": "class A:\n    @cached(\n        1)\n    def m(self):\n        x = (1,\n3)\n        return x\n"}, "", []string{"A.m"}},
		{"a language without a table", map[string]string{"svc/a.rb": "a\n"}, map[string]string{"svc/a.rb": "b\n"}, "", []string{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			facts, err := Look(changed(t, c.before, c.after), supportFor)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, r := range facts.Risks {
				if got != "" || r.Line == 0 || r.Detail == "" {
					t.Errorf("unexpected %+v", r)
				}
				got = r.Class
			}
			if got != c.risk {
				t.Errorf("risks %+v, want %q", facts.Risks, c.risk)
			}
			if d := cmp.Diff(c.symbols, facts.Files[0].Symbols); d != "" {
				t.Errorf("symbols (-want +got):\n%s", d)
			}
		})
	}
}

// changed writes the files before into a checkout and asks about their change.
func changed(t *testing.T, before, after map[string]string) DecideInput {
	t.Helper()
	in := input(t)
	in.TestDiff, in.Diff = "", ""
	var edits []heald.FileEdit
	for _, name := range []string{"svc/a.py", "svc/b.py", "svc/a.rb"} {
		if text, ok := before[name]; ok {
			write(t, in.Checkout.Root, name, text)
			edits = append(edits, heald.FileEdit{Path: name, Before: []byte(text), After: []byte(after[name])})
		}
	}
	in.Diff = diff.Unified(edits)
	return in
}
