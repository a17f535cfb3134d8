package language

import "github.com/heald-dev/heald"

// Crashes is what a language's runtime errors mean.
type Crashes struct {
	// Classify names the crash class of an exception.
	Classify func(e heald.Exception) heald.Class
	// Synthetic says whether a frame's function is no function of the source but an expression in one: "<listcomp>".
	Synthetic func(function string) bool
	// Module is what a frame at module level is called.
	Module string
	// Failing picks the node that raised the error out of what a line holds, for a trace that marks nothing. It may return nil.
	Failing func(e heald.Exception, line []*Node) *Node
	// Operand names the part of the failing node that held the wrong value.
	Operand func(e heald.Exception, failing *Node) Operand
	// Causes is what errors say of what went wrong, first match first.
	Causes []Cause
	// Installed cuts a path of an installed package down to the path inside it.
	Installed func(file string) (inside string, ok bool)
	// Outside says how values come in: what an expression reads, or FromUnknown.
	Outside func(n *Node) heald.Provenance
	// Boundary says whether a function is called from outside: an HTTP handler, a command, a consumer.
	Boundary func(f *Func) Boundary
	// Refuses says whether a statement turns something down on purpose.
	Refuses func(stmt *Node) bool
	// Setting names the key and the file of a setting that an expression reads.
	Setting func(n *Node) (Setting, bool)
}

// Operand is the part of a failing node that held the wrong value and what is known of the value.
type Operand struct {
	Node  *Node
	Kind  string // "zero", "none", "missing", "empty", "length", "type", "text", "unset", "name", "attribute", "cycle", …
	Value string
}

// Cause is what an error type, perhaps with a message, says of what went wrong.
type Cause struct {
	Name       string
	Applies    func(e heald.Exception) bool
	Nature     heald.Nature
	Class      heald.Class // replaces the class of Classify when set
	Provenance heald.Provenance
	Advice     string
}

// Boundary is how a function is reached from outside.
type Boundary struct {
	Kind    string   // "handler", "command", "consumer"; empty: it is not
	Carries []string // parameters that carry what came in; empty: all
}

// Setting is one setting that the environment or a file must give.
type Setting struct {
	Key  string
	File string // empty: an environment variable
}
