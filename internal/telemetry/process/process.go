// Package process is the source of signals that listens to supervised processes: to what they print, and to how they end.
//
// A process must never wait for heald: when signals come faster than the sink stores them, the newest are dropped and counted.
package process

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
	"github.com/heald-dev/heald/internal/trace"
)

// Config of a Source. The zero value is complete.
type Config struct {
	Now    func() time.Time
	Logger *slog.Logger
	// Quick is how soon after its start the end of a process counts as one of a crash loop; 60 s when zero.
	Quick time.Duration
	// Queue is how many bytes of signals may wait for the sink; 32 MB when zero.
	Queue int
}

const (
	lastOutput   = 64 << 10
	maxInstances = 200
	batchSize    = 500
	tick         = 25 * time.Millisecond
	patience     = 100 * time.Millisecond // between the end of a stream and that of its process
)

// Source listens to the processes of one supervisor.
type Source struct {
	config Config

	mu        sync.Mutex
	instances map[key]*instance
	turn      int64
	queue     []heald.Signal
	queued    int // bytes
	dropped   int
	waiting   chan struct{} // holds one token when the queue is not empty
}

type key struct{ service, instance string }

// instance is one place in which a supervisor runs a process again and again.
type instance struct {
	assembler *telemetry.Assembler
	commit    string
	started   time.Time
	quick     int // ends in a row that came soon after their starts
	output    ring
	writers   int // that are open
	used      int64
	// words are what its last stream ended with, kept for a moment: how the process ended belongs to the crash that it ended with.
	words []heald.Signal
	until time.Time
}

// New returns a Source; it hands nothing on before Run.
func New(config Config) *Source {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Quick <= 0 {
		config.Quick = time.Minute
	}
	if config.Queue <= 0 {
		config.Queue = 32 << 20
	}
	return &Source{config: config, instances: map[key]*instance{}, waiting: make(chan struct{}, 1)}
}

// Writer returns what a stream ("stdout", "stderr") of a process that starts now is to be copied to. Close it when the stream ends,
// before Exited is told. Writing never fails and never waits.
func (s *Source) Writer(service, name, commit, stream string) io.WriteCloser {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.instance(key{service, name})
	if in.writers == 0 { // the first stream of a new process
		s.put(in.said())
		in.begin(telemetry.Origin{Service: service, Source: "process", Instance: name, Commit: commit}, s.config.Now())
	}
	in.writers++
	return &writer{source: s, in: in, stream: stream}
}

func (in *instance) begin(origin telemetry.Origin, now time.Time) {
	in.assembler, in.commit, in.started = telemetry.NewAssembler(origin), origin.Commit, now
	in.output = ring{}
}

// said takes the words that were kept.
func (in *instance) said() []heald.Signal {
	words := in.words
	in.words = nil
	return words
}

// instance returns what is known of k; where there are too many, the one that was silent longest is forgotten.
func (s *Source) instance(k key) *instance {
	in := s.instances[k]
	if in == nil {
		if len(s.instances) >= maxInstances {
			s.forget()
		}
		in = &instance{}
		in.begin(telemetry.Origin{Service: k.service, Source: "process", Instance: k.instance}, time.Time{})
		s.instances[k] = in
	}
	s.turn++
	in.used = s.turn
	return in
}

func (s *Source) forget() {
	var oldest key
	least := int64(-1)
	for k, in := range s.instances {
		if in.writers == 0 && (least < 0 || in.used < least) {
			oldest, least = k, in.used
		}
	}
	if in := s.instances[oldest]; in != nil {
		s.put(in.said())
	}
	delete(s.instances, oldest)
}

// Exited tells that a process that should run has ended; code is 128+N when signal N ended it, restarts how often the supervisor had
// started it again before. Where its last words were a stack trace, the end belongs to that crash, which counts once. Else the second quick
// end in a row is a crash loop, and so is each that follows.
func (s *Source) Exited(service, name, commit string, code, restarts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	in := s.instance(key{service, name})
	last := append(in.said(), in.assembler.Flush(now, true)...)
	text := in.output.text()
	end := &heald.Exit{Code: code, Restarts: restarts}
	if !in.started.IsZero() {
		end.Lived = max(now.Sub(in.started), 0)
	}
	died := diedOf(text)
	if died && len(last) > 0 {
		last[len(last)-1].Exit = end
	}
	s.put(last)
	if in.started.IsZero() || end.Lived < s.config.Quick {
		in.quick++
	} else {
		in.quick = 0
	}
	if died || in.quick < 2 && (in.quick == 0 || restarts == 0) {
		return
	}
	s.put([]heald.Signal{{Service: service, Source: "process", At: now, Text: text, Commit: commit, Instance: name, Exit: end}})
}

