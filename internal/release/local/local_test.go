package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
	"github.com/heald-dev/heald/internal/supervise"
	"go.uber.org/goleak"
)

var (
	_ release.Traffic  = (*Local)(nil)
	_ release.Observer = (*Local)(nil)
	_ release.Prober   = (*Local)(nil)
)

// TestMain lets the test binary play the service that is released.
func TestMain(m *testing.M) {
	if os.Getenv("PLAY") == "service" {
		serve()
	}
	goleak.VerifyTestMain(m)
}

// serve does what its commit says: "die" ends at once, "bad" fails, everything else answers with its name.
func serve() {
	raw, err := os.ReadFile("commit")
	name := string(raw)
	if err != nil || strings.HasPrefix(name, "die") {
		fmt.Fprintln(os.Stderr, "cannot start", err)
		os.Exit(3)
	}
	http.HandleFunc("/ready", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if strings.HasPrefix(name, "bad") {
			w.WriteHeader(500)
		}
		fmt.Fprint(w, name)
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
	os.Exit(1)
}

// checkout of a commit is a file with its name, in a sub-folder.
func checkout(_ context.Context, commit, dir string) (heald.Checkout, error) {
	if strings.HasPrefix(commit, "unknown") {
		return heald.Checkout{}, heald.ErrNotFound
	}
	err := os.MkdirAll(filepath.Join(dir, "svc"), 0o700)
	return heald.Checkout{Root: dir, Home: "/nowhere", Commit: commit}, errors.Join(err, os.WriteFile(filepath.Join(dir, "svc", "commit"), []byte(commit), 0o600))
}

var shop = heald.Service{Name: "shop"}

func config(t *testing.T, dir string) Config {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Config{Dir: dir, Services: []Service{{
		Name: "shop", Checkout: checkout, Path: "svc", Argv: []string{self}, Env: []string{"PLAY=service"}, Listen: "127.0.0.1:0", Ready: "/ready",
		Within: 5 * time.Second, Backoff: supervise.Backoff{Base: 10 * time.Millisecond}, Proven: 1500 * time.Millisecond, Instances: 2,
	}}}
}

// run starts a Local; stop ends it, and is called at the end of the test otherwise.
func run(t *testing.T, c Config) (l *Local, stop func()) {
	t.Helper()
	l, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return l, stop
}

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func get(t *testing.T, l *Local) (int, string) {
	t.Helper()
	response, err := client.Get("http://" + l.Address("shop") + "/")
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	raw, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(raw)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

// TestUnderLoad deploys, promotes, aborts and rolls back while users ask: none of them gets an error.
func TestUnderLoad(t *testing.T) {
	l, _ := run(t, config(t, t.TempDir()))
	ctx := t.Context()
	must(t, l.Deploy(ctx, "shop", "one"))
	asking, stop := context.WithCancel(ctx)
	var users sync.WaitGroup
	var asked, failed atomic.Int64
	for range 3 {
		users.Go(func() {
			for asking.Err() == nil {
				if status, _ := get(t, l); status != 200 {
					failed.Add(1)
				}
				asked.Add(1)
			}
		})
	}
	began := time.Now()
	must(t, l.Route(ctx, shop, "two", 50))
	must(t, l.Route(ctx, shop, "two", 100))
	eventually(t, "the canary has requests", func() bool {
		seen, err := l.Observe(ctx, "shop", began)
		must(t, err)
		return seen.Commit == "two" && seen.Ready && seen.Exits == 0 && len(seen.Canary) == 1 && seen.Canary[0].Requests > 20
	})
	must(t, l.Settle(ctx, shop, "two"))
	must(t, l.Settle(ctx, shop, "two"))
	must(t, l.Route(ctx, shop, "three", 50))
	must(t, l.Settle(ctx, shop, "two"))
	must(t, l.Settle(ctx, shop, "one")) // a rollback
	must(t, l.Deploy(ctx, "shop", "three"))
	stop()
	users.Wait()
	if failed.Load() > 0 || asked.Load() < 50 {
		t.Errorf("%d of %d requests failed", failed.Load(), asked.Load())
	}
	if _, body := get(t, l); body != "three" {
		t.Errorf("%q answers, want three", body)
	}
	// "two" was proved by its canary, "one" was not.
	eventually(t, "only what is needed is kept", func() bool {
		folders, err := filepath.Glob(filepath.Join(l.config.Dir, "shop", "*", "svc"))
		return err == nil && len(folders) == 2
	})
	if live, err := l.Live(ctx, shop); err != nil || live.Commit != "three" || live.Previous != "two" || !live.Fresh {
		t.Errorf("live is %+v, %v", live, err)
	}
}

// TestAbort has a canary that fails: the traffic is back at once, and the failed request can be sent to the next one.
func TestAbort(t *testing.T) {
	l, _ := run(t, config(t, t.TempDir()))
	ctx := t.Context()
	must(t, l.Deploy(ctx, "shop", "bad1"))
	get(t, l)
	request, found, err := l.Failing(ctx, "shop", "GET /", time.Now())
	if err != nil || !found || request.Route != "GET /" || !request.Whole {
		t.Fatalf("the failed request is %+v, %t, %v", request, found, err)
	}
	if got, want := l.Told("shop", "GET /", time.Now()), `"GET / HTTP/1.1" 500`; got != want {
		t.Errorf("told of %q, want %q", got, want)
	}
	if _, err := l.Send(ctx, "shop", request.ID); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("sent without a canary: %v, want %v", err, heald.ErrTransient)
	}
	for commit, want := range map[string]int{"bad2": 500, "fine": 200} {
		must(t, l.Route(ctx, shop, commit, 100))
		eventually(t, commit+" answers", func() bool {
			answer, err := l.Send(ctx, "shop", request.ID)
			return err == nil && answer.Status == want && !answer.Broken
		})
		began := time.Now()
		must(t, l.Settle(ctx, shop, "bad1"))
		if _, body := get(t, l); body != "bad1" || time.Since(began) > 10*time.Second {
			t.Errorf("%q answers %s after the abort, want bad1 within 10 s", body, time.Since(began))
		}
	}
	must(t, l.Route(ctx, shop, "die2", 100))
	eventually(t, "the ends of the canary are counted", func() bool {
		seen, err := l.Observe(ctx, "shop", time.Now())
		return err == nil && seen.Exits > 1 && !seen.Ready && seen.Commit == "die2"
	})
	if _, body := get(t, l); body != "bad1" {
		t.Errorf("with a canary that does not start, %q answers, want bad1", body)
	}
}

// TestRestart ends heald in the middle of a rollout: the next one comes back to the same, and no other may have the folder meanwhile.
// TestNobodyWatches: a canary whose share nobody confirms has none after a while, and has it again when somebody does.
func TestNobodyWatches(t *testing.T) {
	var ahead atomic.Int64
	c := config(t, t.TempDir())
	c.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	l, _ := run(t, c)
	must(t, l.Deploy(t.Context(), "shop", "one"))
	confirm := func() { must(t, l.Route(t.Context(), shop, "two", 100)) }
	served := func() string { _, body := get(t, l); return body }
	confirm()
	eventually(t, "the canary has all requests", func() bool { return strings.HasPrefix(served(), "two") })
	for range 3 {
		ahead.Add(int64(lapsing - time.Second))
		confirm()
		time.Sleep(1200 * time.Millisecond)
	}
	if got := served(); !strings.HasPrefix(got, "two") {
		t.Errorf("a canary that is watched lost its share to %q", got)
	}
	ahead.Add(int64(lapsing))
	eventually(t, "the stable version has all requests", func() bool { return strings.HasPrefix(served(), "one") })
	confirm()
	if got := served(); !strings.HasPrefix(got, "two") {
		t.Errorf("watched again, but served by %q", got)
	}
}

func TestRestart(t *testing.T) {
	c := config(t, t.TempDir())
	first, stop := run(t, c)
	ctx := t.Context()
	must(t, first.Deploy(ctx, "shop", "one"))
	eventually(t, "it is a good one", func() bool { live, err := first.Live(ctx, shop); return err == nil && !live.Fresh })
	get(t, first)
	must(t, first.Deploy(ctx, "shop", "two"))
	must(t, first.Route(ctx, shop, "three", 100))
	before, err := first.Live(ctx, shop)
	must(t, err)
	if _, err := New(c); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("a second heald: %v, want %v", err, heald.ErrConflict)
	}
	stop()
	second, _ := run(t, c)
	eventually(t, "the canary is back with all requests", func() bool {
		_, body := get(t, second)
		return body == "three"
	})
	normal, err := second.Between(ctx, "shop", before.Since.Add(-time.Minute), before.Since.Add(time.Second))
	if err != nil || len(normal) != 1 || normal[0].Requests == 0 {
		t.Errorf("before the restart there was %v, %v, want what was asked", normal, err)
	}
	after, err := second.Live(ctx, shop)
	if err != nil || !after.Since.Equal(before.Since) || after.Commit != "two" || after.Previous != "one" || !after.Fresh {
		t.Errorf("live is %+v, %v after a restart, want %+v", after, err, before)
	}
}

