package guards

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// Each line of code gives the guard that stands behind it, if any.
func TestMine(t *testing.T) {
	cases := []struct{ name, source, want string }{
		{"early return", "def f(xs):\n    if not xs:\n        return 0.0\n    return sum(xs) / len(xs)\n", "falsy xs returns 0.0 [call sum divide]; arm for sum(xs) / len(xs): falsy xs yields 0.0 whole [call sum divide]"},
		{"zero", "def f(n):\n    if n == 0:\n        return None\n    return 1 / n\n", "zero n returns None [divide]; arm for 1 / n: zero n yields None whole [divide]"},
		{"length", "def f(xs):\n    if len(xs) < 3:\n        return xs\n    return xs[2]\n", "short xs returns xs [index]; arm for xs[2]: short xs yields xs whole [index]"},
		{"conditional", "def f(p):\n    return p.name if p is not None else 'x'\n", "none p yields 'x' whole [attribute name]"},
		{"or", "def f(p):\n    n = p or 'x'\n    return n\n", "falsy p yields 'x' bare []"},
		{"get", "def f(d):\n    return d.get('k', 7)\n", "missing d yields 7 whole key='k' []"},
		{"getattr", "def f(o):\n    return getattr(o, 'a', 7)\n", "missing o yields 7 whole key='a' []"},
		{"max default", "def f(xs):\n    return max(xs, default=None)\n", "empty xs yields None whole [call max]"},
		{"continue", "def f(xs):\n    for x in xs:\n        if x is None:\n            continue\n        g(x)\n", "none x skips [call g]"},
		{"filter", "def f(xs):\n    return [x.a for x in xs if x.a]\n", "falsy x.a skips []"},
		{"raise", "def f(d, k):\n    if k not in d:\n        raise Unknown(k)\n    return d[k]\n", "missing d raises Unknown(k) key=k [index]"},
		{"try", "def f(d, k):\n    try:\n        return d[k]\n    except KeyError:\n        return None\n", "missing d returns None key=k [index]"},
		{"positive branch", "def f(n):\n    if n:\n        return 1 / n\n    return 0\n", "falsy n returns 0 [divide]"},
		{"get without default", "def f(d):\n    return d.get('k')\n", "missing d yields null whole key='k' []"},
		{"and", "def f(m):\n    return m and g(m.a)\n", "none m yields null whole [attribute a]"},
		{"assign", "def f(x):\n    if x is None:\n        x = 3\n    return x + 1\n", "none x yields 3 bare [+]"},
		{"arms that differ in one place", "def f(i):\n    if i.n == 0:\n        return f'{i.name} {i.all}'\n    return f'{i.name} {i.all / i.n}'\n",
			"zero i.n returns f'{i.name} {i.all}' [divide]; arm for i.all / i.n: zero i.n yields i.all [divide]"},
		{"arms that set a variable", "def f(n):\n    if n is None:\n        s = g(0, 1)\n    else:\n        s = g(n, 1)\n    return s\n",
			"none n yields g(0, 1) [call g]; arm for n: none n yields 0 bare [call g]"},
		{"arms that differ in two places", "def f(n):\n    if n is None:\n        return g(0, 1)\n    return g(n, 2)\n",
			"none n returns g(0, 1) [call g]; arm for g(n, 2): none n yields g(0, 1) whole [call g]"},
		{"arms of different variables", "def f(n):\n    if n is None:\n        s = 0\n    else:\n        t = n\n", "none n yields 0 []"},
		{"no guard", "def f(n):\n    if n > 3:\n        return 1\n    return n\n", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			support := python.Support()
			tree, err := support.Parse("a.py", []byte(c.source))
			if err != nil || tree.Broken {
				t.Fatal(err)
			}
			var got []string
			for _, g := range Mine(tree, support.Idioms) {
				got = append(got, show(g))
			}
			if joined := strings.Join(got, "; "); joined != c.want {
				t.Errorf("got %q, want %q", joined, c.want)
			}
		})
	}
}

func show(g Guard) string {
	text := fmt.Sprintf("%s %s %s", g.When, g.Subject.Text(), g.Effect)
	if g.Arm {
		text = fmt.Sprintf("arm for %s: %s", g.Good.Text(), text)
	}
	if g.Value != nil {
		text += " " + g.Value.Text()
	}
	if g.Null {
		text += " null"
	}
	if g.Whole && g.Effect == language.Yields {
		text += " whole"
	}
	if g.Bare {
		text += " bare"
	}
	if g.Key != nil {
		text += " key=" + g.Key.Text()
	}
	return text + fmt.Sprintf(" %v", g.Ops)
}

// What the same function says no longer is gone; what another function says, or what still stands, is not.
func TestGone(t *testing.T) {
	mine := func(source string) []Guard {
		tree, err := python.Support().Parse("a.py", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		return Mine(tree, python.Support().Idioms)
	}
	then := mine("def f(v, w):\n    if v is None:\n        v = {}\n    return g(v), '' if w is None else w\n")
	now := mine("def f(v, w):\n    return g(v), ''  if w is None else w\n\ndef h(v):\n    if v is None:\n        v = {}\n    return v\n")
	var got []string
	for _, g := range Gone(then, now) {
		got = append(got, g.Value.Text())
	}
	if want := []string{"{}"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
