// Package deliver decides how a merged commit reaches users: a canary that gets more and more of the requests, is judged by what was
// seen of it, and is promoted or aborted. It changes nothing itself; what it sends to the canary are requests that change nothing.
package deliver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
)

// Stage watches rollouts.
type Stage struct {
	Traffic  release.Traffic
	Observer release.Observer
	Prober   release.Prober
	Rules    func(service heald.Service) Rules
	// Crashes counts how often a fingerprint was seen on a commit.
	Crashes func(ctx context.Context, service, fingerprint, commit string) (int, error)
	Now     func() time.Time
}

// before the moment that a crash was written down, its request had begun.
const before = 2 * time.Second

// Fresh says whether a crash began with a deployment that has not proved itself, and what to return to.
func (s *Stage) Fresh(ctx context.Context, c heald.Case) (heald.Rollback, bool, error) {
	live, err := s.Traffic.Live(ctx, c.Service)
	if errors.Is(err, heald.ErrNotFound) {
		return heald.Rollback{}, false, nil
	}
	if err != nil {
		return heald.Rollback{}, false, err
	}
	in := c.Incident
	switch {
	case s.Rules(c.Service).Keep, !live.Fresh, live.Previous == "", live.Previous == live.Commit,
		in.Commit != "" && in.Commit != live.Commit, in.FirstSeen.Before(live.Since):
		return heald.Rollback{}, false, nil
	}
	earlier, err := s.Crashes(ctx, c.Service.Name, in.Fingerprint, live.Previous)
	if err != nil || earlier > 0 {
		return heald.Rollback{}, false, err
	}
	reason := fmt.Sprintf("the crash began %s after %.12s was deployed; %.12s ran well before", in.FirstSeen.Sub(live.Since).Round(time.Second), live.Commit, live.Previous)
	return heald.Rollback{From: live.Commit, To: live.Previous, Reason: reason}, true, nil
}

// Plan begins a rollout of the case's merged commit. heald.ErrNotFound when heald does not deliver the service.
func (s *Stage) Plan(ctx context.Context, c heald.Case) (heald.Rollout, error) {
	live, err := s.Traffic.Live(ctx, c.Service)
	if err != nil {
		return heald.Rollout{}, err
	}
	rules, now := s.Rules(c.Service).Filled(), s.Now()
	r := heald.Rollout{
		Service: c.Service.Name, Stable: live.Commit, Canary: c.Merge.Commit, Began: now, Deadline: now.Add(rules.Limit),
		Weight: rules.Weights[0], Since: now, Verdict: heald.Continue,
	}
	begin := c.Incident.FirstSeen.Add(-before)
	r.Baseline, err = s.Observer.Baseline(ctx, r.Service, begin.Add(-rules.Baseline), begin)
	if err != nil {
		return r, err
	}
	r.Crash, err = s.suspect(ctx, c, begin, now)
	return r, err
}

// suspect says how often the crash showed while nothing was done against it.
func (s *Stage) suspect(ctx context.Context, c heald.Case, begin, end time.Time) (heald.RouteRate, error) {
	crashing := c.Incident.Commit
	if c.Rollback != nil {
		end, crashing = c.Rollback.At, c.Rollback.From
	}
	rates, err := s.Observer.Between(ctx, c.Service.Name, begin, end)
	if err != nil {
		return heald.RouteRate{}, err
	}
	times := c.Incident.Count
	if crashing != "" {
		n, err := s.Crashes(ctx, c.Service.Name, c.Incident.Fingerprint, crashing)
		if err != nil {
			return heald.RouteRate{}, err
		}
		times = max(times, n)
	}
	route := ""
	failing, found, err := s.Prober.Failing(ctx, c.Service.Name, c.Incident.Request, c.Incident.LastSeen)
	if err != nil {
		return heald.RouteRate{}, err
	}
	if found {
		route = failing.Route
	}
	return rate(rates, route, times), nil
}

// rate is that of the crash on its route. Not every error there is the crash, and not every crash became an error of the request: of the
// two numbers the smaller one asks for more evidence.
func rate(rates []heald.RouteRate, route string, times int) heald.RouteRate {
	crash := heald.RouteRate{Route: route}
	for _, r := range rates {
		if route == "" || r.Route == route {
			crash.Requests += r.Requests
			crash.Errors += r.Errors
		}
	}
	if crash.Errors == 0 || times > 0 && times < crash.Errors {
		crash.Errors = max(times, 1)
	}
	if crash.Requests > 0 {
		crash.Errors = min(crash.Errors, crash.Requests)
	}
	return crash
}

