package review

import (
	"fmt"
	"slices"
	"time"

	"github.com/heald-dev/heald"
)

// Proposal is what a review of a case with a patch is opened for: one commit with the patch and its test.
func Proposal(c heald.Case, at time.Time) heald.Proposal {
	card := Card(c)
	edits := append(slices.Clone(c.Patch.Edits), heald.FileEdit{Path: c.Reproduction.TestPath, After: []byte(c.Reproduction.Test)})
	return heald.Proposal{
		Case: c.ID, Service: c.Service, Branch: "heald/" + c.ID, Base: c.Checkout.Commit, Edits: edits, Title: "Mend " + card.Title,
		Message: fmt.Sprintf("Mend %s\n\n%s\n\nHeald-Case: %s\n", card.Title, c.Patch.Why, c.ID), At: at,
	}
}

// RevertMessage is the message of the commit that takes a case's fix back.
func RevertMessage(c heald.Case) string {
	return fmt.Sprintf("Revert \"Mend %s\"\n\nThis reverts commit %s: %s\n\nHeald-Case: %s\n", Card(c).Title, c.Merge.Commit, line(c.Reason), c.ID)
}
