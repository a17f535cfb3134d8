package heald

// Nature is what kind of thing went wrong, which decides who mends it.
type Nature string

// The natures. Only a code bug is mended in code; the others are refused or handed over.
const (
	NatureCodeBug        Nature = "code_bug"
	NatureConfiguration  Nature = "configuration"
	NatureCorrectRefusal Nature = "correct_refusal"
	NatureDependency     Nature = "dependency"
	NatureCapacity       Nature = "capacity"
	NatureUnknown        Nature = "unknown"
)

// Class names the crash class, one of the words of the command-line contract ("division_by_zero", "missing_key", …, "other").
type Class string

// Provenance says where the wrong value came from.
type Provenance string

// The provenances that Accept decides by.
const (
	FromOutside  Provenance = "outside"  // a client's request, a message, a file handed in
	FromInside   Provenance = "inside"   // made by our own code
	FromPeer     Provenance = "peer"     // another service, a database, the network
	FromSetting  Provenance = "setting"  // an environment variable or a configuration file
	FromPlatform Provenance = "platform" // memory, disk, descriptors
	FromUnknown  Provenance = "unknown"
)

// Match says how a frame's printed source line compares with the file at the commit. Only exact and drifted may lead to a patch.
type Match string

// The matches.
const (
	MatchExact      Match = "exact"      // the line is where the trace says
	MatchDrifted    Match = "drifted"    // the line stands elsewhere in the same function
	MatchUnverified Match = "unverified" // the trace prints no line, or it is not in the function
)

// Place is a location in the repository, with how likely it is the wrong line.
type Place struct {
	Path     string  `json:"path"`
	Line     int     `json:"line"`
	Function string  `json:"function,omitempty"` // qualified within the file: "Cart.total"
	Score    float64 `json:"score"`
	Why      string  `json:"why,omitempty"`
}

// Site is a trace's frame found again in the repository.
type Site struct {
	Place
	Match      Match  `json:"match"`
	Start      int    `json:"start"` // byte offsets of the failing expression in the file; equal when unknown
	End        int    `json:"end"`
	Expression string `json:"expression,omitempty"` // its source text
}

// Diagnosis is the cause, the place, why and how sure; or an abstention with its reason.
type Diagnosis struct {
	Abstained  bool       `json:"abstained,omitempty"`
	Nature     Nature     `json:"nature"`
	Class      Class      `json:"class"`
	Provenance Provenance `json:"provenance"`
	Why        string     `json:"why"` // one or two sentences a person can check
	Confidence float64    `json:"confidence"`
	Places     []Place    `json:"places,omitempty"` // best first
	Sites      []Site     `json:"sites,omitempty"`  // the in-app frames, outermost first
	Told       *Exception `json:"told,omitempty"`   // the cause or member that the sites are of, where they are not the incident's own
	Wrong      Wrong      `json:"wrong"`
	Evidence   []Evidence `json:"evidence,omitempty"`
	Missing    []string   `json:"missing,omitempty"` // evidence that would have helped
	Advice     string     `json:"advice,omitempty"`  // for what is not mended: what a person should do
	// Rejection is set when the code refused its input on purpose.
	Rejection string `json:"rejection,omitempty"`
}

// Wrong is the value that broke the failing expression and where it came from.
type Wrong struct {
	Expression string   `json:"expression,omitempty"` // source text of the operand that held it: "d", "order['qty']"
	Value      string   `json:"value,omitempty"`      // what is known of it: "0", "None", "missing 'qty'", "empty"
	Kind       string   `json:"kind,omitempty"`       // "zero", "none", "missing", "empty", "type", "text", "unset", "name", "cycle", …
	Names      []string `json:"names,omitempty"`      // what the same value is called along the trace: parameter, argument, field, key
	Origin     *Place   `json:"origin,omitempty"`     // where it was made, when found
}

// Last returns the innermost in-app site, or nil.
func (d *Diagnosis) Last() *Site {
	if len(d.Sites) == 0 {
		return nil
	}
	return &d.Sites[len(d.Sites)-1]
}
