package daemon

import (
	"context"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/web"
)

// snippet reads the lines around a place, with the commit that wrote each.
func snippet(ctx context.Context, repo *git.Repo, commit, path string, line int) (web.Snippet, error) {
	content, err := repo.ReadFile(ctx, commit, path)
	if err != nil {
		return web.Snippet{}, err
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if line < 1 || line > len(lines) {
		return web.Snippet{}, heald.ErrNotFound
	}
	s := web.Snippet{First: max(1, line-around)}
	for n := s.First; n <= min(len(lines), line+around); n++ {
		written := web.Written{Text: lines[n-1]}
		if n == line { // one question to git is enough for the line that matters
			written.Commit, _ = repo.LineHistory(ctx, commit, path, n)
		}
		s.Lines = append(s.Lines, written)
	}
	return s, nil
}
