package templates

import (
	"testing"

	"github.com/heald-dev/heald"
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
		if got := apply(c.source, before(stmt, "if a:", "\tb")); got != c.want {
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
		if got := apply(source, following(stmt, "return x")); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAddImport(t *testing.T) {
	cases := []struct{ source, line, want string }{
		{"from datetime import date\n\nx = 1\n", "from datetime import timedelta", "from datetime import date, timedelta\n\nx = 1\n"},
		{"import os\n\nx = 1\n", "import json", "import json\nimport os\n\nx = 1\n"},
		{"import os\n\nx = 1\n", "import sys", "import os\nimport sys\n\nx = 1\n"},
		{"\"\"\"Doc.\"\"\"\nx = 1\n", "import sys", "\"\"\"Doc.\"\"\"\n\nimport sys\nx = 1\n"},
		{"x = 1\n", "from a import b", "from a import b\n\nx = 1\n"},
		{"import os\n", "from a import b", "import os\nfrom a import b\n"},
	}
	for _, c := range cases {
		if got := apply(c.source, addImport(parse(t, c.source), c.line)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.line, got, c.want)
		}
	}
}

func TestPassed(t *testing.T) {
	suite := func(counts string) map[string][]byte {
		return map[string][]byte{report: []byte("<testsuites><testsuite " + counts + "/></testsuites>")}
	}
	cases := []struct {
		name   string
		result heald.Result
		want   bool
	}{
		{"green", heald.Result{Files: suite(`tests="1" failures="0" errors="0" skipped="0"`)}, true},
		{"exit code", heald.Result{ExitCode: 1, Files: suite(`tests="1" failures="0" errors="0" skipped="0"`)}, false},
		{"no tests", heald.Result{Files: suite(`tests="0" failures="0" errors="0" skipped="0"`)}, false},
		{"all skipped", heald.Result{Files: suite(`tests="1" failures="0" errors="0" skipped="1"`)}, false},
		{"failure", heald.Result{Files: suite(`tests="1" failures="1" errors="0" skipped="0"`)}, false},
		{"forged", heald.Result{Files: map[string][]byte{report: []byte("<")}}, false},
		{"no report", heald.Result{}, false},
		{"unittest", heald.Result{Stderr: []byte("Ran 1 test in 0.1s\n\nOK\n")}, true},
		{"unittest, none", heald.Result{Stderr: []byte("Ran 0 tests in 0.1s\n\nOK\n")}, false},
		{"time", heald.Result{TimedOut: true, Files: suite(`tests="1" failures="0" errors="0" skipped="0"`)}, false},
	}
	for _, c := range cases {
		if got := passed(c.result); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestTypes(t *testing.T) {
	for declared, want := range map[string]bool{"Optional[int]": true, "int | None": true, "None": false, "int": false, "typing.Optional[int]": true} {
		if got := optional(declared); got != want {
			t.Errorf("optional(%s) = %v", declared, got)
		}
	}
	for declared, want := range map[string]string{"float": "0.0", "list[int]": "[]", "typing.List[int]": "[]", "Widget": ""} {
		got := ""
		if n := neutral(declared); len(n) > 0 {
			got = n[0]
		}
		if got != want {
			t.Errorf("neutral(%s) = %q, want %q", declared, got, want)
		}
	}
}

func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		a, b   string
		differ bool
	}{{"weight_kg", "weight_g", true}, {"tracking_nr", "tracking_no", false}, {"timeout_s", "timeout_s", false}, {"kg", "g", false}, {"size_kg", "weight_g", false}} {
		if _, _, differ := measures(c.a, c.b); differ != c.differ {
			t.Errorf("measures(%s, %s) = %v", c.a, c.b, differ)
		}
	}
}

func TestEveryTemplateHasAName(t *testing.T) {
	seen := map[string]bool{}
	for _, template := range All() {
		if template.Name == "" || seen[template.Name] || len(template.Classes) == 0 || template.Propose == nil {
			t.Errorf("template %q is incomplete or doubled", template.Name)
		}
		seen[template.Name] = true
	}
}
