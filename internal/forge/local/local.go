// Package local is a forge without a server: reviews are branches of the service's own repository, and a person decides in heald's
// console or on its command line.
//
// Nothing that a person has under their hands moves. No worktree, index or checked-out branch is written. Where the service's branch is
// checked out somewhere, heald keeps a release branch beside it ("heald/main" beside "main") and merges there; the person takes it over
// with an ordinary git merge. The release branch leads (it is the head) until the service's branch contains it.
package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// Prefix begins the name of every branch that heald makes; it touches no other except to merge.
const Prefix = "heald/"

// Refs reads and moves branches.
type Refs interface {
	// Head is heald.ErrNotFound when there is no such branch.
	Head(ctx context.Context, branch string) (string, error)
	// InUse says whether the branch is checked out in some worktree.
	InUse(ctx context.Context, branch string) (bool, error)
	// Move is a compare and swap: from nothing it makes, to nothing it removes the branch; heald.ErrConflict when from is not there.
	Move(ctx context.Context, branch, from, to, why string) error
}

// Commits makes commits that no branch names yet. The same arguments give the same commit.
type Commits interface {
	Compose(ctx context.Context, base string, edits []heald.FileEdit, message string, at time.Time) (string, error)
	Undo(ctx context.Context, onto, commit, before, message string, at time.Time) (string, error)
	Carry(ctx context.Context, base string, edits []heald.FileEdit, onto string) ([]heald.FileEdit, error)
}

// History reads commits.
type History interface {
	Tree(ctx context.Context, commit string) (string, error)
	Contains(ctx context.Context, head, commit string) (bool, error)
	// Ancestors lists at most n commits of the main line, the given one first.
	Ancestors(ctx context.Context, commit string, n int) ([]heald.Commit, error)
}

// Repository is what this forge needs of git.
type Repository interface {
	Refs
	Commits
	History
}

// Config is what the forge is made of.
type Config struct {
	Open func(path string) (Repository, error) // finds the repository that holds a path
	Log  *slog.Logger                          // may be nil
}

// Forge keeps no state of its own: all of it is in the repositories. It may be used by many at once, in many processes.
type Forge struct {
	open func(path string) (Repository, error)
	log  *slog.Logger
}

// New makes a forge.
func New(c Config) *Forge {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Forge{open: c.Open, log: c.Log}
}

// Check says whether a service's branch can be read.
func (f *Forge) Check(ctx context.Context, service heald.Service) error {
	_, err := f.Head(ctx, service)
	return err
}

// Commits with the same message and date may be looked for this far back; branches are numbered up to maxNumber.
const (
	maxBack   = 200
	maxNumber = 20
	maxRaces  = 5
)

// Open commits the proposal and makes its branch. Where the branch is taken by another commit (an earlier proposal of the same case, or
// somebody's work), the next free number is used ("heald/case-2") rather than an error: nothing of anybody's is overwritten, the earlier
// review stays readable, and a case at night does not wait for a person to tidy up.
func (f *Forge) Open(ctx context.Context, p heald.Proposal) (heald.Review, error) {
	if !strings.HasPrefix(p.Branch, Prefix) {
		return heald.Review{}, fmt.Errorf("open review of case %s: branch %q is not below %s: %w", p.Case, p.Branch, Prefix, heald.ErrInvalid)
	}
	repo, err := f.open(p.Service.Repository)
	if err != nil {
		return heald.Review{}, fmt.Errorf("open review of case %s: %w", p.Case, err)
	}
	commit, err := repo.Compose(ctx, p.Base, p.Edits, p.Message, p.At)
	if err != nil {
		return heald.Review{}, fmt.Errorf("open review of case %s: %w", p.Case, err)
	}
	tree, err := repo.Tree(ctx, commit)
	if err != nil {
		return heald.Review{}, fmt.Errorf("open review of case %s: %w", p.Case, err)
	}
	branch, err := publish(ctx, repo, p.Branch, commit)
	if err != nil {
		return heald.Review{}, fmt.Errorf("open review of case %s: %w", p.Case, err)
	}
	return heald.Review{ID: p.Case, Branch: branch, Base: p.Base, Commit: commit, Tree: tree, Opened: p.At}, nil
}

// publish finds the branch that names the commit already, or takes the first free one. Two daemons that race make the same commit: the
// one that loses the swap looks again and finds it.
func publish(ctx context.Context, repo Repository, name, commit string) (string, error) {
	for range maxRaces {
		branch, found, err := place(ctx, repo, name, commit)
		if err != nil || found {
			return branch, err
		}
		err = repo.Move(ctx, branch, "", commit, "heald: opened a review")
		if err == nil || !errors.Is(err, heald.ErrConflict) {
			return branch, err
		}
	}
	return "", fmt.Errorf("branch %q: others keep taking it: %w", name, heald.ErrConflict)
}

func place(ctx context.Context, repo Refs, name, commit string) (branch string, found bool, err error) {
	free := ""
	for n := 1; n <= maxNumber; n++ {
		branch = name
		if n > 1 {
			branch = fmt.Sprintf("%s-%d", name, n)
		}
		head, err := repo.Head(ctx, branch)
		switch {
		case err == nil && head == commit:
			return branch, true, nil
		case errors.Is(err, heald.ErrNotFound):
			if free == "" {
				free = branch
			}
		case err != nil:
			return "", false, err
		}
	}
	if free == "" {
		return "", false, fmt.Errorf("branch %q and its numbers up to %d are taken: remove those that nobody needs (git branch -D): %w", name, maxNumber, heald.ErrConflict)
	}
	return free, false, nil
}

// Close removes the review's branch when it still holds exactly the review's commit and nobody stands on it: what a person did with it
// stays theirs. The patch itself stays in the case.
func (f *Forge) Close(ctx context.Context, service heald.Service, review heald.Review, why string) error {
	repo, err := f.open(service.Repository)
	if err != nil {
		return fmt.Errorf("close review %s: %w", review.ID, err)
	}
	if !strings.HasPrefix(review.Branch, Prefix) {
		return fmt.Errorf("close review %s: branch %q is not below %s: %w", review.ID, review.Branch, Prefix, heald.ErrInvalid)
	}
	head, err := repo.Head(ctx, review.Branch)
	if errors.Is(err, heald.ErrNotFound) || err == nil && head != review.Commit {
		return nil
	}
	used, usedErr := repo.InUse(ctx, review.Branch)
	if err := errors.Join(err, usedErr); err != nil || used {
		return err
	}
	if err := repo.Move(ctx, review.Branch, review.Commit, "", "heald: closed a review"); err != nil && !errors.Is(err, heald.ErrConflict) {
		return fmt.Errorf("close review %s: %w", review.ID, err)
	}
	f.log.InfoContext(ctx, "review closed", "case", review.ID, "service", service.Name, "why", why)
	return nil
}

// Carry moves edits onto a base that has moved.
func (f *Forge) Carry(ctx context.Context, service heald.Service, edits []heald.FileEdit, base, onto string) ([]heald.FileEdit, error) {
	repo, err := f.open(service.Repository)
	if err != nil {
		return nil, err
	}
	return repo.Carry(ctx, base, edits, onto)
}
