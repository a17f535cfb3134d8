package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// Author is who signs heald's commits when nobody else is named.
const Author = "heald <heald@localhost>"

// Branch makes a new branch with one commit on top of base that holds the edits, and returns that commit. It works on
// objects alone: the worktree, the index and HEAD stay as they are. A branch that exists, a bad name, and an edit whose
// Before is not what base holds are refused.
func (r *Repo) Branch(ctx context.Context, name, base string, edits []heald.FileEdit, message, author string) (commit string, err error) {
	if err := errors.Join(r.checkName(base), r.checkWritable(name)); err != nil {
		return "", fmt.Errorf("make branch %q in %s: %w", name, r.top, err)
	}
	err = r.inShadow(func(shadow string) error {
		b := brancher{r: r, ctx: ctx, shadow: shadow, base: base}
		if err := b.checkFree(name); err != nil {
			return err
		}
		if err := b.stage(edits); err != nil {
			return err
		}
		if commit, err = b.commit(message, author, r.Now()); err != nil {
			return err
		}
		return b.publish(name, commit)
	})
	if err != nil {
		return "", fmt.Errorf("make branch %q in %s: %w", name, r.top, err)
	}
	return commit, nil
}

// MayBranch says whether Branch would take a name: asked first, a mistake in it costs no work.
func (r *Repo) MayBranch(ctx context.Context, name string) error {
	err := r.checkWritable(name)
	if err == nil {
		err = r.inShadow(func(shadow string) error { return (&brancher{r: r, ctx: ctx, shadow: shadow}).checkFree(name) })
	}
	if err != nil {
		return fmt.Errorf("make branch %q in %s: %w", name, r.top, err)
	}
	return nil
}

func (r *Repo) checkWritable(name string) error {
	if r.masked {
		return fmt.Errorf("the repository's owner cannot reach it; run heald as its owner: %w", heald.ErrDenied)
	}
	if name == "" || name == "HEAD" || strings.HasPrefix(name, "-") || strings.HasPrefix(name, "refs/") {
		return fmt.Errorf("not a branch name: %w", heald.ErrInvalid)
	}
	return nil
}

// brancher holds what the steps of one Branch share.
type brancher struct {
	r      *Repo
	ctx    context.Context
	shadow string
	base   string
}

func (b *brancher) git(stdin []byte, env []string, args ...string) (string, error) {
	out, err := b.r.run(b.ctx, call{shadow: b.shadow, stdin: stdin, env: env, args: args})
	return strings.TrimSpace(string(out)), err
}

func (b *brancher) checkFree(name string) error {
	ref := "refs/heads/" + name
	if _, err := b.git(nil, nil, "check-ref-format", ref); err != nil {
		return fmt.Errorf("not a branch name: %w", heald.ErrInvalid)
	}
	if _, err := b.git(nil, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", ref); err == nil {
		return fmt.Errorf("the branch exists; choose another name: %w", heald.ErrInvalid)
	}
	if err := b.checkNeighbours(ref); err != nil {
		return err
	}
	// A branch without commits has no reference yet, but a worktree may stand on it.
	heads, err := filepath.Glob(filepath.Join(b.r.common, "worktrees", "*", "HEAD"))
	if err != nil {
		return err
	}
	for _, head := range append(heads, filepath.Join(b.r.common, "HEAD")) {
		if text, err := readSmall(head); err == nil && text == "ref: "+ref {
			return fmt.Errorf("the branch is checked out; choose another name: %w", heald.ErrInvalid)
		}
	}
	return nil
}

// checkNeighbours refuses a name that would have to be a folder and a file at once: a/b beside a.
func (b *brancher) checkNeighbours(ref string) error {
	for above := path.Dir(ref); above != "refs/heads"; above = path.Dir(above) {
		if _, err := b.git(nil, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", above); err == nil {
			return fmt.Errorf("the branch %q stands in its way; choose another name: %w", strings.TrimPrefix(above, "refs/heads/"), heald.ErrInvalid)
		}
	}
	below, err := b.git(nil, nil, "for-each-ref", "--count=1", "--format=%(refname:lstrip=2)", ref+"/")
	if err == nil && below != "" {
		err = fmt.Errorf("the branch %q stands in its way; choose another name: %w", below, heald.ErrInvalid)
	}
	return err
}

