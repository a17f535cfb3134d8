package serve

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// TestRepositoryVanishes: the repository is moved away while its service runs, and comes back. The service goes on, the crash of the
// time between is kept, heald says what is missing, and mends once it is there again. Without it heald does not start.
func TestRepositoryVanishes(t *testing.T) {
	repo := pricing(t)
	h := newHouse(t, repo, "pricing", server)
	h.up()
	wait(t, 20*time.Second, "the service answers", func() bool { return status("http://"+h.listen+sound[0]) == http.StatusOK })
	away := repo + ".away"
	move(t, repo, away)
	for range 3 {
		status("http://" + h.listen + crashes)
	}
	wait(t, 10*time.Second, "the crash is known", func() bool { return h.only().Count == 3 })
	time.Sleep(6 * time.Second) // its first steps fail
	if got := status("http://" + h.listen + sound[0]); got != http.StatusOK {
		t.Errorf("the service answers with %d while its repository is away", got)
	}
	if r := h.only(); terminal(r.State) {
		t.Errorf("the case ended as %s while its repository was away: %s", r.State, r.Reason)
	}
	says(t, h.said(), repo, "no such folder")
	code, took := h.term(15 * time.Second)
	if code != 0 {
		t.Errorf("exit code %d after %s, want 0", code, took)
	}
	h.start()
	if code, said := h.ends(15 * time.Second); code != 2 {
		t.Errorf("without the repository it starts, or ends with %d, want 2", code)
	} else {
		says(t, said, "heald.yaml:3: services[0].repository: open repository "+repo+": no such folder")
	}
	move(t, away, repo)
	h.up()
	r := h.becomes(2*time.Minute, heald.InReview)
	if r.Count != 3 {
		t.Errorf("%d crashes are counted, want 3", r.Count)
	}
	// And once more, at the moment of the merge.
	move(t, repo, away)
	if got := h.answer(r.ID, heald.Approve); got != http.StatusAccepted {
		t.Errorf("the approval is answered with %d", got)
	}
	time.Sleep(2 * time.Second)
	move(t, away, repo)
	h.traffic(20, append(sound, crashes)...)
	if r = h.becomes(2*time.Minute, heald.Resolved, heald.HandedOver, heald.Reverted, heald.Refused); r.State != heald.Resolved {
		t.Errorf("the case ended as %s (%s), want resolved", r.State, r.Reason)
	}
	if code, _ := h.term(15 * time.Second); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	nothingLeft(t)
}

// TestAbortWithoutRepository spoils a canary while the repository is away: the traffic is back at once, and the revert follows later.
func TestAbortWithoutRepository(t *testing.T) {
	h := canaries(t, "[10, 30, 100]")
	base := git(t, h.repo, "rev-parse", "main")
	r := h.rolls()
	wait(t, 30*time.Second, "the canary serves", func() bool { return h.rollout(r.ID).Weight >= 30 })
	away := h.repo + ".away"
	move(t, h.repo, away)
	h.spoil(h.rollout(r.ID).Stable)
	spoilt := time.Now()
	wait(t, 10*time.Second, "the traffic is back", func() bool {
		row := h.only()
		return row.State == heald.Aborting && strings.Contains(row.Reason, "the traffic is back, the revert waits for its repository")
	})
	t.Logf("the traffic was back %s after the canary turned bad", time.Since(spoilt).Round(10*time.Millisecond))
	for range 20 {
		if got := status("http://" + h.listen + sound[0]); got != http.StatusOK {
			t.Errorf("the service answers with %d", got)
		}
	}
	h.kill() // what is known of the abort is in the store
	move(t, away, h.repo)
	h.up()
	if r = h.becomes(time.Minute, heald.Reverted, heald.HandedOver, heald.Resolved); r.State != heald.Reverted {
		t.Errorf("the case ended as %s (%s), want reverted", r.State, r.Reason)
	}
	if got, want := git(t, h.repo, "rev-parse", "main^{tree}"), git(t, h.repo, "rev-parse", base+"^{tree}"); got != want {
		t.Errorf("main does not hold what it held before the fix")
	}
	h.stopped("reverted")
}

func terminal(s heald.State) bool { return (&heald.Case{State: s}).Ended() }

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
