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
	if err := os.WriteFile(filepath.Join(dir, "a.py"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	program, err := language.Open(dir, python.Support())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return Judge{Program: program, Test: `assert price("ORD-7731") == 3`}
}

// Each rule: a change that it rejects, and a change much like it that is allowed.
func TestRules(t *testing.T) {
	const f = "def f(x):\n    check(x)\n    return 1 / x\n"
	cases := []struct{ name, rule, before, after string }{
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
		{"statement replaced", "", f, "def f(x):\n    check(x)\n    return 1 / x if x else 0\n"},
		{"status", "status-hidden", "def f():\n    return Response(404)\n", "def f():\n    return Response(200)\n"},
		{"another status", "", "def f():\n    return Response(404)\n", "def f():\n    return Response(410)\n"},
		{"always", "constant-condition", f, "def f(x):\n    check(x)\n    if True:\n        x = 1\n    return 1 / x\n"},
		{"same sides", "constant-condition", f, "def f(x):\n    check(x)\n    if x == x:\n        x = 1\n    return 1 / x\n"},
		{"never reached", "bypass", f, "def f(x):\n    check(x)\n    return 0\n    return 1 / x\n"},
		{"guarded return", "", f, "def f(x):\n    check(x)\n    if not x:\n        return 0\n    return 1 / x\n"},
		{"the test's input", "test-constant", f, "def f(x):\n    check(x)\n    if x == \"ORD-7731\":\n        return 3\n    return 1 / x\n"},
		{"another constant", "", f, "def f(x):\n    check(x)\n    if x == \"none\":\n        return 3\n    return 1 / x\n"},
		{"none for a number", "none-for-a-value", "def f(x) -> float:\n    return 1 / x\n", "def f(x) -> float:\n    if not x:\n        return None\n    return 1 / x\n"},
		{"none in one line", "none-for-a-value", "def f(x) -> float:\n    return 1 / x\n", "def f(x) -> float:\n    return 1 / x if x else None\n"},
		{"none where it may be", "", "def f(x) -> float | None:\n    return 1 / x\n", "def f(x) -> float | None:\n    return 1 / x if x else None\n"},
		{"hasattr", "type-hidden", "def f(x):\n    return x.y\n", "def f(x):\n    return x.y if hasattr(x, \"y\") else 0\n"},
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
