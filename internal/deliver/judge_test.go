package deliver

import (
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

var epoch = time.Unix(1_800_000_000, 0)

// rates of two routes: requests and errors of each.
func rates(price, priceErrors, list, listErrors int) []heald.RouteRate {
	return []heald.RouteRate{{Route: "GET /list", Requests: list, Errors: listErrors}, {Route: "GET /price", Requests: price, Errors: priceErrors}}
}

// rollout at its last weight with all the evidence that promotion asks for; change takes some away.
func rollout(change func(r *heald.Rollout, s *heald.Sample)) heald.Rollout {
	r := heald.Rollout{
		Began: epoch, Deadline: epoch.Add(30 * time.Minute), Weight: 100, Watched: 3 * time.Minute, Held: time.Minute,
		Baseline: rates(5000, 2, 5000, 3), Crash: heald.RouteRate{Route: "GET /price", Requests: 500, Errors: 100},
		Probe: &heald.Probe{Request: "GET /price", Sent: 3},
	}
	s := heald.Sample{At: epoch.Add(3 * time.Minute), Weight: 100, Ready: true, Stable: rates(2000, 400, 2000, 1), Canary: rates(800, 0, 800, 0)}
	change(&r, &s)
	r.Samples = append(r.Samples, s)
	return r
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(r *heald.Rollout, s *heald.Sample)
		want   heald.Verdict
		reason string
	}{
		{"all is well", func(*heald.Rollout, *heald.Sample) {}, heald.Promote, "no crash in 800 GET /price"},
		{"not yet at the last weight", func(r *heald.Rollout, _ *heald.Sample) { r.Weight = 10 }, heald.Raise, "50 %"},
		{"not long enough at this weight", func(r *heald.Rollout, _ *heald.Sample) { r.Held = time.Second }, heald.Continue, "long enough"},
		{"the crash", func(_ *heald.Rollout, s *heald.Sample) { s.Crashes = 1 }, heald.Abort, "still there"},
		{"an exit", func(_ *heald.Rollout, s *heald.Sample) { s.Exits = 2 }, heald.Abort, "ended"},
		{"the probe fails", func(r *heald.Rollout, _ *heald.Sample) { r.Probe.Failed = 1 }, heald.Abort, "still fails: GET /price"},
		{"errors on another route", func(_ *heald.Rollout, s *heald.Sample) { s.Canary = rates(100, 0, 100, 8) }, heald.Abort, "GET /list fails more often than before"},
		{"errors on the route of the crash", func(_ *heald.Rollout, s *heald.Sample) { s.Canary = rates(100, 8, 100, 0) }, heald.Abort, "GET /price fails more often"},
		{"fewer errors than stable, more than before", func(_ *heald.Rollout, s *heald.Sample) { s.Canary = rates(800, 80, 800, 0) }, heald.Abort, "GET /price"},
		{"errors on a new route", func(_ *heald.Rollout, s *heald.Sample) {
			s.Canary = append(s.Canary, heald.RouteRate{Route: "GET /new", Requests: 60, Errors: 60})
		}, heald.Abort, "all other routes"},
		{"both versions fail there", func(_ *heald.Rollout, s *heald.Sample) {
			s.Canary, s.Stable = rates(800, 0, 800, 80), rates(2000, 400, 2000, 210)
		}, heald.Continue, "both versions"},
		{"worse than before on both, and worse than stable", func(_ *heald.Rollout, s *heald.Sample) {
			s.Canary, s.Stable = rates(800, 0, 800, 400), rates(2000, 400, 2000, 210)
		}, heald.Abort, "than on the stable version"},
		{"no baseline, few errors", func(r *heald.Rollout, s *heald.Sample) { r.Baseline, s.Canary = nil, rates(800, 1, 800, 1) }, heald.Promote, ""},
		{"no baseline, many errors", func(r *heald.Rollout, s *heald.Sample) { r.Baseline, s.Canary = nil, rates(100, 20, 100, 0) }, heald.Abort, "all routes"},
		{"few requests to the crash", func(r *heald.Rollout, s *heald.Sample) {
			r.Probe, s.Canary = nil, rates(20, 0, 1580, 0)
		}, heald.Continue, "no crash in 20 GET /price; 4"},
		{"the same with the probe, which asks for fewer", func(_ *heald.Rollout, s *heald.Sample) { s.Canary = rates(25, 0, 1575, 0) }, heald.Promote, ""},
		{"no traffic", func(_ *heald.Rollout, s *heald.Sample) { s.Canary = nil }, heald.Continue, "no request"},
		{"no traffic at the deadline", func(r *heald.Rollout, s *heald.Sample) { s.Canary, r.Watched = nil, time.Hour }, heald.Unsure, "not enough evidence"},
		{"no traffic at the first weight, no probe", func(r *heald.Rollout, s *heald.Sample) {
			s.Canary, r.Weight, r.Probe = nil, 10, nil
		}, heald.Continue, "no request"},
		{"few requests, after patience", func(r *heald.Rollout, s *heald.Sample) {
			s.Canary, r.Held = rates(30, 0, 30, 0), 6*time.Minute
		}, heald.Promote, "few requests"},
		{"few requests, without a probe", func(r *heald.Rollout, s *heald.Sample) {
			s.Canary, r.Held, r.Probe = rates(60, 0, 60, 0), 6*time.Minute, nil
		}, heald.Continue, "not enough requests"},
		{"not ready", func(_ *heald.Rollout, s *heald.Sample) { s.Ready = false }, heald.Abort, "has not answered"},
		{"not ready for a moment", func(r *heald.Rollout, s *heald.Sample) {
			r.Samples, s.Ready = []heald.Sample{{At: s.At.Add(-5 * time.Second), Ready: true}}, false
		}, heald.Continue, "does not answer yet"},
		{"the crash may be anywhere", func(r *heald.Rollout, _ *heald.Sample) { r.Crash.Route = "" }, heald.Promote, "no crash in 1600 requests"},
	} {
		r := rollout(c.change)
		verdict, reason, checks := Judge(r, heald.Incident{FirstSeen: epoch.Add(-time.Minute)}, latest(r).At, Rules{})
		if verdict != c.want || !strings.Contains(reason, c.reason) || len(checks) != 4 {
			t.Errorf("%s: %s (%s), want %s with %q; %+v", c.name, verdict, reason, c.want, c.reason, checks)
		}
	}
}

