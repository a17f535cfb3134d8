package bubblewrap

import (
	"context"
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

func BenchmarkRunTrue(b *testing.B) { benchmark(b, "/usr/bin/true") }

func BenchmarkRunPython(b *testing.B) { benchmark(b, "/usr/bin/python3", "-I", "-c", "pass") }

func benchmark(b *testing.B, argv ...string) {
	r := newRunner(b, nil)
	for b.Loop() {
		if _, err := r.Run(context.Background(), heald.Command{Argv: argv}); err != nil {
			b.Fatal(err)
		}
	}
}
