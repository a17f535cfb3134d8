package supervise

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
)

// What is kept of requests that failed, in memory only: they carry what their senders entrusted to the service.
const (
	maxFailures    = 256
	maxBody        = 16 << 10
	maxHeaderBytes = 8 << 10
)

// Failure is a request that ended in an error of the service.
type Failure struct {
	ID     string
	At     time.Time
	Ended  time.Time
	Method string
	URI    string // path and query
	Route  string
	Status int // 0: the connection broke
	Whole  bool
	header http.Header
	body   []byte
}

// Sent is what the request carried, as far as it was kept whole, and of which media type.
func (f Failure) Sent() (media string, body []byte) {
	if !f.Whole {
		return "", nil
	}
	media, _, err := mime.ParseMediaType(f.header.Get("Content-Type"))
	if err != nil {
		media = ""
	}
	return media, bytes.Clone(f.body)
}

// failures remembers the last of them.
type failures struct {
	mu   sync.Mutex
	ring []*Failure
	next int
	seen int
}

func (f *failures) add(failure *Failure) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen++
	if failure.ID == "" {
		failure.ID = fmt.Sprintf("%d-%d", failure.At.UnixNano(), f.seen)
	}
	if len(f.ring) < maxFailures {
		f.ring = append(f.ring, failure)
		return
	}
	f.ring[f.next] = failure
	f.next = (f.next + 1) % maxFailures
}

// find is the failure that fits best.
func (f *failures) find(better func(a, b *Failure) bool) (best *Failure) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, failure := range f.ring {
		if best == nil || better(failure, best) {
			best = failure
		}
	}
	return best
}

// recorder copies the start of a body while the service reads it.
type recorder struct {
	io.ReadCloser
	mu    sync.Mutex
	kept  bytes.Buffer
	whole bool
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept.Len() <= maxBody {
		r.kept.Write(p[:n])
	}
	if err == io.EOF {
		r.whole = r.kept.Len() <= maxBody
	}
	return n, err
}

func (r *recorder) body() ([]byte, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.kept.Bytes()[:min(r.kept.Len(), maxBody)]), r.whole
}

// headersWorth keeps the headers that a service may look at. What belongs to one connection is left out.
func headersWorth(all http.Header) http.Header {
	kept, size := http.Header{}, 0
	for name, values := range all {
		if oneConnection(name) {
			continue
		}
		for _, value := range values {
			if size += len(name) + len(value); size <= maxHeaderBytes {
				kept.Add(name, value)
			}
		}
	}
	return kept
}

func oneConnection(name string) bool {
	switch strings.ToLower(name) {
	case "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authorization", "proxy-connection",
		"content-length", "expect", "if-none-match", "if-modified-since", "range", "x-forwarded-for":
		return true
	}
	return false
}
