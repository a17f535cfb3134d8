package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// A repository that is away holds a case up where its code is needed, keeps what was said, and costs no try. What is shipped is watched.
func TestARepositoryThatIsAwayIsWaitedFor(t *testing.T) {
	w := newWorld()
	step := func(absent bool) {
		t.Helper()
		w.absent = absent
		if _, _, err := w.engine().Advance(t.Context(), w.saved, w.inbox, w.commit); err != nil {
			t.Fatal(err)
		}
	}
	step(true)
	if w.saved.State != heald.Open || !strings.HasPrefix(w.saved.Reason, "waits for its repository") || !w.wait.At.Equal(w.now.Add(time.Minute)) {
		t.Fatalf("%s (%s), looked at again at %v", w.saved.State, w.saved.Reason, w.wait)
	}
	for w.saved.State != heald.InReview {
		step(false)
	}
	w.say(heald.Approve)
	step(true)
	if w.saved.State != heald.InReview || len(w.inbox) != 1 || len(w.merges) != 0 {
		t.Errorf("%s with %d answers kept and %d merges, want it to wait", w.saved.State, len(w.inbox), len(w.merges))
	}
	for w.saved.State != heald.Rolling {
		step(false)
	}
	for w.saved.State == heald.Rolling {
		step(true)
	}
	if w.saved.State != heald.Resolved {
		t.Errorf("the canary ended as %s (%s), want resolved", w.saved.State, w.saved.Reason)
	}
}

// Without its repository a canary goes back all the same, and the revert follows when the repository is there again.
func TestAnAbortWithoutItsRepository(t *testing.T) {
	w := newWorld()
	w.verdicts = []heald.Verdict{heald.Abort}
	w.wait.Now = true
	w.run(t)
	w.say(heald.Approve)
	for w.saved.State != heald.Aborting {
		if _, _, err := w.engine().Advance(t.Context(), w.saved, w.inbox, w.commit); err != nil {
			t.Fatal(err)
		}
	}
	w.absent = true
	for range 10 { // longer than a step that fails is tried
		if _, _, err := w.engine().Advance(t.Context(), w.saved, w.inbox, w.commit); err != nil {
			t.Fatal(err)
		}
	}
	if w.saved.State != heald.Aborting || w.stable != "base" || !strings.Contains(w.saved.Reason, "the traffic is back") || !w.wait.At.Equal(w.now.Add(time.Minute)) {
		t.Errorf("%s (%s), %s serves, looked at again at %v", w.saved.State, w.saved.Reason, w.stable, w.wait)
	}
	w.absent = false
	w.run(t)
	if w.saved.State != heald.Reverted {
		t.Errorf("ended %s (%s), want reverted", w.saved.State, w.saved.Reason)
	}
	w.once(t, 1, 1, 1)
}

// However long the brake has been on, a canary that may not grow is looked at as often as ever.
func TestACanaryUnderTheBrakeIsWatched(t *testing.T) {
	w := newWorld()
	w.verdicts = []heald.Verdict{heald.Raise}
	w.wait.Now = true
	w.run(t)
	w.say(heald.Approve)
	for w.saved.State != heald.Rolling {
		if _, _, err := w.engine().Advance(t.Context(), w.saved, w.inbox, w.commit); err != nil {
			t.Fatal(err)
		}
	}
	w.shut = map[heald.Gate]heald.Permit{heald.GateShip: {Reason: "the brake is on", Until: w.now.Add(5 * time.Minute)}}
	if _, _, err := w.engine().Advance(t.Context(), w.saved, w.inbox, w.commit); err != nil {
		t.Fatal(err)
	}
	if w.saved.State != heald.Rolling || w.saved.Reason != "the brake is on" || !w.wait.At.Equal(w.now.Add(time.Second)) {
		t.Errorf("%s (%s), looked at again after %s, want a second", w.saved.State, w.saved.Reason, w.wait.At.Sub(w.now))
	}
}
