package web

import (
	"time"

	"github.com/heald-dev/heald"
)

// Filter selects incidents. Empty fields select all.
type Filter struct {
	Service string
	State   heald.State
	Live    bool // only those that have not ended
	Limit   int  // 0: as many as a page shows
}

// Incident is a row of the list, as the command-line contract writes it.
type Incident struct {
	ID          string            `json:"id"`
	Service     string            `json:"service"`
	State       heald.State       `json:"state"`
	Fingerprint string            `json:"fingerprint"`
	Count       int               `json:"count"`
	FirstSeen   time.Time         `json:"first_seen"`
	LastSeen    time.Time         `json:"last_seen"`
	Summary     string            `json:"summary"` // "ZeroDivisionError in calc, pricing_logic.py:14"
	Commit      string            `json:"commit"`  // that crashed
	Links       map[string]string `json:"links"`   // filled in here where it is nil

	Generation int       `json:"generation,omitempty"`
	Reason     string    `json:"reason,omitempty"` // why the case stands where it stands
	Since      time.Time `json:"since,omitzero"`   // when it came into its state
	Expires    time.Time `json:"expires,omitzero"` // when a review that waits is handed over
	Burnt      *float64  `json:"budget_burnt,omitempty"`
	Tier       int       `json:"tier,omitempty"`
}

// File is everything that is known of one case.
type File struct {
	Case    heald.Case
	Card    heald.Card // what a person decides by
	Count   int        // what was counted by now; the case's own count is from when it was saved
	First   time.Time
	Last    time.Time
	Commits []Seen   // the counts of each commit, the last seen first
	Burnt   *float64 // share of the service's error budget
	Next    string   // the case of the next generation, when the incident came back
}

// Seen is how often an incident was seen on one commit.
type Seen struct {
	Commit string
	Count  int
	First  time.Time
	Last   time.Time
}

// Service is what heald guards, and how much of it can be healed.
type Service struct {
	heald.Service
	Live    *heald.Deployment `json:"live,omitempty"` // what it runs, when heald releases it
	Have    []string          `json:"have"`
	Missing []string          `json:"missing"`
	Open    int               `json:"open"` // incidents that have not ended
}

// Snippet is a piece of a file.
type Snippet struct {
	First int // number of the first line
	Lines []Written
}

// Written is a line of code and the commit that wrote it.
type Written struct {
	Text   string
	Commit heald.Commit
}

// Change says that something is not as it was.
type Change struct {
	Kind    string      `json:"kind"` // "case", "count", "brake", "lesson", "service"
	Case    string      `json:"id,omitempty"`
	Service string      `json:"service,omitempty"`
	From    heald.State `json:"from,omitempty"`
	State   heald.State `json:"state,omitempty"`
	Note    string      `json:"note,omitempty"`
	At      time.Time   `json:"at"`
}
