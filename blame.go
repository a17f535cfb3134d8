package heald

// Blame names the commit that brought the bug, or says why none could be named.
type Blame struct {
	Commit *Commit `json:"commit,omitempty"`
	Before *Commit `json:"before,omitempty"` // the newest commit on which the reproduction passes, where it was run
	Method string  `json:"method,omitempty"` // "bisect" or "line history"
	Runs   int     `json:"runs"`
	Reason string  `json:"reason"`
}