// TestWithoutRequests has incidents that belong to no request: a crash loop must run, and a crash in the background be absent for long.
func TestWithoutRequests(t *testing.T) {
	loop := heald.Incident{FirstSeen: epoch.Add(-time.Minute), Exit: &heald.Exit{Code: 1, Restarts: 3}}
	late := heald.Incident{FirstSeen: epoch.Add(-time.Minute), Exit: &heald.Exit{Code: 1, Lived: 24 * time.Hour}}
	seldom := heald.Incident{FirstSeen: epoch.Add(-time.Minute), Count: 1, Exit: &heald.Exit{Code: 1, Lived: 30 * time.Second}}
	worker := heald.Incident{FirstSeen: epoch.Add(-time.Minute), Count: 30}
	once := heald.Incident{FirstSeen: epoch.Add(-time.Minute), Count: 1}
	for _, c := range []struct {
		name     string
		incident heald.Incident
		crash    heald.RouteRate
		want     heald.Verdict
	}{
		{"a crash loop that is over", loop, heald.RouteRate{Requests: 500, Errors: 3}, heald.Promote},
		{"it ended once, after half a minute", seldom, heald.RouteRate{Requests: 500, Errors: 1}, heald.Continue},
		{"it ended after a day: requests count", late, heald.RouteRate{Requests: 50_000, Errors: 3}, heald.Continue},
		{"a process that a request ended is judged by requests", loop, heald.RouteRate{Route: "GET /price", Requests: 50_000, Errors: 3}, heald.Continue},
		{"thirty crashes in a minute, none in three", worker, heald.RouteRate{Errors: 30}, heald.Promote},
		{"one crash in a minute, none in three", once, heald.RouteRate{Errors: 1}, heald.Continue},
	} {
		r := rollout(func(r *heald.Rollout, _ *heald.Sample) { r.Crash, r.Probe = c.crash, nil })
		verdict, reason, _ := Judge(r, c.incident, latest(r).At, Rules{})
		if verdict != c.want {
			t.Errorf("%s: %s (%s), want %s", c.name, verdict, reason, c.want)
		}
	}
}

// TestClock lets the clock jump by hours in both directions at every moment of a good rollout: it is never promoted earlier by that.
func TestClock(t *testing.T) {
	rules := Rules{Hold: 10 * time.Second, Tick: 2 * time.Second, Limit: 24 * time.Hour}.Filled()
	for _, jump := range []time.Duration{-3 * time.Hour, 3 * time.Hour, 10 * time.Minute} {
		r := heald.Rollout{Began: epoch}
		now := epoch
		for n := range 20 {
			if now = now.Add(time.Second); n == 7 {
				now = now.Add(jump)
			}
			r = elapse(r, now, rules)
			r.Samples = append(r.Samples, heald.Sample{At: now})
		}
		if r.Held > 21*time.Second || r.Held < 19*time.Second {
			t.Errorf("with a jump of %s, 20 s count as %s", jump, r.Held)
		}
	}
	r := rollout(func(r *heald.Rollout, s *heald.Sample) { s.Canary = nil })
	if verdict, reason, _ := Judge(r, heald.Incident{}, epoch.Add(1000*time.Hour), rules); verdict != heald.Unsure {
		t.Errorf("long after the deadline without evidence: %s (%s), want %s", verdict, reason, heald.Unsure)
	}
}

// A heald that was away sees a canary that is not ready yet when it comes back: that is no time in which it did not answer.
func TestAwayIsNotSilence(t *testing.T) {
	r := heald.Rollout{Began: epoch, Watched: 20 * time.Second}
	for i, ready := range []bool{true, true, false, false} {
		r.Samples = append(r.Samples, heald.Sample{At: epoch.Add([]time.Duration{1, 2, 500, 501}[i] * time.Second), Ready: ready})
	}
	if got := silent(r, Rules{}.Filled()); got != 6*time.Second {
		t.Errorf("silent for %s, want 5s for the gap and 1s", got)
	}
}

func TestThinned(t *testing.T) {
	var all []heald.Sample
	for n := range 5000 {
		all = thinned(append(all, heald.Sample{Weight: n}))
	}
	if len(all) > maxSamples || all[0].Weight != 0 || all[len(all)-1].Weight != 4999 {
		t.Errorf("%d samples from %d to %d, want at most %d from 0 to 4999", len(all), all[0].Weight, all[len(all)-1].Weight, maxSamples)
	}
}
