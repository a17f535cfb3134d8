package bubblewrap

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/heald-dev/heald"
)

// gitEntry is the .git of a tree: nothing, a file (a worktree's), or a folder.
type gitEntry struct {
	file   []byte
	folder string
	cover  []string // entries of the folder that are neither files nor folders: a socket there reaches a process outside
}

const maxGitFile = 64 << 10

func findGit(root string) (gitEntry, error) {
	if root == "" {
		return gitEntry{}, nil
	}
	p := filepath.Join(root, ".git")
	info, err := os.Lstat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return gitEntry{}, nil
	case err != nil:
		return gitEntry{}, fmt.Errorf("look at %s: %w", p, translate(err))
	case info.IsDir():
		return gitFolder(p)
	case !info.Mode().IsRegular():
		return gitEntry{}, nil // a link could lead anywhere
	case info.Size() > maxGitFile:
		return gitEntry{}, fmt.Errorf("%w: %s has %d bytes", heald.ErrInvalid, p, info.Size())
	}
	content, err := os.ReadFile(p)
	if err != nil {
		return gitEntry{}, fmt.Errorf("read %s: %w", p, translate(err))
	}
	return gitEntry{file: content}, nil
}

func gitFolder(p string) (gitEntry, error) {
	entries, err := os.ReadDir(p)
	if err != nil {
		return gitEntry{}, fmt.Errorf("read %s: %w", p, translate(err))
	}
	git := gitEntry{folder: p}
	for _, e := range entries {
		if t := e.Type(); !t.IsRegular() && !t.IsDir() && t&fs.ModeSymlink == 0 {
			git.cover = append(git.cover, e.Name())
		}
	}
	return git, nil
}
