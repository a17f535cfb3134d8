package daemon

import (
	"context"
	"sync"
	"time"

	"github.com/heald-dev/heald"
)

// behind is how many cases a reader may be behind.
const behind = 256

// walks gives every case as it was saved to whoever listens: the terminal of heald run, the demo. A reader that is too slow is dropped.
type walks struct {
	mu      sync.Mutex
	readers map[chan heald.Case]bool
	walked  time.Time // when a case was saved last
}

func (w *walks) subscribe(ctx context.Context) <-chan heald.Case {
	reader := make(chan heald.Case, behind)
	w.mu.Lock()
	if w.readers == nil {
		w.readers = map[chan heald.Case]bool{}
	}
	w.readers[reader] = true
	w.mu.Unlock()
	context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.drop(reader)
	})
	return reader
}

func (w *walks) drop(reader chan heald.Case) {
	if w.readers[reader] {
		delete(w.readers, reader)
		close(reader)
	}
}

// last is when a case was saved last.
func (w *walks) last() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.walked
}

func (w *walks) publish(c heald.Case) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.walked = time.Now()
	for reader := range w.readers {
		select {
		case reader <- c:
		default:
			w.drop(reader)
		}
	}
}
