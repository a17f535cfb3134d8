package heald

// Outcome is the result of an experiment that ran.
type Outcome string

// The outcomes. An experiment that did not run is an error instead.
const (
	Pass         Outcome = "pass"
	Fail         Outcome = "fail"
	Inconclusive Outcome = "inconclusive"
)

// Reproduction is a test that was seen to fail as production failed.
type Reproduction struct {
	Outcome    Outcome    `json:"outcome"` // Pass: the test is red on the unpatched code as the trace says
	Reason     string     `json:"reason"`
	TestPath   string     `json:"test_path"`
	TestName   string     `json:"test_name"`
	TestID     string     `json:"test_id,omitempty"` // as the framework names it: "tests/test_x.py::test_y"
	Test       string     `json:"test"`              // the whole file as it will stand in the repository
	NewFile    bool       `json:"new_file"`          // TestPath does not exist at the commit
	InputsFrom []string   `json:"inputs_from"`
	Drive      Drive      `json:"drive"`
	Asserts    []Evidence `json:"asserts,omitempty"` // what the assertions rest on (invariant 10)
	Observed   Exception  `json:"observed"`          // the crash as seen in the sandbox
	Tried      int        `json:"tried"`             // inputs executed until one failed as production did
	// Innermost says that inputs were invented at the crashing function itself and no caller was shown to pass them.
	Invented bool `json:"invented,omitempty"`
	// Refusals are forms of the same test, all written before any patch, for a service that turns the input down with an error of its own.
	Refusals []Refusal `json:"refusals,omitempty"`
}

// Refusal is a reproduction's test in the form that expects one of the repository's own errors instead of a result.
type Refusal struct {
	Error   string     `json:"error"`   // last name of its type
	Test    string     `json:"test"`    // the whole file; path and names are the reproduction's
	Asserts []Evidence `json:"asserts"` // where the repository raises the error and reckons with it
}

// For returns the reproduction with the test that a patch was proved with.
func (r Reproduction) For(p Patch) Reproduction {
	for _, one := range r.Refusals {
		if one.Error == p.Refuses {
			r.Test, r.Asserts = one.Test, one.Asserts
		}
	}
	return r
}

// Drive says how the crash is reached: an entry and what it is given. Expressions are source text of the service's language.
type Drive struct {
	Kind     string            `json:"kind"`               // "function", "method", "handler", "command", "startup", "scene": an existing test's statements
	Module   string            `json:"module"`             // dotted import path
	Path     string            `json:"path"`               // file, relative to the repository
	Function string            `json:"function"`           // qualified within the module
	Imports  []string          `json:"imports,omitempty"`  // import statements that the expressions need
	Setup    []string          `json:"setup,omitempty"`    // statements run first
	Receiver string            `json:"receiver,omitempty"` // expression that makes the object
	Within   string            `json:"within,omitempty"`   // what is entered for as long as the receiver is evaluated: a client whose application starts and stops
	Args     []Arg             `json:"args,omitempty"`
	Async    bool              `json:"async,omitempty"`
	Consume  string            `json:"consume,omitempty"` // how a lazy result is exhausted: "list", "async list"
	Argv     []string          `json:"argv,omitempty"`    // of a command
	Stdin    string            `json:"stdin,omitempty"`   // what the code reads from its standard input
	Env      map[string]string `json:"env,omitempty"`
	Files    map[string]string `json:"files,omitempty"`
	Fixtures []string          `json:"fixtures,omitempty"` // of the test framework, by name: the expressions may use their values
	Conftest string            `json:"conftest,omitempty"` // the file beside or below which the fixtures are seen
}

// Arg is one argument of a drive.
type Arg struct {
	Name string `json:"name,omitempty"` // keyword; empty for positional
	Expr string `json:"expr"`
	From string `json:"from"` // "trace", "log", "test", "fixture", "call site", "annotation", "search", "crash": what the error says of it
}
