package language

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/heald-dev/heald"
)

// Suites is how a whole test suite is run, test by test.
type Suites struct {
	// Run runs tests in a cold sandbox and reports what they said. What a hostile suite does is a report with a doubt, no error.
	Run func(ctx context.Context, runner heald.Runner, ask SuiteAsk) (SuiteReport, error)
}

// Workplace is where an experiment takes place: a commit's files with changes laid over them, and what makes them runnable.
type Workplace struct {
	Service     heald.Service
	Checkout    heald.Checkout
	Environment heald.Environment
	Overlay     map[string][]byte // by path relative to the tree; nil removes the file
}

// Watched is a function whose calls are of interest.
type Watched struct {
	Path     string `json:"path"`
	Name     string `json:"name"`
	Function string `json:"function"` // qualified within the file
	First    int    `json:"first"`
	Last     int    `json:"last"`
}

// SuiteAsk is one run of tests.
type SuiteAsk struct {
	Workplace
	Only      string    // one test file, relative to the tree; empty: the whole suite
	Watch     []string  // files whose executed lines are reported
	Functions []Watched // functions whose calls are reported
	Wall      time.Duration
	Nonce     string
	Lean      bool // the suite is known to want more memory than it gets: a test that does fails, the others are run
}

// TestResult is what became of one test.
type TestResult struct {
	ID      string
	Outcome string           // "passed", "failed", "skipped", "missing"
	Error   *heald.Exception // of a failed one
}

// SuiteReport is what a run of tests said, not yet believed.
type SuiteReport struct {
	Broken    string       // why there is no complete report; empty when there is one
	Custom    bool         // a command of the user's own: only Exit and Output are known
	Exit      int          // the framework's or the command's
	Output    string       // the end of a custom command's output
	Collected []string     // ids, before anything ran
	Planted   []string     // ids of tests that must fail
	Lean      bool         // a test wanted more memory than the run may have: it failed for want of it
	Killed    []string     // tests that ended their process: they count as failed, and the others were run without them
	Tests     []TestResult // in the order in which they ended, the planted ones included
	Lines     map[string][]int
	Calls     []heald.Drive
	Took      time.Duration
}

// Doubt says why a report is not to be believed, or is empty. The planted tests must have failed, each collected test must have
// ended once, and nothing else may have been reported but files that could not be collected, which fail.
func (r *SuiteReport) Doubt() string {
	switch {
	case r.Broken != "":
		return r.Broken
	case r.Custom:
		return ""
	case len(r.Collected) > 0 && len(r.Planted) == 0:
		return "the planted tests were not collected"
	}
	ended := map[string]bool{}
	for _, t := range r.Tests {
		if doubt := r.doubtOf(t, ended[t.ID]); doubt != "" {
			return doubt
		}
		ended[t.ID] = true
	}
	for _, id := range slices.Concat(r.Planted, r.Collected) {
		if !ended[id] {
			return fmt.Sprintf("the run ended before %s had", id)
		}
	}
	return ""
}

// doubtOf says why one result is not to be believed, or is empty.
func (r *SuiteReport) doubtOf(t TestResult, again bool) string {
	planted := slices.Contains(r.Planted, t.ID)
	switch {
	case again:
		return fmt.Sprintf("the test %s was reported twice", t.ID)
	case t.Outcome == "failed":
		return ""
	case planted:
		return "a planted test that must fail did not: the results are not the tests' own"
	case !slices.Contains(r.Collected, t.ID):
		return fmt.Sprintf("the test %s was reported and never collected", t.ID)
	}
	return ""
}

// Outcomes returns the outcome of each test by id, the planted ones left out.
func (r *SuiteReport) Outcomes() map[string]string {
	found := make(map[string]string, len(r.Tests))
	for _, t := range r.Tests {
		if !slices.Contains(r.Planted, t.ID) {
			found[t.ID] = t.Outcome
		}
	}
	return found
}
