package git

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/repo"
)

var (
	_ repo.Checkouts = (*Repo)(nil)
	_ repo.History   = (*Repo)(nil)
)

func subjects(commits []heald.Commit) (list []string) {
	for _, c := range commits {
		list = append(list, c.Subject)
	}
	return list
}

func TestHistory(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	first := commit(t, dir, "first", map[string]string{"a.py": "one\ntwo\n", "b.py": "b\n"})
	second := commit(t, dir, "second\x1b[31m", map[string]string{"a.py": "one\nTWO\n"})
	plain(t, dir, "checkout", "-q", "-b", "side", first)
	commit(t, dir, "side", map[string]string{"c.py": "c\n"})
	plain(t, dir, "checkout", "-q", "main")
	plain(t, dir, "merge", "-q", "--no-ff", "-m", "merge", "side")
	merge := plain(t, dir, "rev-parse", "HEAD")
	r := open(t, dir)

	log, err := r.Log(ctx, merge, []string{"a.py"}, 10)
	if d := cmp.Diff([]string{"second [31m", "first"}, subjects(log)); err != nil || d != "" {
		t.Errorf("Log: %v\n%s", err, d)
	}
	if log, err = r.Log(ctx, merge, nil, 2); err != nil || len(log) != 2 {
		t.Errorf("Log of two = %v, %v", log, err)
	}
	line, err := r.Ancestors(ctx, merge, 10)
	if d := cmp.Diff([]string{"merge", "second [31m", "first"}, subjects(line)); err != nil || d != "" {
		t.Errorf("Ancestors: %v\n%s", err, d)
	}
	for n, want := range map[int]string{1: first, 2: second} {
		if got, err := r.LineHistory(ctx, merge, "a.py", n); err != nil || got.SHA != want {
			t.Errorf("LineHistory(%d) = %v, %v; want %s", n, got, err, want)
		}
	}
	for _, bad := range []struct {
		path string
		line int
	}{{"a.py", 99}, {"nothing.py", 1}} {
		if _, err := r.LineHistory(ctx, merge, bad.path, bad.line); !errors.Is(err, heald.ErrNotFound) {
			t.Errorf("LineHistory(%v): %v; want heald.ErrNotFound", bad, err)
		}
	}
	if text, err := r.ReadFile(ctx, second, "a.py"); err != nil || string(text) != "one\nTWO\n" {
		t.Errorf("ReadFile = %q, %v", text, err)
	}
	if _, err := r.ReadFile(ctx, first, "c.py"); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("ReadFile of a later file: %v", err)
	}
	if _, err := r.ReadFile(ctx, first, "../a.py"); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("ReadFile outside: %v", err)
	}
}

func TestPatch(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	first := commit(t, dir, "first", map[string]string{"a.py": "one\ntwo\n", "ü b.py": "b\n", ".gitattributes": "*.py -diff\n"})
	plain(t, dir, "mv", "ü b.py", "c.py")
	second := commit(t, dir, "second", map[string]string{"a.py": "one\nTWO"})
	plain(t, dir, "config", "diff.noprefix", "true")
	r := open(t, dir)
	text, err := r.Patch(ctx, second)
	if err != nil {
		t.Fatal(err)
	}
	before := map[string][]byte{"a.py": []byte("one\ntwo\n"), "ü b.py": []byte("b\n")}
	after, err := diff.Apply(before, text)
	want := map[string][]byte{"a.py": []byte("one\nTWO"), "c.py": []byte("b\n")}
	if d := cmp.Diff(want, after); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s\n%s", err, d, text)
	}
	if text, err = r.Patch(ctx, first); err != nil || !strings.Contains(text, "new file mode") {
		t.Errorf("Patch of the first commit = %q, %v", text, err)
	}
}

func TestDirty(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	commit(t, dir, "one", map[string]string{"a.py": "a\n", "b.py": "b\n", "gone.py": "g\n", "staged.py": "s\n", ".gitignore": "*.log\n", "win.py": "a\r\n"})
	r := open(t, dir)
	if got, err := r.Dirty(ctx); err != nil || len(got) != 0 {
		t.Errorf("fresh commit: %q, %v", got, err)
	}
	write(t, dir, map[string]string{"a.py": "A\n", "x.log": "", "secret": "", "new/file.py": "n\n", "staged.py": "S\n", ".git/info/exclude": "secret\n"})
	plain(t, dir, "add", "staged.py")
	plain(t, dir, "rm", "-q", "--cached", "gone.py")
	plain(t, dir, "update-index", "--split-index")
	before := fingerprint(t, dir)
	got, err := r.Dirty(ctx)
	// gone.py is listed twice: removed from the index, new in the worktree.
	want := []string{"a.py", "gone.py", "staged.py", "gone.py", "new/"}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	if d := cmp.Diff(before, fingerprint(t, dir)); d != "" {
		t.Errorf("the repository was touched:\n%s", d)
	}
}

