package drive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

const nonce = "4f1c"

func framed(nonce, body string) string {
	return fmt.Sprintf("\n%s %d\n%s\n%s\n", nonce, len(body), body, nonce)
}

func TestOnlyOneWholeReportIsBelieved(t *testing.T) {
	whole := `{"ended": "end", "values": [{"end": {"tried": 3, "ended": "ok"}}]}`
	for _, c := range []struct {
		name, stdout string
		result       heald.Result
		broken       string
	}{
		{"whole", framed(nonce, whole), heald.Result{}, ""},
		{"noise around it", "hello\n" + framed(nonce, whole) + "bye\n", heald.Result{}, ""},
		{"missing", "", heald.Result{Stderr: []byte("Traceback: boom")}, "no single report: Traceback: boom"},
		{"doubled", framed(nonce, whole) + framed(nonce, whole), heald.Result{}, "no single report"},
		{"another nonce", framed("x", whole), heald.Result{}, "no single report"},
		{"cut", framed(nonce, whole)[:40], heald.Result{TimedOut: true}, "ran out of time"},
		{"a wrong length", strings.Replace(framed(nonce, whole), nonce+" 6", nonce+" 7", 1), heald.Result{}, "is cut"},
		{"malformed", framed(nonce, "{"), heald.Result{}, "malformed"},
		{"no end", framed(nonce, `{"ended": "time", "values": []}`), heald.Result{}, "did not come to an end (time)"},
		{"two ends", framed(nonce, `{"values": [{"end": {}}, {"end": {}}]}`), heald.Result{}, "doubled"},
		{"its own trouble", framed(nonce, `{"values": [{"broken": "ValueError: x"}]}`), heald.Result{}, "the harness broke: ValueError"},
	} {
		c.result.Stdout = []byte(c.stdout)
		got := parse(nonce, c.result)
		if (c.broken == "") != (got.broken == "") || !strings.Contains(got.broken, c.broken) {
			t.Errorf("%s: got %q, want %q", c.name, got.broken, c.broken)
		}
	}
}

func TestReport(t *testing.T) {
	read := func(body string) string {
		r := parse(nonce, heald.Result{Stdout: []byte(framed(nonce, body))}).report()
		if r.Broken != "" {
			return r.Broken
		}
		var said []string
		for _, o := range r.Tests {
			kind := ""
			if o.Raised != nil {
				kind = o.Raised.ErrorType
			}
			said = append(said, fmt.Sprintf("%s %v %s", o.ID, o.Passed, kind))
		}
		return strings.Join(said, "; ")
	}
	for body, want := range map[string]string{
		`{"values": [{"end": {"ended": "ok", "tests": [{"id": "t", "outcome": "passed"}]}}]}`:                                "t true ",
		`{"values": [{"end": {"ended": "ok", "tests": [{"id": "t", "outcome": "failed", "error": {"type": "KeyError"}}]}}]}`: "t false KeyError",
		`{"values": [{"end": {"ended": "timeout", "tests": []}}]}`:                                                           "the test did not come to an end",
		`{"values": [{"end": {"ended": "ok", "errors": ["no module"]}}]}`:                                                    "the test file could not be loaded: no module",
	} {
		if got := read(body); got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(framed(nonce, `{"values": [{"find": {"drive": {"kind": "function"}, "hit": {"frames": [{"line": 1}]}}}]}`)))
	f.Fuzz(func(t *testing.T, stdout []byte) {
		got := parse(nonce, heald.Result{Stdout: stdout})
		if got.broken == "" && got.end() == nil {
			t.Error("believed a report without an end")
		}
	})
}
