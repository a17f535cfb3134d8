package heald

// Validation is the experiments run against one candidate.
type Validation struct {
	Patch      string    `json:"patch"` // Patch.ID
	Outcome    Outcome   `json:"outcome"`
	RedBefore  bool      `json:"red_before"`
	GreenAfter bool      `json:"green_after"`
	Suite      Suite     `json:"suite"`
	Behaviour  Behaviour `json:"behaviour"`
	Checks     []Check   `json:"checks"`
	// Covered says that existing tests execute every replaced line and the statement at each insertion.
	Covered bool `json:"covered"`
}

// Check is one named experiment and how it ended.
type Check struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	Detail  string  `json:"detail,omitempty"`
}

// Suite is the whole test suite before and after, test by test.
type Suite struct {
	Found        bool     `json:"found"`
	Before       Tally    `json:"before"`
	After        Tally    `json:"after"`
	NewlyFailing []string `json:"newly_failing"`
	Vanished     []string `json:"vanished,omitempty"`
	Flaky        []string `json:"flaky,omitempty"`
}

// Tally counts tests.
type Tally struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
}

// Behaviour compares the code before and after on neighbouring inputs.
type Behaviour struct {
	Outcome Outcome `json:"outcome"`
	Inputs  int     `json:"inputs"` // that reached the change
	Same    int     `json:"same"`
	Changed int     `json:"changed"`
	// ChangedNotCrashingBefore counts inputs that worked before and give another result now: any such fails the candidate.
	ChangedNotCrashingBefore int   `json:"changed_not_crashing_before"`
	Table                    []Row `json:"table"`
}

// Row is one input of the behaviour table.
type Row struct {
	Input  string `json:"input"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Choice is what the judges made of the candidates: at most one is chosen.
type Choice struct {
	Patch          *Patch          `json:"patch,omitempty"`      // nil: none is good enough or none is singled out
	Validation     *Validation     `json:"validation,omitempty"` // of Patch, or of the best candidate when none was chosen
	Alternatives   []Patch         `json:"alternatives,omitempty"`
	Distinguishing *Distinguishing `json:"distinguishing_input,omitempty"`
	Executed       int             `json:"executed"`
	CutByBudget    bool            `json:"cut_by_budget"`
	Retry          bool            `json:"retry,omitempty"` // what failed may teach another attempt
	Reason         string          `json:"reason"`
}
