package observe

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

const nonce = "n0nce-for-these-tests"

// place writes files as a checkout and returns it with the system's interpreter.
func place(t *testing.T, files map[string]string) language.Workplace {
	t.Helper()
	root := t.TempDir()
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return language.Workplace{
		Checkout: heald.Checkout{Root: root, Home: "/srv/shop", Commit: "c0ffee"},
		Environment: heald.Environment{
			Language: "python", Interpreter: "/usr/bin/python3", ImportRoots: []string{""}, Framework: "pytest",
			Suite: []string{"/usr/bin/python3", "-m", "pytest"},
		},
	}
}

func runner(t *testing.T) heald.Runner {
	t.Helper()
	r, err := bubblewrap.New(bubblewrap.Config{})
	if err != nil {
		t.Fatalf("no sandbox here (make setup installs what is missing): %v", err)
	}
	return r
}

func runTests(t *testing.T, files map[string]string, edit func(*language.SuiteAsk)) language.SuiteReport {
	t.Helper()
	ask := language.SuiteAsk{Workplace: place(t, files), Wall: 3 * time.Second, Nonce: nonce}
	if edit != nil {
		edit(&ask)
	}
	report, err := runSuite(context.Background(), runner(t), ask)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func unittests(ask *language.SuiteAsk) {
	ask.Environment.Framework = "unittest"
	ask.Environment.Suite = []string{"/usr/bin/python3", "-m", "unittest", "discover"}
}

const ordinary = `
import pytest

def test_good():
    assert 1 + 1 == 2

def test_bad():
    assert 1 + 1 == 3

@pytest.mark.skip
def test_later():
    pass

@pytest.mark.xfail
def test_known():
    assert False

@pytest.mark.parametrize("n", [1, 2])
def test_each(n):
    assert n < 2

@pytest.fixture
def broken():
    raise OSError("no such thing")

def test_set_up(broken):
    pass
`

func TestPytestIsReadTestByTest(t *testing.T) {
	report := runTests(t, map[string]string{"test_shop.py": ordinary, "pytest.ini": "[pytest]\naddopts = -q -ra -m 'not slow' -x\nmarkers = slow\n"}, nil)
	if doubt := report.Doubt(); doubt != "" {
		t.Fatalf("doubt %q, want none", doubt)
	}
	want := map[string]string{
		"test_shop.py::test_good": "passed", "test_shop.py::test_bad": "failed", "test_shop.py::test_later": "skipped",
		"test_shop.py::test_known": "skipped", "test_shop.py::test_each[1]": "passed", "test_shop.py::test_each[2]": "failed",
		"test_shop.py::test_set_up": "failed",
	}
	got := report.Outcomes()
	for id, outcome := range want {
		if got[id] != outcome {
			t.Errorf("%s: got %q, want %q", id, got[id], outcome)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d tests, want %d: %v", len(got), len(want), got)
	}
	for _, test := range report.Tests {
		if test.ID == "test_shop.py::test_set_up" && (test.Error == nil || test.Error.ErrorType != "OSError" || test.Error.Frames[len(test.Error.Frames)-1].File != "test_shop.py") {
			t.Errorf("error of the broken fixture: %+v", test.Error)
		}
	}
}

func TestUnittestIsReadTestByTest(t *testing.T) {
	report := runTests(t, map[string]string{"test_shop.py": `
import unittest

class Shop(unittest.TestCase):
    def test_good(self):
        for n in range(2):
            with self.subTest(n=n):
                self.assertLess(n, 2)

    def test_bad(self):
        with self.subTest(n=1):
            self.assertEqual(1, 2)

    @unittest.skip("later")
    def test_later(self):
        pass

    @unittest.expectedFailure
    def test_known(self):
        self.fail()

class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no such thing")

    def test_never(self):
        pass
`}, unittests)
	got := report.Outcomes()
	for id, outcome := range map[string]string{"test_shop.Shop.test_good": "passed", "test_shop.Shop.test_bad": "failed", "test_shop.Shop.test_later": "skipped", "test_shop.Shop.test_known": "skipped"} {
		if got[id] != outcome {
			t.Errorf("%s: got %q, want %q", id, got[id], outcome)
		}
	}
	if got["test_shop.Broken.test_never"] == "passed" {
		t.Error("a test whose class could not be set up passed")
	}
	t.Log(report.Doubt(), got)
}

func TestAnEmptySuiteIsNoDoubt(t *testing.T) {
	report := runTests(t, map[string]string{"shop.py": "x = 1\n"}, nil)
	if report.Doubt() != "" || len(report.Outcomes()) != 0 {
		t.Errorf("doubt %q, tests %v; want none of either", report.Doubt(), report.Outcomes())
	}
}

func TestAFileThatCannotBeCollectedFails(t *testing.T) {
	report := runTests(t, map[string]string{"test_a.py": "import nothing_of_that_name\n", "test_b.py": "def test_b(): pass\n"}, nil)
	got := report.Outcomes()
	if report.Doubt() != "" || got["test_a.py"] != "failed" || got["test_b.py::test_b"] != "passed" {
		t.Errorf("doubt %q, tests %v", report.Doubt(), got)
	}
}

func TestWatchedRunsSeeLinesAndCalls(t *testing.T) {
	files := map[string]string{
		"shop.py":      "def price(n, rate=1):\n    if n > 100:\n        return n * 0.9\n    return n * rate\n\nclass Cart:\n    def __init__(self, items):\n        self.items = items\n\n    def total(self):\n        return sum(self.items)\n",
		"test_shop.py": "from shop import price, Cart\n\ndef test_price():\n    assert price(3) == 3\n    assert price(4, 2) == 8\n\ndef test_total():\n    assert Cart([1, 2]).total() == 3\n",
	}
	report := runTests(t, files, func(ask *language.SuiteAsk) {
		ask.Watch = []string{"shop.py"}
		ask.Functions = []language.Watched{{Path: "shop.py", Name: "price", Function: "price"}, {Path: "shop.py", Name: "total", Function: "Cart.total"}}
	})
	if doubt := report.Doubt(); doubt != "" {
		t.Fatal(doubt)
	}
	ran := map[int]bool{}
	for _, line := range report.Lines["shop.py"] {
		ran[line] = true
	}
	if !ran[2] || ran[3] || !ran[4] || !ran[11] {
		t.Errorf("lines %v: want 2, 4 and 11, not 3", report.Lines)
	}
	var calls []string
	for _, c := range report.Calls {
		text := c.Receiver + "." + c.Function
		for _, a := range c.Args {
			text += " " + a.Expr
		}
		calls = append(calls, text)
	}
	if got, want := strings.Join(calls, "; "), ".price 3; .price 4 2; Cart([1, 2]).Cart.total"; got != want {
		t.Errorf("calls %q, want %q", got, want)
	}
}

func TestACustomCommandIsKnownByItsExitOnly(t *testing.T) {
	report := runTests(t, map[string]string{"run.sh": "echo all is well\nexit 3\n"}, func(ask *language.SuiteAsk) {
		ask.Environment.Suite = []string{"/bin/sh", "run.sh"}
	})
	if !report.Custom || report.Exit != 3 || !strings.Contains(report.Output, "all is well") {
		t.Errorf("got %+v", report)
	}
}

// TestOneTestTakesAllMemory has a test that wants more memory than there is: it fails, and the others are run.
func TestOneTestTakesAllMemory(t *testing.T) {
	files := map[string]string{"test_shop.py": "def test_before():\n    pass\n\n\ndef test_much():\n    held = bytearray(3 << 30)\n    held[::4096] = b'x' * len(held[::4096])\n\n\ndef test_after():\n    assert 1 == 1\n"}
	report := runTests(t, files, func(ask *language.SuiteAsk) { ask.Wall = 30 * time.Second })
	if doubt := report.Doubt(); doubt != "" || !report.Lean {
		t.Fatalf("doubt %q, lean %t", doubt, report.Lean)
	}
	got := report.Outcomes()
	for id, want := range map[string]string{"test_shop.py::test_before": "passed", "test_shop.py::test_much": "failed", "test_shop.py::test_after": "passed"} {
		if got[id] != want {
			t.Errorf("%s: %s, want %s", id, got[id], want)
		}
	}
	again := runTests(t, files, func(ask *language.SuiteAsk) { ask.Wall, ask.Lean = 30*time.Second, true })
	if len(again.Tests) != len(report.Tests) || again.Took > report.Took+5*time.Second {
		t.Errorf("known to be lean: %d tests in %s, %d in %s before", len(again.Tests), again.Took, len(report.Tests), report.Took)
	}
}
