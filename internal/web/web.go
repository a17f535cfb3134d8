// Package web is the door for people with a browser and for programs: the console, its JSON API, health and metrics. It knows nouns
// only: what it shows and does comes through the narrow interfaces that it declares here.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/heald-dev/heald"
)

// Cases reads incidents and their cases.
type Cases interface {
	// Incidents returns rows of the list. Within a section of the list their order is kept.
	Incidents(ctx context.Context, filter Filter) ([]Incident, error)
	// File returns everything that is known of one case, or heald.ErrNotFound.
	File(ctx context.Context, id string) (File, error)
}

// Answers takes what a person says of a review.
type Answers interface {
	// Answer stores an answer. A case that has ended, or that has no review, is heald.ErrConflict.
	Answer(ctx context.Context, id string, answer heald.Answer) error
}

// Brakes is the kill switch.
type Brakes interface {
	Brake(ctx context.Context) (heald.Brake, error)
	SetBrake(ctx context.Context, brake heald.Brake) error
}

// Lessons is what finished cases taught.
type Lessons interface {
	// Lessons returns what matches the words, the best first; all, the newest first, where there are none.
	Lessons(ctx context.Context, words string) ([]heald.Lesson, error)
	// Forget removes a lesson, or says heald.ErrNotFound.
	Forget(ctx context.Context, id, by string) error
}

// Estate is what heald guards.
type Estate interface {
	Services(ctx context.Context) ([]Service, error)
}

// Sources reads the code that a case is about.
type Sources interface {
	// Around returns the lines around a place at a commit of a case's repository, with who wrote them.
	Around(ctx context.Context, c heald.Case, path string, line int) (Snippet, error)
}

// Feed tells what changes, as it changes.
type Feed interface {
	// Subscribe returns a channel that is closed when the context ends or when the reader is too slow.
	Subscribe(ctx context.Context) <-chan Change
}

// Config is what the console is made of. Sources, Metrics and Ready may be nil.
type Config struct {
	Cases   Cases
	Answers Answers
	Brakes  Brakes
	Lessons Lessons
	Estate  Estate
	Feed    Feed
	Sources Sources
	Metrics http.Handler                    // served at /metrics
	Ready   func(ctx context.Context) error // asked by /readyz

	Address string   // that the listener is bound to, "127.0.0.1:8787": anything but loopback needs a token
	Token   string   // empty: none is asked for
	Hosts   []string // names, besides loopback's, that the console is reached by; empty and not loopback: any
	Version string
	Log     *slog.Logger     // nil: nothing is logged
	Now     func() time.Time // nil: time.Now
}

// Limits of what is read and how long anything may take.
const (
	maxBody      = 64 << 10
	maxWhy       = 2000
	pageTime     = 10 * time.Second
	readTime     = 10 * time.Second
	idleTime     = 2 * time.Minute
	maxHeader    = 32 << 10
	minTokenSize = 16
)

type console struct {
	Config
	host    hosts
	seal    sealer
	streams chan struct{} // as many as may be open
}

// New returns the handler of all pages. A configuration that would let strangers in is heald.ErrInvalid.
func New(config Config) (http.Handler, error) {
	if config.Cases == nil || config.Answers == nil || config.Brakes == nil || config.Lessons == nil || config.Estate == nil || config.Feed == nil {
		return nil, errors.New("web: Cases, Answers, Brakes, Lessons, Estate and Feed are needed")
	}
	if config.Log == nil {
		config.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	local := loopback(config.Address)
	if !local && config.Token == "" {
		return nil, fmt.Errorf("console on %s: %w: a token is needed on anything but loopback", config.Address, heald.ErrInvalid)
	}
	if config.Token != "" && len(config.Token) < minTokenSize {
		return nil, fmt.Errorf("console: %w: the token has %d characters, at least %d are needed", heald.ErrInvalid, len(config.Token), minTokenSize)
	}
	c := &console{Config: config, host: hosts{local, config.Hosts}, seal: newSealer(config.Token), streams: make(chan struct{}, maxStreams)}
	return c.guard(c.routes()), nil
}

// Server returns an HTTP server with the console's time-outs. Its write time-out is that of a page: events lift it for themselves.
func Server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadTimeout: readTime, ReadHeaderTimeout: readTime, WriteTimeout: 2 * pageTime,
		IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
	}
}

func (c *console) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /{$}":                    c.incidents,
		"GET /incidents/{id}":         c.file,
		"POST /incidents/{id}/answer": c.answer,
		"GET /lessons":                c.lessons,
		"POST /lessons/{id}/forget":   c.forget,
		"GET /services":               c.services,
		"GET /brake":                  c.brake,
		"POST /brake":                 c.setBrake,
		"GET /events":                 c.pageEvents,
		"GET /login":                  c.loginForm,
		"POST /login":                 c.login,
		"POST /logout":                c.logout,
		"GET /static/{name}":          c.static,
		"/":                           c.nowhere,

		"GET /api/v1/incidents":              c.apiIncidents,
		"GET /api/v1/incidents/{id}":         c.apiFile,
		"POST /api/v1/incidents/{id}/answer": c.apiAnswer,
		"GET /api/v1/brake":                  c.apiBrake,
		"POST /api/v1/brake":                 c.apiSetBrake,
		"GET /api/v1/services":               c.apiServices,
		"GET /api/v1/lessons":                c.apiLessons,
		"GET /api/v1/events":                 c.apiEvents,
		"/api/":                              c.apiNowhere,

		"GET /healthz": c.healthy,
		"GET /readyz":  c.ready,
		"GET /metrics": c.metrics,
	} {
		mux.HandleFunc(pattern, handler)
	}
	return mux
}

func (c *console) healthy(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

func (c *console) ready(w http.ResponseWriter, r *http.Request) {
	if c.Ready != nil {
		if err := c.Ready(r.Context()); err != nil {
			c.Log.Warn("not ready", "err", err)
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
	}
	_, _ = io.WriteString(w, "ready\n")
}

func (c *console) metrics(w http.ResponseWriter, r *http.Request) {
	if c.Metrics == nil {
		http.NotFound(w, r)
		return
	}
	c.Metrics.ServeHTTP(w, r)
}
