package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/examples"
)

// TestEngineOnScenarios runs each scenario's service on the commit that goes wrong, sends it the requests that do, and gives the real
// log to the engine: it proves a patch where the story goes on with one, and none elsewhere.
func TestEngineOnScenarios(t *testing.T) {
	if os.Getenv("HEALD_E2E") == "" {
		t.Skip("set HEALD_E2E=1: it takes a minute")
	}
	all, err := Load(examples.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			st, err := set(t.Context(), s, t.TempDir(), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, commits := range [][]Commit{s.Commits, s.Trigger.Commits} {
				if _, err := st.commit(t.Context(), commits); err != nil {
					t.Fatal(err)
				}
			}
			log := wrongLog(t, st)
			got := healed(t, st.repo, log)
			want := map[heald.State]string{heald.Resolved: "verified", heald.Reverted: "verified"}[s.Expected]
			if want == "" {
				want = string(s.Expected)
			}
			t.Logf("%s in %.1fs: %s", got.Outcome, got.Stats.Seconds.Total, got.Reason)
			if got.Outcome != want {
				t.Errorf("got %s (%s), want %s; the log:\n%s", got.Outcome, got.Reason, want, log)
			}
			if s.Expected == heald.HandedOver && len(got.Alternatives) < 2 {
				t.Errorf("%d alternatives, want two at least", len(got.Alternatives))
			}
		})
	}
}

type verdict struct {
	Outcome, Reason string
	Alternatives    []struct{ Why string }
	Stats           struct{ Seconds struct{ Total float64 } }
}

// healed asks the built binary, as a user would: make e2e builds it.
func healed(t *testing.T, repo string, log []byte) (v verdict) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "../../bin/heald", "heal", "--repo", repo, "--trace", "-", "--json")
	cmd.Stdin = bytes.NewReader(log)
	out, err := cmd.Output()
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatal(err)
	}
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited || v.Outcome == "" {
		t.Fatalf("heald heal: %v\n%s", err, out)
	}
	return v
}

// wrongLog is what the service writes while it is asked for everything once, and then for what goes wrong.
func wrongLog(t *testing.T, st *stage) []byte {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	service := exec.CommandContext(t.Context(), st.Run[0], st.Run[1:]...)
	service.Dir, service.Stdout, service.Stderr, service.WaitDelay = st.repo, &log, &log, time.Second
	service.Env = append(os.Environ(), fmt.Sprintf("PORT=%d", port), "PYTHONDONTWRITEBYTECODE=1")
	for name, file := range st.Live {
		service.Env = append(service.Env, name+"="+filepath.Join(st.dir, file))
	}
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = service.Process.Kill(); _ = service.Wait() }()
	ask := func(path string) bool {
		answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", port, path))
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		return err == nil
	}
	for tries := 0; tries < 30 && !ask(st.Ready); tries++ { // one that does not start says so in its log
		time.Sleep(50 * time.Millisecond)
	}
	for _, r := range append(st.Traffic.Mix, st.Trigger.Mix...) {
		ask(r.Path)
	}
	_ = service.Process.Kill()
	_ = service.Wait()
	return log.Bytes()
}
