package serve

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// TestCrashLoop: services that end again and again without any trace, from silence over a few words to a program that is not there. Each
// is one incident, handed over to a person with the exit code and the last output; heald goes on and stops cleanly.
func TestCrashLoop(t *testing.T) {
	for name, tc := range map[string]struct {
		program string
		command []string
		says    []string // in the case that is handed over
	}{
		"a few words":          {"import os, sys, time\nprint('opening the ledger', flush=True)\ntime.sleep(0.3)\nprint('fatal: ledger is locked by 4711', file=sys.stderr, flush=True)\nos._exit(3)\n", server, []string{"exit code 3", "ledger is locked"}},
		"at once, no word":     {"import os\nos._exit(7)\n", server, []string{"exit code 7"}},
		"killed by a signal":   {"import os, signal\nprint('working', flush=True)\nos.kill(os.getpid(), signal.SIGSEGV)\n", server, []string{"139", "working"}},
		"no such program":      {"", []string{"./not-there"}, []string{"not-there"}},
		"different every time": {"import os, time\nprint('run', os.urandom(8).hex(), time.time(), 'failed at 0x%x' % id(os), flush=True)\nos._exit(1)\n", server, []string{"exit code 1", "failed at"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repo := t.TempDir()
			commit(t, repo, "A service that does not stay", map[string]string{"server.py": tc.program})
			h := newHouse(t, repo, "till", tc.command)
			h.up()
			r := h.becomes(40*time.Second, heald.HandedOver, heald.Refused, heald.Denied, heald.InReview)
			if r.State != heald.HandedOver {
				t.Errorf("the case ended as %s, want handed over", r.State)
			}
			count := r.Count
			wait(t, 20*time.Second, "the next ends count for the same incident", func() bool { return h.only().Count > count })
			var l listing
			h.call("GET", "incidents/"+r.ID, nil, &l)
			if l.Case == nil {
				t.Fatal("the case cannot be read")
			}
			whole := fmt.Sprintf("%s\n%s\n%s\n%s", l.Case.Reason, l.Case.Incident.Message, l.Case.Incident.Context, r.Summary)
			for _, w := range tc.says {
				if !strings.Contains(whole, w) {
					t.Errorf("the case does not say %q: %s", w, whole)
				}
			}
			if code, _ := h.term(15 * time.Second); code != 0 {
				t.Errorf("exit code %d, want 0", code)
			}
		})
	}
	t.Cleanup(func() { nothingLeft(t) })
}
