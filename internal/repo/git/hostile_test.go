package git

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

// attack plants a program in a repository. The control is a command with which a plain git runs it: without that the test
// would prove nothing.
type attack struct {
	name    string
	plant   func(t *testing.T, dir, program string)
	control []string
}

func configure(pairs ...string) func(*testing.T, string, string) {
	return func(t *testing.T, dir, program string) {
		for i := 0; i < len(pairs); i += 2 {
			plain(t, dir, "config", pairs[i], strings.ReplaceAll(pairs[i+1], "PROGRAM", program))
		}
	}
}

func hook(name string) func(*testing.T, string, string) {
	return func(t *testing.T, dir, program string) {
		folder := filepath.Join(dir, ".git", "hooks")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(program, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// touch makes git compare contents: the file's time differs from the index.
func touch(t *testing.T, dir string) {
	write(t, dir, map[string]string{"a.py": "one\ntwo\n"})
}

var attacks = []attack{
	{"file-system monitor", configure("core.fsmonitor", "PROGRAM"), []string{"status"}},
	{"clean filter", configure("filter.evil.clean", "PROGRAM"), []string{"add", "a.py"}},
	{"smudge filter", configure("filter.evil.smudge", "PROGRAM"), []string{"cat-file", "--filters", "HEAD:a.py"}},
	{"filter process", configure("filter.evil.process", "PROGRAM"), []string{"add", "a.py"}},
	{"large-file filter", configure("filter.evil.process", "PROGRAM", "filter.evil.required", "true"), []string{"status"}},
	{"text conversion", configure("diff.evil.textconv", "PROGRAM"), []string{"show", "HEAD"}},
	{"text conversion in blame", configure("diff.evil.textconv", "PROGRAM"), []string{"blame", "HEAD", "--", "a.py"}},
	{"diff driver", configure("diff.evil.command", "PROGRAM"), []string{"diff", "HEAD~1", "HEAD"}},
	{"external diff", configure("diff.external", "PROGRAM"), []string{"diff", "HEAD~1", "HEAD"}},
	{"reference hook", hook("reference-transaction"), []string{"branch", "x"}},
	{"index hook", hook("post-index-change"), []string{"update-index", "--refresh", "--again", "--force-write-index"}},
	{"checkout hook", hook("post-checkout"), []string{"checkout", "-q", "HEAD~0"}},
	{"commit hook", hook("pre-commit"), []string{"commit", "--allow-empty", "-m", "x"}},
	{"hooks elsewhere", func(t *testing.T, dir, program string) {
		folder := t.TempDir()
		if err := os.Symlink(program, filepath.Join(folder, "reference-transaction")); err != nil {
			t.Fatal(err)
		}
		plain(t, dir, "config", "core.hooksPath", folder)
	}, []string{"branch", "x"}},
	{"included configuration", func(t *testing.T, dir, program string) {
		file := filepath.Join(t.TempDir(), "included")
		plain(t, "/", "config", "--file", file, "core.fsmonitor", program)
		plain(t, dir, "config", "include.path", file)
	}, []string{"status"}},
	{"configuration of the worktree", func(t *testing.T, dir, program string) {
		plain(t, dir, "config", "extensions.worktreeConfig", "true")
		plain(t, dir, "config", "--worktree", "core.fsmonitor", program)
	}, []string{"status"}},
	{"signature check", func(t *testing.T, dir, program string) {
		signed := "tree " + plain(t, dir, "rev-parse", "HEAD^{tree}") + "\nparent " + plain(t, dir, "rev-parse", "HEAD") +
			"\nauthor A <a> 0 +0000\ncommitter A <a> 0 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nm\n"
		file := filepath.Join(t.TempDir(), "commit")
		write(t, filepath.Dir(file), map[string]string{"commit": signed})
		plain(t, dir, "reset", "-q", "--hard", plain(t, dir, "hash-object", "-t", "commit", "-w", file))
		configure("gpg.program", "PROGRAM", "log.showSignature", "true")(t, dir, program)
	}, []string{"log", "-1"}},
	{"signing", configure("gpg.program", "PROGRAM", "commit.gpgSign", "true", "user.signingKey", "x"), []string{"commit", "--allow-empty", "-m", "x"}},
	{"lazy fetch of a missing object", func(t *testing.T, dir, program string) {
		id := plain(t, dir, "rev-parse", "HEAD:b.py")
		if err := os.Remove(filepath.Join(dir, ".git", "objects", id[:2], id[2:])); err != nil {
			t.Fatal(err)
		}
		configure("core.repositoryFormatVersion", "1", "extensions.partialClone", "origin", "remote.origin.url", "ssh://example.invalid/x",
			"remote.origin.promisor", "true", "remote.origin.partialCloneFilter", "blob:none", "core.sshCommand", "PROGRAM")(t, dir, program)
	}, []string{"cat-file", "-p", "HEAD:b.py"}},
	{"merge driver", func(t *testing.T, dir, program string) {
		plain(t, dir, "switch", "-q", "-c", "side", "HEAD~1")
		commit(t, dir, "side", map[string]string{"a.py": "one\nside\n"})
		plain(t, dir, "switch", "-q", "main")
		configure("merge.evil.driver", "PROGRAM")(t, dir, program)
	}, []string{"merge", "--no-edit", "side"}},
	{"alias", configure("alias.evil", "!PROGRAM"), []string{"evil"}},
}

func hostileRepo(t *testing.T) string {
	dir := newRepo(t)
	commit(t, dir, "one", map[string]string{"a.py": "one\n", "b.py": "b\n", ".gitattributes": "*.py filter=evil diff=evil merge=evil\n"})
	commit(t, dir, "two", map[string]string{"a.py": "one\ntwo\n"})
	return dir
}

// useAll calls everything that a Repo can do. Errors are welcome here (some attacks damage the repository).
func useAll(t *testing.T, dir string) {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Logf("open: %v", err)
		return
	}
	ctx := context.Background()
	head, err := r.Resolve(ctx, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	_, dirtyErr := r.Dirty(ctx)
	_, checkoutErr := r.Checkout(ctx, head.SHA, filepath.Join(t.TempDir(), "out"))
	_, logErr := r.Log(ctx, head.SHA, []string{"a.py"}, 5)
	_, blameErr := r.LineHistory(ctx, head.SHA, "a.py", 2)
	_, patchErr := r.Patch(ctx, head.SHA)
	_, readErr := r.ReadFile(ctx, head.SHA, "b.py")
	_, ancestorsErr := r.Ancestors(ctx, head.SHA, 5)
	_, branchErr := r.Branch(ctx, "heald/fix", head.SHA, []heald.FileEdit{{Path: "a.py", After: []byte("fixed\n")}}, "fix", "")
	moveErr := r.Move(ctx, "heald/moved", "", head.SHA, "made")
	_, usedErr := r.InUse(ctx, "main")
	var carryErr error
	if line, err := r.Ancestors(ctx, head.SHA, 2); err == nil && len(line) == 2 {
		_, carryErr = r.Carry(ctx, line[1].SHA, []heald.FileEdit{{Path: "a.py", After: []byte("one\nthree\n")}}, head.SHA)
	}
	for name, err := range map[string]error{
		"move": moveErr, "in use": usedErr, "carry": carryErr, "dirty": dirtyErr, "checkout": checkoutErr, "log": logErr, "blame": blameErr, "patch": patchErr, "read": readErr,
		"ancestors": ancestorsErr, "branch": branchErr,
	} {
		if err != nil {
			t.Logf("%s: %v", name, err)
		}
	}
}

func TestHostileRepository(t *testing.T) {
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			dir, folder := hostileRepo(t), t.TempDir()
			program, marker := filepath.Join(folder, "program"), filepath.Join(folder, "marker")
			if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch "+marker+"\nexit 0\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			a.plant(t, dir, program)
			touch(t, dir)
			out, _ := tryPlain(dir, a.control...)
			if _, err := os.Stat(marker); err != nil {
				t.Fatalf("control: plain git does not run the program: %s", out)
			}
			if err := os.Remove(marker); err != nil {
				t.Fatal(err)
			}
			touch(t, dir)
			useAll(t, dir)
			if _, err := os.Stat(marker); err == nil {
				t.Error("the program was run")
			}
		})
	}
}