func TestStartsThatFail(t *testing.T) {
	c := config(t, t.TempDir())
	c.Services[0].Within = 300 * time.Millisecond
	exits := make(chan heald.Exit, 1000)
	var mu sync.Mutex
	var printed []string
	c.Exited = func(_, _, _ string, exit heald.Exit) { exits <- exit }
	c.Output = func(service, instance, commit, stream string) io.WriteCloser {
		return closer(func(p []byte) {
			mu.Lock()
			defer mu.Unlock()
			printed = append(printed, service+" "+instance+" "+commit+" "+stream+" "+string(p))
		})
	}
	l, _ := run(t, c)
	ctx := t.Context()
	if _, err := l.Live(ctx, shop); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("live before anything was deployed: %v, want %v", err, heald.ErrNotFound)
	}
	if err := l.Deploy(ctx, "shop", "die1"); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("the first version ends at once: %v, want %v", err, heald.ErrTransient)
	}
	if live, err := l.Live(ctx, shop); err != nil || live.Commit != "die1" || (<-exits).Code != 3 {
		t.Errorf("live is %+v, %v: what crashes at its start must go on crashing", live, err)
	}
	must(t, l.Deploy(ctx, "shop", "one"))
	for commit, want := range map[string]error{"die2": heald.ErrTransient, "unknown": heald.ErrNotFound, "../up": heald.ErrInvalid} {
		if err := l.Deploy(ctx, "shop", commit); !errors.Is(err, want) {
			t.Errorf("deploy %s: %v, want %v", commit, err, want)
		}
		if _, body := get(t, l); body != "one" {
			t.Errorf("after %s, %q answers, want one", commit, body)
		}
	}
	if err := l.Deploy(ctx, "other", "one"); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("an unknown service: %v, want %v", err, heald.ErrNotFound)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := "shop die1-1 die1 stderr cannot start <nil>\n"; !slices.Contains(printed, want) {
		t.Errorf("printed %q, want %q in it", printed, want)
	}
}

