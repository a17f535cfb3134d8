package serve

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// spoilt runs the service of its folder, but lets every version fail that a file does not name: what a test does to a canary from outside.
const spoilt = `import os
import sys

sys.path.insert(0, os.getcwd())
import server  # noqa: E402


class Handler(server.Handler):
    def do_GET(self):
        try:
            with open(os.environ["SPOILT"]) as f:
                good = f.read().strip()
        except OSError:
            good = ""
        if good not in os.getcwd() and self.path != "/health":
            return self.answer(500, {"error": "spoilt"})
        super().do_GET()


server.Handler = Handler
server.main()
`

// canaries is a house whose fixes go through many short steps, and whose canary a test can spoil.
func canaries(t *testing.T, steps string, parts ...part) *house {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "spoilt.py")
	if err := os.WriteFile(program, []byte(spoilt), 0o600); err != nil {
		t.Fatal(err)
	}
	listen := free(t)
	run := fmt.Sprintf("{command: [python3, %q], listen: %q, stop: 3s, env: {PYTHONDONTWRITEBYTECODE: '1', SPOILT: %q}, ready: {path: /health, within: 20s}}", program, listen, filepath.Join(dir, "good"))
	parts = append([]part{{"run", run}, {"delivery", "{steps: " + steps + ", hold: 1s, deadline: 5m}"}}, parts...)
	h := newHouse(t, pricing(t), "pricing", server, parts...)
	h.listen, h.spoils = listen, filepath.Join(dir, "good")
	return h
}

// spoil makes every version fail but the commit.
func (h *house) spoil(commit string) {
	h.t.Helper()
	if err := os.WriteFile(h.spoils+".new", []byte(commit), 0o600); err != nil {
		h.t.Fatal(err)
	}
	move(h.t, h.spoils+".new", h.spoils)
}

// review waits for the case of the crash to ask a person.
func (h *house) review() row {
	h.t.Helper()
	h.up()
	h.traffic(60, append(sound, crashes)...)
	return h.becomes(90*time.Second, heald.InReview)
}

// rolls approves the case of the crash and waits for its canary.
func (h *house) rolls() row {
	h.t.Helper()
	r := h.review()
	if got := h.answer(r.ID, heald.Approve); got != http.StatusAccepted {
		h.t.Fatalf("the approval is answered with %d", got)
	}
	return h.becomes(30*time.Second, heald.Rolling)
}

// rollout is how the case's canary stands.
func (h *house) rollout(id string) heald.Rollout {
	var l listing
	h.call("GET", "incidents/"+id, nil, &l)
	if l.Case == nil || l.Case.Rollout == nil {
		return heald.Rollout{}
	}
	return *l.Case.Rollout
}

// begun are the moments at which effects that a brake stops were begun.
func (h *house) begun(id string) []heald.Effect {
	h.t.Helper()
	effects, err := h.store().Effects(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	var all []heald.Effect
	for _, e := range effects {
		if !e.Vital {
			all = append(all, e)
		}
	}
	return all
}

// heald runs the command line on the house's daemon.
func (h *house) heald(args ...string) string {
	h.t.Helper()
	out, err := command(h.dir, args...).CombinedOutput()
	if err != nil {
		h.t.Fatalf("heald %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestBrake sets the brake three times while a canary grows step by step and telemetry floods in: within a second no new effect begins.
// Under the brake a canary that turns bad goes back, is reverted in Git, and the case ends.
func TestBrake(t *testing.T) {
	door := free(t)
	h := canaries(t, "[2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 100]", part{"otlp", fmt.Sprintf("{http: %q}", door)})
	base := git(t, h.repo, "rev-parse", "main")
	r := h.rolls()
	halt := make(chan struct{})
	defer close(halt)
	for range 2 { // as much as it takes
		go func() {
			batch := make([]any, 200)
			for i := range batch {
				batch[i] = record("imported", "")
			}
			for {
				select {
				case <-halt:
					return
				default:
					export(door, "pricing", batch...)
				}
			}
		}()
	}
	type span struct{ on, off time.Time }
	var spans []span
	for n := range 3 {
		was := h.rollout(r.ID).Weight
		wait(t, 30*time.Second, "the canary grows", func() bool { return h.rollout(r.ID).Weight > was })
		asked := time.Now()
		h.heald("brake", "on", "--why", "a look at it", "-c", "heald.yaml")
		t.Logf("brake %d: the command took %s", n, time.Since(asked).Round(time.Millisecond))
		if said := h.heald("brake", "status", "-c", "heald.yaml"); !strings.Contains(said, "a look at it") {
			t.Errorf("the brake's status is %q", said)
		}
		if n == 2 {
			spans = append(spans, span{asked, time.Now().Add(time.Hour)})
			break
		}
		time.Sleep(5 * time.Second)
		spans = append(spans, span{asked, time.Now()})
		h.heald("brake", "off", "-c", "heald.yaml")
	}
	time.Sleep(2 * time.Second)
	spoilt := time.Now()
	h.spoil(h.rollout(r.ID).Stable)
	wait(t, 30*time.Second, "the traffic is back", func() bool {
		return slices.Contains([]heald.State{heald.Aborting, heald.Reverted}, h.stands(r.ID))
	})
	wait(t, 20*time.Second, "the case ended under the brake", func() bool { return h.stands(r.ID) == heald.Reverted })
	t.Logf("%s after the canary turned bad the traffic was back and Git reverted, under the brake", time.Since(spoilt).Round(10*time.Millisecond))
	if got, want := git(t, h.repo, "rev-parse", "main^{tree}"), git(t, h.repo, "rev-parse", base+"^{tree}"); got != want {
		t.Errorf("main is not as it was before the fix:\n%s", git(t, h.repo, "log", "--oneline", "-5", "main"))
	}
	if got := status("http://" + h.listen + sound[0]); got != http.StatusOK {
		t.Errorf("the service answers with %d", got)
	}
	if code, took := h.term(15 * time.Second); code != 0 {
		t.Errorf("exit code %d after %s, want 0", code, took)
	}
	nothingLeft(t)
	late := time.Duration(-1 << 62)
	for _, e := range h.begun(r.ID) {
		for _, s := range spans {
			if e.At.After(s.on) && e.At.Before(s.off) {
				t.Logf("%s began %s after the brake was asked for", e.Name, e.At.Sub(s.on))
				late = max(late, e.At.Sub(s.on))
			}
		}
	}
	if late > time.Second {
		t.Errorf("an effect began %s after the brake was asked for", late)
	}
}
