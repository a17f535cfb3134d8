package shapes

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func parsed(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := python.Support().Parse("a.py", []byte(source))
	if err != nil || tree.Broken {
		t.Fatalf("%q does not parse: %v", source, err)
	}
	return tree
}

func first(t *testing.T, source string, text string) *language.Node {
	t.Helper()
	tree := parsed(t, source)
	i := strings.Index(source, text)
	return tree.At(i, i+len(text))
}

func TestSide(t *testing.T) {
	cases := []struct{ source, operand, want string }{
		{"a < b", "a", "<"}, {"a < b", "b", ">"}, {"a >= b", "a", ">"}, {"a >= b", "b", "<"}, {"a == b", "a", ""}, {"a < b", "c", ""}, {"a < b < c", "a", ""},
	}
	for _, c := range cases {
		if got := Side(first(t, "x = "+c.source+"\n", c.source), c.operand); got != c.want {
			t.Errorf("%s of %s: got %q, want %q", c.operand, c.source, got, c.want)
		}
	}
}

func TestPicks(t *testing.T) {
	cases := []struct{ source, cond, over string }{
		{"for s in xs:\n        if s[0] <= m:\n            c = s\n", "<0> <= m", "xs"},
		{"for a, b in xs:\n        if a <= m:\n            c = b\n", "<0> <= m", "xs"},
		{"for a, b in ys:\n        if b <= m:\n            c = b\n", "<1> <= m", "ys"},
	}
	for _, c := range cases {
		tree := parsed(t, "def f(xs, ys, m):\n    "+c.source)
		got := Picks(tree.Root.All(language.Function)[0], "c")
		if len(got) != 1 || got[0].Cond != c.cond || got[0].Over != c.over {
			t.Errorf("%s: got %+v", c.source, got)
		}
	}
}

func TestMirror(t *testing.T) {
	cases := map[string]string{
		"return xs[-1] - DAY":   "xs[0] + DAY",
		"return xs[-1] + 7":     "xs[0] - 7",
		"return xs[-1]":         "xs[0]",
		"return xs[-1] - gap":   "",
		"return f(xs[-1])":      "",
		"return DAY - xs[-1]":   "",
		"return 2 * xs[-1] + 1": "",
	}
	for source, want := range cases {
		if got := Mirror(first(t, "def f(xs, gap):\n    "+source+"\n", "xs[-1]")); got != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
}

func TestMeets(t *testing.T) {
	cases := map[string]Stance{
		"y = 1 if c.x is None else 2\n": AsksNull, "if c.x:\n    pass\n": AsksTruth, "y = c.x or 'z'\n": AsksTruth, "y = not c.x\n": AsksTruth,
		"y = c.x + 1\n": Unprepared, "y = z or c.x\n": Unprepared, "f(c.x)\n": Unprepared,
	}
	for source, want := range cases {
		if got := Meets(first(t, source, "c.x")); got != want {
			t.Errorf("%q: got %d, want %d", source, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	cases := map[string]Fold{"for a in f(x):\n    pass\n": Gone, "y = [a for a in f(x)]\n": Gone, "t += f(x)\n": Added, "t -= f(x)\n": NoFold, "y = f(x)\n": NoFold}
	for source, want := range cases {
		if got := FoldOf(first(t, source, "f(x)")); got != want {
			t.Errorf("%q: got %d, want %d", source, got, want)
		}
	}
}

func TestKindOf(t *testing.T) {
	cases := map[string]language.Kind{`"a"`: language.String, "0.0": language.Number, "-1": language.Number, "[]": language.List, "{}": language.Dict, "None": "", `Decimal("0")`: "", "x": "", "": ""}
	for value, want := range cases {
		if got := KindOf(value); got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}

func TestMember(t *testing.T) {
	for source, want := range map[string]string{"y = p.mail.lower()\n": "mail", "y = p['mail']\n": "mail", "y = f(p)\n": "", "y = p[0]\n": ""} {
		if got := Member(parsed(t, source).Root, "p"); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for _, v := range []string{"0", "0.0", `Decimal("0")`, "Decimal('0.00')", "float(0)"} {
		if got := Canonical(v); got != "0" {
			t.Errorf("%s: got %q", v, got)
		}
	}
	if Canonical("name") != "name" || Canonical("1") == Canonical("10") {
		t.Error("different values are equal")
	}
}

func TestSpare(t *testing.T) {
	cases := map[string]string{
		"def f(es):\n    return max((e['x'] for e in es), default=0)\n":                     "0",
		"def f(es):\n    all = [e['x'] for e in es]\n    return min(all, default=None)\n":   "None",
		"def f(es):\n    all = [e['x'] for e in es]\n    return max(all)\n":                 "",
		"def f(es):\n    all = [e['x'] for e in es]\n    return max(all, default=0), all\n": "",
		"def f(es):\n    return next((e['x'] for e in es), 0)\n":                            "",
		"def f(es):\n    return max((e for e in es if e['x']), default=0)\n":                "",
		"def f(e):\n    return max(e['x'], default=0)\n":                                    "",
	}
	idioms := python.Support().Idioms
	for source, want := range cases {
		if got := Spare(first(t, source, "e['x']"), idioms).Text(); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}
