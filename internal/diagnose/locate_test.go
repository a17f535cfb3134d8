package diagnose

import (
	"testing"

	"github.com/heald-dev/heald"
)

func TestFile(t *testing.T) {
	files := map[string]string{
		"src/pkg/a.py": "A = 1\n", "src/pkg/util.py": "B = 1\n", "tools/util.py": "C = 1\n", "services/x/main.py": "D = 1\n",
		"services/y/main.py": "E = 1\n", "app.py": "F = 1\n",
	}
	for _, c := range []struct {
		file, code, service string
		library             bool
		want                string // "" is none
	}{
		{file: "/srv/app/src/pkg/a.py", want: "src/pkg/a.py"},
		{file: "/usr/src/app/pkg/a.py", want: "src/pkg/a.py"},
		{file: "/app/a.py", want: "src/pkg/a.py"},
		{file: "./app.py", want: "app.py"},
		{file: "app.py", want: "app.py"},
		{file: `C:\svc\src\pkg\a.py`, want: "src/pkg/a.py"},
		{file: "/app/tools/../src/pkg/a.py", want: "src/pkg/a.py"},
		{file: "/app/util.py", want: ""},
		{file: "/app/util.py", code: "C = 1", want: "tools/util.py"},
		{file: "/app/main.py", want: ""},
		{file: "/app/main.py", service: "services/y", want: "services/y/main.py"},
		{file: "/srv/app/services/x/main.py", service: "services/y", want: "services/x/main.py"},
		{file: "/venv/lib/python3.11/site-packages/pkg/a.py", library: true, want: "src/pkg/a.py"},
		{file: "/venv/lib/python3.11/site-packages/other/a.py", library: true, want: ""},
		{file: "/usr/lib/python3.11/a.py", library: true, want: ""},
		{file: "/app/nothing.py", want: ""},
		{file: "<string>", want: ""},
		{file: "", want: ""},
	} {
		v := open(t, files)
		v.Service.Path = c.service
		got := ""
		if tree := v.file(heald.Frame{File: c.file, Code: c.code, Line: 1, Function: "<module>", InApp: !c.library}); tree != nil {
			got = tree.Path
		}
		if got != c.want {
			t.Errorf("%q with %q in %q = %q, want %q", c.file, c.code, c.service, got, c.want)
		}
	}
}

const shifted = `import os

LIMIT = 3


class Cart:
    factor = LIMIT

    @property
    def total(self):
        count = len(self.items)
        return self.sum / count

    def mean(self):
        count = len(self.items)
        return [self.sum / count for _ in range(2)]


def twice(x):
    x = x + 1
    x = x + 1
    return (
        x /
        LIMIT)


show = lambda item: item.name
`

func TestVerify(t *testing.T) {
	for _, c := range []struct {
		function, code string
		line           int
		match          heald.Match
		at             int
		qualified      string
	}{
		{"total", "count = len(self.items)", 11, heald.MatchExact, 11, "Cart.total"},
		{"total", "count = len(self.items)", 5, heald.MatchDrifted, 11, "Cart.total"},
		{"mean", "count = len(self.items)", 11, heald.MatchDrifted, 15, "Cart.mean"},
		{"Cart.mean", "count = len(self.items)", 15, heald.MatchExact, 15, "Cart.mean"},
		{"twice", "x = x + 1", 3, heald.MatchUnverified, 3, ""},
		{"twice", "x = x + 1", 21, heald.MatchExact, 21, "twice"},
		{"renamed", "x = x + 1", 21, heald.MatchExact, 21, "twice"},
		{"<module>", "LIMIT = 3", 3, heald.MatchExact, 3, ""},
		{"<module>", "LIMIT = 3", 9, heald.MatchDrifted, 3, ""},
		{"Cart", "factor = LIMIT", 7, heald.MatchExact, 7, ""},
		{"<listcomp>", "return [self.sum / count for _ in range(2)]", 16, heald.MatchExact, 16, "Cart.mean"},
		{"<lambda>", "show = lambda item: item.name", 27, heald.MatchExact, 27, ""},
		{"total", "return 1", 12, heald.MatchUnverified, 12, "Cart.total"},
		{"total", "", 12, heald.MatchUnverified, 12, "Cart.total"},
		{"total", "return self.sum / count", 9999, heald.MatchDrifted, 12, "Cart.total"},
		{"total", "gone", -4, heald.MatchUnverified, -4, ""},
	} {
		v := open(t, map[string]string{"m.py": shifted})
		tree, err := v.program.Tree("m.py")
		if err != nil {
			t.Fatal(err)
		}
		l := v.verify(heald.Frame{File: "m.py", Function: c.function, Line: c.line, Code: c.code, InApp: true}, tree)
		if l.site.Match != c.match || l.site.Line != c.at || l.site.Function != c.qualified {
			t.Errorf("%s:%d %q = %s line %d in %q, want %s line %d in %q", c.function, c.line, c.code,
				l.site.Match, l.site.Line, l.site.Function, c.match, c.at, c.qualified)
		}
	}
}

