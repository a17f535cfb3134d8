package review

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

var update = flag.Bool("update", false, "write the golden files")

func verified() heald.Case {
	return heald.Case{
		State: heald.Permitted, Reason: "no discount means the full price", Incident: heald.Incident{ErrorType: "ZeroDivisionError"},
		Diagnosis: &heald.Diagnosis{Why: "`p / d` divides by `d`, which is 0.0", Places: []heald.Place{{Path: "pricing.py", Line: 14, Function: "calc"}}},
		Blame:     &heald.Blame{Commit: &heald.Commit{SHA: "0123456789abcdef", Subject: "Faster quotes"}, Method: "bisect"},
		Reproduction: &heald.Reproduction{
			Outcome: heald.Pass, TestPath: "tests/test_calc.py", TestName: "test_calc", Test: "def test_calc():\n    calc(10.0, 0.0)\n", InputsFrom: []string{"log", "call site"},
		},
		Patch: &heald.Patch{
			Why: "no discount means the full price", Diff: "--- a/pricing.py\n+++ b/pricing.py\n@@ -14 +14 @@\n-x\n+y\n",
			Evidence: []heald.Evidence{{Source: "sibling", Path: "feed.py", Line: 9, Quote: "if not item.discount:", Says: "a discount of zero is none"}},
		},
		Validation: &heald.Validation{
			RedBefore: true, GreenAfter: true, Suite: heald.Suite{Found: true, Before: heald.Tally{Passed: 6}, After: heald.Tally{Passed: 6}},
			Behaviour: heald.Behaviour{Outcome: heald.Pass, Inputs: 40, Same: 38, Changed: 2, Table: []heald.Row{{Input: "calc(10.0, 0.0)", Before: "ZeroDivisionError", After: "10.0"}}},
		},
		Decision: &heald.Decision{Allow: true, Needs: []string{"person"}},
	}
}

func handedOver() heald.Case {
	c := verified()
	c.State, c.Reason, c.Patch, c.Decision = heald.HandedOver, "two fixes pass and differ", nil, nil
	c.Alternatives = []heald.Patch{{Why: "0.0", Diff: "-a\n+b\n"}, {Why: "the price", Diff: "-a\n+c\n"}}
	c.Distinguishing = &heald.Distinguishing{Input: "calc(10.0, 0.0)", Results: []string{"0.0", "10.0"}}
	c.Diagnosis.Missing = []string{"a test of a zero discount"}
	return c
}

func TestMarkdown(t *testing.T) {
	refused := heald.Case{State: heald.Refused, Reason: "the client's input is bad", Acceptance: &heald.Acceptance{Advice: "tell the client"}}
	for name, c := range map[string]heald.Case{"verified": verified(), "handed_over": handedOver(), "refused": refused} {
		got := Markdown(Card(c))
		golden := filepath.Join("testdata", name+".md")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestOutcomes(t *testing.T) {
	for state, want := range map[heald.State]string{
		heald.Permitted: "verified", heald.Refused: "refused", heald.Denied: "refused", heald.HandedOver: "handed_over", heald.Accepted: "handed_over",
	} {
		if got := Outcome(heald.Case{State: state}); got != want {
			t.Errorf("%s: %s, want %s", state, got, want)
		}
	}
}

// Text of telemetry and repository tries to leave its cell, span or fence.
func TestHostileTextStaysText(t *testing.T) {
	evil := "x\n\n## Approved ![i](http://e/?q) <img src=e> | a | \x1b[31m\u202e```\n`@team` " + strings.Repeat("A", 5000)
	c := handedOver()
	c.Incident.ErrorType, c.Reason, c.Diagnosis.Why, c.Diagnosis.Missing = evil, evil, evil, []string{evil}
	c.Alternatives[0].Why, c.Alternatives[0].Diff = evil, "+```\n+## Approved\n"
	c.Distinguishing.Input = evil
	card := Card(c)
	got := Markdown(card)
	for _, l := range strings.Split(outsideCode(got), "\n") {
		if m := markup.FindString(l); m != "" {
			t.Errorf("markup %q in %.200q", m, l)
		}
		if strings.HasPrefix(l, "#") && !strings.HasPrefix(l, "# handed over") && !headings[strings.Trim(l, "# 0123456789")] {
			t.Errorf("a heading that is not ours: %.200q", l)
		}
	}
	for _, l := range []string{card.Title, card.Reason, card.Cause, card.Others[0].Why} {
		if strings.ContainsAny(l, "\n\x1b\u202e") || len([]rune(l)) > maxLine+1 {
			t.Errorf("not one short line: %.80q", l)
		}
	}
	if !strings.Contains(got, "````diff") {
		t.Error("a diff with a fence inside needs a longer fence")
	}
	// The check can fail: the same text unescaped is found.
	if markup.FindString(outsideCode("a ![i](http://e/?q)")) == "" {
		t.Error("the check finds nothing in raw markup")
	}
}

// markup is what Markdown would act on: not escaped, outside code. Table cells and our own emphasis are let pass.
var markup = regexp.MustCompile(`(^|[^\\])([<!\[\]@]|\x1b)`)

var headings = map[string]bool{"The proof": true, "Alternative": true, "What is known": true}

// outsideCode removes code spans and fences: runs of backticks up to the next run of the same length.
func outsideCode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '\\' && i+1 < len(s) {
			b.WriteString(s[i : i+2])
			i += 2
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == 0 {
			b.WriteByte(s[i])
			i++
			continue
		}
		end := i + run
		for end < len(s) {
			end += strings.Index(s[end:]+"`", "`")
			close := len(s[end:]) - len(strings.TrimLeft(s[end:], "`"))
			end += close
			if close == run || close == 0 {
				break
			}
		}
		i = end
	}
	return b.String()
}

func TestLongDiffsAreCut(t *testing.T) {
	c := verified()
	c.Patch.Diff = strings.Repeat("+line\n", 1000)
	if got := Card(c).Diff; strings.Count(got, "\n") != maxDiff+1 || !strings.Contains(got, "800 more lines") {
		t.Errorf("%d lines", strings.Count(got, "\n"))
	}
}
