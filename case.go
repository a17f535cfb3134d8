package heald

import "time"

// State is where a case stands on its walk.
type State string

// The states, in the order of the walk. Permitted is where a case in the foreground ends; Denied, Refused and HandedOver are ends
// from anywhere.
const (
	Open       State = "open"
	Admitted   State = "admitted"
	Stabilised State = "stabilised"
	Diagnosed  State = "diagnosed"
	Accepted   State = "accepted"
	Prepared   State = "prepared"
	Reproduced State = "reproduced"
	Blamed     State = "blamed"
	Validated  State = "validated"
	Permitted  State = "permitted"
	InReview   State = "in_review"
	Rebased    State = "rebased" // approved, but the base had moved: the patch is validated again
	Merged     State = "merged"
	Rolling    State = "rolling"
	Aborting   State = "aborting" // traffic goes back, the commit is reverted: no brake stops it
	Resolved   State = "resolved"
	Reverted   State = "reverted"
	Denied     State = "denied"
	Refused    State = "refused"
	HandedOver State = "handed_over"
)

// Case is everything known about one incident. Only the engine writes it.
type Case struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	State    State     `json:"state"`
	Reason   string    `json:"reason,omitempty"` // why the case stands where it stands, one sentence
	Seed     int64     `json:"seed"`
	Deadline time.Time `json:"deadline"`
	// Budget is the time that the steps up to a permitted patch may take together; zero: only Deadline counts.
	Budget time.Duration `json:"budget,omitempty"`

	Service        Service         `json:"service"`
	Incident       Incident        `json:"incident"`
	Checkout       Checkout        `json:"checkout"`
	Diagnosis      *Diagnosis      `json:"diagnosis,omitempty"`
	Acceptance     *Acceptance     `json:"acceptance,omitempty"`
	Environment    *Environment    `json:"environment,omitempty"`
	Reproduction   *Reproduction   `json:"reproduction,omitempty"`
	Blame          *Blame          `json:"blame,omitempty"`
	Attempts       []Attempt       `json:"attempts,omitempty"`
	Patch          *Patch          `json:"patch,omitempty"`
	Validation     *Validation     `json:"validation,omitempty"`
	Alternatives   []Patch         `json:"alternatives,omitempty"`
	Distinguishing *Distinguishing `json:"distinguishing_input,omitempty"`
	Decision       *Decision       `json:"decision,omitempty"`
	Rollback       *Rollback       `json:"rollback,omitempty"`
	Review         *Review         `json:"review,omitempty"`
	Answer         *Answer         `json:"answer,omitempty"`
	Merge          *Merge          `json:"merge,omitempty"`
	Rollout        *Rollout        `json:"rollout,omitempty"`
	Revert         *Merge          `json:"revert,omitempty"`
	Recalled       []Lesson        `json:"recalled,omitempty"`
	Previous       string          `json:"previous,omitempty"` // the case of the generation before, of a regression
	Steps          []Step          `json:"steps,omitempty"`
}

// Step is one entry of a case's history.
type Step struct {
	From State         `json:"from"`
	To   State         `json:"to"`
	At   time.Time     `json:"at"`
	Took time.Duration `json:"took"`
	Note string        `json:"note,omitempty"`
}

// Distinguishing is an input that tells the alternatives apart, with what each gives.
type Distinguishing struct {
	Input   string   `json:"input"`
	Results []string `json:"results"` // in the order of Case.Alternatives
}

// Ended says whether nothing more will happen to the case.
func (c *Case) Ended() bool {
	switch c.State {
	case Resolved, Reverted, Denied, Refused, HandedOver:
		return true
	}
	return false
}

// Done says whether the walk in the foreground is over: the case has ended, or its patch may be proposed.
func (c *Case) Done() bool { return c.State == Permitted || c.Ended() }

// Wait says when a case is looked at again: at once, at a time, or, where both are zero, only when something comes into its inbox.
// What comes into the inbox always wakes it.
type Wait struct {
	Now bool      `json:"now,omitempty"`
	At  time.Time `json:"at,omitzero"`
}

// Input is something that was said to a case and stored before anything came of it.
type Input struct {
	ID     string    `json:"id"`
	Case   string    `json:"case"`
	At     time.Time `json:"at"`
	Answer *Answer   `json:"answer,omitempty"`
}