// Watch looks at a rollout once: what both versions have done, what the probe says, and what follows. For Raise, the weight is the next.
func (s *Stage) Watch(ctx context.Context, c heald.Case) (heald.Rollout, error) {
	r, rules := *c.Rollout, s.Rules(c.Service).Filled()
	if now := s.Now(); now.Before(r.Began) { // the clock went back: what is seen from now on would lie before the beginning
		r.Began = now
	}
	seen, err := s.Observer.Observe(ctx, r.Service, r.Began)
	if err != nil {
		return r, err
	}
	if seen.Commit != r.Canary {
		// It may have been promoted by a heald that died before it could write that down.
		if live, err := s.Traffic.Live(ctx, c.Service); err == nil && live.Commit == r.Canary {
			r.Verdict, r.Reason = heald.Promote, "it has all requests already"
			return r, nil
		}
	}
	crashes, err := s.Crashes(ctx, r.Service, c.Incident.Fingerprint, r.Canary)
	if err != nil {
		return r, err
	}
	now := s.Now()
	sample := heald.Sample{At: now, Weight: r.Weight, Stable: seen.Stable, Crashes: crashes}
	if seen.Commit == r.Canary { // of another one nothing may be believed
		sample.Canary, sample.Exits, sample.Ready = seen.Canary, seen.Exits, seen.Ready
	}
	r = elapse(r, now, rules)
	r.Samples = thinned(append(slices.Clone(r.Samples), sample))
	if sample.Ready {
		if r.Probe, err = s.probe(ctx, c, r, rules); err != nil {
			return r, err
		}
	}
	r.Verdict, r.Reason, r.Checks = Judge(r, c.Incident, now, rules)
	if r.Verdict == heald.Raise {
		r.Weight, _ = rules.next(r.Weight)
		r.Held = 0
	}
	return r, nil
}

// elapse counts the time since the last look, as far as it can have passed: a clock that jumps, or a heald that was away, gives the
// canary nothing.
func elapse(r heald.Rollout, now time.Time, rules Rules) heald.Rollout {
	last := r.Began
	if len(r.Samples) > 0 {
		last = latest(r).At
	}
	gap := min(max(now.Sub(last), 0), rules.Tick)
	r.Watched += gap
	r.Held += gap
	return r
}

// maxSamples is what a case keeps of a rollout.
const maxSamples = 300

// thinned drops every second sample of the older half when there are too many; the newest stay.
func thinned(all []heald.Sample) []heald.Sample {
	if len(all) <= maxSamples {
		return all
	}
	var kept []heald.Sample
	for i, s := range all {
		if i >= len(all)/2 || i%2 == 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// probe sends the request that crashed to the canary, once at each weight.
func (s *Stage) probe(ctx context.Context, c heald.Case, r heald.Rollout, rules Rules) (*heald.Probe, error) {
	p := heald.Probe{}
	if r.Probe != nil {
		p = *r.Probe
	}
	if p.Sent >= rules.step(r.Weight) || p.Failed > 0 {
		return &p, nil
	}
	request, found, err := s.Prober.Failing(ctx, r.Service, c.Incident.Request, c.Incident.LastSeen)
	if err != nil || !found {
		p.Reason = "no request is known that crashed"
		return &p, err
	}
	if p.Request, p.Reason = request.Route, unrepeatable(request, rules); p.Reason != "" {
		return &p, nil
	}
	answer, err := s.Prober.Send(ctx, r.Service, request.ID)
	switch {
	case errors.Is(err, heald.ErrTransient):
	case errors.Is(err, heald.ErrNotFound):
		p.Reason = "the request that crashed is no longer kept"
	case err != nil:
		return &p, err
	default:
		count(&p, answer)
	}
	return &p, nil
}

// count adds an answer to the probe.
func count(p *heald.Probe, answer release.Answer) {
	switch {
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		p.Reason = fmt.Sprintf("%s is answered with %d, which says nothing of the crash", p.Request, answer.Status)
		return
	case answer.Broken, answer.Status >= 500:
		p.Failed++
	}
	p.Sent++
}

// Repeatable says whether the request that crashed may be sent again: where not, there is no reason to keep it.
func Repeatable(request release.Request, rules Rules) bool { return unrepeatable(request, rules) == "" }

// unrepeatable says why a request is not sent twice; empty: that does no harm.
func unrepeatable(request release.Request, rules Rules) string {
	safe := request.Method == http.MethodGet || request.Method == http.MethodHead || request.Method == http.MethodOptions
	switch {
	case !safe && !slices.Contains(rules.Repeat, request.Route):
		return request.Route + " is not sent again: it may change something"
	case !request.Whole:
		return request.Route + " was too large to be kept"
	}
	return ""
}
