package sandboxtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

func runTrees(t *testing.T, w *world) {
	t.Run("copy", func(t *testing.T) { copied(t, w) })
	t.Run("overlay", func(t *testing.T) { overlaid(t, w) })
	t.Run("homes", func(t *testing.T) { homes(t, w) })
	t.Run("git", func(t *testing.T) { gitEntries(t, w) })
	t.Run("mounts", func(t *testing.T) { mounts(t, w) })
	t.Run("untouched", func(t *testing.T) { untouched(t, w) })
	t.Run("too large", func(t *testing.T) { tooLarge(t, w) })
	t.Run("quick", func(t *testing.T) { quick(t, w) })
}

// in runs a script in a tree and returns its output by line.
func (w *world) in(t *testing.T, tree heald.Tree, script string) []string {
	t.Helper()
	cmd := shell(script)
	cmd.Tree = tree
	res := w.run(t, cmd)
	if res.ExitCode != 0 {
		t.Fatalf("%s: exit %d, %s", script, res.ExitCode, res.Stderr)
	}
	return strings.Split(strings.TrimSpace(string(res.Stdout)), "\n")
}

func copied(t *testing.T, w *world) {
	root := t.TempDir()
	put(t, root+"/a/b/c", "deep")
	put(t, root+"/run.sh", "#!/bin/sh\necho ran")
	put(t, root+"/read only", "x")
	when := time.Unix(1_600_000_000, 0)
	for _, err := range []error{
		os.Chmod(root+"/run.sh", 0o755), os.Chmod(root+"/read only", 0o444), os.Mkdir(root+"/empty", 0o755),
		os.Symlink("/nowhere", root+"/link"), syscall.Mkfifo(root+"/fifo", 0o644), os.Chtimes(root+"/a/b/c", when, when),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if l, err := net.Listen("unix", root+"/s"); err != nil {
		t.Fatal(err)
	} else {
		defer l.Close()
	}
	got := w.in(t, heald.Tree{Root: root, Home: "/srv/app"},
		`pwd; find . | sort; cat a/b/c; echo; stat -c %Y a/b/c; ./run.sh; readlink link; echo y > "read only"; echo z > a/b/new; rm -r a empty; stat -c %a "read only"`)
	want := []string{
		"/srv/app", ".", "./a", "./a/b", "./a/b/c", "./empty", "./link", "./read only", "./run.sh",
		"deep", "1600000000", "ran", "/nowhere", "644",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tree inside (-want +got):\n%s", diff)
	}
}

func overlaid(t *testing.T, w *world) {
	tree := heald.Tree{Root: w.root, Home: w.home, Overlay: map[string][]byte{
		"both": []byte("over"), "a/b/new": []byte("new"), "dir/file": nil, "never": nil, "no/where": nil, "empty": {},
	}}
	got := w.in(t, tree, "cat both a/b/new; echo; ls -A; ls dir; stat -c %s empty; test both -nt dir; echo $?")
	want := []string{"overnew", ".git", "a", "both", "dir", "dirlink", "empty", "link", "up", "0", "1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tree inside (-want +got):\n%s", diff)
	}
	// A cache that goes by a source's time and size must not take the new source for the old one.
	tree.Overlay = map[string][]byte{"both": []byte("TREE")}
	before := w.in(t, heald.Tree{Root: w.root, Home: w.home}, "stat -c %Y.%s both")
	if after := w.in(t, tree, "stat -c %Y.%s both"); slices.Equal(before, after) {
		t.Errorf("an overlay of the same size has the same time and size as what it replaces: %s", after)
	}
}

