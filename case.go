package heald

import "time"

// State is where a case stands on its walk.
type State string

// The states, in the order of the walk; the last three are ends of a case that did not reach a review.
const (
	Open       State = "open"
	Admitted   State = "admitted"
	Diagnosed  State = "diagnosed"
	Accepted   State = "accepted"
	Prepared   State = "prepared"
	Reproduced State = "reproduced"
	Blamed     State = "blamed"
	Validated  State = "validated"
	Permitted  State = "permitted"
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

// Done says whether the case has ended or waits for a person.
func (c *Case) Done() bool {
	switch c.State {
	case Permitted, Denied, Refused, HandedOver:
		return true
	}
	return false
}
