package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// scenario is a real service in two commits: one that works and one that broke it. Its comment is a sentence, then "key: value" lines:
// needs (packages of its virtual environment), setup (heald makes the environment itself), expect, and what reproduced or says must hold.
// Files below hidden/ are tests that judge what was verified.
type scenario struct {
	keys  map[string]string
	files map[string]string
}

func read(t *testing.T, file string) scenario {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := scenario{map[string]string{}, map[string]string{}}
	for _, line := range strings.Split(string(archive.Comment), "\n")[1:] {
		if key, value, found := strings.Cut(line, ": "); found {
			s.keys[key] = value
		}
	}
	for _, f := range archive.Files {
		s.files[f.Name] = string(f.Data)
	}
	return s
}

// below gives the files of one folder of the scenario.
func (s scenario) below(folder string) map[string]string {
	found := map[string]string{}
	for name, content := range s.files {
		if inside, ok := strings.CutPrefix(name, folder+"/"); ok {
			found[inside] = content
		}
	}
	return found
}

// healed is what is judged of heald's answer.
type healed struct {
	Outcome      string `json:"outcome"`
	Reason       string `json:"reason"`
	Reproduction *struct {
		TestPath string `json:"test_path"`
		Test     string `json:"test"`
	} `json:"reproduction"`
	Patch *struct {
		Diff     string `json:"diff"`
		TestDiff string `json:"test_diff"`
	} `json:"patch"`
	Diagnosis *struct {
		Why    string  `json:"why"`
		Commit *string `json:"commit"`
	} `json:"diagnosis"`
	exit int
}

// TestE2EHeal breaks real services as commits do, lets them crash for real, and heals what they logged with the real binary.
func TestE2EHeal(t *testing.T) {
	needed(t)
	files, err := filepath.Glob("testdata/services/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d scenarios: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			s := read(t, file)
			p := newPlace(t, s.below("repo"))
			write(t, p.repo, s.below("broken"))
			sh(t, p.repo, "git add -A && git commit -q --allow-empty -m change")
			venv := environmentOf(t, s.keys["needs"])
			if s.keys["setup"] == "" {
				sh(t, p.repo, "cp -a %s .venv", venv) // with its times: compiled files go by them
			}
			log := s.crash(t, p.repo, venv)
			got := heal(t, p.repo, log, s.keys["setup"])
			t.Logf("exit %d, %s: %s", got.exit, got.Outcome, got.Reason)
			if got.Reproduction != nil {
				t.Log(got.Reproduction.TestPath + "\n" + got.Reproduction.Test)
			}
			if got.Patch != nil {
				t.Log(got.Patch.Diff)
			}
			s.judge(t, got, log)
			if got.Outcome == "verified" {
				s.apply(t, p.repo, venv, got)
			}
		})
	}
}

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	environments     = map[string]string{}
	environmentsRoot = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "heald-e2e") })
	binary           = sync.OnceValues(func() (string, error) {
		root, err := environmentsRoot()
		if err != nil {
			return "", err
		}
		out, err := exec.Command("go", "build", "-o", root+"/heald", "../cmd/heald").CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("build heald: %w: %s", err, out)
		}
		return root + "/heald", nil
	})
)

// TestMain removes what the tests share.
func TestMain(m *testing.M) {
	code := m.Run()
	if len(environments) > 0 {
		if root, err := environmentsRoot(); err == nil {
			_ = os.RemoveAll(root) // a folder below the temporary one
		}
	}
	os.Exit(code)
}

// environmentOf makes a virtual environment with these packages, once.
func environmentOf(t *testing.T, packages string) string {
	t.Helper()
	root, err := environmentsRoot()
	if err != nil {
		t.Fatal(err)
	}
	if environments[packages] == "" {
		dir := filepath.Join(root, fmt.Sprintf("venv%d", len(environments)))
		sh(t, root, "/usr/bin/python3 -m venv %[1]s && %[1]s/bin/python -m pip install -q %[2]s", dir, quoted(packages))
		environments[packages] = dir
	}
	return environments[packages]
}

func quoted(words string) string { return "'" + strings.Join(strings.Fields(words), "' '") + "'" }

