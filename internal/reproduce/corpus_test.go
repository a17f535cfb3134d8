package reproduce_test

import (
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/reproduce"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
	"github.com/heald-dev/heald/internal/trace"
	"github.com/heald-dev/heald/internal/triage"
)

const corpora = "../../bench"

func support(name string) *language.Support {
	if name == "python" {
		return python.Support()
	}
	return nil
}

func sandboxed(t testing.TB) heald.Runner {
	t.Helper()
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err == nil {
		err = runner.Check(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return runner
}

type benchCase struct {
	Service string            `json:"service"`
	Expect  string            `json:"expect"`
	Env     map[string]string `json:"env"`
}

// TestCorpus measures how many of the crashes that are to be mended are reproduced.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every case of the corpus")
	}
	corpus := filepath.Join(corpora, cmp.Or(os.Getenv("HEALD_CORPUS"), "crashes"))
	files, err := filepath.Glob(filepath.Join(corpus, "*", "case.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", corpus, err)
	}
	runner := sandboxed(t)
	only := os.Getenv("HEALD_CASES")
	of, got, stays := 0, 0, 0
	for _, file := range files {
		folder := filepath.Dir(file)
		var c benchCase
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &c)
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.Expect != "mend" || only != "" && !slices.Contains(strings.Split(only, ","), filepath.Base(folder)) {
			continue
		}
		of++
		start := time.Now()
		r, err := reproduced(t, runner, folder, c)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(folder), err)
			continue
		}
		if r.Outcome == heald.Pass && !r.Invented {
			got++
		}
		if r.Outcome == heald.Pass {
			if why := red(t, runner, folder, c, r); why != "" {
				t.Logf("%s: the test stays red after a right fix: %s", filepath.Base(folder), why)
				stays++
			}
		}
		t.Logf("%-36s %-12s invented=%-5v %5.1fs tried=%-4d %s %s", filepath.Base(folder), r.Outcome, r.Invented, time.Since(start).Seconds(), r.Tried, r.Drive.Function, r.Reason)
		if only != "" {
			t.Logf("%s\n%s", r.TestPath, r.Test)
		}
	}
	t.Logf("reproduced: %d of %d, %d of the tests stay red after a right fix", got, of, stays)
	if float64(got) < 0.85*float64(of) {
		t.Errorf("reproduced %d of %d, want 85 %%", got, of)
	}
}

func reproduced(t *testing.T, runner heald.Runner, folder string, c benchCase) (heald.Reproduction, error) {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(folder, "crash.log"))
	if err != nil {
		t.Fatal(err)
	}
	repo := filepath.Join(folder, "repo")
	checkout := heald.Checkout{Root: absolute(t, repo), Home: "/srv/" + c.Service, Commit: "0"}
	in := incident(t, log)
	d, err := diagnose.Stage{Support: support}.Run(t.Context(), diagnose.Input{Incident: in, Checkout: checkout})
	if err != nil {
		t.Fatal(err)
	}
	env := environment(repo)
	stage := reproduce.Stage{Support: support, Runner: runner, Normalise: triage.NormaliseMessage}
	return stage.Run(t.Context(), reproduce.Input{Incident: in, Diagnosis: d, Environment: env, Checkout: checkout, Seed: 1, Deadline: time.Now().Add(time.Minute)})
}

// environment is what Prepare would find for a repository that needs only the distribution's interpreter.
func environment(repo string) heald.Environment {
	env := heald.Environment{Language: "python", Provenance: "system", Interpreter: "/usr/bin/python3", ImportRoots: []string{""}, Framework: "pytest"}
	if _, err := os.Stat(filepath.Join(repo, "src")); err == nil {
		env.ImportRoots = []string{"src", ""}
	}
	unit := false
	_ = filepath.WalkDir(repo, func(p string, e os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".py") && strings.Contains(filepath.Base(p), "test") {
			text, _ := os.ReadFile(p)
			unit = unit || strings.Contains(string(text), "import unittest")
		}
		return nil
	})
	if unit {
		env.Framework = "unittest"
	}
	return env
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// incident makes the incident of a crash log.
func incident(t *testing.T, log []byte) heald.Incident {
	t.Helper()
	e, found := triage.Choose(trace.Parse(log))
	if !found {
		t.Fatal("no trace in the log")
	}
	return triage.Incident("service", log, e, time.Time{})
}

// red says why a written test does not pass once the case's right fix is applied: such a test would reject every right patch.
func red(t *testing.T, runner heald.Runner, folder string, c benchCase, r heald.Reproduction) string {
	t.Helper()
	tree := filepath.Join(t.TempDir(), "repo")
	if err := os.CopyFS(tree, os.DirFS(filepath.Join(folder, "repo"))); err != nil {
		t.Fatal(err)
	}
	patch := exec.CommandContext(t.Context(), "patch", "-s", "-p1", "-i", absolute(t, filepath.Join(folder, "fix.diff")))
	patch.Dir = tree
	if said, err := patch.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", folder, err, said)
	}
	said := ""
	for n, form := range append([]heald.Refusal{{Test: r.Test}}, r.Refusals...) {
		report, err := support("python").Drivers.RunTest(t.Context(), runner, language.TestRun{Environment: environment(tree), Path: r.TestPath, Source: form.Test,
			Tree: heald.Checkout{Root: tree, Home: "/srv/" + c.Service}})
		switch {
		case err != nil:
			t.Fatal(err)
		case report.Broken != "" || len(report.Tests) != 1:
			return "it cannot run: " + report.Broken
		case report.Tests[0].Passed:
			return ""
		case n == 0 && report.Tests[0].Raised != nil:
			said = report.Tests[0].Raised.ErrorType + ": " + report.Tests[0].Raised.Message
		}
	}
	return said
}
