package writing

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

func parse(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := syntax.Grammar().Parse("a.py", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func apply(source string, edits []language.Edit) string {
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		source = source[:e.Start] + e.Text + source[e.End:]
	}
	return source
}

func TestInsertKeepsTheFilesForm(t *testing.T) {
	cases := []struct{ name, source, want string }{
		{"four blanks", "def f(x):\n    return x\n", "def f(x):\n    if a:\n        b\n    return x\n"},
		{"two blanks", "def f(x):\n  return x\n", "def f(x):\n  if a:\n    b\n  return x\n"},
		{"tabs", "def f(x):\n\treturn x\n", "def f(x):\n\tif a:\n\t\tb\n\treturn x\n"},
		{"carriage returns", "def f(x):\r\n    return x\r\n", "def f(x):\r\n    if a:\r\n        b\r\n    return x\r\n"},
		{"one line", "def f(x): return x\n", "def f(x): return x\n"},
	}
	for _, c := range cases {
		stmt := parse(t, c.source).Root.All(language.Return)[0]
		if got := apply(c.source, Before(stmt, "if a:", "\tb")); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFollowingAtTheEndOfTheFile(t *testing.T) {
	for source, want := range map[string]string{
		"def f(x):\n    x.a()":   "def f(x):\n    x.a()\n    return x",
		"def f(x):\n    x.a()\n": "def f(x):\n    x.a()\n    return x\n",
	} {
		stmt := parse(t, source).Root.All(language.ExprStmt)[0]
		if got := apply(source, Following(stmt, "return x")); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAWriteToAPlaceThatIsNotThereIsLeftOut(t *testing.T) {
	for source, want := range map[string]string{
		"def f(a, i):\n  a[i] = 1\n  return a\n":           "def f(a, i):\n  if i < len(a):\n    a[i] = 1\n  return a\n",
		"def f(a, i):\n    a[i] = g(\n        1)\n":        "",
		"def f(a, i):\n    b = a[i]\n":                     "",
		"def f(a, i):\n    a[i][0] = 1\n":                  "",
		"a = []\na[0] = 1\n":                               "",
		"def f(a, i):\n    if i: a[i] = 1\n    return a\n": "",
	} {
		at := parse(t, source).Root.All(language.Index)
		f := Fault{At: at[len(at)-1], Subject: at[len(at)-1].Child(language.RoleObject), When: language.Short, Bad: "i >= len(a)", Good: "i < len(a)"}
		got := ""
		for _, p := range unwritten(f) {
			got = apply(source, p.Edits)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}
