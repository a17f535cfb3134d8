package serve

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ends waits for the daemon to end by itself and returns its exit code and what it said since it was started.
func (h *house) ends(within time.Duration) (int, string) {
	h.t.Helper()
	select {
	case <-h.ended:
	case <-time.After(within):
		stacks(h.daemon.Process)
		h.t.Fatalf("the daemon still runs after %s", within)
	}
	code := h.daemon.ProcessState.ExitCode()
	h.daemon = nil
	return code, h.said()
}

// said is what all daemons of the house have said.
func (h *house) said() string {
	h.t.Helper()
	text, err := os.ReadFile(h.log)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

// says fails unless a text has all the words.
func says(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("it does not say %q:\n%s", w, text[max(0, len(text)-3000):])
		}
	}
}

// TestPortInUse: each of the daemon's ports is taken by somebody. It says which key of which file, and what to do; nothing is left.
func TestPortInUse(t *testing.T) {
	repo := pricing(t)
	for _, key := range []string{"console.listen", "run.listen", "otlp.http", "otlp.grpc"} {
		t.Run(key, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			taken := l.Addr().String()
			run := func(listen string) string { return fmt.Sprintf("{command: [python3, server.py], listen: %q}", listen) }
			name := strings.TrimPrefix(key, "otlp.")
			h := newHouse(t, repo, "pricing", server, map[string]part{
				"console.listen": {"console", fmt.Sprintf("{listen: %q}", taken)},
				"run.listen":     {"run", run(taken)},
				"otlp.http":      {"otlp", fmt.Sprintf("{%s: %q}", name, taken)},
				"otlp.grpc":      {"otlp", fmt.Sprintf("{%s: %q}", name, taken)},
			}[key])
			if key == "console.listen" {
				h.console = taken
			}
			h.start()
			code, said := h.ends(15 * time.Second)
			if code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			says(t, said, taken, "address already in use", key, "choose another")
			nothingLeft(t)
			l.Close()
			h.up() // the port is free now
			if code, _ := h.term(15 * time.Second); code != 0 {
				t.Errorf("exit code %d, want 0", code)
			}
			nothingLeft(t)
		})
	}
}

// TestTwoDaemons: the second one on a store, or on a state folder, refuses and names the first; the first goes on as before.
func TestTwoDaemons(t *testing.T) {
	repo := pricing(t)
	first := newHouse(t, repo, "pricing", server)
	first.up()
	wait(t, 20*time.Second, "the service answers", func() bool { return status("http://"+first.listen+sound[0]) == http.StatusOK })
	pid := fmt.Sprintf("process %d", first.daemon.Process.Pid)
	for name, p := range map[string]part{
		"state": {"state", first.state},
		"store": {"store", fmt.Sprintf("{sqlite: %q}", filepath.Join(first.state, "heald.db"))},
	} {
		second := newHouse(t, repo, "pricing", server, p)
		second.start()
		code, said := second.ends(15 * time.Second)
		if code != 1 {
			t.Errorf("%s: exit code %d, want 1", name, code)
		}
		says(t, said, first.state, pid, "stop that one first")
	}
	if got := status("http://" + first.console + "/readyz"); got != http.StatusOK {
		t.Errorf("the first answers /readyz with %d", got)
	}
	if got := status("http://" + first.listen + sound[0]); got != http.StatusOK {
		t.Errorf("the service of the first answers with %d", got)
	}
	status("http://" + first.listen + crashes)
	wait(t, 20*time.Second, "the first still sees crashes", func() bool { return first.only().ID != "" })
	if code, _ := first.term(15 * time.Second); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	nothingLeft(t)
}

