// Package daemon is the living loop put together: what services say comes in, cases walk, people answer, fixes are shipped. It
// starts and stops everything that lives long, and decides nothing.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/forge"
	"github.com/heald-dev/heald/internal/forge/local"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/triage"
	"github.com/heald-dev/heald/internal/web"
	"go.opentelemetry.io/otel/trace"
)

// Config is what a daemon is made of, as plain values: heald.yaml, the demo and heald run each make one.
type Config struct {
	Services []heald.Service
	State    string // folder for what outlives a process
	Brake    string // file
	Policy   string // folder with rules that replace the default ones
	Store    string // path of the SQLite database
	Postgres string // connection string; where it is given, the store is there instead
	Workers  int
	Budget   time.Duration // of one case, up to a permitted patch
	Seed     int64
	Quiet    time.Duration // after so long a silence a crash that a person was given opens a new case
	Keep     time.Duration // ended cases stay in the store for so long
	Archive  string
	Shared   bool // lessons of one repository are recalled in others
	Limits   govern.Limits
	Frozen   func(at time.Time) string // why nothing is shipped at a moment; empty: it may be
	Patience engine.Patience
	Console  Console
	Tracing  Tracing
	Version  string
}

// Console is where people and programs reach the daemon.
type Console struct {
	Listen string // empty: nowhere
	Token  string
}

// Delivery is how fixes reach users. heald run and serve each bring one.
type Delivery interface {
	engine.Deliverer
	engine.Traffic
	Standing
}

// Standing is how a service stands.
type Standing interface {
	// Live is what a service runs, or heald.ErrNotFound.
	Live(ctx context.Context, s heald.Service) (heald.Deployment, error)
	// Rates counts a service's requests of late, by route; nothing where they do not pass through heald.
	Rates(s heald.Service) []heald.RouteRate
}

// Part is something that lives as long as the daemon.
type Part struct {
	Name string
	Run  func(ctx context.Context) error
}

// Daemon is a house that is put together, and running once Run is called.
type Daemon struct {
	conf     Config
	log      *slog.Logger
	now      func() time.Time
	store    backend
	jobs     jobs
	feed     *web.Hub
	walks    walks
	brake    *brake
	workshop *app.Workshop
	forge    forge.Forge
	delivery Delivery
	grouper  *triage.Grouper
	meters   *meters
	tracer   trace.Tracer
	traced   func() // sends the last of heald's own traces
	listener net.Listener
	parts    []Part
	said     func(id, text string)
	opening  func(c heald.Case) // told of each incident that is opened; may be nil
}

// New opens what a daemon needs and checks what can be checked before anything starts. Bad input is heald.ErrInvalid; a store that
// another daemon has, or a port in use, is heald.ErrConflict.
func New(ctx context.Context, conf Config, delivery Delivery, log *slog.Logger) (_ *Daemon, err error) {
	d := &Daemon{conf: conf, log: log, now: time.Now, feed: &web.Hub{}, meters: newMeters(), delivery: delivery, grouper: triage.NewGrouper(triage.DefaultLimits()), said: func(string, string) {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if err := os.MkdirAll(conf.State, 0o700); err != nil {
		return d, fmt.Errorf("make the state folder: %w", err)
	}
	if d.tracer, d.traced, err = tracing(ctx, conf.Tracing, conf.Version, log); err != nil {
		return d, err
	}
	d.forge = local.New(local.Config{Log: log, Open: func(path string) (local.Repository, error) { return openRepository(path) }})
	if err = d.listen(); err != nil {
		return d, err
	}
	opened, err := openStore(ctx, conf, log)
	if err != nil {
		return d, err
	}
	d.store = opened
	d.workshop, err = app.NewWorkshop(app.WorkshopOptions{
		Context: context.WithoutCancel(ctx), Dir: filepath.Join(conf.State, "work"), Policy: conf.Policy,
		Say:  func(id, text string) { d.said(id, text) },
		Head: d.forge.Head, Live: d.liveCommit, Carry: d.forge.Carry,
	})
	if err != nil {
		return d, err
	}
	d.brake = &brake{store: opened, file: conf.Brake, feed: d.feed, wake: d.wake, now: d.now}
	d.jobs, err = opened.jobs(d.advancer(), runner.Config{Workers: conf.Workers, Limit: stepLimit(conf.Budget), Log: log})
	return d, err
}

func openRepository(path string) (*git.Repo, error) { return git.Open(path) }

// stepLimit bounds one step: a set-up and the whole budget fit in.
func stepLimit(budget time.Duration) time.Duration { return 20*time.Minute + budget }

func (d *Daemon) listen() (err error) {
	if d.conf.Console.Listen == "" {
		return nil
	}
	if d.listener, err = net.Listen("tcp", d.conf.Console.Listen); err != nil {
		return fmt.Errorf("console on %s: %w: %w; is another heald running? choose another address with console.listen", d.conf.Console.Listen, err, heald.ErrConflict)
	}
	return nil
}

// Address is where the console answers, or empty.
func (d *Daemon) Address() string {
	if d.listener == nil {
		return ""
	}
	return d.listener.Addr().String()
}

// Add makes something live as long as the daemon. Call it before Run.
func (d *Daemon) Add(name string, run func(ctx context.Context) error) {
	d.parts = append(d.parts, Part{name, run})
}

// Watch gives every case as it was saved, after each step, until the context ends or the reader is too slow.
func (d *Daemon) Watch(ctx context.Context) <-chan heald.Case { return d.walks.subscribe(ctx) }

// Answer is what the console's buttons do. A case that waits for no answer is heald.ErrConflict.
func (d *Daemon) Answer(ctx context.Context, id string, a heald.Answer) error {
	return estate{d}.Answer(ctx, id, a)
}

// Crashes counts how often a fingerprint was seen on a commit of a service.
func (d *Daemon) Crashes(ctx context.Context, service, fingerprint, commit string) (int, error) {
	counts, err := d.store.Counts(ctx, service, fingerprint)
	for _, n := range counts {
		if n.Commit == commit {
			return n.Count, err
		}
	}
	return 0, err
}

// Said is told what a case is doing right now. Set it before Run.
func (d *Daemon) Said(hear func(id, text string)) { d.said = hear }

func (d *Daemon) service(name string) (heald.Service, bool) {
	i := slices.IndexFunc(d.conf.Services, func(s heald.Service) bool { return s.Name == name })
	if i < 0 {
		return heald.Service{}, false
	}
	return d.conf.Services[i], true
}

func (d *Daemon) liveCommit(ctx context.Context, s heald.Service) (string, error) {
	live, err := d.delivery.Live(ctx, s)
	return live.Commit, err
}

// burnt is how much faster a service uses up its error budget than its goal allows: 1 is just so. Nil where no goal was set, or where
// its requests do not pass through heald.
func (d *Daemon) burnt(s heald.Service) *float64 {
	if s.Goal <= 0 || s.Goal >= 1 {
		return nil
	}
	requests, errs := 0, 0
	for _, r := range d.delivery.Rates(s) {
		requests, errs = requests+r.Requests, errs+r.Errors
	}
	if requests == 0 {
		return nil
	}
	rate := float64(errs) / float64(requests) / (1 - s.Goal)
	return &rate
}

// Run lives until the context ends or a part fails, and shuts down: no new steps, the running ones finished or handed back.
func (d *Daemon) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parts := append([]Part{{"runner", d.jobs.Run}, {"housekeeping", d.housekeeping}, {"clock", d.clock}, {"memory", d.settle}}, d.parts...)
	if d.listener != nil {
		parts = append(parts, Part{"console", d.serveConsole})
	}
	var all sync.WaitGroup
	for _, part := range parts {
		all.Go(func() {
			if err := part.Run(ctx); err != nil && ctx.Err() == nil {
				cancel(fmt.Errorf("%s: %w", part.Name, err))
			}
		})
	}
	<-ctx.Done()
	all.Wait()
	err := d.close()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return errors.Join(cause, err)
	}
	return err
}

