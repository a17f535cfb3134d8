package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// stabilise returns to the last good commit before anything is mended, where the crash came with a fresh deployment.
func (e *Engine) stabilise(ctx context.Context, t *turn) error {
	t.State = heald.Stabilised
	if e.Release == nil {
		t.Reason = ""
		return e.diagnose(ctx, t) // in the foreground nothing is deployed
	}
	back, fresh, err := e.Release.Deliverer.Fresh(ctx, *t.Case)
	if err != nil || !fresh {
		return err
	}
	_, err = effect(ctx, e, t.Case, heald.GateRollBack, "roll back to "+back.To, func(ctx context.Context, at time.Time) (heald.Rollback, error) {
		back.At = at
		return back, e.Release.Traffic.Settle(ctx, t.Service, back.To)
	})
	var s shut
	switch {
	case errors.As(err, &s): // it stays as it is: mending goes on
		t.Reason = "not rolled back: " + s.permit.Reason
		return nil
	case err != nil:
		return err
	}
	t.Rollback, t.Reason = &back, back.Reason
	return nil
}

// propose opens the review in which a person decides.
func (e *Engine) propose(ctx context.Context, t *turn) error {
	// The name holds the base: a patch that was carried onto another one is another review.
	name := fmt.Sprintf("open review on %.12s", t.Checkout.Commit)
	opened, err := effect(ctx, e, t.Case, heald.GatePropose, name, func(ctx context.Context, at time.Time) (heald.Review, error) {
		r, err := e.Release.Reviewer.Open(ctx, *t.Case, at)
		r.Opened, r.Expires = at, at.Add(e.Release.Patience.Expire)
		return r, err
	})
	if errors.Is(err, heald.ErrConflict) {
		handOver(t.Case, "the review could not be opened: "+err.Error())
		return nil
	}
	if err != nil {
		return e.hold(t, err)
	}
	t.Review, t.Answer, t.State = &opened, nil, heald.InReview
	t.Reason = "waits for a person: " + t.Patch.Why
	if len(t.Decision.Needs) == 0 {
		t.Answer = &heald.Answer{Verb: heald.Approve, By: "policy", At: opened.Opened, Commit: opened.Commit}
		return nil
	}
	e.patiently(t)
	return nil
}

// patiently waits for the next moment at which a review without an answer is looked at.
func (e *Engine) patiently(t *turn) {
	t.wait = heald.Wait{At: t.Review.Expires}
	if remind := t.Review.Opened.Add(e.Release.Patience.Remind); t.Review.Repeats == 0 && remind.Before(t.Review.Expires) {
		t.wait.At = remind
	}
}

// listen hears what a person said of the review.
func (e *Engine) listen(ctx context.Context, t *turn) error {
	if t.Answer == nil {
		t.Answer = answerOf(t.inbox, *t.Review)
	}
	switch {
	case t.Answer == nil:
		return e.unanswered(ctx, t)
	case t.Answer.Verb == heald.Approve:
		return e.merge(ctx, t)
	}
	why := t.Answer.Why
	if why == "" {
		why = "no reason given"
	}
	said := map[heald.Verb]string{heald.Reject: "rejected", heald.NotABug: "not a bug"}[t.Answer.Verb]
	if said == "" {
		t.Answer = nil
		return e.unanswered(ctx, t)
	}
	reason := fmt.Sprintf("%s, said %s: %s", said, t.Answer.By, why)
	if err := e.closeReview(ctx, t, reason); err != nil {
		return err
	}
	withhold(t.Case)
	t.State, t.Reason = heald.Refused, reason
	if t.Answer.Verb == heald.Reject {
		t.State = heald.HandedOver
	}
	return nil
}

// answerOf is the first answer to the review that stands. What was said of another commit is void.
func answerOf(inbox []heald.Input, review heald.Review) *heald.Answer {
	for _, in := range inbox {
		if a := in.Answer; a != nil && (a.Commit == "" || a.Commit == review.Commit) {
			return a
		}
	}
	return nil
}

