package review

import (
	"fmt"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

// proofOf is the card's proof, one line a fact.
func proofOf(c heald.Case) string {
	var lines []string
	for _, f := range Card(c).Facts {
		lines = append(lines, fmt.Sprintf("%s %s %s", f.Name, f.Outcome, f.Detail))
	}
	return strings.Join(lines, "\n")
}

// What went badly stands on the card, and nothing that was not done stands there as done.
func TestFacts(t *testing.T) {
	cases := []struct {
		name   string
		change func(*heald.Case)
		want   string // part of the proof
		absent string
	}{
		{"all well", func(*heald.Case) {}, "red before, green after pass", " fail "},
		{"green before", func(c *heald.Case) { c.Validation.RedBefore = false }, "red before, green after fail", ""},
		{"red after", func(c *heald.Case) { c.Validation.GreenAfter = false }, "red before, green after fail", ""},
		{"a test that fails now", func(c *heald.Case) { c.Validation.Suite.NewlyFailing = []string{"tests/test_a.py::test_a"} }, "newly failing: tests/test_a.py::test_a", ""},
		{"a test that is gone", func(c *heald.Case) { c.Validation.Suite.Vanished = []string{"t"} }, "gone: t", "suite pass"},
		{"a test that failed before", func(c *heald.Case) { c.Validation.Suite.Before.Failed = 2 }, "2 failed before already", ""},
		{"flaky tests", func(c *heald.Case) { c.Validation.Suite.Flaky = []string{"a", "b"} }, "2 flaky", ""},
		{"no tests", func(c *heald.Case) { c.Validation.Suite = heald.Suite{} }, "suite inconclusive the service has no tests", "0 passed"},
		{"behaviour that changed", func(c *heald.Case) {
			c.Validation.Behaviour = heald.Behaviour{Outcome: heald.Fail, Inputs: 9, Same: 6, Changed: 3, ChangedNotCrashingBefore: 2}
		}, "behaviour fail 6 neighbouring inputs give the same, 3 give something else (2 of those worked before)", ""},
		{"a check that failed", func(c *heald.Case) {
			c.Validation.Checks = []heald.Check{{Name: "canary", Outcome: heald.Fail, Detail: "it passed"}, {Name: "order", Outcome: heald.Pass}}
		}, "canary fail it passed", "order"},
		{"denied", func(c *heald.Case) {
			c.Decision = &heald.Decision{Reasons: []string{"too long", "a no-go zone"}}
		}, "policy fail too long; a no-go zone", "may be proposed"},
		{"not decided", func(c *heald.Case) { c.Decision = nil }, "behaviour pass", "policy"},
		{"needs two", func(c *heald.Case) { c.Decision.Needs = []string{"person", "second_person"} }, "needs person, second_person before a merge", ""},
		{"not reproduced", func(c *heald.Case) {
			c.Reproduction = &heald.Reproduction{Outcome: heald.Fail, Reason: "nothing reaches the line"}
		}, "reproduced fail nothing reaches the line", "fails as production did"},
		{"not validated", func(c *heald.Case) { c.Validation, c.Decision = nil, nil }, "reproduced pass", "suite"},
		{"nothing known", func(c *heald.Case) { *c = heald.Case{State: heald.HandedOver} }, "", "pass"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c := verified()
			test.change(&c)
			got := proofOf(c)
			if !strings.Contains(got, test.want) || test.absent != "" && strings.Contains(got, test.absent) {
				t.Errorf("the proof is\n%s\nwant %q in it and no %q", got, test.want, test.absent)
			}
		})
	}
}

func TestTitle(t *testing.T) {
	place := []heald.Place{{Path: "a.py", Line: 3, Function: "f"}}
	for want, c := range map[string]heald.Case{
		"a failure":             {},
		"KeyError":              {Incident: heald.Incident{ErrorType: "KeyError"}},
		"KeyError, a.py:3":      {Incident: heald.Incident{ErrorType: "KeyError"}, Diagnosis: &heald.Diagnosis{Places: []heald.Place{{Path: "a.py", Line: 3}}}},
		"KeyError in f, a.py:3": {Incident: heald.Incident{ErrorType: "KeyError"}, Diagnosis: &heald.Diagnosis{Places: place}},
	} {
		if got := Card(c).Title; got != want {
			t.Errorf("title %q, want %q", got, want)
		}
	}
}

