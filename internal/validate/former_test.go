package validate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

// formerly gives an input a version before the guilty commit, in which text of rates.py is replaced.
func formerly(t *testing.T, in Input, subject string, pairs ...string) Input {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "rates.py"), []byte(strings.NewReplacer(pairs...).Replace(rates)), 0o644); err != nil {
		t.Fatal(err)
	}
	in.Former = &heald.Checkout{Root: root, Home: "/srv/rates", Commit: "decade"}
	in.Blame = heald.Blame{Method: "bisect", Commit: &heald.Commit{SHA: "c0ffee", Subject: subject}, Before: &heald.Commit{SHA: "decade"}}
	return in
}

// What users were given until the guilty commit is what they are given again, where that commit changed nothing else.
func TestTheFormerAnswerDecides(t *testing.T) {
	refusing := patch(0.8, head, head+"    if days == 0:\n        raise ValueError(\"no days\")\n")
	refusing.Refuses = "ValueError"
	const other = "amount / days * 0.9"
	for name, c := range map[string]struct {
		subject string
		pairs   []string
		patch   heald.Patch
		chosen  bool
	}{
		"the same, and little else speaks for it": {"tidy rates", []string{head, whole}, patch(0.3, head, whole), true},
		"another answer":                                {"tidy rates", []string{head, whole}, patch(0.8, head, zero), false},
		"a refusal of what was answered":                {"tidy rates", []string{head, whole}, refusing, false},
		"meant to take it away: nothing is raised":      {"days are mandatory", []string{head, whole}, patch(0.3, head, whole), false},
		"meant to take it away: another answer":         {"days are mandatory", []string{head, whole}, patch(0.8, head, zero), true},
		"meant to take it away: still no refusal":       {"days are mandatory", []string{head, whole}, refusing, false},
		"other results changed: nothing is raised":      {"tidy rates", []string{head, whole, other, other + "5"}, patch(0.3, head, whole), false},
		"other results changed: another answer":         {"tidy rates", []string{head, whole, other, other + "5"}, patch(0.8, head, zero), true},
		"other results changed: still no refusal":       {"tidy rates", []string{head, whole, other, other + "5"}, refusing, false},
		"it crashed then as well":                       {"tidy rates", nil, patch(0.8, head, zero), true},
		"it was called otherwise then":                  {"tidy rates", []string{"def rate(", "def price("}, patch(0.8, head, zero), true},
		"it could not be loaded then":                   {"tidy rates", []string{"def rate(", "def rate(:"}, patch(0.8, head, zero), true},
		"it was refused then: a refusal takes no more":  {"tidy rates", []string{head, head + "    if days == 0:\n        raise ValueError\n"}, refusing, true},
		"it was refused then: what is given is not old": {"tidy rates", []string{head, head + "    if days == 0:\n        raise ValueError\n"}, patch(0.3, head, zero), false},
	} {
		in := formerly(t, input(t, nil), c.subject, c.pairs...)
		in.Reproduction.Refusals = []heald.Refusal{{Error: "ValueError", Test: refusalTest}}
		choice := run(t, in, c.patch)
		if (choice.Patch != nil) != c.chosen {
			t.Errorf("%s: chosen %v, want %v: %s", name, choice.Patch != nil, c.chosen, choice.Reason)
		}
	}
}

func TestTheFormerAnswerIsEvidence(t *testing.T) {
	choice := run(t, formerly(t, input(t, nil), "tidy rates", head, whole), patch(0.8, head, zero), patch(0.3, head, whole))
	if choice.Patch == nil || !strings.Contains(choice.Patch.Diff, "return amount\n") || choice.Patch.Score != formerScore {
		t.Fatalf("got %+v: %s", choice.Patch, choice.Reason)
	}
	if e := choice.Patch.Evidence; len(e) != 1 || e[0].Source != "history" || e[0].Quote != "tidy rates" || !strings.Contains(e[0].Says, "rate(10.0, 0) with 10.0") {
		t.Errorf("got evidence %+v", e)
	}
}

// An existing test that fails as production did says what should have come instead.
func TestATestOfTheCrashMustPass(t *testing.T) {
	for wants, chosen := range map[string]bool{"0.0": true, "10.0": false} {
		in := input(t, map[string]string{"test_free.py": "from rates import rate\n\n\ndef test_free():\n    assert rate(10.0, 0) == " + wants + "\n"})
		choice := run(t, in, patch(0.8, head, zero))
		if (choice.Patch != nil) != chosen {
			t.Errorf("a test that wants %s: chosen %v, want %v: %s", wants, choice.Patch != nil, chosen, choice.Reason)
		}
	}
}