// TestMalformed: every kind of mistake in heald.yaml, at once, with its line and key: exit code 2, and nothing was started.
func TestMalformed(t *testing.T) {
	const good = "services:\n  - name: pricing\n    repository: REPO\n"
	repo := pricing(t)
	for name, tc := range map[string]struct {
		file string
		says []string
	}{
		"not YAML":               {"services:\n  - name: [pricing\n", []string{"heald.yaml:2"}},
		"empty":                  {"", []string{"heald.yaml:1", "the file is empty", "heald init"}},
		"a tab":                  {good + "healing:\n\tbudget: 2m\n", []string{"heald.yaml:5", "tab"}},
		"unknown key":            {good + "    comand: x\n", []string{"heald.yaml:4", `"comand"`}},
		"key meant otherwise":    {good + "    run: {comand: x}\n", []string{"heald.yaml:4", "did you mean \"command\""}},
		"key given twice":        {good + "state: a\nstate: b\n", []string{"heald.yaml:5", "state", "line 4"}},
		"wrong type":             {good + "    tier: high\n", []string{"heald.yaml:4", "services[0].tier", "a whole number is expected"}},
		"list for a text":        {good + "    branch: [a, b]\n", []string{"heald.yaml:4", "services[0].branch"}},
		"out of range":           {good + "    tier: 9\n", []string{"heald.yaml:4", "services[0].tier", "give 1 to 5"}},
		"time without unit":      {good + "healing:\n  budget: \"120\"\n", []string{"heald.yaml:5", "healing.budget", "90s"}},
		"address without port":   {good + "console: {listen: localhost}\n", []string{"heald.yaml:4", "console.listen", "HOST:PORT"}},
		"a literal credential":   {good + "console: {token: hunter2hunter2}\n", []string{"heald.yaml:4", "console.token", "env:"}},
		"credential not there":   {good + "console: {token: 'env:HEALD_TEST_UNSET'}\n", []string{"heald.yaml:4", "console.token", "HEALD_TEST_UNSET"}},
		"open without a token":   {good + "console: {listen: '0.0.0.0:0'}\n", []string{"heald.yaml:4", "console", "token"}},
		"name given twice":       {good + "  - name: pricing\n    repository: REPO\n", []string{"heald.yaml:4", "pricing"}},
		"required key missing":   {"services:\n  - repository: REPO\n", []string{"heald.yaml:2", "name"}},
		"port given twice":       {good + "    run: {command: x, listen: '127.0.0.1:23990'}\nconsole: {listen: '127.0.0.1:23990'}\n", []string{"heald.yaml:4", "23990", "line 5"}},
		"no such repository":     {"services:\n  - name: pricing\n    repository: gone\n", []string{"heald.yaml:3", "services[0].repository", "gone", "no such folder"}},
		"not a repository":       {"services:\n  - name: pricing\n    repository: .\n", []string{"heald.yaml:3", "services[0].repository", "git init"}},
		"no such branch":         {good + "    branch: release\n", []string{"heald.yaml:4", "services[0].branch", "release"}},
		"canary that goes down":  {good + "delivery: {steps: [50, 10, 100]}\n", []string{"heald.yaml:4", "delivery.steps"}},
		"freeze without an end":  {good + "policy:\n  freeze:\n    - {from: '18:00'}\n", []string{"heald.yaml:6", "policy.freeze[0]", "until"}},
		"several, all told once": {good + "    tier: 9\n    goal: 2\n", []string{"heald.yaml:4", "services[0].tier", "heald.yaml:5", "services[0].goal"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, repo, "pricing", server)
			file := strings.ReplaceAll(tc.file, "REPO", repo)
			if !strings.Contains(file, "state:") && file != "" && name != "not YAML" {
				file += "state: " + h.state + "\n"
			}
			if err := os.WriteFile(filepath.Join(h.dir, "heald.yaml"), []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			h.start()
			code, said := h.ends(10 * time.Second)
			if code != 2 {
				t.Errorf("exit code %d, want 2", code)
			}
			says(t, said, tc.says...)
			if strings.Contains(said, "hunter2") {
				t.Errorf("the credential is repeated: %s", said)
			}
			if strings.Contains(said, "goroutine") {
				t.Errorf("it panicked: %s", said)
			}
			if _, err := os.Stat(h.state); err == nil {
				t.Error("the state folder was made all the same")
			}
		})
	}
	nothingLeft(t)
}
