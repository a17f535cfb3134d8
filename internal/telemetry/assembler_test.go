package telemetry

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/trace"
)

var start = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

const crash = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 11, in handle
    return total(order)
  File "/srv/shop/cart/sums.py", line 21, in total
    return order.sum / order.count
ZeroDivisionError: division by zero
`

const chained = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 11, in handle
    return order["qty"]
KeyError: 'qty'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/shop/app.py", line 13, in handle
    raise Refused("bad order 17")
shop.Refused: bad order 17
`

// feed gives text to an assembler line by line and closes it.
func feed(a *Assembler, stream, text string) []heald.Signal {
	var out []heald.Signal
	var l Lines
	l.Write([]byte(text), func(line []byte, size int) { out = append(out, a.Add(start, stream, line, size)...) })
	l.Flush(func(line []byte, size int) { out = append(out, a.Add(start, stream, line, size)...) })
	return append(out, a.Flush(start.Add(Quiet), false)...)
}

func types(signals []heald.Signal) string {
	var out []string
	for _, s := range signals {
		for _, e := range s.Exceptions {
			out = append(out, fmt.Sprintf("%s/%d", e.ErrorType, len(e.Frames)))
		}
	}
	return strings.Join(out, " ")
}

func prefixed(prefix, text string) string {
	return prefix + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+prefix) + "\n"
}

// interleave takes the lines of texts in turn.
func interleave(texts ...string) string {
	var out strings.Builder
	parts := make([][]string, len(texts))
	for i, t := range texts {
		parts[i] = strings.SplitAfter(t, "\n")
	}
	for n := 0; ; n++ {
		more := false
		for _, p := range parts {
			if n < len(p) {
				out.WriteString(p[n])
				more = true
			}
		}
		if !more {
			return out.String()
		}
	}
}

func TestAssembler(t *testing.T) {
	other := strings.NewReplacer("ZeroDivisionError: division by zero", "ValueError: bad", "in total", "in other").Replace(crash)
	library := strings.NewReplacer("/srv/shop/", "/usr/lib/python3.11/", "ZeroDivisionError", "CancelledError").Replace(crash)
	docker := func(stream, text string) string {
		var out strings.Builder
		for line := range strings.Lines(text) {
			fmt.Fprintf(&out, `{"log":%q,"stream":%q,"time":"2026-01-05T10:00:00.123456789Z"}`+"\n", line, stream)
		}
		return out.String()
	}
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":              {"INFO started at 10:00:01 line 5\nGET / 200\n", ""},
		"one":                  {crash, "ZeroDivisionError/2"},
		"no line end":          {strings.TrimSuffix(crash, "\n"), "ZeroDivisionError/2"},
		"chained":              {chained, "shop.Refused/1"},
		"one after the other":  {crash + other + crash, "ZeroDivisionError/2 ValueError/2 ZeroDivisionError/2"},
		"among others":         {"a\nb\n" + crash + "c\nd\n" + other + "e\n", "ZeroDivisionError/2 ValueError/2"},
		"a library's beside":   {crash + library, "ZeroDivisionError/2"},
		"a library's alone":    {library, "CancelledError/2"},
		"compose":              {interleave(prefixed("shop-1  | ", crash), prefixed("bill-12 | ", other)), "ValueError/2 ZeroDivisionError/2"},
		"times and processes":  {interleave(prefixed("2026-01-05 10:00:00,123 app[7]: ", crash), prefixed("2026-01-05 10:00:00,129 app[8]: ", other)), "ZeroDivisionError/2 ValueError/2"},
		"cri":                  {interleave(prefixed("2026-01-05T10:00:00.123456789Z stderr F ", crash), prefixed("2026-01-05T10:00:00.123456789Z stdout F ", "GET / 200\nGET /x 200\n")), "ZeroDivisionError/2"},
		"docker":               {interleave(docker("stderr", crash), docker("stdout", other)), "ZeroDivisionError/2 ValueError/2"},
		"json":                 {fmt.Sprintf(`{"level":"error","msg":"failed","exc_info":%q}`+"\n", crash), "ZeroDivisionError/2"},
		"colours":              {strings.ReplaceAll(crash, "Zero", "\x1b[31mZero\x1b[0m"), "ZeroDivisionError/2"},
		"hostile bytes":        {"\xff\xfe\x00\x01" + strings.Repeat("x", 300<<10) + "\n" + strings.Replace(crash, "by zero", "by \x00\xff", 1), "ZeroDivisionError/2"},
		"behind a progress":    {strings.Repeat("50%\r", 200<<10) + crash, "ZeroDivisionError/2"},
		"java":                 {"ERROR failed\njava.lang.IllegalStateException: no\n\tat shop.Cart.total(Cart.java:7)\n\tat shop.App.main(App.java:3)\n", "java.lang.IllegalStateException/2"},
		"node":                 {"/srv/a.js:3\n  throw x\nTypeError: x is not a function\n    at total (/srv/a.js:3:9)\n    at main (/srv/b.js:1:2)\n", "TypeError/2"},
		"go":                   {"panic: no\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/srv/main.go:3 +0x1\nmain.main()\n\t/srv/main.go:9 +0x2\nexit status 2\n", "panic/2"},
		"signs without traces": {strings.Repeat("see File \"x\", line 9\nat a.b(c:1)\n", 300), ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := NewAssembler(Origin{Service: "shop", Source: "test"})
			if got := types(feed(a, "", tc.text)); got != tc.want {
				t.Errorf("signals %q, want %q", got, tc.want)
			}
			if a.Held() != 0 {
				t.Errorf("%d bytes held at the end", a.Held())
			}
		})
	}
}