func (d *Daemon) close() error {
	var errs []error
	if d.listener != nil {
		d.listener.Close() // closed already where the console served on it
	}
	if d.workshop != nil {
		d.workshop.Close()
	}
	if d.traced != nil {
		d.traced()
	}
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	return errors.Join(errs...)
}

func (d *Daemon) serveConsole(ctx context.Context) error {
	e := estate{d}
	handler, err := web.New(web.Config{
		Cases: e, Answers: e, Brakes: d.brake, Lessons: e, Estate: e, Feed: d.feed, Sources: e, Metrics: d.metrics(), Ready: d.ready,
		Address: d.Address(), Token: d.conf.Console.Token, Version: d.conf.Version, Log: d.log,
	})
	if err != nil {
		return err
	}
	server := web.Server(handler)
	context.AfterFunc(ctx, func() {
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(drain) != nil {
			server.Close() // pages that listen to events never end by themselves
		}
	})
	if err := server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (d *Daemon) ready(ctx context.Context) error {
	_, err := d.store.Brake(ctx)
	return err
}

// housekeeping archives what ended long ago and forgets what is out of date.
func (d *Daemon) housekeeping(ctx context.Context) error {
	ticker := time.NewTicker(10 * time.Minute)
	defer ticker.Stop()
	for {
		if d.conf.Keep > 0 {
			if _, err := d.store.Archive(ctx, d.now().Add(-d.conf.Keep), 1000); err != nil && ctx.Err() == nil {
				d.log.Warn("old cases could not be archived", "err", err)
			}
		}
		if _, err := d.store.Purge(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("what is out of date could not be removed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// wake looks at every waiting case again, those first that users have something of: a gate that was shut may be open now.
func (d *Daemon) wake(ctx context.Context) {
	shipping, err := d.store.List(ctx, store.Filter{States: []heald.State{heald.Rolling, heald.Aborting, heald.Merged}, Limit: 1000})
	entries, others := d.store.List(ctx, store.Filter{Live: true, Order: store.Burning, Limit: 1000})
	err = errors.Join(err, others)
	woken := map[string]bool{}
	for _, e := range append(shipping, entries...) {
		if woken[e.ID] {
			continue
		}
		woken[e.ID] = true
		if tellErr := d.jobs.Tell(ctx, heald.Input{Case: e.ID, At: d.now()}); tellErr != nil && !errors.Is(tellErr, heald.ErrConflict) {
			err = errors.Join(err, tellErr)
		}
	}
	if err != nil {
		d.log.Warn("waiting cases were not woken; they look again by themselves", "err", err)
	}
}
