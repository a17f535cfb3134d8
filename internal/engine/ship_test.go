package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// world is everything around the engine that outlives a crash of heald: the store, the forge, the branch, the traffic. It counts what
// was really done, so that a thing done twice is seen.
type world struct {
	*fake
	now time.Time

	saved   heald.Case
	wait    heald.Wait
	inbox   []heald.Input
	effects map[string]heald.Effect

	shut     map[heald.Gate]heald.Permit
	lessons  []heald.Lesson
	learnt   map[string]heald.Ending
	head     string
	opened   map[string]int // review commits
	reminded int
	closed   []string
	merges   map[string]int
	reverts  map[string]int
	stable   string
	canary   string
	percent  int
	fresh    *heald.Rollback
	verdicts []heald.Verdict // of each look at the canary
	looks    int
	noRoute  bool // heald does not deliver the service
	absent   bool // the repository cannot be reached

	points  int // places where heald may die, passed so far
	crashAt int
}

var errCrash = errors.New("heald died here")

// die ends heald at one of the places that the test enumerates.
func (w *world) die() error {
	w.points++
	if w.points == w.crashAt {
		return errCrash
	}
	return nil
}

func newWorld() *world {
	return &world{
		fake: healthy(), now: time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC), effects: map[string]heald.Effect{}, learnt: map[string]heald.Ending{},
		head: "base", stable: "base", opened: map[string]int{}, merges: map[string]int{}, reverts: map[string]int{},
		saved:    heald.Case{ID: "shop-1f-1", State: heald.Open, Budget: time.Hour, Service: heald.Service{Name: "shop"}, Incident: heald.Incident{Fingerprint: "1f"}},
		verdicts: []heald.Verdict{heald.Continue, heald.Raise, heald.Promote},
	}
}

func (w *world) engine() *Engine {
	e := w.fake.engine()
	e.Governor, e.Now = w, func() time.Time { return w.now }
	e.Release = &Release{
		Gates: w, Journal: w, Memory: w, Repository: w, Reviewer: w, Deliverer: w, Merger: w, Traffic: w,
		Patience: Patience{Remind: time.Hour, Expire: 24 * time.Hour, Tick: time.Second, Retry: time.Minute},
	}
	return e
}

func (w *world) Decide(context.Context, Scene, Findings, heald.Choice) (heald.Decision, error) {
	return heald.Decision{Allow: true, Needs: []string{"person"}}, nil
}

func (w *world) Admit(_ context.Context, gate heald.Gate, _ heald.Case) (heald.Permit, error) {
	if p, ok := w.shut[gate]; ok {
		return p, nil
	}
	return heald.Permit{Open: true}, nil
}

func (w *world) Intend(_ context.Context, e heald.Effect) (heald.Effect, error) {
	if err := w.die(); err != nil {
		return e, err
	}
	if known, ok := w.effects[e.Key]; ok {
		e = known
	}
	w.effects[e.Key] = e
	return e, w.die()
}

func (w *world) Conclude(_ context.Context, key string, result json.RawMessage) error {
	if err := w.die(); err != nil {
		return err
	}
	e := w.effects[key]
	e.Done, e.Result = true, result
	w.effects[key] = e
	return w.die()
}

func (w *world) Recall(context.Context, heald.Case) ([]heald.Lesson, error) { return w.lessons, nil }

func (w *world) Learn(_ context.Context, c heald.Case) error {
	if err := w.die(); err != nil {
		return err
	}
	w.learnt[c.ID] = heald.Ending(c.State)
	return w.die()
}

func (w *world) Stands(context.Context, heald.Service) error {
	if w.absent {
		return heald.ErrNotFound
	}
	return nil
}

func (w *world) Locate(context.Context, heald.Case) (heald.Checkout, error) {
	return heald.Checkout{Commit: w.head}, nil
}

func (w *world) Carry(_ context.Context, c heald.Case) (heald.Checkout, heald.Patch, error) {
	return heald.Checkout{Commit: w.head}, *c.Patch, nil
}

// Open, as a forge: the same proposal is the same commit.
func (w *world) Open(_ context.Context, c heald.Case, at time.Time) (heald.Review, error) {
	commit := fmt.Sprintf("fix-of-%s-at-%d", c.Checkout.Commit, at.Unix())
	w.opened[commit]++
	return heald.Review{ID: c.ID, Commit: commit, Base: c.Checkout.Commit}, w.die()
}

func (w *world) Remind(context.Context, heald.Case) error {
	w.reminded++
	return w.die()
}

func (w *world) Close(_ context.Context, _ heald.Case, why string) error {
	w.closed = append(w.closed, why)
	return w.die()
}

