package repair

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/heald-dev/heald"
)

// Bounds of screening.
const (
	maxExecuted = 40
	atOnce      = 2
	tierWidth   = 0.1
	founded     = 0.6 // a plausible candidate with as much evidence leaves no room for
	unfounded   = 0.2 // those that nothing speaks for
)

// screen runs the reproduction against the candidates of an attempt, best first, in tiers of score; the deadline cuts whole
// tiers only, so that the same input gives the same answer on a slower machine or says that it was cut.
func (s Stage) screen(ctx context.Context, in Input, attempt heald.Attempt) (heald.Attempt, error) {
	candidates := attempt.Plausible
	attempt.Plausible = nil
	if in.Reproduction.Outcome != heald.Pass {
		attempt.Reason = "without a reproduction no candidate can be judged"
		return attempt, nil
	}
	check, err := s.checker(in)
	if err != nil {
		return attempt, err
	}
	var took time.Duration
	for _, tier := range tiers(candidates) {
		if len(attempt.Plausible) > 0 && attempt.Plausible[0].Score >= founded && tier[0].Score < unfounded {
			break
		}
		if attempt.Executed+len(tier) > maxExecuted && attempt.Executed > 0 || !s.time(in, took, len(tier)) {
			attempt.CutByBudget = true
			break
		}
		s.say(fmt.Sprintf("candidates %d to %d of %d", attempt.Executed+1, attempt.Executed+len(tier), len(candidates)))
		began := time.Now()
		passed, err := each(ctx, tier, check)
		if err != nil {
			return attempt, err
		}
		took = max(took, time.Since(began)/time.Duration(len(tier)))
		attempt.Executed += len(tier)
		attempt.Plausible = append(attempt.Plausible, passed...)
	}
	if len(attempt.Plausible) == 0 {
		attempt.Reason = fmt.Sprintf("none of %d candidates turns the reproduction green", attempt.Executed)
	}
	return attempt, nil
}

// time says whether a tier fits before the deadline, going by how long one candidate took so far.
func (s Stage) time(in Input, one time.Duration, count int) bool {
	return in.Deadline.IsZero() || time.Until(in.Deadline) > one*time.Duration(count)
}

// tiers groups ranked candidates of about the same score, at most maxExecuted together.
func tiers(candidates []heald.Patch) [][]heald.Patch {
	var found [][]heald.Patch
	for i, p := range candidates {
		if n := len(found); i > 0 && found[n-1][0].Score-p.Score < tierWidth && len(found[n-1]) < maxExecuted/4 {
			found[n-1] = append(found[n-1], p)
			continue
		}
		found = append(found, []heald.Patch{p})
	}
	return found
}

// each checks the candidates of one tier, a few at once, and returns those that passed in their order.
func each(ctx context.Context, tier []heald.Patch, check func(context.Context, *heald.Patch) (bool, error)) ([]heald.Patch, error) {
	passed, errs := make([]bool, len(tier)), make([]error, len(tier))
	slots := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for i := range tier {
		slots <- struct{}{}
		wait.Go(func() {
			passed[i], errs[i] = check(ctx, &tier[i])
			<-slots
		})
	}
	wait.Wait()
	var found []heald.Patch
	for i, ok := range passed {
		if ok {
			found = append(found, tier[i])
		}
	}
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return nil, fmt.Errorf("screen candidate %s: %w", tier[i].ID, errs[i])
	}
	return found, nil
}

// checker returns how one candidate is tried: the reproduction's test over the patched tree, in a process of its own. A candidate that
// lets the repository refuse the input with an error of its own is tried with the test that expects just that.
func (s Stage) checker(in Input) (func(context.Context, *heald.Patch) (bool, error), error) {
	screening := s.Support(in.Incident.Language).Screening
	if screening == nil || s.Runner == nil {
		return nil, fmt.Errorf("screen candidates for %s: nothing to run them with: %w", in.Incident.Language, heald.ErrInvalid)
	}
	try := func(ctx context.Context, patch heald.Patch) (heald.Result, error) {
		cmd := screening.Command(in.Environment, in.Checkout, in.Reproduction)
		overlay := map[string][]byte{in.Reproduction.TestPath: []byte(in.Reproduction.For(patch).Test)}
		for _, e := range patch.Edits {
			overlay[e.Path] = e.After
		}
		cmd.Tree = heald.Tree{Root: in.Checkout.Root, Home: in.Checkout.Home, Overlay: overlay}
		return s.Runner.Run(ctx, cmd)
	}
	return func(ctx context.Context, patch *heald.Patch) (bool, error) {
		result, err := try(ctx, *patch)
		if err != nil || screening.Passed(result) {
			return err == nil, err
		}
		raised := ""
		if screening.Raised != nil {
			raised = screening.Raised(result)
		}
		if !slices.ContainsFunc(in.Reproduction.Refusals, func(r heald.Refusal) bool { return r.Error == raised }) {
			return false, nil
		}
		patch.Refuses = raised
		result, err = try(ctx, *patch)
		return err == nil && screening.Passed(result), err
	}, nil
}
