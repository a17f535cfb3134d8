package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/deliver"
	"github.com/heald-dev/heald/internal/release"
	"github.com/heald-dev/heald/internal/release/local"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/telemetry/process"
)

// House is a daemon with all that a heald.yaml names around it: what serve runs.
type House struct {
	*Daemon
	platform *local.Local
	branches *follower
	doors    []func() // ports that are open already, to be closed when the house is not opened after all
}

// Open puts a house together and starts nothing. Bad input is heald.ErrInvalid; a port or a store in use is heald.ErrConflict.
func Open(ctx context.Context, file config.Config, version string, log *slog.Logger) (_ *House, err error) {
	conf, err := Settings(file, version)
	if err != nil {
		return nil, err
	}
	if err := repositories(ctx, &conf, file); err != nil {
		return nil, err
	}
	h := &House{}
	defer func() {
		if err != nil && h.platform != nil {
			err = errors.Join(err, h.platform.Close())
		}
	}()
	ears := process.New(process.Config{Logger: log})
	services, err := instances(conf, file)
	if err != nil {
		return h, err
	}
	h.platform, err = local.New(local.Config{
		Dir: filepath.Join(conf.State, "run"), Services: services, Log: log, Output: ears.Writer,
		Exited: func(service, instance, commit string, exit heald.Exit) {
			ears.Exited(service, instance, commit, exit.Code, exit.Restarts)
		},
	})
	if err != nil {
		return h, err
	}
	rules := map[string]deliver.Rules{}
	for _, s := range file.Services {
		rules[s.Name] = deliver.Rules{Weights: file.Delivery.Steps, Limit: file.Delivery.Deadline, Hold: file.Delivery.Hold, Repeat: s.Probe, Keep: !file.Policy.Rollback}
	}
	requests := &sealed{
		packer: h.platform, secrets: func() store.Secrets { return h.store }, keep: file.Review.Expire + file.Delivery.Deadline + time.Hour,
		repeatable: func(service string, r release.Request) bool { return deliver.Repeatable(r, rules[service].Filled()) },
		cases:      make(chan heald.Case, 64), log: log,
	}
	delivery := &delivered{Local: h.platform, dealt: h.dealt, log: log, Stage: &deliver.Stage{
		Traffic: h.platform, Observer: h.platform, Prober: requests, Now: time.Now,
		Rules: func(s heald.Service) deliver.Rules { return rules[s.Name] },
		Crashes: func(ctx context.Context, service, fingerprint, commit string) (int, error) {
			return h.Crashes(ctx, service, fingerprint, commit)
		},
	}}
	if h.Daemon, err = New(ctx, conf, delivery, log); err != nil {
		return h, err
	}
	h.opening = requests.opened
	h.Add("services", h.platform.Run)
	h.Add("requests that crashed", requests.run)
	h.Add("first deployment", h.first)
	if h.branches, err = newFollower(h); err != nil {
		return h, err
	}
	h.Add("branches", h.branches.run)
	h.Add("process output", func(ctx context.Context) error { return ears.Run(ctx, witness(h.platform.Told, h.Daemon)) })
	return h, h.sources(file)
}

// repositories finds the repository and the sub-folder of each service.
func repositories(ctx context.Context, conf *Config, file config.Config) error {
	for i := range conf.Services {
		s := &conf.Services[i]
		repo, err := git.Open(s.Repository)
		if err != nil {
			return file.Wrong(fmt.Sprintf("services[%d].repository", i), err)
		}
		s.Repository, s.Path = repo.Root(), strings.Trim(filepath.ToSlash(filepath.Join(repo.Prefix(), s.Path)), "/.")
		if _, err := repo.Head(ctx, s.Branch); err != nil {
			err = fmt.Errorf("%w; name the branch that %s is released from", err, s.Name)
			if errors.Is(err, heald.ErrNotFound) {
				err = fmt.Errorf("%w: %w", err, heald.ErrInvalid)
			}
			return file.Wrong(fmt.Sprintf("services[%d].branch", i), err)
		}
	}
	return nil
}