func (w *world) Fresh(context.Context, heald.Case) (heald.Rollback, bool, error) {
	if w.fresh == nil {
		return heald.Rollback{}, false, nil
	}
	return *w.fresh, true, nil
}

func (w *world) Plan(_ context.Context, c heald.Case) (heald.Rollout, error) {
	if w.noRoute {
		return heald.Rollout{}, heald.ErrNotFound
	}
	return heald.Rollout{Stable: w.stable, Canary: c.Merge.Commit, Weight: 10}, nil
}

func (w *world) Watch(_ context.Context, c heald.Case) (heald.Rollout, error) {
	r := *c.Rollout
	r.Verdict = w.verdicts[min(w.looks, len(w.verdicts)-1)]
	r.Reason = "seen: " + string(r.Verdict)
	w.looks++
	if r.Verdict == heald.Raise {
		r.Weight = 50
	}
	return r, nil
}

func (w *world) Merge(_ context.Context, c heald.Case, at time.Time) (heald.Merge, error) {
	commit := "merged-" + c.Review.Commit
	if w.head != c.Review.Base && w.head != commit {
		return heald.Merge{}, heald.ErrConflict
	}
	w.head = commit
	w.merges[commit]++
	return heald.Merge{Branch: "main", Commit: commit, At: at}, w.die()
}

func (w *world) Revert(_ context.Context, c heald.Case, at time.Time) (heald.Merge, error) {
	commit := fmt.Sprintf("revert-of-%s-at-%d", c.Merge.Commit, at.Unix())
	w.head = commit
	w.reverts[commit]++
	return heald.Merge{Branch: "main", Commit: commit}, w.die()
}

func (w *world) Route(_ context.Context, _ heald.Service, commit string, percent int) error {
	if w.stable != commit { // promoted already
		w.canary, w.percent = commit, percent
	}
	return w.die()
}

func (w *world) Settle(_ context.Context, _ heald.Service, commit string) error {
	w.stable, w.canary, w.percent = commit, "", 0
	return w.die()
}

func (w *world) commit(_ context.Context, next heald.Case, used []heald.Input, wait heald.Wait) error {
	if err := w.die(); err != nil {
		return err
	}
	if next.Version != w.saved.Version+1 {
		return heald.ErrConflict
	}
	w.saved, w.wait = next, wait
	w.inbox = w.inbox[len(used):]
	return w.die()
}

// say puts a person's answer into the inbox, to the review that stands.
func (w *world) say(verb heald.Verb) {
	w.inbox = append(w.inbox, heald.Input{Answer: &heald.Answer{Verb: verb, By: "ann", Why: "because", Commit: w.saved.Review.Commit}})
}

