package runner_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/postgres/postgrestest"
	"github.com/heald-dev/heald/internal/store/storetest"
)

// begin starts a runner that the test stops itself.
func (s *suite[T]) begin(w *walker, config runner.Config) *runner.Runner[T] {
	s.Helper()
	config.Log, config.Backoff = slog.New(slog.DiscardHandler), time.Millisecond
	r, err := runner.New(s.store, w, config)
	if err != nil {
		s.Fatal(err)
	}
	if err := r.Start(s.Context()); err != nil {
		s.Fatal(err)
	}
	return r
}

func handedBack[T any](s *suite[T]) {
	began := make(chan bool, 1)
	stuck := &walker{step: func(ctx context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		began <- true
		<-ctx.Done()
		return "", heald.Wait{}, ctx.Err()
	}}
	r := s.begin(stuck, runner.Config{})
	id := s.record(r, "pricing")[0]
	<-began
	ctx, cancel := context.WithTimeout(s.Context(), 50*time.Millisecond)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		s.Fatal(err)
	}
	if c, err := s.store.Case(s.Context(), id); err != nil || c.State != heald.Open {
		s.Fatalf("after the stop the case is %s, %v", c.State, err)
	}
	w := &walker{step: straight}
	s.start(w, runner.Config{Tries: 1})
	s.reaches(id, heald.Resolved)
	if w.taken != steps {
		s.Errorf("%d steps taken after the restart, want %d", w.taken, steps)
	}
}

func drained[T any](s *suite[T]) {
	began := make(chan bool, 1)
	w := &walker{step: func(ctx context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		if c.State == heald.Open {
			began <- true
			time.Sleep(200 * time.Millisecond)
			return heald.Admitted, heald.Wait{Now: true}, ctx.Err()
		}
		return "", heald.Wait{}, errors.New("a new step was begun")
	}}
	r, err := runner.New(s.store, w, runner.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.Fatal(err)
	}
	ctx, stop := context.WithCancel(s.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()
	id := s.record(r, "pricing")[0]
	<-began
	stop()
	if err := <-ended; err != nil {
		s.Fatal(err)
	}
	if c, err := s.store.Case(s.Context(), id); err != nil || c.State != heald.Admitted || w.taken != 1 {
		s.Errorf("after the drain the case is %s with %d steps, %v; want admitted with 1", c.State, w.taken, err)
	}
}

func shared[T any](s *suite[T]) {
	var mu sync.Mutex
	seen := map[string]int{}
	step := func(_ context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		mu.Lock()
		seen[c.ID+string(c.State)]++
		mu.Unlock()
		return next[c.State], heald.Wait{Now: true}, nil
	}
	a, b := &walker{step: step}, &walker{step: step}
	r := s.start(a, runner.Config{})
	s.start(b, runner.Config{})
	ids := s.record(r, names(10)...)
	for _, id := range ids {
		if err := r.Tell(s.Context(), heald.Input{Case: id}); err != nil && !errors.Is(err, heald.ErrConflict) {
			s.Fatal(err)
		}
	}
	for _, id := range ids {
		s.reaches(id, heald.Resolved)
	}
	for step, times := range seen {
		if times != 1 {
			s.Errorf("step %s was taken %d times", step, times)
		}
	}
	if a.taken == 0 || b.taken == 0 {
		s.Errorf("one took %d steps, the other %d: the work was not shared", a.taken, b.taken)
	}
}

// A case that a person answers moves on while all menders are busy.
func twoQueues[T any](s *suite[T]) {
	began, goOn := make(chan bool, 2), make(chan bool)
	w := &walker{step: func(ctx context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error) {
		switch {
		case c.State == heald.InReview:
			return heald.Resolved, heald.Wait{}, nil
		case c.Service.Name == "answered":
			return heald.InReview, heald.Wait{}, nil
		}
		began <- true
		<-goOn
		return heald.Refused, heald.Wait{}, nil
	}}
	r := s.start(w, runner.Config{Workers: 2})
	answered := s.record(r, "answered")[0]
	s.reaches(answered, heald.InReview)
	busy := s.record(r, "busy1", "busy2")
	<-began
	<-began
	if err := r.Tell(s.Context(), heald.Input{Case: answered}); err != nil {
		s.Fatal(err)
	}
	s.reaches(answered, heald.Resolved)
	close(goOn)
	for _, id := range busy {
		s.reaches(id, heald.Refused)
	}
}

func priorities[T any](s *suite[T]) {
	var order []string
	w := &walker{step: func(_ context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		order = append(order, c.Service.Name)
		return heald.Refused, heald.Wait{}, nil
	}}
	r, err := runner.New(s.store, w, runner.Config{Workers: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.Fatal(err)
	}
	burns := map[string]int{"a": 4, "b": 3, "c": 1, "d": 2}
	var all []heald.Occurrence
	for _, service := range []string{"a", "b", "c", "d"} {
		all = append(all, storetest.Seen(service, "f", "c1", 1, time.Now()))
	}
	_, err = r.Record(s.Context(), all, func(o heald.Occurrence, latest store.Latest) (store.Opened, bool) {
		return store.Opened{Case: heald.Case{Service: heald.Service{Name: o.Service}}, Priority: burns[o.Service]}, true
	})
	if err != nil {
		s.Fatal(err)
	}
	if err := r.Start(s.Context()); err != nil {
		s.Fatal(err)
	}
	defer r.Stop(context.Background())
	for _, o := range all {
		s.reaches(store.CaseID(o.Service, "f", 1), heald.Refused)
	}
	if got := strings.Join(order, " "); got != "c d b a" {
		s.Errorf("worked in the order %s, want c d b a", got)
	}
}

// A daemon that dies is known by its lock: another takes up its job at once, not when its time is over.
func TestPostgresTakesUpWhatADeadDaemonDid(t *testing.T) {
	dsn := postgrestest.Schema(t, postgrestest.Server(t))
	dead, living := openPostgres(t, dsn), openPostgres(t, dsn)
	began, never := make(chan bool, 1), make(chan bool)
	stuck := &walker{step: func(context.Context, heald.Case, []heald.Input) (heald.State, heald.Wait, error) {
		began <- true
		<-never
		return "", heald.Wait{}, errors.New("dead")
	}}
	r, err := runner.New(dead, stuck, runner.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Record(t.Context(), []heald.Occurrence{storetest.Seen("pricing", "f", "c1", 1, time.Now())}, storetest.Opens(0)); err != nil {
		t.Fatal(err)
	}
	<-began
	if err := living.Orphans(t.Context(), "living", nil, time.Now()); err != nil {
		t.Fatal(err)
	}
	id := store.CaseID("pricing", "f", 1)
	held := store.Lease{Case: id, Owner: "living", Until: time.Now().Add(time.Minute)}
	if _, _, err := living.Begin(t.Context(), held); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("the lease of a daemon that lives: %v, want ErrTransient", err)
	}
	if err := dead.Absent(); err != nil {
		t.Fatal(err)
	}
	if err := living.Orphans(t.Context(), "living", nil, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := living.Begin(t.Context(), held); err != nil {
		t.Errorf("the lease of a daemon that died: %v", err)
	}
	close(never)
	if err := r.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
}
