package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

func TestCheckout(t *testing.T) {
	dir := newRepo(t)
	write(t, dir, map[string]string{
		"app/a.py": "a\r\nb\n", "run.sh": "#!/bin/sh\n", "empty": "", "ü \"q\".txt": "x", ".gitattributes": "* text eol=lf\n*.bin filter=lfs\n",
		"model.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "line\nbreak": "y", "app/deep/er/b.py": "b",
	})
	for link, target := range map[string]string{
		"app/ok": "../run.sh", "app/also": "deep/er/b.py", "out": "../outside", "abs": "/etc/passwd", "app/tricky": "deep/../../../x",
		"app/deep/root": "../..", "gitdir": ".git/config", "broken": "nowhere",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "run.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	plain(t, dir, "-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "add", "-A")
	plain(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+strings.Repeat("1", 40)+",vendor/lib")
	// eol=lf made git store a.py with LF; put the mixed line ends in by hand.
	blob := filepath.Join(t.TempDir(), "blob")
	write(t, filepath.Dir(blob), map[string]string{"blob": "a\r\nb\n"})
	id := plain(t, dir, "hash-object", "-w", "--no-filters", blob)
	plain(t, dir, "update-index", "--cacheinfo", "100644,"+id+",app/a.py")
	plain(t, dir, "commit", "-q", "-m", "one")
	sha := plain(t, dir, "rev-parse", "HEAD")
	before := fingerprint(t, dir)

	to := filepath.Join(t.TempDir(), "out")
	got, err := open(t, dir).Checkout(context.Background(), sha, to)
	if err != nil {
		t.Fatal(err)
	}
	want := heald.Checkout{Root: to, Home: dir, Commit: sha, Skipped: []string{
		"vendor/lib: submodule", "abs: symlink out of the tree", "app/tricky: symlink out of the tree",
		"gitdir: symlink out of the tree", "out: symlink out of the tree",
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	wantFiles := map[string]string{
		"app/a.py": "a\r\nb\n", "run.sh": "x #!/bin/sh\n", "empty": "", "ü \"q\".txt": "x", ".gitattributes": "* text eol=lf\n*.bin filter=lfs\n",
		"model.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "line\nbreak": "y", "app/deep/er/b.py": "b",
		"app/ok": "-> ../run.sh", "app/also": "-> deep/er/b.py", "app/deep/root": "-> ../..", "broken": "-> nowhere",
	}
	if d := cmp.Diff(wantFiles, contents(t, to)); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	if d := cmp.Diff(before, fingerprint(t, dir)); d != "" {
		t.Errorf("the repository was touched:\n%s", d)
	}
	if _, err := open(t, dir).Checkout(context.Background(), sha, to); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("checkout into a full folder: %v; want heald.ErrInvalid", err)
	}
	if _, err := open(t, dir).Checkout(context.Background(), "HEAD", to+"2"); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("checkout of a revision: %v; want heald.ErrInvalid", err)
	}
}

func TestStaysInside(t *testing.T) {
	for _, test := range []struct {
		path, target string
		want         bool
	}{
		{"a", "b", true},
		{"d/a", "../b", true},
		{"d/e/a", "../../b/./c", true},
		{"d/a", "..", true},
		{"a", "..", false},
		{"d/a", "../..", false},
		{"a", "/etc", false},
		{"a", "", false},
		{"a", "b/../c", false},
		{"d/a", "../.GIT/x", false},
		{"a", "b\x00", false},
	} {
		if got := staysInside(test.path, test.target); got != test.want {
			t.Errorf("staysInside(%q, %q) = %v, want %v", test.path, test.target, got, test.want)
		}
	}
}

// A tree made by hand can hold names that no checkout of git would write.
func TestUnsafeNames(t *testing.T) {
	dir := newRepo(t)
	commit(t, dir, "one", map[string]string{"a.py": "a\n"})
	blob := plain(t, dir, "rev-parse", "HEAD:a.py")
	tree := rawTree(t, dir, "100644 .GIT\x00", blob)
	outer := rawTree(t, dir, "40000 ..\x00", tree, "100644 ok.py\x00", blob)
	sha := plain(t, dir, "commit-tree", "-m", "bad", outer)
	to := filepath.Join(t.TempDir(), "out")
	got, err := open(t, dir).Checkout(context.Background(), sha, to)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{`"../.GIT": unsafe name`}, got.Skipped); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]string{"ok.py": "a\n"}, contents(t, to)); d != "" {
		t.Error(d)
	}
}

func rawTree(t *testing.T, dir string, parts ...string) string {
	t.Helper()
	var raw []byte
	for i := 0; i < len(parts); i += 2 {
		raw = append(raw, parts[i]...)
		var id []byte
		if _, err := fmt.Sscanf(parts[i+1], "%x", &id); err != nil {
			t.Fatal(err)
		}
		raw = append(raw, id...)
	}
	file := filepath.Join(t.TempDir(), "tree")
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return plain(t, dir, "hash-object", "-t", "tree", "-w", "--literally", file)
}

func TestDamagedObject(t *testing.T) {
	dir := newRepo(t)
	sha := commit(t, dir, "one", map[string]string{"a.py": "good\n", "b.py": "evil\n"})
	good, evil := plain(t, dir, "rev-parse", "HEAD:a.py"), plain(t, dir, "rev-parse", "HEAD:b.py")
	object := func(id string) string { return filepath.Join(dir, ".git", "objects", id[:2], id[2:]) }
	data, err := os.ReadFile(object(evil))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(object(good)), os.WriteFile(object(good), data, 0o444)); err != nil {
		t.Fatal(err)
	}
	if out := plain(t, dir, "cat-file", "blob", good); out != "evil" {
		t.Errorf("control: git checks names when it prints objects: %q", out)
	}
	if _, err := open(t, dir).Checkout(context.Background(), sha, filepath.Join(t.TempDir(), "a")); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("exchanged object: %v; want heald.ErrInvalid", err)
	}
	if err := os.Remove(object(good)); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Checkout(context.Background(), sha, filepath.Join(t.TempDir(), "b")); err == nil {
		t.Error("a missing object went unnoticed")
	}
}

func TestLimits(t *testing.T) {
	for name, entries := range map[string][]entry{
		"many":  make([]entry, maxFiles+1),
		"large": {{size: maxFileSize + 1}},
		"total": {{size: maxFileSize}, {size: maxFileSize}, {size: maxFileSize}, {size: maxFileSize}, {size: maxFileSize}, {size: maxFileSize}, {size: maxFileSize}, {size: maxFileSize}, {size: 1}},
	} {
		if err := withinLimits(entries); !errors.Is(err, heald.ErrExhausted) {
			t.Errorf("%s: %v; want heald.ErrExhausted", name, err)
		}
	}
	if err := withinLimits(make([]entry, maxFiles)); err != nil {
		t.Error(err)
	}
}

func BenchmarkCheckout2000Files(b *testing.B) {
	dir := newRepo(b)
	files := map[string]string{}
	for i := range 2000 {
		files[fmt.Sprintf("pkg%d/file%d.py", i%50, i)] = strings.Repeat(fmt.Sprintf("line %d\n", i), 50)
	}
	sha := commit(b, dir, "many", files)
	plain(b, dir, "gc", "-q")
	r := open(b, dir)
	for b.Loop() {
		if _, err := r.Checkout(context.Background(), sha, filepath.Join(b.TempDir(), "out")); err != nil {
			b.Fatal(err)
		}
	}
}
