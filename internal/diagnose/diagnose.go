// Package diagnose answers where a crash came from and what kind of thing went wrong: the frames of a trace are found again in
// the tree of the deployed commit, the failing expression and the value that broke it are named, and the value is followed back
// to where it was made. What cannot be shown is not claimed: an abstention with what is missing is a good answer.
package diagnose

import (
	"context"
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Input is what a diagnosis is made from.
type Input struct {
	Incident heald.Incident
	Checkout heald.Checkout
	Service  heald.Service
}

// Stage diagnoses incidents.
type Stage struct {
	Support func(name string) *language.Support // nil for a language that heald does not know
}

// Run makes the diagnosis. An error means that the checkout could not be read.
func (s Stage) Run(ctx context.Context, in Input) (heald.Diagnosis, error) {
	name := in.Incident.Exception.Language
	support := s.Support(name)
	if support == nil || support.Crashes == nil {
		return abstain("other", fmt.Sprintf("heald reads traces of %q and cannot diagnose this language yet", name)), nil
	}
	program, err := language.Open(in.Checkout.Root, support)
	if err != nil {
		return heald.Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	defer program.Close()
	if err := ctx.Err(); err != nil {
		return heald.Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	v := &view{Input: in, program: program, crashes: support.Crashes}
	return v.diagnose(), nil
}

// view is one incident over one program.
type view struct {
	Input
	program *language.Program
	crashes *language.Crashes

	told    heald.Exception // the exception of the chain that tells the story
	wrapper *heald.Exception
	found   []located
	unread  error // why a file that a frame names could not be read
}

func (v *view) diagnose() heald.Diagnosis {
	v.choose()
	class := v.crashes.Classify(v.told)
	d := heald.Diagnosis{Nature: heald.NatureUnknown, Provenance: heald.FromUnknown, Class: class}
	for _, f := range v.found {
		d.Sites = append(d.Sites, f.site)
	}
	if v.wrapper != nil || len(v.Incident.Exception.Members) > len(v.told.Members) {
		d.Told = &v.told
	}
	if len(v.found) == 0 {
		return v.nowhere(d)
	}
	last := v.found[len(v.found)-1]
	c := v.examine(last)
	if class == "index_out_of_range" && c.operand.Kind == "empty" {
		d.Class = "empty_sequence" // an end of the sequence was asked for, and there was none
	}
	v.finish(&d, c)
	return d
}

func abstain(class heald.Class, why string) heald.Diagnosis {
	return heald.Diagnosis{Abstained: true, Nature: heald.NatureUnknown, Provenance: heald.FromUnknown, Class: class, Why: why}
}
