package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
)

// Fields of a commit, ended by NUL each; -z ends a commit with one more.
const commitFormat = "--format=%H%x00%an%x00%aI%x00%s"

// Resolve finds the commit that a revision names: a branch, a tag, an object name or anything else that git understands
// without configuration. The revision is the user's or a platform's word and may be hostile.
func (r *Repo) Resolve(ctx context.Context, rev string) (heald.Commit, error) {
	if rev == "" || strings.HasPrefix(rev, "-") || strings.ContainsAny(rev, "\x00\n\r") || len(rev) > 512 {
		return heald.Commit{}, fmt.Errorf("resolve %.80q in %s: not a revision: %w", rev, r.top, heald.ErrInvalid)
	}
	out, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err == nil {
		return r.describe(ctx, strings.TrimSpace(string(out)))
	}
	if _, refused := errors.AsType[*gitError](err); !refused {
		return heald.Commit{}, err
	}
	if empty, emptyErr := r.empty(ctx); emptyErr == nil && empty {
		return heald.Commit{}, fmt.Errorf("resolve %q in %s: the repository has no commits; commit the service first: %w", rev, r.top, heald.ErrInvalid)
	}
	hint := "see git branch --all and git log"
	if r.Shallow() {
		hint = "the clone is shallow; git fetch --unshallow brings the older commits"
	}
	return heald.Commit{}, fmt.Errorf("resolve %q in %s: no such commit (%s): %w", rev, r.top, hint, heald.ErrInvalid)
}

// empty says that no reference names a commit and HEAD is not one either.
func (r *Repo) empty(ctx context.Context) (bool, error) {
	out, err := r.ask(ctx, "for-each-ref", "--count=1", "--format=%(objectname)")
	if err != nil || len(out) > 0 {
		return false, err
	}
	_, err = r.ask(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	return err != nil, nil
}

// Shallow says whether the history is cut off somewhere.
func (r *Repo) Shallow() bool {
	info, err := os.Stat(filepath.Join(r.common, "shallow"))
	return err == nil && info.Size() > 0
}

func (r *Repo) describe(ctx context.Context, sha string) (heald.Commit, error) {
	commits, err := r.log(ctx, "-n", "1", sha)
	if err != nil {
		return heald.Commit{}, err
	}
	if len(commits) != 1 {
		return heald.Commit{}, fmt.Errorf("describe commit %s in %s: %w", sha, r.top, heald.ErrNotFound)
	}
	return commits[0], nil
}

// Log lists at most n commits that touched the paths, newest first, from commit backwards.
func (r *Repo) Log(ctx context.Context, commit string, paths []string, n int) ([]heald.Commit, error) {
	if err := r.checkName(commit); err != nil {
		return nil, err
	}
	return r.log(ctx, append([]string{"-n", strconv.Itoa(n), commit, "--"}, paths...)...)
}

// Ancestors lists at most n commits of the main line (first parents) from commit backwards, itself first.
func (r *Repo) Ancestors(ctx context.Context, commit string, n int) ([]heald.Commit, error) {
	if err := r.checkName(commit); err != nil {
		return nil, err
	}
	return r.log(ctx, "--first-parent", "-n", strconv.Itoa(n), commit)
}

func (r *Repo) log(ctx context.Context, args ...string) ([]heald.Commit, error) {
	out, err := r.ask(ctx, append([]string{"log", "-z", "--no-show-signature", "--no-decorate", "--no-color", "--no-mailmap", commitFormat}, args...)...)
	if err != nil {
		return nil, err
	}
	var commits []heald.Commit
	fields := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	for ; len(fields) >= 4; fields = fields[4:] {
		commits = append(commits, heald.Commit{
			SHA: fields[0], Author: clean([]byte(fields[1])), When: fields[2], Subject: clean([]byte(fields[3])),
		})
	}
	return commits, nil
}

// Patch is what a commit changed against its first parent. Renames are shown as a removal and an addition, so that the
// inverse needs nothing but the diff.
func (r *Repo) Patch(ctx context.Context, commit string) (string, error) {
	if err := r.checkName(commit); err != nil {
		return "", err
	}
	trees := []string{"--root", commit}
	if parents, err := r.ask(ctx, "rev-list", "--parents", "-n", "1", commit); err != nil {
		return "", err
	} else if names := strings.Fields(string(parents)); len(names) > 1 {
		trees = []string{names[1], commit}
	} else if r.Shallow() {
		return "", fmt.Errorf("diff of %s in %s: its parent is missing, the clone is shallow: %w", commit, r.top, heald.ErrNotFound)
	}
	out, err := r.ask(ctx, append([]string{
		"diff-tree", "-r", "-p", "--no-commit-id", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color",
		"--full-index", "--src-prefix=a/", "--dst-prefix=b/",
	}, trees...)...)
	return string(out), err
}

// LineHistory names the commit that last changed a line of a file as it stands at commit, white space aside.
func (r *Repo) LineHistory(ctx context.Context, commit, path string, line int) (heald.Commit, error) {
	if err := errors.Join(r.checkName(commit), checkPath(path)); err != nil {
		return heald.Commit{}, err
	}
	span := fmt.Sprintf("%d,%d", line, line)
	out, err := r.ask(ctx, "blame", "--porcelain", "-w", "-L", span, commit, "--", path)
	if _, refused := errors.AsType[*gitError](err); refused {
		return heald.Commit{}, fmt.Errorf("history of %s:%d: %w: %w", path, line, err, heald.ErrNotFound)
	}
	if err != nil {
		return heald.Commit{}, err
	}
	sha, _, _ := strings.Cut(string(out), " ")
	if r.Shallow() && strings.Contains(string(out), "\nboundary\n") {
		return heald.Commit{}, fmt.Errorf("history of %s:%d: older than the shallow clone: %w", path, line, heald.ErrNotFound)
	}
	return r.describe(ctx, sha)
}

// ReadFile returns a file's bytes at a commit.
func (r *Repo) ReadFile(ctx context.Context, commit, path string) ([]byte, error) {
	if err := errors.Join(r.checkName(commit), checkPath(path)); err != nil {
		return nil, err
	}
	out, err := r.ask(ctx, "cat-file", "blob", commit+":"+path)
	if _, refused := errors.AsType[*gitError](err); refused {
		return nil, fmt.Errorf("read %s at %s: %w: %w", path, commit, err, heald.ErrNotFound)
	}
	return out, err
}

// checkName refuses what is not a full object name: only Resolve reads revisions.
func (r *Repo) checkName(commit string) error {
	want := 40
	if r.format == "sha256" {
		want = 64
	}
	if len(commit) == want && strings.Trim(commit, "0123456789abcdef") == "" {
		return nil
	}
	return fmt.Errorf("%.80q is not a full commit name: %w", commit, heald.ErrInvalid)
}

func checkPath(path string) error {
	if diff.Inside(path) {
		return nil
	}
	return fmt.Errorf("%.200q is not a path inside the repository: %w", path, heald.ErrInvalid)
}
