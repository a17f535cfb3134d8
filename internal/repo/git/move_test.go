package git

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

func TestMove(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	one := commit(t, dir, "one", map[string]string{"a.py": "A = 1\n"})
	two := commit(t, dir, "two", map[string]string{"a.py": "A = 2\n"})
	plain(t, dir, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
	plain(t, dir, "branch", "file")
	r := open(t, dir)
	for _, test := range []struct {
		branch, from, to string
		want             error
	}{
		{"free", "", one, nil},
		{"free", "", two, heald.ErrConflict},
		{"free", two, one, heald.ErrConflict},
		{"free", one, two, nil},
		{"free", one, "", heald.ErrConflict},
		{"free", two, "", nil},
		{"free", two, "", heald.ErrConflict},
		{"gone", one, two, heald.ErrConflict},
		{"alias", two, one, heald.ErrInvalid},
		{"file/below", "", one, heald.ErrInvalid},
		{"HEAD", "", one, heald.ErrInvalid},
		{"a..b", "", one, heald.ErrInvalid},
		{"", "", one, heald.ErrInvalid},
		{"x", "", "main", heald.ErrInvalid},
	} {
		if err := r.Move(ctx, test.branch, test.from, test.to, "test"); !errors.Is(err, test.want) {
			t.Errorf("move %q from %.8q to %.8q: %v; want %v", test.branch, test.from, test.to, err, test.want)
		}
	}
	if _, err := r.Head(ctx, "free"); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("head of a removed branch: %v; want heald.ErrNotFound", err)
	}
	if head, err := r.Head(ctx, "main"); err != nil || head != two {
		t.Errorf("head = %s, %v; want %s", head, err, two)
	}
	if err := os.WriteFile(filepath.Join(dir, ".git", "refs", "heads", "file.lock"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.Move(ctx, "file", two, one, "test"); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("move under a lock: %v; want heald.ErrTransient", err)
	}
}

func TestInUse(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	one := commit(t, dir, "one", map[string]string{"a.py": "A = 1\n"})
	for _, name := range []string{"free", "other", "rebasing", "bisecting", "loose"} {
		plain(t, dir, "branch", name)
	}
	tree := filepath.Join(t.TempDir(), "tree")
	plain(t, dir, "worktree", "add", "-q", tree, "other")
	plain(t, dir, "worktree", "add", "-q", "--detach", filepath.Join(t.TempDir(), "loose"), "loose")
	for _, file := range []struct{ name, text string }{{"rebase-merge/head-name", "refs/heads/rebasing\n"}, {"BISECT_START", "bisecting\n"}} {
		write(t, filepath.Join(dir, ".git"), map[string]string{file.name: file.text})
	}
	for branch, want := range map[string]bool{"main": true, "free": false, "other": true, "rebasing": true, "bisecting": true, "loose": false, "nowhere": false} {
		for _, from := range []string{dir, tree} {
			if got, err := open(t, from).InUse(ctx, branch); err != nil || got != want {
				t.Errorf("from %s: %q in use: %v, %v; want %v", from, branch, got, err, want)
			}
		}
	}
	bare := filepath.Join(t.TempDir(), "bare.git")
	plain(t, dir, "clone", "-q", "--bare", dir, bare)
	plain(t, bare, "worktree", "add", "-q", tree+"2", "free")
	for branch, want := range map[string]bool{"main": false, "free": true} {
		if got, err := open(t, tree+"2").InUse(ctx, branch); err != nil || got != want {
			t.Errorf("of a bare repository: %q in use: %v, %v; want %v", branch, got, err, want)
		}
	}
	if r := open(t, dir); one != "" {
		tree, err := r.Tree(ctx, one)
		if want := plain(t, dir, "rev-parse", one+"^{tree}"); err != nil || tree != want {
			t.Errorf("tree = %s, %v; want %s", tree, err, want)
		}
		if _, err := r.Tree(ctx, strings.Repeat("1", 40)); !errors.Is(err, heald.ErrNotFound) {
			t.Errorf("tree of nothing: %v; want heald.ErrNotFound", err)
		}
	}
}

// A patch follows a file that was renamed since, keeps modes, and removes what it removed.
func TestCarryAndUndo(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	long := strings.Repeat("line\n", 30)
	base := commit(t, dir, "one", map[string]string{"old.py": "first\n" + long, "run.sh": "#!/bin/sh\n" + long, "gone.py": "x\n"})
	plain(t, dir, "mv", "old.py", "new.py")
	plain(t, dir, "update-index", "--chmod=+x", "run.sh")
	plain(t, dir, "commit", "-q", "-m", "renamed")
	onto := plain(t, dir, "rev-parse", "HEAD")
	edits := []heald.FileEdit{{Path: "old.py", After: []byte("FIRST\n" + long)}, {Path: "run.sh", After: []byte("#!/bin/bash\n" + long)}, {Path: "gone.py"}}
	r := open(t, dir)
	got, err := r.Carry(ctx, base, edits, onto)
	want := []heald.FileEdit{
		{Path: "gone.py", Before: []byte("x\n")}, {Path: "new.py", Before: []byte("first\n" + long), After: []byte("FIRST\n" + long)},
		{Path: "run.sh", Before: []byte("#!/bin/sh\n" + long), After: []byte("#!/bin/bash\n" + long)},
	}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Fatalf("carried: %v (-want +got):\n%s", err, d)
	}
	at := time.Unix(1_700_000_000, 0)
	made, err := r.Compose(ctx, onto, got, "mend\n", at)
	if err != nil {
		t.Fatal(err)
	}
	if mode := plain(t, dir, "ls-tree", "--format=%(objectmode)", made, "run.sh"); mode != "100755" {
		t.Errorf("mode = %s, want 100755", mode)
	}
	undo, err := r.Undo(ctx, made, made, onto, "undo\n", at)
	if err != nil || plain(t, dir, "diff", "--stat", onto, undo) != "" || plain(t, dir, "rev-parse", undo+"^") != made {
		t.Errorf("undo = %s, %v", undo, err)
	}
	if again, err := r.Undo(ctx, undo, made, onto, "undo\n", at); err != nil || again != undo {
		t.Errorf("undo of what is undone = %s, %v; want %s", again, err, undo)
	}
}
