package runner_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/postgres"
	"github.com/heald-dev/heald/internal/store/postgres/postgrestest"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/heald-dev/heald/internal/store/storetest"
)

// walker is an engine whose steps the test writes.
type walker struct {
	step func(ctx context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error)

	mu       sync.Mutex
	taken    int
	running  map[string]int
	overlaps int
	given    []string
}

func (w *walker) Advance(ctx context.Context, c heald.Case, inbox []heald.Input, commit engine.Commit) (heald.Case, heald.Wait, error) {
	w.enter(c.ID, 1)
	to, wait, err := w.step(ctx, c, inbox)
	w.enter(c.ID, -1)
	if err != nil {
		return c, heald.Wait{}, err
	}
	c.Steps = append(c.Steps, heald.Step{From: c.State, To: to})
	c.State, c.Version = to, c.Version+1
	return c, wait, commit(ctx, c, inbox, wait)
}

func (w *walker) enter(id string, by int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running == nil {
		w.running = map[string]int{}
	}
	if w.running[id] += by; w.running[id] > 1 {
		w.overlaps++
	}
	w.taken += max(by, 0)
}

func (w *walker) GiveUp(ctx context.Context, c heald.Case, reason string, commit engine.Commit) error {
	w.mu.Lock()
	w.given = append(w.given, reason)
	w.mu.Unlock()
	c.State, c.Reason, c.Version = heald.HandedOver, reason, c.Version+1
	return commit(ctx, c, nil, heald.Wait{})
}

var next = map[heald.State]heald.State{
	heald.Open: heald.Admitted, heald.Admitted: heald.Diagnosed, heald.Diagnosed: heald.Accepted, heald.Accepted: heald.Prepared,
	heald.Prepared: heald.Reproduced, heald.Reproduced: heald.Validated, heald.Validated: heald.InReview, heald.InReview: heald.Resolved,
}

const steps = 8

func straight(_ context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
	return next[c.State], heald.Wait{Now: true}, nil
}

// whole is a brand as these tests need it.
type whole[T any] interface {
	runner.Store[T]
	store.Cases
	store.Audit
}

// suite runs one test over one brand.
type suite[T any] struct {
	*testing.T
	store whole[T]
}

func (s *suite[T]) start(w *walker, config runner.Config) *runner.Runner[T] {
	s.Helper()
	config.Log = slog.New(slog.DiscardHandler)
	if config.Backoff == 0 {
		config.Backoff = time.Millisecond
	}
	r, err := runner.New(s.store, w, config)
	if err != nil {
		s.Fatal(err)
	}
	if err := r.Start(s.Context()); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			s.Error(err)
		}
	})
	return r
}

func (s *suite[T]) record(r *runner.Runner[T], services ...string) (ids []string) {
	s.Helper()
	var all []heald.Occurrence
	for _, service := range services {
		all = append(all, storetest.Seen(service, "f", "c1", 1, time.Now()))
		ids = append(ids, store.CaseID(service, "f", 1))
	}
	if _, err := r.Record(s.Context(), all, storetest.Opens(0)); err != nil {
		s.Fatal(err)
	}
	return ids
}

// reaches waits until a case is in a state.
func (s *suite[T]) reaches(id string, state heald.State) heald.Case {
	s.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		c, err := s.store.Case(s.Context(), id)
		if err != nil {
			s.Fatal(err)
		}
		if c.State == state {
			return c
		}
		if time.Now().After(end) {
			s.Fatalf("case %s is %s (%s), want %s", id, c.State, c.Reason, state)
		}
	}
}

func tests[T any](t *testing.T, open func(*testing.T) whole[T]) {
	for _, test := range []struct {
		name string
		run  func(*suite[T])
	}{
		{"walks", walks[T]},
		{"waits for a time and for an answer", waits[T]},
		{"an answer during a step", answeredMeanwhile[T]},
		{"an answer kept for the next state", answeredEarly[T]},
		{"a step that errs is tried again", triedAgain[T]},
		{"a step that errs for good is given up", givenUp[T]},
		{"a panic and a step without an end", givenUpWhateverFails[T]},
		{"stop hands back", handedBack[T]},
		{"stop waits for the end of a step", drained[T]},
		{"two runners share the work", shared[T]},
		{"mending keeps nobody waiting", twoQueues[T]},
		{"what burns most first", priorities[T]},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(&suite[T]{t, open(t)}) })
	}
}

func TestSQLite(t *testing.T) {
	tests(t, func(t *testing.T) whole[*sql.Tx] { return openSQLite(t, t.TempDir()) })
}

