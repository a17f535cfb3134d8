package heald

import (
	"encoding/json"
	"time"
)

// Acceptance answers whether this should be fixed here at all.
type Acceptance struct {
	Accept  bool     `json:"accept"`
	Refused bool     `json:"refused"` // true: a refusal (exit 4); false and not accepted: a hand-over (exit 3)
	Reason  string   `json:"reason"`
	Advice  string   `json:"advice,omitempty"`
	Rules   []string `json:"rules,omitempty"` // names of the rules that fired
}

// Decision is what policy permits, with its reasons.
type Decision struct {
	Allow   bool            `json:"allow"` // may be proposed
	Needs   []string        `json:"needs"` // what must come before a merge: "person", …
	Reasons []string        `json:"reasons"`
	Risks   []Risk          `json:"risks"`
	Bundle  string          `json:"bundle"`          // hash of the policy bundle
	Input   json.RawMessage `json:"input,omitempty"` // what was decided on, for the audit
	// Binds is the base commit and the diff's hash that the decision is about.
	BaseCommit string `json:"base_commit,omitempty"`
	DiffHash   string `json:"diff_hash,omitempty"`
}

// Risk is something that the content rules saw in a diff.
type Risk struct {
	Class  string `json:"class"`
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Detail string `json:"detail"`
}

// Gate is a point of the walk at which brakes, budgets and windows are asked.
type Gate string

// The gates.
const (
	GateBegin    Gate = "begin"     // work on a case
	GateRollBack Gate = "roll_back" // return to the last good commit before anything is mended
	GatePropose  Gate = "propose"   // open a review, or remind of one
	GateShip     Gate = "ship"      // merge, and give the canary more
)

// Permit is what a gate answers.
type Permit struct {
	Open   bool      `json:"open"`
	Reason string    `json:"reason,omitempty"` // why not
	Until  time.Time `json:"until,omitzero"`   // when to ask again
	Never  bool      `json:"never,omitempty"`  // asking again will not help: a person takes it from here
}
