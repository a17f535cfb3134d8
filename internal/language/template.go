package language

import "github.com/heald-dev/heald"

// Edit replaces the bytes [Start, End) of a file.
type Edit struct {
	Path  string
	Start int
	End   int
	Text  string
}

// Proposal is what a template proposes: edits that mean one thing.
type Proposal struct {
	Edits    []Edit
	Why      string
	Value    string // what the code yields where it crashed, as source text; empty when the patch is not about a value
	Evidence []heald.Evidence
	Score    float64 // 0..1, before any run
}

// Template proposes edits for crashes of some classes.
type Template struct {
	Name    string
	Classes []heald.Class
	Propose func(ctx *Scene) []Proposal
}

// Scene is what a template sees: the program, the diagnosis, and the failing node.
type Scene struct {
	Program   *Program
	Incident  heald.Incident
	Diagnosis heald.Diagnosis
	Function  *Func
	Failing   *Node // the failing expression, or its statement when nothing smaller is known
}
