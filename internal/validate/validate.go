// Package validate proves candidates: red before, green after, the suite against its own baseline, behaviour compared on
// neighbouring inputs. It judges each and chooses one, or none when evidence singles none out.
package validate

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const (
	// Threshold is the least Patch.Score with which a candidate is chosen. A score below it means that nothing in the repository
	// speaks for the value that the candidate gives: tests and behaviour cannot tell, since the old code gave none.
	Threshold = 0.6
	// Margin is how far the best candidate must be ahead of the best one that means another thing.
	Margin = 0.15

	maxProved    = 6  // candidates that are proved, in rank order
	enoughInputs = 20 // inputs that reach the change and did not crash before, below which behaviour is inconclusive
	maxShown     = 4  // alternatives
)

// Bounds of time. A budget is what is used at most, within what the deadline leaves.
const (
	longestSuite  = 60 * time.Second
	shortestSuite = 3 * time.Second
	observeBudget = 5 * time.Second // of processor time; most services need a third of it
	observeWall   = 25 * time.Second
)

// Stage proves, judges and chooses.
type Stage struct {
	Support  func(name string) *language.Support
	Runner   heald.Runner
	Progress func(text string)
}

// Input is what a round of validation is about. Candidates turn the reproduction green, best evidence first.
type Input struct {
	Incident     heald.Incident
	Checkout     heald.Checkout
	Service      heald.Service
	Diagnosis    heald.Diagnosis
	Environment  heald.Environment
	Reproduction heald.Reproduction
	Blame        heald.Blame
	Former       *heald.Checkout // of Blame.Before; nil when there is none
	Candidates   []heald.Patch
	Seed         int64
	Deadline     time.Time
}

// Run proves the best candidates within the deadline and chooses. An error means that the experiments did not take place.
func (s Stage) Run(ctx context.Context, in Input) (heald.Choice, error) {
	support := s.Support(in.Environment.Language)
	if support == nil || support.Suites == nil {
		return heald.Choice{Reason: fmt.Sprintf("patches in %q cannot be proved yet", in.Environment.Language)}, nil
	}
	if len(in.Candidates) == 0 {
		return heald.Choice{Reason: "there is no candidate to prove"}, nil
	}
	program, err := language.Open(in.Checkout.Root, support)
	if err != nil {
		return heald.Choice{}, err
	}
	defer program.Close()
	if !in.Deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, in.Deadline)
		defer cancel()
	}
	l := &lab{Stage: s, in: in, support: support, program: program, slots: make(chan struct{}, 2)}
	return l.run(ctx)
}

// lab is one round of validation.
type lab struct {
	Stage
	in      Input
	support *language.Support
	program *language.Program
	slots   chan struct{} // sandboxes at a time
	base    baseline
	proved  []verdict
	longest time.Duration // that one candidate took
	cut     bool
}

func (l *lab) say(format string, args ...any) {
	if l.Progress != nil {
		l.Progress(fmt.Sprintf(format, args...))
	}
}

func (l *lab) run(ctx context.Context) (heald.Choice, error) {
	candidates, changes := l.understand()
	l.say("the reproduction and the test suite on the unpatched commit")
	if err := l.baseline(ctx, changes); err != nil {
		return l.expired(ctx, err)
	}
	if l.base.red.Outcome != heald.Pass {
		return l.notRed(candidates[0]), nil
	}
	for n, candidate := range candidates {
		if l.settled(l.proved, candidate) {
			break
		}
		if l.left(ctx) < l.longest*6/5 {
			l.cut = true
			break
		}
		l.say("candidate %d of %d: %s", n+1, len(candidates), candidate.Why)
		began := time.Now()
		v, err := l.prove(ctx, candidate, changes[n])
		if err != nil && ctx.Err() != nil {
			l.cut = true
			break
		}
		if err != nil {
			return heald.Choice{}, err
		}
		l.longest = max(l.longest, time.Since(began))
		l.proved = append(l.proved, v)
	}
	return l.choose(l.proved), nil
}

// settled says whether a further candidate can change nothing: one is proved that evidence singles out, and the further one, with all
// that come after it, is too far behind to be its rival.
func (l *lab) settled(proved []verdict, next heald.Patch) bool {
	return slices.ContainsFunc(proved, func(v verdict) bool {
		return v.validation.Outcome == heald.Pass && v.patch.Score >= Threshold && v.patch.Score-next.Score >= Margin
	})
}

// understand takes the candidates that will be proved and what each changes.
func (l *lab) understand() ([]heald.Patch, []change) {
	candidates := l.in.Candidates[:min(len(l.in.Candidates), maxProved)]
	l.cut = len(candidates) < len(l.in.Candidates)
	changes := make([]change, len(candidates))
	for n := range candidates {
		changes[n] = l.change(candidates[n])
	}
	return candidates, changes
}

func (l *lab) expired(ctx context.Context, err error) (heald.Choice, error) {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return heald.Choice{CutByBudget: true, Reason: "the time was up before the test suite had been run on the unpatched commit",
			Alternatives: l.in.Candidates[:min(len(l.in.Candidates), maxShown)]}, nil
	}
	return heald.Choice{}, err
}

func (l *lab) notRed(best heald.Patch) heald.Choice {
	return heald.Choice{
		Reason:       "the reproduction did not fail again on the unpatched commit in a fresh process: " + l.base.red.Detail,
		Validation:   &heald.Validation{Patch: best.ID, Outcome: heald.Inconclusive, Checks: []heald.Check{l.base.red}},
		Alternatives: []heald.Patch{best},
	}
}

// left is the time until the deadline, or an hour when there is none.
func (l *lab) left(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return time.Hour
}

// suiteWall is how long one run of the suite may take.
func (l *lab) suiteWall(ctx context.Context) time.Duration {
	return max(shortestSuite, min(longestSuite, l.left(ctx)/4))
}

func (l *lab) place(overlay map[string][]byte) language.Workplace {
	return language.Workplace{Service: l.in.Service, Checkout: l.in.Checkout, Environment: l.in.Environment, Overlay: overlay}
}

// nonce is a fresh name for one report. It has no part in what is decided.
func nonce() string {
	raw := make([]byte, 16)
	rand.Read(raw) // never fails: crypto/rand ends the process instead
	return "heald-" + hex.EncodeToString(raw)
}

// together runs the experiments, as many at a time as there are slots, and returns the first error in their order.
func (l *lab) together(experiments ...func() error) error {
	errs := make([]error, len(experiments))
	done := make(chan struct{})
	for n, experiment := range experiments {
		go func() {
			l.slots <- struct{}{}
			errs[n] = experiment()
			<-l.slots
			done <- struct{}{}
		}()
	}
	for range experiments {
		<-done
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