// TestSamplesOfTheTracePackage: what the trace package reads from a whole text comes out of the assembler too.
func TestSamplesOfTheTracePackage(t *testing.T) {
	files, _ := filepath.Glob("../trace/testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no samples")
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{}
		for _, e := range ours(trace.Parse(text)) {
			want[e.ErrorType+e.Message] = e.ErrorType != ""
		}
		for _, s := range feed(NewAssembler(Origin{}), "", string(text)) {
			delete(want, s.Exceptions[0].ErrorType+s.Exceptions[0].Message)
		}
		for missed, named := range want {
			if named {
				t.Errorf("%s: no signal of %q", f, missed)
			}
		}
	}
}

func TestSignal(t *testing.T) {
	a := NewAssembler(Origin{Service: "shop", Source: "process", Instance: "shop-1", Commit: "abc"})
	filler := strings.Repeat("INFO some line of a log that says nothing\n", 400)
	got := feed(a, "stderr", filler+"GET /orders/7 started\n"+crash+"INFO next\n"+filler)
	if len(got) != 1 {
		t.Fatalf("%d signals", len(got))
	}
	s := got[0]
	if s.Service != "shop" || s.Source != "process" || s.Instance != "shop-1" || s.Commit != "abc" || s.Request != "GET /orders/7" || !s.At.Equal(start) {
		t.Errorf("signal %+v", s)
	}
	e := s.Exceptions[0]
	if block := s.Text[e.Start:e.End]; block+"\n" != crash {
		t.Errorf("the offsets lead to %q", block)
	}
	if n := strings.Count(s.Text[:e.Start], "\n"); n != contextLines {
		t.Errorf("%d lines before, want %d", n, contextLines)
	}
	if after := s.Text[e.End:]; !strings.HasPrefix(after, "\nINFO next\n") || len(after) > afterBytes {
		t.Errorf("after the trace: %q", after)
	}
}

func TestStreamsOfOneInstance(t *testing.T) {
	a := NewAssembler(Origin{Service: "shop"})
	var got []heald.Signal
	for line := range strings.Lines(crash) {
		got = append(got, a.Add(start, "stderr", []byte(strings.TrimSuffix(line, "\n")), len(line))...)
		got = append(got, a.Add(start, "stdout", []byte("INFO working"), 13)...)
	}
	a.Add(start, "stdout", []byte(`127.0.0.1 - - "POST /orders HTTP/1.1" 500 12`), 1)
	if due := a.Due(); !due.Equal(start.Add(Quiet)) {
		t.Errorf("due at %v", due)
	}
	if got = append(got, a.Flush(start.Add(Quiet/2), false)...); len(got) != 0 {
		t.Fatalf("%d signals before the time", len(got))
	}
	got = a.Flush(start.Add(Quiet), false)
	if types(got) != "ZeroDivisionError/2" || got[0].Request != "POST /orders" {
		t.Errorf("signals %s, request %q", types(got), got[0].Request)
	}
	if !a.Due().IsZero() {
		t.Error("still due")
	}
}

