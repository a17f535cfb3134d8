package trace

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

const (
	pyTrace   = pyHeader + "\n" + frames + "ValueError: bad\n"
	goTrace   = "panic: no stock\n\ngoroutine 1 [running]:\n" + goCart + goMain
	jsTrace   = "TypeError: x is not a function\n    at total (/srv/app/cart.js:2:22)\n    at main (/srv/app/main.js:6:3)\n"
	javaTrace = "java.lang.IllegalStateException: x\n\tat com.acme.Cart.total(Cart.java:19)\n\tat com.acme.Main.main(Main.java:25)\n"
)

var grammars = map[string]string{"python": pyTrace, "go": goTrace, "javascript": jsTrace, "java": javaTrace}

func languagesOf(es []heald.Exception) string {
	var found []string
	for _, e := range es {
		found = append(found, e.Language)
	}
	return strings.Join(found, " ")
}

// Several services write into one file: each trace is found once, in order, and points at its own bytes.
func TestSeveralInOneFile(t *testing.T) {
	quiet := "2026-01-05 10:00:00 INFO GET /\n"
	for name, c := range map[string]struct{ text, want string }{
		"one after the other": {pyTrace + quiet + goTrace + quiet + jsTrace + quiet + javaTrace, "python go javascript java"},
		"without a pause":     {quiet + pyTrace + javaTrace + jsTrace, "python java javascript"},
		"in Python's message": {strings.TrimSuffix(pyTrace, "\n") + ":\n" + javaTrace, "python"}, // a crash report; a bridge quotes the other side
		"the same twice":      {pyTrace + quiet + pyTrace, "python python"},
		"far apart":           {pyTrace + strings.Repeat(quiet, 5000) + pyTrace, "python python"},
		"among much else":     {strings.Repeat(quiet, 1000) + goTrace + strings.Repeat(quiet, 1000), "go"},
	} {
		es := Parse([]byte(c.text))
		if got := languagesOf(es); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		last := 0
		for _, e := range es {
			if e.Start < last || e.End <= e.Start || e.End > len(c.text) {
				t.Fatalf("%s: a trace from %d to %d of %d bytes, after %d", name, e.Start, e.End, len(c.text), last)
			}
			if said := c.text[e.Start:e.End]; !strings.Contains(said, e.Message) {
				t.Errorf("%s: %q does not hold the message %q", name, said, e.Message)
			}
			last = e.End
		}
	}
}

// A logger prints a trace in the message and in a field of its own; two incidents that look alike are still two.
func TestShownTwice(t *testing.T) {
	twice := `{"message": ` + quote(pyTrace) + `, "exc_info": ` + quote(pyTrace) + "}\n"
	if es := Parse([]byte(twice)); len(es) != 1 {
		t.Errorf("one record with its trace twice: %d traces, want 1", len(es))
	}
	if es := Parse([]byte(twice + twice)); len(es) != 2 {
		t.Errorf("two such records: %d traces, want 2", len(es))
	}
	other := strings.Replace(pyTrace, "ValueError: bad", "ValueError: worse", 1)
	if es := Parse([]byte(`{"a": ` + quote(pyTrace) + `, "b": ` + quote(other) + "}\n")); len(es) != 2 {
		t.Errorf("two errors in one record: %d traces, want 2", len(es))
	}
}

// What is cut away at one end is said, and what is left is still read.
func TestCutAtEveryLine(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(pyTrace, "\n"), "\n")
	for i := range lines {
		head, tail := strings.Join(lines[:i+1], ""), strings.Join(lines[i:], "")
		for _, e := range Parse([]byte(head)) {
			if i < len(lines)-1 && (!e.Cut.End || e.ErrorType != "") {
				t.Errorf("cut after line %d: %+v, want its end missing", i+1, e)
			}
		}
		for _, e := range Parse([]byte(tail)) {
			if i > 0 && !e.Cut.Start || e.ErrorType != "ValueError" {
				t.Errorf("cut before line %d: %+v, want its start missing and the error named", i+1, e)
			}
		}
	}
	if got := len(Parse([]byte(strings.Join(lines[:4], "")))); got != 1 {
		t.Errorf("of a trace with one of two frames %d are read, want 1", got)
	}
}

