package runner_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/heald-dev/heald/internal/store/storetest"
)

// childStore names the store that a child of the crash test works on.
const childStore = "HEALD_TEST_CHILD_STORE"

func TestMain(m *testing.M) {
	if path := os.Getenv(childStore); path != "" {
		if err := work(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// work goes on with every case of a store until none is left.
func work(path string) error {
	ctx := context.Background()
	s, err := sqlite.New(ctx, sqlite.Config{Path: path})
	if err != nil {
		return err
	}
	w := &walker{step: func(_ context.Context, c heald.Case, _ []heald.Input) (heald.State, heald.Wait, error) {
		time.Sleep(time.Duration(rand.IntN(15)) * time.Millisecond)
		wait := heald.Wait{Now: true}
		if c.State == heald.Prepared {
			wait = heald.Wait{At: time.Now().Add(30 * time.Millisecond)}
		}
		return next[c.State], wait, nil
	}}
	r, err := runner.New(s, w, runner.Config{Workers: 4, Tries: 1, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	if err := r.Start(ctx); err != nil {
		return err
	}
	for {
		live, err := s.List(ctx, store.Filter{Live: true, Limit: 1})
		if err != nil {
			return err
		}
		if len(live) == 0 {
			return r.Stop(ctx)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A daemon that is killed again and again, at any moment, ends every case in the end, each step saved exactly once.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "heald.db")
	ids := recorded(t, path, 40)
	kills := 0
	for ; ; kills++ {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childStore+"="+path)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		limit := time.Minute
		if kills < 8 {
			limit = time.Duration(80+rand.IntN(200)) * time.Millisecond
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(limit):
			if kills >= 8 {
				t.Error("the cases do not end")
			}
			child.Process.Kill()
			<-ended
			continue
		}
		break
	}
	if kills < 3 {
		t.Errorf("killed %d times only: the test shows nothing", kills)
	}
	s := openSQLite(t, filepath.Dir(path))
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	for _, id := range ids {
		once(t, s, id)
	}
}

func recorded(t *testing.T, path string, most int) (ids []string) {
	t.Helper()
	s, err := sqlite.New(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	r, err := runner.New(s, &walker{}, runner.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, service := range names(most) {
		if _, err := r.Record(t.Context(), []heald.Occurrence{storetest.Seen(service, "f", "c1", 1, time.Now())}, storetest.Opens(0)); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, store.CaseID(service, "f", 1))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return ids
}

// once says that a case walked its way once, step by step, and that the audit log tells the same.
func once(t *testing.T, s *sqlite.Store, id string) {
	t.Helper()
	c, err := s.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	state := heald.Open
	for _, step := range c.Steps {
		if step.From != state || step.To != next[state] {
			t.Errorf("case %s went from %s to %s", id, step.From, step.To)
		}
		state = step.To
	}
	if c.State != heald.Resolved || c.Version != steps || len(c.Steps) != steps {
		t.Errorf("case %s is %s at version %d after %d steps, want resolved at %d", id, c.State, c.Version, len(c.Steps), steps)
	}
	trail, err := s.Trail(t.Context(), id, 0, 100)
	if err != nil || len(trail) != steps+1 {
		t.Errorf("case %s has %d entries in the audit log, %v; want %d", id, len(trail), err, steps+1)
	}
}
