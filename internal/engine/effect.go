package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// shut is a gate that did not open: not an error of the step, but the end of it.
type shut struct{ permit heald.Permit }

func (s shut) Error() string { return s.permit.Reason }

// effect does something on the outside once: the gate is asked, the intent is recorded, the act is done, the result is recorded. An
// act that was cut short is done again with the moment of its first intent, so that it makes the same thing. A gate of "" is for what
// no brake may stop.
func effect[R any](ctx context.Context, e *Engine, c *heald.Case, gate heald.Gate, name string, act func(ctx context.Context, at time.Time) (R, error)) (R, error) {
	var result R
	if gate != "" {
		permit, err := e.Release.Gates.Admit(ctx, gate, *c)
		if err != nil {
			return result, fmt.Errorf("ask the gate %s: %w", gate, err)
		}
		if !permit.Open {
			return result, shut{permit}
		}
	}
	intent, err := e.Release.Journal.Intend(ctx, heald.Effect{Key: c.ID + "/" + name, Case: c.ID, Name: name, Vital: gate == "", At: e.Now()})
	if err != nil {
		return result, fmt.Errorf("record the intent to %s: %w", name, err)
	}
	if intent.Done {
		return result, json.Unmarshal(intent.Result, &result)
	}
	if result, err = act(ctx, intent.At); err != nil {
		return result, fmt.Errorf("%s: %w", name, err)
	}
	record, err := json.Marshal(result)
	if err != nil {
		return result, fmt.Errorf("record the result of %s: %w", name, err)
	}
	return result, e.Release.Journal.Conclude(ctx, intent.Key, record)
}

// hold turns a shut gate into a case that stays where it is and asks again, or is handed over where asking will not help.
func (e *Engine) hold(t *turn, err error) error {
	var s shut
	if !errors.As(err, &s) {
		return err
	}
	if s.permit.Never && t.Merge == nil { // what is merged is not left half shipped
		withhold(t.Case)
		handOver(t.Case, s.permit.Reason)
		return nil
	}
	until := s.permit.Until
	if until.IsZero() {
		until = e.Now().Add(e.Release.Patience.Retry)
	}
	if t.State == heald.Rolling { // whatever is shut, what users have is watched
		until = e.Now().Add(e.Release.Patience.Tick)
	}
	t.Reason, t.wait = s.permit.Reason, heald.Wait{At: until}
	return nil
}
