// Package wheels carries out a set-up plan for Python in heald's own process, the only one with a network: it downloads wheels
// (pip runs no package's code for that), has what must be built built in the sandbox without a network, unpacks everything into
// a virtual environment itself, and keeps that for later runs. No code of a package runs outside the sandbox.
package wheels

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/machine"
)

// Builder implements language.Builder.
type Builder struct {
	Machine *machine.Machine
	Limit   time.Duration // for one set-up; zero means ten minutes
	Index   []string      // variables that name the package index and the way to it; nil takes those of heald's own process
}

const defaultLimit = 10 * time.Minute

// Build returns the environment that the job's plan stands for: the one kept from before, or a new one.
func (b *Builder) Build(ctx context.Context, job language.Job) (language.Root, error) {
	if err := check(job.Plan); err != nil {
		return language.Root{}, err
	}
	base, err := b.base(job)
	if err != nil {
		return language.Root{}, err
	}
	limit := b.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	folder := b.Machine.Folder(job.Service, job.Tree)
	final := machine.Entry(folder, job.Plan.Command, base.Interpreter)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return language.Root{}, fmt.Errorf("make %s: %w", folder, err)
	}
	unlock, err := lock(ctx, folder+".lock")
	if err != nil {
		return language.Root{}, err
	}
	defer unlock()
	if _, err := os.Lstat(final); errors.Is(err, fs.ErrNotExist) {
		if err := b.build(ctx, job, base, final); err != nil {
			if ctx.Err() != nil {
				err = fmt.Errorf("it took longer than %s: %w", limit, heald.ErrExhausted)
			}
			return language.Root{}, fmt.Errorf("set up %q: %w", job.Plan.Command, err)
		}
	}
	return b.Machine.Environment(final, "cache"), nil
}

// base is the interpreter that the plan names, if it is one of this machine's own.
func (b *Builder) base(job language.Job) (language.Root, error) {
	for _, root := range b.Machine.Bases() {
		if root.Interpreter == job.Plan.Interpreter && root.Problem == "" {
			return root, nil
		}
	}
	return language.Root{}, fmt.Errorf("set up %q: %q is not an interpreter of this machine: %w", job.Plan.Command, job.Plan.Interpreter, heald.ErrInvalid)
}

// lock waits for another process that builds for the same lock files.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	for {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return func() { file.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			file.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		select {
		case <-ctx.Done():
			file.Close()
			return nil, fmt.Errorf("wait for another set-up that holds %s: %w", path, heald.ErrExhausted)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// build makes the environment in a folder of its own and puts it into its place in one step.
func (b *Builder) build(ctx context.Context, job language.Job, base language.Root, final string) error {
	work, err := os.MkdirTemp(filepath.Dir(final), "building-")
	if err != nil {
		return fmt.Errorf("make a folder to build in: %w", err)
	}
	defer os.RemoveAll(work)
	progress := job.Progress
	if progress == nil {
		progress = func(string) {}
	}
	a := &attempt{builder: b, job: job, base: base, work: work, progress: progress}
	if err := a.download(ctx, job.Plan.Wants, job.Plan.Closed); err != nil {
		return err
	}
	if len(job.Plan.Script) > 0 { // it may build and install with pip, offline
		if err := a.download(ctx, []language.Want{{Name: "pip"}, {Name: "setuptools"}, {Name: "wheel"}}, false); err != nil {
			return err
		}
	}
	venv, err := newVenv(filepath.Join(work, "venv"), final, base)
	if err != nil {
		return err
	}
	defer venv.close()
	if err := a.fill(ctx, venv); err != nil {
		return err
	}
	if err := os.Rename(venv.dir, final); err != nil {
		return fmt.Errorf("keep the environment: %w", err)
	}
	return nil
}

// fill installs what was fetched, the tree's own projects, and what the plan's command adds.
func (a *attempt) fill(ctx context.Context, v *venv) error {
	a.progress("unpack")
	if err := v.unpackAll(a.wheels()); err != nil {
		return err
	}
	for _, local := range a.job.Plan.Locals {
		if err := v.link(local, a.job.Tree.Home); err != nil {
			return err
		}
	}
	if len(a.job.Plan.Script) == 0 {
		return nil
	}
	return a.script(ctx, v)
}
