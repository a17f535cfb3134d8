package language

import (
	"context"
	"regexp"
	"time"

	"github.com/heald-dev/heald"
)

// Drivers is how code is reached from outside and how a regression test is written. What Search, Shrink and RunTest report comes
// from processes that run foreign code; the stage judges it.
type Drivers struct {
	// Search looks for drives that fail as production failed.
	Search func(ctx context.Context, run heald.Runner, hunt Hunt) (Hunted, error)
	// Shrink makes a drive simpler as long as it fails the same way. A nil drive says that it did not fail again.
	Shrink func(ctx context.Context, run heald.Runner, hunt Hunt, drive heald.Drive) (Shrunk, error)
	// Plain is an error's message without what the interpreter adds only when it prints a trace, and without a value that comes from
	// data rather than from the source line that failed.
	Plain func(e heald.Exception, line string) string
	// Refuses says whether an error type is one of the language's own that code raises on purpose.
	Refuses func(name string) bool
	// Outside says whether an expression takes a value from outside the program: a request, a file, a stream.
	Outside func(expression string) bool
	// Printed writes a value that the language printed as JSON, as far as words go.
	Printed func(text string) string
	// Requests are how frameworks log a request that failed: the path, then the method where it is said.
	Requests []*regexp.Regexp
	// Texts returns the texts of the literals in a drive.
	Texts func(drive heald.Drive) []string
	// Write writes a drive as a test in the repository's framework, place and style.
	Write func(ask Writing) (Written, error)
	// RunTest runs one written test and reports what it raised.
	RunTest func(ctx context.Context, run heald.Runner, ask TestRun) (TestReport, error)
}

// Hunt is what is known of a crash when drives are looked for.
type Hunt struct {
	Tree        heald.Checkout
	Environment heald.Environment
	Incident    heald.Incident
	Sites       []heald.Site // in-app frames, outermost first
	Wrong       heald.Wrong
	Leads       Leads
	Tests       []string // the repository's test files
	Data        []string // its files that are not source
	Seed        int64
	Trials      int
	Time        time.Duration
	Carried     bool                // another error, raised while this one was handled or a group with it, is what left the code
	Insisted    []string            // words of the program that the error must quote as production's did
	Neutral     map[string][]string // texts that must not stand in a test, with what may stand instead
}

// Leads is what the log tells about the input.
type Leads struct {
	Requests []Request           `json:"requests,omitempty"`
	Fields   map[string][]string `json:"fields,omitempty"`
	Words    []string            `json:"words,omitempty"`
}

// Request is one HTTP request that the log tells of.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Body   string `json:"body,omitempty"`
	Form   bool   `json:"form,omitempty"` // the body is an object whose fields are those of a form
}

// Hunted is what a search found.
type Hunted struct {
	Finds   []Find
	Tried   int
	Reached bool           // the failing line was executed
	Depth   int            // index of the innermost site that was reached; -1 when none was
	Blocked map[int]string // why a site could not be driven
	Broken  string         // why the search itself ended early; empty when it did not
}

// Find is one drive that reached the crash.
type Find struct {
	Drive    heald.Drive
	Level    int             // index of the site that it enters at
	Observed heald.Exception // the crash as it passed the innermost site
	Escaped  bool            // it left the driven code, so that a test sees it
	Made     bool            // the receiver's state was made by the search
	Hollow   bool            // something that nobody was seen to write is null or empty
	Contrary bool            // something in it is of another type than the code declares
	Bare     bool            // nobody was seen to write any part of it
}

// Shrunk is a drive made simpler.
type Shrunk struct {
	Drive    *heald.Drive
	Observed heald.Exception
	Kept     []string // texts of Neutral that could not be replaced
	Tried    int
}

// Writing is a test to write.
type Writing struct {
	Program     *Program
	Folder      string // the service's, where its tests are run; "" for the whole repository
	Environment heald.Environment
	Incident    heald.Incident
	Wrong       heald.Wrong
	Drive       heald.Drive
	Site        heald.Site // where it crashed
	Data        []string   // the repository's files that are not source
	Refusal     *Refusal   // the error that the test expects; nil: a result
	Promise     *Promise   // the result that the function's own documentation promises in the case; nil: none is promised
}

// Promise is a value that evidence which no patch has made says to be the result.
type Promise struct {
	Value    string // source text
	Evidence heald.Evidence
}

// Refusal is an error type with which the repository refuses inputs on purpose.
type Refusal struct {
	Name   string // last name
	Path   string // file that defines it; empty: it is the language's own or comes by Import
	Import string // statement that brings it where it is raised; empty: none is needed
}

// Written is a test as it will stand in the repository.
type Written struct {
	Path    string
	Name    string
	ID      string
	Source  string
	Asserts []heald.Evidence
}

// TestRun is one test file to run.
type TestRun struct {
	Tree        heald.Checkout
	Environment heald.Environment
	Path        string
	Source      string // what the file holds; written over the tree
}

// TestReport is what the framework's hooks told.
type TestReport struct {
	Tests  []TestOutcome
	Broken string // the file could not be loaded, or the report was not to be trusted
}

// TestOutcome is one test's end.
type TestOutcome struct {
	ID     string
	Passed bool
	Raised *heald.Exception
}
