package weaken_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/language/weaken"
)

func look(t *testing.T, before, after string) weaken.View {
	t.Helper()
	a, err := python.Support().Parse("app/f.py", []byte(before))
	if err != nil {
		t.Fatal(err)
	}
	b, err := python.Support().Parse("app/f.py", []byte(after))
	if err != nil {
		t.Fatal(err)
	}
	return weaken.Look(python.Support(), a, b)
}

// Each rule: a change that it finds, and a change much like it that is let pass.
func TestFindings(t *testing.T) {
	const f = "def f(x):\n    check(x)\n    return 1 / x\n"
	for _, c := range []struct{ name, rule, before, after string }{
		{"bare", "bare-except", f, "def f(x):\n    check(x)\n    try:\n        return 1 / x\n    except:\n        return 0\n"},
		{"broad", "bare-except", f, "def f(x):\n    check(x)\n    try:\n        return 1 / x\n    except Exception:\n        return 0\n"},
		{"narrow", "", f, "def f(x):\n    check(x)\n    try:\n        return 1 / x\n    except ZeroDivisionError:\n        return 0\n"},
		{"broad that was there", "", "try:\n    f()\nexcept Exception:\n    log()\n    x = 1 / y\n", "try:\n    f()\nexcept Exception:\n    log()\n    x = 1 / y if y else 0\n"},
		{"swallowed", "swallowed-error", f, "def f(x):\n    check(x)\n    try:\n        return 1 / x\n    except ZeroDivisionError:\n        pass\n"},
		{"raise gone", "deleted-validation", "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n", "def f(x):\n    return x\n"},
		{"raise became return", "deleted-validation", "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n", "def f(x):\n    if x < 0:\n        return 0\n    return x\n"},
		{"assert gone", "deleted-validation", "def f(x):\n    assert x\n    return x\n", "def f(x):\n    return x\n"},
		{"raise added", "", f, "def f(x):\n    check(x)\n    if not x:\n        raise ValueError(x)\n    return 1 / x\n"},
		{"call gone", "deleted-functionality", f, "def f(x):\n    return 1 / x\n"},
		{"into the heading", "", "def f(x):\n    for line in x:\n        a, b = line.split()\n        put(a, b)\n", "def f(x):\n    for a, b in rows(x):\n        put(a, b)\n"},
		{"not into the heading", "deleted-functionality", "def f(x):\n    for line in x:\n        log(line)\n        put(line)\n", "def f(x):\n    for a, b in rows(x):\n        put(a, b)\n"},
		{"statement replaced", "", f, "def f(x):\n    check(x)\n    return 1 / x if x else 0\n"},
		{"status", "status-hidden", "def f():\n    return Response(404)\n", "def f():\n    return Response(200)\n"},
		{"another status", "", "def f():\n    return Response(404)\n", "def f():\n    return Response(410)\n"},
		{"always", "constant-condition", f, "def f(x):\n    check(x)\n    if True:\n        x = 1\n    return 1 / x\n"},
		{"same sides", "constant-condition", f, "def f(x):\n    check(x)\n    if x == x:\n        x = 1\n    return 1 / x\n"},
		{"never reached", "bypass", f, "def f(x):\n    check(x)\n    return 0\n    return 1 / x\n"},
		{"guarded return", "", f, "def f(x):\n    check(x)\n    if not x:\n        return 0\n    return 1 / x\n"},
		{"none for a number", "none-for-a-value", "def f(x) -> float:\n    return 1 / x\n", "def f(x) -> float:\n    if not x:\n        return None\n    return 1 / x\n"},
		{"none in one line", "none-for-a-value", "def f(x) -> float:\n    return 1 / x\n", "def f(x) -> float:\n    return 1 / x if x else None\n"},
		{"none where it may be", "", "def f(x) -> float | None:\n    return 1 / x\n", "def f(x) -> float | None:\n    return 1 / x if x else None\n"},
		{"hasattr", "type-hidden", "def f(x):\n    return x.y\n", "def f(x):\n    return x.y if hasattr(x, \"y\") else 0\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, finding := range look(t, c.before, c.after).Findings() {
				got = append(got, finding.Rule)
				if finding.Reason == "" || finding.Risk != "" && finding.Node == nil {
					t.Errorf("%+v says neither why nor where", finding)
				}
			}
			if c.rule == "" && len(got) > 0 || c.rule != "" && !slices.Contains(got, c.rule) {
				t.Errorf("got %q, want %q", got, c.rule)
			}
		})
	}
}

func TestSymbols(t *testing.T) {
	before := "X = 1\n\n\nclass Cart:\n    def total(self):\n        return 1\n\n    def other(self):\n        return 2\n"
	for after, want := range map[string][]string{
		before: {},
		"X = 2\n\n\nclass Cart:\n    def total(self):\n        return 3\n\n    def other(self):\n        return 2\n":                                       {"Cart.total"},
		"X = 1\n\n\nclass Cart:\n    def total(self):\n        return 1\n\n    def other(self):\n        return 2\n\n    def third(self):\n        pass\n": {"Cart.third"},
		"X = 1\n\n\nclass Cart:\n    def total(self):\n        return 1\n":                                                                                 {"Cart.other"},
	} {
		if d := cmp.Diff(want, look(t, before, after).Symbols()); d != "" {
			t.Errorf("%s(-want +got):\n%s", after, d)
		}
	}
}
