package web

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

// tone is how a state looks: a colour and a shape, never a colour alone.
type tone struct{ Label, Class string }

var tones = map[heald.State]tone{
	heald.Open: {"seen", "busy"}, heald.Admitted: {"admitted", "busy"}, heald.Stabilised: {"stabilised", "busy"},
	heald.Diagnosed: {"diagnosed", "busy"}, heald.Accepted: {"accepted", "busy"}, heald.Prepared: {"prepared", "busy"},
	heald.Reproduced: {"reproduced", "busy"}, heald.Blamed: {"blamed", "busy"}, heald.Validated: {"proved", "busy"},
	heald.Permitted: {"permitted", "busy"}, heald.InReview: {"your turn", "wait"}, heald.Rebased: {"proving again", "busy"},
	heald.Merged: {"merged", "busy"}, heald.Rolling: {"canary", "busy"}, heald.Aborting: {"reverting", "bad"},
	heald.Resolved: {"resolved", "good"}, heald.Reverted: {"reverted", "bad"}, heald.Denied: {"denied by policy", "yours"},
	heald.Refused: {"not to be mended", "quiet"}, heald.HandedOver: {"yours", "yours"},
}

func toneOf(s heald.State) tone {
	if t, ok := tones[s]; ok {
		return t
	}
	return tone{string(s), "quiet"}
}

func outcomeMark(o heald.Outcome) tone {
	switch o {
	case heald.Pass:
		return tone{"✓", "good"}
	case heald.Fail:
		return tone{"✗", "bad"}
	}
	return tone{"?", "wait"}
}

var verdicts = map[heald.Verdict]string{
	heald.Continue: "not enough evidence yet", heald.Raise: "good so far: more traffic next", heald.Promote: "promoted", heald.Abort: "aborted",
	heald.Unsure: "the deadline came without enough evidence",
}

var endings = map[heald.Ending]tone{
	heald.EndPromoted: {"promoted", "good"}, heald.EndRejected: {"rejected", "bad"}, heald.EndNotABug: {"not a bug", "quiet"},
	heald.EndReverted: {"reverted", "bad"}, heald.EndRefused: {"not to be mended", "quiet"}, heald.EndDenied: {"denied by policy", "yours"},
	heald.EndHandedOver: {"handed over", "yours"},
}

func endingTone(e heald.Ending) tone {
	if t, ok := endings[e]; ok {
		return t
	}
	return tone{string(e), "quiet"}
}

// span is a length of time in one unit that a tired person grasps: "40 s", "3 min", "2 h", "5 d".
func span(d time.Duration) string {
	switch d = d.Abs(); {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", math.Floor(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", math.Floor(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", math.Floor(d.Hours()))
	}
	return fmt.Sprintf("%.0f d", math.Floor(d.Hours()/24))
}

// ago is how long ago a moment is. Under a second is now: clocks differ.
func ago(at, now time.Time) string {
	if d := now.Sub(at); d >= time.Second {
		return span(d) + " ago"
	}
	return "just now"
}

// left is how long it is until a moment.
func left(until, now time.Time) string {
	if !until.After(now) {
		return "any moment"
	}
	return "in " + span(until.Sub(now))
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// What one text may take of a page, and one page of a browser.
const (
	maxText = 2000
	maxLog  = 16_000
	maxPage = 8 << 20
)

// cut shortens a text that nobody would read to its end.
func cut(text string) string { return show.Short(text, maxText) }

// brief is a moment for a narrow column; who needs the year hovers over the age.
func brief(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2 Jan, 15:04:05 UTC")
}

// spaced writes a word of the case file for people.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// hot is the share of an error budget from which it stands out.
const hot = 0.1

// times is a count as people write it: "1 234 ×".
func times(n int) string { return grouped(n) + " ×" }

func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "\u202F" + text[i:]
	}
	return text
}

func percent(share float64) string {
	switch p := share * 100; {
	case p == 0:
		return "0 %"
	case p < 0.1:
		return "< 0.1 %"
	case p < 10:
		return strconv.FormatFloat(p, 'f', 1, 64) + " %"
	default:
		return fmt.Sprintf("%.0f %%", p)
	}
}

func short(commit string) string {
	if len(commit) > 10 {
		return commit[:10]
	}
	return commit
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

func place(path string, line int) string {
	if line <= 0 {
		return path
	}
	return path + ":" + strconv.Itoa(line)
}

func queryEscape(s string) string { return url.QueryEscape(s) }

func caseURL(id string) string { return "/incidents/" + url.PathEscape(id) }

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// within keeps a way back to paths of our own.
func within(next string) string {
	parsed, err := url.Parse(next)
	if err != nil || parsed.Scheme != "" || parsed.Host != "" || len(next) < 1 || next[0] != '/' || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return "/"
	}
	return next
}

func pathEscape(s string) string { return url.PathEscape(s) }