func TestHeldIsWhatMayGoOn(t *testing.T) {
	a := NewAssembler(Origin{})
	a.Add(start, "", []byte("INFO"), 5)
	if a.Held() != 0 {
		t.Errorf("%d bytes held of a plain line", a.Held())
	}
	a.Add(start, "", []byte("Traceback (most recent call last):"), 35)
	a.Add(start, "", []byte(`  File "/srv/a.py", line 1, in f`), 33)
	if a.Held() != 68 {
		t.Errorf("%d bytes held, want 68", a.Held())
	}
}

// TestStormInBlocks: traces without a pause are read in parts, none is lost or counted twice, and little is held.
func TestStormInBlocks(t *testing.T) {
	a := NewAssembler(Origin{})
	count := 0
	for range 20_000 {
		for line := range strings.Lines(crash) {
			for _, s := range a.Add(start, "", []byte(strings.TrimSuffix(line, "\n")), len(line)) {
				count++
				if e := s.Exceptions[0]; e.ErrorType != "ZeroDivisionError" || len(e.Frames) != 2 {
					t.Fatalf("cut at a seam: %+v", e)
				}
			}
		}
		if a.Held() > 2*maxBlock {
			t.Fatalf("%d bytes held", a.Held())
		}
	}
	if count += len(a.Flush(start, true)); count != 20_000 {
		t.Errorf("%d signals of 20000", count)
	}
}

// TestNeverQuiet: crashes that come all the time are told of in time, each once and with its own request.
func TestNeverQuiet(t *testing.T) {
	a := NewAssembler(Origin{})
	now := start
	var got []heald.Signal
	said := map[string]time.Time{}
	for i := range 100 {
		request := fmt.Sprintf("GET /orders/%d", i)
		text := request + " started\n" + crash
		for line := range strings.Lines(text) {
			got = append(got, a.Add(now, "", []byte(strings.TrimSuffix(line, "\n")), len(line))...)
			now = now.Add(time.Millisecond)
		}
		said[request] = now
		for range 4 {
			now = now.Add(20 * time.Millisecond)
			if due := a.Due(); due.IsZero() || now.Before(due) {
				continue
			}
			for _, s := range a.Flush(now, false) {
				if late := now.Sub(said[s.Request]); late > 400*time.Millisecond {
					t.Fatalf("%s was told of after %v", s.Request, late)
				}
				got = append(got, s)
			}
		}
	}
	got = append(got, a.Flush(now, true)...)
	for i, s := range got {
		if want := fmt.Sprintf("GET /orders/%d", i); s.Request != want || s.Exceptions[0].ErrorType != "ZeroDivisionError" || s.Exceptions[0].Cut != (heald.Cut{}) {
			t.Errorf("signal %d: request %q, %+v", i, s.Request, s.Exceptions[0])
		}
	}
	if len(got) != 100 {
		t.Errorf("%d signals of 100", len(got))
	}
}