// helpers are what a crash script may use: each serves an application, sends it requests and leaves its log on stdout.
const helpers = `
port() { python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
ask() { # PORT PATH...
	local at=$1; shift
	for path in "$@"; do
		BODY="${BODY:-}" HEADER="${HEADER:-}" python - "http://127.0.0.1:$at$path" <<'PY' || true
import os, sys, time, urllib.error, urllib.request
body = os.environ.get("BODY")
headers = {"Content-Type": "application/json"} if body else {}
headers.update(line.split(": ", 1) for line in os.environ.get("HEADER", "").splitlines())
for _ in range(100):
    try:
        urllib.request.urlopen(urllib.request.Request(sys.argv[1], body.encode() if body else None, headers), timeout=10)
        break
    except urllib.error.HTTPError:
        break
    except OSError:
        time.sleep(0.1)
PY
	done
}
stop() { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
serve() { # MODULE:APP PATH...
	local app=$1 at; shift; at=$(port)
	python -m flask --app "$app" run --port "$at" 2>&1 & local pid=$!
	ask "$at" "$@"; stop $pid
}
uvicorn() {
	local app=$1 at; shift; at=$(port)
	python -m uvicorn "$app" --port "$at" 2>&1 & local pid=$!
	ask "$at" "$@"; stop $pid
}
peer() { # starts peer.py; PEER is its address
	coproc python "$PEER_FILE"
	read -r at <&"${COPROC[0]}"
	PEER="http://127.0.0.1:$at"
	trap 'kill $COPROC_PID' EXIT
}
`

// crash runs the service until it fails and returns its log.
func (s scenario) crash(t *testing.T, repo, venv string) string {
	t.Helper()
	side := t.TempDir()
	write(t, side, map[string]string{"crash.sh": helpers + s.files["crash.sh"], "peer.py": s.files["peer.py"]})
	cmd := exec.Command("bash", "-u", side+"/crash.sh")
	cmd.Dir = repo
	cmd.Env = append(os.Environ(), "PATH="+venv+"/bin:"+os.Getenv("PATH"), "PEER_FILE="+side+"/peer.py", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1")
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if !strings.Contains(string(out), "Traceback (most recent call last)") {
		t.Fatalf("the service did not crash (%v):\n%s", err, out)
	}
	file := filepath.Join(side, "service.log")
	if err := os.WriteFile(file, out, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func heal(t *testing.T, repo, log, setup string) healed {
	t.Helper()
	heald, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"heal", "--repo", repo, "--trace", log, "--json", "--budget", "240s"} // what is right is judged here, not how fast: other tests run beside
	if setup != "" {
		args = append(args, "--setup", setup)
	}
	cmd := exec.Command(heald, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	t.Log(stderr.String())
	got := healed{exit: cmd.ProcessState.ExitCode()}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("heald ended with %d and printed no result (%v): %s", got.exit, err, out)
	}
	return got
}

// judge compares the end with the expected one.
func (s scenario) judge(t *testing.T, got healed, log string) {
	t.Helper()
	exits := map[string][]int{"verified": {0}, "handed over": {3}, "refused": {4}, "refused or handed over": {3, 4}}[s.keys["expect"]]
	if !slices.Contains(exits, got.exit) {
		text, _ := os.ReadFile(log)
		t.Errorf("heald ended with %d, want %s\n%s", got.exit, s.keys["expect"], text)
	}
	if want := s.keys["reproduced"]; want != "" && (got.Reproduction == nil || !strings.Contains(got.Reproduction.Test, want)) {
		t.Errorf("the test does not contain %q", want)
	}
	if want := s.keys["says"]; want != "" && !strings.Contains(got.Reason, want) {
		t.Errorf("the reason %q does not name %q", got.Reason, want)
	}
}

// apply puts test and patch into the checkout as a person would: the test alone fails in the service's own runner, with the patch all pass.
func (s scenario) apply(t *testing.T, repo, venv string, got healed) {
	t.Helper()
	runner := "%[1]s/bin/python -m pytest -q -p no:cacheprovider"
	if !strings.Contains(s.keys["needs"], "pytest") {
		runner = "%[1]s/bin/python -m unittest"
	}
	patch := func(diff string) {
		cmd := exec.Command("git", "apply", "-")
		cmd.Dir, cmd.Stdin = repo, strings.NewReader(diff)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git apply: %v: %s", err, out)
		}
	}
	patch(got.Patch.TestDiff)
	if out := sh(t, repo, "if "+runner+" 2>&1; then echo PASSED; fi", venv); strings.HasSuffix(out, "PASSED") {
		t.Errorf("the test passes without the patch:\n%s", out)
	}
	patch(got.Patch.Diff)
	sh(t, repo, runner, venv)
	write(t, repo, s.below("hidden"))
	if out := sh(t, repo, runner+" 2>&1 || echo REJECTED", venv); strings.HasSuffix(out, "REJECTED") {
		t.Errorf("a false fix: tests that heald has not seen reject it:\n%s", out)
	}
}