func TestAdviceOfAcceptanceWins(t *testing.T) {
	c := heald.Case{State: heald.Refused, Diagnosis: &heald.Diagnosis{Advice: "look", Why: "a peer is down"}, Acceptance: &heald.Acceptance{Advice: "restart the peer"}}
	if got := Card(c); got.Advice != "restart the peer" || got.Cause != "a peer is down" {
		t.Errorf("got %q and %q", got.Advice, got.Cause)
	}
	c.Acceptance.Advice = ""
	if got := Card(c); got.Advice != "look" {
		t.Errorf("without one: %q", got.Advice)
	}
}

// A card stays short whatever the case holds, and no part of it can move a terminal's cursor or turn text round.
func TestCardIsBounded(t *testing.T) {
	evil := "\x1b[2J\u202e\u200b\r\n\t " + strings.Repeat("wide ", 500)
	c := handedOver()
	c.Reason, c.Incident.ErrorType, c.Diagnosis.Why = evil, evil, evil
	c.Diagnosis.Places = make([]heald.Place, 50)
	c.Validation.Behaviour.Table = make([]heald.Row, 500)
	for i := range c.Validation.Behaviour.Table {
		c.Validation.Behaviour.Table[i] = heald.Row{Input: evil, Before: evil, After: evil}
	}
	c.Alternatives[0].Diff = strings.Repeat("+x\x1b\n", 1000)
	got := Card(c)
	if len(got.Behaviour) != maxRows || len(got.Known) != 4 {
		t.Errorf("%d rows and %d known things, want %d and 4", len(got.Behaviour), len(got.Known), maxRows)
	}
	if lines := strings.Count(got.Others[0].Diff, "\n"); lines != maxDiff+1 || !strings.Contains(got.Others[0].Diff, "800 more lines") {
		t.Errorf("a diff of %d lines", lines)
	}
	for _, s := range []string{got.Title, got.Reason, got.Cause, got.Behaviour[0].Input, got.Others[0].Diff} {
		if strings.ContainsAny(s, "\x1b\u202e\u200b\r") {
			t.Errorf("a control character in %.40q", s)
		}
	}
	for _, s := range []string{got.Title, got.Reason, got.Cause, got.Behaviour[0].After} {
		if strings.Contains(s, "\n") || len([]rune(s)) > maxLine+1 {
			t.Errorf("%d characters, want one line of at most %d", len([]rune(s)), maxLine)
		}
	}
	if got := line("a\xff\xfeb"); got != "a�b" {
		t.Errorf("bytes that are no text: %q", got)
	}
}

func TestTestDiff(t *testing.T) {
	c := verified()
	got := TestDiff(c)
	if !strings.Contains(got, "+++ b/tests/test_calc.py") || !strings.Contains(got, "+def test_calc():") || !strings.Contains(got, "new file mode") {
		t.Errorf("got %s", got)
	}
	for name, r := range map[string]*heald.Reproduction{"no reproduction": nil, "no test": {TestPath: "a"}, "no path": {Test: "x"}} {
		c.Reproduction = r
		if got := TestDiff(c); got != "" || Card(c).TestDiff != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a": "` a `", "a`b": "`` a`b ``", "a``b`": "``` a``b` ```", "a|b": "` a\\|b `",
	} {
		if got := span(text); got != want {
			t.Errorf("span(%q) = %q, want %q", text, got, want)
		}
	}
	if got := fence("diff", "```\nx\n```\n"); !strings.HasPrefix(got, "````diff\n") || !strings.HasSuffix(got, "\n````\n") {
		t.Errorf("a fence that its text can close: %q", got)
	}
	if got := escape("<b>[x](y) `c` *d* @me #1 a|b"); strings.Contains(strings.ReplaceAll(got, "\\<", ""), "<") || !strings.Contains(got, "\\@me \\#1 a\\|b") {
		t.Errorf("escaped: %s", got)
	}
}

// A hand-over without a reproduction says who last changed the line; one with a guilty commit names that instead.
func TestWhoToAsk(t *testing.T) {
	c := heald.Case{State: heald.HandedOver, Diagnosis: &heald.Diagnosis{}, Blame: &heald.Blame{Method: "line history", Reason: "last changed by c0ffee (Prices)"}}
	if got := Card(c).Known; len(got) != 1 || got[0] != "last changed by c0ffee (Prices)" {
		t.Errorf("known: %q", got)
	}
	c.Blame.Commit = &heald.Commit{SHA: "c0ffee", Subject: "Prices"}
	if card := Card(c); len(card.Known) != 0 || !strings.Contains(card.Commit, "c0ffee Prices") {
		t.Errorf("known %q, commit %q", card.Known, card.Commit)
	}
}
