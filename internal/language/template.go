package language

import "github.com/heald-dev/heald"

// Effect is what the code does in the case in which it crashed.
type Effect string

// The effects.
const (
	Yields  Effect = "yields"  // the failing expression has another value
	Returns Effect = "returns" // the function returns early
	Skips   Effect = "skips"   // the element is left out and the loop goes on
	Raises  Effect = "raises"  // another error, one that is meant
	Stops   Effect = "stops"   // the loop ends
	Orders  Effect = "orders"  // elements without the value stand "first" or "last"
)

// Condition is what a guard tests for.
type Condition string

// The conditions.
const (
	Zero      Condition = "zero"
	Null      Condition = "none"
	Empty     Condition = "empty"
	Missing   Condition = "missing"
	Short     Condition = "short"
	Unset     Condition = "unset"
	Malformed Condition = "malformed"
	Falsy     Condition = "falsy" // a bare truth test, which may mean any of zero, none and empty
)

// Hole is what evidence must fill before a proposal is one: the value that a guard gives.
type Hole struct {
	Effect  Effect
	When    Condition
	Subject *Node // what is tested
	At      *Node // the failing expression
	// Keys are further names of what is tested, such as the literal key that is missing.
	Keys []string
	Form string // how it is written: "if", "conditional", "or", "call", "filter"
	// Wider says that At is more than the failing expression: what is made of it.
	Wider bool
	// Whole says that the value is the function's result although At is not all that is returned.
	Whole bool
	// Fill writes the edits for a value, or none when the value cannot stand there.
	Fill func(value string) []Edit
}

// Proposal is what a template proposes: edits that mean one thing, or a shape with a hole.
type Proposal struct {
	Edits    []Edit
	Why      string
	Value    string // what the code yields where it crashed, as source text; empty when the patch is not about a value
	Evidence []heald.Evidence
	Score    float64 // 0..1, before any run
	Hole     *Hole   // when set, Edits is empty and Score is the plausibility of the shape alone
}

// Template proposes edits for crashes of some classes.
type Template struct {
	Name    string
	Classes []heald.Class
	Propose func(scene *Scene) []Proposal
}

// Step is one frame of the trace, found again in the tree.
type Step struct {
	Func *Func // nil at module level
	Node *Node // the expression that was being evaluated, or its statement
}

// Scene is what a template sees: the program, the diagnosis, and the failing node.
type Scene struct {
	Program   *Program
	Incident  heald.Incident
	Diagnosis heald.Diagnosis
	Function  *Func  // nil at module level
	Failing   *Node  // the failing expression, or its statement when nothing smaller is known
	Steps     []Step // outermost first; the last is Function and Failing
	// Renamed says which names a commit of the recent past gave up for which others.
	Renamed map[string]string
	// Sample is the reproduction's test, parsed: it holds the input that crashes. Nil when there is none.
	Sample *Tree
}

// Defaulting is a call that takes the value for the case that something is missing: d.get(k, V).
type Defaulting struct {
	Callee  string
	Method  bool
	Subject int // position of what is tested among the arguments; -1: the receiver
	Value   int // position of the value; -1: only by keyword
	Keyword string
	When    Condition
	Null    bool // left out, the null value stands in
	Stores  bool // the value is kept where it was missing
}

// Idioms is how a language writes and speaks of what guards are made of.
type Idioms struct {
	Defaults []Defaulting
	Errors   map[string]Condition // what catching an error of that type tests for
	Words    map[string]string    // what prose calls a value: "zero": "0"
	Length   string               // the callee that gives a length: "len"
	Receiver string               // what methods call their own object: "self"
	Broad    []string             // error types that every error is: "Exception"
	Probes   []string             // callees that ask what a value is instead of what it should be: "hasattr"
	// Docs returns the text that documents a function, class or file, or nil.
	Docs func(node *Node) *Node
	// Optional says whether a declared type admits the null value.
	Optional func(declared string) bool
	// Neutral lists the values that mean "nothing" in a declared type: "float" gives "0.0".
	Neutral func(declared string) []string
	// Other lists further values that code of the language gives for nothing, by declared type and by what the value is used for.
	Other func(declared, operation string) []string
	// Highest is the expression of a table's highest entry.
	Highest func(table string) string
	// Import writes the import of a name where the scene fails, or nothing when it does not know from where.
	Import func(scene *Scene, name string) []Edit
	// Record returns the fields of a record type that a call declares: namedtuple("Point", "x y"). Nil for other calls.
	Record func(call *Node) []string
	// TextMethods are methods that only texts have.
	TextMethods []string
	True, False string // the literals of the truth values
	// KeysOf is the table whose keys an expression lists, or nil: d.keys().
	KeysOf func(n *Node) *Node
	// Getter is the word of a decoration that makes a method read like an attribute.
	Getter string
	// Constructor is the method that makes an object.
	Constructor string
	// NeverNull are the built-in functions that always give something.
	NeverNull []string
	// Enumerations are how the names of bases end that make a class a list of its members.
	Enumerations []string
	// NullValue is the literal of the null value.
	NullValue string
	// Fraction is the type of numbers that are not whole.
	Fraction string
	// Forgets are the methods that take out of a table.
	Forgets []string
	// Splits are the words in the names of what takes a text apart.
	Splits []string
	// TextWords begin the names of what gives a text.
	TextWords []string
	// Opened is the path that a call opens or reads a file by, or nil.
	Opened func(call *Node) *Node
	// Asserted is what a call in a test says that an expression gives; without want, the null value. Nil for other calls.
	Asserted func(call *Node) (is, want *Node)
	// Examples writes the examples that a documentation shows as assertions.
	Examples func(text string) string
	// Loop is the head of a loop that goes over something.
	Loop func(element, over string) string
}

// Screening is how a reproduction is run against a candidate. It only screens: the verdict comes from validation.
type Screening struct {
	Command func(env heald.Environment, tree heald.Checkout, test heald.Reproduction) heald.Command
	Passed  func(result heald.Result) bool
	// Raised is the last name of the error that a run ended with, as its report says; empty when it says none.
	Raised func(result heald.Result) string
}
