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
	text   []byte
	lead   int       // length of the lines before
	aside  []byte    // what other streams said meanwhile
	opened time.Time // when the first sign of a trace came, or the block was looked at last
	at     time.Time // of the last sign of a trace
	quiet  int       // lines since
	from   int64     // what the assembler had been fed before the first line
	marks  []place
}

// place says when a byte of a block's text came, and from where in the input.
type place struct {
	at   int
	fed  int64
	time time.Time
}

const (
	markEvery = 4 << 10
	markAfter = Quiet / 8
	maxWait   = Quiet + Quiet/4 // between two looks at a block that is never quiet
)

func newBlock(before *tail, now time.Time, from int64) *block {
	b := &block{text: before.take(), opened: now, from: from}
	b.lead = len(b.text)
	return b
}

func (b *block) add(now time.Time, line []byte, sign bool, fed int64) {
	n := len(b.marks)
	if n == 0 || len(b.text)-b.marks[n-1].at > markEvery || now.Sub(b.marks[n-1].time) > markAfter {
		b.marks = append(b.marks, place{len(b.text), fed, now})
	}
	b.text = append(append(b.text, Clean(line)...), '\n')
	b.quiet++
	if sign {
		b.at, b.quiet = now, 0
	}
}

// due is when the block is to be looked at.
func (b *block) due() time.Time {
	if quiet, wait := b.at.Add(Quiet), b.opened.Add(maxWait); wait.After(quiet) {
		return quiet
	} else {
		return wait
	}
}

// settled is where the text ends that came at least Quiet ago: what stands behind a mark came within markAfter of it.
func (b *block) settled(now time.Time) int {
	for _, m := range b.marks {
		if now.Sub(m.time) < Quiet+markAfter {
			return m.at
		}
	}
	return len(b.text)
}

// split takes the traces out that end before the boundary, and leaves a block with the rest, in which others may go on.
func (b *block) split(o Origin, writer string, now time.Time, boundary int) ([]heald.Signal, *block) {
	found := b.found(b.text)
	first := boundary // of what goes on
	for _, e := range found {
		if e.End > boundary {
			first = min(first, e.Start)
		}
	}
	var ready []heald.Exception
	cut := 0
	for _, e := range found {
		if e.End <= first {
			ready = append(ready, e)
			cut = max(cut, min(e.End+1, len(b.text)))
		}
	}
	if b.opened = now.Add(-maxWait / 2); len(ready) == 0 {
		return nil, b
	}
	signals := b.signals(o, writer, now, b.text, found, ready)
	return signals, b.rest(cut)
}

// rest is the block without its first bytes.
func (b *block) rest(cut int) *block {
	rest := &block{text: bytes.Clone(b.text[cut:]), lead: max(0, b.lead-cut), opened: b.opened, at: b.at, quiet: b.quiet, from: b.from}
	for _, m := range b.marks {
		if m.at <= cut {
			rest.from = m.fed
		}
		m.at = max(0, m.at-cut)
		if n := len(rest.marks); n > 0 && rest.marks[n-1].at == 0 && m.at == 0 {
			rest.marks = rest.marks[:0]
		}
		rest.marks = append(rest.marks, m)
	}
	return rest
}

// close returns the signals of all traces in the block, and where the last one ended.
func (b *block) close(o Origin, writer string, now time.Time) ([]heald.Signal, int) {
	text := append(b.text[:len(b.text):len(b.text)], b.aside...)
	found := b.found(text)
	last := b.lead
	for _, e := range found {
		last = max(last, min(e.End+1, len(b.text)))
	}
	return b.signals(o, writer, now, text, found, found), last
}

// found parses the traces of a block's text. Frames without an error may be a stack that somebody printed.
func (b *block) found(text []byte) []heald.Exception {
	var out []heald.Exception
	for _, e := range trace.Parse(text) {
		if e.End > b.lead && e.Start < len(b.text) && e.ErrorType != "" {
			out = append(out, e)
		}
	}
	return out
}

// signals makes a signal of each trace that is ready.
func (b *block) signals(o Origin, writer string, now time.Time, text []byte, found, ready []heald.Exception) []heald.Signal {
	var out []heald.Signal
	for _, e := range ours(ready) {
		s := Cut(o, text, found, e)
		s.At = now
		if writer != "" {
			s.Instance = strings.TrimPrefix(o.Instance+"/"+writer, "/")
		}
		out = append(out, s)
	}
	return out
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
