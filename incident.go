package heald

import "time"

// Incident is the signals of one fingerprint on one service.
type Incident struct {
	Service     string    `json:"service"`
	Fingerprint string    `json:"fingerprint"` // equal for signals that share a cause; survives unrelated edits
	Generation  int       `json:"generation"`  // 1 for the first; a regression is the next
	Language    string    `json:"language"`
	ErrorType   string    `json:"error_type"`
	Message     string    `json:"message"`
	Exception   Exception `json:"exception"`
	// Context is the log text before the trace: request lines, fields, ids. Hostile, size-limited, redacted.
	Context   string    `json:"context,omitempty"`
	Count     int       `json:"count"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	Commit    string    `json:"commit,omitempty"`  // the revision that crashed, when known
	Exit      *Exit     `json:"exit,omitempty"`    // of a crash loop
	Request   string    `json:"request,omitempty"` // method and path that crashed, when known
}