// run takes steps until the case has ended or only a person can move it on. Time passes only by waiting.
func (w *world) run(t *testing.T) {
	t.Helper()
	for range 200 {
		if w.saved.Ended() {
			return
		}
		if !w.wait.Now && len(w.inbox) == 0 && w.wait.At.After(w.now) {
			if w.saved.State == heald.InReview {
				return
			}
			w.now = w.wait.At
		}
		_, _, err := w.engine().Advance(context.Background(), w.saved, w.inbox, w.commit)
		if errors.Is(err, errCrash) {
			w.wait.Now = true // heald starts again and takes the step up at once
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Fatalf("the case does not end: %s (%s)", w.saved.State, w.saved.Reason)
}

// walk runs a case, answers its review with verb, and runs on to the end.
func (w *world) walk(t *testing.T, verb heald.Verb) {
	t.Helper()
	w.wait.Now = true
	w.run(t)
	for w.saved.State == heald.InReview {
		w.say(verb)
		w.run(t)
	}
}

// once fails when anything that must be there once is there twice.
func (w *world) once(t *testing.T, opened, merges, reverts int) {
	t.Helper()
	if len(w.opened) != opened || len(w.merges) != merges || len(w.reverts) != reverts {
		t.Errorf("reviews %v, merges %v, reverts %v: want %d, %d, %d different ones", w.opened, w.merges, w.reverts, opened, merges, reverts)
	}
	if w.learnt[w.saved.ID] != heald.Ending(w.saved.State) {
		t.Errorf("learnt %q of a case that ended %s", w.learnt[w.saved.ID], w.saved.State)
	}
}

func TestTheWholeLoop(t *testing.T) {
	for _, c := range []struct {
		name   string
		set    func(*world)
		verb   heald.Verb
		end    heald.State
		reason string
		stable string // prefix of what serves at the end
		counts [3]int // reviews, merges, reverts
	}{
		{"promoted", func(*world) {}, heald.Approve, heald.Resolved, "seen: promote", "merged-", [3]int{1, 1, 0}},
		{"aborted", func(w *world) { w.verdicts = []heald.Verdict{heald.Raise, heald.Abort} }, heald.Approve, heald.Reverted, "seen: abort", "base", [3]int{1, 1, 1}},
		{"no evidence", func(w *world) { w.verdicts = []heald.Verdict{heald.Continue, heald.Unsure} }, heald.Approve, heald.HandedOver, "seen: unsure", "base", [3]int{1, 1, 1}},
		{"rejected", func(*world) {}, heald.Reject, heald.HandedOver, "rejected, said ann: because", "base", [3]int{1, 0, 0}},
		{"not a bug", func(*world) {}, heald.NotABug, heald.Refused, "not a bug, said ann: because", "base", [3]int{1, 0, 0}},
		{"rolled back first", func(w *world) { w.fresh = &heald.Rollback{To: "good", Reason: "fresh"} }, heald.Approve, heald.Resolved, "seen: promote", "merged-", [3]int{1, 1, 0}},
		{"rolled back and rejected", func(w *world) { w.fresh = &heald.Rollback{To: "good", Reason: "fresh"} }, heald.Reject, heald.HandedOver, "because", "good", [3]int{1, 0, 0}},
		{"not delivered", func(w *world) { w.noRoute = true }, heald.Approve, heald.Resolved, "does not deliver", "base", [3]int{1, 1, 0}},
		{"rejected before", func(w *world) {
			w.lessons = []heald.Lesson{{ID: "old", Ending: heald.EndRejected, Patch: "p1", Why: "too broad"}}
		}, heald.Approve, heald.HandedOver, "rejected before, in case old: too broad", "base", [3]int{0, 0, 0}},
		{"not a bug before", func(w *world) {
			w.lessons = []heald.Lesson{{Ending: heald.EndNotABug, Service: "shop", Fingerprint: "1f", By: "ann", Why: "as designed"}}
		}, heald.Approve, heald.Refused, "as designed", "base", [3]int{0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			c.set(w)
			w.walk(t, c.verb)
			if w.saved.State != c.end || !strings.Contains(w.saved.Reason, c.reason) || !strings.HasPrefix(w.stable, c.stable) || w.canary != "" {
				t.Errorf("ended %s (%s), stable %s, canary %s", w.saved.State, w.saved.Reason, w.stable, w.canary)
			}
			w.once(t, c.counts[0], c.counts[1], c.counts[2])
		})
	}
}

// A crash of heald after every save, and before and after every effect: the case ends as it would have, and nothing is there twice.
func TestACrashAtEveryPlace(t *testing.T) {
	for _, c := range []struct {
		name     string
		verdicts []heald.Verdict
		verb     heald.Verb
		fresh    bool
		end      heald.State
		counts   [3]int
	}{
		{"promoted", []heald.Verdict{heald.Continue, heald.Raise, heald.Promote}, heald.Approve, false, heald.Resolved, [3]int{1, 1, 0}},
		{"rolled back, promoted", []heald.Verdict{heald.Promote}, heald.Approve, true, heald.Resolved, [3]int{1, 1, 0}},
		{"reverted", []heald.Verdict{heald.Raise, heald.Abort}, heald.Approve, false, heald.Reverted, [3]int{1, 1, 1}},
		{"rejected", nil, heald.Reject, false, heald.HandedOver, [3]int{1, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := func(crashAt int) *world {
				w := newWorld()
				w.verdicts, w.crashAt = c.verdicts, crashAt
				if c.fresh {
					w.fresh = &heald.Rollback{To: "good", Reason: "fresh"}
				}
				w.walk(t, c.verb)
				return w
			}
			places := start(0).points
			if places < 20 {
				t.Fatalf("only %d places to die at", places)
			}
			for at := 1; at <= places; at++ {
				w := start(at)
				if w.saved.State != c.end || w.canary != "" {
					t.Errorf("death at place %d of %d: ended %s (%s), canary %q", at, places, w.saved.State, w.saved.Reason, w.canary)
				}
				w.once(t, c.counts[0], c.counts[1], c.counts[2])
			}
		})
	}
}

func TestABaseThatMovedIsValidatedAgain(t *testing.T) {
	w := newWorld()
	w.wait.Now = true
	w.run(t)
	first := *w.saved.Review
	w.say(heald.Approve)
	w.head = "somebody's commit"
	w.run(t)
	if w.saved.State != heald.InReview || w.saved.Review.Base != w.head || w.saved.Review.Commit == first.Commit {
		t.Fatalf("after the base moved: %s, review %+v", w.saved.State, w.saved.Review)
	}
	w.inbox = []heald.Input{{Answer: &heald.Answer{Verb: heald.Approve, By: "ann", Commit: first.Commit}}}
	w.run(t)
	if w.saved.State != heald.InReview || len(w.inbox) != 0 {
		t.Errorf("an answer to the review that is gone was taken: %s", w.saved.State)
	}
	w.walk(t, heald.Approve)
	if w.saved.State != heald.Resolved || !strings.Contains(trail(w.saved), "in_review rebased validated permitted in_review merged") {
		t.Errorf("trail %s", trail(w.saved))
	}
}

func TestAReviewIsRepeatedOnceAndExpires(t *testing.T) {
	w := newWorld()
	w.wait.Now = true
	w.run(t)
	opened := w.now
	for w.saved.State == heald.InReview {
		w.now, w.wait.Now = w.wait.At, true
		w.run(t)
	}
	if w.reminded != 1 || w.saved.State != heald.HandedOver || w.now.Sub(opened) != 24*time.Hour || len(w.closed) != 1 || w.saved.Patch != nil {
		t.Errorf("reminded %d times, ended %s after %s, closed %v", w.reminded, w.saved.State, w.now.Sub(opened), w.closed)
	}
}

func TestShutGatesStopNewEffectsOnly(t *testing.T) {
	brake := heald.Permit{Reason: "the brake is on"}
	for _, gate := range []heald.Gate{heald.GateBegin, heald.GatePropose, heald.GateShip} {
		w := newWorld()
		w.shut = map[heald.Gate]heald.Permit{gate: brake}
		w.wait.Now = true
		for range 40 {
			if w.saved.State == heald.InReview && w.saved.Answer == nil {
				w.say(heald.Approve)
			}
			if _, _, err := w.engine().Advance(context.Background(), w.saved, w.inbox, w.commit); err != nil {
				t.Fatal(err)
			}
		}
		if w.saved.Ended() || w.saved.Reason != brake.Reason || len(w.merges) > 0 || w.wait.At != w.now.Add(time.Minute) {
			t.Errorf("gate %s shut: %s (%s), merges %v, wait %+v", gate, w.saved.State, w.saved.Reason, w.merges, w.wait)
		}
		if n := len(w.saved.Steps); n > 14 {
			t.Errorf("gate %s shut: waiting filled the history with %d steps", gate, n)
		}
		w.shut = nil
		w.walk(t, heald.Approve)
		if w.saved.State != heald.Resolved {
			t.Errorf("gate %s opened again: ended %s", gate, w.saved.State)
		}
	}
	w := newWorld()
	w.verdicts = []heald.Verdict{heald.Abort}
	w.wait.Now = true
	w.run(t)
	w.say(heald.Approve)
	for w.saved.State != heald.Aborting {
		if _, _, err := w.engine().Advance(context.Background(), w.saved, w.inbox, w.commit); err != nil {
			t.Fatal(err)
		}
	}
	w.shut = map[heald.Gate]heald.Permit{heald.GateBegin: brake, heald.GatePropose: brake, heald.GateShip: brake, heald.GateRollBack: brake}
	w.run(t)
	if w.saved.State != heald.Reverted || w.stable != "base" {
		t.Errorf("an abort under the brake ended %s, stable %s", w.saved.State, w.stable)
	}
}

func TestABudgetThatIsUsedUpHandsOver(t *testing.T) {
	w := newWorld()
	w.shut = map[heald.Gate]heald.Permit{heald.GatePropose: {Reason: "2 fixes were proposed already", Never: true}}
	w.walk(t, heald.Approve)
	if w.saved.State != heald.HandedOver || w.saved.Patch != nil || len(w.saved.Alternatives) != 1 {
		t.Errorf("ended %s, patch %v", w.saved.State, w.saved.Patch)
	}
}

func TestGiveUp(t *testing.T) {
	for state, want := range map[heald.State]heald.State{
		heald.Diagnosed: heald.HandedOver, heald.InReview: heald.HandedOver, heald.Rolling: heald.Aborting, heald.Merged: heald.Aborting, heald.Aborting: heald.HandedOver,
	} {
		w := newWorld()
		w.saved.State = state
		if err := w.engine().GiveUp(context.Background(), w.saved, "git is gone", w.commit); err != nil {
			t.Fatal(err)
		}
		if w.saved.State != want || !strings.Contains(w.saved.Reason, "git is gone") {
			t.Errorf("from %s: %s (%s)", state, w.saved.State, w.saved.Reason)
		}
	}
}

func TestTheBudgetCountsWorkNotWaiting(t *testing.T) {
	c := heald.Case{Steps: []heald.Step{
		{From: heald.Open, Took: time.Hour}, {From: heald.Stabilised, Took: time.Second}, {From: heald.InReview, Took: time.Hour}, {From: heald.Rebased, Took: time.Minute},
	}}
	if got := spent(c); got != 61*time.Second {
		t.Errorf("spent %s, want 61s", got)
	}
}
