package heald

import "time"

// Proposal is what a review is opened for: one commit with the patch and its test, on a branch of its own.
type Proposal struct {
	Case    string     `json:"case"`
	Service Service    `json:"service"`
	Branch  string     `json:"branch"` // "heald/<case>"
	Base    string     `json:"base"`   // full SHA that the patch was validated against
	Edits   []FileEdit `json:"edits"`  // source and test
	Title   string     `json:"title"`
	Message string     `json:"message"` // of the commit
	At      time.Time  `json:"at"`      // of the intent: the same proposal gives the same commit, however often it is opened
}

// Review is the pull request in which a person decides.
type Review struct {
	ID      string    `json:"id"`
	Branch  string    `json:"branch"`
	Base    string    `json:"base"`
	Commit  string    `json:"commit"`
	Tree    string    `json:"tree"` // what was validated, and the only tree that may be merged
	URL     string    `json:"url,omitempty"`
	Opened  time.Time `json:"opened"`
	Repeats int       `json:"repeats,omitempty"` // how often it was brought to mind
	Expires time.Time `json:"expires"`
}

// Verb is one of the three things that a person may say of a review.
type Verb string

// The verbs.
const (
	Approve Verb = "approve"
	Reject  Verb = "reject"
	NotABug Verb = "not_a_bug"
)

// Answer is what a person said, and of which commit: an answer to a review that has changed since is void.
type Answer struct {
	Verb   Verb      `json:"verb"`
	By     string    `json:"by"`
	Why    string    `json:"why,omitempty"`
	Commit string    `json:"commit,omitempty"` // of the review that the person saw; empty: whichever stands
	At     time.Time `json:"at"`
}

// Merge is a commit that was put on a service's branch: a merged fix or its revert.
type Merge struct {
	Branch string    `json:"branch"` // where it landed
	Before string    `json:"before"` // the branch's head before
	Commit string    `json:"commit"`
	Tree   string    `json:"tree"`
	At     time.Time `json:"at"`
}
