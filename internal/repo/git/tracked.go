package git

import (
	"context"
	"path/filepath"
	"strings"
)

// Tracked says whether HEAD holds a path, or anything below it. The path is absolute; one outside the repository is not tracked.
func (r *Repo) Tracked(ctx context.Context, path string) (tracked bool, err error) {
	inside, err := filepath.Rel(r.top, path)
	if err != nil || !filepath.IsLocal(inside) {
		return false, nil
	}
	head, err := r.Resolve(ctx, "HEAD")
	if err != nil {
		return false, err
	}
	args := []string{"ls-tree", "--name-only", "-z", head.SHA}
	if inside != "." {
		args = append(args, "--", filepath.ToSlash(inside))
	}
	err = r.inShadow(func(shadow string) error {
		out, err := r.run(ctx, call{shadow: shadow, args: args})
		tracked = strings.Trim(string(out), "\x00") != ""
		return err
	})
	return tracked, err
}
