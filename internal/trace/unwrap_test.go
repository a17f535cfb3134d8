package trace

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/heald-dev/heald"
)

const crash = pyHeader + "\n  File \"/srv/app/größe.py\", line 1, in f\n    return d[\"q\"]\n           ~^^^^^\nKeyError: 'q\\t'"

// wraps is what collectors do to a service's output. Each must give the crash back.
var wraps = map[string]func(text string) string{
	"JSON":         func(s string) string { return record("exc_info", s) },
	"JSON, nested": func(s string) string { return `{"a": {"error": {"n": 1, "stack_trace": ` + quote(s) + `}}}` },
	"JSON in JSON": func(s string) string { return record("log", record("exception", s)) },
	"JSON, cut off after the trace": func(s string) string {
		return strings.TrimSuffix(record("message", s), `"}`)
	},
	"a list of lines": func(s string) string {
		return `{"level":"error","tags":["a","b"],"traceback":[` + strings.ReplaceAll(quote(s), `\n`, `","`) + `],"n":1}`
	},
	"a list of frames": func(s string) string {
		return `{"error":{"stack":[` + strings.ReplaceAll(quote(s+"\n"), `\n  File`, `\n","  File`) + `]}}`
	},
	"a function's platform": func(s string) string {
		lines := strings.Split(s, "\n")
		for i := range lines {
			rest := strings.TrimLeft(lines[i], " ")
			lines[i] = strings.Repeat("\u00a0", len(lines[i])-len(rest)) + rest
		}
		n := len(lines) - 1
		return "START RequestId: 1\n[ERROR] " + lines[n] + "\n" + strings.Join(lines[:n], "\n") + "\nEND RequestId: 1"
	},
	"docker": func(s string) string {
		return each(s, func(l string) string { return `{"log":` + quote(l+"\n") + `,"stream":"stderr"}` })
	},
	"docker, split": func(s string) string { return each(s, dockerSplit) },
	"CRI": func(s string) string {
		return each(s, func(l string) string { return "2026-01-05T10:00:00.1234Z stderr F " + l })
	},
	"CRI, split": func(s string) string { return each(s, criSplit) },
	"CRI, JSON":  func(s string) string { return "2026-01-05T10:00:00.1234+01:00 stdout F " + record("stack", s) },
	"message lines": func(s string) string {
		return each(s, func(l string) string { return `{"level":"error","message":` + quote(l) + `}` })
	},
	"logfmt":  func(s string) string { return "level=error err=" + quote(s) + " n=1" },
	"flat":    func(s string) string { return "host app: " + strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(s) },
	"compose": func(s string) string { return each(s, func(l string) string { return "web-1  | " + l }) },
	"kubectl": func(s string) string { return each(s, func(l string) string { return "[pod/web-5d/web] " + l }) },
	"syslog": func(s string) string {
		return each(s, func(l string) string { return "<11>Jan  5 10:00:00 h app[7]: " + l })
	},
	"journald": func(s string) string {
		return each(s, func(l string) string { return "Jan 05 10:00:00 h app[7]: " + l })
	},
	"logger": func(s string) string {
		return each(s, func(l string) string { return "2026-01-05 10:00:00,123 ERROR [web] " + l })
	},
	"timestamps": func(s string) string { return each(s, func(l string) string { return "1767607200.123 " + l }) },
	"indented":   func(s string) string { return each(s, func(l string) string { return "      " + l }) },
	"CRLF":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"colours":    func(s string) string { return each(s, func(l string) string { return "\x1b[31m" + l + "\x1b[0m" }) },
}

func quote(s string) string {
	out, _ := json.Marshal(s)
	return string(out)
}

func record(key, value string) string { return `{"level":"error","` + key + `":` + quote(value) + `}` }

func each(s string, f func(string) string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = f(lines[i])
	}
	return strings.Join(lines, "\n")
}

func dockerSplit(l string) string {
	half := len(l) / 2
	for half > 0 && l[half]&0xc0 == 0x80 {
		half--
	}
	return `{"log":` + quote(l[:half]) + `,"stream":"stderr"}` + "\n" + `{"log":` + quote(l[half:]+"\n") + `,"stream":"stderr"}`
}

func criSplit(l string) string {
	half := len(l) / 2
	return "2026-01-05T10:00:00.1234Z stderr P " + l[:half] + "\n2026-01-05T10:00:00.1234Z stdout F other\n2026-01-05T10:00:00.1235Z stderr F " + l[half:]
}

func TestWraps(t *testing.T) {
	want := single(t, crash)
	for name, wrap := range wraps {
		t.Run(name, func(t *testing.T) {
			text := "INFO before\n" + wrap(crash) + "\nINFO after\n"
			got := single(t, text)
			if got.Message != want.Message || got.ErrorType != want.ErrorType || len(got.Frames) != 1 || got.Frames[0] != want.Frames[0] {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
			span := text[got.Start:got.End]
			if !strings.Contains(span, "Traceb") || !strings.Contains(span, "KeyErro") || strings.Contains(span, "before") || strings.Contains(span, "after") {
				t.Errorf("the trace spans %q", span)
			}
		})
	}
}

// TestInterleaved shuffles the lines of several services together, each with a prefix of its own.
func TestInterleaved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "services")
		queues := make([][]string, n)
		for i := range queues {
			text := strings.ReplaceAll(crash, "KeyError", fmt.Sprintf("Error%d", i))
			queues[i] = strings.Split(each(text, func(l string) string { return fmt.Sprintf("svc-%d | %s", i, l) }), "\n")
		}
		var out []string
		for left := n; left > 0; {
			i := rapid.IntRange(0, n-1).Draw(t, "turn")
			if len(queues[i]) == 0 {
				continue
			}
			out = append(out, queues[i][0])
			if queues[i] = queues[i][1:]; len(queues[i]) == 0 {
				left--
			}
		}
		text := strings.Join(out, "\n")
		seen := map[string]heald.Exception{}
		for _, e := range Parse([]byte(text)) {
			seen[e.ErrorType] = e
		}
		for i := range n {
			if e := seen[fmt.Sprintf("Error%d", i)]; len(e.Frames) != 1 || e.Cut != (heald.Cut{}) {
				t.Fatalf("service %d: %+v in\n%s", i, e, text)
			}
		}
	})
}

