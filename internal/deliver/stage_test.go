package deliver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
	"github.com/heald-dev/heald/internal/release/local"
	"go.uber.org/goleak"
)

// TestMain lets the test binary play the service under delivery: "/price" crashes when it is asked for nothing off, unless mended.
func TestMain(m *testing.M) {
	if os.Getenv("PLAY") != "service" {
		goleak.VerifyTestMain(m)
		return
	}
	commit, err := os.ReadFile("commit")
	http.HandleFunc("/price", func(w http.ResponseWriter, r *http.Request) {
		if string(commit) != "mended" && r.URL.Query().Get("off") == "0" {
			w.WriteHeader(500)
		}
	})
	http.HandleFunc("/list", func(w http.ResponseWriter, _ *http.Request) {
		if string(commit) == "harmful" {
			w.WriteHeader(500)
		}
	})
	fmt.Fprintln(os.Stderr, err, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
	os.Exit(1)
}

// fakes of the ports, for what a test does not run for real.
type fakes struct {
	release.Observer
	live    heald.Deployment
	err     error
	seen    release.Seen
	request release.Request
	answer  release.Answer
	sent    int
}

func (f *fakes) Route(context.Context, heald.Service, string, int) error { return nil }
func (f *fakes) Settle(context.Context, heald.Service, string) error     { return nil }
func (f *fakes) Live(context.Context, heald.Service) (heald.Deployment, error) {
	return f.live, f.err
}

func (f *fakes) Observe(context.Context, string, time.Time) (release.Seen, error) { return f.seen, nil }

func (f *fakes) Failing(context.Context, string, string, time.Time) (release.Request, bool, error) {
	return f.request, f.request.ID != "", nil
}

func (f *fakes) Send(context.Context, string, string) (release.Answer, error) {
	f.sent++
	return f.answer, f.err
}

func (f *fakes) stage(crashes map[string]int, rules Rules) *Stage {
	return &Stage{
		Traffic: f, Observer: f, Prober: f, Rules: func(heald.Service) Rules { return rules }, Now: func() time.Time { return epoch.Add(time.Minute) },
		Crashes: func(_ context.Context, _, _, commit string) (int, error) { return crashes[commit], nil },
	}
}

// A clock that goes back during a canary must not hide what the canary does: its beginning goes back with it.
func TestTheClockGoesBackDuringACanary(t *testing.T) {
	var asked []time.Time
	f := &fakes{seen: release.Seen{Commit: "mended", Ready: true, Canary: []heald.RouteRate{{Route: "GET /", Requests: 1}}}}
	s := f.stage(nil, Rules{})
	s.Observer = since{f, &asked}
	now := epoch.Add(time.Hour)
	s.Now = func() time.Time { return now }
	c := heald.Case{Rollout: &heald.Rollout{Service: "shop", Stable: "old", Canary: "mended", Weight: 10, Began: epoch.Add(time.Hour), Deadline: epoch.Add(2 * time.Hour)}}
	for _, now = range []time.Time{epoch.Add(time.Hour + time.Second), epoch, epoch.Add(time.Second)} {
		r, err := s.Watch(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		c.Rollout = &r
	}
	if want := []time.Time{epoch.Add(time.Hour), epoch, epoch}; !slices.Equal(asked, want) {
		t.Errorf("looked at what happened since %v, want %v", asked, want)
	}
	if held := c.Rollout.Held; held < time.Second || held > 3*time.Second {
		t.Errorf("held for %s, want what really passed at most", held)
	}
}

// since notes from when on the canary is looked at.
type since struct {
	*fakes
	asked *[]time.Time
}

func (s since) Observe(ctx context.Context, service string, from time.Time) (release.Seen, error) {
	*s.asked = append(*s.asked, from)
	return s.fakes.Observe(ctx, service, from)
}

func TestFresh(t *testing.T) {
	fresh := heald.Deployment{Commit: "new", Previous: "old", Since: epoch, Fresh: true}
	for _, c := range []struct {
		name    string
		live    heald.Deployment
		crashed string
		first   time.Time
		crashes map[string]int
		keep    bool
		want    bool
	}{
		{"it began with the deployment", fresh, "new", epoch.Add(time.Second), nil, false, true},
		{"the commit is not known", fresh, "", epoch.Add(time.Second), nil, false, true},
		{"another commit crashed", fresh, "old", epoch.Add(time.Second), nil, false, false},
		{"it began before", fresh, "new", epoch.Add(-time.Second), nil, false, false},
		{"the one before crashed in the same way", fresh, "new", epoch.Add(time.Second), map[string]int{"old": 1}, false, false},
		{"it has proved itself", heald.Deployment{Commit: "new", Previous: "old", Since: epoch}, "new", epoch.Add(time.Second), nil, false, false},
		{"there is none before", heald.Deployment{Commit: "new", Since: epoch, Fresh: true}, "new", epoch.Add(time.Second), nil, false, false},
		{"not wanted", fresh, "new", epoch.Add(time.Second), nil, true, false},
	} {
		s := (&fakes{live: c.live}).stage(c.crashes, Rules{Keep: c.keep})
		back, got, err := s.Fresh(t.Context(), heald.Case{Incident: heald.Incident{Commit: c.crashed, FirstSeen: c.first}})
		if got != c.want || err != nil || got && (back.From != "new" || back.To != "old" || back.Reason == "") {
			t.Errorf("%s: %+v, %t, %v, want %t", c.name, back, got, err, c.want)
		}
	}
	s := (&fakes{err: heald.ErrNotFound}).stage(nil, Rules{})
	if _, got, err := s.Fresh(t.Context(), heald.Case{}); got || err != nil {
		t.Errorf("a service that is not delivered: %t, %v, want false and no error", got, err)
	}
	if _, err := s.Plan(t.Context(), heald.Case{}); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("plan of such a service: %v, want %v", err, heald.ErrNotFound)
	}
}

func TestRate(t *testing.T) {
	seen := rates(500, 100, 500, 50)
	for _, c := range []struct {
		name  string
		route string
		times int
		want  heald.RouteRate
	}{
		{"as many crashes as errors", "GET /price", 100, heald.RouteRate{Route: "GET /price", Requests: 500, Errors: 100}},
		{"not every error is the crash", "GET /price", 7, heald.RouteRate{Route: "GET /price", Requests: 500, Errors: 7}},
		{"crashes that were counted before", "GET /price", 9000, heald.RouteRate{Route: "GET /price", Requests: 500, Errors: 100}},
		{"no route", "", 3, heald.RouteRate{Requests: 1000, Errors: 3}},
		{"no requests were counted", "GET /gone", 3, heald.RouteRate{Route: "GET /gone", Errors: 3}},
	} {
		if got := rate(seen, c.route, c.times); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestProbeOnce(t *testing.T) {
	get := release.Request{ID: "1", Method: "GET", Path: "/price?off=0&who=me", Route: "GET /price", Whole: true}
	post := release.Request{ID: "1", Method: "POST", Route: "POST /price", Whole: true}
	for _, c := range []struct {
		name    string
		request release.Request
		answer  release.Answer
		err     error
		rules   Rules
		want    heald.Probe
		sent    int
	}{
		{"passes", get, release.Answer{Status: 200}, nil, Rules{}, heald.Probe{Request: "GET /price", Sent: 1}, 1},
		{"is refused for good", get, release.Answer{Status: 400}, nil, Rules{}, heald.Probe{Request: "GET /price", Sent: 1}, 1},
		{"fails", get, release.Answer{Status: 500}, nil, Rules{}, heald.Probe{Request: "GET /price", Sent: 1, Failed: 1}, 1},
		{"breaks", get, release.Answer{Broken: true}, nil, Rules{}, heald.Probe{Request: "GET /price", Sent: 1, Failed: 1}, 1},
		{"may not be repeated", post, release.Answer{Status: 200}, nil, Rules{}, heald.Probe{Request: "POST /price", Reason: "POST /price is not sent again: it may change something"}, 0},
		{"may be repeated", post, release.Answer{Status: 200}, nil, Rules{Repeat: []string{"POST /price"}}, heald.Probe{Request: "POST /price", Sent: 1}, 1},
		{"not known", release.Request{}, release.Answer{}, nil, Rules{}, heald.Probe{Reason: "no request is known that crashed"}, 0},
		{"not ready", get, release.Answer{}, heald.ErrTransient, Rules{}, heald.Probe{Request: "GET /price"}, 2},
		{"gone", get, release.Answer{}, heald.ErrNotFound, Rules{}, heald.Probe{Request: "GET /price", Reason: "the request that crashed is no longer kept"}, 2},
		{"not let in", get, release.Answer{Status: 401}, nil, Rules{}, heald.Probe{Request: "GET /price", Reason: "GET /price is answered with 401, which says nothing of the crash"}, 2},
	} {
		f := &fakes{request: c.request, answer: c.answer, err: c.err, seen: release.Seen{Commit: "new", Ready: true}}
		s := f.stage(nil, c.rules)
		r := heald.Rollout{Canary: "new", Weight: 10, Began: epoch, Deadline: epoch.Add(time.Hour)}
		for range 2 {
			next, err := s.Watch(t.Context(), heald.Case{Rollout: &r})
			if err != nil {
				t.Fatal(err)
			}
			r.Probe = next.Probe
		}
		if *r.Probe != c.want || f.sent != c.sent {
			t.Errorf("%s: %+v, sent %d times, want %+v and %d", c.name, *r.Probe, f.sent, c.want, c.sent)
		}
	}
}

// TestPromotedBefore has a promotion that was done and not written down: it is not taken for a canary that has gone.
func TestPromotedBefore(t *testing.T) {
	for live, want := range map[string]heald.Verdict{"new": heald.Promote, "old": heald.Continue} {
		s := (&fakes{live: heald.Deployment{Commit: live}}).stage(nil, Rules{})
		c := heald.Case{Rollout: &heald.Rollout{Canary: "new", Weight: 100, Began: epoch, Deadline: epoch.Add(time.Hour)}}
		if r, err := s.Watch(t.Context(), c); err != nil || r.Verdict != want {
			t.Errorf("%s is live and there is no canary: %s (%s), %v, want %s", live, r.Verdict, r.Reason, err, want)
		}
	}
}

// TestRealCanary delivers with real processes under real requests, as the engine does.
func TestRealCanary(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	checkout := func(_ context.Context, commit, dir string) (heald.Checkout, error) {
		return heald.Checkout{Home: "/nowhere"}, errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, "commit"), []byte(commit), 0o600))
	}
	l, err := local.New(local.Config{Dir: t.TempDir(), Services: []local.Service{{
		Name: "shop", Checkout: checkout, Argv: []string{self}, Env: []string{"PLAY=service"}, Listen: "127.0.0.1:0", Ready: "/ready",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if err := l.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer all.Wait()
	defer cancel()
	if err := l.Deploy(ctx, "shop", "live"); err != nil {
		t.Fatal(err)
	}
	ask := func(n int) {
		for i := range n {
			for _, path := range []string{"/list", fmt.Sprintf("/price?off=%d", i%4)} {
				response, err := http.Get("http://" + l.Address("shop") + path)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
		}
	}
	defer http.DefaultClient.CloseIdleConnections()
	ask(50)
	s := &Stage{
		Traffic: l, Observer: l, Prober: l, Now: time.Now,
		Rules: func(heald.Service) Rules {
			return Rules{Hold: time.Millisecond, Limit: 20 * time.Second, Missed: 0.01, Margin: 0.2, Risk: 0.01}
		},
		Crashes: func(context.Context, string, string, string) (int, error) { return 0, nil },
	}
	for _, commit := range []string{"same", "harmful", "mended"} {
		want := map[bool]heald.Verdict{true: heald.Promote, false: heald.Abort}[commit == "mended"]
		c := heald.Case{
			Service: heald.Service{Name: "shop"}, Merge: &heald.Merge{Commit: commit},
			Incident: heald.Incident{FirstSeen: time.Now(), LastSeen: time.Now(), Count: 1000, Request: "GET /price"},
		}
		r, err := s.Plan(ctx, c)
		for err == nil && (r.Verdict == heald.Continue || r.Verdict == heald.Raise) {
			if err = l.Route(ctx, c.Service, commit, r.Weight); err == nil {
				ask(10)
				c.Rollout = &r
				r, err = s.Watch(ctx, c)
			}
		}
		if err != nil || r.Verdict != want {
			t.Errorf("%s: %s (%s), %v, want %s", commit, r.Verdict, r.Reason, err, want)
		}
		end := map[heald.Verdict]string{heald.Promote: commit, heald.Abort: r.Stable}[want]
		if err := l.Settle(ctx, c.Service, end); err != nil {
			t.Error(err)
		}
		if live, err := l.Live(ctx, c.Service); err != nil || live.Commit != end {
			t.Errorf("%s: %s is live, want %s", commit, live.Commit, end)
		}
	}
}
