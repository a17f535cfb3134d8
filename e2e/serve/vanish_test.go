package serve

import (
	"net/http"
	"os"
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

func terminal(s heald.State) bool { return (&heald.Case{State: s}).Ended() }

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
