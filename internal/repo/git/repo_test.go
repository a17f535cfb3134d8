package git

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

func TestOpenRefuses(t *testing.T) {
	bare := filepath.Join(t.TempDir(), "bare.git")
	plain(t, "/", "init", "-q", "--bare", bare)
	file := filepath.Join(t.TempDir(), "file")
	write(t, filepath.Dir(file), map[string]string{"file": "x"})
	for path, want := range map[string]string{
		"/nonexistent/folder":             "no such folder",
		file:                              "not a folder",
		t.TempDir():                       "git init",
		bare:                              "bare",
		filepath.Join(newRepo(t), ".git"): "bare repository",
	} {
		_, err := Open(path)
		if !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%s): %v; want heald.ErrInvalid that says %q", path, err, want)
		}
	}
}

func TestOpenFindsTheTop(t *testing.T) {
	dir := newRepo(t)
	sha := commit(t, dir, "one", map[string]string{".svc/app/a.py": "a\n"})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	tree := filepath.Join(t.TempDir(), "tree")
	plain(t, dir, "worktree", "add", "-q", "-b", "other", tree)
	for path, want := range map[string][2]string{
		dir:                               {dir, ""},
		filepath.Join(dir, ".svc", "app"): {dir, ".svc/app"},
		link:                              {dir, ""},
		tree:                              {tree, ""},
	} {
		r := open(t, path)
		if got := [2]string{r.Root(), r.Prefix()}; got != want {
			t.Errorf("Open(%s) = %q, want %q", path, got, want)
		}
		if got, err := r.Resolve(context.Background(), "HEAD"); err != nil || got.SHA != sha {
			t.Errorf("HEAD of %s = %v, %v; want %s", path, got, err, sha)
		}
	}
}

func TestResolve(t *testing.T) {
	dir := newRepo(t)
	first := commit(t, dir, "first", nil)
	plain(t, dir, "tag", "-a", "-m", "one", "v1")
	second := commit(t, dir, "second", nil)
	plain(t, dir, "pack-refs", "--all")
	r := open(t, dir)
	for rev, want := range map[string]string{
		"HEAD": second, "main": second, "HEAD~1": first, "v1": first, "main^": first, first: first, second[:12]: second, "HEAD^{/first}": first,
	} {
		if got, err := r.Resolve(context.Background(), rev); err != nil || got.SHA != want {
			t.Errorf("Resolve(%q) = %v, %v; want %s", rev, got, err, want)
		}
	}
	got, err := r.Resolve(context.Background(), "HEAD")
	want := heald.Commit{SHA: second, Author: "Ann", When: "2024-01-02T03:04:05+00:00", Subject: "second"}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	for _, rev := range []string{"", "--all", "-h", "nothing", "HEAD:a.py", "HEAD\nmain", "HEAD\x00", "--output=/tmp/x", "HEAD..main", strings.Repeat("a", 600)} {
		if got, err := r.Resolve(context.Background(), rev); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("Resolve(%.20q) = %v, %v; want heald.ErrInvalid", rev, got, err)
		}
	}
}

func TestNoCommits(t *testing.T) {
	_, err := open(t, newRepo(t)).Resolve(context.Background(), "HEAD")
	if !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), "no commits") {
		t.Errorf("got %v; want heald.ErrInvalid that says so", err)
	}
}

func TestShallow(t *testing.T) {
	dir := newRepo(t)
	first := commit(t, dir, "first", map[string]string{"a.py": "a\n"})
	second := commit(t, dir, "second", map[string]string{"b.py": "b\n"})
	clone := filepath.Join(t.TempDir(), "clone")
	plain(t, "/", "clone", "-q", "--depth=1", "file://"+dir, clone)
	r, ctx := open(t, clone), context.Background()
	if !r.Shallow() || open(t, dir).Shallow() {
		t.Error("Shallow is wrong")
	}
	if _, err := r.Resolve(ctx, first); !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), "unshallow") {
		t.Errorf("Resolve of a missing commit: %v; want the remedy", err)
	}
	if _, err := r.LineHistory(ctx, second, "a.py", 1); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("LineHistory beyond the cut: %v; want heald.ErrNotFound", err)
	}
	if _, err := r.Patch(ctx, second); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("Patch at the cut: %v; want heald.ErrNotFound", err)
	}
	if log, err := r.Log(ctx, second, nil, 5); err != nil || len(log) != 1 {
		t.Errorf("Log = %v, %v; want the one commit", log, err)
	}
}

