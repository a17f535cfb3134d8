package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/supervise"
)

// untracked are folders and files beside the code that a service may need and Git does not hold.
var untracked = []string{".venv", "venv", "node_modules", ".env"}

// start runs the instances of a commit, in a folder that holds that commit and nothing else.
func (u *unit) start(ctx context.Context, commit string) (*version, error) {
	dir, err := u.checkout(ctx, commit)
	if err != nil {
		return nil, err
	}
	var kept []*supervise.Kept
	for n := range u.service.Instances {
		k, err := u.local.supervisor.Keep(u.instance(commit, dir, n+1))
		if err != nil {
			u.stop(&version{commit, supervise.NewBackend(commit, kept...)})
			return nil, err
		}
		kept = append(kept, k)
	}
	return &version{commit, supervise.NewBackend(commit, kept...)}, nil
}

func (u *unit) instance(commit, dir string, n int) supervise.Keep {
	config, service := u.local.config, u.service
	name := fmt.Sprintf("%.7s-%d", commit, n)
	keep := supervise.Keep{
		Command: supervise.Command{Argv: service.Argv, Dir: dir, Env: service.Env},
		Port:    u.listener != nil, Path: service.Ready, Backoff: service.Backoff, Grace: service.Grace,
	}
	if config.Output != nil {
		keep.Output = func() (stdout, stderr io.WriteCloser) {
			return config.Output(service.Name, name, commit, "stdout"), config.Output(service.Name, name, commit, "stderr")
		}
	}
	keep.Ended = func(exit heald.Exit, err error) {
		config.Log.Warn("process ended", "service", service.Name, "instance", name, "code", exit.Code, "restarts", exit.Restarts, "err", err)
		if config.Exited != nil {
			config.Exited(service.Name, name, commit, exit)
		}
	}
	return keep
}

// checkout is the folder in which a commit runs. It is made once, whole or not at all.
func (u *unit) checkout(ctx context.Context, commit string) (string, error) {
	if commit == "" || strings.ContainsAny(commit, "/\\.") {
		return "", fmt.Errorf("run %s: %w: %q is no commit", u.service.Name, heald.ErrInvalid, commit)
	}
	root := filepath.Join(u.dir(), commit)
	at := filepath.Join(root, u.service.Path)
	if _, err := os.Stat(root); err == nil {
		return at, nil
	}
	part := root + ".part"
	if err := os.RemoveAll(part); err != nil {
		return "", fmt.Errorf("run %s at %.12s: %w", u.service.Name, commit, err)
	}
	tree, err := u.service.Checkout(ctx, commit, part)
	if err != nil {
		return "", fmt.Errorf("run %s at %.12s: %w", u.service.Name, commit, err)
	}
	err = errors.Join(link(tree.Home, part), link(filepath.Join(tree.Home, u.service.Path), filepath.Join(part, u.service.Path)))
	if err == nil {
		err = os.Rename(part, root)
	}
	if err != nil {
		return "", fmt.Errorf("run %s at %.12s: %w", u.service.Name, commit, err)
	}
	return at, nil
}

// link makes what Git does not hold visible beside the code.
func link(from, to string) error {
	var all []error
	for _, name := range untracked {
		target := filepath.Join(from, name)
		if _, err := os.Stat(target); err != nil || !filepath.IsAbs(from) {
			continue
		}
		if err := os.Symlink(target, filepath.Join(to, name)); err != nil && !errors.Is(err, fs.ErrExist) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// tidy removes the folders of versions that neither run nor are returned to.
func (u *unit) tidy() {
	u.turn <- struct{}{}
	defer func() { <-u.turn }()
	u.mu.Lock()
	needed := map[string]bool{u.state.Live: true, u.state.Canary: true, u.state.previous(): true}
	u.mu.Unlock()
	entries, err := os.ReadDir(u.dir())
	if err != nil {
		return
	}
	for _, entry := range entries {
		if entry.IsDir() && !needed[entry.Name()] {
			_ = os.RemoveAll(filepath.Join(u.dir(), entry.Name()))
		}
	}
}
