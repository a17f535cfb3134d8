package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/supervise"
	"github.com/heald-dev/heald/internal/telemetry/process"
)

// Guard is one command that is guarded here and now.
type Guard struct {
	*Daemon
	Branch string // that fixes are merged into
	solo   *solo
	state  string
	code   int
	end    context.CancelFunc
	once   sync.Once
}

// GuardOptions say what to guard.
type GuardOptions struct {
	Argv           []string
	Dir            string // a folder of the service's repository
	Listen         string // of the console
	Stdout, Stderr io.Writer
	Version        string
	Warn           func(string)
	Log            *slog.Logger
}

// NewGuard makes the house around one command, with nothing configured and nothing that outlives it but branches. Bad input is
// heald.ErrInvalid.
func NewGuard(ctx context.Context, o GuardOptions) (_ *Guard, err error) {
	repo, err := git.Open(o.Dir)
	if err != nil {
		return nil, err
	}
	head, err := repo.Resolve(ctx, "HEAD")
	if err != nil {
		return nil, err
	}
	branch, err := repo.Current()
	if err != nil {
		return nil, err
	}
	if branch == "" {
		return nil, fmt.Errorf("%s stands on a commit, not on a branch: check a branch out, since a fix needs one to land beside: %w", repo.Root(), heald.ErrInvalid)
	}
	if dirty, err := repo.Dirty(ctx); err == nil && len(dirty) > 0 {
		o.Warn(fmt.Sprintf("what runs is not what is committed (%d files differ); heald mends the commit", len(dirty)))
	}
	g := &Guard{Branch: branch}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	if g.state, err = os.MkdirTemp("", "heald-run-"); err != nil {
		return g, err
	}
	service := heald.Service{Name: filepath.Base(filepath.Join(repo.Root(), repo.Prefix())), Repository: repo.Root(), Path: strings.Trim(repo.Prefix(), "/"), Branch: branch, Tier: 3}
	g.solo = &solo{
		service: service, argv: o.Argv, dir: o.Dir, head: head.SHA, repo: repo, trees: filepath.Join(g.state, "trees"), stdout: o.Stdout, stderr: o.Stderr,
		source: process.New(process.Config{Logger: o.Log}),
		over: func(code int) {
			g.once.Do(func() { g.code = code; g.end() })
		},
	}
	if g.solo.supervisor, err = supervise.New(""); err != nil {
		return g, err
	}
	g.Daemon, err = New(ctx, guardSettings(g.state, service, o), g.solo, o.Log)
	if err != nil {
		return g, err
	}
	g.solo.crashes = g.Crashes
	g.Add("process", func(ctx context.Context) error { return g.solo.source.Run(ctx, g.Daemon) })
	return g, nil
}

func guardSettings(state string, service heald.Service, o GuardOptions) Config {
	return Config{
		Services: []heald.Service{service}, State: state, Brake: filepath.Join(state, "brake"), Store: filepath.Join(state, "heald.db"),
		Budget: 2 * time.Minute, Seed: 1, Workers: 1, Quiet: quiet, Version: o.Version, Console: Console{Listen: o.Listen},
		Limits: govern.Limits{Reviews: 3, Changes: 1, Fixes: 2}, Frozen: func(time.Time) string { return "" },
		Patience: engine.Patience{Remind: 4 * time.Hour, Expire: 72 * time.Hour, Tick: tick, Retry: retry},
	}
}

// Run starts the command and guards it until it ends by itself, without an error, or the context ends. It returns the command's exit
// code, and leaves no process and no file behind.
func (g *Guard) Run(ctx context.Context) (int, error) {
	ctx, g.end = context.WithCancel(ctx)
	defer g.end()
	if err := g.solo.Settle(ctx, g.solo.service, g.solo.head); err != nil {
		return 1, errors.Join(err, g.Daemon.close(), g.close())
	}
	err := g.Daemon.Run(ctx)
	return g.code, errors.Join(err, g.close())
}

func (g *Guard) close() error {
	var errs []error
	if g.solo != nil && g.solo.supervisor != nil {
		errs = append(errs, g.solo.close())
	}
	if g.state != "" {
		errs = append(errs, os.RemoveAll(g.state))
	}
	return errors.Join(errs...)
}