func TestSHA256(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "repo")
	plain(t, "/", "init", "-q", "-b", "main", "--object-format=sha256", dir)
	sha := commit(t, dir, "one", map[string]string{"a.py": "a\n"})
	r, ctx := open(t, dir), context.Background()
	to := filepath.Join(t.TempDir(), "out")
	if _, err := r.Checkout(ctx, sha, to); err != nil {
		t.Fatal(err)
	}
	made, err := r.Branch(ctx, "fix", sha, []heald.FileEdit{{Path: "a.py", Before: []byte("a\n"), After: []byte("b\n")}}, "fix", "")
	if err != nil || len(made) != 64 {
		t.Errorf("Branch = %q, %v", made, err)
	}
}

func TestAlternates(t *testing.T) {
	dir := newRepo(t)
	sha := commit(t, dir, "one", map[string]string{"a.py": "a\n"})
	clone := filepath.Join(filepath.Dir(dir), "clone")
	plain(t, "/", "clone", "-q", "--shared", dir, clone)
	alternates := filepath.Join(clone, ".git", "objects", "info", "alternates")
	if err := os.WriteFile(alternates, []byte("../../../repo/.git/objects\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, clone).Checkout(context.Background(), sha, filepath.Join(t.TempDir(), "out")); err != nil {
		t.Error(err)
	}
}

// As root on another user's repository, git runs as that user and what Branch writes belongs to that user.
func TestOtherOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	dir := newRepo(t)
	sha := commit(t, dir, "one", map[string]string{"a.py": "a\n"})
	const uid = 65534
	if out, err := exec.Command("chown", "-R", "65534:65534", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if out, err := tryPlain(dir, "status"); err == nil {
		t.Errorf("control: plain git accepts another user's repository: %s", out)
	}
	ctx, edits := context.Background(), []heald.FileEdit{{Path: "b.py", After: []byte("b\n")}}
	if r := open(t, dir); !r.masked {
		t.Error("the owner cannot reach the folder, yet git runs as the owner")
	} else if _, err := r.Branch(ctx, "fix", sha, edits, "fix", ""); !errors.Is(err, heald.ErrDenied) {
		t.Errorf("Branch: %v; want heald.ErrDenied", err)
	} else if got, err := r.Resolve(ctx, "HEAD"); err != nil || got.SHA != sha {
		t.Errorf("Resolve = %v, %v", got, err)
	}
	for at := filepath.Dir(dir); at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
		if err := os.Chmod(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, dir)
	if r.as == nil || r.as.Uid != uid {
		t.Fatalf("git runs as %+v", r.as)
	}
	if _, err := r.Dirty(ctx); err != nil {
		t.Error(err)
	}
	if _, err := r.Branch(ctx, "fix", sha, edits, "fix", ""); err != nil {
		t.Fatal(err)
	}
	err := filepath.Walk(filepath.Join(dir, ".git"), func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Sys().(*syscall.Stat_t).Uid != uid {
			t.Errorf("%s does not belong to the owner", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOutputLimit(t *testing.T) {
	l := limited{limit: 4}
	if n, err := io.Copy(&l, strings.NewReader("123456")); n != 6 || err != nil || !l.over || l.kept.String() != "1234" {
		t.Errorf("copied %d, %v; kept %q, over %v", n, err, l.kept.String(), l.over)
	}
	if n, err := l.Write([]byte("7")); n != 1 || err != nil || l.kept.Len() != 4 {
		t.Errorf("wrote %d, %v; kept %q", n, err, l.kept.String())
	}
}

func TestCancel(t *testing.T) {
	r := open(t, newRepo(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Resolve(ctx, "HEAD"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; want context.Canceled", err)
	}
}
