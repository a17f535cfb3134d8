package git

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const maxIndex = 256 << 20

// Dirty lists the files of the worktree that differ from HEAD or are new and not ignored. It compares with a copy of the
// index, so that the real one stays as it is, and without the user's own ignore file and filters: what it says is good for
// a warning.
func (r *Repo) Dirty(ctx context.Context) (paths []string, err error) {
	err = r.inShadow(func(shadow string) error {
		if err := r.lendIndex(shadow); err != nil {
			return err
		}
		out, err := r.run(ctx, call{shadow: shadow, work: r.top, args: []string{
			"-c", "core.bare=false", "status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=all", "--untracked-files=normal",
		}})
		if err != nil {
			return err
		}
		for record := range strings.SplitSeq(string(out), "\x00") {
			if len(record) > 3 {
				paths = append(paths, record[3:])
			}
		}
		return nil
	})
	return paths, err
}

// lendIndex copies the index with the parts that it may be split into, and the repository's own ignore list.
func (r *Repo) lendIndex(shadow string) error {
	shared, err := filepath.Glob(filepath.Join(r.dir, "sharedindex.*"))
	if err != nil {
		return fmt.Errorf("copy the index of %s: %w", r.top, err)
	}
	for _, name := range append(shared, filepath.Join(r.dir, "index")) {
		if err := copyRegular(name, filepath.Join(shadow, filepath.Base(name))); err != nil {
			return fmt.Errorf("copy the index of %s: %w", r.top, err)
		}
	}
	info := filepath.Join(shadow, "info")
	if err := os.Mkdir(info, 0o755); err != nil {
		return err
	}
	return copyRegular(filepath.Join(r.common, "info", "exclude"), filepath.Join(info, "exclude"))
}

// copyRegular copies a file that may be absent; what is no regular file is taken for absent.
func copyRegular(from, to string) error {
	info, err := os.Stat(from)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, io.LimitReader(in, maxIndex))
	return err
}
