package trace

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func samples(tb testing.TB) [][]byte {
	tb.Helper()
	files, _ := filepath.Glob("testdata/*.txt")
	var out [][]byte
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		tb.Fatal("no samples")
	}
	return out
}

func FuzzParse(f *testing.F) {
	for _, text := range samples(f) {
		f.Add(text)
		f.Add(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		check(t, text, Parse(text))
	})
}

// TestHuge gives texts that are built to be slow: each must be read in a time that a linear reader needs with room to spare.
func TestHuge(t *testing.T) {
	const size = 1 << 20
	frame := "  File \"/srv/app/a.py\", line 3, in f\n    g()\n"
	texts := map[string]string{
		"one line":          strings.Repeat("x", 50<<20),
		"one JSON line":     `{"message": "` + strings.Repeat(`Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n`, size/64) + `"}`,
		"escapes":           `{"m": "` + strings.Repeat(`\n\u00e9\ud83d\ude00`, size/20) + `, line `,
		"line ends":         strings.Repeat("\n", size),
		"headers":           strings.Repeat(pyHeader+"\n", size/35),
		"frames":            pyHeader + "\n" + strings.Repeat(frame, size/len(frame)),
		"separators":        strings.Repeat(pyHeader+"\nE: x\n\n"+pyHandling+"\n\n", size/110),
		"nested groups":     nested(2000),
		"at lines":          "Error: x\n" + strings.Repeat("    at f (/a.js:1:2)\n", size/21),
		"at lines, prefix":  strings.Repeat("2026-01-01 10:00:00 x at f (/a.js:1:2)\n", size/39),
		"headers at":        strings.Repeat("Error: x\n at f (/a.js:1:2)\n", size/28),
		"goroutines":        "panic: x\n\n" + strings.Repeat("goroutine 1 [running]:\nmain.f()\n\t/a.go:1\n\n", size/44),
		"panics":            strings.Repeat("panic: x\n", size/9),
		"braces":            "Error: x\n    at f (/a.js:1:2) {\n" + strings.Repeat("  a: {\n", size/7),
		"escape sequences":  strings.Repeat("\x1b[31m, line \x1b", size/13),
		"partial CRI":       strings.Repeat("2026-01-05T10:00:00.123456789Z stderr P , line 1\n", size/50),
		"partial docker":    strings.Repeat(`{"log":"  File \"a\", line 1","stream":"stderr"}`+"\n", size/48),
		"caused by":         "a.E: x\n\tat a.b(C.java:1)\n" + strings.Repeat("Caused by: a.E: y\n", size/18),
		"quotes":            strings.Repeat(`"\n", line `, size/11),
		"distinct prefixes": prefixes(size / 60),
		"braced records":    strings.Repeat(`{"a":`, size/5) + `\n", line "`,
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			es := Parse([]byte(text))
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%d MB took %v", len(text)>>20, took)
			}
			check(t, []byte(text), es)
		})
	}
}

func nested(depth int) string {
	var b strings.Builder
	b.WriteString("  + " + pyGroup + "\n")
	for d := 1; d < depth; d++ {
		margin := strings.Repeat("  ", d)
		b.WriteString(margin + "| ExceptionGroup: x (1 sub-exception)\n" + margin + "+-+---------------- 1 ----------------\n")
	}
	return b.String()
}

func prefixes(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("host" + strings.Repeat("x", i%150) + " |   File \"/srv/app/a.py\", line 3, in f\n")
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	var quiet, busy bytes.Buffer
	for quiet.Len() < 8<<20 {
		quiet.WriteString("2026-01-05 10:00:00,123 INFO [shop.web] GET /orders/7?page=2 200 in 12 ms at node-3\n")
	}
	for busy.Len() < 8<<20 {
		for _, s := range samples(b) {
			busy.Write(s)
		}
	}
	for name, text := range map[string][]byte{"quiet": quiet.Bytes(), "traces": busy.Bytes()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(text)
			}
		})
	}
}
