package logfile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// crash is a trace that ends in the function of that name.
func crash(name string) string {
	return fmt.Sprintf("Traceback (most recent call last):\n  File \"/srv/shop/app.py\", line 11, in %s\n    return a / b\nZeroDivisionError: division by zero\n", name)
}

// world is a folder with logs and a source that follows them by hand, at a time that the test makes pass.
type world struct {
	t         *testing.T
	dir       string
	now       time.Time
	source    *Source
	positions map[string]Position
	got       []string // the functions in which traces ended
	fail      int
	signals   []heald.Signal
	config    Config
}

func (w *world) Position(_ context.Context, path string) (Position, error) {
	p, ok := w.positions[path]
	if !ok {
		return p, heald.ErrNotFound
	}
	return p, nil
}

func (w *world) SavePosition(_ context.Context, p Position) error {
	w.positions[p.Path] = p
	return nil
}

func (w *world) Accept(_ context.Context, signals []heald.Signal) error {
	if w.fail > 0 {
		w.fail--
		return fmt.Errorf("disk full: %w", heald.ErrExhausted)
	}
	for _, s := range signals {
		w.got = append(w.got, s.Exceptions[0].Innermost().Function)
	}
	w.signals = append(w.signals, signals...)
	return nil
}

func newWorld(t *testing.T, change func(*Config)) *world {
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC), positions: map[string]Position{}}
	w.config = Config{Files: []Files{{"shop", filepath.Join(w.dir, "*.log")}}, Positions: w, Now: func() time.Time { return w.now }}
	if change != nil {
		change(&w.config)
	}
	w.restart()
	return w
}

