package trace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/heald-dev/heald"
)

// single parses text that must hold one trace.
func single(t *testing.T, text string) heald.Exception {
	t.Helper()
	es := Parse([]byte(text))
	if len(es) != 1 {
		t.Fatalf("%d traces, want 1, in:\n%s", len(es), text)
	}
	check(t, []byte(text), es)
	return es[0]
}

func TestErrorLine(t *testing.T) {
	for _, tc := range []struct {
		in, typ, msg string
		ok           bool
	}{
		{"KeyError: 'qty'", "KeyError", "'qty'", true},
		{"AssertionError", "AssertionError", "", true},
		{"pkg.errors.Refused: a: b", "pkg.errors.Refused", "a: b", true},
		{"json.decoder.JSONDecodeError: Expecting value: line 1", "json.decoder.JSONDecodeError", "Expecting value: line 1", true},
		{"app.f.<locals>.Gone: x", "app.f.<locals>.Gone", "x", true},
		{"queue.Empty", "queue.Empty", "", true},
		{"builtins.ValueError: x", "ValueError", "x", true},
		{"Übergabe: x", "Übergabe", "x", true},
		{"ValueError:", "ValueError", "", true},
		{"timeout: timed out", "timeout", "timed out", true},
		{"ERROR: something", "", "", false},
		{"INFO", "", "", false},
		{"done", "", "", false},
		{"two words", "", "", false},
		{"http://x", "", "", false},
		{"3com: x", "", "", false},
		{"a..b: x", "", "", false},
		{"", "", "", false},
	} {
		typ, msg, ok := pyError(tc.in)
		if typ != tc.typ || msg != tc.msg || ok != tc.ok {
			t.Errorf("pyError(%q) = %q, %q, %v; want %q, %q, %v", tc.in, typ, msg, ok, tc.typ, tc.msg, tc.ok)
		}
	}
}

func TestFileLine(t *testing.T) {
	for _, tc := range []struct {
		in       string
		file     string
		line     int
		function string
		ok       bool
	}{
		{`File "/a/b.py", line 3, in f`, "/a/b.py", 3, "f", true},
		{`File "/a/b.py", line 3`, "/a/b.py", 3, "", true},
		{`File "/a/b.py", line 3 in f`, "/a/b.py", 3, "f", true},
		{`> File "/a/b.py", line 3, in <module>`, "/a/b.py", 3, "<module>", true},
		{`File "/a/ b", line 1.py", line 3, in f`, `/a/ b", line 1.py`, 3, "f", true},
		{`File "C:\x\y.py", line 30, in C.f`, `C:\x\y.py`, 30, "C.f", true},
		{`File "/a/b.py", line x, in f`, "", 0, "", false},
		{`File "/a/b.py", line 3 for details`, "", 0, "", false},
		{`File "/a/b.py", line 99999999999999999999, in f`, "", 0, "", false},
		{`File "/a/b.py"`, "", 0, "", false},
		{`see File "/a/b.py", line 3`, "", 0, "", false},
	} {
		f, ok := pyFile(tc.in)
		if f.File != tc.file || f.Line != tc.line || f.Function != tc.function || ok != tc.ok {
			t.Errorf("pyFile(%q) = %+v, %v", tc.in, f, ok)
		}
	}
}

func TestMarkers(t *testing.T) {
	for name, tc := range map[string]struct {
		source        string // what follows the File line
		col, end      int
		marked, focus string
	}{
		"operator":         {"    return a / b\n           ~~^~~\n", 8, 13, "a / b", "/"},
		"whole":            {"    f(a)\n    ^^^^\n", 1, 5, "f(a)", ""},
		"subscript":        {"    x = d[k]\n        ~^^^\n", 5, 9, "d[k]", "[k]"},
		"not ASCII before": {"    é = d[k]\n        ~^^^\n", 5, 9, "d[k]", "[k]"},
		"beyond the end":   {"    f(a\n       ^\n", 4, 5, "", ""},
		"two lines":        {"    a\n    ~\n    / b\n    ^~~\n", 1, 2, "a\n/ b", "/"},
		"left out lines":   {"    f(\n    ~^\n    ...<3 lines>...\n    )\n    ^\n", 1, 3, "f(\n)", "(\n)"},
		"none":             {"    f(a)\n", 0, 0, "", ""},
		"indented code":    {"      f(a)\n      ^^^^\n", 1, 5, "f(a)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := single(t, pyHeader+"\n  File \"a.py\", line 1, in f\n"+tc.source+"ValueError: x\n")
			f := e.Innermost()
			if f.Column != tc.col || f.EndColumn != tc.end || f.Marked != tc.marked || f.Focus != tc.focus {
				t.Errorf("got %d-%d %q %q, want %d-%d %q %q", f.Column, f.EndColumn, f.Marked, f.Focus, tc.col, tc.end, tc.marked, tc.focus)
			}
			if f.Code != strings.TrimSpace(strings.SplitN(tc.source, "\n", 2)[0]) {
				t.Errorf("code %q", f.Code)
			}
		})
	}
}

const frames = "  File \"a.py\", line 1, in f\n    g()\n  File \"b.py\", line 2, in g\n    h()\n"

