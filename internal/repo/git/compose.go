package git

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

// Compose makes a commit of edits on top of base, signed by heald and dated at, and no reference to it: the same arguments give the same
// commit. Edits that change nothing are refused.
func (r *Repo) Compose(ctx context.Context, base string, edits []heald.FileEdit, message string, at time.Time) (commit string, err error) {
	err = r.compose(ctx, base, func(b *brancher) error {
		if err := b.stage(edits); err != nil {
			return err
		}
		if commit, err = b.commit(message, "", at); err != nil {
			return err
		}
		_, err = b.git(nil, nil, "diff-tree", "--quiet", base, commit)
		if refused, ok := errors.AsType[*gitError](err); ok && refused.code == 1 {
			return nil // they differ
		}
		if err == nil {
			err = fmt.Errorf("the edits change nothing: %w", heald.ErrInvalid)
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("compose a commit on %s in %s: %w", base, r.top, err)
	}
	return commit, nil
}

func (r *Repo) compose(ctx context.Context, base string, f func(*brancher) error) error {
	if r.masked {
		return r.checkWritable("objects")
	}
	if err := r.checkName(base); err != nil {
		return err
	}
	return r.inShadow(func(shadow string) error { return f(&brancher{r: r, ctx: ctx, shadow: shadow, base: base}) })
}

// Undo makes a commit on top of onto that takes back what lies between before and commit, whatever else came since. Where nothing is left
// to take back it returns onto. What came since and touched the same lines is heald.ErrConflict.
func (r *Repo) Undo(ctx context.Context, onto, commit, before, message string, at time.Time) (undo string, err error) {
	err = r.compose(ctx, onto, func(b *brancher) error {
		tree, err := b.threeWay(commit, onto, before)
		if err != nil {
			return err
		}
		if now, err := b.git(nil, nil, "rev-parse", "--verify", onto+"^{tree}"); err != nil || now == tree {
			undo = onto
			return err
		}
		undo, err = b.commitTree(tree, message, "", at, onto)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("undo %s on %s in %s: %w", commit, onto, r.top, err)
	}
	return undo, nil
}

// Carry moves edits that were made for base onto another commit, each file merged three ways. Edits that are there already vanish;
// lines that both changed are heald.ErrConflict.
func (r *Repo) Carry(ctx context.Context, base string, edits []heald.FileEdit, onto string) (carried []heald.FileEdit, err error) {
	err = r.compose(ctx, base, func(b *brancher) error {
		if err := errors.Join(r.checkName(onto), b.stage(edits)); err != nil {
			return err
		}
		changed, err := b.commit("carried\n", "", time.Unix(0, 0))
		if err != nil {
			return err
		}
		tree, err := b.threeWay(base, onto, changed)
		if err != nil {
			return err
		}
		carried, err = b.between(onto, tree)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("carry a change of %s onto %s in %s: %w", base, onto, r.top, err)
	}
	return carried, nil
}

// threeWay merges two trees that grew out of a third. Older versions of git take no merge base by name, so the three are hung into a
// history of their own that says so.
func (b *brancher) threeWay(base, ours, theirs string) (tree string, err error) {
	epoch := time.Unix(0, 0)
	root, err := b.hang(base, epoch)
	if err != nil {
		return "", err
	}
	left, err := b.hang(ours, epoch, root)
	if err != nil {
		return "", err
	}
	right, err := b.hang(theirs, epoch, root)
	if err != nil {
		return "", err
	}
	out, err := b.git(nil, nil, "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", left, right)
	tree, names, _ := strings.Cut(out, "\x00")
	if refused, ok := errors.AsType[*gitError](err); ok && refused.code == 1 {
		return "", fmt.Errorf("%s changed on both sides: %w", conflicting(names), heald.ErrConflict)
	}
	return tree, err
}

func (b *brancher) hang(commit string, at time.Time, parents ...string) (string, error) {
	if err := b.r.checkName(commit); err != nil {
		return "", err
	}
	return b.commitTree(commit+"^{tree}", "side of a merge\n", "", at, parents...)
}

func conflicting(names string) string {
	list := strings.FieldsFunc(names, func(c rune) bool { return c == 0 })
	if len(list) > 5 {
		list = append(list[:5], "…")
	}
	return show.Short(show.Line(strings.Join(list, ", ")), 400)
}

// between lists how a tree differs from a commit, with contents.
func (b *brancher) between(commit, tree string) ([]heald.FileEdit, error) {
	out, err := b.r.run(b.ctx, call{shadow: b.shadow, args: []string{"diff-tree", "-r", "-z", "--no-renames", commit + "^{tree}", tree}})
	if err != nil {
		return nil, err
	}
	var edits []heald.FileEdit
	fields := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	for ; len(fields) >= 2; fields = fields[2:] {
		meta := strings.Fields(fields[0]) // ":100644 100644 before after M"
		if len(meta) != 5 {
			return nil, fmt.Errorf("read the difference of %s: %q: %w", tree, clean([]byte(fields[0])), heald.ErrInvalid)
		}
		edit := heald.FileEdit{Path: fields[1]}
		if edit.Before, err = b.blob(meta[2]); err != nil {
			return nil, err
		}
		if edit.After, err = b.blob(meta[3]); err != nil {
			return nil, err
		}
		edits = append(edits, edit)
	}
	return edits, nil
}

// blob is a blob's content, never nil; nil for the name that stands for no blob.
func (b *brancher) blob(id string) ([]byte, error) {
	if strings.Trim(id, "0") == "" {
		return nil, nil
	}
	out, err := b.r.run(b.ctx, call{shadow: b.shadow, args: []string{"cat-file", "blob", id}})
	if out == nil {
		out = []byte{}
	}
	return out, err
}
