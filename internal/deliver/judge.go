package deliver

import (
	"fmt"
	"math"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/stats"
)

// The names of the judges in Rollout.Checks.
const (
	CheckProcess  = "process"
	CheckErrors   = "errors by route"
	CheckProbe    = "probe"
	CheckIncident = "incident absent"
)

// finding is what one judge says.
type finding struct {
	heald.Check
	enough bool // for promotion
	few    bool // for the promotion of a service with few requests
	blocks bool // nothing speaks against the canary, but this is no moment to give it more
}

// Judge says what becomes of a canary. It looks at counts, never at the clock, where it is for the canary: time only holds it back.
//
// Three judges, and the process itself. Errors by route: for each route an e-process against "fails no more often than before the
// incident", and one against "no more often than the stable version at the same time" where that is healthy (the route of the crash is
// not), all together with the chance Alarm of a false alarm by the union bound; and before promotion an e-process against "fails by
// Margin more often" on each route that has a fair share of the requests. The probe: the request that crashed. The incident: none of its
// fingerprint in so many requests on the route of the crash that it would have shown, at the rate at which it did, with 1-Missed.
func Judge(r heald.Rollout, incident heald.Incident, now time.Time, rules Rules) (heald.Verdict, string, []heald.Check) {
	rules = rules.Filled()
	process, errors, probe := processes(r, rules), judgeErrors(r, rules), judgeProbe(r)
	absent := judgeIncident(r, incident, probe.Outcome == heald.Pass, rules)
	all := []finding{process, errors, probe, absent}
	var checks []heald.Check
	for _, f := range all {
		checks = append(checks, f.Check)
	}
	for _, f := range all {
		if f.Outcome == heald.Fail {
			return heald.Abort, f.Detail, checks
		}
	}
	verdict, reason := weigh(r, all, now, rules)
	return verdict, reason, checks
}

// weigh decides where nothing speaks against the canary.
func weigh(r heald.Rollout, all []finding, now time.Time, rules Rules) (heald.Verdict, string) {
	process, errors, probe, absent := all[0], all[1], all[2], all[3]
	held := r.Held >= rules.Hold && process.enough && !errors.blocks
	next, more := rules.next(r.Weight)
	if held && !more && absent.enough {
		if why := proved(r, errors, probe, rules); why != "" {
			return heald.Promote, why + "; " + absent.Detail
		}
	}
	if !now.Before(r.Deadline) || r.Watched >= rules.Limit {
		return heald.Unsure, "not enough evidence by the deadline: " + missing(process, errors, absent)
	}
	served := requests(latest(r).Canary).Trials > 0 || probe.Outcome == heald.Pass
	if held && more && served {
		return heald.Raise, fmt.Sprintf("nothing against it at %d %%: %d %% next", r.Weight, next)
	}
	return heald.Continue, missing(process, errors, absent)
}

// proved says why the canary is harmless, when that is known.
func proved(r heald.Rollout, errors, probe finding, rules Rules) string {
	switch {
	case errors.enough:
		return errors.Detail
	case r.Held >= rules.Patient && errors.few && probe.Outcome == heald.Pass:
		return "few requests, and " + probe.Detail
	}
	return ""
}

// missing says what is waited for.
func missing(all ...finding) string {
	for _, f := range all {
		if !f.enough || f.blocks {
			return f.Detail
		}
	}
	return "the evidence is there, and the canary has not yet been at every weight for long enough"
}

func say(name string, outcome heald.Outcome, format string, args ...any) finding {
	return finding{Check: heald.Check{Name: name, Outcome: outcome, Detail: fmt.Sprintf(format, args...)}}
}

func (f finding) promotes() finding {
	f.enough, f.few = true, true
	return f
}

// silent is for how long the canary has been seen not to answer: a time in which heald was away, or a clock that jumped, tells nothing.
func silent(r heald.Rollout, rules Rules) time.Duration {
	waited := r.Watched
	for i, s := range r.Samples {
		switch {
		case s.Ready:
			waited = 0
		case i > 0 && waited < r.Watched:
			waited += min(max(s.At.Sub(r.Samples[i-1].At), 0), rules.Tick)
		}
	}
	return waited
}

// processes looks at whether the canary runs at all.
func processes(r heald.Rollout, rules Rules) finding {
	last := latest(r)
	switch {
	case last.Exits > 0:
		return say(CheckProcess, heald.Fail, "the canary's process ended (%d times)", last.Exits)
	case last.Ready:
		return say(CheckProcess, heald.Pass, "the canary answers").promotes()
	case len(r.Samples) == 0:
		return say(CheckProcess, heald.Inconclusive, "nothing has been seen yet")
	}
	if waited := silent(r, rules); waited >= rules.Ready {
		return say(CheckProcess, heald.Fail, "the canary has not answered for %s", waited.Round(time.Second))
	}
	return say(CheckProcess, heald.Inconclusive, "the canary does not answer yet")
}

