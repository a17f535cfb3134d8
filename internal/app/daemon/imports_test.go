package daemon

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/heald-dev/heald"
)

// TestCommitted has a repository with two services that is installed as it is edited: a process must import the commit that it runs.
func TestCommitted(t *testing.T) {
	repo := t.TempDir()
	site := filepath.Join(repo, "desk", ".venv", "lib", "python3.11", "site-packages")
	if err := os.MkdirAll(site, 0o755); err != nil {
		t.Fatal(err)
	}
	pointers := filepath.Join(repo, "desk", "src") + "\n" + filepath.Join(repo, "shared") + "\n"
	if err := os.WriteFile(filepath.Join(site, "__editable__.desk.pth"), []byte(pointers), 0o644); err != nil {
		t.Fatal(err)
	}
	desk := heald.Service{Name: "desk", Repository: repo, Path: "desk"}
	for _, c := range []struct {
		name    string
		service heald.Service
		env     []string
		want    []string
	}{
		{"nothing is set", desk, []string{"A=1"}, []string{"A=1", "PYTHONPATH=src:../shared"}},
		{"the user's own comes first", desk, []string{"PYTHONPATH=lib:src", "A=1"}, []string{"PYTHONPATH=lib:src:../shared", "A=1"}},
		{"not installed so", heald.Service{Name: "till", Repository: repo, Path: "till"}, []string{"A=1"}, []string{"A=1"}},
		{"the active environment", heald.Service{Name: "till", Repository: repo, Path: "till"}, []string{"VIRTUAL_ENV=" + filepath.Join(repo, "desk", ".venv")},
			[]string{"VIRTUAL_ENV=" + filepath.Join(repo, "desk", ".venv"), "PYTHONPATH=../desk/src:../shared"}},
	} {
		if got := committed(c.env, c.service, "python3"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
