package policy

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/heald-dev/heald"
)

// Facts is all that a decision rests on: plain data, stored with the decision.
type Facts struct {
	Service    Service      `json:"service"`
	BaseCommit string       `json:"base_commit"`
	By         string       `json:"by,omitempty"` // who proposed the patch
	Files      []File       `json:"files"`
	Risks      []heald.Risk `json:"risks"`
	Proof      *Proof       `json:"validation"`
}

// Service is what the patch may touch.
type Service struct {
	Name     string `json:"name"`
	Path     string `json:"path"` // sub-folder of the repository, "" for all of it
	Language string `json:"language"`
}

// File is what happens to one file.
type File struct {
	Path        string   `json:"path"`
	OldPath     string   `json:"old_path,omitempty"` // where it differs from Path
	Inside      bool     `json:"inside"`             // the path stays in the repository and out of git's folder
	Test        bool     `json:"test"`
	New         bool     `json:"new"`
	Deleted     bool     `json:"deleted"`
	ModeChanged bool     `json:"mode_changed"`
	Symlink     bool     `json:"symlink"`
	Submodule   bool     `json:"submodule"`
	Binary      bool     `json:"binary"`
	Added       int      `json:"added"`
	Removed     int      `json:"removed"`
	Symbols     []string `json:"symbols"` // qualified names of the functions and classes whose lines change
}

// Proof is what policy looks at of a validation. Its fields are named as in the printed validation.
type Proof struct {
	RedBefore  bool          `json:"red_before"`
	GreenAfter bool          `json:"green_after"`
	Suite      Suite         `json:"suite"`
	Behaviour  Behaviour     `json:"behaviour"`
	Covered    bool          `json:"covered"`
	Checks     []heald.Check `json:"checks"`
}

// Suite is the part of a suite's comparison that policy looks at.
type Suite struct {
	Found        bool     `json:"found"`
	NewlyFailing []string `json:"newly_failing"`
	Vanished     []string `json:"vanished"`
}

// Behaviour is the part of a behaviour comparison that policy looks at.
type Behaviour struct {
	Outcome                  heald.Outcome `json:"outcome"`
	ChangedNotCrashingBefore int           `json:"changed_not_crashing_before"`
}

// ProofOf takes from a validation what policy looks at.
func ProofOf(v heald.Validation) *Proof {
	return &Proof{
		RedBefore: v.RedBefore, GreenAfter: v.GreenAfter, Covered: v.Covered, Checks: v.Checks,
		Suite: Suite{Found: v.Suite.Found, NewlyFailing: v.Suite.NewlyFailing, Vanished: v.Suite.Vanished},
		Behaviour: Behaviour{
			Outcome: v.Behaviour.Outcome, ChangedNotCrashingBefore: v.Behaviour.ChangedNotCrashingBefore,
		},
	}
}

// Passing is the proof of a patch for which every experiment went well.
func Passing() *Proof {
	return &Proof{
		RedBefore: true, GreenAfter: true, Covered: true, Suite: Suite{Found: true}, Behaviour: Behaviour{Outcome: heald.Pass},
	}
}

// Complete returns the facts with empty lists where there were none: rules count them.
func (f Facts) Complete() Facts {
	f.Risks = append([]heald.Risk{}, f.Risks...)
	f.Files = append([]File{}, f.Files...)
	for i := range f.Files {
		f.Files[i].Symbols = append([]string{}, f.Files[i].Symbols...)
	}
	if f.Proof != nil {
		proof := *f.Proof
		proof.Checks = append([]heald.Check{}, proof.Checks...)
		proof.Suite.NewlyFailing = append([]string{}, proof.Suite.NewlyFailing...)
		proof.Suite.Vanished = append([]string{}, proof.Suite.Vanished...)
		f.Proof = &proof
	}
	return f
}

// ReadProof reads a validation as heald prints it, or an object that holds one as "validation". What it leaves out counts as
// passing; what it has must be of the right type.
func ReadProof(text []byte) (*Proof, error) {
	var outer struct {
		Validation json.RawMessage `json:"validation"`
	}
	if err := json.Unmarshal(text, &outer); err != nil {
		return nil, fmt.Errorf("read facts: %w: %w", err, heald.ErrInvalid)
	}
	if outer.Validation != nil {
		text = outer.Validation
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return nil, fmt.Errorf(`read facts: want a JSON object like {"red_before": true, "green_after": true}: %w`, heald.ErrInvalid)
	}
	proof := Passing()
	if err := json.Unmarshal(text, proof); err != nil {
		return nil, fmt.Errorf("read facts: %w: %w", err, heald.ErrInvalid)
	}
	return proof, nil
}
