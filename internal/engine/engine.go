// Package engine knows the order of the stages, and nothing else knows it. It is the only writer of a case.
package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// Scene is what every stage is told.
type Scene struct {
	Service  heald.Service  `json:"service"`
	Checkout heald.Checkout `json:"checkout"`
	Incident heald.Incident `json:"incident"`
	Seed     int64          `json:"seed"`
	Deadline time.Time      `json:"deadline"`
}

// Findings is what is known by the time a patch is sought.
type Findings struct {
	Diagnosis    heald.Diagnosis    `json:"diagnosis"`
	Environment  heald.Environment  `json:"environment"`
	Reproduction heald.Reproduction `json:"reproduction"`
	Blame        heald.Blame        `json:"blame"`
	Earlier      []heald.Attempt    `json:"earlier,omitempty"` // attempts before this one, with what failed
}

// Diagnoser finds the cause, the place and the nature of an incident.
type Diagnoser interface {
	Diagnose(ctx context.Context, scene Scene) (heald.Diagnosis, error)
	Blame(ctx context.Context, scene Scene, found Findings) (heald.Blame, error)
}

// Governor answers what may be done: Accept, whether this should be fixed here at all; Decide, whether this patch may be proposed.
type Governor interface {
	Accept(ctx context.Context, scene Scene, diagnosis heald.Diagnosis) (heald.Acceptance, error)
	Decide(ctx context.Context, scene Scene, found Findings, choice heald.Choice) (heald.Decision, error)
}

// Preparer finds what makes the service's code runnable. Explain says whether the incident is only a dependency that is missing.
type Preparer interface {
	Prepare(ctx context.Context, scene Scene) (heald.Environment, error)
	Explain(environment heald.Environment, incident heald.Incident) (reason string, missing bool)
}

// Reproducer makes the crash happen again as a failing test.
type Reproducer interface {
	Reproduce(ctx context.Context, scene Scene, diagnosis heald.Diagnosis, environment heald.Environment) (heald.Reproduction, error)
}

// Mender proposes candidates, and judges them.
type Mender interface {
	Repair(ctx context.Context, scene Scene, found Findings) (heald.Attempt, error)
	Validate(ctx context.Context, scene Scene, found Findings, candidates []heald.Patch) (heald.Choice, error)
}

// Saver writes a case; a stale version is refused with heald.ErrConflict.
type Saver interface {
	Save(ctx context.Context, c heald.Case) error
}

// Engine advances cases. All fields are required.
type Engine struct {
	Diagnoser  Diagnoser
	Governor   Governor
	Preparer   Preparer
	Reproducer Reproducer
	Mender     Mender
	Store      Saver
	Now        func() time.Time
}

// story is the walk of an incident: which step is taken from which state.
var story = map[heald.State]func(*Engine, context.Context, *heald.Case) error{
	heald.Open:       (*Engine).admit,
	heald.Admitted:   (*Engine).diagnose,
	heald.Diagnosed:  (*Engine).accept,
	heald.Accepted:   (*Engine).prepare,
	heald.Prepared:   (*Engine).reproduce,
	heald.Reproduced: (*Engine).blame,
	heald.Blamed:     (*Engine).mend,
	heald.Validated:  (*Engine).decide,
}

// Advance takes one step of a case that is not done and saves it. An error means that the step did not take place: the case
// is as it was and the step may be taken again.
func (e *Engine) Advance(ctx context.Context, c heald.Case) (heald.Case, error) {
	step, ok := story[c.State]
	if !ok {
		return c, fmt.Errorf("case %s is %s, from where no step leads: %w", c.ID, c.State, heald.ErrInvalid)
	}
	next, began := c, e.Now()
	next.Steps = append([]heald.Step(nil), c.Steps...)
	if err := step(e, ctx, &next); err != nil {
		return c, fmt.Errorf("case %s, step from %s: %w", c.ID, c.State, err)
	}
	next.Steps = append(next.Steps, heald.Step{From: c.State, To: next.State, At: began, Took: e.Now().Sub(began), Note: next.Reason})
	next.Version++
	if err := e.Store.Save(ctx, next); err != nil {
		return c, fmt.Errorf("save case %s as %s: %w", c.ID, next.State, err)
	}
	return next, nil
}

// Finish advances a case until it is done. When the deadline of ctx or of the case passes on the way, the case is handed over
// with what is known so far.
func (e *Engine) Finish(ctx context.Context, c heald.Case, watch func(heald.Case)) (heald.Case, error) {
	for !c.Done() {
		bounded, cancel := context.WithDeadline(ctx, c.Deadline)
		next, err := e.Advance(bounded, c)
		cancel()
		if err != nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			next, err = e.expire(ctx, c)
		}
		if err != nil {
			return c, err
		}
		c = next
		watch(c)
	}
	return c, nil
}

// expire hands a case over because its time is used up. A proved patch that policy was not asked about in time is an alternative.
func (e *Engine) expire(ctx context.Context, c heald.Case) (heald.Case, error) {
	from := c.State
	withhold(&c)
	handOver(&c, "the time budget was used up in the step after "+string(from))
	c.Steps = append(append([]heald.Step(nil), c.Steps...), heald.Step{From: from, To: c.State, At: e.Now(), Note: c.Reason})
	c.Version++
	return c, e.Store.Save(ctx, c)
}
