// Package engine knows the order of the stages, and nothing else knows it. It is the only writer of a case.
package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// Engine advances cases. The roles up to a permitted patch are required; without those of Release the walk ends there, as it does
// in the foreground.
type Engine struct {
	Diagnoser  Diagnoser
	Governor   Governor
	Preparer   Preparer
	Reproducer Reproducer
	Mender     Mender
	Release    *Release
	Now        func() time.Time
}

// Commit saves a case, with what of its inbox is done with and when it is looked at again, in one transaction. A stale version is
// refused with heald.ErrConflict.
type Commit func(ctx context.Context, next heald.Case, used []heald.Input, wait heald.Wait) error

// story is the walk of an incident: which step is taken from which state.
var story = map[heald.State]func(*Engine, context.Context, *turn) error{
	heald.Open:       (*Engine).admit,
	heald.Admitted:   (*Engine).stabilise,
	heald.Stabilised: (*Engine).diagnose,
	heald.Diagnosed:  (*Engine).accept,
	heald.Accepted:   (*Engine).prepare,
	heald.Prepared:   (*Engine).reproduce,
	heald.Reproduced: (*Engine).blame,
	heald.Blamed:     (*Engine).mend,
	heald.Validated:  (*Engine).decide,
	heald.Permitted:  (*Engine).propose,
	heald.InReview:   (*Engine).listen,
	heald.Rebased:    (*Engine).revalidate,
	heald.Merged:     (*Engine).roll,
	heald.Rolling:    (*Engine).watch,
	heald.Aborting:   (*Engine).abort,
}

// mending are the states whose steps are paid from the case's budget.
var mending = map[heald.State]bool{
	heald.Stabilised: true, heald.Diagnosed: true, heald.Accepted: true, heald.Prepared: true, heald.Reproduced: true, heald.Blamed: true,
	heald.Validated: true, heald.Rebased: true,
}

// shipped are the states in which users have the fix already: their steps are taken with or without the repository.
var shipped = map[heald.State]bool{heald.Rolling: true, heald.Aborting: true}

// turn is one step being taken: the case as it will be, what was said to it, and what it waits for.
type turn struct {
	*heald.Case
	inbox []heald.Input
	wait  heald.Wait
}

// Advance takes one step of a case that has not ended and commits it. An error means that the step did not take place: the case is
// as it was and the step may be taken again.
func (e *Engine) Advance(ctx context.Context, c heald.Case, inbox []heald.Input, commit Commit) (heald.Case, heald.Wait, error) {
	step, ok := story[c.State]
	if !ok || c.State == heald.Permitted && e.Release == nil {
		return c, heald.Wait{}, fmt.Errorf("case %s is %s, from where no step leads: %w", c.ID, c.State, heald.ErrInvalid)
	}
	next, began := c, e.Now()
	if mending[c.State] && c.Budget > 0 {
		next.Deadline = began.Add(c.Budget - spent(c))
	}
	t := turn{Case: &next, inbox: inbox, wait: heald.Wait{Now: true}}
	idle := c.State == heald.InReview && c.Answer == nil && answerOf(inbox, *c.Review) == nil
	if e.Release != nil && !shipped[c.State] && !idle {
		if err := e.Release.Repository.Stands(ctx, c.Service); err != nil {
			t.Reason, t.inbox, t.wait = "waits for its repository: "+err.Error(), nil, heald.Wait{At: began.Add(e.Release.Patience.Retry)}
			return e.conclude(ctx, c, &t, began, commit)
		}
	}
	if err := e.take(ctx, step, &t); err != nil {
		return c, heald.Wait{}, fmt.Errorf("case %s, step from %s: %w", c.ID, c.State, err)
	}
	return e.conclude(ctx, c, &t, began, commit)
}

// take runs a step, bounded by the case's deadline while it is being mended. A case whose time is used up is handed over.
func (e *Engine) take(ctx context.Context, step func(*Engine, context.Context, *turn) error, t *turn) error {
	if e.Release != nil && !mending[t.State] || t.Deadline.IsZero() {
		return step(e, ctx, t)
	}
	before := *t.Case
	bounded, cancel := context.WithDeadline(ctx, t.Deadline)
	defer cancel()
	err := step(e, bounded, t)
	if err != nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		*t.Case = before
		withhold(t.Case)
		handOver(t.Case, "the time budget was used up in the step after "+string(before.State))
		return nil
	}
	return err
}

// conclude writes the step into the case's history, learns from an end, and commits.
func (e *Engine) conclude(ctx context.Context, c heald.Case, t *turn, began time.Time, commit Commit) (heald.Case, heald.Wait, error) {
	next := *t.Case
	if next.State != c.State || next.Reason != c.Reason {
		entry := heald.Step{From: c.State, To: next.State, At: began, Took: e.Now().Sub(began), Note: next.Reason}
		next.Steps = append(append([]heald.Step(nil), c.Steps...), entry)
	}
	next.Version++
	if next.Ended() {
		t.wait = heald.Wait{}
		if e.Release != nil {
			if err := e.Release.Memory.Learn(ctx, next); err != nil {
				return c, heald.Wait{}, fmt.Errorf("case %s, learn from its end: %w", c.ID, err)
			}
		}
	}
	if err := commit(ctx, next, t.inbox, t.wait); err != nil {
		return c, heald.Wait{}, fmt.Errorf("save case %s as %s: %w", c.ID, next.State, err)
	}
	return next, t.wait, nil
}

// spent is what of the budget earlier steps used.
func spent(c heald.Case) time.Duration {
	var sum time.Duration
	for _, s := range c.Steps {
		if mending[s.From] {
			sum += s.Took
		}
	}
	return sum
}

// Finish advances a case until it is done. When the deadline of the case passes on the way, it is handed over with what is known.
func (e *Engine) Finish(ctx context.Context, c heald.Case, commit Commit, watch func(heald.Case)) (heald.Case, error) {
	for !c.Done() {
		next, _, err := e.Advance(ctx, c, nil, commit)
		if err != nil {
			return c, err
		}
		c = next
		watch(c)
	}
	return c, nil
}

// GiveUp ends a case whose step failed for good: a person takes it from here. What is half shipped goes back first.
func (e *Engine) GiveUp(ctx context.Context, c heald.Case, reason string, commit Commit) error {
	next, began := c, e.Now()
	t := turn{Case: &next}
	switch c.State {
	case heald.Merged, heald.Rolling:
		next.State, next.Reason, t.wait = heald.Aborting, reason, heald.Wait{Now: true}
	case heald.Aborting:
		handOver(&next, "CHECK THE SERVICE: taking the fix back did not succeed: "+reason)
	default:
		withhold(&next)
		handOver(&next, reason)
	}
	_, _, err := e.conclude(ctx, c, &t, began, commit)
	return err
}
