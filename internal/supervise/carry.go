package supervise

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// errNobody says that no version answers.
var errNobody = errors.New("no version of the service is ready")

// trip is one request on its way.
type trip struct {
	began  time.Time
	route  int
	split  *split
	back   *Backend // that got it
	body   *recorder
	header http.Header
	uri    string
	method string
	client context.Context
	once   sync.Once
}

type tripKey struct{}

// ServeHTTP passes a request on to one of the versions.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := &trip{
		began: p.now(), route: p.routes.of(r.Method, r.URL.Path), split: p.split.Load(),
		header: headersWorth(r.Header), uri: r.URL.RequestURI(), method: r.Method, client: r.Context(),
	}
	t.header.Set("Host", r.Host)
	t.body = &recorder{ReadCloser: http.MaxBytesReader(w, r.Body, p.limits.Body), whole: r.Body == http.NoBody}
	if r.Body != http.NoBody {
		r.Body = t.body
	}
	defer func() {
		if t.back != nil {
			t.back.flying.Add(-1)
		}
	}()
	p.forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tripKey{}, t)))
}

// carrier brings a request to a version that takes it. Where no connection comes about nothing was sent, so that another one may have
// it, whatever it asks for.
type carrier struct{ *Proxy }

// RoundTrip implements http.RoundTripper.
func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	t := r.Context().Value(tripKey{}).(*trip)
	body := r.Body
	patience := c.now().Add(c.limits.Patience)
	for waits := false; ; {
		if response, err := c.offer(t, r, body); !refused(err) {
			return response, err
		}
		if !waits {
			waits = true
			if c.waiting.Add(1) > int64(c.limits.Waiting) {
				c.waiting.Add(-1)
				return nil, errNobody
			}
			defer c.waiting.Add(-1)
		}
		if c.now().After(patience) || !sleep(r.Context(), 20*time.Millisecond) {
			return nil, errNobody
		}
		t.split = c.split.Load() // it may be another one by now
	}
}

// offer asks both versions, the chosen one first.
func (c carrier) offer(t *trip, r *http.Request, body io.ReadCloser) (*http.Response, error) {
	first, second := t.split.choose()
	for _, b := range []*Backend{first, second} {
		address := b.address()
		if address == "" {
			continue
		}
		if !c.board(t, b) {
			break // it was just taken out
		}
		out := r.Clone(r.Context())
		out.URL.Host, out.Body = address, body
		if body != nil {
			out.Body = io.NopCloser(body) // a failed try closes it, and another one may want it
		}
		response, err := c.transport.RoundTrip(out)
		if !refused(err) {
			return response, err
		}
		b.counts.add(t.began, t.route, true)
		t.back = nil
		b.flying.Add(-1)
	}
	return nil, errNobody
}

// board counts the request as being on its way to a backend, unless that has been taken out of the split: whoever drains it must be
// able to rely on the number.
func (c carrier) board(t *trip, b *Backend) bool {
	b.flying.Add(1)
	if s := c.split.Load(); s.stable != b && s.canary != b {
		b.flying.Add(-1)
		return false
	}
	t.back = b
	return true
}

// refused says whether a try ended before anything was sent.
func refused(err error) bool {
	var op *net.OpError
	return errors.Is(err, errNobody) || errors.As(err, &op) && op.Op == "dial"
}

// answered is called with the head of every answer.
func (p *Proxy) answered(response *http.Response) error {
	t := response.Request.Context().Value(tripKey{}).(*trip)
	if response.StatusCode >= 500 {
		p.ended(t, response.StatusCode)
		return nil
	}
	if response.StatusCode == http.StatusSwitchingProtocols {
		p.ended(t, response.StatusCode)
		return nil // the body is the connection itself and must stay writable
	}
	response.Body = &watched{ReadCloser: response.Body, ended: func(err error) {
		status := response.StatusCode
		if err != nil && t.client.Err() == nil {
			status = 0
		}
		p.ended(t, status)
	}}
	return nil
}

// watched tells how the body of an answer ends.
type watched struct {
	io.ReadCloser
	ended func(err error)
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.ReadCloser.Read(b)
	switch {
	case errors.Is(err, io.EOF):
		w.ended(nil)
	case err != nil:
		w.ended(err)
	}
	return n, err
}

func (w *watched) Close() error {
	w.ended(nil)
	return w.ReadCloser.Close()
}

// broke answers for a service that did not.
func (p *Proxy) broke(w http.ResponseWriter, r *http.Request, err error) {
	t := r.Context().Value(tripKey{}).(*trip)
	var tooLarge *http.MaxBytesError
	var timeout net.Error
	switch {
	case t.client.Err() != nil:
		w.WriteHeader(499) // the client has gone: nobody's error, and nobody reads it
	case errors.As(err, &tooLarge):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case errors.Is(err, errNobody):
		if t.split.stable != nil {
			p.all.add(t.began, t.route, true)
			t.split.stable.counts.add(t.began, t.route, true)
		}
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	case errors.As(err, &timeout) && timeout.Timeout():
		p.ended(t, 0)
		w.WriteHeader(http.StatusGatewayTimeout)
	default:
		p.ended(t, 0)
		w.WriteHeader(http.StatusBadGateway)
	}
}

// ended counts a request, once.
func (p *Proxy) ended(t *trip, status int) {
	t.once.Do(func() {
		failed := status == 0 || status >= 500
		if t.back == nil {
			return
		}
		t.back.counts.add(t.began, t.route, failed)
		if t.back == t.split.stable {
			p.all.add(t.began, t.route, failed)
		}
		if failed {
			p.keep(t, status)
		}
	})
}

func (p *Proxy) keep(t *trip, status int) {
	body, whole := t.body.body()
	p.failures.add(&Failure{
		At: t.began, Ended: p.now(), Method: t.method, URI: t.uri, Route: p.routes.called(t.route),
		Status: status, Whole: whole, header: t.header, body: body,
	})
}
