package daemon

import (
	"context"
	"sync"

	"github.com/heald-dev/heald/internal/web"
)

// waiting is how many changes a reader may be behind.
const waiting = 256

// feed tells everybody who listens what changes. A reader that is too slow is dropped: it reads the store again when it comes back.
type feed struct {
	mu      sync.Mutex
	readers map[chan web.Change]bool
}

func newFeed() *feed { return &feed{readers: map[chan web.Change]bool{}} }

// Subscribe implements web.Feed.
func (f *feed) Subscribe(ctx context.Context) <-chan web.Change {
	reader := make(chan web.Change, waiting)
	f.mu.Lock()
	f.readers[reader] = true
	f.mu.Unlock()
	context.AfterFunc(ctx, func() { f.drop(reader) })
	return reader
}

func (f *feed) drop(reader chan web.Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers[reader] {
		delete(f.readers, reader)
		close(reader)
	}
}

func (f *feed) publish(c web.Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for reader := range f.readers {
		select {
		case reader <- c:
		default:
			delete(f.readers, reader)
			close(reader)
		}
	}
}
