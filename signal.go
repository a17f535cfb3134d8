package heald

import "time"

// Signal is one thing that a service or a platform told us.
type Signal struct {
	Service    string      `json:"service"`
	Source     string      `json:"source"` // the brand that delivered it, or "trace" for a file given by hand
	At         time.Time   `json:"at"`
	Text       string      `json:"text"`                 // the log text around the exception; triage redacts what it keeps of it
	Exceptions []Exception `json:"exceptions,omitempty"` // what was parsed out of Text
	Commit     string      `json:"commit,omitempty"`     // the revision that spoke, when known
	Instance   string      `json:"instance,omitempty"`   // the process or pod that spoke
	Exit       *Exit       `json:"exit,omitempty"`       // of a process that ended
	Request    string      `json:"request,omitempty"`    // method and path that was being served, when known
}

// Exit is a process that ended although it should run: of the crash that a signal tells of, or, without an exception, again and again.
type Exit struct {
	Code     int           `json:"code"` // 128+N when a signal N ended it
	Restarts int           `json:"restarts"`
	Lived    time.Duration `json:"lived,omitempty"` // from its start to its end
}

// Exception is one stack trace: the error that was raised, where, and what caused it.
type Exception struct {
	Language  string      `json:"language"`   // "python", "go", "javascript", "java"
	ErrorType string      `json:"error_type"` // last component for builtins, dotted for others: "KeyError", "app.errors.Refused"
	Message   string      `json:"message"`
	Frames    []Frame     `json:"frames"`             // outermost call first, the frame that raised last
	Causes    []Exception `json:"causes,omitempty"`   // from the direct cause to the root, each without causes of its own
	Members   []Exception `json:"members,omitempty"`  // of an exception group
	Handling  bool        `json:"handling,omitempty"` // raised while the first cause was being handled, not from it ("During handling of …")
	Notes     []string    `json:"notes,omitempty"`    // PEP 678 notes and lines that continue the message
	Cut       Cut         `json:"cut,omitempty"`
	Start     int         `json:"start"` // byte offset of the first line in the text it was read from
	End       int         `json:"end"`   // byte offset after the last line
}

// Cut says at which ends a trace is incomplete.
type Cut struct {
	Start bool `json:"start,omitempty"` // outer frames are missing
	End   bool `json:"end,omitempty"`   // inner frames or the error line are missing
}

// Frame is one call in a stack trace.
type Frame struct {
	Function  string `json:"function"`
	File      string `json:"file"`                 // as printed
	Line      int    `json:"line"`                 // from 1
	Column    int    `json:"column"`               // from 1, in characters of Code's line; 0 when unknown
	EndColumn int    `json:"end_column,omitempty"` // one past the last marked character; 0 when unknown
	Module    string `json:"module"`
	InApp     bool   `json:"in_app"`         // not the standard library, not an installed package
	Code      string `json:"code,omitempty"` // the source line as printed, trimmed; empty when the trace has none
	// Marked is the failing sub-expression where the trace marks one (Python's caret lines), and Focus the part of it that
	// is marked most strongly (the operator or the subscript).
	Marked   string `json:"marked,omitempty"`
	Focus    string `json:"focus,omitempty"`
	Repeated int    `json:"repeated,omitempty"` // "Previous line repeated N more times"
}

// Innermost returns the frame that raised, or nil for a trace without frames.
func (e *Exception) Innermost() *Frame {
	if len(e.Frames) == 0 {
		return nil
	}
	return &e.Frames[len(e.Frames)-1]
}
