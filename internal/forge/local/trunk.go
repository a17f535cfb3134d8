package local

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// trunk is where a service is released from, as it stands now.
type trunk struct {
	repo    Repository
	branch  string // the service's own
	main    string // its head
	release string // the head of heald's release branch beside it; empty when there is none or the service's own has overtaken it
	stale   string // the head of a release branch that was overtaken
}

func (f *Forge) trunk(ctx context.Context, service heald.Service) (*trunk, error) {
	if service.Branch == "" {
		return nil, fmt.Errorf("service %q has no branch to merge into: %w", service.Name, heald.ErrInvalid)
	}
	repo, err := f.open(service.Repository)
	if err != nil {
		return nil, err
	}
	t := &trunk{repo: repo, branch: service.Branch}
	if t.main, err = repo.Head(ctx, service.Branch); err != nil {
		return nil, err
	}
	release, err := repo.Head(ctx, Prefix+service.Branch)
	if errors.Is(err, heald.ErrNotFound) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	overtaken, err := repo.Contains(ctx, t.main, release)
	if overtaken {
		t.stale = release
	} else {
		t.release = release
	}
	return t, err
}

func (t *trunk) head() string {
	if t.release != "" {
		return t.release
	}
	return t.main
}

// land moves the trunk from its head to a commit, and says which branch moved: the release branch where there is one or where somebody
// stands on the service's own.
func (t *trunk) land(ctx context.Context, commit, why string) (string, error) {
	own, from := Prefix+t.branch, t.release
	if from == "" {
		used, err := t.repo.InUse(ctx, t.branch)
		if err != nil {
			return "", err
		}
		if !used {
			return t.branch, t.repo.Move(ctx, t.branch, t.main, commit, why)
		}
		from = t.stale
	}
	used, err := t.repo.InUse(ctx, own)
	if err == nil && used {
		err = fmt.Errorf("the branch %q is heald's to move and somebody stands on it; leave it (git switch %s): %w", own, t.branch, heald.ErrTransient)
	}
	if err != nil {
		return "", err
	}
	return own, t.repo.Move(ctx, own, from, commit, why)
}

// holding is the branch that contains a commit, the head first; empty when neither does.
func (t *trunk) holding(ctx context.Context, commit string) (string, error) {
	if t.release != "" {
		if in, err := t.repo.Contains(ctx, t.release, commit); err != nil || in {
			return Prefix + t.branch, err
		}
	}
	if in, err := t.repo.Contains(ctx, t.main, commit); err != nil || in {
		return t.branch, err
	}
	return "", nil
}

// Head is the commit that the next fix must be based on.
func (f *Forge) Head(ctx context.Context, service heald.Service) (string, error) {
	t, err := f.trunk(ctx, service)
	if err != nil {
		return "", fmt.Errorf("head of service %q: %w", service.Name, err)
	}
	return t.head(), nil
}

// Merge moves the trunk forward to the review's commit: no new commit is made, so that what was validated is what is merged.
func (f *Forge) Merge(ctx context.Context, service heald.Service, review heald.Review, at time.Time) (heald.Merge, error) {
	var err error
	for range maxRaces {
		var merge heald.Merge
		if merge, err = f.merge(ctx, service, review, at); err == nil {
			return merge, nil
		}
		if !errors.Is(err, errMoved) {
			break
		}
	}
	return heald.Merge{}, fmt.Errorf("merge review %s of service %q: %w", review.ID, service.Name, err)
}

// errMoved says that the trunk moved between looking and swapping: look again, it may have been our own commit.
var errMoved = fmt.Errorf("the branch moved meanwhile: %w", heald.ErrConflict)

func (f *Forge) merge(ctx context.Context, service heald.Service, review heald.Review, at time.Time) (heald.Merge, error) {
	t, err := f.trunk(ctx, service)
	if err != nil {
		return heald.Merge{}, err
	}
	merge := heald.Merge{Before: review.Base, Commit: review.Commit, Tree: review.Tree, At: at}
	if err := asValidated(ctx, t.repo, review); err != nil {
		return heald.Merge{}, err
	}
	if merge.Branch, err = t.holding(ctx, review.Commit); err != nil || merge.Branch != "" {
		return merge, err
	}
	if t.head() != review.Base {
		return heald.Merge{}, fmt.Errorf("the head of %q is %s by now, the patch was validated on %s: %w", t.branch, t.head(), review.Base, heald.ErrConflict)
	}
	merge.Branch, err = t.land(ctx, review.Commit, "heald: merged "+review.Branch)
	return merge, raced(err)
}

