package heald

// Card is what a person reads of a case in ten seconds. Every string is one line, safe to print, except Diff and TestDiff.
type Card struct {
	Outcome   string   `json:"outcome"` // "verified", "refused", "handed_over"
	Title     string   `json:"title"`   // "ZeroDivisionError in calc, pricing_logic.py:14"
	Cause     string   `json:"cause"`
	Reason    string   `json:"reason"`           // why the case ended as it did
	Advice    string   `json:"advice,omitempty"` // what a person should do
	Commit    string   `json:"commit,omitempty"` // since when, when known
	Facts     []Fact   `json:"facts"`            // the proof, in the order in which it was made
	Why       string   `json:"why,omitempty"`    // of the patch
	Evidence  []string `json:"evidence,omitempty"`
	Diff      string   `json:"diff,omitempty"`
	TestDiff  string   `json:"test_diff,omitempty"`
	Behaviour []Row    `json:"behaviour,omitempty"`
	Others    []Other  `json:"others,omitempty"` // alternatives
	Apart     string   `json:"apart,omitempty"`  // the input that tells the alternatives apart
	Known     []string `json:"known,omitempty"`  // of a hand-over: what is known
}

// Fact is one line of the proof.
type Fact struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Detail  string  `json:"detail"`
}

// Other is an alternative patch.
type Other struct {
	Why    string `json:"why"`
	Diff   string `json:"diff"`
	Result string `json:"result,omitempty"` // what it gives for the distinguishing input
}