func (e *Engine) unanswered(ctx context.Context, t *turn) error {
	now := e.Now()
	if !now.Before(t.Review.Expires) {
		reason := fmt.Sprintf("nobody answered the review in %s", e.Release.Patience.Expire)
		if err := e.closeReview(ctx, t, reason); err != nil {
			return err
		}
		withhold(t.Case)
		handOver(t.Case, reason)
		return nil
	}
	if t.Review.Repeats == 0 && !now.Before(t.Review.Opened.Add(e.Release.Patience.Remind)) {
		_, err := effect(ctx, e, t.Case, heald.GatePropose, fmt.Sprintf("remind of %.12s", t.Review.Commit), func(ctx context.Context, _ time.Time) (bool, error) {
			return true, e.Release.Reviewer.Remind(ctx, *t.Case)
		})
		if err != nil {
			return e.hold(t, err)
		}
		again := *t.Review
		again.Repeats++
		t.Review = &again
	}
	e.patiently(t)
	return nil
}

// closeReview tells the forge that nothing will come of a review. It takes something back, so that no brake stops it.
func (e *Engine) closeReview(ctx context.Context, t *turn, why string) error {
	_, err := effect(ctx, e, t.Case, "", fmt.Sprintf("close review of %.12s", t.Review.Commit), func(ctx context.Context, _ time.Time) (bool, error) {
		return true, e.Release.Reviewer.Close(ctx, *t.Case, why)
	})
	return err
}

// merge puts the approved commit on the service's branch. Where the branch moved since, the patch is validated again.
func (e *Engine) merge(ctx context.Context, t *turn) error {
	merged, err := effect(ctx, e, t.Case, heald.GateShip, fmt.Sprintf("merge %.12s", t.Review.Commit), func(ctx context.Context, at time.Time) (heald.Merge, error) {
		return e.Release.Merger.Merge(ctx, *t.Case, at)
	})
	if errors.Is(err, heald.ErrConflict) {
		t.State, t.Answer = heald.Rebased, nil
		t.Reason = fmt.Sprintf("approved, but the branch moved away from %.12s: the patch is validated again on what is there now", t.Review.Base)
		return nil
	}
	if err != nil {
		return e.hold(t, err)
	}
	t.Merge, t.State, t.Reason = &merged, heald.Merged, fmt.Sprintf("approved by %s, on %s as %.12s", t.Answer.By, merged.Branch, merged.Commit)
	return nil
}

