package store

import (
	"time"

	"github.com/heald-dev/heald"
)

// Order is how a list is sorted.
type Order string

// The orders. Recent is the default.
const (
	Recent  Order = "recent"  // what changed last comes first
	Oldest  Order = "oldest"  // what was opened first comes first
	Burning Order = "burning" // what burns most comes first: by priority, then by count
)

// Filter selects cases. Empty fields select all.
type Filter struct {
	Service     string
	Repository  string
	Fingerprint string
	States      []heald.State
	Live        bool      // only those that have not ended
	Proposed    bool      // only those for which a review was opened
	Since       time.Time // only those that changed since
	Order       Order
	Limit       int // 0: 100; at most 1,000
	Skip        int
}

// Entry is what a list shows of a case.
type Entry struct {
	ID          string      `json:"id"`
	Service     string      `json:"service"`
	Repository  string      `json:"repository"`
	Fingerprint string      `json:"fingerprint"`
	Generation  int         `json:"generation"`
	State       heald.State `json:"state"`
	Version     int         `json:"version"`
	Reason      string      `json:"reason,omitempty"`
	Summary     string      `json:"summary"` // error and place
	Commit      string      `json:"commit,omitempty"`
	Previous    string      `json:"previous,omitempty"`
	Proposed    bool        `json:"proposed,omitempty"` // a review was opened
	Priority    int         `json:"priority"`
	Created     time.Time   `json:"created"`
	Updated     time.Time   `json:"updated"`
	Count       int         `json:"count"`      // of the fingerprint on the service since the case was opened, over all commits
	FirstSeen   time.Time   `json:"first_seen"` // of the fingerprint on the service
	LastSeen    time.Time   `json:"last_seen"`
}
