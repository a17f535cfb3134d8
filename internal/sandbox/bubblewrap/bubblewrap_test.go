package bubblewrap

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
	"github.com/heald-dev/heald/internal/sandbox/sandboxtest"
)

// newRunner fails, rather than skips, where sandboxes cannot be made: untested walls are no walls.
func newRunner(t testing.TB, mayMount func(string) error) *Runner {
	t.Helper()
	r, err := New(Config{MayMount: mayMount})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestConformance(t *testing.T) {
	sandboxtest.Run(t, func(t testing.TB, mayMount func(string) error) sandbox.Sandbox { return newRunner(t, mayMount) })
}

func BenchmarkRunTrue(b *testing.B) { benchmark(b, heald.Tree{}, "/usr/bin/true") }

func BenchmarkRunPython(b *testing.B) {
	benchmark(b, heald.Tree{}, "/usr/bin/python3", "-I", "-c", "pass")
}

// BenchmarkRunTree copies 300 files of 3 kB; the difference to RunTrue is the copy's cost.
func BenchmarkRunTree(b *testing.B) {
	root := b.TempDir()
	for i := range 300 {
		dir := filepath.Join(root, strconv.Itoa(i%20))
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), make([]byte, 3000), 0o644)); err != nil {
			b.Fatal(err)
		}
	}
	benchmark(b, heald.Tree{Root: root, Home: "/srv/app"}, "/usr/bin/true")
}

func benchmark(b *testing.B, tree heald.Tree, argv ...string) {
	r := newRunner(b, nil)
	for b.Loop() {
		if _, err := r.Run(context.Background(), heald.Command{Argv: argv, Tree: tree}); err != nil {
			b.Fatal(err)
		}
	}
}
