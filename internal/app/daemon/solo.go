package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/supervise"
	"github.com/heald-dev/heald/internal/telemetry/process"
)

// solo is the delivery of heald run: one program without a proxy in front. There is no canary where nobody can divide requests: the
// program is started again from the fixed commit, and goes back when it ends or crashes as before.
type solo struct {
	service    heald.Service
	argv       []string
	dir        string // where the user started it
	head       string // the commit there
	repo       *git.Repo
	trees      string // below it, checkouts of other commits
	stdout     io.Writer
	stderr     io.Writer
	supervisor *supervise.Supervisor
	source     *process.Source
	crashes    func(ctx context.Context, service, fingerprint, commit string) (int, error)
	over       func(code int) // the program ended by itself, without an error

	mu     sync.Mutex
	kept   *supervise.Kept
	commit string
	starts int
}

// proved is how long the program must run from the fixed commit.
const proved = 3 * time.Second

// Settle implements engine.Traffic.
func (s *solo) Settle(ctx context.Context, _ heald.Service, commit string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil && s.commit == commit {
		return nil
	}
	dir, err := s.tree(ctx, commit)
	if err != nil {
		return err
	}
	if s.kept != nil {
		s.kept.Stop()
	}
	return s.start(dir, commit)
}

// Route implements engine.Traffic.
func (s *solo) Route(ctx context.Context, service heald.Service, commit string, _ int) error {
	return s.Settle(ctx, service, commit)
}

// tree is the folder that a commit runs in: the user's own for the one that is checked out there.
func (s *solo) tree(ctx context.Context, commit string) (string, error) {
	if commit == s.head {
		return s.dir, nil
	}
	root := filepath.Join(s.trees, commit)
	if _, err := os.Stat(root); err == nil {
		return filepath.Join(root, s.repo.Prefix()), nil
	}
	making := root + ".making"
	if err := os.RemoveAll(making); err != nil {
		return "", err
	}
	if _, err := s.repo.Checkout(ctx, commit, making); err != nil {
		return "", err
	}
	return filepath.Join(root, s.repo.Prefix()), os.Rename(making, root)
}

func (s *solo) start(dir, commit string) (err error) {
	s.starts++
	instance := fmt.Sprintf("%s-%d", s.service.Name, s.starts)
	argv := append([]string{}, s.argv...)
	if strings.ContainsRune(argv[0], filepath.Separator) && !filepath.IsAbs(argv[0]) {
		argv[0] = filepath.Join(s.dir, argv[0]) // an interpreter of a virtual environment is not in the commit
	}
	out, errs := s.source.Writer(s.service.Name, instance, commit, "stdout"), s.source.Writer(s.service.Name, instance, commit, "stderr")
	s.commit = commit
	s.kept, err = s.supervisor.Keep(supervise.Keep{
		Command: supervise.Command{Argv: argv, Dir: dir, Env: committed(os.Environ(), s.service, argv[0]), Stdout: io.MultiWriter(s.stdout, out), Stderr: io.MultiWriter(s.stderr, errs)},
		Ended: func(exit heald.Exit, err error) {
			if err == nil && exit.Code == 0 {
				s.over(0)
				return
			}
			s.source.Exited(s.service.Name, instance, commit, exit.Code, exit.Restarts)
		},
	})
	return err
}

// Fresh implements engine.Deliverer: nothing was deployed.
func (s *solo) Fresh(context.Context, heald.Case) (heald.Rollback, bool, error) {
	return heald.Rollback{}, false, nil
}

// Plan implements engine.Deliverer.
func (s *solo) Plan(_ context.Context, c heald.Case) (heald.Rollout, error) {
	now := time.Now()
	return heald.Rollout{Service: c.Service.Name, Stable: s.head, Canary: c.Merge.Commit, Began: now, Since: now, Weight: 100, Verdict: heald.Continue}, nil
}

// Watch implements engine.Deliverer.
func (s *solo) Watch(ctx context.Context, c heald.Case) (heald.Rollout, error) {
	s.mu.Lock()
	kept := s.kept
	s.mu.Unlock()
	r := *c.Rollout
	crashes, err := s.crashes(ctx, c.Service.Name, c.Incident.Fingerprint, r.Canary)
	switch {
	case err != nil:
		return r, err
	case crashes > 0:
		r.Verdict, r.Reason = heald.Abort, "the same crash came from the fixed commit"
	case kept.Exits() > 0:
		r.Verdict, r.Reason = heald.Abort, "the program ended again when it ran from the fixed commit"
	case kept.Uptime() >= proved:
		r.Verdict, r.Reason = heald.Promote, fmt.Sprintf("runs from the fixed commit for %s; the crash has not come back", proved)
	}
	return r, nil
}

// Live implements Standing.
func (s *solo) Live(context.Context, heald.Service) (heald.Deployment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return heald.Deployment{Commit: s.commit}, nil
}

// Rates implements Standing: requests do not pass through heald.
func (s *solo) Rates(heald.Service) []heald.RouteRate { return nil }

func (s *solo) close() error {
	return errors.Join(s.supervisor.Close())
}