func openSQLite(t testing.TB, folder string) *sqlite.Store {
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

func TestPostgres(t *testing.T) {
	server := postgrestest.Server(t)
	tests(t, func(t *testing.T) whole[pgx.Tx] { return openPostgres(t, postgrestest.Schema(t, server)) })
}

func openPostgres(t testing.TB, dsn string) *postgres.Store {
	t.Helper()
	s, err := postgres.New(t.Context(), postgres.Config{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "key")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func names(most int) (services []string) {
	for n := range most {
		services = append(services, fmt.Sprintf("s%d", n))
	}
	return services
}

func walks[T any](s *suite[T]) {
	w := &walker{step: straight}
	r := s.start(w, runner.Config{Workers: 4})
	for _, id := range s.record(r, names(10)...) {
		if c := s.reaches(id, heald.Resolved); c.Version != steps {
			s.Errorf("case %s at version %d, want %d", id, c.Version, steps)
		}
	}
	if w.taken != 10*steps || w.overlaps != 0 {
		s.Errorf("%d steps taken, %d at the same time on one case; want %d and 0", w.taken, w.overlaps, 10*steps)
	}
}

func waits[T any](s *suite[T]) {
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
	r := s.start(w, runner.Config{})
	id := s.record(r, "pricing")[0]
	s.reaches(id, heald.InReview)
	if late := time.Since(due); late > 2*time.Second {
		s.Errorf("looked at %v after its time", late)
	}
	if err := r.Tell(s.Context(), heald.Input{Case: id, Answer: &heald.Answer{Verb: heald.Approve, By: "ann"}}); err != nil {
		s.Fatal(err)
	}
	s.reaches(id, heald.Resolved)
	if w.taken != 3 {
		s.Errorf("%d steps taken, want 3", w.taken)
	}
	if err := r.Tell(s.Context(), heald.Input{Case: id}); !errors.Is(err, heald.ErrConflict) {
		s.Errorf("told after the end: %v, want ErrConflict", err)
	}
}

// What is said while a step runs is heard at its end, although the step then waits for nothing.
func answeredMeanwhile[T any](s *suite[T]) {
	began, goOn := make(chan bool), make(chan bool)
	w := &walker{step: func(_ context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error) {
		if c.State == heald.Open {
			began <- true
			<-goOn
			return heald.InReview, heald.Wait{}, nil
		}
		if len(inbox) != 1 {
			return "", heald.Wait{}, errors.New("nothing was said")
		}
		return heald.Resolved, heald.Wait{}, nil
	}}
	r := s.start(w, runner.Config{})
	id := s.record(r, "pricing")[0]
	<-began
	if err := r.Tell(s.Context(), heald.Input{Case: id}); err != nil {
		s.Fatal(err)
	}
	time.Sleep(150 * time.Millisecond) // the input's own job finds the step under way and has nothing to add
	goOn <- true
	s.reaches(id, heald.Resolved)
	if w.overlaps != 0 || w.taken != 2 {
		s.Errorf("%d steps, %d at the same time; want 2 and 0", w.taken, w.overlaps)
	}
}

// ignoring is a walker that uses no input before a review: what is not used stays in the inbox.
type ignoring struct{ walker }

func (w *ignoring) Advance(ctx context.Context, c heald.Case, inbox []heald.Input, commit engine.Commit) (heald.Case, heald.Wait, error) {
	return w.walker.Advance(ctx, c, inbox, func(ctx context.Context, next heald.Case, used []heald.Input, wait heald.Wait) error {
		if c.State != heald.InReview {
			used = nil
		}
		return commit(ctx, next, used, wait)
	})
}

func answeredEarly[T any](s *suite[T]) {
	w := &ignoring{walker{step: func(_ context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error) {
		if c.State == heald.InReview && len(inbox) == 0 {
			return c.State, heald.Wait{}, nil
		}
		return next[c.State], heald.Wait{Now: c.State != heald.Validated}, nil
	}}}
	r, err := runner.New(s.store, w, runner.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.Fatal(err)
	}
	id := s.record(r, "pricing")[0]
	if err := r.Tell(s.Context(), heald.Input{Case: id}); err != nil {
		s.Fatal(err)
	}
	if err := r.Start(s.Context()); err != nil {
		s.Fatal(err)
	}
	defer r.Stop(context.Background())
	s.reaches(id, heald.Resolved)
}

func triedAgain[T any](s *suite[T]) {
	tries := 0
	w := &walker{step: func(_ context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		if tries++; tries < 4 {
			return "", heald.Wait{}, heald.ErrTransient
		}
		return heald.Refused, heald.Wait{}, nil
	}}
	r := s.start(w, runner.Config{})
	s.reaches(s.record(r, "pricing")[0], heald.Refused)
	if len(w.given) != 0 || tries != 4 {
		s.Errorf("%d tries, given up with %q; want 4 and no word", tries, w.given)
	}
}

func givenUp[T any](s *suite[T]) {
	w := &walker{step: func(context.Context, heald.Case, []heald.Input) (heald.State, heald.Wait, error) {
		return "", heald.Wait{}, errors.New("the forge is on fire")
	}}
	r := s.start(w, runner.Config{Tries: 3})
	c := s.reaches(s.record(r, "pricing")[0], heald.HandedOver)
	if w.taken != 3 || !strings.Contains(c.Reason, "step from open failed 3 times") || !strings.Contains(c.Reason, "the forge is on fire") {
		s.Errorf("after %d tries: %s", w.taken, c.Reason)
	}
}

func givenUpWhateverFails[T any](s *suite[T]) {
	w := &walker{step: func(ctx context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		if c.Service.Name == "hangs" {
			<-ctx.Done()
			return "", heald.Wait{}, ctx.Err()
		}
		panic("a bug of heald")
	}}
	r := s.start(w, runner.Config{Tries: 2, Limit: 200 * time.Millisecond})
	ids := s.record(r, "hangs", "panics")
	if c := s.reaches(ids[0], heald.HandedOver); !strings.Contains(c.Reason, "deadline exceeded") {
		s.Errorf("a step without an end: %s", c.Reason)
	}
	if c := s.reaches(ids[1], heald.HandedOver); !strings.Contains(c.Reason, "a bug of heald") {
		s.Errorf("a panic: %s", c.Reason)
	}
}
