package daemon

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// said is output that is written and read at once.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func guarded(t *testing.T, repo string, argv ...string) (*Guard, *said) {
	t.Helper()
	out := &said{}
	g, err := NewGuard(t.Context(), GuardOptions{
		Argv: argv, Dir: repo, Listen: "127.0.0.1:0", Stdout: out, Stderr: out, Version: "test", Warn: func(s string) { t.Error(s) },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return g, out
}

func TestRunMendsAndGoesOnFromTheFixedCommit(t *testing.T) {
	files := maps.Clone(shop)
	files["app.py"] = `import logging, time
from shop.api import get

for rows in ([{"price": 2}], []):
    try:
        print("mean", get(rows), flush=True)
    except Exception:
        logging.exception("GET /mean failed")
while True:
    time.sleep(0.1)
`
	repo := repository(t, files)
	g, out := guarded(t, repo, "/usr/bin/python3", "-B", "app.py")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cases := g.Watch(ctx)
	done := make(chan error, 1)
	go func() {
		_, err := g.Run(ctx)
		done <- err
	}()
	var last heald.Case
	for c := range cases {
		if c.State == heald.InReview && last.State != heald.InReview {
			if err := g.Answer(ctx, c.ID, heald.Answer{Verb: heald.Approve, By: "ann"}); err != nil {
				t.Fatal(err)
			}
		}
		if last = c; c.Ended() {
			break
		}
	}
	if last.State != heald.Resolved || strings.Count(out.String(), "mean 2.0") != 2 || !strings.Contains(out.String(), "mean 0.0") {
		t.Errorf("ended %s (%s); the program said\n%s", last.State, last.Reason, out)
	}
	if last.Merge != nil && (last.Merge.Branch != "heald/person" || inGit(t, repo, "rev-parse", "person") == last.Merge.Commit) {
		t.Errorf("merged %+v: a branch under a person's hands moved", last.Merge)
	}
	state := g.state
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(state); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the state folder is left behind: %v", err)
	}
	if left := inGit(t, repo, "status", "--porcelain"); left != "" {
		t.Errorf("the checkout was changed: %s", left)
	}
}

func TestRunEndsWithItsCommand(t *testing.T) {
	g, out := guarded(t, repository(t, shop), "/bin/sh", "-c", "echo done")
	code, err := g.Run(t.Context())
	if code != 0 || err != nil || out.String() != "done\n" {
		t.Errorf("code %d, %v, said %q", code, err, out)
	}
}

func TestRunNeedsABranch(t *testing.T) {
	repo := repository(t, shop)
	inGit(t, repo, "checkout", "-q", "--detach")
	_, err := NewGuard(t.Context(), GuardOptions{Argv: []string{"true"}, Dir: repo, Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), "check a branch out") {
		t.Errorf("got %v", err)
	}
}

func TestBrakeByFile(t *testing.T) {
	d := live(t, settings(t, repository(t, shop)), Undelivered{})
	if b, err := d.brake.Brake(t.Context()); err != nil || b.On {
		t.Fatalf("brake %+v, %v", b, err)
	}
	if err := os.WriteFile(d.conf.Brake, []byte("database \x1b[31mmigration\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := d.brake.Brake(t.Context())
	if err != nil || !b.On || strings.Contains(b.Why, "\x1b") || !strings.Contains(b.Why, "migration") || !strings.Contains(b.By, filepath.Base(d.conf.Brake)) {
		t.Errorf("brake %+v, %v", b, err)
	}
	if err := d.brake.SetBrake(t.Context(), heald.Brake{At: time.Now()}); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("off while the file is there: %v, want ErrConflict", err)
	}
	crash(t, d, shopTrace)
	time.Sleep(time.Second)
	if c := becomes(t, d, heald.Open); !strings.Contains(c.Reason, "the brake is on") || len(c.Steps) > 1 {
		t.Errorf("%s (%s), %d steps", c.State, c.Reason, len(c.Steps))
	}
	if err := os.Remove(d.conf.Brake); err != nil {
		t.Fatal(err)
	}
	becomes(t, d, heald.InReview)
}
