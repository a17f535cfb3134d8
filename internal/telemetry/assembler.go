package telemetry

import (
	"maps"
	"slices"
	"time"

	"github.com/heald-dev/heald"
)

const (
	// Quiet is how long an assembler waits for more of a trace.
	Quiet = 200 * time.Millisecond

	contextLines = 50
	contextBytes = 8 << 10
	afterLines   = 10
	afterBytes   = 2 << 10
	asideBytes   = 4 << 10
	tailLines    = 120       // lines without a sign of a trace that end a block
	maxBlock     = 512 << 10 // a block is read in parts of this size
	maxWriters   = 32
	maxStreams   = 4
)

// Origin says whose words an assembler reads.
type Origin struct {
	Service  string
	Source   string
	Instance string
	Commit   string
}

// Assembler puts the traces in the output of one instance together, line by line, and makes a signal of each. Its streams may be
// interleaved, and so may be the containers that write into one file. It starts nothing and locks nothing: whoever owns it calls
// Add for each line and Flush when Due has come. Its memory is bounded by constants.
type Assembler struct {
	origin  Origin
	writers map[string]*writer
	fed     int64 // bytes given to Add so far
	turn    int64
}

// writer is one container, or the instance itself: its streams share what was said before a trace.
type writer struct {
	name    string
	before  tail
	blocks  map[string]*block
	partial map[string][]byte
	used    int64
}

// NewAssembler returns an assembler of what origin says.
func NewAssembler(origin Origin) *Assembler {
	return &Assembler{origin: origin, writers: map[string]*writer{}}
}

// Add takes the next line of a stream, of which size bytes were read, and returns the signals that are complete.
func (a *Assembler) Add(now time.Time, stream string, line []byte, size int) []heald.Signal {
	from := a.fed
	a.fed += int64(size)
	f := unframe(line)
	if f.stream != "" {
		stream = f.stream
	}
	w, done := a.writer(now, f.writer)
	text, whole := w.join(stream, f)
	if !whole {
		return done
	}
	b := w.blocks[stream]
	sign := Sign(text)
	if b == nil && !sign {
		w.before.add(text)
		w.aside(text)
		return done
	}
	if b == nil {
		if len(w.blocks) >= maxStreams {
			return done
		}
		b = newBlock(&w.before, now, from)
		w.blocks[stream] = b
	}
	b.add(now, text, sign, from)
	switch {
	case len(b.text) > maxBlock:
		signals, rest := b.split(a.origin, w.name, now, len(b.text)-markEvery)
		w.blocks[stream] = rest
		if done = append(done, signals...); len(rest.text) > maxBlock/2 { // one trace without an end
			done = append(done, a.close(w, stream, now)...)
		}
	case b.quiet > tailLines:
		done = append(done, a.close(w, stream, now)...)
	}
	return done
}

// writer returns the writer of that name; when there are too many the one that was silent longest makes room.
func (a *Assembler) writer(now time.Time, name string) (*writer, []heald.Signal) {
	var done []heald.Signal
	w := a.writers[name]
	if w == nil {
		if len(a.writers) >= maxWriters {
			oldest := slices.MinFunc(slices.Collect(maps.Values(a.writers)), func(x, y *writer) int { return int(x.used - y.used) })
			done = a.flush(oldest, now, true)
			delete(a.writers, oldest.name)
		}
		w = &writer{name: name, blocks: map[string]*block{}, partial: map[string][]byte{}}
		a.writers[name] = w
	}
	a.turn++
	w.used = a.turn
	return w, done
}

// join puts the parts of a line together that a container runtime has cut.
func (w *writer) join(stream string, f framed) ([]byte, bool) {
	begun, open := w.partial[stream]
	if !open && !f.partial {
		return f.text, true
	}
	if len(begun)+len(f.text) <= MaxLine {
		begun = append(begun, f.text...)
	}
	if f.partial && (open || len(w.partial) < maxStreams) {
		w.partial[stream] = begun
		return nil, false
	}
	delete(w.partial, stream)
	return begun, true
}

// aside shows a line to the blocks of the other streams: what an access log says after a trace names the request.
func (w *writer) aside(line []byte) {
	for _, b := range w.blocks {
		if len(b.aside)+len(line) < asideBytes {
			b.aside = append(append(b.aside, Clean(line)...), '\n')
		}
	}
}

// Due returns when Flush is to be called; zero when nothing is open.
func (a *Assembler) Due() time.Time {
	var due time.Time
	for _, w := range a.writers {
		for _, b := range w.blocks {
			if at := b.due(); due.IsZero() || at.Before(due) {
				due = at
			}
		}
	}
	return due
}

// Flush returns the signals of the traces that have been quiet for long enough; with all of every trace that has begun.
func (a *Assembler) Flush(now time.Time, all bool) []heald.Signal {
	var done []heald.Signal
	for _, name := range slices.Sorted(maps.Keys(a.writers)) {
		done = append(done, a.flush(a.writers[name], now, all)...)
	}
	return done
}

func (a *Assembler) flush(w *writer, now time.Time, all bool) []heald.Signal {
	var done []heald.Signal
	for _, stream := range slices.Sorted(maps.Keys(w.blocks)) {
		b := w.blocks[stream]
		switch {
		case all || !now.Before(b.at.Add(Quiet)):
			done = append(done, a.close(w, stream, now)...)
		case !now.Before(b.due()): // it is never quiet
			signals, rest := b.split(a.origin, w.name, now, b.settled(now))
			w.blocks[stream] = rest
			done = append(done, signals...)
		}
	}
	return done
}

func (a *Assembler) close(w *writer, stream string, now time.Time) []heald.Signal {
	b := w.blocks[stream]
	delete(w.blocks, stream)
	signals, used := b.close(a.origin, w.name, now)
	for rest := b.text[used:]; len(rest) > 0; { // what followed the trace is what precedes the next
		var line []byte
		line, rest = cutLine(rest)
		w.before.add(line)
	}
	return signals
}

// Held is how many of the bytes given to Add have not been answered yet: they belong to traces that may go on.
func (a *Assembler) Held() int64 {
	first := a.fed
	for _, w := range a.writers {
		for _, b := range w.blocks {
			first = min(first, b.from)
		}
	}
	return a.fed - first
}
