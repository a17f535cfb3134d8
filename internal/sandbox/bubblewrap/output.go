package bubblewrap

import (
	"io"
	"os"
	"sync"
	"time"
)

// stream reads one output of a command to its end and keeps what fits the limit. The rest is read and dropped, so that a
// flood neither blocks the command nor grows heald.
type stream struct {
	from *os.File
	done chan struct{}

	mu      sync.Mutex
	kept    []byte
	limit   int64
	dropped bool
}

func drain(from *os.File, limit int64) *stream {
	s := &stream{from: from, limit: limit, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		_, _ = io.CopyBuffer(s, struct{ io.Reader }{from}, make([]byte, 64<<10)) // ends with the last writer, or by finish
	}()
	return s
}

// Write keeps what fits and never fails.
func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	room := max(s.limit-int64(len(s.kept)), 0)
	if int64(len(b)) > room {
		s.dropped = true
		s.kept = append(s.kept, b[:room]...)
		return len(b), nil
	}
	s.kept = append(s.kept, b...)
	return len(b), nil
}

// finish waits for the end of the stream, which is near as every process is dead, and returns what was kept.
func (s *stream) finish() (kept []byte, dropped bool) {
	if s == nil {
		return nil, false
	}
	select {
	case <-s.done:
	case <-time.After(time.Second):
	}
	s.from.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept, s.dropped
}