func TestMovedFunction(t *testing.T) {
	v := open(t, map[string]string{"old.py": "from new import work\n", "new.py": "X = 1\n\n\ndef work(n):\n    return 10 / n\n"})
	l := v.locate(heald.Exception{ErrorType: "ZeroDivisionError", Frames: []heald.Frame{
		{File: "/srv/app/old.py", Function: "work", Line: 2, Code: "return 10 / n", InApp: true},
	}})
	if len(l) != 1 || l[0].site.Path != "new.py" || l[0].site.Line != 5 || l[0].site.Match != heald.MatchDrifted {
		t.Errorf("located %+v, want line 5 of new.py, drifted", l)
	}
}

func TestFailingExpression(t *testing.T) {
	for _, c := range []struct {
		errorType, message string
		code               string
		column, end        int // 0: the trace marks nothing
		want               string
	}{
		{"ZeroDivisionError", "division by zero", "x = a / b + c / d", 13, 18, "c / d"},
		{"ZeroDivisionError", "division by zero", "x = a + (b / c)", 0, 0, "b / c"},
		{"KeyError", "'k'", `x = d["j"] + e["k"]`, 0, 0, `e["k"]`},
		{"AttributeError", "'NoneType' object has no attribute 'b'", "x = q.a.b.c", 0, 0, "q.a.b"},
		{"TypeError", "unsupported operand type(s) for *: 'int' and 'NoneType'", "x = a + b * c", 0, 0, "b * c"},
		{"TypeError", "f() missing 1 required positional argument: 'n'", "x = g(f(1))", 0, 0, "f(1)"},
		{"ValueError", "not enough values to unpack (expected 2, got 1)", "a, b = c.split()", 0, 0, "a, b"},
		{"ValueError", "é", "x = é['ä'] / b", 5, 11, "é['ä']"},
		{"RuntimeError", "dictionary changed size during iteration", "for k in d.keys(): d.pop(k)", 0, 0, "d.keys()"},
		{"ValueError", "no", "raise ValueError('no')", 0, 0, "raise ValueError('no')"},
		{"NameError", "name 'b' is not defined", "x = a(b)", 0, 0, "b"},
		{"OSError", "odd", "work(a, b)", 0, 0, "work(a, b)"},
		{"ZeroDivisionError", "division by zero", "x = a / b", 50, 60, "a / b"},
	} {
		v := open(t, map[string]string{"m.py": "def f():\n    " + c.code + "\n"})
		l := v.locate(heald.Exception{ErrorType: c.errorType, Message: c.message, Frames: []heald.Frame{
			{File: "/srv/app/m.py", Function: "f", Line: 2, Code: c.code, Column: c.column, EndColumn: c.end, InApp: true},
		}})
		if len(l) != 1 {
			t.Fatalf("%s: located %d frames", c.code, len(l))
		}
		if got := l[0].site.Expression; got != c.want {
			t.Errorf("%s in %q: failing %q, want %q", c.message, c.code, got, c.want)
		}
		if s := l[0].site; string(l[0].tree.Source[s.Start:s.End]) != s.Expression {
			t.Errorf("%q: bytes %d to %d are not the expression", c.code, s.Start, s.End)
		}
	}
}

func TestMultiLineStatement(t *testing.T) {
	v := open(t, map[string]string{"m.py": "def f(a, b):\n    return g(\n        a,\n        h(\n            b),\n    )\n"})
	for _, c := range []struct {
		line    int
		code    string
		next    string
		want    string
		innerly bool
	}{
		{line: 2, code: "return g(", next: "g", want: "g(\n        a,\n        h(\n            b),\n    )"},
		{line: 4, code: "h(", next: "h", want: "h(\n            b)"},
	} {
		found := v.locate(heald.Exception{ErrorType: "ValueError", Frames: []heald.Frame{
			{File: "/srv/app/m.py", Function: "f", Line: c.line, Code: c.code, InApp: true},
			{File: "/usr/lib/python3.11/lib.py", Function: c.next, Line: 1},
		}})
		if len(found) != 1 || found[0].site.Expression != c.want {
			t.Errorf("line %d: %+v, want %q", c.line, found, c.want)
		}
	}
}

func TestSyntheticFramesJoin(t *testing.T) {
	v := open(t, map[string]string{"m.py": "def f(xs):\n    return [1 / x for x in xs]\n\n\ndef g(xs):\n    return sorted(xs, key=lambda x: 1 / x)\n"})
	frame := func(function string, line int, code string) heald.Frame {
		return heald.Frame{File: "/srv/app/m.py", Function: function, Line: line, Code: code, InApp: true}
	}
	one, two := "return [1 / x for x in xs]", "return sorted(xs, key=lambda x: 1 / x)"
	e := heald.Exception{ErrorType: "ZeroDivisionError", Frames: []heald.Frame{frame("f", 2, one), frame("<listcomp>", 2, one)}}
	if got := len(v.locate(e)); got != 1 {
		t.Errorf("a comprehension and its function are %d sites, want 1", got)
	}
	e.Frames = []heald.Frame{frame("g", 6, two), frame("<lambda>", 6, two)}
	if got := len(v.locate(e)); got == 0 || v.locate(e)[got-1].site.Expression != "1 / x" {
		t.Errorf("a lambda's frame is not at its division: %+v", v.locate(e))
	}
}
