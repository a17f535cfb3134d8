// Package local releases services on this machine: their processes, at a commit each, and a proxy in front that divides requests.
package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
	"github.com/heald-dev/heald/internal/supervise"
)

// Config of a Local. Dir and Services are required.
type Config struct {
	Dir      string // what runs, and the folders that it runs in, survive heald here
	Services []Service
	// Output gets what an instance's process prints; it is asked anew for every process.
	Output func(service, instance, commit, stream string) io.WriteCloser
	// Exited is told of every end of a process that nobody asked for.
	Exited func(service, instance, commit string, exit heald.Exit)
	Log    *slog.Logger
	Now    func() time.Time
}

// Service says how one service is run.
type Service struct {
	Name      string
	Checkout  func(ctx context.Context, commit, dir string) (heald.Checkout, error)
	Path      string // sub-folder of the repository
	Argv      []string
	Env       []string
	Listen    string // where users reach it; empty: no proxy, one process, no canary
	Instances int    // 1 when zero
	Ready     string // path of a GET that answers below 500; empty: a connection is accepted
	Within    time.Duration
	Grace     time.Duration
	Backoff   supervise.Backoff
	Proven    time.Duration // how long a version runs well until it is a good one; 10 min
	Limits    supervise.Limits
}

func (s Service) filled() Service {
	s.Instances = max(s.Instances, 1)
	if s.Within <= 0 {
		s.Within = 30 * time.Second
	}
	if s.Proven <= 0 {
		s.Proven = 10 * time.Minute
	}
	return s
}

// Local releases services. It is a release.Traffic, a release.Observer and a release.Prober.
type Local struct {
	config     Config
	lock       *os.File
	supervisor *supervise.Supervisor
	units      map[string]*unit
	leaving    sync.WaitGroup // versions that are being drained
}

