package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/heald-dev/heald"
)

// Head is the commit that a branch names; heald.ErrNotFound when there is no such branch.
func (r *Repo) Head(ctx context.Context, branch string) (string, error) {
	if err := r.checkBranch(ctx, branch); err != nil {
		return "", fmt.Errorf("head of branch %q in %s: %w", branch, r.top, err)
	}
	out, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", "refs/heads/"+branch+"^{commit}")
	if _, refused := errors.AsType[*gitError](err); refused {
		return "", fmt.Errorf("head of branch %q in %s: no such branch: %w", branch, r.top, heald.ErrNotFound)
	}
	return strings.TrimSpace(string(out)), err
}

func (r *Repo) checkBranch(ctx context.Context, branch string) error {
	if branch == "" || branch == "HEAD" || strings.HasPrefix(branch, "-") || strings.HasPrefix(branch, "refs/") {
		return fmt.Errorf("not a branch name: %w", heald.ErrInvalid)
	}
	if _, err := r.ask(ctx, "check-ref-format", "refs/heads/"+branch); err != nil {
		return fmt.Errorf("not a branch name: %w", heald.ErrInvalid)
	}
	return nil
}

// Tree names the tree of a commit.
func (r *Repo) Tree(ctx context.Context, commit string) (string, error) {
	if err := r.checkName(commit); err != nil {
		return "", err
	}
	out, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", commit+"^{tree}")
	if _, refused := errors.AsType[*gitError](err); refused {
		return "", fmt.Errorf("tree of %s in %s: no such commit: %w", commit, r.top, heald.ErrNotFound)
	}
	return strings.TrimSpace(string(out)), err
}

// Contains says whether commit is head or one of its ancestors.
func (r *Repo) Contains(ctx context.Context, head, commit string) (bool, error) {
	if err := errors.Join(r.checkName(head), r.checkName(commit)); err != nil {
		return false, err
	}
	_, err := r.ask(ctx, "merge-base", "--is-ancestor", commit, head)
	if refused, ok := errors.AsType[*gitError](err); ok && refused.code == 1 {
		return false, nil
	}
	return err == nil, err
}

// standing are the files that say on which branch a worktree stands, or which it is rebasing or bisecting, and how.
var standing = []struct{ file, before string }{
	{"HEAD", "ref: refs/heads/"}, {"rebase-merge/head-name", "refs/heads/"}, {"rebase-apply/head-name", "refs/heads/"}, {"BISECT_START", ""},
}

// InUse says whether a person stands on a branch: it is checked out in some worktree, or one is in the middle of rebasing or bisecting
// it. Moving such a branch would make their files look changed.
func (r *Repo) InUse(ctx context.Context, branch string) (bool, error) {
	folders, err := filepath.Glob(filepath.Join(globSafe(r.common), "worktrees", "*"))
	if err != nil {
		return false, fmt.Errorf("worktrees of %s: %w", r.top, err)
	}
	if !r.bare(ctx) {
		folders = append(folders, r.common)
	}
	for _, folder := range folders {
		for _, s := range standing {
			text, err := readSmall(filepath.Join(folder, s.file))
			if err == nil && text == s.before+branch {
				return true, nil
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return false, fmt.Errorf("worktrees of %s: %w", r.top, err)
			}
		}
	}
	return false, nil
}

// bare says whether the shared git folder has no files beside it: nobody stands on its HEAD.
func (r *Repo) bare(ctx context.Context) bool {
	out, err := r.run(ctx, call{args: []string{"config", "--file", filepath.Join(r.common, "config"), "--no-includes", "--type=bool", "--get", "core.bare"}})
	return err == nil && strings.TrimSpace(string(out)) == "true"
}

// globSafe keeps a path with pattern characters in it a path.
func globSafe(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// Move makes a branch that names from name to, by compare and swap: an empty from makes the branch, an empty to removes it. A branch that
// names something else by now is heald.ErrConflict. Nothing but the reference is written; the caller has asked InUse.
func (r *Repo) Move(ctx context.Context, branch, from, to, why string) error {
	if err := r.move(ctx, branch, from, to, why); err != nil {
		return fmt.Errorf("move branch %q in %s: %w", branch, r.top, err)
	}
	return nil
}

func (r *Repo) move(ctx context.Context, branch, from, to, why string) error {
	if err := errors.Join(r.checkWritable(branch), r.checkBranch(ctx, branch)); err != nil {
		return err
	}
	for _, commit := range []string{from, to} {
		if commit != "" {
			if err := r.checkName(commit); err != nil {
				return err
			}
		}
	}
	if _, err := r.ask(ctx, "symbolic-ref", "--quiet", "refs/heads/"+branch); err == nil {
		return fmt.Errorf("the branch is another name for a branch; name that one: %w", heald.ErrInvalid)
	}
	if from == "" {
		if err := r.inShadow(func(shadow string) error {
			return (&brancher{r: r, ctx: ctx, shadow: shadow}).checkNeighbours("refs/heads/" + branch)
		}); err != nil {
			return err
		}
	}
	return r.swap(ctx, branch, from, to, why)
}

// swap needs the real git folder, as publish does: git must lock and log as the repository wants.
func (r *Repo) swap(ctx context.Context, branch, from, to, why string) error {
	args := []string{"update-ref", "--no-deref", "-m", why}
	switch {
	case to == "":
		args = append(args, "-d", "refs/heads/"+branch, from)
	case from == "":
		args = append(args, "refs/heads/"+branch, to, strings.Repeat("0", len(to)))
	default:
		args = append(args, "refs/heads/"+branch, to, from)
	}
	_, err := r.run(ctx, call{args: args, env: []string{"GIT_DIR=" + r.common, "GIT_COMMITTER_NAME=heald", "GIT_COMMITTER_EMAIL=heald@localhost"}})
	if err == nil {
		return nil
	}
	now, headErr := r.Head(ctx, branch)
	if headErr != nil && !errors.Is(headErr, heald.ErrNotFound) {
		return errors.Join(err, headErr)
	}
	switch {
	case now != from:
		return fmt.Errorf("it names %s by now, not %s: %w", orNothing(now), orNothing(from), heald.ErrConflict)
	case strings.Contains(err.Error(), ".lock"):
		return fmt.Errorf("another git holds it (or one that died left its lock): %w: %w", err, heald.ErrTransient)
	}
	return err
}

func orNothing(commit string) string {
	if commit == "" {
		return "nothing"
	}
	return commit
}

// Current is the branch that the worktree stands on; empty when it stands on a commit.
func (r *Repo) Current() (string, error) {
	text, err := readSmall(filepath.Join(r.dir, "HEAD"))
	if err != nil {
		return "", fmt.Errorf("branch of %s: %w", r.top, err)
	}
	branch, _ := strings.CutPrefix(text, "ref: refs/heads/")
	if branch == text {
		return "", nil
	}
	return branch, nil
}
