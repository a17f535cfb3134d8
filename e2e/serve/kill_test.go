package serve

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/sqlite"
)

// TestTwentyKills kills the daemon twenty times at moments that nobody chose, on one store: the case ends as if nothing had happened,
// nothing is done twice, and the service answers after each start.
func TestTwentyKills(t *testing.T) {
	const kills = 20
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("HEALD_SEED"); given != "" {
		seed, _ = strconv.ParseUint(given, 10, 64)
	}
	t.Logf("HEALD_SEED=%d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	repo := pricing(t)
	base := git(t, repo, "rev-parse", "main")
	h := newHouse(t, repo, "pricing", server)
	h.traffic(20, append(sound, crashes)...)
	struck := map[heald.State]int{}
	approved := false
	approve := func(r row) {
		if r.State == heald.InReview && !approved {
			approved = h.answer(r.ID, heald.Approve) == 202
		}
	}
	for n := range kills {
		h.start()
		life := time.Duration(dice.Int64N(int64(1200 * time.Millisecond)))
		if n >= kills/2 { // the second half falls on the canary
			life *= 3
		}
		if n%3 == 0 { // every third one sees users being served before it dies
			wait(t, time.Minute, "the service answers again", func() bool { return status("http://"+h.listen+sound[0]) == 200 })
		}
		var last heald.State
		for end := time.Now().Add(life); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if r := h.only(); r.ID != "" {
				last = r.State
				if n >= kills/2-1 {
					approve(r)
				}
			}
		}
		struck[last]++
		h.kill()
		if n%4 == 0 {
			nothingLeft(t)
		}
	}
	h.up()
	r := h.becomes(3*time.Minute, heald.InReview, heald.Merged, heald.Rolling, heald.Resolved)
	approve(r)
	r = h.becomes(5*time.Minute, heald.Resolved, heald.HandedOver, heald.Reverted, heald.Refused, heald.Denied)
	t.Logf("killed in %v; the case ended as %s: %s", struck, r.State, r.Reason)
	if r.State != heald.Resolved {
		t.Errorf("the case ended as %s, want resolved", r.State)
	}
	wait(t, 20*time.Second, "what crashed answers", func() bool { return status("http://"+h.listen+crashes) == 200 })
	if code, took := h.term(15 * time.Second); code != 0 {
		t.Errorf("exit code %d after %s, want 0", code, took)
	}
	nothingLeft(t)
	onceInGit(t, repo, base, r.ID)
	onceInStore(t, h, r.ID, 25, 100)
}

// onceInGit fails unless there is one branch of heald's with one commit, and that is on main.
func onceInGit(t *testing.T, repo, base, id string) {
	t.Helper()
	branches := git(t, repo, "for-each-ref", "--format=%(refname:short)", "refs/heads/heald")
	if branches != "heald/"+id {
		t.Errorf("branches %q, want heald/%s alone", branches, id)
	}
	for _, branch := range []string{"main", "heald/" + id} {
		if n := git(t, repo, "rev-list", "--count", base+".."+branch); n != "1" {
			t.Errorf("%s has %s new commits, want 1:\n%s", branch, n, git(t, repo, "log", "--oneline", base+".."+branch))
		}
	}
	if n := git(t, repo, "rev-list", "--count", "--all"); n != "3" {
		t.Errorf("%s commits are reachable, want 3", n)
	}
}

// onceInStore fails unless each effect of a promotion over these steps was intended and concluded once.
func onceInStore(t *testing.T, h *house, id string, steps ...int) {
	t.Helper()
	s := h.store()
	effects, err := s.Effects(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range effects {
		kind, _, _ := strings.Cut(e.Name, " ")
		if kind == "canary" {
			kind = "canary at " + e.Name[strings.LastIndex(e.Name, " ")+1:]
		}
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	want := []string{"merge", "open", "promote"}
	for _, s := range steps {
		want = append(want, fmt.Sprintf("canary at %d", s))
	}
	if slices.Sort(want); !slices.Equal(kinds, want) {
		t.Errorf("effects %v, want %v", kinds, want)
	}
	onceDone(t, s, id)
}

// onceDone fails unless every effect of the one case was begun and concluded once.
func onceDone(t *testing.T, s *sqlite.Store, id string) {
	t.Helper()
	effects, err := s.Effects(t.Context(), id)
	for _, e := range effects {
		if !e.Done {
			t.Errorf("%s was not concluded", e.Name)
		}
	}
	if err != nil || len(effects) == 0 {
		t.Errorf("%d effects, %v", len(effects), err)
	}
	trail, err := s.Trail(t.Context(), id, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, e := range trail {
		var detail struct{ Key string }
		if _ = json.Unmarshal(e.Detail, &detail); e.Kind == "intent" || e.Kind == "effect" || e.Kind == "opened" {
			if seen[e.Kind+" "+detail.Key]++; seen[e.Kind+" "+detail.Key] > 1 {
				t.Errorf("the audit log has %s %s twice", e.Kind, detail.Key)
			}
		}
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Errorf("the audit log: %v", err)
	}
	if all, err := s.List(t.Context(), store.Filter{}); err != nil || len(all) != 1 {
		t.Errorf("%d cases, %v, want 1", len(all), err)
	}
}
