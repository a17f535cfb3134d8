package supervise

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// near is how far the moment of a crash and the end of its request may lie apart where nothing but time connects them.
const near = 3 * time.Second

// Failing finds the request that a crash at a moment belongs to. said is method and path, where the crash named them; a zero moment
// stands for the last one.
func (p *Proxy) Failing(said string, at time.Time) (Failure, bool) {
	method, path, named := strings.Cut(said, " ")
	path, _, _ = strings.Cut(path, "?")
	fits := func(f *Failure) bool {
		if named {
			own, _, _ := strings.Cut(f.URI, "?")
			return f.Method == method && (own == path || f.Route == p.Route(method, path))
		}
		return at.IsZero() || distance(f, at) <= near
	}
	best := p.failures.find(func(a, b *Failure) bool {
		switch {
		case fits(a) != fits(b):
			return fits(a)
		case a.Whole != b.Whole:
			return a.Whole
		case at.IsZero():
			return a.At.After(b.At)
		}
		return distance(a, at) < distance(b, at)
	})
	if best == nil || !fits(best) {
		return Failure{}, false
	}
	return *best, true
}

// distance of a moment from the time in which a request was served.
func distance(f *Failure, at time.Time) time.Duration {
	return max(f.At.Sub(at), at.Sub(f.Ended), 0)
}

// Again sends a failed request to one backend and says how that answered: 0 for a connection that broke.
func (p *Proxy) Again(ctx context.Context, id string, to *Backend) (status int, err error) {
	f := p.failures.find(func(a, b *Failure) bool { return a.ID == id && b.ID != id })
	if f == nil || f.ID != id || !f.Whole {
		return 0, fmt.Errorf("send the failed request %s again: %w", id, heald.ErrNotFound)
	}
	address := to.address()
	if address == "" {
		return 0, fmt.Errorf("send the failed request %s again: %w: the version is not ready", id, heald.ErrTransient)
	}
	ctx, cancel := context.WithTimeout(ctx, min(p.limits.Answer, 15*time.Second))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, f.Method, "http://"+address+f.URI, bytes.NewReader(f.body))
	if err != nil {
		return 0, fmt.Errorf("send the failed request %s again: %w: %w", id, heald.ErrNotFound, err)
	}
	request.Header = f.header.Clone()
	request.Host = request.Header.Get("Host")
	request.Header.Del("Host")
	response, err := p.transport.RoundTrip(request)
	if refused(err) {
		return 0, fmt.Errorf("send the failed request %s again: %w: %w", id, heald.ErrTransient, err)
	}
	if err != nil {
		return 0, nil // how it ends is what was asked
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, 16<<20)); err != nil {
		return 0, nil
	}
	return response.StatusCode, nil
}
