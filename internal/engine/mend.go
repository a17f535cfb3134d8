package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// maxAttempts bounds the rounds of repair and validation.
const maxAttempts = 2

func handOver(c *heald.Case, reason string) {
	c.State, c.Reason = heald.HandedOver, reason
}

func scene(c *heald.Case) Scene {
	return Scene{Case: c.ID, Service: c.Service, Checkout: c.Checkout, Incident: c.Incident, Seed: c.Seed, Deadline: c.Deadline}
}

func findings(c *heald.Case) Findings {
	f := Findings{
		Diagnosis: *c.Diagnosis, Environment: *c.Environment, Reproduction: *c.Reproduction, Earlier: c.Attempts, Lessons: c.Recalled,
	}
	if c.Blame != nil {
		f.Blame = *c.Blame
	}
	return f
}

// admit lets a case begin: the gate is asked, lessons are recalled, and the commit that crashed is found.
func (e *Engine) admit(ctx context.Context, c *turn) error {
	if e.Release == nil {
		c.State, c.Reason = heald.Admitted, ""
		return nil
	}
	permit, err := e.Release.Gates.Admit(ctx, heald.GateBegin, *c.Case)
	if err != nil {
		return err
	}
	if !permit.Open {
		return e.hold(c, shut{permit})
	}
	if c.Recalled, err = e.Release.Memory.Recall(ctx, *c.Case); err != nil {
		return err
	}
	for _, l := range c.Recalled {
		if l.Ending == heald.EndNotABug && l.Fingerprint == c.Incident.Fingerprint && l.Service == c.Service.Name {
			c.State, c.Reason = heald.Refused, fmt.Sprintf("%s said on %s that this is not a bug: %s", l.By, l.At.Format(time.DateOnly), l.Why)
			return nil
		}
	}
	tree, err := e.Release.Repository.Locate(ctx, *c.Case)
	if errors.Is(err, heald.ErrNotFound) || errors.Is(err, heald.ErrInvalid) {
		handOver(c.Case, "the code that crashed could not be found: "+err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	c.Checkout, c.Service.Path = tree, tree.Path
	c.State, c.Reason = heald.Admitted, ""
	return nil
}

func (e *Engine) diagnose(ctx context.Context, c *turn) error {
	d, err := e.Diagnoser.Diagnose(ctx, scene(c.Case))
	if err != nil {
		return err
	}
	c.Diagnosis = &d
	if d.Abstained {
		handOver(c.Case, "no diagnosis: "+d.Why)
		return nil
	}
	c.State, c.Reason = heald.Diagnosed, d.Why
	return nil
}

func (e *Engine) accept(ctx context.Context, c *turn) error {
	a, err := e.Governor.Accept(ctx, scene(c.Case), *c.Diagnosis)
	if err != nil {
		return err
	}
	c.Acceptance, c.Reason = &a, a.Reason
	switch {
	case a.Accept:
		c.State = heald.Accepted
	case a.Refused:
		c.State = heald.Refused
	default:
		c.State = heald.HandedOver
	}
	return nil
}

func (e *Engine) prepare(ctx context.Context, c *turn) error {
	env, err := e.Preparer.Prepare(ctx, scene(c.Case))
	if err != nil {
		return err
	}
	c.Environment = &env
	if reason, missing := e.Preparer.Explain(env, c.Incident); missing {
		handOver(c.Case, reason)
		return nil
	}
	c.State, c.Reason = heald.Prepared, fmt.Sprintf("%s %s, %s", env.Language, env.Version, env.Provenance)
	return nil
}

func (e *Engine) reproduce(ctx context.Context, c *turn) error {
	r, err := e.Reproducer.Reproduce(ctx, scene(c.Case), *c.Diagnosis, *c.Environment)
	if err != nil {
		return err
	}
	c.Reproduction, c.Reason = &r, r.Reason
	switch {
	case r.Outcome != heald.Pass:
		e.hint(ctx, c)
		handOver(c.Case, "could not reproduce the crash: "+r.Reason+missing(c.Environment))
	case r.Invented:
		e.hint(ctx, c)
		handOver(c.Case, "the crash was reproduced only with inputs that no caller was shown to pass: "+r.Reason)
	default:
		c.State = heald.Reproduced
	}
	return nil
}

// hint adds who last changed the crashing line, which a person who takes over would look up first. That it is not to be had is no failure.
func (e *Engine) hint(ctx context.Context, c *turn) {
	if b, err := e.Diagnoser.Blame(ctx, scene(c.Case), findings(c.Case)); err == nil {
		c.Blame = &b
	}
}

// missing adds what the environment lacks to a hand-over, because that is what a person will ask first.
func missing(env *heald.Environment) string {
	if len(env.Missing) == 0 {
		return ""
	}
	return fmt.Sprintf("; the environment lacks %s: %s", strings.Join(env.Missing, ", "), env.Remedy)
}

func (e *Engine) blame(ctx context.Context, c *turn) error {
	b, err := e.Diagnoser.Blame(ctx, scene(c.Case), findings(c.Case))
	if err != nil {
		return err
	}
	c.Blame, c.State, c.Reason = &b, heald.Blamed, b.Reason
	return nil
}

// mend is one attempt: repair proposes, validate judges. What failed goes into the next attempt.
func (e *Engine) mend(ctx context.Context, c *turn) error {
	found := findings(c.Case)
	attempt, err := e.Mender.Repair(ctx, scene(c.Case), found)
	if err != nil {
		return err
	}
	forbid(&attempt, c.Recalled)
	c.Attempts = append(append([]heald.Attempt(nil), c.Attempts...), attempt)
	if len(attempt.Plausible) == 0 {
		handOver(c.Case, "no candidate: "+attempt.Reason)
		return nil
	}
	choice, err := e.Mender.Validate(ctx, scene(c.Case), found, attempt.Plausible)
	if err != nil {
		return err
	}
	e.choose(c.Case, choice)
	return nil
}

// forbid throws out what a person rejected, or what had to be reverted, before.
func forbid(attempt *heald.Attempt, lessons []heald.Lesson) {
	var kept []heald.Patch
	for _, p := range attempt.Plausible {
		i := slices.IndexFunc(lessons, func(l heald.Lesson) bool { return l.Forbids(p) })
		if i < 0 {
			kept = append(kept, p)
			continue
		}
		p.Rejected = fmt.Sprintf("%s before, in case %s: %s", lessons[i].Ending, lessons[i].ID, lessons[i].Why)
		attempt.Rejected, attempt.Reason = append(attempt.Rejected, p), "what would mend it was "+p.Rejected
	}
	attempt.Plausible = kept
}

func (e *Engine) choose(c *heald.Case, choice heald.Choice) {
	c.Validation, c.Alternatives, c.Distinguishing, c.Reason = choice.Validation, choice.Alternatives, choice.Distinguishing, choice.Reason
	switch {
	case choice.Patch != nil:
		proved := c.Reproduction.For(*choice.Patch)
		c.Patch, c.Reproduction, c.State = choice.Patch, &proved, heald.Validated
	case choice.Retry && len(c.Attempts) < maxAttempts:
		c.State = heald.Blamed
	default:
		handOver(c, choice.Reason)
	}
}

func (e *Engine) decide(ctx context.Context, c *turn) error {
	d, err := e.Governor.Decide(ctx, scene(c.Case), findings(c.Case), heald.Choice{Patch: c.Patch, Validation: c.Validation})
	if err != nil {
		return err
	}
	c.Decision = &d
	if d.Allow {
		c.State, c.Reason = heald.Permitted, c.Patch.Why
		return nil
	}
	withhold(c.Case)
	c.State = heald.Denied
	c.Reason = "policy denies the proved patch: " + strings.Join(d.Reasons, "; ")
	return nil
}

// withhold makes a proved patch that policy did not allow the first alternative: it is never shown as the fix.
func withhold(c *heald.Case) {
	if c.Patch != nil {
		c.Alternatives = append([]heald.Patch{*c.Patch}, c.Alternatives...)
		c.Patch = nil
	}
}