// raced marks a lost swap; what the forge itself called a conflict is not one that another look resolves.
func raced(err error) error {
	if errors.Is(err, heald.ErrConflict) {
		return fmt.Errorf("%w: %w", errMoved, err)
	}
	return err
}

// asValidated refuses a review whose commit is not what was validated.
func asValidated(ctx context.Context, repo History, review heald.Review) error {
	tree, err := repo.Tree(ctx, review.Commit)
	if err != nil {
		return err
	}
	if tree != review.Tree {
		return fmt.Errorf("commit %s has the tree %s, what was validated is %s: %w", review.Commit, tree, review.Tree, heald.ErrConflict)
	}
	line, err := repo.Ancestors(ctx, review.Commit, 2)
	if err != nil {
		return err
	}
	if len(line) != 2 || line[1].SHA != review.Base {
		return fmt.Errorf("commit %s does not stand on %s, which it was validated on: %w", review.Commit, review.Base, heald.ErrConflict)
	}
	return nil
}

// Revert commits the inverse of a merge on top of the trunk.
func (f *Forge) Revert(ctx context.Context, service heald.Service, merge heald.Merge, message string, at time.Time) (heald.Merge, error) {
	var err error
	for range maxRaces {
		var revert heald.Merge
		if revert, err = f.revert(ctx, service, merge, message, at); err == nil {
			return revert, nil
		}
		if !errors.Is(err, errMoved) {
			break
		}
	}
	if errors.Is(err, heald.ErrConflict) {
		err = fmt.Errorf("%w; take it back by hand: git revert %s", err, merge.Commit)
	}
	return heald.Merge{}, fmt.Errorf("revert %s of service %q: %w", merge.Commit, service.Name, err)
}

func (f *Forge) revert(ctx context.Context, service heald.Service, merge heald.Merge, message string, at time.Time) (heald.Merge, error) {
	t, err := f.trunk(ctx, service)
	if err != nil {
		return heald.Merge{}, err
	}
	before, undo, err := t.undone(ctx, merge, message, at)
	if err != nil {
		return heald.Merge{}, err
	}
	result := heald.Merge{Before: before, Commit: undo, At: at}
	if before != "" {
		result.Branch, err = t.holding(ctx, undo)
	} else {
		result.Before = t.head()
		if result.Commit, err = t.repo.Undo(ctx, t.head(), merge.Commit, merge.Before, message, at); err != nil {
			return heald.Merge{}, err
		}
		if result.Commit == t.head() { // it is not in the branch (any more)
			result.Branch, err = t.holding(ctx, t.head())
		} else {
			result.Branch, err = t.land(ctx, result.Commit, "heald: reverted "+merge.Commit)
		}
	}
	if err != nil {
		return heald.Merge{}, raced(err)
	}
	result.Tree, err = t.repo.Tree(ctx, result.Commit)
	return result, err
}

// undone looks for the revert that an earlier call with the same arguments made. It is known by being made again: the same arguments
// on the same parent give the same commit.
func (t *trunk) undone(ctx context.Context, merge heald.Merge, message string, at time.Time) (before, undo string, err error) {
	line, err := t.repo.Ancestors(ctx, t.head(), maxBack)
	if err != nil {
		return "", "", err
	}
	for i := 0; i+1 < len(line) && line[i].SHA != merge.Commit; i++ {
		if when, err := time.Parse(time.RFC3339, line[i].When); err != nil || when.Unix() != at.Unix() {
			continue
		}
		parent := line[i+1].SHA
		made, err := t.repo.Undo(ctx, parent, merge.Commit, merge.Before, message, at)
		if err == nil && made == line[i].SHA {
			return parent, made, nil
		}
	}
	return "", "", nil
}
