package web

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 ms", 441: "0 ms", 26 * time.Millisecond: "26 ms", 1300 * time.Millisecond: "1.3 s", 59 * time.Second: "59 s", 119 * time.Second: "119 s",
		2 * time.Minute: "2 min", 119 * time.Minute: "119 min", 7*time.Hour + 59*time.Minute: "7 h", 49 * time.Hour: "2 d", -3 * time.Minute: "3 min",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{times(1), "1 ×"}, {times(1284), "1\u202F284 ×"}, {times(1234567), "1\u202F234\u202F567 ×"}, {grouped(-1000), "-1\u202F000"}, {grouped(999), "999"},
		{percent(0), "0 %"}, {percent(0.0004), "< 0.1 %"}, {percent(0.031), "3.1 %"}, {percent(0.5), "50 %"}, {percent(2.5), "250 %"},
		{plural(1, "crash", "crashes"), "1 crash"}, {plural(0, "crash", "crashes"), "0 crashes"}, {short("0123456789abcdef"), "0123456789"}, {short(""), ""},
		{place("a.py", 3), "a.py:3"}, {place("a.py", 0), "a.py"}, {rate{}.String(), "no traffic"}, {rate{200, 3}.String(), "1.5 % (3 of 200)"},
		{ago(time.Unix(100, 0), time.Unix(100, 0)), "just now"}, {ago(time.Unix(200, 0), time.Unix(100, 0)), "just now"}, {ago(time.Unix(0, 0), time.Unix(90, 0)), "90 s ago"},
		{left(time.Unix(0, 0), time.Unix(90, 0)), "any moment"}, {left(time.Unix(3690, 0), time.Unix(90, 0)), "in 60 min"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestWithin(t *testing.T) {
	for next, want := range map[string]string{
		"/brake?x=1": "/brake?x=1", "": "/", "brake": "/", "//evil.example": "/", `/\evil.example`: "/", "https://evil.example/": "/", "javascript:alert(1)": "/", "/": "/", "/%zz": "/",
	} {
		if got := within(next); got != want {
			t.Errorf("within(%q) = %q, want %q", next, got, want)
		}
	}
}

// flat writes a diff as one line each: kind, numbers, and the text with what differs in brackets.
func flat(lines []diffLine) []string {
	var out []string
	for _, l := range lines {
		text := ""
		for _, r := range runs(l.Tokens) {
			part := ""
			for _, t := range r {
				part += t.Text
			}
			if r[0].Differ {
				part = "[" + part + "]"
			}
			text += part
		}
		out = append(out, strings.Join([]string{l.Kind, l.Old, l.New, text}, "|"))
	}
	return out
}

func TestDiffLines(t *testing.T) {
	diff := "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -9,4 +9,5 @@ def f():\n same\n-    return p / d\n+    return p / d if d else p\n+# new\n \n\\ No newline at end of file\n" +
		"diff --git a/gone.py b/gone.py\ndeleted file mode 100644\n--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x = 1\n"
	want := []string{
		"file|||x.py", "hunk|||def f():", "same|9|9|same", "del|10||    return p / d", "add||10|    return p / d if d else p", "add||11|# new", "same|11|12|", "note|||\\ No newline at end of file",
		"file|||gone.py", "hunk|||", "del|1||x = 1",
	}
	if diff := cmp.Diff(want, flat(diffLines(diff))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for text, lines := range map[string]int{"": 0, " \n": 0, "no diff at all": 0, "@@ -1 +1 @@": 1, "@@ -99999999999999999999 +1 @@\n+x": 2, "--- a/x\n--- b/y\n+++ ": 1} {
		if got := diffLines(text); len(got) != lines {
			t.Errorf("%q gives %d lines, want %d: %v", text, len(got), lines, flat(got))
		}
	}
}

// Within a line only what changed stands out; lines with little in common stay plain.
func TestDiffer(t *testing.T) {
	for _, c := range []struct{ before, after, wantBefore, wantAfter string }{
		{"return p / d", "return p / d if d else p", "return p / d", "return p / d[ if d else p]"},
		{"total(a, b)", "total(a, c)", "total(a, [b])", "total(a, [c])"},
		{"max(r.c for r in s)", "max((r.c for r in s), default=0)", "max(r.c for r in s)", "max([(]r.c for r in s)[, default=0)]"},
		{"a[0]", "a.get(0)", "a[[]0[]]", "a[.get(]0[)]"},
		{"alpha beta", "x=1", "alpha beta", "x=1"},
		{"same", "same", "same", "same"},
	} {
		got := flat(diffLines("@@ -1 +1 @@\n-" + c.before + "\n+" + c.after))
		if diff := cmp.Diff([]string{"hunk|||", "del|1||" + c.wantBefore, "add||1|" + c.wantAfter}, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}

func TestLex(t *testing.T) {
	for line, want := range map[string]string{
		`def f(a): return "x" + 1  # why`: `k:def, k:return, s:"x", n:1, c:# why`,
		`const url = 'http://x' // y`:     `k:const, s:'http://x', c:// y`,
		"s := `raw` + x2":                 "s:`raw`",
		`open "string`:                    `s:"string`,
		"größe = None":                    "k:None",
	} {
		var got []string
		whole := ""
		for _, tok := range lex(line) {
			whole += tok.Text
			if tok.Class != "" {
				got = append(got, tok.Class+":"+tok.Text)
			}
		}
		if strings.Join(got, ", ") != want || whole != line {
			t.Errorf("%q: %v, want %s; the text is %q", line, got, want, whole)
		}
	}
}

// Whatever a diff holds, nothing of its lines is lost or made up.
func FuzzDiffLines(f *testing.F) {
	f.Add("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ f\n a\n-b\n+c\n")
	f.Add("@@ -1 +1 @@\n+`\"'\\")
	f.Fuzz(func(t *testing.T, diff string) {
		lines := diffLines(diff)
		if len(lines) > strings.Count(diff, "\n")+1 {
			t.Errorf("%d lines made of %q", len(lines), diff)
		}
		for _, l := range lines {
			for _, tok := range l.Tokens {
				if !strings.Contains(diff, tok.Text) {
					t.Errorf("%q is not in %q", tok.Text, diff)
				}
			}
		}
	})
}

func samples(weights ...int) []heald.Sample {
	var all []heald.Sample
	for i, w := range weights {
		n := (i + 1) * 100
		all = append(all, heald.Sample{At: time.Unix(int64(i*10), 0), Weight: w, Crashes: i / 3,
			Stable: []heald.RouteRate{{Route: "a", Requests: n, Errors: n / 10}, {Route: "b", Requests: n}}, Canary: []heald.RouteRate{{Route: "a", Requests: n / 10}}})
	}
	return all
}

func TestPlot(t *testing.T) {
	if plotOf(nil) != nil || plotOf(&heald.Rollout{Samples: samples(10)}) != nil {
		t.Error("a plot of nothing")
	}
	p := plotOf(&heald.Rollout{Samples: samples(10, 10, 50, 50, 100), Baseline: []heald.RouteRate{{Requests: 1000, Errors: 10}}})
	var steps []string
	for _, s := range p.Steps {
		steps = append(steps, s.Text)
	}
	if diff := cmp.Diff([]string{"10 %", "50 %", "100 %"}, steps); diff != "" {
		t.Errorf("steps: -want +got\n%s", diff)
	}
	if p.Top != "10 %" || p.Span != "40 s" || len(p.Crashes) != 1 || len(p.Table) != 5 || math.IsNaN(p.Base) {
		t.Errorf("top %s, span %s, crashes %v, table %v, base %v", p.Top, p.Span, p.Crashes, p.Table, p.Base)
	}
	if want := "Error rate over 40 s. Canary: 0 % (0 of 50). Stable: 5.0 % (50 of 1000). The canary has 100 % of the traffic."; p.Says != want {
		t.Errorf("it says %q, want %q", p.Says, want)
	}
	number := regexp.MustCompile(`[\d.]+`)
	for _, path := range []string{p.Weight, p.Stable, p.Canary} {
		for i, n := range number.FindAllString(path, -1) {
			if v, _ := strconv.ParseFloat(n, 64); v < 0 || i%2 == 0 && v > plotWidth || i%2 == 1 && v > plotHeight {
				t.Errorf("%s leaves the picture at %s", path, n)
			}
		}
	}
}

// A canary without traffic is a gap, not a rate of nought.
func TestPlotGaps(t *testing.T) {
	s := samples(10, 10, 10, 10)
	for i := range s {
		s[i].Canary = nil
	}
	p := plotOf(&heald.Rollout{Samples: s})
	if p.Canary != "" || p.Table[0].Canary.String() != "no traffic" || !math.IsNaN(p.Base) {
		t.Errorf("canary %q, table %v, base %v", p.Canary, p.Table[0], p.Base)
	}
}

func TestFrameFound(t *testing.T) {
	k := heald.Case{Diagnosis: &heald.Diagnosis{Sites: []heald.Site{{Place: heald.Place{Path: "app/cart.py", Line: 7, Function: "Cart.total"}}}}}
	for _, c := range []struct {
		frame heald.Frame
		want  bool
	}{
		{heald.Frame{File: "/srv/app/cart.py", Line: 7, Function: "x", InApp: true}, true}, {heald.Frame{File: "/srv/app/cart.py", Line: 9, Function: "total", InApp: true}, true},
		{heald.Frame{File: `C:\srv\app\cart.py`, Line: 7, InApp: true}, true}, {heald.Frame{File: "/srv/app/cart.py", Line: 7}, false},
		{heald.Frame{File: "/srv/app/xcart.py", Line: 7, InApp: true}, false}, {heald.Frame{File: "/srv/app/cart.py", Line: 9, Function: "other", InApp: true}, false},
	} {
		if got := siteOf(k, c.frame) != nil; got != c.want {
			t.Errorf("%+v: found %t, want %t", c.frame, got, c.want)
		}
	}
}

// luminance is WCAG's.
func luminance(hex string) float64 {
	channel := func(i int) float64 {
		n, _ := strconv.ParseUint(hex[i:i+2], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(1) + 0.7152*channel(3) + 0.0722*channel(5)
}

// Every pair of colours that text is written in has the contrast of WCAG's level AA, by day and by night.
func TestContrast(t *testing.T) {
	style, err := os.ReadFile("static/console.css")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(string(style), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d palettes, want one for the day and one for the night", len(blocks))
	}
	for i, block := range blocks {
		colour := map[string]string{}
		for _, m := range regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(block[1], -1) {
			colour[m[1]] = m[2]
		}
		for ink, papers := range map[string][]string{
			"ink": {"paper", "card", "code", "bad-soft", "add", "del", "add-strong", "del-strong", "wait-soft"}, "soft": {"paper", "card", "code", "add", "del", "bad-soft"}, "accent": {"paper", "card", "code", "accent-soft"},
			"accent-ink": {"accent"}, "wait": {"paper", "card", "wait-soft"}, "bad": {"paper", "card", "bad-soft"}, "good": {"paper", "card", "good-soft"}, "busy": {"busy-soft"}, "yours": {"yours-soft"},
			"key": {"card", "add", "del"}, "text": {"card", "add", "del"}, "num": {"card", "add", "del"}, "card": {"bad"},
		} {
			for _, paper := range papers {
				a, b := luminance(colour[ink]), luminance(colour[paper])
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
					t.Errorf("palette %d: %s on %s has a contrast of %.2f, want 4.5", i, ink, paper, ratio)
				}
			}
		}
	}
}

// A cause that is on the page already is not told again as the reason.
func TestReason(t *testing.T) {
	for _, c := range []struct{ reason, why, cause, want string }{
		{"another service failed: it said no", "", "it said no", "another service failed"}, {"it said no", "", "it said no", ""}, {"zero stands in", "zero stands in", "d is 0", ""}, {"expired", "", "", "expired"},
	} {
		v := caseView{Case: heald.Case{Reason: c.reason}, Card: heald.Card{Why: c.why}, Cause: c.cause}
		if got := v.reason(); got != c.want {
			t.Errorf("%q with the cause %q gives %q, want %q", c.reason, c.cause, got, c.want)
		}
	}
}
