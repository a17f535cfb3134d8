package heald

import "time"

// Occurrence is how often one fingerprint was seen on one service at one revision, with the incident that it opens when no case
// is open yet.
type Occurrence struct {
	Service     string    `json:"service"`
	Fingerprint string    `json:"fingerprint"`
	Commit      string    `json:"commit,omitempty"`
	Count       int       `json:"count"`
	First       time.Time `json:"first"`
	Last        time.Time `json:"last"`
	Incident    Incident  `json:"incident"`
}