// TestShapes gives one trace in many shapes and says what must come out.
func TestShapes(t *testing.T) {
	for name, tc := range map[string]struct {
		text  string
		typ   string
		msg   string
		notes []string
		cut   heald.Cut
		count int // frames
	}{
		"plain":                    {pyHeader + "\n" + frames + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"no line end":              {pyHeader + "\n" + frames + "E: m", "E", "m", nil, heald.Cut{}, 2},
		"no header":                {frames + "E: m\n", "E", "m", nil, heald.Cut{Start: true}, 2},
		"no header, code first":    {"    x()\n" + frames + "E: m\n", "E", "m", nil, heald.Cut{Start: true}, 2},
		"no error":                 {pyHeader + "\n" + frames, "", "", nil, heald.Cut{End: true}, 2},
		"neither":                  {frames, "", "", nil, heald.Cut{Start: true, End: true}, 2},
		"no frames":                {pyHeader + "\nE: m\n", "E", "m", nil, heald.Cut{}, 0},
		"level, then no error":     {pyHeader + "\n" + frames + "ERROR: x\n", "", "", nil, heald.Cut{End: true}, 2},
		"header after words":       {"ERROR:root:oops " + pyHeader + "\n" + frames + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"indented":                 {"text\n\t" + strings.ReplaceAll("  "+pyHeader+"\n"+frames+"E: m", "\n", "\n\t  ") + "\nmore\n", "E", "m", nil, heald.Cut{}, 2},
		"blank lines":              {pyHeader + "\n\n" + strings.ReplaceAll(frames, "()\n", "()\n\n") + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"log lines inside":         {pyHeader + "\n" + strings.Replace(frames, "    g()\n", "    g()\nINFO:x:y\n2026-01-05 10:00:00 z\n", 1) + "[a] b\nE: m\n", "E", "m", nil, heald.Cut{}, 2},
		"message goes on":          {pyHeader + "\n" + frames + "E: m:\n  a\nb\n\nc\n", "E", "m:", []string{"  a", "b"}, heald.Cut{}, 2},
		"output follows":           {"start\n" + pyHeader + "\n" + frames + "E: m\nstopped\n", "E", "m", nil, heald.Cut{}, 2},
		"announced lines":          {"start\n" + pyHeader + "\n" + frames + "E: 2 errors:\nqty\n  missing\n\nstopped\n", "E", "2 errors:", []string{"qty", "  missing"}, heald.Cut{}, 2},
		"record follows":           {pyHeader + "\n" + frames + "E: m\n{\"level\": \"info\"}\n", "E", "m", nil, heald.Cut{}, 2},
		"stack before":             {"Stack (most recent call last):\n" + frames + pyHeader + "\n" + frames + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"escape sequences":         {"\x1b[1m" + pyHeader + "\x1b[0m\n" + strings.ReplaceAll(frames, "File", "\x1b]8;;x\x07File\x1b[0m") + "\x1b[31mE\x1b[0m: m\n", "E", "m", nil, heald.Cut{}, 2},
		"repeated":                 {pyHeader + "\n" + frames + "  [Previous line repeated 7 more times]\nE\n", "E", "", nil, heald.Cut{}, 2},
		"values of variables":      {pyHeader + "\n" + strings.ReplaceAll(frames, "()\n", "()\n    x = 1\n    y = '^^^'\n") + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"not UTF-8":                {pyHeader + "\n" + frames + "E: m\xff\n", "E", "m\xff", nil, heald.Cut{}, 2},
		"thread":                   {"Exception in thread T-1 (f):\n" + pyHeader + "\n" + frames + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"cause that is not there":  {pyCause + "\n\n" + pyHeader + "\n" + frames + "E: m\n", "E", "m", nil, heald.Cut{}, 2},
		"separator, then the end":  {pyHeader + "\n" + frames + "E: m\n\n" + pyHandling + "\n", "E", "m", nil, heald.Cut{}, 2},
		"syntax error at start-up": {"  File \"a.py\", line 1\n    def f(:\n          ^\nSyntaxError: x\n", "SyntaxError", "x", nil, heald.Cut{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			e := single(t, tc.text)
			if e.Language != "python" || e.ErrorType != tc.typ || e.Message != tc.msg || e.Cut != tc.cut || len(e.Frames) != tc.count {
				t.Errorf("got %+v", e)
			}
			if diff := cmp.Diff(tc.notes, e.Notes, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoTrace(t *testing.T) {
	for _, text := range []string{
		"", "\n", "Traceback (most recent call last):\n", "see " + pyHeader + "\nthere\n", "  File \"a.py\", line 1, in f\n",
		"Stack (most recent call last):\n" + frames, "at noon (12:00)\n", "panic: no\n", "goroutine 1 [running]:\n", "Error: x\n",
		"Caused by: nothing\n", "{\"message\": \"at x (y)\"}\n", "Fatal Python error: x\n", "  + " + pyGroup + "\n",
	} {
		if es := Parse([]byte(text)); len(es) != 0 {
			t.Errorf("Parse(%q) = %+v, want nothing", text, es)
		}
	}
}

func TestHandlingIsOfEachLink(t *testing.T) {
	block := func(typ string) string { return pyHeader + "\n" + frames + typ + ": m\n" }
	e := single(t, block("A")+"\n"+pyHandling+"\n\n"+block("B")+"\n"+pyCause+"\n\n"+block("C"))
	got := []any{e.ErrorType, e.Handling, e.Causes[0].ErrorType, e.Causes[0].Handling, e.Causes[1].ErrorType, e.Causes[1].Handling}
	if diff := cmp.Diff([]any{"C", false, "B", true, "A", false}, got); diff != "" {
		t.Errorf("chain (-want +got):\n%s", diff)
	}
}

func TestManyMembers(t *testing.T) {
	e := single(t, "  + "+pyGroup+"\n  |   File \"a.py\", line 1, in f\n  | ExceptionGroup: m (17 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | ValueError: x\n"+
		"    +---------------- ... ----------------\n    | and 16 more exceptions\n    +------------------------------------\n")
	if len(e.Members) != 1 || e.Members[0].Message != "x" || e.Members[0].Cut != (heald.Cut{}) {
		t.Errorf("members %+v", e.Members)
	}
}
