package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// scenarios are those that the binary lists.
func scenarios(t *testing.T, args ...string) (names []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), built(t), append([]string{"demo", "--list", "--json"}, args...)...).Output()
	var list struct{ Scenarios []struct{ Name string } }
	if err == nil {
		err = json.Unmarshal(out, &list)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list.Scenarios {
		names = append(names, s.Name)
	}
	return names
}

func built(t *testing.T) string {
	t.Helper()
	name, err := filepath.Abs("../bin/heald")
	if err == nil {
		_, err = os.Stat(name)
	}
	if err != nil {
		t.Fatal(err, "make build makes it")
	}
	return name
}

// play has the binary play a scenario to its end: a real service, real traffic, a real repository, the whole daemon.
func play(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), built(t), append([]string{"demo", "--yes", "--json"}, args...)...)
	temp := t.TempDir()
	cmd.Env = append(os.Environ(), "TMPDIR="+temp)
	var story bytes.Buffer
	cmd.Stderr = &story
	out, err := cmd.Output()
	t.Logf("%s\n%s", out, story.Bytes())
	if err != nil {
		t.Fatalf("heald demo %v: %v", args, err)
	}
	var report struct {
		Schema, Outcome, Expected string
		Seconds                   map[string]*float64
		Requests                  struct {
			Total               int
			FailedAfterRecovery *int `json:"failed_after_recovery"`
		}
		Commits struct {
			Before, Live string
			Fix          *string
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	resolved := report.Outcome == "resolved"
	switch {
	case report.Schema != "heald.demo/v1" || report.Outcome != report.Expected || report.Requests.Total == 0 || report.Seconds["total"] == nil:
		t.Errorf("report %s", out)
	case resolved && (report.Commits.Fix == nil || *report.Commits.Fix != report.Commits.Live || report.Requests.FailedAfterRecovery == nil || *report.Requests.FailedAfterRecovery > 0):
		t.Errorf("the mend is not live, or requests failed after it: %s", out)
	case !resolved && report.Commits.Fix != nil && report.Commits.Live == *report.Commits.Fix:
		t.Errorf("a fix is live although the end is %s", report.Outcome)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestDemo(t *testing.T) {
	needed(t)
	for _, name := range scenarios(t) {
		t.Run(name, func(t *testing.T) { play(t, "--scenario", name) })
	}
}

// TestLiving has heald guard services that are not its own examples: Flask and FastAPI, in real virtual environments.
func TestLiving(t *testing.T) {
	needed(t)
	requirements, err := filepath.Glob("living/*/requirements.txt")
	if err != nil || len(requirements) == 0 {
		t.Fatalf("no services: %v", err)
	}
	venv := filepath.Join(t.TempDir(), "venv")
	for _, command := range []string{"/usr/bin/python3 -m venv " + venv, venv + "/bin/pip install -q -r " + strings.Join(requirements, " -r ")} {
		words := strings.Fields(command)
		if out, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
	for _, name := range scenarios(t, "--examples", "living") {
		t.Run(name, func(t *testing.T) { play(t, "--examples", "living", "--environment", venv, "--scenario", name) })
	}
}
