// Package trace reads stack traces out of any text: a raw crash, a log around one, JSON log lines, the framing of container
// runtimes, several services interleaved in one file.
//
// One file holds one grammar (python.go, golang.go, javascript.go, java.go); unwrap.go and prefix.go undo what loggers and
// collectors did to the lines before a grammar sees them. Input is hostile: nothing here panics, everything is linear in the
// size of the text, and memory is bounded by the limits below rather than by the text.
//
// What the limits cost: of a line longer than 1 MiB only the first 1 MiB is read; a run of traces without a pause longer than
// 16 MiB or 100,000 lines is read in parts, so that one trace at the seam may come out cut; at most 10,000 traces are returned,
// with at most 5,000 frames each.
package trace

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

const (
	maxLine       = 1 << 20
	maxSegment    = 16 << 20
	maxLines      = 100_000
	maxExceptions = 10_000
	maxFrames     = 5_000
	leadLines     = 30  // lines kept before the first sign of a trace: its header, with a message of several lines
	tailLines     = 120 // lines kept after the last sign: the error line, notes, other streams in between
)

// Parse returns the stack traces in text, in the order of their first lines. Start and End are byte offsets into text itself,
// whatever the trace was wrapped in: of the first line's beginning (inside a JSON string, of its first character) and after the
// last line, without its line end.
func Parse(text []byte) []heald.Exception {
	var found []heald.Exception
	for seg := range segments(text) {
		found = append(found, parseSegment(text, seg)...)
		if len(found) >= maxExceptions {
			return found[:maxExceptions]
		}
	}
	return found
}

// span is one physical line: its bytes without the line end, cut at maxLine.
type span struct{ start, end int }

// segments yields the runs of lines that may hold a trace. Most of a log is thrown away here, at the speed of a few substring
// searches, so that what follows may be thorough.
func segments(text []byte) func(yield func([]span) bool) {
	return func(yield func([]span) bool) {
		var s segment
		for pos := 0; pos < len(text); {
			var ln span
			ln, pos = nextLine(text, pos)
			s.add(ln, mayBeTrace(text[ln.start:ln.end]))
			if s.full() {
				if !yield(s.lines) {
					return
				}
				s = segment{}
			}
		}
		if s.hot {
			yield(s.lines)
		}
	}
}

// segment is a run of lines that grows.
type segment struct {
	lines []span
	size  int
	quiet int  // lines since the last sign of a trace
	hot   bool // there was a sign
}

func (s *segment) add(ln span, sign bool) {
	s.quiet++
	if sign {
		s.hot, s.quiet = true, 0
	}
	s.lines = append(s.lines, ln)
	s.size += ln.end - ln.start
	if !s.hot && len(s.lines) > 2*leadLines {
		s.lines = append(s.lines[:0], s.lines[len(s.lines)-leadLines:]...)
		s.size = 0
	}
}

func (s *segment) full() bool {
	return s.hot && (s.quiet > tailLines || s.size > maxSegment || len(s.lines) > maxLines)
}

func nextLine(text []byte, pos int) (span, int) {
	end, next := len(text), len(text)
	if i := bytes.IndexByte(text[pos:], '\n'); i >= 0 {
		end, next = pos+i, pos+i+1
	}
	if end-pos > maxLine {
		end = pos + maxLine
	}
	return span{pos, end}, next
}

var signs = [][]byte{
	[]byte(", line "), []byte("(most recent call"), []byte("goroutine "), []byte("panic"), []byte("fatal error: "), []byte(".go:"),
	[]byte("\tat "), []byte(`\tat `), []byte("Caused by: "), []byte(`"frames"`), []byte(`\"frames\"`), []byte(richTop),
}

// mayBeTrace says whether a raw line, however wrapped, could belong to a trace. It may say yes too often.
func mayBeTrace(ln []byte) bool {
	for _, s := range signs {
		if bytes.Contains(ln, s) {
			return true
		}
	}
	if i := bytes.Index(ln, []byte(" at ")); i >= 0 {
		return bytes.IndexByte(ln[i:], '(') >= 0 || bytes.IndexByte(ln[i:], ':') >= 0
	}
	return false
}

