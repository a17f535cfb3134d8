package validate

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
)

const rates = `def rate(amount, days):
    """What one day costs."""
    if days > 30:
        return amount / days * 0.9
    return amount / days


def label(amount, days):
    return "%.2f" % rate(amount, days)
`

const rateTests = `from rates import rate, label


def test_documentation():
    assert rate.__doc__ == "What one day costs."


def test_rate():
    assert rate(10.0, 4) == 2.5
    assert rate(62.0, 31) == 1.8


def test_label():
    assert label(9.0, 2) == "4.50"


def test_known_to_fail():
    assert rate(1.0, 1) == 2
`

const redTest = `from rates import rate


def test_rate_of_no_days():
    rate(10.0, 0)
`

// input is a small service that divides by zero, with a reproduction of it.
func input(t *testing.T, files map[string]string) Input {
	t.Helper()
	root := t.TempDir()
	held := map[string]string{"rates.py": rates, "test_rates.py": rateTests}
	for name, content := range files {
		held[name] = content
	}
	for name, content := range held {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Input{
		Checkout: heald.Checkout{Root: root, Home: "/srv/rates", Commit: "c0ffee"},
		Environment: heald.Environment{
			Language: "python", Interpreter: "/usr/bin/python3", ImportRoots: []string{""}, Framework: "pytest", Suite: []string{"/usr/bin/python3", "-m", "pytest"},
		},
		Reproduction: heald.Reproduction{
			Outcome: heald.Pass, TestPath: "test_rate_of_no_days.py", TestName: "test_rate_of_no_days", Test: redTest, NewFile: true,
			Drive: heald.Drive{Kind: "function", Module: "rates", Path: "rates.py", Function: "rate", Args: []heald.Arg{{Expr: "10.0"}, {Expr: "0"}}},
			Observed: heald.Exception{ErrorType: "ZeroDivisionError", Message: "float division by zero",
				Frames: []heald.Frame{{Function: "rate", File: "/srv/rates/rates.py", Line: 5, InApp: true}}},
		},
		Seed: 1, Deadline: time.Now().Add(2 * time.Minute),
	}
}

// patch replaces text in rates.py.
func patch(score float64, pairs ...string) heald.Patch {
	after := rates
	for n := 0; n < len(pairs); n += 2 {
		after = strings.Replace(after, pairs[n], pairs[n+1], 1)
	}
	return fileEdits(score, heald.FileEdit{Path: "rates.py", Before: []byte(rates), After: []byte(after)})
}

func fileEdits(score float64, edits ...heald.FileEdit) heald.Patch {
	text := diff.Unified(edits)
	return heald.Patch{ID: "p" + text[len(text)-min(len(text), 24):], Edits: edits, Diff: text, Score: score, Why: "a fix", Lines: strings.Count(text, "\n+") + strings.Count(text, "\n-") - 2}
}

const (
	head    = "    \"\"\"What one day costs.\"\"\"\n"
	general = "    return amount / days\n"
	zero    = head + "    if days == 0:\n        return 0.0\n"
	whole   = head + "    if days == 0:\n        return amount\n"
)

func run(t *testing.T, in Input, candidates ...heald.Patch) heald.Choice {
	t.Helper()
	in.Candidates = candidates
	choice, err := stage(t).Run(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return choice
}

func TestAGoodFixIsChosenWithItsProof(t *testing.T) {
	in := input(t, nil)
	choice := run(t, in, patch(0.8, head, zero))
	first, _ := json.Marshal(choice)
	if second, _ := json.Marshal(run(t, in, patch(0.8, head, zero))); string(first) != string(second) {
		t.Errorf("two runs with one seed differ:\n%s", cmp.Diff(string(first), string(second)))
	}
	if choice.Patch == nil {
		t.Fatalf("not chosen: %s %+v", choice.Reason, choice.Validation)
	}
	v := choice.Validation
	if !v.RedBefore || !v.GreenAfter || v.Outcome != heald.Pass || !v.Covered {
		t.Errorf("red %v green %v outcome %s covered %v, want all", v.RedBefore, v.GreenAfter, v.Outcome, v.Covered)
	}
	if diff := cmp.Diff(heald.Tally{Passed: 3, Failed: 1}, v.Suite.Before); diff != "" {
		t.Errorf("suite before (-want +got):\n%s", diff)
	}
	if v.Behaviour.Outcome != heald.Pass || v.Behaviour.ChangedNotCrashingBefore != 0 || v.Behaviour.Inputs < enoughInputs {
		t.Errorf("behaviour %+v", v.Behaviour)
	}
	if row := v.Behaviour.Table[0]; row.Before != "ZeroDivisionError: float division by zero" || row.After != "0.0" {
		t.Errorf("first row %+v, want the crash", row)
	}
	if len(v.Behaviour.Table) != maxRows {
		t.Errorf("%d rows, want %d", len(v.Behaviour.Table), maxRows)
	}
	for _, c := range v.Checks {
		if c.Outcome == heald.Fail {
			t.Errorf("check %+v", c)
		}
	}
}

func TestRivalsAreHandedOverWithAnInputThatTellsThemApart(t *testing.T) {
	choice := run(t, input(t, nil), patch(0.7, head, zero), patch(0.68, head, whole), patch(0.66, head, zero+"    # none\n"))
	if choice.Patch != nil || len(choice.Alternatives) != 2 || choice.Distinguishing == nil {
		t.Fatalf("patch %v, %d alternatives, %+v: want a hand-over with two", choice.Patch, len(choice.Alternatives), choice.Distinguishing)
	}
	if got := choice.Distinguishing; len(got.Results) != 2 || got.Results[0] != "0.0" || got.Results[1] == "0.0" || !strings.Contains(got.Input, "rate(") {
		t.Errorf("distinguishing %+v", got)
	}
	if !strings.Contains(choice.Reason, "nothing in the repository says which") {
		t.Errorf("reason %q", choice.Reason)
	}
}

func TestFurtherCandidatesAreProvedOnlyWhereTheyMatter(t *testing.T) {
	in := input(t, nil)
	var said []string
	s := stage(t)
	s.Progress = func(text string) { said = append(said, text) }
	in.Candidates = []heald.Patch{patch(0.9, head, zero), patch(0.88, head, zero+"    # none\n"), patch(0.68, head, whole)}
	choice, err := s.Run(context.Background(), in)
	if err != nil || choice.Patch == nil || choice.Executed != 2 {
		t.Errorf("%v, %q, %d proved: want the first chosen and the third left out; %q", err, choice.Reason, choice.Executed, said)
	}
}

func TestAFixWithoutEvidenceIsHandedOver(t *testing.T) {
	choice := run(t, input(t, nil), patch(0.5, head, zero))
	if choice.Patch != nil || len(choice.Alternatives) != 1 || !strings.Contains(choice.Reason, "nothing in the repository evidences the value") {
		t.Errorf("patch %v, reason %q", choice.Patch, choice.Reason)
	}
}

func TestWrongFixesFail(t *testing.T) {
	in := input(t, nil)
	var names, want []string
	for name, c := range map[string]struct {
		patch heald.Patch
		check string
	}{
		"changes what worked":     {patch(0.9, head, head+"    if days < 3:\n        return 0.0\n"), "behaviour"},
		"breaks a test":           {patch(0.9, head, strings.Replace(zero, "one day", "a day", 1)), "suite"},
		"does not mend":           {patch(0.9, general, "    return amount / (days * 1)\n"), "green after"},
		"gives None for a number": {patch(0.9, head, head+"    if days == 0:\n        return None\n"), "result type"},
		"is no Python":            {patch(0.9, general, "    return amount / if\n"), "syntax"},
		"touches a test":          {fileEdits(0.9, heald.FileEdit{Path: "test_rates.py", Before: []byte(rateTests), After: []byte("")}), "patch"},
		"deletes what is tested":  {fileEdits(0.9, heald.FileEdit{Path: "rates.py", Before: []byte(rates), After: []byte("def rate(amount, days):\n    return 0.0\n")}), "behaviour"},
	} {
		names, in.Candidates, want = append(names, name), append(in.Candidates, c.patch), append(want, c.check)
	}
	for n, v := range verdicts(t, in) {
		failed := false
		for _, check := range v.validation.Checks {
			failed = failed || check.Name == want[n] && check.Outcome == heald.Fail
		}
		if !failed || v.validation.Outcome != heald.Fail {
			t.Errorf("%s: %s, want %s to fail: %+v", names[n], v.validation.Outcome, want[n], v.validation.Checks)
		}
	}
}

func TestARefusalOnPurposeIsNoCrashAndNoProof(t *testing.T) {
	v := verdicts(t, func() Input {
		in := input(t, nil)
		in.Candidates = []heald.Patch{patch(0.9, head, head+"    if days == 0:\n        raise ValueError('no days')\n")}
		return in
	}())[0].validation
	if v.Outcome != heald.Inconclusive || v.GreenAfter || !strings.Contains(blame(&v, heald.Inconclusive), "refuses the input on purpose: ValueError: no days") {
		t.Errorf("%s, green %v: %s", v.Outcome, v.GreenAfter, blame(&v, heald.Inconclusive))
	}
}

func TestANeedlessHunkIsDropped(t *testing.T) {
	choice := run(t, input(t, nil), patch(0.9, head, zero, `return "%.2f" % rate(amount, days)`, `return "%.2f" % float(rate(amount, days))`))
	if choice.Patch == nil {
		t.Fatal(choice.Reason)
	}
	if strings.Contains(choice.Patch.Diff, "float(") || choice.Patch.Lines != 2 || len(choice.Patch.Edits) != 1 {
		t.Errorf("the needless hunk is still there:\n%s", choice.Patch.Diff)
	}
	if got, err := diff.Apply(map[string][]byte{"rates.py": []byte(rates)}, choice.Patch.Diff); err != nil || string(got["rates.py"]) != string(choice.Patch.Edits[0].After) {
		t.Errorf("the smaller diff does not give the smaller edit: %v", err)
	}
}

// The reproduction stays green and the suite the same without the second hunk.
func TestAHunkIsKept(t *testing.T) {
	tail := "\n\ndef unseen(name):\n    return name.lower()\n"
	before, after := rates+tail, patch(0.9, head, zero).Edits[0].After
	for name, c := range map[string]struct {
		patch heald.Patch
		kept  string
	}{
		"that inputs need": {patch(0.9, head, head+"    if days == 0 and amount > 0:\n        return 0.0\n", general, "    return amount / days if days else -0.0\n"), "else -0.0"},
		"that nothing executes": {fileEdits(0.9, heald.FileEdit{Path: "rates.py", Before: []byte(before),
			After: []byte(string(after) + strings.Replace(tail, "name.lower()", "str(name).lower()", 1))}), "str(name)"},
	} {
		in := input(t, nil)
		if name == "that nothing executes" {
			in = input(t, map[string]string{"rates.py": before})
		}
		in.Candidates = []heald.Patch{c.patch}
		if v := verdicts(t, in)[0]; !strings.Contains(v.patch.Diff, c.kept) {
			t.Errorf("the hunk %s is gone:\n%s", name, v.patch.Diff)
		}
	}
}

func TestARedTestMustFailAsProductionDid(t *testing.T) {
	for name, test := range map[string]string{
		"passes":       "def test_rate_of_no_days():\n    pass\n",
		"other error":  "def test_rate_of_no_days():\n    raise ValueError('zero')\n",
		"other place":  "def test_rate_of_no_days():\n    1 / 0\n",
		"not there":    "def test_other():\n    assert False\n",
		"leaves early": "import os\nos._exit(1)\n",
	} {
		in := input(t, nil)
		in.Reproduction.Test = test
		choice := run(t, in, patch(0.9, head, zero))
		if choice.Patch != nil || !strings.Contains(choice.Reason, "did not fail again") {
			t.Errorf("%s: chosen %v, reason %q", name, choice.Patch != nil, choice.Reason)
		}
	}
}

func TestHostileRepositoriesAreNeverProved(t *testing.T) {
	for name, conftest := range map[string]string{
		"passes everything": "import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    r = yield\n    r.get_result().outcome = 'passed'\n",
		"skips everything":  "import pytest\ndef pytest_runtest_setup(item):\n    pytest.skip('no')\n",
		// Only the patched tree's runs are forged: the patch's file is recognised.
		"forges after the patch": "import pytest, rates, inspect\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    r = yield\n    if 'days == 0' in inspect.getsource(rates):\n        r.get_result().outcome = 'passed'\n",
		"leaves after the patch": "import os, rates, inspect\nif 'days == 0' in inspect.getsource(rates):\n    os._exit(0)\n",
	} {
		in := input(t, map[string]string{"conftest.py": conftest})
		in.Deadline = time.Now().Add(time.Minute)
		if choice := run(t, in, patch(0.9, head, zero)); choice.Patch != nil || choice.Validation != nil && choice.Validation.Outcome == heald.Pass {
			t.Errorf("%s: believed: %s", name, choice.Reason)
		}
	}
}

func TestASuiteThatFloodsIsBounded(t *testing.T) {
	flood := "import sys\ndef test_flood():\n    for _ in range(1 << 8):\n        sys.stdout.write('x' * (1 << 20))\n"
	choice := run(t, input(t, map[string]string{"test_flood.py": flood}), patch(0.8, head, zero))
	if choice.Patch == nil || choice.Validation.Suite.After.Passed != 4 {
		t.Errorf("much output: %s", choice.Reason)
	}
}

func TestASuiteThatHangsIsSaidPlainly(t *testing.T) {
	in := input(t, map[string]string{"test_hang.py": "def test_hang():\n    while True:\n        pass\n"})
	in.Deadline = time.Now().Add(12 * time.Second)
	choice := run(t, in, patch(0.8, head, zero))
	if choice.Patch != nil || !strings.Contains(choice.Reason, "did not end within its time") {
		t.Errorf("chosen %v, reason %q", choice.Patch != nil, choice.Reason)
	}
}

func TestWithoutTestsBehaviourAloneDecides(t *testing.T) {
	in := input(t, nil)
	if err := os.Remove(filepath.Join(in.Checkout.Root, "test_rates.py")); err != nil {
		t.Fatal(err)
	}
	choice := run(t, in, patch(0.8, head, zero))
	if choice.Patch == nil || choice.Validation.Suite.Found || choice.Validation.Covered {
		t.Errorf("chosen %v, %+v", choice.Patch != nil, choice.Validation)
	}
}

func TestNothingToDo(t *testing.T) {
	in := input(t, nil)
	if choice := run(t, in); choice.Patch != nil || choice.Reason == "" {
		t.Errorf("no candidates: %+v", choice)
	}
	in.Deadline = time.Now().Add(-time.Second)
	if choice := run(t, in, patch(0.8, head, zero)); choice.Patch != nil || !choice.CutByBudget {
		t.Errorf("no time: %+v", choice)
	}
}
