package runner_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/heald-dev/heald/internal/store/storetest"
)

// walker is an engine whose steps the test writes.
type walker struct {
	mu       sync.Mutex
	step     func(ctx context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error)
	taken    []string // "case state"
	running  map[string]int
	overlaps int
	given    []string
}

func (w *walker) Advance(ctx context.Context, c heald.Case, inbox []heald.Input, commit engine.Commit) (heald.Case, heald.Wait, error) {
	w.mu.Lock()
	w.taken = append(w.taken, c.ID+" "+string(c.State))
	if w.running == nil {
		w.running = map[string]int{}
	}
	if w.running[c.ID]++; w.running[c.ID] > 1 {
		w.overlaps++
	}
	w.mu.Unlock()
	to, wait, err := w.step(ctx, c, inbox)
	w.mu.Lock()
	w.running[c.ID]--
	w.mu.Unlock()
	if err != nil {
		return c, heald.Wait{}, err
	}
	c.Version++
	c.State = to
	return c, wait, commit(ctx, c, inbox, wait)
}

func (w *walker) GiveUp(ctx context.Context, c heald.Case, reason string, commit engine.Commit) error {
	w.mu.Lock()
	w.given = append(w.given, reason)
	w.mu.Unlock()
	c.Version++
	c.State, c.Reason = heald.HandedOver, reason
	return commit(ctx, c, nil, heald.Wait{})
}

var walk = map[heald.State]heald.State{heald.Open: heald.Admitted, heald.Admitted: heald.Diagnosed, heald.Diagnosed: heald.InReview, heald.InReview: heald.Resolved}

func open(t testing.TB, folder string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(folder, "heald.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func start(t testing.TB, s *sqlite.Store, w *walker, config runner.Config) *runner.Runner[*sql.Tx] {
	t.Helper()
	config.Log = slog.New(slog.DiscardHandler)
	if config.Backoff == 0 {
		config.Backoff = time.Millisecond
	}
	r, err := runner.New(s, w, config)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

func record(t testing.TB, r *runner.Runner[*sql.Tx], services ...string) (ids []string) {
	t.Helper()
	var all []heald.Occurrence
	for _, service := range services {
		all = append(all, storetest.Seen(service, "f", "c1", 1, time.Now()))
		ids = append(ids, store.CaseID(service, "f", 1))
	}
	if _, err := r.Record(t.Context(), all, storetest.Opens(0)); err != nil {
		t.Fatal(err)
	}
	return ids
}

// reaches waits until a case is in a state.
func reaches(t testing.TB, s store.Cases, id string, state heald.State) heald.Case {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		c, err := s.Case(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if c.State == state {
			return c
		}
		if time.Now().After(end) {
			t.Fatalf("case %s is %s (%s), want %s", id, c.State, c.Reason, state)
		}
	}
}

func TestWalks(t *testing.T) {
	s := open(t, t.TempDir())
	w := &walker{step: func(_ context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		return walk[c.State], heald.Wait{Now: true}, nil
	}}
	r := start(t, s, w, runner.Config{})
	var services []string
	for n := range 20 {
		services = append(services, fmt.Sprintf("s%d", n))
	}
	for _, id := range record(t, r, services...) {
		if c := reaches(t, s, id, heald.Resolved); c.Version != 4 {
			t.Errorf("case %s at version %d, want 4", id, c.Version)
		}
	}
	if len(w.taken) != 80 || w.overlaps != 0 {
		t.Errorf("%d steps taken, %d at the same time on one case; want 80 and 0", len(w.taken), w.overlaps)
	}
}

func TestWaitsForATimeAndForAnAnswer(t *testing.T) {
	s := open(t, t.TempDir())
	var due time.Time
	w := &walker{}
	w.step = func(_ context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error) {
		switch {
		case c.State == heald.Open:
			due = time.Now().Add(300 * time.Millisecond)
			return heald.Rolling, heald.Wait{At: due}, nil
		case c.State == heald.Rolling && time.Now().Before(due):
			return "", heald.Wait{}, errors.New("too early")
		case c.State == heald.Rolling:
			return heald.InReview, heald.Wait{}, nil
		case len(inbox) == 0 || inbox[0].Answer.By != "ann":
			return "", heald.Wait{}, errors.New("woken by nobody")
		}
		return heald.Resolved, heald.Wait{}, nil
	}
	r := start(t, s, w, runner.Config{})
	id := record(t, r, "pricing")[0]
	reaches(t, s, id, heald.InReview)
	if late := time.Since(due); late > time.Second {
		t.Errorf("looked at %v after its time", late)
	}
	if err := r.Tell(t.Context(), heald.Input{Case: id, Answer: &heald.Answer{Verb: heald.Approve, By: "ann"}}); err != nil {
		t.Fatal(err)
	}
	reaches(t, s, id, heald.Resolved)
	if len(w.taken) != 3 {
		t.Errorf("steps taken: %q, want 3", w.taken)
	}
	if err := r.Tell(t.Context(), heald.Input{Case: id}); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("told after the end: %v, want ErrConflict", err)
	}
}