// parseSegment unwraps one segment and runs the grammars over each of its streams.
func parseSegment(text []byte, seg []span) []heald.Exception {
	first, last := seg[0].start, seg[len(seg)-1].end
	whole := string(text[first:last])
	u := unwrapper{streams: map[string]*stream{}, partial: map[string]*joined{}}
	for _, ln := range seg {
		s := whole[ln.start-first : ln.end-first]
		u.line("", view{text: strings.TrimSuffix(s, "\r"), base: ln.start}, 0)
	}
	u.flush()
	found := u.found
	for _, s := range u.all {
		for _, part := range split(s) {
			es := parseStream(part)
			s.complete(es)
			found = append(found, es...)
		}
	}
	return tidy(text, found)
}

// parseStream runs the grammars over the lines of one stream.
func parseStream(s *stream) []heald.Exception {
	var found []heald.Exception
	floor := 0 // first line that no earlier trace has taken
	for i := 0; i < len(s.lines); {
		e, next, ok := parseAt(s, i, floor)
		if next <= i {
			next = i + 1
		}
		if ok {
			found = append(found, e)
		}
		if ok || next > i+1 {
			floor = next
		}
		i = next
	}
	return found
}

// parseAt tries the grammars at line i. No line before floor may be taken.
func parseAt(s *stream, i, floor int) (heald.Exception, int, bool) {
	t := s.lines[i].text
	switch {
	case strings.Contains(t, richTop):
		return parseRich(s, i)
	case strings.Contains(t, "(most recent call"), strings.Contains(t, `File "`), strings.HasPrefix(t, "Fatal Python error"):
		return parsePython(s, i)
	case strings.Contains(t, "panic: "), strings.Contains(t, "fatal error: "), strings.Contains(t, "panic serving "),
		strings.Contains(t, "goroutine "), strings.Contains(t, ".go:"):
		return parseGo(s, i, floor)
	case strings.HasPrefix(strings.TrimLeft(t, " \t"), "at "):
		if _, ok := javaFrame(t); ok {
			return parseJava(s, i, floor)
		}
		return parseJavaScript(s, i, floor)
	}
	return heald.Exception{}, i, false
}

// tidy puts the traces in order and removes those that one line shows twice: loggers like to print a trace in the message and
// again in a field of its own.
func tidy(text []byte, es []heald.Exception) []heald.Exception {
	slices.SortStableFunc(es, func(a, b heald.Exception) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var out []heald.Exception
	for _, e := range es {
		n := len(out)
		if n > 0 && bytes.IndexByte(text[out[n-1].Start:e.Start], '\n') < 0 && alike(out[n-1], e) {
			continue
		}
		out = append(out, detached(e))
	}
	return out
}

// detached returns e with strings of its own: the parsed ones would keep the whole segment in memory.
func detached(e heald.Exception) heald.Exception {
	for _, s := range []*string{&e.ErrorType, &e.Message} {
		*s = strings.Clone(*s)
	}
	for i := range e.Notes {
		e.Notes[i] = strings.Clone(e.Notes[i])
	}
	for i := range e.Frames {
		f := &e.Frames[i]
		for _, s := range []*string{&f.Function, &f.File, &f.Module, &f.Code} {
			*s = strings.Clone(*s)
		}
	}
	for _, es := range [][]heald.Exception{e.Causes, e.Members} {
		for i := range es {
			es[i] = detached(es[i])
		}
	}
	return e
}

func alike(a, b heald.Exception) bool {
	return a.ErrorType == b.ErrorType && a.Message == b.Message && slices.EqualFunc(a.Frames, b.Frames, func(f, g heald.Frame) bool {
		return f.File == g.File && f.Line == g.Line && f.Function == g.Function
	})
}
