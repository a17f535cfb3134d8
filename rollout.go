package heald

import "time"

// Verdict is what the canary's judge says now.
type Verdict string

// The verdicts.
const (
	Continue Verdict = "continue" // not enough evidence yet
	Raise    Verdict = "raise"    // enough at this weight: the next one
	Promote  Verdict = "promote"
	Abort    Verdict = "abort"  // it is harmful or does not mend
	Unsure   Verdict = "unsure" // the deadline came without enough evidence
)

// Rollout is the gradual release of a merged commit, with what was seen on the way.
type Rollout struct {
	Service  string      `json:"service"`
	Stable   string      `json:"stable"` // commits
	Canary   string      `json:"canary"`
	Began    time.Time   `json:"began"`
	Deadline time.Time   `json:"deadline"`
	Weight   int         `json:"weight"` // percent of the requests that the canary gets
	Since    time.Time   `json:"since"`  // when this weight began
	Verdict  Verdict     `json:"verdict"`
	Reason   string      `json:"reason"`
	Baseline []RouteRate `json:"baseline,omitempty"` // from before the incident
	Crash    RouteRate   `json:"crash"`              // how often the crash showed before: on its route, or on any (route empty)
	Probe    *Probe      `json:"probe,omitempty"`
	Samples  []Sample    `json:"samples,omitempty"` // oldest first, thinned out to a few hundred
	Checks   []Check     `json:"checks,omitempty"`  // the three judges' last words
	// Watched is the time under watch, and Held the part of it at this weight: gaps between looks count in part, so that a clock
	// that jumps gives the canary nothing.
	Watched time.Duration `json:"watched,omitempty"`
	Held    time.Duration `json:"held,omitempty"`
}

// RouteRate is how often a route failed before the incident.
type RouteRate struct {
	Route    string `json:"route"` // method and path with its values taken out: "GET /price"
	Requests int    `json:"requests"`
	Errors   int    `json:"errors"` // answers of 500 and above, and connections that broke
}

// Sample is what both versions had done by a moment, counted from the rollout's begin.
type Sample struct {
	At      time.Time   `json:"at"`
	Weight  int         `json:"weight"`
	Stable  []RouteRate `json:"stable,omitempty"`
	Canary  []RouteRate `json:"canary,omitempty"`
	Crashes int         `json:"crashes"` // of the incident's fingerprint on the canary
	Exits   int         `json:"exits"`   // times that the canary's process ended
	Ready   bool        `json:"ready"`   // the canary answers
}

// Probe is the request that crashed, sent to the canary alone.
type Probe struct {
	Request string `json:"request"` // method and path, redacted
	Sent    int    `json:"sent"`
	Failed  int    `json:"failed"`
	Reason  string `json:"reason,omitempty"` // why none was sent
}

// Rollback is the early return to the last good commit, before anything is mended.
type Rollback struct {
	From   string    `json:"from"`
	To     string    `json:"to"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Deployment is what a service runs.
type Deployment struct {
	Commit   string    `json:"commit"`
	Since    time.Time `json:"since"`
	Previous string    `json:"previous,omitempty"` // the last good commit before
	Fresh    bool      `json:"fresh,omitempty"`    // it has not run well for long enough to be called good
}
