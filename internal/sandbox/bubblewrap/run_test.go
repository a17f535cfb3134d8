package bubblewrap

import (
	"context"
	"testing"

	"github.com/heald-dev/heald"
)

func TestSmoke(t *testing.T) {
	r, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	res, err := r.Run(context.Background(), heald.Command{Argv: []string{"/bin/sh", "-c", "id; env; pwd; ls -la . / /out /proc/self/fd; cat /etc/passwd /proc/self/status /proc/mounts /proc/self/limits; cat /proc/1/cmdline; echo hi > /out/x"}, Collect: []string{"x"},
		Tree: heald.Tree{Root: t.TempDir(), Home: "/srv/app"}})
	t.Logf("%v %d %s %s %q %v", err, res.ExitCode, res.Stdout, res.Stderr, res.Files, res.Took)
}

func BenchmarkRunTrue(b *testing.B) {
	r, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Run(context.Background(), heald.Command{Argv: []string{"/bin/true"}}); err != nil {
			b.Fatal(err)
		}
	}
}
