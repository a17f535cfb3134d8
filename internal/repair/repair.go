// Package repair proposes candidate patches for a reproduced crash and screens them. Candidates come from the language's
// templates, the repository's own idioms and the inverse of the guilty commit; evidence ranks them, rules throw out what
// hides a bug instead of mending it, and the reproduction decides which are plausible.
package repair

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/critique"
	"github.com/heald-dev/heald/internal/repair/evidence"
	"github.com/heald-dev/heald/internal/wording"
)

// Input is what one round of repair starts from.
type Input struct {
	Incident     heald.Incident
	Diagnosis    heald.Diagnosis
	Reproduction heald.Reproduction
	Environment  heald.Environment
	Checkout     heald.Checkout
	Blame        heald.Blame
	Change       string // the guilty commit's diff, unified; empty when none is known
	Earlier      []heald.Attempt
	Lessons      []heald.Lesson // what finished cases taught that look like this one
	Deadline     time.Time      // zero: none
}

// Stage makes attempts.
type Stage struct {
	Support  func(name string) *language.Support
	Runner   heald.Runner
	Progress func(step string)
}

// Run proposes, criticises and screens candidates. Having none that is plausible is an attempt with a reason.
func (s Stage) Run(ctx context.Context, in Input) (heald.Attempt, error) {
	support := s.Support(in.Incident.Language)
	if support == nil || support.Templates == nil {
		return heald.Attempt{Reason: "there are no repair rules for " + in.Incident.Language}, nil
	}
	program, err := language.Open(in.Checkout.Root, support)
	if err != nil {
		return heald.Attempt{}, fmt.Errorf("repair: %w", err)
	}
	defer program.Close()
	attempt := s.propose(program, in)
	if len(attempt.Plausible) == 0 {
		attempt.Reason = "no rule has a proposal for this crash"
		if len(attempt.Rejected) > 0 {
			attempt.Reason = "every proposal would hide the crash instead of mending it"
		}
		return attempt, nil
	}
	return s.screen(ctx, in, attempt)
}

// propose returns every candidate that survives the rules, best first, in Plausible.
func (s Stage) propose(program *language.Program, in Input) heald.Attempt {
	scenes := scenesOf(program, in)
	if len(scenes) == 0 {
		return heald.Attempt{}
	}
	s.say("proposing")
	b := &workbench{program: program, earlier: tried(in.Earlier)}
	old := before(program, in.Change)
	wanted := old
	if in.Blame.Commit != nil && wording.Stricter(in.Blame.Commit.Subject) {
		wanted = nil // what it took away it meant to take away: that is no evidence for what callers should get
	}
	for _, scene := range scenes {
		scene.Renamed, scene.Sample = renamed(program, old), sample(program, in)
	}
	base := evidence.New(scenes[0], wanted)
	for _, scene := range scenes {
		for _, template := range program.Support.Templates {
			if slices.Contains(template.Classes, in.Diagnosis.Class) {
				b.fill(base, "template:"+template.Name, template.Propose(scene))
			}
		}
	}
	for _, scene := range scenes[:1] {
		for _, idiom := range idioms {
			b.fill(base, "idiom", idiom(scene))
		}
	}
	b.revert(scenes[0], in)
	b.recall(scenes[0], in.Lessons)
	judge := critique.Judge{Program: program, Test: in.Reproduction.Test, Drive: in.Reproduction.Drive}
	attempt := heald.Attempt{Proposed: len(b.found)}
	for _, patch := range b.ranked() {
		if patch.Rejected = judge.Reject(patch); patch.Rejected != "" {
			attempt.Rejected = append(attempt.Rejected, patch)
		} else {
			attempt.Plausible = append(attempt.Plausible, patch)
		}
	}
	return attempt
}

func (s Stage) say(text string) {
	if s.Progress != nil {
		s.Progress(text)
	}
}

// tried returns what earlier attempts have executed or rejected, by ID.
func tried(earlier []heald.Attempt) map[string]bool {
	ids := map[string]bool{}
	for _, a := range earlier {
		for _, p := range slices.Concat(a.Rejected, a.Plausible) {
			ids[p.ID] = true
		}
	}
	return ids
}

// better orders patches: evidence first, then the smaller change, then the text.
func better(a, b heald.Patch) int {
	return cmp.Or(-cmp.Compare(a.Score, b.Score), cmp.Compare(a.Lines, b.Lines), cmp.Compare(len(a.Diff), len(b.Diff)), cmp.Compare(a.ID, b.ID))
}