// stage fills a private index with the base's tree and the edits.
func (b *brancher) stage(edits []heald.FileEdit) error {
	if len(edits) == 0 {
		return fmt.Errorf("nothing to commit: %w", heald.ErrInvalid)
	}
	if _, err := b.git(nil, nil, "read-tree", b.base); err != nil {
		return err
	}
	var lines bytes.Buffer
	for _, edit := range edits {
		if err := b.line(&lines, edit); err != nil {
			return fmt.Errorf("%s: %w", edit.Path, err)
		}
	}
	_, err := b.git(lines.Bytes(), nil, "update-index", "-z", "--index-info")
	return err
}

func (b *brancher) line(to *bytes.Buffer, edit heald.FileEdit) error {
	mode, _, err := b.existing(edit)
	if err != nil {
		return err
	}
	id := strings.Repeat("0", len(b.base))
	if edit.After == nil {
		mode = "0"
	} else if id, err = b.git(edit.After, nil, "hash-object", "-w", "--no-filters", "--stdin"); err != nil {
		return err
	}
	fmt.Fprintf(to, "%s %s\t%s\x00", mode, id, edit.Path)
	return nil
}

// existing finds the mode to keep and refuses an edit that was made for other content.
func (b *brancher) existing(edit heald.FileEdit) (mode, id string, err error) {
	if err := checkPath(edit.Path); err != nil {
		return "", "", err
	}
	out, err := b.git(nil, nil, "ls-tree", "-z", "--full-tree", b.base, "--", edit.Path)
	if err != nil {
		return "", "", err
	}
	fields := strings.Fields(out)
	if len(fields) < 3 {
		if edit.Before != nil || edit.After == nil {
			return "", "", fmt.Errorf("no such file at the base: %w", heald.ErrConflict)
		}
		return "100644", "", nil
	}
	if fields[0] != "100644" && fields[0] != "100755" {
		return "", "", fmt.Errorf("not a plain file at the base: %w", heald.ErrInvalid)
	}
	if edit.Before != nil && b.r.blobName(edit.Before) != fields[2] {
		return "", "", fmt.Errorf("the base holds other content than the edit was made for: %w", heald.ErrConflict)
	}
	return fields[0], fields[2], nil
}

func (b *brancher) commit(message, author string, at time.Time) (string, error) {
	// The base may be a partial clone: what it lacks and the edits leave alone needs not be here.
	tree, err := b.git(nil, nil, "write-tree", "--missing-ok")
	if err != nil {
		return "", err
	}
	return b.commitTree(tree, message, author, at, b.base)
}

// commitTree makes a commit out of nothing but its arguments: the same ones give the same commit.
func (b *brancher) commitTree(tree, message, author string, at time.Time, parents ...string) (string, error) {
	if author == "" {
		author = Author
	}
	name, mail, ok := strings.Cut(strings.TrimSuffix(author, ">"), " <")
	if !ok || strings.ContainsAny(author, "\n\x00") {
		return "", fmt.Errorf("author %q is not NAME <MAIL>: %w", author, heald.ErrInvalid)
	}
	when := fmt.Sprintf("@%d +0000", at.Unix())
	var env []string
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		env = append(env, "GIT_"+who+"_NAME="+name, "GIT_"+who+"_EMAIL="+mail, "GIT_"+who+"_DATE="+when)
	}
	args := []string{"commit-tree", "--no-gpg-sign"}
	for _, parent := range parents {
		args = append(args, "-p", parent)
	}
	return b.git([]byte(message), env, append(args, tree)...)
}

// publish writes the reference, the one act that needs the real git folder and with it the real configuration: git must
// lock and log as the repository wants. Of that configuration only hooks could run, and the guards turn them off.
func (b *brancher) publish(name, commit string) error {
	none := strings.Repeat("0", len(commit))
	_, err := b.r.run(b.ctx, call{
		args: []string{"update-ref", "--no-deref", "-m", "branch: made by heald", "refs/heads/" + name, commit, none},
		env:  []string{"GIT_DIR=" + b.r.common, "GIT_COMMITTER_NAME=heald", "GIT_COMMITTER_EMAIL=heald@localhost"},
	})
	if err != nil {
		return fmt.Errorf("%w: %w", err, heald.ErrConflict)
	}
	return nil
}