func judgeProbe(r heald.Rollout) finding {
	switch p := r.Probe; {
	case p == nil:
		return say(CheckProbe, heald.Inconclusive, "not sent yet")
	case p.Failed > 0:
		return say(CheckProbe, heald.Fail, "the request that crashed still fails: %s", p.Request)
	case p.Sent > 0:
		return say(CheckProbe, heald.Pass, "the request that crashed passes: %s", p.Request)
	default:
		return say(CheckProbe, heald.Inconclusive, "not sent: %s", p.Reason)
	}
}

// judgeIncident looks for the incident itself on the canary.
func judgeIncident(r heald.Rollout, incident heald.Incident, probed bool, rules Rules) finding {
	last := latest(r)
	if last.Crashes > 0 {
		return say(CheckIncident, heald.Fail, "the crash is still there: %d times on the canary", last.Crashes)
	}
	alpha := rules.Missed
	if probed {
		alpha = rules.Probed
	}
	if e := incident.Exit; e != nil && r.Crash.Route == "" && e.Lived < soon { // its request was to run
		return alive(r, max(r.Crash.Errors, incident.Count, 1), e.Lived, rules)
	}
	if r.Crash.Requests > 0 && r.Crash.Errors > 0 {
		return exposed(r, requestsOn(r.Crash.Route, last.Canary), alpha)
	}
	return quiet(r, incident, alpha)
}

// soon is how early a process ends that does not get far, and brief how long it lived at least.
const (
	soon  = time.Minute
	brief = 250 * time.Millisecond
)

// alive asks for a time on its feet in which the canary would have ended as the other version did: that one ended so many times after so
// long, and only the time in which it ran counts, not the pauses between its starts.
func alive(r heald.Rollout, ends int, lived time.Duration, rules Rules) finding {
	ran, counted := max(lived, brief)*time.Duration(ends), "once"
	if ends > 1 {
		counted = fmt.Sprintf("%d times", ends)
	}
	need := time.Duration(math.Min(float64(ran)*stats.Quiet(ends, rules.Missed), math.MaxInt64/2))
	if _, more := rules.next(r.Weight); more || r.Held < rules.Hold || r.Watched < need {
		return say(CheckIncident, heald.Inconclusive, "the canary has run for %s; %s are needed, as the other version ended %s, after %s each time",
			r.Watched.Round(time.Second), (need + time.Second).Truncate(time.Second), counted, max(lived, brief).Round(100*time.Millisecond))
	}
	return say(CheckIncident, heald.Pass, "the canary has run for %s, where the other version ended %s, after %s each time",
		r.Watched.Round(time.Second), counted, max(lived, brief).Round(100*time.Millisecond)).promotes()
}

// exposed asks for so many requests that the crash would have shown.
func exposed(r heald.Rollout, exposures int, alpha float64) finding {
	need := stats.Trials(stats.Tally{Trials: r.Crash.Requests, Failures: r.Crash.Errors}, alpha)
	on := "requests"
	if r.Crash.Route != "" {
		on = r.Crash.Route
	}
	if exposures < need {
		return say(CheckIncident, heald.Inconclusive, "no crash in %d %s; %d are needed, as %d of %d crashed before", exposures, on, need, r.Crash.Errors, r.Crash.Requests)
	}
	return say(CheckIncident, heald.Pass, "no crash in %d %s, of which %d of %d crashed before", exposures, on, r.Crash.Errors, r.Crash.Requests).promotes()
}

// quiet asks for a time without the crash, where no request is known that it belongs to.
func quiet(r heald.Rollout, incident heald.Incident, alpha float64) finding {
	count, span := max(r.Crash.Errors, incident.Count, 1), r.Began.Sub(incident.FirstSeen)
	need := time.Duration(math.Min(float64(max(span, time.Second))*stats.Quiet(count, alpha), math.MaxInt64/2))
	if r.Watched < need {
		return say(CheckIncident, heald.Inconclusive, "no crash in %s; %s are needed, as there were %d in %s", r.Watched.Round(time.Second), need.Round(time.Second), count, span.Round(time.Second))
	}
	return say(CheckIncident, heald.Pass, "no crash in %s, after %d in %s", r.Watched.Round(time.Second), count, span.Round(time.Second)).promotes()
}

func requestsOn(route string, rates []heald.RouteRate) (n int) {
	for _, rate := range rates {
		if route == "" || rate.Route == route {
			n += rate.Requests
		}
	}
	return n
}

func requests(rates []heald.RouteRate) (t stats.Tally) {
	for _, rate := range rates {
		t = t.Plus(stats.Tally{Trials: rate.Requests, Failures: rate.Errors})
	}
	return t
}
