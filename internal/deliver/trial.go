package deliver

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
)

// Kind is one sort of simulated canary.
type Kind struct {
	Name    string
	Rate    float64 // requests a second, over five routes alike
	Normal  float64 // errors of every route, before and after
	Harm    float64 // more errors of the canary on another route
	Before  float64 // share of the crashing route's requests that crashed
	After   float64 // share that still does
	Probe   bool    // the request that crashed is known and may be sent again
	Promote bool    // what should become of it; else it must not be promoted
	// Down is how often the stable version's process ended, each time after two seconds; it answers nothing. Ends is how often the
	// canary's does, a second.
	Down int
	Ends float64
}

// lived is for how long a process of a stable version that is down runs.
const lived = 2 * time.Second

// Kinds are those that are measured.
func Kinds() []Kind {
	return []Kind{
		{Name: "good", Rate: 50, Before: 0.2, Promote: true},
		{Name: "good, probe", Rate: 50, Before: 0.2, Probe: true, Promote: true},
		{Name: "good, 1 % errors as ever", Rate: 50, Normal: 0.01, Before: 0.2, Promote: true},
		{Name: "good, crash of 1 % mended", Rate: 50, Before: 0.01, Promote: true},
		{Name: "good, 1 request in 2 s, probe", Rate: 0.5, Before: 0.2, Probe: true, Promote: true},
		{Name: "5 % errors on another route", Rate: 50, Before: 0.2, Harm: 0.05},
		{Name: "5 % errors more where 1 % is usual", Rate: 50, Normal: 0.01, Before: 0.2, Harm: 0.05},
		{Name: "crash unchanged", Rate: 50, Before: 0.2, After: 0.2},
		{Name: "crash unchanged, on 1 %", Rate: 50, Before: 0.01, After: 0.01},
		{Name: "no traffic", Before: 0.2},
		{Name: "good, stable is down", Rate: 50, Down: 6, Promote: true},
		{Name: "good, stable is down, 1 % errors as ever", Rate: 50, Normal: 0.01, Down: 3, Promote: true},
		{Name: "stable is down, the canary too", Rate: 50, Down: 6, Ends: 0.5},
		{Name: "stable is down, the canary ends half as often", Rate: 50, Down: 3, Ends: 0.25},
		{Name: "stable is down, 5 % errors on a route", Rate: 50, Down: 6, Harm: 0.05},
		{Name: "stable is down, no traffic", Down: 6},
	}
}

// before is the share of the crashing route's requests that fail on the stable version.
func (k Kind) before() float64 {
	if k.Down > 0 {
		return 1
	}
	return k.Before
}

// Figures are what became of many canaries of one kind.
type Figures struct {
	Kind                      Kind
	Runs                      int
	Promoted, Aborted, Unsure int
	Median, P95               time.Duration // from the first request to the verdict
}

// Wrong counts the canaries that were treated as they should not be.
func (f Figures) Wrong() int {
	if f.Kind.Promote {
		return f.Aborted
	}
	return f.Promoted
}

// Trial simulates canaries of one kind and counts the verdicts. The same seed gives the same figures.
func Trial(ctx context.Context, kind Kind, runs int, seed uint64, rules Rules) (Figures, error) {
	f := Figures{Kind: kind, Runs: runs}
	var took []time.Duration
	for n := range runs {
		random := rand.New(rand.NewPCG(seed, uint64(n)))
		verdict, d, err := simulate(ctx, kind, random, rules)
		if err != nil {
			return f, fmt.Errorf("simulate canary %d of %q: %w", n, kind.Name, err)
		}
		took = append(took, d)
		switch verdict {
		case heald.Promote:
			f.Promoted++
		case heald.Abort:
			f.Aborted++
		default:
			f.Unsure++
		}
	}
	slices.Sort(took)
	if runs > 0 {
		f.Median, f.P95 = took[(runs-1)/2], took[(runs-1)*95/100]
	}
	return f, nil
}

// world is a service of five routes under false time; it stands for all ports that the stage has.
type world struct {
	kind                     Kind
	random                   *rand.Rand
	now                      time.Time
	canary                   int // percent
	normal, during, old, new [5]heald.RouteRate
	crashes                  [2]int // before, and on the canary
	exits                    int    // of the canary
}

const (
	crashing = 0 // the number of the route
	harmed   = 3
)

