package heald

// Blame names the commit that brought the bug, or says why none could be named.
type Blame struct {
	Commit *Commit `json:"commit,omitempty"`
	Method string  `json:"method,omitempty"` // "bisect" or "line history"
	Runs   int     `json:"runs"`
	Reason string  `json:"reason"`
}
