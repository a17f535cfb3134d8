package daemon

import (
	"context"
	"sync"
)

// waiting is how many changes a reader may be behind.
const waiting = 256

// feed tells everybody who listens what changes. A reader that is too slow is dropped: it reads the store again when it comes back.
type feed[T any] struct {
	mu      sync.Mutex
	readers map[chan T]bool
}

func newFeed[T any]() *feed[T] { return &feed[T]{readers: map[chan T]bool{}} }

// Subscribe implements web.Feed.
func (f *feed[T]) Subscribe(ctx context.Context) <-chan T {
	reader := make(chan T, waiting)
	f.mu.Lock()
	f.readers[reader] = true
	f.mu.Unlock()
	context.AfterFunc(ctx, func() { f.drop(reader) })
	return reader
}

func (f *feed[T]) drop(reader chan T) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers[reader] {
		delete(f.readers, reader)
		close(reader)
	}
}

func (f *feed[T]) publish(c T) {
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
