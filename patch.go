package heald

// FileEdit is one file's content before and after a patch.
type FileEdit struct {
	Path   string `json:"path"` // relative to the repository, forward slashes
	Before []byte `json:"-"`
	After  []byte `json:"after"` // nil: the file is removed
}

// Patch is one candidate: a change of source files with its why. It is a fix only when promoted.
type Patch struct {
	ID    string     `json:"id"` // hash of the resulting files: equal for equal results
	Edits []FileEdit `json:"edits"`
	Diff  string     `json:"diff"` // unified, applies with git apply
	Why   string     `json:"why"`
	By    string     `json:"by"`    // "template:NAME", "idiom", "revert:SHA", "search", "lesson:ID", "config", "model:NAME"
	Score float64    `json:"score"` // 0..1; how well the evidence singles it out before any run
	// Value is what the patch yields where the old code crashed, as source text; candidates with another value mean another thing.
	Value    string     `json:"value,omitempty"`
	Refuses  string     `json:"refuses,omitempty"` // the error of the repository's own with which the crashing input is turned down now
	Evidence []Evidence `json:"evidence,omitempty"`
	Files    []string   `json:"files"`
	Lines    int        `json:"lines_changed"` // added plus removed
	// Rejected holds the rule and the reason when the self-critique threw the candidate out before any run.
	Rejected string `json:"rejected,omitempty"`
}

// Attempt is one round of repair: many candidates screened, a few validated.
type Attempt struct {
	Proposed    int     `json:"proposed"`
	Rejected    []Patch `json:"rejected,omitempty"`
	Plausible   []Patch `json:"plausible,omitempty"` // turned the reproduction green, best first
	Executed    int     `json:"executed"`
	CutByBudget bool    `json:"cut_by_budget"`
	Reason      string  `json:"reason,omitempty"` // why there is nothing plausible
}