// restart is heald killed and started again.
func (w *world) restart() {
	w.t.Helper()
	if w.source != nil {
		w.source.close()
	}
	source, err := New(w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.source = source
	w.t.Cleanup(source.close)
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

func (w *world) write(name, text string) {
	w.t.Helper()
	f, err := os.OpenFile(w.path(name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// pass lets time pass, a poll at a time.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	for ; d >= 0; d -= defaultPoll {
		w.source.look(w.t.Context())
		for busy := true; busy; {
			var err error
			busy, err = w.source.poll(w.t.Context(), w)
			w.check(err)
		}
		w.now = w.now.Add(defaultPoll)
	}
}

func (w *world) want(functions ...string) {
	w.t.Helper()
	got := slices.Sorted(slices.Values(w.got))
	slices.Sort(functions)
	if !slices.Equal(got, functions) {
		w.t.Errorf("traces %q, want %q", got, functions)
	}
	w.got = nil
}

func TestFollow(t *testing.T) {
	for name, do := range map[string]func(w *world){
		"from the end, then what comes": func(w *world) {
			w.write("a.log", crash("old"))
			w.pass(0)
			w.write("a.log", crash("new"))
			w.pass(time.Second)
			w.want("new")
		},
		"a file that appears later": func(w *world) {
			w.pass(0)
			w.write("b.log", crash("b"))
			w.pass(time.Second)
			w.want("b")
		},
		"in pieces": func(w *world) {
			w.pass(0)
			text := crash("a")
			for i := 0; i < len(text); i += 50 {
				w.write("a.log", text[i:min(i+50, len(text))])
				w.pass(0)
			}
			w.pass(time.Second)
			w.want("a")
		},
		"without a last line end": func(w *world) {
			w.pass(0)
			w.write("a.log", strings.TrimSuffix(crash("a"), "\n"))
			w.pass(time.Second)
			w.want("a")
		},
		"rotation by renaming": func(w *world) {
			w.pass(0)
			w.write("a.log", "INFO first of the old file\n"+crash("one"))
			w.pass(0)
			w.check(os.Rename(w.path("a.log"), w.path("a.log.1")))
			w.write("a.log.1", crash("two")) // the writer has not noticed yet
			w.write("a.log", "INFO first of the new file\n"+crash("three"))
			w.pass(time.Second)
			w.want("one", "two", "three")
			w.write("a.log.1", crash("four"))
			w.pass(4 * time.Second)
			w.want("four")
			w.write("a.log", crash("five"))
			w.pass(time.Second)
			w.want("five")
			if len(w.source.files) != 1 {
				w.t.Errorf("%d files are followed", len(w.source.files))
			}
		},
		"copied and truncated": func(w *world) {
			w.pass(0)
			w.write("a.log", strings.Repeat("INFO a\n", 100)+crash("one"))
			w.pass(time.Second)
			w.check(os.Truncate(w.path("a.log"), 0))
			w.write("a.log", crash("two"))
			w.pass(time.Second)
			w.want("one", "two")
		},
		"truncated and longer at once": func(w *world) {
			w.pass(0)
			w.write("a.log", "INFO a\n"+crash("one"))
			w.pass(time.Second)
			w.check(os.Truncate(w.path("a.log"), 0))
			w.write("a.log", "INFO another\n"+crash("two")+strings.Repeat("INFO b\n", 300))
			w.pass(time.Second)
			w.want("one", "two")
		},
		"truncated within a trace": func(w *world) {
			w.pass(0)
			w.write("a.log", crash("one"))
			w.pass(0)
			w.check(os.Truncate(w.path("a.log"), 0))
			w.pass(time.Second)
			w.want("one")
		},
		"deleted and made again": func(w *world) {
			w.pass(0)
			w.write("a.log", crash("one"))
			w.pass(0)
			w.check(os.Remove(w.path("a.log")))
			w.pass(4 * time.Second)
			if len(w.source.files) != 0 {
				w.t.Error("a deleted file is followed")
			}
			w.write("a.log", crash("two"))
			w.pass(time.Second)
			w.want("one", "two")
		},
		"many files": func(w *world) {
			w.pass(0)
			var want []string
			for i := range 100 {
				w.write(fmt.Sprintf("%d.log", i), crash(fmt.Sprint("f", i)))
				want = append(want, fmt.Sprint("f", i))
			}
			w.pass(time.Second)
			w.want(want...)
		},
		"a line that never ends": func(w *world) {
			w.pass(0)
			w.write("a.log", strings.Repeat("x", 5<<20))
			w.pass(0)
			w.write("a.log", "\n"+crash("a"))
			w.pass(time.Second)
			w.want("a")
		},
	} {
		t.Run(name, func(t *testing.T) { do(newWorld(t, nil)) })
	}
}

func TestRestart(t *testing.T) {
	for name, do := range map[string]func(w *world){
		"what came meanwhile": func(w *world) {
			w.restart()
			w.write("a.log", crash("two"))
			w.pass(time.Second)
			w.want("two")
		},
		"a trace that had begun": func(w *world) {
			text := crash("two")
			w.write("a.log", text[:60])
			w.pass(0)
			w.restart()
			w.write("a.log", text[60:])
			w.pass(time.Second)
			w.want("two")
		},
		"nothing new": func(w *world) {
			w.restart()
			w.pass(time.Second)
			w.want()
		},
		"renamed meanwhile": func(w *world) {
			w.write("a.log", crash("two"))
			w.check(os.Rename(w.path("a.log"), w.path("a.log.1")))
			w.write("a.log", crash("three"))
			w.restart()
			w.pass(4 * time.Second)
			w.want("two", "three")
		},
		"renamed just before": func(w *world) {
			w.check(os.Rename(w.path("a.log"), w.path("a.log.1")))
			w.write("a.log", "INFO new\n")
			w.pass(0)
			w.write("a.log.1", crash("two"))
			w.restart()
			w.pass(4 * time.Second)
			w.want("two")
		},
		"another file of that name": func(w *world) {
			w.check(os.Remove(w.path("a.log")))
			w.write("a.log", "INFO other\n"+crash("two")+strings.Repeat("INFO b\n", 900))
			w.restart()
			w.pass(time.Second)
			w.want("two")
		},
		"truncated meanwhile": func(w *world) {
			w.check(os.Truncate(w.path("a.log"), 0))
			w.write("a.log", crash("two"))
			w.restart()
			w.pass(time.Second)
			w.want("two")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.pass(0)
			w.write("a.log", strings.Repeat("INFO a line\n", 500)+crash("one"))
			w.pass(time.Second)
			w.want("one")
			do(w)
		})
	}
}

func TestNotStoredIsNotPassed(t *testing.T) {
	w := newWorld(t, nil)
	w.pass(0)
	w.write("a.log", crash("one"))
	w.pass(0)
	ctx, cancel := context.WithCancel(t.Context())
	w.now = w.now.Add(time.Second)
	w.fail = 1000
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := w.source.poll(ctx, w); err != nil {
		t.Fatal(err)
	}
	w.fail = 0
	w.restart()
	w.pass(time.Second)
	w.want("one")
}

func TestOnlyRegularFiles(t *testing.T) {
	for _, symlinks := range []bool{false, true} {
		w := newWorld(t, func(c *Config) { c.Symlinks = symlinks })
		w.pass(0)
		w.check(syscall.Mkfifo(w.path("pipe.log"), 0o600))
		w.check(os.Symlink("/dev/zero", w.path("device.log")))
		w.check(os.Mkdir(w.path("folder.log"), 0o700))
		w.check(os.Symlink("nowhere", w.path("dangling.log")))
		w.write("target", crash("linked"))
		w.check(os.Symlink("target", w.path("link.log")))
		w.write("a.log", crash("plain"))
		w.pass(time.Second)
		if symlinks {
			w.want("plain", "linked")
		} else {
			w.want("plain")
		}
	}
}

func TestLimitOfFiles(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Most = 3 })
	w.pass(0)
	for i := range 9 {
		w.write(fmt.Sprintf("%d.log", i), crash(fmt.Sprint("f", i)))
	}
	w.pass(time.Second)
	w.want("f0", "f1", "f2")
}

func TestConfigIsChecked(t *testing.T) {
	for _, f := range []Files{{"shop", "[a"}, {"", "a.log"}, {"shop", ""}} {
		if _, err := New(Config{Files: []Files{f}}); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

// TestRun is the source as the daemon runs it, in real time.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	source, err := New(Config{Files: []Files{{"shop", filepath.Join(dir, "*.log")}}, Poll: 20 * time.Millisecond, Commit: func(string) string { return "abc" }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got := make(chan heald.Signal, 10)
	var done sync.WaitGroup
	done.Go(func() {
		_ = source.Run(ctx, telemetry.SinkFunc(func(_ context.Context, signals []heald.Signal) error {
			for _, s := range signals {
				got <- s
			}
			return nil
		}))
	})
	time.Sleep(50 * time.Millisecond)
	if err := os.WriteFile(filepath.Join(dir, "web-1.log"), []byte(crash("a")), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	select {
	case s := <-got:
		if s.Service != "shop" || s.Source != "logfile" || s.Instance != "web-1" || s.Commit != "abc" {
			t.Errorf("signal %+v", s)
		}
		t.Logf("took %v", time.Since(began))
	case <-time.After(5 * time.Second):
		t.Error("no signal")
	}
	cancel()
	done.Wait()
}
