package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
)

// maxAttempts bounds the rounds of repair and validation.
const maxAttempts = 2

func handOver(c *heald.Case, reason string) {
	c.State, c.Reason = heald.HandedOver, reason
}

func (c steps) scene() Scene {
	return Scene{Service: c.Service, Checkout: c.Checkout, Incident: c.Incident, Seed: c.Seed, Deadline: c.Deadline}
}

// steps is a case as the steps read it.
type steps struct{ *heald.Case }

func (c steps) findings() Findings {
	f := Findings{Diagnosis: *c.Diagnosis, Environment: *c.Environment, Reproduction: *c.Reproduction, Earlier: c.Attempts}
	if c.Blame != nil {
		f.Blame = *c.Blame
	}
	return f
}

// admit opens the case. Budgets, brakes and freeze windows are asked here once there is more than one case.
func (e *Engine) admit(_ context.Context, c *heald.Case) error {
	c.State, c.Reason = heald.Admitted, ""
	return nil
}

func (e *Engine) diagnose(ctx context.Context, c *heald.Case) error {
	d, err := e.Diagnoser.Diagnose(ctx, steps{c}.scene())
	if err != nil {
		return err
	}
	c.Diagnosis = &d
	if d.Abstained {
		handOver(c, "no diagnosis: "+d.Why)
		return nil
	}
	c.State, c.Reason = heald.Diagnosed, d.Why
	return nil
}

func (e *Engine) accept(ctx context.Context, c *heald.Case) error {
	a, err := e.Governor.Accept(ctx, steps{c}.scene(), *c.Diagnosis)
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

func (e *Engine) prepare(ctx context.Context, c *heald.Case) error {
	env, err := e.Preparer.Prepare(ctx, steps{c}.scene())
	if err != nil {
		return err
	}
	c.Environment = &env
	if reason, missing := e.Preparer.Explain(env, c.Incident); missing {
		handOver(c, reason)
		return nil
	}
	c.State, c.Reason = heald.Prepared, fmt.Sprintf("%s %s, %s", env.Language, env.Version, env.Provenance)
	return nil
}

func (e *Engine) reproduce(ctx context.Context, c *heald.Case) error {
	r, err := e.Reproducer.Reproduce(ctx, steps{c}.scene(), *c.Diagnosis, *c.Environment)
	if err != nil {
		return err
	}
	c.Reproduction, c.Reason = &r, r.Reason
	switch {
	case r.Outcome != heald.Pass:
		handOver(c, "could not reproduce the crash: "+r.Reason+missing(c.Environment))
	case r.Invented:
		handOver(c, "the crash was reproduced only with inputs that no caller was shown to pass: "+r.Reason)
	default:
		c.State = heald.Reproduced
	}
	return nil
}

// missing adds what the environment lacks to a hand-over, because that is what a person will ask first.
func missing(env *heald.Environment) string {
	if len(env.Missing) == 0 {
		return ""
	}
	return fmt.Sprintf("; the environment lacks %s: %s", strings.Join(env.Missing, ", "), env.Remedy)
}

func (e *Engine) blame(ctx context.Context, c *heald.Case) error {
	b, err := e.Diagnoser.Blame(ctx, steps{c}.scene(), steps{c}.findings())
	if err != nil {
		return err
	}
	c.Blame, c.State, c.Reason = &b, heald.Blamed, b.Reason
	return nil
}

// mend is one attempt: repair proposes, validate judges. What failed goes into the next attempt.
func (e *Engine) mend(ctx context.Context, c *heald.Case) error {
	found := steps{c}.findings()
	attempt, err := e.Mender.Repair(ctx, steps{c}.scene(), found)
	if err != nil {
		return err
	}
	c.Attempts = append(append([]heald.Attempt(nil), c.Attempts...), attempt)
	if len(attempt.Plausible) == 0 {
		handOver(c, "no candidate: "+attempt.Reason)
		return nil
	}
	choice, err := e.Mender.Validate(ctx, steps{c}.scene(), found, attempt.Plausible)
	if err != nil {
		return err
	}
	e.choose(c, choice)
	return nil
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

func (e *Engine) decide(ctx context.Context, c *heald.Case) error {
	d, err := e.Governor.Decide(ctx, steps{c}.scene(), steps{c}.findings(), heald.Choice{Patch: c.Patch, Validation: c.Validation})
	if err != nil {
		return err
	}
	c.Decision = &d
	if d.Allow {
		c.State, c.Reason = heald.Permitted, c.Patch.Why
		return nil
	}
	withhold(c)
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
