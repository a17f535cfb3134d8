package git

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestTracked(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"lib/a.py": "a", "b.py": "b", "scratch/c.py": "c"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "lib", "b.py"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "m"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"lib": true, "lib/a.py": true, "b.py": true, ".": true, "scratch": false, "scratch/c.py": false, "missing": false, "..": false, "lib/../scratch": false,
	} {
		got, err := r.Tracked(context.Background(), filepath.Join(r.Root(), path))
		if err != nil || got != want {
			t.Errorf("%s: tracked %t, %v; want %t", path, got, err, want)
		}
	}
}
