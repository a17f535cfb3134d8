package term

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/heald-dev/heald"
)

func printed(card heald.Card, style Style) string {
	var b bytes.Buffer
	Card(&b, card, style)
	return b.String()
}

// Only what a card has is printed: no empty section, no heading without a text.
func TestPartsOfACard(t *testing.T) {
	cases := []struct {
		name   string
		card   heald.Card
		want   []string
		absent []string
	}{
		{"nothing but an outcome", heald.Card{Outcome: "handed_over", Title: "KeyError"}, []string{"HANDED OVER  KeyError"}, []string{"patch", "proof", "known", "cause", "Alternative"}},
		{"refused with advice", heald.Card{Outcome: "refused", Title: "t", Reason: "the client was wrong", Advice: "tell the client"}, []string{"REFUSED", "outcome    the client was wrong", "what to do tell the client"}, []string{"since"}},
		{"advice that the reason gives", heald.Card{Outcome: "handed_over", Title: "t", Reason: "a setting: PORT is not set", Advice: "PORT is not set"}, []string{"a setting: PORT is not set"}, []string{"what to do"}},
		{"a commit", heald.Card{Outcome: "verified", Commit: "0123 Faster (bisect)"}, []string{"since      0123 Faster (bisect)"}, nil},
		{"a proof without a patch", heald.Card{Facts: []heald.Fact{{Name: "reproduced", Outcome: heald.Pass}}}, []string{"The proof", "✓ reproduced"}, []string{"The patch", "The regression test"}},
		{"a test", heald.Card{Facts: []heald.Fact{{Name: "x"}}, TestDiff: "+++ b/t.py\n+def test():\n"}, []string{"The regression test", "    +def test():"}, nil},
		{"evidence", heald.Card{Diff: "+x\n", Why: "because", Evidence: []string{"one", "two"}}, []string{"The patch", "  because", "  · one", "  · two"}, nil},
		{"two alternatives", heald.Card{Others: []heald.Other{{Why: "a", Diff: "+a\n"}, {Why: "b", Diff: "+b\n"}}}, []string{"Alternative 1", "Alternative 2"}, []string{"it gives"}},
	}
	for _, c := range cases {
		got := printed(c.card, Style{Width: 80})
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: lacks %q:\n%s", c.name, want, got)
			}
		}
		for _, absent := range c.absent {
			if strings.Contains(got, absent) {
				t.Errorf("%s: holds %q:\n%s", c.name, absent, got)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, lead, text, want string
		width                  int
	}{
		{"fits", "> ", "a b", "> a b\n", 60},
		{"breaks at a word", "> ", "aaaa bbbb cccc", "> aaaa\n  bbbb\n  cccc\n", 8},
		{"a word longer than a line stays whole", "> ", "a " + strings.Repeat("b", 20), "> a\n  " + strings.Repeat("b", 20) + "\n", 10},
		{"nothing", "> ", "", ">\n", 60},
		{"blanks are one", "", "a   b\n\tc", "a b c\n", 60},
		{"wide characters count twice", "", "日本 日本 日本", "日本 日本\n日本\n", 10},
	} {
		var b bytes.Buffer
		printer{w: &b, width: c.width}.wrap(c.lead, c.text)
		if b.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, b.String(), c.want)
		}
	}
}

func TestWidths(t *testing.T) {
	long := heald.Card{Title: "t", Cause: strings.Repeat("word ", 100)}
	for width, most := range map[int]int{0: 100, 10: 60, 70: 70, 200: 200} {
		widest := 0
		for _, l := range strings.Split(printed(long, Style{Width: width}), "\n") {
			widest = max(widest, lipgloss.Width(l))
		}
		if widest > most || widest < most-10 {
			t.Errorf("width %d: the widest line has %d columns, want about %d", width, widest, most)
		}
	}
}

// The colour of a line says what the line is, and never what its text pretends to be.
func TestDiffColours(t *testing.T) {
	p := Style{Colour: true}.palette()
	for text, style := range map[string]lipgloss.Style{"+a": p.add, "-a": p.del, "@@ -1 +1 @@": p.hunk, "+++ b/x": p.faint, "--- a/x": p.faint, "diff --git": p.faint, "new file mode": p.faint} {
		var b bytes.Buffer
		printer{w: &b, style: p, width: 80}.diff(text + "\n")
		if want := "    " + style.Render(text) + "\n"; b.String() != want {
			t.Errorf("%s is printed %q, want %q", text, b.String(), want)
		}
	}
	var b bytes.Buffer
	printer{w: &b, style: p, width: 80}.diff(" kept\n")
	if strings.Contains(b.String(), "\x1b") {
		t.Errorf("a line of context is coloured: %q", b.String())
	}
}

func TestProgressCountsDown(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	var b bytes.Buffer
	p := &Progress{W: &b, Terminal: true, Now: func() time.Time { return now }, Deadline: now.Add(10 * time.Second)}
	p.Say("one")
	now = now.Add(4 * time.Second)
	p.Say("two")
	now = now.Add(time.Hour)
	p.Say("three")
	got := b.String()
	for _, want := range []string{"one (10s left)", "two (6s left)", "three (0s left)"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q: %q", want, got)
		}
	}
	b.Reset()
	p.Deadline = time.Time{}
	p.Say(strings.Repeat("x", 500))
	if got := b.String(); strings.Contains(got, "left") || len(got) > 120 {
		t.Errorf("without a deadline: %q", got)
	}
}
