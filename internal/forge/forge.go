// Package forge is the port to where code is reviewed and merged. Every method is done once however often it is called with the same
// arguments: a daemon that died in the middle calls it again. What a person or another daemon did in between is heald.ErrConflict, with
// words that say what stands where.
package forge

import (
	"context"
	"time"

	"github.com/heald-dev/heald"
)

// Reviews is where a person decides.
type Reviews interface {
	// Open puts patch and test as one commit on a branch of its own and asks for a decision. Review.Opened is Proposal.At; Expires is the
	// caller's to set.
	Open(ctx context.Context, p heald.Proposal) (heald.Review, error)
	// Close takes an undecided or rejected review down. A branch that somebody else has worked on since stays.
	Close(ctx context.Context, service heald.Service, review heald.Review, why string) error
}

// Trunk is the branch that a service is released from.
type Trunk interface {
	// Head is the commit that a fix must be based on to be merged.
	Head(ctx context.Context, service heald.Service) (string, error)
	// Merge puts a review's commit on the service's branch; heald.ErrConflict when the head is no longer review.Base, or the commit's
	// tree not review.Tree. Merge.Branch says where it landed.
	Merge(ctx context.Context, service heald.Service, review heald.Review, at time.Time) (heald.Merge, error)
	// Revert takes back exactly what a merge brought, on top of whatever was merged since; heald.ErrConflict when that touched the same
	// lines. A merge that is no longer in the branch needs no revert: the result then has Before equal to Commit.
	Revert(ctx context.Context, service heald.Service, merge heald.Merge, message string, at time.Time) (heald.Merge, error)
}

// Carrier moves a patch onto a base that has moved.
type Carrier interface {
	// Carry merges edits that were made for base into onto, file by file, three ways. Edits that are there already vanish; what both
	// changed is heald.ErrConflict.
	Carry(ctx context.Context, service heald.Service, edits []heald.FileEdit, base, onto string) ([]heald.FileEdit, error)
}

// Forge is all of a brand.
type Forge interface {
	Reviews
	Trunk
	Carrier
}
