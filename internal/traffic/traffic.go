// Package traffic sends HTTP requests to a service as its clients would: a weighted mix at a steady rate, in an order that a seed
// decides, and counts how they end.
package traffic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
)

// Request is one kind of request and its share of the mix.
type Request struct {
	Method string `yaml:"method"` // empty: GET
	Path   string `yaml:"path"`   // with its query
	Body   string `yaml:"body"`
	Weight int    `yaml:"weight"`
}

// Plan says what is sent, and how.
type Plan struct {
	Target  string  // "http://127.0.0.1:8080"
	Rate    float64 // requests a second; they start on time however long the ones before take
	Mix     []Request
	Seed    uint64
	Open    int           // requests under way at once, at most; 0: 64
	Timeout time.Duration // of one request; 0: 5s
}

// maxBody bounds what is read of an answer.
const maxBody = 1 << 20

// Generator sends requests by a plan.
type Generator struct {
	plan   Plan
	client *http.Client
	free   chan struct{}
	tally  tally

	mu    sync.Mutex
	mix   []Request
	total int // of the weights
	dice  *rand.Rand
}

// New checks a plan.
func New(plan Plan) (*Generator, error) {
	if u, err := url.Parse(plan.Target); err != nil || u.Host == "" {
		return nil, fmt.Errorf("target %q is no URL with a host: %w", plan.Target, heald.ErrInvalid)
	}
	if !(plan.Rate > 0 && plan.Rate <= 10_000) {
		return nil, fmt.Errorf("rate %g is not above 0 and at most 10000 requests a second: %w", plan.Rate, heald.ErrInvalid)
	}
	if plan.Open <= 0 {
		plan.Open = 64
	}
	if plan.Timeout <= 0 {
		plan.Timeout = 5 * time.Second
	}
	g := &Generator{
		plan: plan, free: make(chan struct{}, plan.Open), dice: rand.New(rand.NewPCG(plan.Seed, 0)),
		client: &http.Client{
			Timeout:       plan.Timeout,
			Transport:     &http.Transport{MaxIdleConnsPerHost: plan.Open, DisableCompression: true}, // no proxy of the environment
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if err := g.Join(plan.Mix...); err != nil {
		return nil, err
	}
	if g.total == 0 {
		return nil, fmt.Errorf("the mix of requests is empty: %w", heald.ErrInvalid)
	}
	return g, nil
}

// Join adds requests to the mix, also while it runs.
func (g *Generator) Join(more ...Request) error {
	for _, r := range more {
		if !strings.HasPrefix(r.Path, "/") || r.Weight <= 0 {
			return fmt.Errorf("request %q with weight %d: the path starts with / and the weight is above 0: %w", r.Path, r.Weight, heald.ErrInvalid)
		}
		if _, err := http.NewRequest(method(r), g.plan.Target+r.Path, nil); err != nil {
			return fmt.Errorf("request %q: %w: %w", r.Path, err, heald.ErrInvalid)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, r := range more {
		g.mix, g.total = append(g.mix, r), g.total+r.Weight
	}
	return nil
}

func method(r Request) string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// next draws a request: the same seed and mix give the same order.
func (g *Generator) next() Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	left := g.dice.IntN(g.total)
	for _, r := range g.mix {
		if left -= r.Weight; left < 0 {
			return r
		}
	}
	return g.mix[len(g.mix)-1]
}

// Run sends requests until the context ends, and returns when the last one is answered.
func (g *Generator) Run(ctx context.Context) {
	g.tally.begin(time.Now())
	tick := time.NewTicker(time.Duration(float64(time.Second) / g.plan.Rate))
	defer tick.Stop()
	defer g.client.CloseIdleConnections()
	var sent sync.WaitGroup
	defer sent.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		r := g.next()
		select {
		case g.free <- struct{}{}:
			sent.Go(func() {
				defer func() { <-g.free }()
				g.send(r)
			})
		default: // all are under way: a client that finds no free connection gives up
			g.tally.count(time.Now(), true, r, "too many requests under way")
		}
	}
}

// send sends one request to its end: it is not cut off when the generator stops, since that would count as the service's failure.
func (g *Generator) send(r Request) {
	began := time.Now()
	request, err := http.NewRequestWithContext(context.Background(), method(r), g.plan.Target+r.Path, strings.NewReader(r.Body))
	if err == nil {
		var answer *http.Response
		if answer, err = g.client.Do(request); err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody))
			answer.Body.Close()
			if err == nil && answer.StatusCode >= http.StatusInternalServerError {
				err = errors.New(answer.Status)
			}
		}
	}
	if err != nil {
		var outer *url.Error
		if errors.As(err, &outer) {
			err = outer.Err // without the address
		}
		g.tally.count(began, true, r, err.Error())
		return
	}
	g.tally.count(began, false, r, "")
}

// Counts is what was sent until now.
func (g *Generator) Counts() Counts { return g.tally.counts() }
