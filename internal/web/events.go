package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/heald-dev/heald"
)

const (
	hubBuffer  = 64
	maxStreams = 256
	beat       = 20 * time.Second // a comment this often keeps proxies from closing a silent stream
	calm       = 150 * time.Millisecond
	slow       = time.Second
	changed    = "event: changed\ndata: {}\n\n"
)

// Hub is a Feed: what is published reaches all who listen. Nobody is waited for: a reader whose buffer is full is dropped, and its
// browser comes back by itself and reads the page anew.
type Hub struct {
	mu      sync.Mutex
	readers map[chan Change]struct{}
}

// Publish tells all readers.
func (h *Hub) Publish(change Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for reader := range h.readers {
		select {
		case reader <- change:
		default:
			delete(h.readers, reader)
			close(reader)
		}
	}
}

// Subscribe returns a channel of what is published from now on.
func (h *Hub) Subscribe(ctx context.Context) <-chan Change {
	reader := make(chan Change, hubBuffer)
	h.mu.Lock()
	if h.readers == nil {
		h.readers = map[chan Change]struct{}{}
	}
	h.readers[reader] = struct{}{}
	h.mu.Unlock()
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, ok := h.readers[reader]; ok {
			delete(h.readers, reader)
			close(reader)
		}
	})
	return reader
}

// pageEvents tells a page that it is out of date; the page then reads itself again. Changes that come together are told once.
func (c *console) pageEvents(w http.ResponseWriter, r *http.Request) {
	only := r.URL.Query().Get("case")
	c.stream(w, r, changed, func(changes []Change) string {
		for _, change := range changes {
			if only == "" || change.Case == "" || change.Case == only {
				return changed
			}
		}
		return ""
	})
}

// apiEvents writes each change as one event, named by its kind.
func (c *console) apiEvents(w http.ResponseWriter, r *http.Request) {
	c.stream(w, r, "", func(changes []Change) string {
		text := ""
		for _, change := range changes {
			data, err := json.Marshal(change)
			if err == nil {
				text += fmt.Sprintf("event: %s\ndata: %s\n\n", word(change.Kind), data)
			}
		}
		return text
	})
}

// stream writes what comes until either side ends. A page is told of a change at once: something may have happened between its
// reading and its listening, or while its browser slept.
func (c *console) stream(w http.ResponseWriter, r *http.Request, first string, format func([]Change) string) {
	select {
	case c.streams <- struct{}{}:
		defer func() { <-c.streams }()
	default:
		c.apiFail(w, fmt.Errorf("listen to changes: %w: %d others do", heald.ErrExhausted, maxStreams))
		return
	}
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Time{}) // the time to read a request is over long before a stream ends
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	changes := c.Feed.Subscribe(ctx)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	if !send(w, out, "retry: 1000\n\n"+first) {
		return
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if !send(w, out, ": still here\n\n") {
				return
			}
		case change, ok := <-changes:
			if !ok || !send(w, out, format(gather(change, changes))) {
				return
			}
		}
	}
}

// gather waits a moment for what comes together with a change; longer for counts, which come as fast as a service crashes.
func gather(first Change, changes <-chan Change) []Change {
	all := []Change{first}
	wait := calm
	if first.Kind == "count" {
		wait = slow
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case next, ok := <-changes:
			if !ok {
				return all
			}
			if all = append(all, next); wait == slow && next.Kind != "count" {
				wait = calm
				timer.Reset(wait)
			}
		case <-timer.C:
			return all
		}
	}
}

// send writes a piece of a stream. Its time is its own: that of a page is over long before a stream ends.
func send(w http.ResponseWriter, out *http.ResponseController, text string) bool {
	_ = out.SetWriteDeadline(time.Now().Add(pageTime)) // a recorder in a test has none
	if _, err := w.Write([]byte(text)); err != nil {
		return false
	}
	return out.Flush() == nil
}

// word keeps a name of an event to letters.
func word(kind string) string {
	for _, r := range kind {
		if r < 'a' || r > 'z' {
			return "change"
		}
	}
	return kind
}
