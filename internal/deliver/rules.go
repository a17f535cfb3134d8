package deliver

import (
	"time"

	"github.com/heald-dev/heald"
)

// Rules say how careful a rollout is. Zero fields get the defaults; those are for production.
type Rules struct {
	Weights []int         // percent of the requests, step by step; 10, 50, 100
	Hold    time.Duration // at least at every weight; 45 s
	Limit   time.Duration // for all of it; without enough evidence by then stable is restored; 30 min
	Patient time.Duration // at the last weight, after which a service with few requests is judged by fewer; 5 min
	Ready   time.Duration // until the canary answers; 1 min
	Tick    time.Duration // a gap between two looks counts as this at most; 5 s

	Alarm   float64 // the chance of aborting a canary that is no worse; 1e-4
	Margin  float64 // a route that fails so much more often must be excluded before promotion; 0.05
	Risk    float64 // the chance of not seeing that; 1e-4
	Missed  float64 // the chance that the crash is still there and did not show; 1e-4
	Probed  float64 // the same when the request that crashed passes; 0.01
	Assumed float64 // how often a healthy route fails of which nothing is known; 0.01

	Baseline time.Duration // how far back is normal; 1 h
	Repeat   []string      // routes that may be sent again although their method is not safe: "POST /quote"
	Keep     bool          // never roll back before mending
}

// Filled puts the defaults in.
func (r Rules) Filled() Rules {
	if len(r.Weights) == 0 {
		r.Weights = []int{10, 50, 100}
	}
	for _, d := range []struct {
		value     *time.Duration
		otherwise time.Duration
	}{
		{&r.Hold, 45 * time.Second}, {&r.Limit, 30 * time.Minute}, {&r.Patient, 5 * time.Minute}, {&r.Ready, time.Minute},
		{&r.Tick, 5 * time.Second}, {&r.Baseline, time.Hour},
	} {
		if *d.value <= 0 {
			*d.value = d.otherwise
		}
	}
	for _, f := range []struct {
		value     *float64
		otherwise float64
	}{
		{&r.Alarm, 1e-4}, {&r.Margin, 0.05}, {&r.Risk, 1e-4}, {&r.Missed, 1e-4}, {&r.Probed, 0.01}, {&r.Assumed, 0.01},
	} {
		if *f.value <= 0 || *f.value >= 1 {
			*f.value = f.otherwise
		}
	}
	return r
}

// Few is what a service with few requests must show at least: no route that fails in one of five requests more than before.
const (
	fewMargin = 0.2
	fewRisk   = 0.01
	minBase   = 50   // requests from before the incident, for a route to be compared with itself
	minShare  = 0.05 // of the canary's requests, for a route to be asked for evidence of its own
)

// next is the weight after this one, and whether there is one.
func (r Rules) next(weight int) (int, bool) {
	for _, w := range r.Weights {
		if w > weight {
			return w, true
		}
	}
	return weight, false
}

// step counts the weights up to this one.
func (r Rules) step(weight int) (n int) {
	for _, w := range r.Weights {
		if w <= weight {
			n++
		}
	}
	return n
}

func latest(r heald.Rollout) heald.Sample {
	if len(r.Samples) == 0 {
		return heald.Sample{}
	}
	return r.Samples[len(r.Samples)-1]
}

// Quick are rules for a demonstration: a service with some twenty requests a second, and somebody who watches. They are as hard on a bad
// canary, and find out by fewer requests.
func Quick() Rules {
	return Rules{Hold: 2 * time.Second, Tick: 2 * time.Second, Limit: 3 * time.Minute, Patient: 30 * time.Second, Ready: 15 * time.Second, Risk: 1e-3, Missed: 1e-3}
}