func TestBranch(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	write(t, dir, map[string]string{"run.sh": "old\n"})
	if err := os.Chmod(filepath.Join(dir, "run.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	base := commit(t, dir, "one", map[string]string{"a b.py": "a\r\n", "gone.py": "g\n", ".gitattributes": "* text=auto\n"})
	write(t, dir, map[string]string{"a b.py": "uncommitted\n"})
	r := open(t, dir)
	head, index, status := plain(t, dir, "rev-parse", "HEAD"), plain(t, dir, "ls-files", "-s"), plain(t, dir, "status", "--porcelain")
	edits := []heald.FileEdit{
		{Path: "a b.py", After: []byte("b\r\n")},
		{Path: "run.sh", Before: []byte("old\n"), After: []byte("new\n")},
		{Path: "tests/ü.py", After: []byte("t\n")},
		{Path: "gone.py", Before: []byte("g\n")},
	}
	sha, err := r.Branch(ctx, "heald/fix-1", base, edits, "fix: it\n\nBecause.\n", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := plain(t, dir, "rev-parse", "heald/fix-1", "heald/fix-1^"); got != sha+"\n"+base {
		t.Errorf("branch and its parent = %s", got)
	}
	if got, want := plain(t, dir, "log", "-1", "--format=%an <%ae>|%cn|%at|%B", sha), "heald <heald@localhost>|heald|1700000000|fix: it\n\nBecause."; got != want {
		t.Errorf("commit = %q, want %q", got, want)
	}
	to := filepath.Join(t.TempDir(), "out")
	if _, err := r.Checkout(ctx, sha, to); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a b.py": "b\r\n", "run.sh": "x new\n", "tests/ü.py": "t\n", ".gitattributes": "* text=auto\n"}
	if d := cmp.Diff(want, contents(t, to)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if head != plain(t, dir, "rev-parse", "HEAD") || index != plain(t, dir, "ls-files", "-s") || status != plain(t, dir, "status", "--porcelain") {
		t.Error("HEAD, the index or the worktree changed")
	}
	plain(t, dir, "fsck", "--strict")
	again, err := r.Branch(ctx, "heald/fix-2", base, edits, "fix: it\n\nBecause.\n", "")
	if err != nil || again != sha {
		t.Errorf("the same edits at the same time give %s, %v; want %s", again, err, sha)
	}
}

func TestBranchRefuses(t *testing.T) {
	dir, ctx := newRepo(t), context.Background()
	base := commit(t, dir, "one", map[string]string{"a.py": "a\n"})
	plain(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+base+",sub")
	plain(t, dir, "commit", "-q", "-m", "two")
	base = plain(t, dir, "rev-parse", "HEAD")
	plain(t, dir, "branch", "taken")
	tree := filepath.Join(t.TempDir(), "tree")
	plain(t, dir, "worktree", "add", "-q", "--detach", tree)
	plain(t, tree, "checkout", "-q", "--orphan", "unborn")
	plain(t, dir, "pack-refs", "--all")
	r, good := open(t, dir), []heald.FileEdit{{Path: "b.py", After: []byte("b\n")}}
	for _, name := range []string{"", "-d", "HEAD", "refs/heads/x", "a..b", "a b", "x.lock", "@{-1}", "taken", "unborn", "main", "a\nb", "/x", "x~1"} {
		if _, err := r.Branch(ctx, name, base, good, "m", ""); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("branch %q: %v; want heald.ErrInvalid", name, err)
		}
	}
	for path, want := range map[string]error{".git/x": heald.ErrInvalid, "../x": heald.ErrInvalid, "sub": heald.ErrInvalid} {
		if _, err := r.Branch(ctx, "ok", base, []heald.FileEdit{{Path: path, After: []byte("b\n")}}, "m", ""); !errors.Is(err, want) {
			t.Errorf("edit of %s: %v; want %v", path, err, want)
		}
	}
	for name, edit := range map[string]heald.FileEdit{
		"other content": {Path: "a.py", Before: []byte("other\n"), After: []byte("b\n")},
		"not there":     {Path: "c.py", Before: []byte("c\n"), After: []byte("b\n")},
	} {
		if _, err := r.Branch(ctx, "ok", base, []heald.FileEdit{edit}, "m", ""); !errors.Is(err, heald.ErrConflict) {
			t.Errorf("%s: %v; want heald.ErrConflict", name, err)
		}
	}
	if _, err := r.Branch(ctx, "ok", base, nil, "m", ""); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("no edits: %v", err)
	}
	if _, err := r.Branch(ctx, "ok", base, good, "m", "a\n<b>"); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("bad author: %v", err)
	}
	if got := plain(t, dir, "branch", "--list", "--format=%(refname:short)"); got != "main\ntaken" {
		t.Errorf("branches = %q", got)
	}
}