func TestMemoryIsBounded(t *testing.T) {
	forever := []byte(strings.Repeat("no line end, for ever ", 3000))
	for name, write := range map[string]func(a *Assembler, l *Lines, i int){
		"no line end": func(a *Assembler, l *Lines, i int) {
			l.Write(forever, func(line []byte, n int) { a.Add(start, "", line, n) })
		},
		"writers": func(a *Assembler, _ *Lines, i int) {
			a.Add(start, "", fmt.Appendf(nil, "w-%d | Traceback (most recent call last):%s", i%9999, forever), 1)
		},
		"streams": func(a *Assembler, _ *Lines, i int) {
			a.Add(start, fmt.Sprint(i), append([]byte("Traceback (most recent call last):"), forever...), 1)
		},
		"partial lines": func(a *Assembler, _ *Lines, i int) {
			a.Add(start, "", append([]byte("2026-01-05T10:00:00.123456789Z stderr P "), forever...), 1)
		},
		"endless trace": func(a *Assembler, _ *Lines, i int) {
			a.Add(start, "", append([]byte(`  File "a.py", line 1, in `), forever...), 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, l := NewAssembler(Origin{}), Lines{}
			before := heap()
			for i := range 800 { // 50 MB
				write(a, &l, i)
			}
			if grown := heap() - before; grown > 24<<20 {
				t.Errorf("the heap grew by %d MB", grown>>20)
			}
			runtime.KeepAlive(a)
			runtime.KeepAlive(l)
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func FuzzAssembler(f *testing.F) {
	f.Add([]byte(crash), "a", uint8(7))
	f.Add([]byte(chained+"\x1b[31m\x00\xff"), "shop-1 | ", uint8(1))
	f.Add([]byte(`{"log":"Traceback (most recent call last):\n","stream":"stderr"}`), "", uint8(3))
	f.Fuzz(func(t *testing.T, text []byte, prefix string, step uint8) {
		a, l := NewAssembler(Origin{}), Lines{}
		check := func(signals []heald.Signal) {
			for _, s := range signals {
				e := s.Exceptions[0]
				if e.Start < 0 || e.End > len(s.Text) || e.Start > e.End || strings.ContainsAny(s.Text, "\x00\r") || strings.ToValidUTF8(s.Text, "") != s.Text {
					t.Errorf("signal [%d:%d] of %q", e.Start, e.End, s.Text)
				}
			}
		}
		each := func(line []byte, n int) { check(a.Add(start, "", append([]byte(prefix), line...), n)) }
		for n := int(step) + 1; len(text) > 0; text = text[min(n, len(text)):] {
			l.Write(text[:min(n, len(text))], each)
		}
		l.Flush(each)
		check(a.Flush(start, true))
		if a.Held() != 0 {
			t.Errorf("%d bytes held at the end", a.Held())
		}
	})
}

func BenchmarkAssembler(b *testing.B) {
	for name, text := range map[string]string{
		"plain":    strings.Repeat("2026-01-05 10:00:00 INFO 127.0.0.1 \"GET /orders/7 HTTP/1.1\" 200 started at 10:00:01\n", 1000),
		"crashes":  strings.Repeat(crash, 300),
		"json":     strings.Repeat(`{"level":"info","ts":1700000000.1,"caller":"shop/main.go:12","msg":"served","path":"/orders/7"}`+"\n", 1000),
		"one in 9": strings.Repeat(crash+strings.Repeat("INFO a line of a log that says nothing at all: 1\n", 54), 30),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			a, l := NewAssembler(Origin{}), Lines{}
			for b.Loop() {
				l.Write([]byte(text), func(line []byte, n int) { a.Add(start, "", line, n) })
			}
		})
	}
}

func TestRequest(t *testing.T) {
	for name, tc := range map[string]struct{ before, after, want string }{
		"none":                   {"INFO started\n", "INFO next\n", ""},
		"named by the framework": {"GET /old 200\n[2026-05-04] ERROR in app: Exception on /orders/7 [POST]\n", "", "POST /orders/7"},
		"access log behind":      {"", `127.0.0.1 - - [04/May/2026] "GET /orders/7?x=1 HTTP/1.1" 500 -` + "\n", "GET /orders/7?x=1"},
		"access log before":      {`INFO: 127.0.0.1:5 - "GET /orders/7 HTTP/1.1" 500 Internal Server Error` + "\n", "", "GET /orders/7"},
		"one that went well":     {`127.0.0.1 - - "GET /orders/7 HTTP/1.1" 200 -` + "\n", `127.0.0.1 - - "GET /orders/8 HTTP/1.1" 404 -` + "\n", ""},
		"one that has begun":     {"GET /orders/6 200 3ms\nINFO handling request GET /orders/7\n", "", "GET /orders/7"},
		"an absolute address":    {`"PUT http://shop.local/orders/7 HTTP/1.1"` + "\n", "", "PUT /orders/7"},
		"JSON":                   {`{"msg":"request","method":"GET","path":"/orders/7"}` + "\n", "", ""},
		"too long":               {"GET /" + strings.Repeat("a", 9999) + "\n", "", ("GET /" + strings.Repeat("a", 9999))[:maxRequest]},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Request(tc.before, tc.after); got != tc.want {
				t.Errorf("request %q, want %q", got, tc.want)
			}
		})
	}
}

func TestDeliver(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want int
	}{"at once": {nil, 1}, "invalid": {heald.ErrInvalid, 1}, "denied": {heald.ErrDenied, 1}, "passing": {heald.ErrTransient, 4}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				err := Deliver(t.Context(), SinkFunc(func(context.Context, []heald.Signal) error {
					if calls++; calls == 4 {
						return nil
					}
					return tc.err
				}), []heald.Signal{{}})
				if calls != tc.want || tc.want == 1 && !errors.Is(err, tc.err) || tc.want > 1 && err != nil {
					t.Errorf("%d calls, %v", calls, err)
				}
			})
		})
	}
	if err := Deliver(t.Context(), nil, nil); err != nil {
		t.Error(err)
	}
}