// first deploys the head of each service's branch where nothing was deployed before. A service that does not come up is no reason not to
// guard it: its crashes are why heald is here.
func (h *House) first(ctx context.Context) error {
	var all sync.WaitGroup
	for _, s := range h.conf.Services {
		if _, err := h.platform.Live(ctx, s); !errors.Is(err, heald.ErrNotFound) || h.platform.Address(s.Name) == "" {
			continue
		}
		all.Go(func() {
			head, err := h.forge.Head(ctx, s)
			if err == nil {
				err = errors.Join(h.branches.began(s.Name, head), h.platform.Deploy(ctx, s.Name, head))
			}
			if err != nil && ctx.Err() == nil {
				h.log.Error("a service did not come up", "service", s.Name, "commit", head, "err", err)
			}
		})
	}
	all.Wait()
	return nil
}

// instances are the services that heald runs.
func instances(conf Config, file config.Config) ([]local.Service, error) {
	var all []local.Service
	for i, s := range file.Services {
		if len(s.Run.Command) == 0 || s.Run.Listen == "" {
			continue
		}
		env, err := s.Variables()
		if err != nil {
			return nil, file.Wrong(fmt.Sprintf("services[%d].run", i), err)
		}
		one := instance(conf.Services[i], s.Run, env)
		one.Proven = file.Delivery.Proven
		all = append(all, one)
	}
	return all, nil
}

func instance(s heald.Service, run config.Run, env map[string]string) local.Service {
	all := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		_, set := env[name]
		return set || strings.HasPrefix(name, "HEALD_")
	})
	for name, value := range env {
		all = append(all, name+"="+value)
	}
	slices.Sort(all)
	argv := slices.Clone([]string(run.Command))
	if strings.ContainsRune(argv[0], filepath.Separator) && !filepath.IsAbs(argv[0]) {
		argv[0] = filepath.Join(s.Repository, s.Path, argv[0]) // an interpreter of a virtual environment is not in the commit
	}
	return local.Service{
		Name: s.Name, Path: s.Path, Argv: argv, Env: committed(all, s, argv[0]), Listen: string(run.Listen), Instances: run.Instances, Ready: run.Ready.Path,
		Within: run.Ready.Within, Grace: run.Stop,
		Checkout: func(ctx context.Context, commit, dir string) (heald.Checkout, error) {
			repo, err := git.Open(s.Repository)
			if err != nil {
				return heald.Checkout{}, err
			}
			return repo.Checkout(ctx, commit, dir)
		},
	}
}

// sources begins to listen to what the services say besides what heald runs itself.
func (h *House) sources(file config.Config) error {
	all, err := h.otherSources(file, h.log)
	for name, run := range all {
		h.Add(name, run)
	}
	return err
}

// dealt notes that somebody decided what runs with the head of the branch as it is: it is not deployed again by itself.
func (h *House) dealt(ctx context.Context, s heald.Service) error {
	_, _, err := h.branches.mark(ctx, s)
	return err
}

// Live is the commit that a service's requests go to.
func (h *House) Live(ctx context.Context, service string) (string, error) {
	live, err := h.platform.Live(ctx, heald.Service{Name: service})
	return live.Commit, err
}

// delivered is the delivery of services that heald runs: deliver decides, the platform does it.
type delivered struct {
	*local.Local
	*deliver.Stage
	dealt func(ctx context.Context, s heald.Service) error
	log   *slog.Logger
}

// Settle implements engine.Traffic. After a rollback the head of the branch is not what should run. Users do not wait for a repository
// that cannot be read: a head that was dealt with before is not deployed again in any case.
func (d *delivered) Settle(ctx context.Context, s heald.Service, commit string) error {
	if err := d.dealt(ctx, s); err != nil {
		d.log.Warn("the head of a service's branch could not be noted", "service", s.Name, "err", err)
	}
	return d.Local.Settle(ctx, s, commit)
}

// Rates implements Standing.
func (d *delivered) Rates(s heald.Service) []heald.RouteRate {
	now := time.Now()
	rates, err := d.Between(context.Background(), s.Name, now.Add(-time.Hour), now)
	if err != nil {
		return nil // not run by heald
	}
	return rates
}