// TestUnquote checks decoding and the way back against encoding/json.
func TestUnquote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "text")
		lead := rapid.StringMatching(`[a-z ]{0,5}`).Draw(t, "lead")
		quoted := quote(want)
		v := view{text: lead + quoted + " rest", base: 100}
		got, next := unquote(v, len(lead)+1)
		if got.text != want || next != len(lead)+len(quoted) {
			t.Fatalf("unquote(%q) = %q up to %d", v.text, got.text, next)
		}
		for i, last := 0, 0; i <= len(got.text); i++ {
			o := got.origin(i) - 100
			if o < last || o < len(lead)+1 || o > next-1 {
				t.Fatalf("position %d of %q comes from %d of %q", i, got.text, o, v.text)
			}
			last = o
		}
	})
}

func TestUnquoteTolerates(t *testing.T) {
	for in, want := range map[string]string{
		`abc`: "abc", `a\`: `a\`, `a\u12`: "au12", `a\ud83d b"`: "a\ufffd b", `\q"`: "q", `\/"`: "/", `a\ud83d\u0041"`: "a\ufffdA",
	} {
		if got, _ := unquote(view{text: in}, 0); got.text != want {
			t.Errorf("unquote(%q) = %q, want %q", in, got.text, want)
		}
	}
}

func TestStripANSI(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[1;31mred\x1b[0m": "red", "a\x1b]0;title\x07b": "ab", "a\x1b]8;;u\x1b\\b": "ab", "\x1b": "", "a\x1b": "a", "\x1b[": "", "\x1bM x": " x",
		"plain": "plain", "\x1b[38;5;208mx\x1b[K": "x",
	} {
		got := stripANSI(view{text: in, base: 7})
		if got.text != want {
			t.Errorf("stripANSI(%q) = %q, want %q", in, got.text, want)
		}
		if end := got.origin(len(got.text)); end < 7 || end > 7+len(in) {
			t.Errorf("the end of %q maps to %d", in, end-7)
		}
	}
}

func TestVolatile(t *testing.T) {
	for word, want := range map[string]bool{
		"10:00:00": true, "10:00:00.123": true, "2026-01-05": true, "2026-01-05T10:00:00Z": true, "[2026/01/05": true, "05/Jan/2026:10:00:00": true,
		"1767607200": true, "1767607200.123": true, "web-1": false, "12": false, "[412]": false, "10.0.0.3": false, "app[7]:": false, "": false, "v1.2.3": false,
	} {
		if got := volatile(word); got != want {
			t.Errorf("volatile(%q) = %v, want %v", word, got, want)
		}
	}
}

func TestLooksLikeLog(t *testing.T) {
	for s, want := range map[string]bool{
		"INFO:root:x": true, "ERROR x": true, "[info] x": true, "2026-01-05 10:00:00 x": true, "10:00:01 x": true, `{"a": 1}`: true, "<13>x": true,
		"Jan  5 10:00:00 h": true, "I0105 10:00:00.1 7 x.go:1] y": true, "level=info x": true, "127.0.0.1 - - [x]": true, "GET /x 200": true, "WARNING": true,
		"qty": false, "  field required": false, "information: x": false, "3 items left": false, "": false, "GET it done": false, "January": false,
	} {
		if got := looksLikeLog(s); got != want {
			t.Errorf("looksLikeLog(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestFramePrefix(t *testing.T) {
	for in, want := range map[string]string{
		`web-1 |   File "/a.py", line 1, in f`:            "web-1 |",
		`web-1 |   |   File "/a.py", line 1, in f`:        "web-1 |",
		`  |   File "/a.py", line 1, in f`:                "",
		`[pod/x]     at f (/a.js:1:2)`:                    "[pod/x]",
		`10:00:00 ERROR x: 	at a.B.c(B.java:3)`:           "10:00:00 ERROR x:",
		`h app[7]: 	/srv/a.go:12 +0x1d`:                   "h app[7]:",
		`File "/a.py", line 1, in f`:                      "",
		`looking at foo (bar)`:                            "",
		`see File "x.py", line 3 for details`:             "",
		strings.Repeat("x", 300) + ` File "a", line 1`:    "",
		`{"log":"  File \"/a.py\", line 1, in f\n"}`:      "",
		`2026-01-05T10:00:00Z   |   File "/a", line 1`:    "2026-01-05T10:00:00Z",
		`web |   + Exception Group`:                       "",
		`	at com.acme.A.b(A.java:3)`:                      "",
		`jobs-1 |     at new Foo (file:///srv/a.mjs:1:2)`: "jobs-1 |",
	} {
		if got := framePrefix(in); got != want {
			t.Errorf("framePrefix(%q) = %q, want %q", in, got, want)
		}
	}
}
