package reproduce_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose"
	"github.com/heald-dev/heald/internal/reproduce"
	"github.com/heald-dev/heald/internal/triage"
)

// TestEntries reproduces crashes behind every kind of entry: commands, start-up, servers, threads, queues, pools, generators. Each scenario
// is a small service and the log of a crash of it; its heading says what the written test must hold, or must not.
func TestEntries(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	runner := sandboxed(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			root, log := unpack(t, archive)
			settings := heading(archive)
			checkout := heald.Checkout{Root: root, Home: "/home/build/" + settings["service"][0], Commit: "0"}
			in := incident(t, log)
			d, err := diagnose.Stage{Support: support}.Run(t.Context(), diagnose.Input{Incident: in, Checkout: checkout})
			if err != nil {
				t.Fatal(err)
			}
			stage := reproduce.Stage{Support: support, Runner: runner, Normalise: triage.NormaliseMessage}
			r, err := stage.Run(t.Context(), reproduce.Input{Incident: in, Diagnosis: d, Environment: environment(root), Checkout: checkout, Seed: 1,
				Deadline: time.Now().Add(2 * time.Minute)})
			if err != nil {
				t.Fatal(err)
			}
			if r.Outcome != heald.Pass || r.Invented {
				t.Fatalf("got %s, invented %v: %s\n%s", r.Outcome, r.Invented, r.Reason, r.Test)
			}
			for _, want := range settings["test"] {
				if !strings.Contains(r.Test, want) {
					t.Errorf("the test lacks %q:\n%s", want, r.Test)
				}
			}
			for _, unwanted := range settings["not"] {
				if strings.Contains(r.Test, unwanted) {
					t.Errorf("the test has %q:\n%s", unwanted, r.Test)
				}
			}
			t.Logf("%d inputs, from %v: %s\n%s", r.Tried, r.InputsFrom, r.TestPath, r.Test)
		})
	}
}

// unpack writes a scenario's service into a folder and gives its log.
func unpack(t *testing.T, archive *txtar.Archive) (root string, log []byte) {
	t.Helper()
	root = t.TempDir()
	for _, f := range archive.Files {
		name, inside := strings.CutPrefix(f.Name, "repo/")
		if !inside {
			log = f.Data
			continue
		}
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root, log
}

// heading reads "name: value" lines; a name may come several times.
func heading(archive *txtar.Archive) map[string][]string {
	found := map[string][]string{}
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			found[name] = append(found[name], value)
		}
	}
	return found
}
