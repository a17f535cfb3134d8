package language

import (
	"context"
	"time"

	"github.com/heald-dev/heald"
)

// Observers is how behaviour is observed on many inputs.
type Observers struct {
	// Observe makes inputs (or is given them), runs each in a process of its own with clock and randomness stopped, and reports
	// what was seen.
	Observe func(ctx context.Context, runner heald.Runner, ask ObserveAsk) (Observations, error)
	// Shapes names, by type, the kinds of result that cannot stand in for each other. Types that are not listed are objects.
	Shapes map[string]string
	// Null is the shape of the null value.
	Null string
	// Admits says whether a declared result type allows a shape beside its usual one. No declaration allows none.
	Admits func(declared, shape string) bool
	// Documents says whether a function's documentation speaks of a result of a shape.
	Documents func(function *Node, shape string) bool
	// Nothing says whether an expression is null whatever it is made of: a call that only changes what it is called on.
	Nothing func(n *Node) bool
}

// ObserveAsk is one round of inputs on one tree.
type ObserveAsk struct {
	Workplace
	Edited    []string      // changed files; their syntax is checked by the environment's own interpreter
	Functions []Watched     // the changed functions, as they stand in this tree
	Aims      [][]Span      // of each candidate, the lines that it replaces or stands beside: inputs that work are made until enough reach each
	Crash     heald.Frame   // where the incident's error was raised: File relative to the tree, Function
	ErrorType string        // the incident's
	Drive     heald.Drive   // the reproduction
	Calls     []heald.Drive // calls that existing tests make of the changed functions
	Inputs    []heald.Drive // run these, in this order, and make none
	Twice     bool          // run every input twice, to see whether it is steady
	Seed      int64         // of what is made
	Budget    time.Duration // after which no further tier of inputs is begun
	Wall      time.Duration
	Nonce     string
}

// Span is a range of lines of one file, both ends included.
type Span struct {
	Path        string
	First, Last int
}

// LeftOut is the end of an input that was not run, since too many like it had no end.
const LeftOut = "left out"

// Observations are what one tree did with a list of inputs.
type Observations struct {
	Broken  string   // why there is no complete report; empty when there is one
	Few     string   // why the reproduction's own input is the only one; empty when more could be made
	Invalid []string // changed files that the interpreter cannot compile
	Seen    []Observed
	Cut     bool // the budget left inputs out
	Took    time.Duration
}

// Observed is one input and what came of it. Value, State, Stdout and Files are digests of canonical forms.
type Observed struct {
	Drive  heald.Drive
	Input  string // as a person would write it
	Entry  string // equal for inputs of the same function
	Given  bool   // the reproduction's own or a recorded call, not a neighbour
	Traced bool   // the reproduction itself makes this call
	Far    int    // 0: like the inputs that are known; 1: of their type, but unlike them; 2: of another type, which nobody gives
	Steady bool   // two runs on the same tree agreed
	End    string // "return", "raise", "timeout", "died", or LeftOut
	All    string // digest of everything that must be equal for equal behaviour
	Value  string
	Shown  string // the result or the error, one line
	Type   string // of the result or the error
	Text   string // the error's message
	State  string
	Public string // as All, without the receiver's private attributes; empty when it has none
	// Private is the digests of the receiver's private attributes, by name.
	Private map[string]string
	Raised  bool // the error was raised on purpose, by a statement of the tree that raises
	// Hit is where the incident's error left the function in which it was raised in production, innermost first: line, or line and
	// column of both ends. It is empty when it did not.
	Hit    []string
	Chain  []string
	Frames []heald.Frame // in-app frames of the error, outermost first
	Lines  map[string][]int
	// Returns is the types of results of the changed functions, by the function's last name.
	Returns   map[string][]string
	Unawaited int // results that were never awaited
}