// revalidate carries the patch onto the new base and validates it there as if it were new. A person is asked again, of the new tree.
func (e *Engine) revalidate(ctx context.Context, t *turn) error {
	tree, patch, err := e.Release.Repository.Carry(ctx, *t.Case)
	if errors.Is(err, heald.ErrConflict) {
		withhold(t.Case)
		handOver(t.Case, "the patch does not apply to what is on the branch now: "+err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	t.Checkout = tree
	choice, err := e.Mender.Validate(ctx, scene(t.Case), findings(t.Case), []heald.Patch{patch})
	if err != nil {
		return err
	}
	t.Patch, t.Validation, t.Reason = choice.Patch, choice.Validation, choice.Reason
	if choice.Patch == nil {
		t.Alternatives = append([]heald.Patch{patch}, t.Alternatives...)
		handOver(t.Case, "the patch is not proved on what is on the branch now: "+choice.Reason)
		return nil
	}
	t.State = heald.Validated
	return nil
}

// roll begins the release of a merged commit.
func (e *Engine) roll(ctx context.Context, t *turn) error {
	plan, err := e.Release.Deliverer.Plan(ctx, *t.Case)
	if errors.Is(err, heald.ErrNotFound) {
		t.State, t.Reason = heald.Resolved, fmt.Sprintf("merged into %s; heald does not deliver this service", t.Merge.Branch)
		return nil
	}
	if err != nil {
		return err
	}
	if err := e.route(ctx, t, plan); err != nil {
		return e.hold(t, err)
	}
	t.State, t.Reason = heald.Rolling, fmt.Sprintf("the canary gets %d %% of the requests", plan.Weight)
	t.wait = heald.Wait{At: e.Now().Add(e.Release.Patience.Tick)}
	return nil
}

// route gives the canary the weight of the rollout.
func (e *Engine) route(ctx context.Context, t *turn, r heald.Rollout) error {
	_, err := effect(ctx, e, t.Case, heald.GateShip, fmt.Sprintf("canary %.12s at %d", r.Canary, r.Weight), func(ctx context.Context, _ time.Time) (int, error) {
		return r.Weight, e.Release.Traffic.Route(ctx, t.Service, r.Canary, r.Weight)
	})
	if err == nil {
		r.Since = e.Now()
		t.Rollout = &r
	}
	return err
}

// watch looks at the canary once.
func (e *Engine) watch(ctx context.Context, t *turn) error {
	if t.Rollout.Verdict == heald.Promote {
		return e.promote(ctx, t) // decided and saved in the step before: a restart of heald does not decide anew
	}
	// What was routed stays routed: a restart of heald may have lost it.
	if err := e.Release.Traffic.Route(ctx, t.Service, t.Rollout.Canary, t.Rollout.Weight); err != nil {
		return err
	}
	seen, err := e.Release.Deliverer.Watch(ctx, *t.Case)
	if err != nil {
		return err
	}
	before := *t.Rollout
	t.Rollout = &seen
	t.wait = heald.Wait{At: e.Now().Add(e.Release.Patience.Tick)}
	switch seen.Verdict {
	case heald.Raise:
		if err := e.route(ctx, t, seen); err != nil {
			seen.Weight = before.Weight
			return e.hold(t, err)
		}
		t.Reason = fmt.Sprintf("the canary gets %d %% of the requests: %s", seen.Weight, seen.Reason)
	case heald.Promote:
		t.Reason, t.wait = seen.Reason, heald.Wait{Now: true}
	case heald.Abort, heald.Unsure:
		t.State, t.Reason, t.wait = heald.Aborting, seen.Reason, heald.Wait{Now: true}
	}
	return nil
}

func (e *Engine) promote(ctx context.Context, t *turn) error {
	_, err := effect(ctx, e, t.Case, heald.GateShip, fmt.Sprintf("promote %.12s", t.Rollout.Canary), func(ctx context.Context, _ time.Time) (bool, error) {
		return true, e.Release.Traffic.Settle(ctx, t.Service, t.Rollout.Canary)
	})
	if err != nil {
		again := *t.Rollout
		again.Verdict, t.Rollout = heald.Continue, &again // while it waits it is watched
		return e.hold(t, err)
	}
	t.State, t.Reason = heald.Resolved, t.Rollout.Reason
	return nil
}

// abort brings the traffic back first and reverts in Git then. No brake stops it.
func (e *Engine) abort(ctx context.Context, t *turn) error {
	if t.Rollout != nil {
		_, err := effect(ctx, e, t.Case, "", fmt.Sprintf("back to %.12s", t.Rollout.Stable), func(ctx context.Context, _ time.Time) (bool, error) {
			return true, e.Release.Traffic.Settle(ctx, t.Service, t.Rollout.Stable)
		})
		if err != nil {
			return err
		}
	}
	if err := e.Release.Repository.Stands(ctx, t.Service); err != nil {
		t.Reason, t.wait = "the traffic is back, the revert waits for its repository: "+err.Error(), heald.Wait{At: e.Now().Add(e.Release.Patience.Retry)}
		return nil
	}
	back, err := effect(ctx, e, t.Case, "", fmt.Sprintf("revert %.12s", t.Merge.Commit), func(ctx context.Context, at time.Time) (heald.Merge, error) {
		return e.Release.Merger.Revert(ctx, *t.Case, at)
	})
	if errors.Is(err, heald.ErrConflict) {
		handOver(t.Case, "the traffic is back, but the commit could not be reverted: "+err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	t.Revert, t.State = &back, heald.Reverted
	if t.Rollout == nil || t.Rollout.Verdict != heald.Abort {
		t.State = heald.HandedOver // nothing speaks against the fix, but nothing proves it either
	}
	return nil
}
