package serve

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/sqlite"
)

// idle is how much memory an idle daemon may have resident, in MiB: 60 MB.
const idle = 57

// TestIdleMemory measures the daemon, built as make build builds it, while nothing happens: with one service run behind its proxy, after
// a person has looked at every page, half a minute later, and when it is idle again after a case.
func TestIdleMemory(t *testing.T) {
	h := newHouse(t, pricing(t), "pricing", server)
	h.up()
	wait(t, 20*time.Second, "the service answers", func() bool { return status("http://"+h.listen+sound[0]) == http.StatusOK })
	for _, when := range []struct {
		name  string
		pages []string
		after time.Duration
	}{
		{"right after the start", nil, 0},
		{"after every page of the console", []string{"/", "/services", "/lessons", "/brake", "/metrics", "/api/v1/incidents"}, 0},
		{"half a minute later", nil, 30 * time.Second},
		{"half a minute after a case was mended", []string{crashes}, 30 * time.Second},
	} {
		for _, page := range when.pages {
			if page == crashes {
				status("http://" + h.listen + crashes)
				h.becomes(time.Minute, heald.InReview)
				continue
			}
			if got := status("http://" + h.console + page); got != http.StatusOK {
				t.Errorf("%s: %d", page, got)
			}
		}
		time.Sleep(when.after)
		most, now := h.memory()
		t.Logf("%s: %d MiB resident (%d at most so far)", when.name, now, most)
		if now > idle {
			t.Errorf("%s: %d MiB resident, want at most %d", when.name, now, idle)
		}
	}
	h.stopped("idle")
}

// unmoved is an engine that takes no step.
type unmoved struct{}

func (unmoved) Advance(context.Context, heald.Case, []heald.Input, engine.Commit) (heald.Case, heald.Wait, error) {
	return heald.Case{}, heald.Wait{}, heald.ErrTransient
}

func (unmoved) GiveUp(context.Context, heald.Case, string, engine.Commit) error { return nil }

// TestReadyWithManyCases starts the whole daemon on a store with 10,000 open cases, each with the job of its next step, five times.
func TestReadyWithManyCases(t *testing.T) {
	const many = 10_000
	h := newHouse(t, pricing(t), "pricing", server)
	if err := os.MkdirAll(h.state, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(h.state, "heald.db")})
	if err != nil {
		t.Fatal(err)
	}
	r, err := runner.New(s, unmoved{}, runner.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	service := heald.Service{Name: "pricing", Repository: h.repo, Branch: "main", Tier: 3}
	for n := 0; n < many; n += 500 {
		var batch []heald.Occurrence
		for i := range 500 {
			batch = append(batch, occurrence(n+i))
		}
		opened, err := r.Record(t.Context(), batch, func(o heald.Occurrence, _ store.Latest) (store.Opened, bool) {
			return store.Opened{Priority: 3, Case: heald.Case{
				ID: store.CaseID(o.Service, o.Fingerprint, 1), State: heald.Open, Seed: 1, Budget: time.Minute, Service: service, Incident: o.Incident,
			}}, true
		})
		if err != nil || len(opened) != 500 {
			t.Fatalf("%d opened, %v", len(opened), err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		began := time.Now()
		h.start()
		h.ready(time.Minute)
		ready := time.Since(began)
		wait(t, time.Minute, "the service answers", func() bool { return status("http://"+h.listen+sound[0]) == http.StatusOK })
		most, _ := h.memory()
		t.Logf("start %d: ready after %s, its service answers after %s; %d MiB resident at most", n, ready.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), most)
		if ready > 5*time.Second {
			t.Errorf("ready after %s, want at most 5 s", ready)
		}
		if got := status("http://" + h.console + "/"); got != http.StatusOK {
			t.Errorf("the console answers with %d", got)
		}
		if n%2 == 0 {
			h.stopped("with many cases")
		} else {
			h.kill()
		}
	}
}

// occurrence is the first crash of one of many fingerprints.
func occurrence(n int) heald.Occurrence {
	now := time.Now()
	frame := heald.Frame{Function: fmt.Sprintf("calc_%d", n), File: "pricing_logic.py", Line: 14, InApp: true}
	return heald.Occurrence{
		Service: "pricing", Fingerprint: fmt.Sprintf("%040x", n), Count: 1, First: now, Last: now,
		Incident: heald.Incident{
			Service: "pricing", Fingerprint: fmt.Sprintf("%040x", n), Generation: 1, Language: "python", ErrorType: "ZeroDivisionError", Message: "float division by zero", Count: 1,
			FirstSeen: now, LastSeen: now,
			Exception: heald.Exception{Language: "python", ErrorType: "ZeroDivisionError", Message: "float division by zero", Frames: []heald.Frame{frame}},
		},
	}
}
