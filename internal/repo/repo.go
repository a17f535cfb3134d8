// Package repo is the port to the repository of a service: checkouts of a commit, its history, and a branch for a finished
// patch. Arguments and results are plain data, because stages call it over a pipe from a process that holds nothing.
package repo

import (
	"context"

	"github.com/heald-dev/heald"
)

// Checkouts writes the files of a commit into a folder of this machine.
type Checkouts interface {
	// Checkout writes the commit's files into dir, which is made when missing and must be empty.
	Checkout(ctx context.Context, commit, dir string) (heald.Checkout, error)
}

// History says how the code came to be. Commits are full object names; paths are relative to the repository.
type History interface {
	// Log lists at most n commits that touched the paths (all when none are given), from commit backwards.
	Log(ctx context.Context, commit string, paths []string, n int) ([]heald.Commit, error)
	// Patch is what a commit changed against its first parent, as a unified diff.
	Patch(ctx context.Context, commit string) (string, error)
	// LineHistory names the commit that last changed a line (from 1) of a file as it stands at commit.
	LineHistory(ctx context.Context, commit, path string, line int) (heald.Commit, error)
}