func homes(t *testing.T, w *world) {
	for _, home := range []string{"/srv/app", "/home/u/svc", "/root/svc", "/app", "/tmp/a/b", "/opt/a b/c=d", "/var/lib/app", w.home} {
		t.Run(strings.ReplaceAll(home, "/", "_"), func(t *testing.T) {
			tree := heald.Tree{Home: home, Overlay: map[string][]byte{"x": []byte("x")}}
			if got := w.in(t, tree, "pwd; cat x; touch y && ls; ls /tmp"); !slices.Equal(got[:3], []string{home, "xx", "y"}) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func gitEntries(t *testing.T, w *world) {
	root := t.TempDir()
	put(t, root+"/.git", "gitdir: /nowhere")
	try := "cat .git; (echo x > .git) 2>/dev/null; rm -f .git 2>/dev/null; mv .git x 2>/dev/null; echo; cat .git"
	if got := w.in(t, heald.Tree{Root: root, Home: "/srv/app"}, try); !slices.Equal(got, []string{"gitdir: /nowhere", "gitdir: /nowhere"}) {
		t.Errorf(".git as a file: got %q", got)
	}
	if err := errors.Join(os.Remove(root+"/.git"), os.Symlink(w.denied, root+"/.git")); err != nil {
		t.Fatal(err)
	}
	if got := w.in(t, heald.Tree{Root: root, Home: "/srv/app"}, "ls -A; echo end"); !slices.Equal(got, []string{"end"}) {
		t.Errorf(".git as a link: got %q", got)
	}
}

func mounts(t *testing.T, w *world) {
	root := t.TempDir()
	put(t, root+"/.venv/old", "old")
	put(t, root+"/x/y", "y")
	cmd := shell("ls .venv x /opt/deep; cat x/venv/lib; ls /usr/bin/env")
	cmd.Tree = heald.Tree{Root: root, Home: "/srv/app"}
	for _, target := range []string{"/srv/app/.venv", "/srv/app/x/venv", "/opt/deep/venv", w.venv} {
		cmd.Mounts = append(cmd.Mounts, heald.Mount{Source: w.venv, Target: target})
	}
	res := w.run(t, cmd)
	want := ".venv:\nlib\n\n/opt/deep:\nvenv\n\nx:\nvenv\ny\nlib/usr/bin/env\n"
	if diff := cmp.Diff(want, string(res.Stdout)); diff != "" {
		t.Errorf("mounts inside (-want +got):\n%s%s", diff, res.Stderr)
	}
}

func untouched(t *testing.T, w *world) {
	before := snapshot(t, filepath.Dir(w.root))
	tree := heald.Tree{Root: w.root, Home: w.home, Overlay: map[string][]byte{"both": []byte("o"), "dir/file": nil}}
	w.in(t, tree, `echo x > both; rm -rf dir link; mkdir -p shut/in; touch shut/in/x; chmod 000 shut/in shut; chmod 000 /out`)
	if diff := cmp.Diff(before, snapshot(t, filepath.Dir(w.root))); diff != "" {
		t.Errorf("the machine after a run (-before +after):\n%s", diff)
	}
	if got := w.in(t, heald.Tree{Root: w.root, Home: w.home}, "ls -A; cat both"); slices.Contains(got, "shut") || got[len(got)-1] != "tree" {
		t.Errorf("the next run sees the last one's tree: %q", got)
	}
}

func snapshot(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		out = append(out, fmt.Sprint(p, info.Mode(), info.Size(), info.ModTime()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func tooLarge(t *testing.T, w *world) {
	root := t.TempDir()
	put(t, root+"/sparse", "")
	if err := os.Truncate(root+"/sparse", 64<<30); err != nil {
		t.Fatal(err)
	}
	cmd := shell("true")
	cmd.Tree = heald.Tree{Root: root, Home: "/srv/app"}
	if _, err := w.box.Run(context.Background(), cmd); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("64 GiB: got error %v, want %v", err, heald.ErrExhausted)
	}
	deep := t.TempDir() + strings.Repeat("/d", 300)
	put(t, deep+"/x", "x")
	cmd.Tree.Root = strings.TrimSuffix(deep, strings.Repeat("/d", 300))
	if _, err := w.box.Run(context.Background(), cmd); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("300 folders deep: got error %v, want %v", err, heald.ErrExhausted)
	}
}

// quick is a generous bound; the benchmarks say what it really takes.
func quick(t *testing.T, w *world) {
	root := t.TempDir()
	for i := range 300 {
		put(t, fmt.Sprintf("%s/p%d/f%d.py", root, i%20, i), strings.Repeat("x = 1\n", 500))
	}
	cmd := shell("true")
	empty := fastest(t, w, cmd)
	cmd.Tree = heald.Tree{Root: root, Home: "/srv/app"}
	if took := fastest(t, w, cmd) - empty; took > 60*time.Millisecond {
		t.Errorf("copying 300 files took %v, want at most 60ms", took)
	}
}

func fastest(t *testing.T, w *world, cmd heald.Command) time.Duration {
	best := time.Hour
	for range 5 {
		began := time.Now()
		w.run(t, cmd)
		best = min(best, time.Since(began))
	}
	return best
}
