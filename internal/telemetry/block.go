package telemetry

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/trace"
)

// tail is the last lines of a stream.
type tail struct {
	lines [][]byte
	bytes int
}

func (t *tail) add(line []byte) {
	line = line[max(0, len(line)-contextBytes):]
	t.lines = append(t.lines, bytes.Clone(line))
	t.bytes += len(line) + 1
	drop := 0
	for len(t.lines)-drop > contextLines || t.bytes > contextBytes+1 {
		t.bytes -= len(t.lines[drop]) + 1
		t.lines[drop] = nil
		drop++
	}
	t.lines = t.lines[drop:]
}

// take returns the lines and forgets them.
func (t *tail) take() []byte {
	var out []byte
	for _, line := range t.lines {
		out = append(append(out, Clean(line)...), '\n')
	}
	*t = tail{}
	return out
}

// block is a run of lines in which traces stand, with the lines before it.
type block struct {
	text  []byte
	lead  int       // length of the lines before
	aside []byte    // what other streams said meanwhile
	at    time.Time // of the last sign of a trace
	quiet int       // lines since
	from  int64     // what the assembler had been fed before the first line
	marks []place
}

// place says which byte of the input a byte of a block's text came from.
type place struct {
	at  int
	fed int64
}

const markEvery = 4 << 10

func newBlock(before *tail, from int64) *block {
	b := &block{text: before.take(), from: from}
	b.lead = len(b.text)
	return b
}

func (b *block) add(now time.Time, line []byte, sign bool, fed int64) {
	if n := len(b.marks); n == 0 || len(b.text)-b.marks[n-1].at > markEvery {
		b.marks = append(b.marks, place{len(b.text), fed})
	}
	b.text = append(append(b.text, Clean(line)...), '\n')
	b.quiet++
	if sign {
		b.at, b.quiet = now, 0
	}
}

// part reads a block that has become too large, and keeps for the next part the trace that may go on.
func (b *block) part(o Origin, writer string, now time.Time) ([]heald.Signal, *block) {
	cut := len(b.text)
	for _, e := range trace.Parse(b.text) {
		if e.End > len(b.text)-markEvery && e.Start > len(b.text)/2 {
			cut = min(cut, e.Start)
		}
	}
	cut = bytes.LastIndexByte(b.text[:cut], '\n') + 1
	rest := &block{text: bytes.Clone(b.text[cut:]), at: b.at, from: b.from}
	for _, m := range b.marks {
		if m.at <= cut {
			rest.from = m.fed
		}
	}
	b.text = b.text[:cut]
	signals, _ := b.signals(o, writer, now)
	return signals, rest
}

// signals returns one signal for each trace in the block, and where the last one ended.
func (b *block) signals(o Origin, writer string, now time.Time) ([]heald.Signal, int) {
	end := len(b.text)
	text := append(b.text[:end:end], b.aside...)
	var found []heald.Exception
	for _, e := range trace.Parse(text) {
		if e.End > b.lead && e.Start < end && e.ErrorType != "" { // frames alone may be a stack that somebody printed
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return nil, b.lead
	}
	last := b.lead
	for _, e := range found {
		last = max(last, min(e.End+1, end))
	}
	var out []heald.Signal
	for i, e := range ours(found) {
		out = append(out, Cut(o, text, found, e))
		out[i].At = now
		if writer != "" {
			out[i].Instance = strings.TrimPrefix(o.Instance+"/"+writer, "/")
		}
	}
	return out, last
}

// ours drops the traces that show nothing of the service where another one does: what a framework goes through while a crash
// takes it down.
func ours(es []heald.Exception) []heald.Exception {
	var kept []heald.Exception
	for _, e := range es {
		if inApp(e, 0) {
			kept = append(kept, e)
		}
	}
	if len(kept) == 0 {
		return es
	}
	return kept
}

const maxNesting = 8

func inApp(e heald.Exception, depth int) bool {
	for _, f := range e.Frames {
		if f.InApp {
			return true
		}
	}
	for _, es := range [][]heald.Exception{e.Causes, e.Members} {
		for _, inner := range es {
			if depth < maxNesting && inApp(inner, depth+1) {
				return true
			}
		}
	}
	return false
}

// Cut makes a signal of one exception of a text, with the lines around it that belong to no other one.
func Cut(o Origin, text []byte, all []heald.Exception, e heald.Exception) heald.Signal {
	floor, ceiling := 0, len(text)
	for _, other := range all {
		if other.End <= e.Start {
			floor = max(floor, other.End)
		}
		if other.Start >= e.End {
			ceiling = min(ceiling, other.Start)
		}
	}
	from := linesBefore(text, floor, e.Start)
	to := linesAfter(text, e.End, ceiling)
	s := heald.Signal{Service: o.Service, Source: o.Source, Commit: o.Commit, Instance: o.Instance, Text: string(text[from:to])}
	s.Request = Request(string(text[from:e.Start]), string(text[e.End:to]))
	s.Exceptions = []heald.Exception{moved(e, -from)}
	return s
}

func linesBefore(text []byte, floor, at int) int {
	from := at
	for n := 0; n < contextLines && from > floor; n++ {
		before := bytes.LastIndexByte(text[floor:max(floor, from-1)], '\n') + 1 + floor
		if at-before > contextBytes {
			break
		}
		from = before
	}
	return from
}

func linesAfter(text []byte, at, ceiling int) int {
	to := at
	for n := 0; n <= afterLines && to < ceiling; n++ {
		next := ceiling
		if i := bytes.IndexByte(text[to:ceiling], '\n'); i >= 0 {
			next = to + i + 1
		}
		if next-at > afterBytes {
			break
		}
		to = next
	}
	return to
}

// moved returns e with its offsets moved.
func moved(e heald.Exception, by int) heald.Exception {
	e.Start, e.End = e.Start+by, e.End+by
	for _, es := range [][]heald.Exception{e.Causes, e.Members} {
		for i := range es {
			es[i] = moved(es[i], by)
		}
	}
	return e
}

func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return line, rest
}

func validText(b []byte) bool { return utf8.Valid(b) }
