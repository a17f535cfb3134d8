package term

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/heald-dev/heald"
)

func card() heald.Card {
	return heald.Card{
		Outcome: "verified", Title: "ZeroDivisionError in calc, pricing.py:14", Cause: strings.Repeat("a long cause of many words ", 12), Reason: "why", Why: "why",
		Diff:      "--- a/pricing.py\n+++ b/pricing.py\n@@ -14 +14 @@\n-x\n+\ty\n",
		Facts:     []heald.Fact{{Name: "suite", Outcome: heald.Pass, Detail: "6 before"}, {Name: "behaviour", Outcome: heald.Fail}, {Name: "policy", Outcome: heald.Inconclusive}},
		Behaviour: []heald.Row{{Input: "calc(10.0, 0.0)", Before: "ZeroDivisionError", After: "10.0"}, {Input: "calc(1, 2)", Before: "0.5", After: "0.5"}},
		Others:    []heald.Other{{Why: "another", Diff: "+z\n", Result: "0.0"}}, Apart: "calc(1, 0)", Known: []string{"a thing"},
	}
}

func TestCard(t *testing.T) {
	var b bytes.Buffer
	Card(&b, card(), Style{Width: 80})
	got := b.String()
	for _, want := range []string{
		"VERIFIED  ZeroDivisionError in calc", "    +    y\n", "✓ suite", "✗ behaviour", "? policy", "ZeroDivisionError", "≠ 10.0",
		"for calc(1, 0) it gives 0.0", "· a thing",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the card lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Error("colour codes without colour")
	}
	if strings.Contains(got, "outcome") {
		t.Error("the same sentence is printed twice")
	}
	for _, l := range strings.Split(got, "\n") {
		if lipgloss.Width(l) > 84 { // a diff's indent stands outside the width
			t.Errorf("line of %d columns: %s", lipgloss.Width(l), l)
		}
	}
	b.Reset()
	Card(&b, card(), Style{Width: 80, Colour: true})
	if !strings.Contains(b.String(), "\x1b[") {
		t.Error("no colour codes with colour")
	}
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p := &Progress{W: &b, Now: func() time.Time { return now }, Deadline: now.Add(90 * time.Second)}
	p.Say("running\x1b[2J the suite")
	p.Say("running\x1b[2J the suite")
	p.Step(heald.Case{})
	p.Step(heald.Case{Steps: []heald.Step{{To: heald.HandedOver, Took: 1500 * time.Millisecond, Note: "no\nluck"}}})
	p.Done()
	if want := "  … running [2J the suite\n● handed over   1.5s no luck\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	b.Reset()
	p.Terminal = true
	p.Say("one")
	p.Say("two")
	p.Done()
	if want := "\r\x1b[K  … one (90s left)\r\x1b[K  … two (90s left)\r\x1b[K"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}