// TestWithoutProxy runs a program that has a port of its own.
func TestWithoutProxy(t *testing.T) {
	c := config(t, t.TempDir())
	c.Services[0].Listen, c.Services[0].Instances, c.Services[0].Argv = "", 1, []string{"/bin/sh", "-c", "cat commit; exec sleep 100"}
	var mu sync.Mutex
	var said strings.Builder
	c.Output = func(_, _, _, _ string) io.WriteCloser {
		return closer(func(p []byte) { mu.Lock(); defer mu.Unlock(); said.Write(p) })
	}
	l, _ := run(t, c)
	must(t, l.Deploy(t.Context(), "shop", "one"))
	eventually(t, "the first runs", func() bool { mu.Lock(); defer mu.Unlock(); return said.String() == "one" })
	must(t, l.Deploy(t.Context(), "shop", "two"))
	eventually(t, "the second runs", func() bool { mu.Lock(); defer mu.Unlock(); return said.String() == "onetwo" })
	if err := l.Route(t.Context(), shop, "three", 10); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("a canary without a proxy: %v, want %v", err, heald.ErrNotFound)
	}
}

type closer func([]byte)

func (c closer) Write(p []byte) (int, error) { c(p); return len(p), nil }

func (c closer) Close() error { return nil }

func TestPortInUse(t *testing.T) {
	c := config(t, t.TempDir())
	l, err := New(c)
	must(t, err)
	defer func() { must(t, l.Close()) }()
	c.Dir, c.Services[0].Listen = t.TempDir(), l.Address("shop")
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), "shop") {
		t.Errorf("the port is in use: %v, want an error that names the service", err)
	}
}
