package daemon

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/trace"
)

// TestMain is also the worker: heald starts its own binary in a sandbox.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		if err := app.Worker(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var shop = map[string]string{
	"shop/api.py": "from shop.stats import mean\n\n\ndef get(rows):\n    return mean([r[\"price\"] for r in rows])\n",
	"shop/stats.py": `"""Figures for the front page."""


def median(xs):
    if not xs:
        return 0.0
    return sorted(xs)[len(xs) // 2]


def spread(xs):
    if not xs:
        return 0.0
    return max(xs) - min(xs)


def mean(xs):
    """The mean price; 0.0 when there is nothing."""
    return sum(xs) / len(xs)
`,
	"shop/__init__.py": "",
	"tests/test_stats.py": `from shop.api import get
from shop.stats import mean, median


def test_mean():
    assert mean([1, 2, 3]) == 2


def test_median():
    assert median([]) == 0.0


def test_get():
    assert get([{"price": 2}, {"price": 4}]) == 3
`,
}

const shopTrace = `2026-01-02 10:00:00 INFO GET /mean
Traceback (most recent call last):
  File "/srv/shop/shop/api.py", line 5, in get
    return mean([r["price"] for r in rows])
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/srv/shop/shop/stats.py", line 18, in mean
    return sum(xs) / len(xs)
           ~~~~~~~~^~~~~~~~~
ZeroDivisionError: division by zero
`

func inGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=ann", "-c", "user.email=ann@localhost"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// repository makes a service whose branch nobody has checked out.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	inGit(t, dir, "init", "-q", "-b", "main")
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	inGit(t, dir, "add", "-A")
	inGit(t, dir, "commit", "-q", "-m", "The service")
	inGit(t, dir, "checkout", "-q", "-b", "person")
	return dir
}

func settings(t *testing.T, repository string) Config {
	state := t.TempDir()
	return Config{
		Services: []heald.Service{{Name: "shop", Repository: repository, Branch: "main", Tier: 2}},
		State:    state, Brake: filepath.Join(state, "brake"), Store: filepath.Join(state, "heald.db"), Budget: 2 * time.Minute, Seed: 1, Workers: 1,
		Quiet: time.Hour, Limits: govern.Limits{Reviews: 3, Changes: 1, Fixes: 2}, Frozen: func(time.Time) string { return "" },
		Patience: engine.Patience{Remind: time.Hour, Expire: 24 * time.Hour, Tick: 50 * time.Millisecond, Retry: 100 * time.Millisecond},
	}
}

// live runs a daemon until the test ends.
func live(t *testing.T, conf Config, delivery Delivery) *Daemon {
	t.Helper()
	d, err := New(t.Context(), conf, delivery, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return runs(t, d)
}

func runs(t *testing.T, d *Daemon) *Daemon {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return d
}

func crash(t *testing.T, d *Daemon, text string) {
	t.Helper()
	at := time.Now()
	signal := heald.Signal{Service: "shop", Source: "test", At: at, Text: text, Exceptions: trace.Parse([]byte(text))}
	if err := d.Accept(t.Context(), []heald.Signal{signal}); err != nil {
		t.Fatal(err)
	}
}

// becomes waits for the only case to reach a state.
func becomes(t *testing.T, d *Daemon, want heald.State) heald.Case {
	t.Helper()
	var last store.Entry
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		entries, err := d.store.List(t.Context(), store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) > 0 {
			last = entries[0]
		}
		if last.State == want {
			c, err := d.store.Case(t.Context(), last.ID)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
	}
	t.Fatalf("the case is %s (%s), want %s", last.State, last.Reason, want)
	return heald.Case{}
}

func TestFromACrashToAMergedFix(t *testing.T) {
	repo := repository(t, shop)
	d := live(t, settings(t, repo), Undelivered{})
	crash(t, d, shopTrace)
	c := becomes(t, d, heald.InReview)
	if c.Patch == nil || c.Review.Branch != "heald/"+c.ID || !strings.Contains(c.Patch.Diff, "return 0.0") {
		t.Fatalf("review %+v, patch %+v", c.Review, c.Patch)
	}
	if got := inGit(t, repo, "log", "-1", "--format=%an %s", c.Review.Branch); !strings.Contains(got, "Mend ZeroDivisionError in mean") {
		t.Errorf("the commit says %q", got)
	}
	if err := (estate{d}).Answer(t.Context(), c.ID, heald.Answer{Verb: heald.Approve, By: "ann"}); err != nil {
		t.Fatal(err)
	}
	c = becomes(t, d, heald.Resolved)
	if head := inGit(t, repo, "rev-parse", "main"); head != c.Merge.Commit || inGit(t, repo, "rev-parse", "main^{tree}") != c.Review.Tree {
		t.Errorf("main is at %s, merged %+v", head, c.Merge)
	}
	crash(t, d, shopTrace) // a straggler of the old commit
	if entries, err := d.store.List(t.Context(), store.Filter{}); err != nil || len(entries) != 1 || entries[0].Count != 2 {
		t.Errorf("%d cases, %+v, %v", len(entries), entries, err)
	}
}