func TestGroups(t *testing.T) {
	inner := func(indent, number, typ string) string {
		return indent + "+---------------- " + number + " ----------------\n" + indent + "| " + pyHeader + "\n" +
			indent + "|   File \"a.py\", line 3, in g\n" + indent + "|     x()\n" + indent + "| " + typ + ": m" + number + "\n"
	}
	text := "  + " + pyGroup + "\n  |   File \"a.py\", line 1, in f\n  |     g()\n  | ExceptionGroup: several (2 sub-exceptions)\n" +
		"  +-" + strings.TrimLeft(inner("    ", "1", "KeyError"), " ") + inner("    ", "2", "OSError") + "    +------------------------------------\n"
	e := single(t, text)
	if e.ErrorType != "ExceptionGroup" || len(e.Frames) != 1 || len(e.Members) != 2 {
		t.Fatalf("got %s with %d frames and %d members", e.ErrorType, len(e.Frames), len(e.Members))
	}
	for i, want := range []string{"KeyError m1", "OSError m2"} {
		if m := e.Members[i]; m.ErrorType+" "+m.Message != want || len(m.Frames) != 1 || m.Frames[0].Function != "g" {
			t.Errorf("member %d is %+v, want %s", i+1, m, want)
		}
	}
}

func TestChains(t *testing.T) {
	block := func(typ string) string { return pyHeader + "\n" + frames + typ + ": m\n" }
	for name, c := range map[string]struct{ text, want string }{
		"a cause":            {block("A") + "\n" + pyCause + "\n\n" + block("B"), "B <- A"},
		"while handling":     {block("A") + "\n" + pyHandling + "\n\n" + block("B"), "B <~ A"},
		"three":              {block("A") + "\n" + pyHandling + "\n\n" + block("B") + "\n" + pyCause + "\n\n" + block("C"), "C <- B <~ A"},
		"a broken separator": {block("A") + "\n" + pyCause[:40] + "\n\n" + block("B"), "A, B"},
		"something between":  {block("A") + "\nINFO x\n\n" + block("B"), "A, B"},
	} {
		var all []string
		for _, e := range Parse([]byte(c.text)) {
			said, handling := e.ErrorType, e.Handling
			for _, cause := range e.Causes {
				said += map[bool]string{true: " <~ ", false: " <- "}[handling] + cause.ErrorType
				handling = cause.Handling
			}
			all = append(all, said)
		}
		if got := strings.Join(all, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestFrameLines(t *testing.T) {
	for text, want := range map[string]string{
		"at f (/srv/a.js:1:2)":                       "f /srv/a.js 1 2",
		"at async f (/srv/a.js:1:2)":                 "f /srv/a.js 1 2",
		"at /srv/a.js:1:2":                           " /srv/a.js 1 2",
		"at Object.f [as g] (/srv/a.js:10:20)":       "Object.f /srv/a.js 10 20",
		"at f (native)":                              "f native 0 0",
		"at Promise.all (index 3)":                   "Promise.all index 3 0 0",
		"at f (/srv/with (brackets)/a.js:1:2)":       "f /srv/with (brackets)/a.js 1 2",
		"at noon":                                    "",
		"at f (/srv/a.js)":                           "",
		"at f (/srv/a.js:99999999999999999999999:1)": "f /srv/a.js 9223372036854775807 1",
		"f (/srv/a.js:1:2)":                          "",
		"at " + strings.Repeat("a", 5000) + ":1:2":   "",
	} {
		f, ok := jsFrame(text)
		got := ""
		if ok {
			got = fmt.Sprintf("%s %s %d %d", f.Function, f.File, f.Line, f.Column)
		}
		if got != want {
			t.Errorf("JavaScript %.60q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"at a.b.C.m(C.java:12)": "a.b.C m C.java 12", "at a.b.C.<init>(C.java)": "a.b.C <init> C.java 0", "at java.base/a.C.m(C.java:1)": "a.C m C.java 1",
		"at a.b.C$D.lambda$m$0(C.kt:3)": "a.b.C$D lambda$m$0 C.kt 3", "at a.b.C.m(Native Method)": "a.b.C m  0", "at a.b.C.m (C.java:12)": "", "at m(C.java:12)": "", "a.b.C.m(C.java:12)": "",
	} {
		f, ok := javaFrame(text)
		got := ""
		if ok {
			got = fmt.Sprintf("%s %s %s %d", f.Module, f.Function, f.File, f.Line)
		}
		if got != want {
			t.Errorf("Java %q: %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]string{
		"main.main()": "main main", "example.com/a/b.(*T).M(0x1, {0x2, 0x3})": "example.com/a/b (*T).M", "main.f.func1()": "main f.func1",
		"gopkg.in/yaml%2ev3.Unmarshal(...)": "gopkg.in/yaml.v3 Unmarshal", "main.F[...](0x1)": "main F[...]", "main.(*T).M": "main (*T).M",
	} {
		f := goFrame(name, "/srv/a.go", "7")
		if got := f.Module + " " + f.Function; got != want || f.Line != 7 {
			t.Errorf("Go %q: %q, want %q", name, got, want)
		}
	}
}

func TestInApp(t *testing.T) {
	for file, want := range map[string]bool{
		"/srv/app/a.js": true, "file:///srv/a.mjs": true, "node:internal/x": false, "/srv/node_modules/a/b.js": false, `C:\app\node_modules\a.js`: false,
		"internal/process.js": false, "<anonymous>": false, "index": false, "a.js": true,
	} {
		if got := jsInApp(file); got != want {
			t.Errorf("JavaScript %s: in app %t, want %t", file, got, want)
		}
	}
	for class, want := range map[string]bool{
		"com.acme.Cart": true, "java.util.List": false, "javax.servlet.X": false, "javanese.Menu": true, "org.springframework.X": false, "org.acme.X": true,
		"$Proxy12": false, "com.acme.Cart$$EnhancerBySpringCGLIB$$1": false,
	} {
		if got := javaInApp(class); got != want {
			t.Errorf("Java %s: in app %t, want %t", class, got, want)
		}
	}
	for _, c := range []struct {
		pkg, file string
		want      bool
	}{
		{"main", "/srv/app/main.go", true}, {"net/http", "/usr/local/go/src/net/http/server.go", false}, {"net/http", "net/http/server.go", false},
		{"example.com/a", "/home/u/go/pkg/mod/example.com/a@v1/x.go", false}, {"example.com/a", "/srv/vendor/example.com/a/x.go", false},
		{"sort", "/srv/app/sort/x.go", true}, {"example.com/a", "example.com/a@v1.2.0/x.go", false}, {"", "/srv/a.go", false},
	} {
		if got := goInApp(c.pkg, c.file); got != c.want {
			t.Errorf("Go %s in %s: in app %t, want %t", c.pkg, c.file, got, c.want)
		}
	}
}

// Whatever is done to a trace, it is read without a panic, in time, and within the bounds.
func TestDamaged(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	began := time.Now()
	for name, text := range grammars {
		for range 300 {
			damaged := []byte(text)
			for range 1 + random.Intn(6) {
				at := random.Intn(len(damaged))
				switch random.Intn(4) {
				case 0:
					damaged[at] = byte(random.Intn(256))
				case 1:
					damaged = append(damaged[:at], damaged[min(len(damaged), at+random.Intn(20)):]...)
				case 2:
					damaged = append(damaged[:at:at], append([]byte(text[:random.Intn(len(text))]), damaged[at:]...)...)
				default:
					damaged = append(damaged[:at:at], append([]byte("\n"), damaged[at:]...)...)
				}
				if len(damaged) == 0 {
					damaged = []byte("\n")
				}
			}
			for _, e := range Parse(damaged) {
				if e.Start < 0 || e.End > len(damaged) || e.Start > e.End || e.Language == "" {
					t.Fatalf("%s: %+v of %q", name, e, damaged)
				}
			}
		}
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestManyFramesAndTraces(t *testing.T) {
	deep := pyHeader + "\n" + strings.Repeat("  File \"a.py\", line 1, in f\n    g()\n", maxFrames+10) + "RecursionError: deep\n"
	e := single(t, deep)
	if len(e.Frames) != maxFrames || e.ErrorType != "RecursionError" {
		t.Errorf("%d frames of %s, want %d and the error line behind them", len(e.Frames), e.ErrorType, maxFrames)
	}
	if got := len(Parse([]byte(strings.Repeat("  File \"a.py\", line 1\nSyntaxError: x\n\n", maxExceptions+5)))); got != maxExceptions {
		t.Errorf("%d traces, want at most %d", got, maxExceptions)
	}
	notes := pyHeader + "\n" + frames + "E: m\n" + strings.Repeat("note\n", 500)
	if got := len(single(t, notes).Notes); got > maxNotes {
		t.Errorf("%d notes, want at most %d", got, maxNotes)
	}
	long := pyHeader + "\n" + frames + "E: " + strings.Repeat("m", maxLine+100) + "\nINFO after\n"
	if e := single(t, long); len(e.Message) > maxLine {
		t.Errorf("a message of %d bytes, want at most %d", len(e.Message), maxLine)
	}
}
