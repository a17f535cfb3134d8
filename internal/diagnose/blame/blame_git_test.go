package blame_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose/blame"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

// past of a service in the order of its commits: the third brings the bug, the fourth cannot be loaded, the fifth moves the line.
var story = []struct{ subject, source string }{
	{"first", "def average(values):\n    if not values:\n        return 0\n    return sum(values) / len(values)\n"},
	{"say what it is", "def average(values):\n    \"\"\"The mean.\"\"\"\n    if not values:\n        return 0\n    return sum(values) / len(values)\n"},
	{"shorten", "def average(values):\n    \"\"\"The mean.\"\"\"\n    return sum(values) / len(values)\n"},
	{"half a change", "import nothing_of_that_name\n\n\ndef average(values):\n    return sum(values) / len(values)\n"},
	{"rounding", "def average(values, digits=2):\n    \"\"\"The mean.\"\"\"\n    mean = sum(values) / len(values)\n    return round(mean, digits)\n"},
}

const averageTest = "from stats import average\n\n\ndef test_average_with_empty_values():\n    average([])\n"

// TestBlameNamesTheCommit bisects a real history with the real sandbox and the real framework.
func TestBlameNamesTheCommit(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the reproduction on several commits")
	}
	folder := t.TempDir()
	shas := make([]string, len(story))
	gitIn(t, folder, "init", "-q", "-b", "main")
	for i, c := range story {
		if err := os.WriteFile(filepath.Join(folder, "stats.py"), []byte(c.source), 0o600); err != nil {
			t.Fatal(err)
		}
		gitIn(t, folder, "add", "-A")
		gitIn(t, folder, "commit", "-q", "-m", c.subject)
		shas[i] = gitIn(t, folder, "rev-parse", "HEAD")
	}
	history, err := git.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err != nil {
		t.Fatal(err)
	}
	scratch := t.TempDir()
	checkout, err := history.Checkout(t.Context(), shas[4], filepath.Join(scratch, "head"))
	if err != nil {
		t.Fatal(err)
	}
	b := blame.Blamer{Support: func(string) *language.Support { return python.Support() }, Runner: runner, History: history, Checkouts: history, Scratch: scratch}
	crashed := heald.Exception{Language: "python", ErrorType: "ZeroDivisionError", Message: "division by zero",
		Frames: []heald.Frame{{Function: "average", File: "stats.py", Line: 3, InApp: true}}}
	got, err := b.Run(t.Context(), blame.Suspicion{
		Incident:  heald.Incident{Language: "python", ErrorType: crashed.ErrorType, Message: crashed.Message, Exception: crashed},
		Diagnosis: heald.Diagnosis{Sites: []heald.Site{{Place: heald.Place{Path: "stats.py", Line: 3, Function: "average"}}}},
		Reproduction: heald.Reproduction{Outcome: heald.Pass, TestPath: "test_stats.py", TestName: "test_average_with_empty_values", Test: averageTest, NewFile: true,
			Observed: crashed},
		Environment: heald.Environment{Language: "python", Interpreter: "/usr/bin/python3", ImportRoots: []string{""}, Framework: "pytest"},
		Checkout:    checkout,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Commit == nil || got.Commit.SHA != shas[2] || got.Method != "bisect" {
		t.Errorf("got %+v (%+v), want the commit %s %q", got, got.Commit, shas[2], story[2].subject)
	}
}

func gitIn(t *testing.T, folder string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.org", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.org",
		"GIT_CONFIG_GLOBAL=/dev/null")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}
