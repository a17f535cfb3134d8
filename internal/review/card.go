// Package review makes what a person decides by: the ten-second card of a case.
package review

import (
	"fmt"
	"path"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/show"
)

// Bounds of what one card shows.
const (
	maxLine = 400
	maxRows = 12
	maxDiff = 200 // lines
)

// Card sums up a case. What comes from telemetry or the repository is cut to one line and stripped of control characters.
func Card(c heald.Case) heald.Card {
	card := heald.Card{Outcome: Outcome(c), Title: title(c), Reason: line(c.Reason)}
	explain(c, &card)
	card.Facts = facts(c)
	if c.Patch != nil {
		card.Why, card.Diff = line(c.Patch.Why), text(c.Patch.Diff)
		card.Evidence = evidence(c.Patch.Evidence)
	}
	if test := TestDiff(c); test != "" {
		card.TestDiff = text(test)
	}
	if c.Validation != nil {
		card.Behaviour = rows(c.Validation.Behaviour.Table)
	}
	others(c, &card)
	if card.Outcome != "verified" {
		card.Known = known(c)
	}
	return card
}

// explain says what went wrong, since when, and what a person should do about it.
func explain(c heald.Case, card *heald.Card) {
	if c.Diagnosis != nil {
		card.Cause, card.Advice = line(c.Diagnosis.Why), line(c.Diagnosis.Advice)
	}
	if c.Acceptance != nil && c.Acceptance.Advice != "" {
		card.Advice = line(c.Acceptance.Advice)
	}
	if c.Blame != nil && c.Blame.Commit != nil {
		b := c.Blame.Commit
		card.Commit = line(fmt.Sprintf("%.12s %s (%s)", b.SHA, b.Subject, c.Blame.Method))
	}
}

// Outcome is a case's end in the words of the command line.
func Outcome(c heald.Case) string {
	switch c.State {
	case heald.Permitted, heald.InReview, heald.Merged, heald.Rolling, heald.Resolved:
		return "verified"
	case heald.Refused, heald.Denied:
		return "refused"
	}
	return "handed_over"
}

// TestDiff is the regression test as a diff that applies with git apply; empty when there is none.
func TestDiff(c heald.Case) string {
	r := c.Reproduction
	if r == nil || r.Test == "" || r.TestPath == "" {
		return ""
	}
	return diff.Unified([]heald.FileEdit{{Path: r.TestPath, After: []byte(r.Test)}})
}

func title(c heald.Case) string {
	what := c.Incident.ErrorType
	if what == "" {
		what = "a failure"
	}
	if c.Diagnosis == nil || len(c.Diagnosis.Places) == 0 {
		return line(what)
	}
	place := c.Diagnosis.Places[0]
	in := ""
	if place.Function != "" {
		in = " in " + place.Function
	}
	return line(fmt.Sprintf("%s%s, %s:%d", what, in, place.Path, place.Line))
}

func facts(c heald.Case) []heald.Fact {
	var found []heald.Fact
	add := func(name string, outcome heald.Outcome, detail string) {
		found = append(found, heald.Fact{Name: name, Outcome: outcome, Detail: line(detail)})
	}
	if r := c.Reproduction; r != nil {
		detail := r.Reason
		if r.Outcome == heald.Pass {
			detail = fmt.Sprintf("%s fails as production did; inputs from %s", path.Base(r.TestPath)+"::"+r.TestName, strings.Join(r.InputsFrom, ", "))
		}
		add("reproduced", r.Outcome, detail)
	}
	v := c.Validation
	if v == nil {
		return found
	}
	add("red before, green after", both(v.RedBefore, v.GreenAfter), "")
	if v.Suite.Found {
		add("suite", suiteOutcome(v.Suite), suiteDetail(v.Suite))
	} else {
		add("suite", heald.Inconclusive, "the service has no tests")
	}
	b := v.Behaviour
	add("behaviour", b.Outcome, fmt.Sprintf("%d neighbouring inputs give the same, %d give something else (%d of those worked before)", b.Same, b.Changed, b.ChangedNotCrashingBefore))
	for _, check := range v.Checks {
		if check.Outcome != heald.Pass {
			add(check.Name, check.Outcome, check.Detail)
		}
	}
	return append(found, policy(c.Decision)...)
}

