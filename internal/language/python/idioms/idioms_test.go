package idioms

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

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

// call parses a source and returns its outermost call.
func call(t *testing.T, source string) *language.Node {
	t.Helper()
	tree, err := syntax.Grammar().Parse("a.py", []byte(source+"\n"))
	if err != nil || tree.Broken || len(tree.Root.All(language.Call)) == 0 {
		t.Fatalf("%q: %v", source, err)
	}
	return tree.Root.All(language.Call)[0]
}

func TestOpened(t *testing.T) {
	for source, want := range map[string]string{
		"open(p)": "p", "open(home / 'a', 'rb')": "home / 'a'", "p.open()": "p", "Path(p).read_text()": "p", "pathlib.Path(p).open('r')": "p", "self.file.read_text()": "self.file",
		"open()": "", "p.read()": "", "reopen(p)": "", "read_text(p)": "",
	} {
		if got := opened(call(t, source)).Text(); got != want {
			t.Errorf("%s opens %q, want %q", source, got, want)
		}
	}
}

func TestAsserted(t *testing.T) {
	for source, want := range map[string]string{
		"self.assertEqual(f(1), 0)": "f(1) = 0", "t.assertIs((f(1)), True)": "f(1) = True", "self.assertIsNone(f(1))": "f(1) = ",
		"self.assertEqual(f(1))": " = ", "self.assertNotEqual(f(1), 0)": " = ", "self.assertIsNone()": " = ", "f(1, 2)": " = ",
	} {
		is, wanted := asserted(call(t, source))
		if got := is.Text() + " = " + wanted.Text(); got != want {
			t.Errorf("%s asserts %q, want %q", source, got, want)
		}
	}
}

func TestExamples(t *testing.T) {
	for text, want := range map[string]string{
		"The mean.\n\n    >>> mean([])\n    0.0\n    >>> mean([2])\n    2\n": "assert mean([]) == 0.0\nassert mean([2]) == 2\n",
		">>> x = 1\n>>> f(x)\n3": "assert f(x) == 3\n",
		">>> f(\n... 1)\n3":      "",
		">>> f(1)":               "",
		">>> f(1)\n\n3":          "",
		"f(1) gives\n3":          "",
		"":                       "",
	} {
		if got := examples(text); got != want {
			t.Errorf("examples of %q: %q, want %q", text, got, want)
		}
	}
}

func TestRecord(t *testing.T) {
	for source, want := range map[string]int{
		"namedtuple('Point', 'x y')": 2, "namedtuple('Point', ['x', 'y', 'z'])": 3, "NamedTuple('Point', [('x', int)])": 1, "tuple('Point', 'x y')": 0,
	} {
		if got := len(record(call(t, source))); got != want {
			t.Errorf("%s has %d fields, want %d", source, got, want)
		}
	}
}
