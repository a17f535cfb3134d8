// Package runner says where and when a step of a case runs: River jobs in the store's own database. What a step came to and the job
// of the next step are saved in one transaction, so a daemon may die at any moment and the case goes on where it was.
package runner

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/store"
)

// Advancer takes steps: the engine.
type Advancer interface {
	Advance(ctx context.Context, c heald.Case, inbox []heald.Input, commit engine.Commit) (heald.Case, heald.Wait, error)
	GiveUp(ctx context.Context, c heald.Case, reason string, commit engine.Commit) error
}

// Queue is what a store's brand brings for River. T is the brand's own transaction.
type Queue[T any] interface {
	River() riverdriver.Driver[T]
	// Soon lets workers take a scheduled job at its time by themselves.
	Soon(ctx context.Context, tx T, job int64, at time.Time) error
	// Orphans hands back the jobs of nobody: those of daemons that died, and of owner's those that have run since before a time and
	// are not held. It also shows other daemons that owner lives.
	Orphans(ctx context.Context, owner string, held []int64, before time.Time) error
}

// Ledger is what the runner reads and writes.
type Ledger[T any] interface {
	store.Steps[T]
	store.Occurrences[T]
	store.Inbox[T]
}

// Store is a store's brand as the runner needs it.
type Store[T any] interface {
	Ledger[T]
	Queue[T]
}

// Config bounds the work. Zero values are the defaults.
type Config struct {
	Workers int           // cases that are mended at a time; 2
	Limit   time.Duration // of a step; 15 minutes
	Tries   int           // of a step that errs, before the case is given up; 5
	Backoff time.Duration // before the second try, doubled for each further one up to a minute; 5 seconds
	Deaths  int           // of the daemon during a step, before the case is given up; 30
	Poll    time.Duration // between looks for jobs; what suits the store
	Drain   time.Duration // that Run gives running steps to end; 10 seconds
	Log     *slog.Logger  // required
	Now     func() time.Time
}

const (
	mending = "mend" // queues: what mends may take minutes,
	serving = "ship" // and must not keep waiting what users wait for: answers, the canary, the way back
	servers = 4

	soon      = 10 * time.Second // River's scheduler looks every five seconds, which is too coarse for a canary
	attempts  = 30000            // River's own limit, never reached: the rule is Tries
	longest   = time.Minute      // between two tries
	sweep     = 3 * time.Second
	orphaned  = 6 * time.Second
	retention = time.Hour // of completed jobs
)

// always is when a job is due that is due now: a clock that is set back must not make it wait.
var always = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// serves are the states whose next step users wait for.
var serves = map[heald.State]bool{heald.Permitted: true, heald.InReview: true, heald.Merged: true, heald.Rolling: true, heald.Aborting: true}

// urgent are the states in which users may be getting errors from what heald did.
var urgent = map[heald.State]bool{heald.Rolling: true, heald.Aborting: true}

// Step is a job: the step of a case from a version on. A job whose version is over does nothing.
type Step struct {
	Case    string `json:"case"`
	Version int    `json:"version"`
}

// Kind names the job in the queue.
func (Step) Kind() string { return "step" }

// Runner works through the steps of a store's cases.
type Runner[T any] struct {
	store    Store[T]
	advancer Advancer
	config   Config
	client   *river.Client[T]
	owner    string
	turns    turns
	stopping atomic.Bool
	end      context.CancelFunc // of the sweep
	swept    sync.WaitGroup
}

// New returns a runner over a store's brand. It takes no steps before Start.
func New[T any](s Store[T], advancer Advancer, config Config) (*Runner[T], error) {
	config.Workers, config.Limit = cmp.Or(config.Workers, 2), cmp.Or(config.Limit, 15*time.Minute)
	config.Tries, config.Backoff = cmp.Or(config.Tries, 5), cmp.Or(config.Backoff, 5*time.Second)
	config.Deaths, config.Drain = cmp.Or(config.Deaths, 30), cmp.Or(config.Drain, 10*time.Second)
	// One that tells of new jobs needs to be asked only for those whose time has come; one in our own process costs next to nothing.
	pollOnly, poll := s.River().DatabaseName() == riverdriver.DatabaseNameSQLite, 200*time.Millisecond
	if pollOnly {
		poll = 10 * time.Millisecond
	}
	config.Poll = cmp.Or(config.Poll, poll)
	if config.Now == nil {
		config.Now = time.Now
	}
	host, _ := os.Hostname()
	r := &Runner[T]{store: s, advancer: advancer, config: config, owner: fmt.Sprintf("%.40s process %d %s", host, os.Getpid(), rand.Text()[:6])}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker[T]{runner: r}); err != nil {
		return nil, fmt.Errorf("runner: %w", err)
	}
	var err error
	r.client, err = river.NewClient(s.River(), &river.Config{
		ID:                          r.owner,
		Queues:                      map[string]river.QueueConfig{mending: {MaxWorkers: config.Workers}, serving: {MaxWorkers: servers}},
		Workers:                     workers,
		FetchCooldown:               min(config.Poll, 10*time.Millisecond),
		FetchPollInterval:           config.Poll,
		JobTimeout:                  config.Limit,
		RescueStuckJobsAfter:        config.Limit + time.Minute,
		MaxAttempts:                 attempts,
		RetryPolicy:                 backoff{config.Backoff},
		CompletedJobRetentionPeriod: retention,
		PollOnly:                    pollOnly,
		ReindexerSchedule:           river.NeverSchedule(),
		Logger:                      slog.New(newWarnings(config.Log.Handler())),
	})
	if err != nil {
		return nil, fmt.Errorf("runner: %w", err)
	}
	return r, nil
}