// What the process that runs heald has in its environment does not reach git.
func TestHostileEnvironment(t *testing.T) {
	dir, folder := hostileRepo(t), t.TempDir()
	program, marker := filepath.Join(folder, "program"), filepath.Join(folder, "marker")
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch "+marker+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{
		"GIT_EXTERNAL_DIFF": program, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": program,
		"GIT_DIR": filepath.Join(folder, "nothing"), "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": filepath.Join(folder, "index"),
	} {
		t.Setenv(key, value)
	}
	control := exec.Command("git", "--git-dir="+filepath.Join(dir, ".git"), "--work-tree="+dir, "diff", "HEAD~1", "HEAD")
	if out, err := control.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if err := os.Remove(marker); err != nil {
		t.Fatalf("control: %v", err)
	}
	useAll(t, dir)
	if _, err := os.Stat(marker); err == nil {
		t.Error("the program was run")
	}
}

func TestReplacedObjects(t *testing.T) {
	dir := hostileRepo(t)
	sha := plain(t, dir, "rev-parse", "HEAD")
	plain(t, dir, "replace", "HEAD:a.py", "HEAD:b.py")
	if got := plain(t, dir, "show", "HEAD:a.py"); got != "b" {
		t.Fatalf("control: git shows %q", got)
	}
	if got, err := open(t, dir).ReadFile(context.Background(), sha, "a.py"); err != nil || string(got) != "one\ntwo\n" {
		t.Errorf("ReadFile = %q, %v; want what the commit names", got, err)
	}
}

// A worktree that the configuration puts elsewhere is not looked at.
func TestWorktreeElsewhere(t *testing.T) {
	dir, elsewhere := hostileRepo(t), t.TempDir()
	write(t, elsewhere, map[string]string{"secret": "x"})
	plain(t, dir, "config", "core.worktree", elsewhere)
	if got := plain(t, dir, "status", "--porcelain"); !strings.Contains(got, "secret") {
		t.Fatalf("control: git shows %q", got)
	}
	if got, err := open(t, dir).Dirty(context.Background()); err != nil || len(got) != 0 {
		t.Errorf("Dirty = %q, %v", got, err)
	}
}

// A pipe in place of a file must not make heald wait.
func TestPipes(t *testing.T) {
	for _, name := range []string{"HEAD", "index", "info/exclude", "commondir"} {
		dir := hostileRepo(t)
		file := filepath.Join(dir, ".git", name)
		if err := os.RemoveAll(file); err != nil {
			t.Fatal(err)
		}
		if err := exec.Command("mkfifo", file).Run(); err != nil {
			t.Fatal(err)
		}
		r, err := Open(dir)
		if err != nil {
			continue
		}
		if _, err := r.Dirty(context.Background()); err != nil {
			t.Logf("%s: %v", name, err)
		}
	}
}
