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
	// Assertion is the type of the error that a failed assertion raises.
	Assertion string
	// Failing picks the node that raised the error out of what a line holds, for a trace that marks nothing. It may return nil.
	Failing func(e heald.Exception, line []*Node) *Node
	// Operand names the part of the failing node that held the wrong value.
	Operand func(e heald.Exception, failing *Node) Operand
	// Causes is what errors say of what went wrong, first match first.
	Causes []Cause
	// Installed cuts a path of an installed package down to the path inside it.
	Installed func(file string) (inside string, ok bool)
	// Reads says what an expression takes in from outside of the code, or false.
	Reads func(n *Node) (Reading, bool)
	// Boundary says how a function is called from outside; Kind is empty for one that is not.
	Boundary func(f *Func) Boundary
	// Incoming says whether a parameter's name speaks of what a client sent.
	Incoming func(parameter string) bool
	// Catches says whether a handler is for errors of the type, by name; a handler for everything does not count.
	Catches func(handler *Node, names []string) bool
	// Registers says whether a decorator or call makes a function the answer to errors of one of the types, by name.
	Registers func(n *Node, names []string) bool
	// Parents returns the built-in types that an error type is one of, without itself.
	Parents func(errorType string) []string
	// Refuses says whether an error of a library turns something down on purpose.
	Refuses func(e heald.Exception) bool
	// Inherent says whether an error is a fault of the code alone, so that the statement fails with every value of the kinds that it
	// meets, and which class lacks which member when that is the fault.
	Inherent func(e heald.Exception) (lacks Lack, ok bool)
	// Configures says whether a file's name speaks of settings.
	Configures func(file string) bool
	// Status is the HTTP status that a statement answers with or raises, or 0.
	Status func(n *Node) int
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
	Key        func(e heald.Exception) string // the setting that a configuration error names, or nil
}

// Lack is a member that objects of a class do not have.
type Lack struct{ Class, Member string }

// Boundary is how a function is reached from outside.
type Boundary struct {
	Kind string // "handler", "command", "consumer"; empty: it is not
}

// Setting is one setting that the environment or a file must give.
type Setting struct {
	Key      string
	Variable bool // an environment variable, else a key of a settings file
}

// Reading is what an expression takes in from outside of the code.
type Reading struct {
	From    heald.Provenance // FromUnknown: it depends on the arguments
	Decodes bool             // it turns text into a document: an object whose fields the sender chose
	Setting *Setting         // when From is a setting
}