// farewell is how many lines a process may print between the stack trace that it dies of and its end: "Application startup failed."
const farewell = 3

// diedOf says whether output ends with a stack trace.
func diedOf(output string) bool {
	traces := trace.Parse([]byte(output))
	if len(traces) == 0 {
		return false
	}
	lines := 0
	for line := range strings.Lines(output[traces[len(traces)-1].End:]) {
		if strings.TrimSpace(line) != "" {
			lines++
		}
	}
	return lines <= farewell
}

// put queues signals, or drops and counts them.
func (s *Source) put(signals []heald.Signal) {
	for _, signal := range signals {
		size := len(signal.Text) + 1024
		if s.queued+size > s.config.Queue {
			s.dropped++
			continue
		}
		s.queue = append(s.queue, signal)
		s.queued += size
	}
	if len(s.queue) > 0 {
		select {
		case s.waiting <- struct{}{}:
		default:
		}
	}
}

// take returns the next signals of the queue and how many were dropped since it was asked last.
func (s *Source) take() (batch []heald.Signal, dropped int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(s.queue), batchSize)
	batch = append(batch, s.queue[:n]...)
	for _, signal := range batch {
		s.queued -= len(signal.Text) + 1024
	}
	if s.queue = s.queue[n:]; len(s.queue) == 0 {
		s.queue = nil
	}
	dropped, s.dropped = s.dropped, 0
	return batch, dropped
}

// flush queues the traces that have been quiet for long enough.
func (s *Source) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	for _, in := range s.instances {
		if !now.Before(in.until) {
			s.put(in.said())
		}
		if due := in.assembler.Due(); !due.IsZero() && !now.Before(due) {
			s.put(in.assembler.Flush(now, false))
		}
	}
}

// hurry queues the last words of all processes.
func (s *Source) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.instances {
		s.put(in.said())
	}
}

// Run implements telemetry.Source. When the context ends it hands on what is queued once more, for as long as the sink takes it.
func (s *Source) Run(ctx context.Context, sink telemetry.Sink) error {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			s.hurry()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			s.drain(last, sink)
			return nil
		case <-s.waiting:
			s.drain(ctx, sink)
		case <-ticker.C:
			s.flush()
		}
	}
}

func (s *Source) drain(ctx context.Context, sink telemetry.Sink) {
	for {
		batch, dropped := s.take()
		if dropped > 0 {
			s.config.Logger.Warn("signals of processes dropped: they came faster than they were stored", "count", dropped)
		}
		if len(batch) == 0 {
			return
		}
		if err := telemetry.Deliver(ctx, sink, batch); err != nil {
			s.config.Logger.Error("signals of processes not stored", "count", len(batch), "err", err)
		}
		s.flush()
	}
}

// writer is one stream of one process.
type writer struct {
	source *Source
	in     *instance
	stream string
	lines  telemetry.Lines
	closed bool
}

// Write implements io.Writer.
func (w *writer) Write(p []byte) (int, error) {
	w.source.mu.Lock()
	defer w.source.mu.Unlock()
	if w.closed {
		return 0, fmt.Errorf("write to the %s of an ended process: %w", w.stream, io.ErrClosedPipe)
	}
	w.in.output.write(p)
	w.lines.Write(p, w.line)
	return len(p), nil
}

func (w *writer) line(line []byte, size int) {
	w.source.put(w.in.assembler.Add(w.source.config.Now(), w.stream, line, size))
}

// Close implements io.Closer: what the stream began to say is said now, or when the end of the process is told.
func (w *writer) Close() error {
	w.source.mu.Lock()
	defer w.source.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	w.lines.Flush(w.line)
	if w.in.writers--; w.in.writers == 0 {
		now := w.source.config.Now()
		w.in.words, w.in.until = append(w.in.words, w.in.assembler.Flush(now, true)...), now.Add(patience)
	}
	return nil
}