func simulate(ctx context.Context, kind Kind, random *rand.Rand, rules Rules) (heald.Verdict, time.Duration, error) {
	w := &world{kind: kind, random: random, now: time.Unix(1_800_000_000, 0)}
	for i := range w.normal {
		for _, rates := range []*[5]heald.RouteRate{&w.normal, &w.during, &w.old, &w.new} {
			rates[i].Route = fmt.Sprintf("GET /%c", 'a'+i)
		}
	}
	w.pass(10*time.Minute, &w.normal, 0, 0)
	first := w.now
	w.crashes[0] = w.pass(2*time.Minute, &w.during, kind.before(), 0)
	stage := &Stage{
		Traffic: w, Observer: w, Prober: w, Rules: func(heald.Service) Rules { return rules }, Now: func() time.Time { return w.now },
		Crashes: func(_ context.Context, _, _, commit string) (int, error) {
			return w.crashes[len(commit)-len("old")], nil
		},
	}
	c := heald.Case{
		Merge:    &heald.Merge{Commit: "newe"},
		Incident: heald.Incident{FirstSeen: first, LastSeen: w.now, Count: w.crashes[0], Commit: "old"},
	}
	if kind.Down > 0 {
		c.Incident.Count, c.Incident.Exit = kind.Down, &heald.Exit{Code: 1, Lived: lived}
		w.crashes[0] = kind.Down
	}
	r, err := stage.Plan(ctx, c)
	for began := w.now; err == nil; {
		w.canary = r.Weight
		w.second()
		c.Rollout = &r
		r, err = stage.Watch(ctx, c)
		switch r.Verdict {
		case heald.Promote, heald.Abort, heald.Unsure:
			return r.Verdict, w.now.Sub(began), err
		}
	}
	return "", 0, err
}

// pass lets time go by with all requests to one version, and counts the crashes.
func (w *world) pass(d time.Duration, rates *[5]heald.RouteRate, crash, harm float64) (crashes int) {
	w.now = w.now.Add(d)
	for range w.arrivals(d.Seconds() * w.kind.Rate) {
		crashes += w.serve(rates, crash, harm)
	}
	return crashes
}

// second is one in which the requests are divided.
func (w *world) second() {
	w.now = w.now.Add(time.Second)
	if w.random.Float64() < w.kind.Ends {
		w.exits++
	}
	for range w.arrivals(w.kind.Rate) {
		if w.random.IntN(100) < w.canary {
			w.crashes[1] += w.serve(&w.new, w.kind.After, w.kind.Harm)
		} else {
			w.crashes[0] += w.serve(&w.old, w.kind.before(), 0)
		}
	}
}

// arrivals is a whole number with the mean.
func (w *world) arrivals(mean float64) int {
	n := int(mean)
	if w.random.Float64() < mean-float64(n) {
		n++
	}
	return n
}

func (w *world) serve(rates *[5]heald.RouteRate, crash, harm float64) (crashes int) {
	route := w.random.IntN(len(rates))
	rates[route].Requests++
	failed := w.random.Float64() < w.kind.Normal
	if route == crashing && w.random.Float64() < crash {
		failed, crashes = true, 1
	}
	if route == harmed && w.random.Float64() < harm {
		failed = true
	}
	if failed {
		rates[route].Errors++
	}
	return crashes
}

// Route implements release.Traffic.
func (w *world) Route(context.Context, heald.Service, string, int) error { return nil }

// Settle implements release.Traffic.
func (w *world) Settle(context.Context, heald.Service, string) error { return nil }

// Live implements release.Traffic.
func (w *world) Live(context.Context, heald.Service) (heald.Deployment, error) {
	return heald.Deployment{Commit: "old"}, nil
}

// Observe implements release.Observer.
func (w *world) Observe(context.Context, string, time.Time) (release.Seen, error) {
	return release.Seen{Stable: slices.Clone(w.old[:]), Canary: slices.Clone(w.new[:]), Commit: "newe", Ready: true, Exits: w.exits}, nil
}

// Baseline implements release.Observer.
func (w *world) Baseline(context.Context, string, time.Time, time.Time) ([]heald.RouteRate, error) {
	return slices.Clone(w.normal[:]), nil
}

// Between implements release.Observer.
func (w *world) Between(context.Context, string, time.Time, time.Time) ([]heald.RouteRate, error) {
	return slices.Clone(w.during[:]), nil
}

// Failing implements release.Prober.
func (w *world) Failing(context.Context, string, string, time.Time) (release.Request, bool, error) {
	if w.kind.Down > 0 {
		return release.Request{}, false, nil
	}
	method := "POST" // not sent again
	if w.kind.Probe {
		method = "GET"
	}
	return release.Request{ID: "1", Method: method, Route: w.normal[crashing].Route, Whole: true}, true, nil
}

// Send implements release.Prober.
func (w *world) Send(context.Context, string, string) (release.Answer, error) {
	if w.kind.After > 0 {
		return release.Answer{Status: 500}, nil
	}
	return release.Answer{Status: 200}, nil
}
