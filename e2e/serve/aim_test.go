package serve

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// aim waits for a moment in the life of a case, and then a little longer, so that the kills fall around it and not always on it.
type aim struct {
	name string
	is   func(h *house, id string) bool
	then time.Duration // at most
}

func in(states ...heald.State) func(*house, string) bool {
	return func(h *house, id string) bool { return slices.Contains(states, h.stands(id)) }
}

func has(weight int) func(*house, string) bool {
	return func(h *house, id string) bool { return h.rollout(id).Weight >= weight }
}

// TestKillsFromTheReviewOn kills the daemon around the review, the approval, the merge, every step of the canary, and the way back. One
// case is promoted, one aborted: both end as if nothing had happened, with one review, one branch, one merge, one promotion or one revert.
func TestKillsFromTheReviewOn(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("HEALD_SEED"); given != "" {
		seed, _ = strconv.ParseUint(given, 10, 64)
	}
	t.Logf("HEALD_SEED=%d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	approve := func(h *house, id string) bool { return h.answer(id, heald.Approve) == http.StatusAccepted }
	for _, tc := range []struct {
		name  string
		end   heald.State
		kills []aim
		spoil int // before which kill the canary turns bad
	}{
		{"promoted", heald.Resolved, []aim{
			{"the review is opened", in(heald.Permitted, heald.InReview), 100 * time.Millisecond},
			{"in review", in(heald.InReview), time.Second},
			{"approved", approve, 10 * time.Millisecond},
			{"merged", in(heald.Merged, heald.Rolling), 60 * time.Millisecond},
			{"canary starts", in(heald.Rolling), 300 * time.Millisecond},
			{"canary at 10", has(10), 2 * time.Second},
			{"canary grows", has(30), 60 * time.Millisecond},
			{"canary at 30", has(30), 2 * time.Second},
			{"canary at 60", has(60), time.Second},
			{"canary at 100", has(100), 500 * time.Millisecond},
			{"about to be promoted", has(100), 1500 * time.Millisecond},
		}, -1},
		{"aborted", heald.Reverted, []aim{
			{"approved", approve, 200 * time.Millisecond},
			{"canary at 10", has(10), 500 * time.Millisecond},
			{"canary bad", func(h *house, id string) bool { return h.rollout(id).Canary != "" }, 500 * time.Millisecond},
			{"going back", in(heald.Aborting, heald.Reverted), 20 * time.Millisecond},
			{"gone back", in(heald.Aborting, heald.Reverted), 200 * time.Millisecond},
		}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := canaries(t, "[10, 30, 60, 100]")
			base := git(t, h.repo, "rev-parse", "main")
			struck := map[heald.State]int{}
			r := h.review()
			for n, k := range tc.kills {
				if h.daemon == nil {
					h.up()
				}
				wait(t, time.Minute, "it is so: "+k.name, func() bool {
					if n == tc.spoil && h.rollout(r.ID).Stable != "" {
						h.spoil(h.rollout(r.ID).Stable)
					}
					return k.is(h, r.ID) || terminal(h.stands(r.ID))
				})
				time.Sleep(time.Duration(dice.Int64N(int64(k.then))))
				struck[h.stands(r.ID)]++
				h.kill()
				nothingLeft(t)
			}
			h.up()
			if r = h.becomes(2*time.Minute, heald.Resolved, heald.HandedOver, heald.Reverted, heald.Refused, heald.Denied); r.State != tc.end {
				t.Errorf("the case ended as %s (%s), want %s", r.State, r.Reason, tc.end)
			}
			t.Logf("killed in %v", slices.Sorted(maps.Keys(struck)))
			t.Logf("how often: %v", struck)
			wait(t, 20*time.Second, "the service answers", func() bool { return status("http://"+h.listen+sound[0]) == http.StatusOK })
			h.stopped("at the end")
			if tc.end == heald.Resolved {
				onceInGit(t, h.repo, base, r.ID)
				onceInStore(t, h, r.ID, 10, 30, 60, 100)
				return
			}
			if got, want := git(t, h.repo, "rev-parse", "main^{tree}"), git(t, h.repo, "rev-parse", base+"^{tree}"); got != want {
				t.Errorf("main does not hold what it held before the fix")
			}
			if got := git(t, h.repo, "rev-list", "--count", base+"..main"); got != "2" {
				t.Errorf("%s new commits on main, want the fix and its revert:\n%s", got, git(t, h.repo, "log", "--oneline", base+"..main"))
			}
			if got := git(t, h.repo, "for-each-ref", "--format=%(refname:short)", "refs/heads/heald"); got != "heald/"+r.ID {
				t.Errorf("branches %q, want heald/%s alone", got, r.ID)
			}
			onceDone(t, h.store(), r.ID)
		})
	}
}
