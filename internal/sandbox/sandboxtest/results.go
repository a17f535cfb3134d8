package sandboxtest

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
)

func runResults(t *testing.T, w *world) {
	t.Run("exit codes", func(t *testing.T) { exitCodes(t, w) })
	t.Run("streams", func(t *testing.T) { streams(t, w) })
	t.Run("environment", func(t *testing.T) { environment(t, w) })
	t.Run("check", func(t *testing.T) {
		if err := w.box.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func exitCodes(t *testing.T, w *world) {
	for _, tt := range []struct {
		name, script string
		want         int
	}{
		{"success", "true", 0}, {"failure", "exit 7", 7}, {"high", "exit 255", 255},
		{"terminated", "kill -TERM $$", 128 + 15}, {"killed", "kill -KILL $$", 128 + 9}, {"crashed", "kill -SEGV $$", 128 + 11},
		{"first process killed", "kill -KILL 1; exit 3", 3},
		{"everybody killed", "kill -KILL -1; exit 3", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := w.run(t, shell(tt.script))
			if res.ExitCode != tt.want || res.TimedOut || res.OutOfMemory || res.Truncated || res.Took <= 0 {
				t.Errorf("got %+v, want exit %d", res, tt.want)
			}
		})
	}
}

func streams(t *testing.T, w *world) {
	cmd := shell(`cat; printf 'e\033[31m\007' >&2`)
	cmd.Stdin = bytes.Repeat([]byte("in\x00\x1b[2J"), 1000)
	res := w.run(t, cmd)
	if !bytes.Equal(res.Stdout, cmd.Stdin) {
		t.Errorf("stdout has %d bytes, want the %d of stdin, raw", len(res.Stdout), len(cmd.Stdin))
	}
	if got, want := string(res.Stderr), "e\x1b[31m\a"; got != want {
		t.Errorf("stderr: got %q, want %q", got, want)
	}
	if got := sandbox.Printable(res.Stdout); strings.ContainsAny(got, "\x00\x1b") || !strings.HasPrefix(got, "inin") {
		t.Errorf("printable output: %q", got[:20])
	}
	if got := w.run(t, shell("cat")); len(got.Stdout) > 0 || got.ExitCode != 0 {
		t.Errorf("no stdin: got %+v", got)
	}
	unread := shell("exit 3")
	unread.Stdin = make([]byte, 8<<20)
	if got := w.run(t, unread); got.ExitCode != 3 {
		t.Errorf("stdin that nobody reads: got %+v", got)
	}
}

func environment(t *testing.T, w *world) {
	cmd := heald.Command{
		Argv: []string{"/usr/bin/env"}, Dir: "/",
		Env: map[string]string{"LD_PRELOAD": "/tmp/x.so", "A": "b=c d\n", "PATH": "/nowhere:/usr/bin"},
	}
	if got, want := string(w.run(t, cmd).Stdout), "A=b=c d\n\nLD_PRELOAD=/tmp/x.so\nPATH=/nowhere:/usr/bin\n"; got != want {
		t.Errorf("environment: got %q, want %q", got, want)
	}
	cmd.Argv = []string{"env"} // found by the command's PATH, not heald's
	if got := w.run(t, cmd); got.ExitCode != 0 {
		t.Errorf("program by name: %+v", got)
	}
	root := t.TempDir()
	put(t, root+"/a=b", "#!/bin/sh\necho ran $1")
	if err := os.Chmod(root+"/a=b", 0o755); err != nil {
		t.Fatal(err)
	}
	cmd = heald.Command{Argv: []string{"./a=b", "x"}, Tree: heald.Tree{Root: root, Home: "/srv/c=d"}}
	if got := w.run(t, cmd); string(got.Stdout) != "ran x\n" {
		t.Errorf("program with an equals sign: %+v", got)
	}
}
