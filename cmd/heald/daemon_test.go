package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/review"
	"github.com/heald-dev/heald/internal/web"
	"github.com/rogpeppe/go-internal/testscript"
)

// house is a daemon's inside, in memory, behind the real console: two incidents, of which one waits for an answer.
type house struct {
	web.Hub
	mu    sync.Mutex
	cases map[string]heald.Case
	brake heald.Brake
}

func newHouse() *house {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	open := heald.Case{
		ID: "shop-1", State: heald.InReview, Service: heald.Service{Name: "shop"}, Incident: heald.Incident{Service: "shop", ErrorType: "ZeroDivisionError", Message: "division by zero", Fingerprint: "f1", Count: 7, LastSeen: at, Exception: heald.Exception{ErrorType: "ZeroDivisionError", Message: "division by zero\x1b[31m"}},
		Review: &heald.Review{ID: "shop-1", Commit: strings.Repeat("a", 40), Expires: at.AddDate(1, 0, 0)}, Steps: []heald.Step{{From: heald.Permitted, To: heald.InReview, At: at, Note: "opened"}},
	}
	done := open
	done.ID, done.State, done.Review = "shop-2", heald.Resolved, nil
	return &house{cases: map[string]heald.Case{open.ID: open, done.ID: done}}
}

// Incidents implements web.Cases.
func (h *house) Incidents(_ context.Context, f web.Filter) ([]web.Incident, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var rows []web.Incident
	for _, id := range []string{"shop-1", "shop-2"} {
		if c := h.cases[id]; (!f.Live || !c.Ended()) && (f.Service == "" || f.Service == c.Service.Name) {
			rows = append(rows, web.Incident{ID: id, Service: c.Service.Name, State: c.State, Fingerprint: "f1", Count: 7, LastSeen: c.Incident.LastSeen, Summary: "ZeroDivisionError in calc\x1b[31m"})
		}
	}
	return rows, nil
}

// File implements web.Cases.
func (h *house) File(_ context.Context, id string) (web.File, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.cases[id]
	if !ok {
		return web.File{}, fmt.Errorf("case %s: %w", id, heald.ErrNotFound)
	}
	return web.File{Case: c, Card: review.Card(c), Count: 7}, nil
}

// Answer implements web.Answers: what is approved is resolved at once here.
func (h *house) Answer(_ context.Context, id string, a heald.Answer) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.cases[id]
	c.Answer, c.State = &a, map[heald.Verb]heald.State{heald.Approve: heald.Resolved, heald.Reject: heald.HandedOver, heald.NotABug: heald.Refused}[a.Verb]
	h.cases[id] = c
	h.Publish(web.Change{Kind: "case", Case: id, Service: "shop", State: c.State, Note: "said by " + a.By, At: a.At})
	return nil
}

// Brake implements web.Brakes.
func (h *house) Brake(context.Context) (heald.Brake, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.brake, nil
}

// SetBrake implements web.Brakes.
func (h *house) SetBrake(_ context.Context, b heald.Brake) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.brake = b
	return nil
}

// Lessons implements web.Lessons.
func (h *house) Lessons(context.Context, string) ([]heald.Lesson, error) { return nil, nil }

// Forget implements web.Lessons.
func (h *house) Forget(context.Context, string, string) error { return heald.ErrNotFound }

// Services implements web.Estate.
func (h *house) Services(context.Context) ([]web.Service, error) { return nil, nil }

// fakeDaemon is the script command daemon [TOKEN]: starts a console for the time of the script and puts its address into ADDR.
func fakeDaemon(ts *testscript.TestScript, _ bool, args []string) {
	answerAt(ts, "127.0.0.1:0", strings.Join(args, ""))
}

// fakes are the daemons of all scripts by address.
var fakes sync.Map

func answerAt(ts *testscript.TestScript, at, token string) {
	h := newHouse()
	handler, err := web.New(web.Config{Cases: h, Answers: h, Brakes: h, Lessons: h, Estate: h, Feed: &h.Hub, Address: at, Token: token})
	ts.Check(err)
	listener, err := net.Listen("tcp", at)
	ts.Check(err)
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	ts.Defer(func() { _ = server.Close() })
	fakes.Store(listener.Addr().String(), server)
	ts.Setenv("ADDR", listener.Addr().String())
}

// restart: stops the daemon at ADDR with all its streams, and starts one with the same incidents a little later.
func restart(ts *testscript.TestScript, _ bool, _ []string) {
	at := ts.Getenv("ADDR")
	server, ok := fakes.Load(at)
	if !ok {
		ts.Fatalf("no daemon is at %s", at)
	}
	ts.Check(server.(*http.Server).Close())
	time.Sleep(time.Second)
	answerAt(ts, at, "")
	time.Sleep(time.Second) // a watcher comes back by itself
}

// stranger: starts a web server that is no heald.
func stranger(ts *testscript.TestScript, _ bool, _ []string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/brake" {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("<html>hello</html>"))
	}))
	ts.Defer(server.Close)
	ts.Setenv("ADDR", strings.TrimPrefix(server.URL, "http://"))
}
