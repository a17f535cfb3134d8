package local_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/forge/forgetest"
	"github.com/heald-dev/heald/internal/forge/local"
	"github.com/heald-dev/heald/internal/repo/git"
)

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.org", "GIT_COMMITTER_NAME=Ann", "GIT_COMMITTER_EMAIL=ann@example.org",
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func commit(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	for name, content := range files {
		full := filepath.Join(dir, name)
		if content == "" {
			run(t, dir, "rm", "-q", "-f", name)
			continue
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "-m", "work")
	return strings.TrimSpace(run(t, dir, "rev-parse", "HEAD"))
}

func newForge() *local.Forge {
	return local.New(local.Config{Open: func(path string) (local.Repository, error) { return git.Open(path) }})
}

// world is a repository with the service's branch checked out, or with another one.
func world(t *testing.T, checkedOut bool) forgetest.World {
	dir := filepath.Join(t.TempDir(), "re[p]o")
	run(t, "/", "init", "-q", "-b", "main", dir)
	first := commit(t, dir, map[string]string{"app.py": forgetest.First})
	if !checkedOut {
		run(t, dir, "switch", "-q", "-c", "elsewhere")
	}
	forge := newForge()
	service := heald.Service{Name: "shop", Repository: dir, Branch: "main"}
	return forgetest.World{
		Forge: forge, Service: service,
		Push: func(t *testing.T, files map[string]string) string {
			run(t, dir, "switch", "-q", "main")
			if out := run(t, dir, "branch", "--list", "heald/main"); out != "" {
				run(t, dir, "merge", "-q", "--ff-only", "heald/main")
			}
			made := commit(t, dir, files)
			if !checkedOut {
				run(t, dir, "switch", "-q", "-C", "elsewhere", first)
			}
			return made
		},
		Read: func(t *testing.T, commit, path string) string { return run(t, dir, "show", commit+":"+path) },
	}
}

func TestConformance(t *testing.T) {
	t.Run("branch free", func(t *testing.T) { forgetest.Run(t, func(t *testing.T) forgetest.World { return world(t, false) }) })
	t.Run("branch checked out", func(t *testing.T) { forgetest.Run(t, func(t *testing.T) forgetest.World { return world(t, true) }) })
}

// state is everything of a worktree that a person would miss.
func state(t *testing.T, dir string) string {
	t.Helper()
	index, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
	if err != nil {
		t.Fatal(err)
	}
	return run(t, dir, "status", "--porcelain", "--branch") + run(t, dir, "rev-parse", "HEAD", "main") + run(t, dir, "diff", "HEAD") + string(index)
}

func propose(w forgetest.World, base string) heald.Proposal {
	return heald.Proposal{
		Case: "c", Service: w.Service, Branch: "heald/c", Base: base, Message: "mend\n", At: time.Unix(1_700_000_000, 0).UTC(),
		Edits: []heald.FileEdit{{Path: "app.py", After: []byte("ONE\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n")}},
	}
}

func TestNothingUnderAPersonsHandsMoves(t *testing.T) {
	w, ctx := world(t, true), context.Background()
	dir := w.Service.Repository
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte("half done\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := state(t, dir)
	base, err := w.Forge.Head(ctx, w.Service)
	if err != nil {
		t.Fatal(err)
	}
	review, err := w.Forge.Open(ctx, propose(w, base))
	if err != nil {
		t.Fatal(err)
	}
	merged, err := w.Forge.Merge(ctx, w.Service, review, time.Unix(1_700_000_100, 0))
	if err != nil || merged.Branch != "heald/main" {
		t.Fatalf("merge = %+v, %v; want it on heald/main", merged, err)
	}
	reverted, err := w.Forge.Revert(ctx, w.Service, merged, "revert\n", time.Unix(1_700_000_200, 0))
	if err != nil || reverted.Branch != "heald/main" {
		t.Fatalf("revert = %+v, %v; want it on heald/main", reverted, err)
	}
	if after := state(t, dir); after != before {
		t.Errorf("the worktree was touched:\n%s\nwas:\n%s", after, before)
	}
	if got, want := run(t, dir, "log", "--format=%an %ae %cn %at %ct %s", "main..heald/main"), "heald heald@localhost heald 1700000200 1700000200 revert\nheald heald@localhost heald 1700000000 1700000000 mend\n"; got != want {
		t.Errorf("log:\n%s\nwant:\n%s", got, want)
	}
}

// A person's own commits on the checked-out branch do not stop heald's line; taken over, the branch leads again.
func TestReleaseBranchLeadsUntilTakenOver(t *testing.T) {
	w, ctx := world(t, true), context.Background()
	dir := w.Service.Repository
	base, _ := w.Forge.Head(ctx, w.Service)
	review, err := w.Forge.Open(ctx, propose(w, base))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Forge.Merge(ctx, w.Service, review, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	commit(t, dir, map[string]string{"other.py": "x\n"})
	if head, err := w.Forge.Head(ctx, w.Service); err != nil || head != review.Commit {
		t.Errorf("head = %s, %v; want heald's %s", head, err, review.Commit)
	}
	run(t, dir, "merge", "-q", "-m", "take over", "heald/main")
	taken := strings.TrimSpace(run(t, dir, "rev-parse", "HEAD"))
	if head, err := w.Forge.Head(ctx, w.Service); err != nil || head != taken {
		t.Errorf("head = %s, %v; want the person's %s", head, err, taken)
	}
	reverted, err := w.Forge.Revert(ctx, w.Service, heald.Merge{Branch: "heald/main", Before: base, Commit: review.Commit, Tree: review.Tree}, "revert\n", time.Unix(2, 0))
	if err != nil || reverted.Branch != "heald/main" || reverted.Before != taken {
		t.Fatalf("revert = %+v, %v", reverted, err)
	}
	if got := w.Read(t, reverted.Commit, "app.py"); got != forgetest.First || w.Read(t, reverted.Commit, "other.py") != "x\n" {
		t.Errorf("app.py = %q", got)
	}
}

func TestSomebodyStandsOnHealdsBranch(t *testing.T) {
	w, ctx := world(t, true), context.Background()
	base, _ := w.Forge.Head(ctx, w.Service)
	review, err := w.Forge.Open(ctx, propose(w, base))
	if err != nil {
		t.Fatal(err)
	}
	tree := filepath.Join(t.TempDir(), "tree")
	run(t, w.Service.Repository, "worktree", "add", "-q", "-b", "heald/main", tree)
	if _, err := w.Forge.Merge(ctx, w.Service, review, time.Unix(1, 0)); !errors.Is(err, heald.ErrTransient) || !strings.Contains(err.Error(), "git switch") {
		t.Errorf("merge: %v; want heald.ErrTransient with a remedy", err)
	}
	run(t, tree, "switch", "-q", "-c", "mine")
	if merged, err := w.Forge.Merge(ctx, w.Service, review, time.Unix(1, 0)); err != nil || merged.Branch != "heald/main" {
		t.Errorf("merge = %+v, %v", merged, err)
	}
}

func TestCloseKeepsAPersonsWork(t *testing.T) {
	w, ctx := world(t, true), context.Background()
	dir := w.Service.Repository
	base, _ := w.Forge.Head(ctx, w.Service)
	review, err := w.Forge.Open(ctx, propose(w, base))
	if err != nil {
		t.Fatal(err)
	}
	run(t, dir, "switch", "-q", review.Branch)
	if err := w.Forge.Close(ctx, w.Service, review, "x"); err != nil {
		t.Error(err)
	}
	commit(t, dir, map[string]string{"mine.py": "x\n"})
	run(t, dir, "switch", "-q", "main")
	if err := w.Forge.Close(ctx, w.Service, review, "x"); err != nil {
		t.Error(err)
	}
	if out := run(t, dir, "branch", "--list", review.Branch); out == "" {
		t.Error("the branch with a person's work is gone")
	}
	other, err := w.Forge.Open(ctx, propose(w, base))
	if err != nil || other.Branch != "heald/c-2" || other.Commit != review.Commit {
		t.Fatalf("opened beside it: %+v, %v", other, err)
	}
	if err := w.Forge.Close(ctx, w.Service, other, "x"); err != nil {
		t.Error(err)
	}
	if out := run(t, dir, "branch", "--list", other.Branch); out != "" {
		t.Errorf("the closed branch stands: %s", out)
	}
}
