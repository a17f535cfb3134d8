package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/heald-dev/heald"
)

// Backend is one version of a service: what runs it, and how its requests ended.
type Backend struct {
	Version   string
	instances []*Kept
	counts    *counts
	turn      atomic.Uint64
	flying    atomic.Int64
}

// NewBackend makes a version out of the programs that run it.
func NewBackend(version string, instances ...*Kept) *Backend {
	return &Backend{Version: version, instances: instances, counts: newCounts()}
}

// Ready says whether any instance answers.
func (b *Backend) Ready() bool { return b != nil && slices.ContainsFunc(b.instances, (*Kept).Ready) }

// Exits counts the ends that nobody asked for.
func (b *Backend) Exits() (n int) {
	for _, k := range b.instances {
		n += k.Exits()
	}
	return n
}

// Instances are the programs.
func (b *Backend) Instances() []*Kept { return b.instances }

// address of the next instance that is ready.
func (b *Backend) address() string {
	if b == nil {
		return ""
	}
	start := b.turn.Add(1)
	for i := range b.instances {
		if k := b.instances[(int(start%uint64(len(b.instances)))+i)%len(b.instances)]; k.Ready() {
			return k.Address()
		}
	}
	return ""
}

// Drain waits until no request is on its way to the backend, or the context ends.
func (b *Backend) Drain(ctx context.Context) {
	for b.flying.Load() > 0 && sleep(ctx, 10*time.Millisecond) {
	}
}

// split is how requests are divided.
type split struct {
	stable, canary *Backend
	percent        int
}

// Limits of a proxy. Zero fields get the defaults.
type Limits struct {
	Body     int64         // of a request; 64 MiB
	Answer   time.Duration // until the service begins its answer; 60 s
	Patience time.Duration // for a service that is being started again; 3 s
	Waiting  int           // requests that wait at a time; 1000
}

// Proxy divides requests between two versions of a service.
type Proxy struct {
	limits    Limits
	split     atomic.Pointer[split]
	moved     sync.Mutex // held while the split changes
	routes    *routes
	all       *counts // of the stable versions, whichever it was: what is normal
	failures  failures
	waiting   atomic.Int64
	forward   *httputil.ReverseProxy
	transport *http.Transport
	now       func() time.Time
}

// NewProxy makes a proxy that has no version yet.
func NewProxy(limits Limits) *Proxy {
	if limits.Body <= 0 {
		limits.Body = 64 << 20
	}
	if limits.Answer <= 0 {
		limits.Answer = time.Minute
	}
	if limits.Patience <= 0 {
		limits.Patience = 3 * time.Second
	}
	if limits.Waiting <= 0 {
		limits.Waiting = 1000
	}
	p := &Proxy{limits: limits, routes: newRoutes(), all: newCounts(), now: time.Now}
	p.split.Store(&split{})
	p.transport = &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
		ResponseHeaderTimeout: limits.Answer,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       30 * time.Second,
		DisableCompression:    true,
	}
	p.forward = &httputil.ReverseProxy{
		Rewrite:        rewrite,
		Transport:      carrier{p},
		ModifyResponse: p.answered,
		ErrorHandler:   p.broke,
		ErrorLog:       log.New(io.Discard, "", 0), // counted and recorded instead
	}
	return p
}

func rewrite(r *httputil.ProxyRequest) {
	r.Out.URL.Scheme, r.Out.URL.Host = "http", "service" // the carrier knows where
	r.Out.Host = r.In.Host
	r.SetXForwarded()
}

// Serve answers on a listener until the context ends, and lets what is on its way end for some seconds then.
func (p *Proxy) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: p, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 256 << 10,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close()
		}
		err = <-ended
	}
	p.transport.CloseIdleConnections()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
}

// Split gives canary a share of the requests; without one, stable has all.
func (p *Proxy) Split(stable, canary *Backend, percent int) {
	p.moved.Lock()
	defer p.moved.Unlock()
	if canary == nil {
		percent = 0
	}
	p.split.Store(&split{stable, canary, min(max(percent, 0), 100)})
}

// Rates is how the requests to a backend ended that began since a moment.
func (p *Proxy) Rates(b *Backend, since time.Time) []heald.RouteRate {
	now := p.now()
	return p.routes.rates(b.counts.between(since, now.Add(time.Second), now, false))
}

// Between is how the requests to the stable versions ended that began in [from, to). With inside, nothing from outside is counted; else
// nothing from inside is left out, where the counts of an older time are no finer than minutes or hours.
func (p *Proxy) Between(from, to time.Time, inside bool) []heald.RouteRate {
	return p.routes.rates(p.all.between(from, to, p.now(), inside))
}

// Route is the route of a request that was not necessarily made.
func (p *Proxy) Route(method, path string) string { return p.routes.called(p.routes.of(method, path)) }

// choose picks the version by chance, so that no rhythm of the clients falls together with the division.
func (s *split) choose() (first, second *Backend) {
	if s.canary != nil && rand.IntN(100) < s.percent {
		return s.canary, s.stable
	}
	return s.stable, s.canary
}