// New takes over the folder, kills what a dead heald left there, and listens. Only one can have a folder at a time: heald.ErrConflict.
func New(config Config) (*Local, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	l := &Local{config: config, units: map[string]*unit{}}
	if err := l.open(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Local) open() (err error) {
	if err := os.MkdirAll(l.config.Dir, 0o700); err != nil {
		return fmt.Errorf("release on this machine: %w", err)
	}
	if l.lock, err = os.OpenFile(filepath.Join(l.config.Dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return fmt.Errorf("release on this machine: %w", err)
	}
	if syscall.Flock(int(l.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		holder := make([]byte, 20)
		n, _ := l.lock.ReadAt(holder, 0)
		return fmt.Errorf("release on this machine: process %s runs services from %s, stop that one first or name another state folder: %w", bytes.TrimSpace(holder[:n]), l.config.Dir, heald.ErrConflict)
	}
	if _, err := l.lock.WriteAt(fmt.Appendf(nil, "%-19d\n", os.Getpid()), 0); err != nil {
		return fmt.Errorf("release on this machine: %w", err)
	}
	if l.supervisor, err = supervise.New(filepath.Join(l.config.Dir, "processes.json")); err != nil {
		return err
	}
	for _, service := range l.config.Services {
		u, err := newUnit(l, service.filled())
		if err != nil {
			return err
		}
		l.units[service.Name] = u
	}
	return nil
}

// Close ends everything. Run does it at its end; only a Local that never ran needs it.
func (l *Local) Close() error {
	var err error
	for _, u := range l.units {
		if u.listener != nil {
			_ = u.listener.Close()
		}
	}
	if l.supervisor != nil {
		err = l.supervisor.Close()
		l.supervisor = nil
	}
	l.leaving.Wait()
	if l.lock != nil {
		err = errors.Join(err, l.lock.Close())
		l.lock = nil
	}
	return err
}

// Run brings back what ran before, answers the users, and ends all processes when the context does.
func (l *Local) Run(ctx context.Context) error {
	var running sync.WaitGroup
	failed := make(chan error, len(l.units))
	inner, cancel := context.WithCancel(ctx)
	for _, u := range l.units {
		if u.listener != nil {
			running.Go(func() { failed <- u.proxy.Serve(inner, u.listener) })
		}
		running.Go(func() { u.live(inner) })
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel()
	running.Wait()
	return errors.Join(err, l.Close())
}

func (l *Local) unit(service string) (*unit, error) {
	u := l.units[service]
	if u == nil {
		return nil, fmt.Errorf("%s is not run by heald: %w", service, heald.ErrNotFound)
	}
	return u, nil
}

// delivered is a unit that can have a canary.
func (l *Local) delivered(service string) (*unit, error) {
	u, err := l.unit(service)
	if err == nil && u.listener == nil {
		return nil, fmt.Errorf("%s has no proxy in front of it: %w", service, heald.ErrNotFound)
	}
	return u, err
}

// Deploy gives a commit all requests, as a new version that nobody has judged yet. The first version of a service goes live even when
// it does not become ready: there is nothing else, and its crashes are worth to be seen. A later one that does not is an error, and the
// one before goes on.
func (l *Local) Deploy(ctx context.Context, service, commit string) error {
	u, err := l.unit(service)
	if err != nil {
		return err
	}
	return u.deploy(ctx, commit)
}

// Address is where the users of a service reach it.
func (l *Local) Address(service string) string {
	if u := l.units[service]; u != nil && u.listener != nil {
		return u.listener.Addr().String()
	}
	return ""
}

// Route implements release.Traffic.
func (l *Local) Route(ctx context.Context, service heald.Service, commit string, percent int) error {
	u, err := l.delivered(service.Name)
	if err != nil {
		return err
	}
	return u.route(ctx, commit, percent)
}

// Settle implements release.Traffic.
func (l *Local) Settle(ctx context.Context, service heald.Service, commit string) error {
	u, err := l.delivered(service.Name)
	if err != nil {
		return err
	}
	return u.settle(ctx, commit)
}

// Live implements release.Traffic.
func (l *Local) Live(_ context.Context, service heald.Service) (heald.Deployment, error) {
	u, err := l.delivered(service.Name)
	if err != nil {
		return heald.Deployment{}, err
	}
	d := u.deployment()
	if d.Commit == "" {
		return d, fmt.Errorf("%s has not been deployed: %w", service.Name, heald.ErrNotFound)
	}
	return d, nil
}

// Observe implements release.Observer.
func (l *Local) Observe(_ context.Context, service string, since time.Time) (release.Seen, error) {
	u, err := l.delivered(service)
	if err != nil {
		return release.Seen{}, err
	}
	seen := release.Seen{Stable: u.proxy.Between(since, l.config.Now().Add(time.Second), false)}
	if canary := u.now().canary; canary != nil {
		b := canary.backend
		seen.Canary, seen.Commit, seen.Ready, seen.Exits = u.proxy.Rates(b, since), canary.commit, b.Ready(), b.Exits()
	}
	return seen, nil
}

// Baseline implements release.Observer.
func (l *Local) Baseline(_ context.Context, service string, from, to time.Time) ([]heald.RouteRate, error) {
	u, err := l.delivered(service)
	if err != nil {
		return nil, err
	}
	return u.proxy.Between(from, to, true), nil
}

// Between implements release.Observer.
func (l *Local) Between(_ context.Context, service string, from, to time.Time) ([]heald.RouteRate, error) {
	u, err := l.delivered(service)
	if err != nil {
		return nil, err
	}
	return u.proxy.Between(from, to, false), nil
}

// Failing implements release.Prober.
func (l *Local) Failing(_ context.Context, service, said string, at time.Time) (release.Request, bool, error) {
	u, err := l.delivered(service)
	if err != nil {
		return release.Request{}, false, err
	}
	f, found := u.proxy.Failing(said, at)
	return release.Request{ID: f.ID, Method: f.Method, Path: f.URI, Route: f.Route, At: f.At, Whole: f.Whole}, found, nil
}

// Pack returns a failed request of a service with all that it carried, to be kept encrypted; heald.ErrNotFound when it is not known whole.
func (l *Local) Pack(service, id string) ([]byte, error) {
	u, err := l.delivered(service)
	if err != nil {
		return nil, err
	}
	return u.proxy.Pack(id)
}

// Unpack remembers a packed request again: for a heald that was started again.
func (l *Local) Unpack(service string, raw []byte) error {
	u, err := l.delivered(service)
	if err != nil {
		return err
	}
	return u.proxy.Unpack(raw)
}

// Send implements release.Prober.
func (l *Local) Send(ctx context.Context, service, id string) (release.Answer, error) {
	u, err := l.delivered(service)
	if err != nil {
		return release.Answer{}, err
	}
	canary := u.now().canary
	if canary == nil {
		return release.Answer{}, fmt.Errorf("send a request to the canary of %s: %w: there is none", service, heald.ErrTransient)
	}
	status, err := u.proxy.Again(ctx, id, canary.backend)
	return release.Answer{Status: status, Broken: err == nil && status == 0}, err
}

// Check says what keeps a service from being run here.
func (l *Local) Check(context.Context) error {
	var all []error
	for _, service := range l.config.Services {
		if len(service.Argv) == 0 {
			all = append(all, fmt.Errorf("%s: %w: no command to run", service.Name, heald.ErrInvalid))
		}
	}
	return errors.Join(all...)
}

func listen(service Service) (net.Listener, error) {
	if service.Listen == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", service.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for the users of %s: %w: %w; stop the program that has the port, or choose another address with run.listen", service.Name, err, heald.ErrConflict)
	}
	return listener, nil
}