func policy(d *heald.Decision) []heald.Fact {
	if d == nil {
		return nil
	}
	outcome, detail := heald.Pass, "may be proposed"
	if !d.Allow {
		outcome, detail = heald.Fail, strings.Join(d.Reasons, "; ")
	}
	if len(d.Needs) > 0 {
		detail += "; needs " + strings.Join(d.Needs, ", ") + " before a merge"
	}
	return []heald.Fact{{Name: "policy", Outcome: outcome, Detail: line(detail)}}
}

func both(red, green bool) heald.Outcome {
	if red && green {
		return heald.Pass
	}
	return heald.Fail
}

func suiteOutcome(s heald.Suite) heald.Outcome {
	if len(s.NewlyFailing)+len(s.Vanished) > 0 {
		return heald.Fail
	}
	return heald.Pass
}

func suiteDetail(s heald.Suite) string {
	detail := fmt.Sprintf("%d passed before, %d after", s.Before.Passed, s.After.Passed)
	if s.Before.Failed > 0 {
		detail += fmt.Sprintf("; %d failed before already", s.Before.Failed)
	}
	if len(s.NewlyFailing) > 0 {
		detail += "; newly failing: " + strings.Join(s.NewlyFailing, ", ")
	}
	if len(s.Vanished) > 0 {
		detail += "; gone: " + strings.Join(s.Vanished, ", ")
	}
	if len(s.Flaky) > 0 {
		detail += fmt.Sprintf("; %d flaky", len(s.Flaky))
	}
	return detail
}

func evidence(items []heald.Evidence) []string {
	var lines []string
	for _, e := range items {
		where := e.Source
		if e.Path != "" {
			where += fmt.Sprintf(" %s:%d", e.Path, e.Line)
		}
		lines = append(lines, line(fmt.Sprintf("%s: %s — %q", where, e.Says, e.Quote)))
	}
	return lines
}

func others(c heald.Case, card *heald.Card) {
	for i, p := range c.Alternatives {
		other := heald.Other{Why: line(p.Why), Diff: text(p.Diff)}
		if c.Distinguishing != nil && i < len(c.Distinguishing.Results) {
			other.Result = line(c.Distinguishing.Results[i])
		}
		card.Others = append(card.Others, other)
	}
	if c.Distinguishing != nil {
		card.Apart = line(c.Distinguishing.Input)
	}
}

func known(c heald.Case) []string {
	var lines []string
	if c.Diagnosis == nil {
		return nil
	}
	for i, p := range c.Diagnosis.Places {
		if i == 3 {
			break
		}
		lines = append(lines, line(fmt.Sprintf("%s:%d %s (%.2f) %s", p.Path, p.Line, p.Function, p.Score, p.Why)))
	}
	for _, m := range c.Diagnosis.Missing {
		lines = append(lines, line("missing: "+m))
	}
	if b := c.Blame; b != nil && b.Commit == nil && b.Method != "" {
		lines = append(lines, line(b.Reason)) // who to ask
	}
	return lines
}

func rows(table []heald.Row) []heald.Row {
	var cut []heald.Row
	for i, r := range table {
		if i == maxRows {
			break
		}
		cut = append(cut, heald.Row{Input: line(r.Input), Before: line(r.Before), After: line(r.After)})
	}
	return cut
}

// line makes one printable line of a hostile text.
func line(s string) string {
	return show.Short(show.Line(s), maxLine)
}

func text(s string) string {
	lines := strings.Split(strings.TrimRight(show.Text(s), "\n"), "\n")
	if len(lines) > maxDiff {
		lines = append(lines[:maxDiff], fmt.Sprintf("… %d more lines", len(lines)-maxDiff))
	}
	return strings.Join(lines, "\n") + "\n"
}
