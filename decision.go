package heald

import "encoding/json"

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
