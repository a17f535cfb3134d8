package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	living, err := Load(os.DirFS("../../e2e/living"))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range append(all, living...) {
		t.Run(s.Name, func(t *testing.T) {
			st, err := set(t.Context(), s, t.TempDir(), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			st.venv = venv(t, s)
			for _, commits := range [][]Commit{s.Commits, s.Trigger.Commits} {
				if _, err := st.commit(t.Context(), commits); err != nil {
					t.Fatal(err)
				}
			}
			log := wrongLog(t, st)
			got := healed(t, st, log)
			want := map[heald.State]string{heald.Resolved: "verified", heald.Reverted: "verified"}[s.Expected]
			if want == "" {
				want = string(s.Expected)
			}
			t.Logf("%s in %.1fs: %s", got.Outcome, got.Stats.Seconds.Total, got.Reason)
			if got.Outcome != want {
				t.Errorf("got %s (%s), want %s; the log:\n%s", got.Outcome, got.Reason, want, log)
			}
			if i < len(all) && s.Expected == heald.HandedOver && len(got.Alternatives) < 2 {
				t.Errorf("%d alternatives, want two at least", len(got.Alternatives))
			}
		})
	}
}

// venv has what a service's requirements name, from the package index; empty where it has none.
func venv(t *testing.T, s Scenario) string {
	t.Helper()
	text, err := fs.ReadFile(s.example, "requirements.txt")
	if err != nil {
		return ""
	}
	dir := filepath.Join(t.TempDir(), "venv")
	for _, command := range [][]string{
		{"/usr/bin/python3", "-m", "venv", dir},
		append([]string{filepath.Join(dir, "bin/pip"), "install", "-q"}, strings.Fields(string(text))...),
	} {
		if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
	}
	return dir
}

type verdict struct {
	Outcome, Reason string
	Alternatives    []struct{ Why string }
	Stats           struct{ Seconds struct{ Total float64 } }
}

// healed asks the built binary, as a user would: make e2e builds it.
func healed(t *testing.T, st *stage, log []byte) (v verdict) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "../../bin/heald", "heal", "--repo", st.repo, "--trace", "-", "--json")
	if st.venv != "" {
		cmd.Args = append(cmd.Args, "--environment", st.venv)
	}
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
	service := exec.CommandContext(t.Context(), st.command()[0], strings.Split(strings.ReplaceAll(strings.Join(st.Run[1:], "\n"), "{port}", fmt.Sprint(port)), "\n")...)
	service.Dir, service.Stdout, service.Stderr, service.WaitDelay = st.repo, &log, &log, time.Second
	service.Env = append(os.Environ(), fmt.Sprintf("PORT=%d", port))
	for name, value := range st.env() {
		service.Env = append(service.Env, name+"="+value)
	}
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = service.Wait() }()
	defer service.Process.Kill()
	ask := func(path string) bool {
		answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", port, path))
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		return err == nil
	}
	for up := false; !up; up = ask(st.Ready) { // one that does not start says so in its log
		select {
		case <-ended:
			return log.Bytes()
		case <-time.After(50 * time.Millisecond):
		}
	}
	for _, r := range append(st.Traffic.Mix, st.Trigger.Mix...) {
		ask(r.Path)
	}
	time.Sleep(time.Second) // some answer first and write what went wrong then
	_ = service.Process.Kill()
	<-ended
	return log.Bytes()
}
