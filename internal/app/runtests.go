package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

// RunTests runs pytest on some paths of a repository's HEAD with files laid over it, with the system's interpreter, in the sandbox.
// It is for judging a finished case with tests that the repair never saw.
func RunTests(ctx context.Context, dir string, files map[string][]byte, paths ...string) (heald.Result, error) {
	repository, err := git.Open(dir)
	if err != nil {
		return heald.Result{}, err
	}
	head, err := repository.Resolve(ctx, "HEAD")
	if err != nil {
		return heald.Result{}, err
	}
	base, err := os.MkdirTemp("", "heald-judge-")
	if err != nil {
		return heald.Result{}, fmt.Errorf("make a folder for the tests: %w", err)
	}
	defer os.RemoveAll(base)
	tree, err := repository.Checkout(ctx, head.SHA, filepath.Join(base, "tree"))
	if err != nil {
		return heald.Result{}, err
	}
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err != nil {
		return heald.Result{}, err
	}
	return runner.Run(ctx, heald.Command{
		Argv: append([]string{"/usr/bin/python3", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"}, paths...), Dir: tree.Home,
		Env:    map[string]string{"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONPATH": tree.Home + ":" + filepath.Join(tree.Home, "src")},
		Tree:   heald.Tree{Root: tree.Root, Home: tree.Home, Overlay: files},
		Limits: heald.Limits{Wall: time.Minute},
	})
}
