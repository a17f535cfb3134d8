package critique

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// judge returns a judge over an empty repository.
func judge(t *testing.T) Judge {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.py"), []byte("KIND = \"parcel\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	program, err := language.Open(dir, python.Support())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return Judge{Program: program, Test: `assert price("ORD-7731", "parcel") == 3`}
}

// Each rule: a change that it rejects, and a change much like it that is allowed.
func TestRules(t *testing.T) {
	const f = "def f(x):\n    check(x)\n    return 1 / x\n"
	cases := []struct{ name, rule, before, after string }{
		{"weakened", "bare-except", f, "def f(x):\n    check(x)\n    try:\n        return 1 / x\n    except:\n        return 0\n"},
		{"the test's input", "test-constant", f, "def f(x):\n    check(x)\n    if x == \"ORD-7731\":\n        return 3\n    return 1 / x\n"},
		{"a word of the repository's own", "", f, "def f(x):\n    check(x)\n    if x == \"parcel\":\n        return 3\n    return 1 / x\n"},
		{"another constant", "", f, "def f(x):\n    check(x)\n    if x == \"none\":\n        return 3\n    return 1 / x\n"},
		{"new parameter", "signature", "def f(x):\n    return x\n", "def f(x, y):\n    return x + y\n"},
		{"new parameter with default", "", "def f(x):\n    return x\n", "def f(x, y=0):\n    return x + y\n"},
	}
	j := judge(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			patch := heald.Patch{Edits: []heald.FileEdit{{Path: "app/f.py", Before: []byte(c.before), After: []byte(c.after)}}}
			got, _, _ := strings.Cut(j.Reject(patch), ":")
			if got != c.rule {
				t.Errorf("got %q, want %q", j.Reject(patch), c.rule)
			}
		})
	}
}

func TestTestsAreNotEdited(t *testing.T) {
	patch := heald.Patch{Edits: []heald.FileEdit{{Path: "tests/test_f.py", Before: []byte("x = 1\n"), After: []byte("x = 2\n")}}}
	if got := judge(t).Reject(patch); !strings.HasPrefix(got, "test-edited:") {
		t.Errorf("got %q", got)
	}
}