// Start begins to take steps. It does not wait.
func (r *Runner[T]) Start(ctx context.Context) error {
	if err := r.orphans(ctx); err != nil {
		return fmt.Errorf("start the runner: %w", err)
	}
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the runner: %w", err)
	}
	ctx, r.end = context.WithCancel(context.WithoutCancel(ctx))
	r.swept.Go(func() { r.sweeps(ctx) })
	return nil
}

// Stop takes no new steps and waits for the running ones; those that are not at their end when ctx is done are cut short and handed
// back as if they had not begun.
func (r *Runner[T]) Stop(ctx context.Context) error {
	defer func() { r.end(); r.swept.Wait() }()
	if r.client.Stop(ctx) == nil {
		return nil
	}
	r.stopping.Store(true)
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), longest)
	defer cancel()
	if err := r.client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop the runner: a step does not end: %w", err)
	}
	return nil
}

// Run takes steps until ctx is done, and then drains.
func (r *Runner[T]) Run(ctx context.Context) error {
	if err := r.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.config.Drain)
	defer cancel()
	return r.Stop(drain)
}

// Record counts occurrences, and opens cases with the jobs of their first steps, in one transaction.
func (r *Runner[T]) Record(ctx context.Context, occurrences []heald.Occurrence, opens store.Opener) ([]store.Opened, error) {
	return r.store.Record(ctx, occurrences, opens, func(ctx context.Context, tx T, opened []store.Opened) error {
		for _, o := range opened {
			if err := r.insert(ctx, tx, o.Case.ID, store.Standing{State: o.Case.State, Version: o.Case.Version, Priority: o.Priority}, heald.Wait{Now: true}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tell stores what is said to a case and wakes it, in one transaction.
func (r *Runner[T]) Tell(ctx context.Context, input heald.Input) error {
	return r.store.Tell(ctx, input, func(ctx context.Context, tx T, stands store.Standing) error {
		return r.insert(ctx, tx, input.Case, stands, heald.Wait{Now: true})
	})
}

// insert makes the job of a case's next step. A case that waits for its inbox only has none.
func (r *Runner[T]) insert(ctx context.Context, tx T, id string, stands store.Standing, wait heald.Wait) error {
	if !wait.Now && wait.At.IsZero() {
		return nil
	}
	options := &river.InsertOpts{Queue: mending, Priority: min(max(stands.Priority, 1), 4), ScheduledAt: always}
	if serves[stands.State] {
		options.Queue = serving
	}
	if urgent[stands.State] {
		options.Priority = 1
	}
	if !wait.Now && wait.At.After(r.config.Now()) {
		options.ScheduledAt = wait.At
	}
	job, err := r.client.InsertTx(ctx, tx, Step{Case: id, Version: stands.Version}, options)
	if err != nil {
		return fmt.Errorf("job of case %s at version %d: %w", id, stands.Version, err)
	}
	if options.ScheduledAt.Sub(r.config.Now()) < soon {
		return r.store.Soon(ctx, tx, job.Job.ID, options.ScheduledAt)
	}
	return nil
}

// sweeps hands back jobs that the queue believes to run and nobody has: what a full disk leaves, where not even the end of a job
// could be written.
func (r *Runner[T]) sweeps(ctx context.Context) {
	ticker := time.NewTicker(sweep)
	defer ticker.Stop()
	rarely := slog.New(newWarnings(r.config.Log.Handler()))
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := r.orphans(ctx); err != nil && !errors.Is(err, context.Canceled) {
			rarely.Warn("jobs that nobody has could not be handed back", "err", err)
		}
	}
}

func (r *Runner[T]) orphans(ctx context.Context) error {
	return r.store.Orphans(ctx, r.owner, r.turns.held(), r.config.Now().Add(-orphaned))
}
