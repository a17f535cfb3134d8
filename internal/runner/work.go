package runner

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/store"
)

type worker[T any] struct {
	river.WorkerDefaults[Step]
	runner *Runner[T]
}

// Work takes the step that a job stands for.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[Step]) error {
	r := w.runner
	end, mine := r.turns.take(job.ID, job.Args)
	if !mine {
		return nil // the step that is under way looks at the inbox when it ends: this job has nothing to add
	}
	defer end()
	err := r.step(ctx, job)
	if err != nil && ctx.Err() != nil && r.stopping.Load() {
		return river.JobSnooze(0) // handed back, not failed
	}
	return err
}

// step takes one step. An error is counted as a try; what only the store is to blame for is not.
func (r *Runner[T]) step(ctx context.Context, job *river.Job[Step]) error {
	lease := store.Lease{Case: job.Args.Case, Version: job.Args.Version, Owner: r.owner, Until: r.config.Now().Add(r.config.Limit + time.Minute)}
	c, inbox, err := r.store.Begin(ctx, lease)
	switch {
	case errors.Is(err, heald.ErrConflict), errors.Is(err, heald.ErrNotFound):
		return nil // stale
	case err != nil:
		return r.later(job, err)
	}
	t := &taken[T]{runner: r, job: job, from: c, inbox: inbox}
	if err = r.move(ctx, t); t.done {
		return nil
	}
	// The context may be over; the lease must end all the same, or another daemon waits for it.
	release, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if released := r.store.Release(release, lease); released != nil {
		r.config.Log.Warn("lease not ended", "case", c.ID, "err", released)
	}
	switch {
	case t.lost:
		return nil // somebody else was faster
	case t.unsaved != nil:
		return r.later(job, t.unsaved)
	case err == nil:
		err = fmt.Errorf("the step from %s ended without being saved: %w", c.State, heald.ErrInvalid)
	}
	if ctx.Err() == nil || !r.stopping.Load() {
		r.config.Log.Warn("step failed", "case", c.ID, "service", c.Service.Name, "from", c.State, "attempt", len(job.Errors)+1, "err", err)
	}
	return err
}

// move advances the case, or gives it up when its step has failed too often.
func (r *Runner[T]) move(ctx context.Context, t *taken[T]) error {
	if t.from.Ended() {
		t.lost = true
		return nil
	}
	if reason := r.hopeless(t.job.JobRow, t.from.State); reason != "" {
		r.config.Log.Error("case given up", "case", t.from.ID, "service", t.from.Service.Name, "from", t.from.State, "err", reason)
		return r.advancer.GiveUp(ctx, t.from, reason, t.commit)
	}
	_, _, err := r.advancer.Advance(ctx, t.from, t.inbox, t.commit)
	return err
}

// hopeless says why a step is not tried again.
func (r *Runner[T]) hopeless(job *rivertype.JobRow, from heald.State) string {
	failed := len(job.Errors)
	if died := job.Attempt - 1 - failed; died >= r.config.Deaths {
		return fmt.Sprintf("heald itself died %d times during the step from %s", died, from)
	}
	if failed < r.config.Tries {
		return ""
	}
	return fmt.Sprintf("the step from %s failed %d times, the last time with: %s", from, failed, job.Errors[failed-1].Error)
}

// later puts a job off without counting it as a try: its step did not fail, it could not be saved.
func (r *Runner[T]) later(job *river.Job[Step], err error) error {
	if !errors.Is(err, context.Canceled) {
		r.config.Log.Warn("step put off: the store is busy or does not take it", "case", job.Args.Case, "err", err)
	}
	return river.JobSnooze(r.config.Backoff)
}

// taken is one step being taken.
type taken[T any] struct {
	runner  *Runner[T]
	job     *river.Job[Step]
	from    heald.Case
	inbox   []heald.Input
	done    bool  // saved, and the job completed with it
	lost    bool  // the version was over
	unsaved error // the store did not take it
}

var _ engine.Commit = (*taken[any])(nil).commit

// commit saves the case, the inputs it used, the job of the next step and the end of this one.
func (t *taken[T]) commit(ctx context.Context, next heald.Case, used []heald.Input, wait heald.Wait) error {
	change := store.Change{Case: next, Used: used, Seen: t.inbox, By: t.runner.owner}
	err := t.runner.store.Commit(ctx, change, func(ctx context.Context, tx T, after store.After) error {
		if next.Ended() {
			wait = heald.Wait{}
		} else if after.Unseen > 0 || after.Unused > 0 && after.From != next.State {
			wait = heald.Wait{Now: true} // said while the step ran, or kept for the state that comes now
		}
		if err := t.runner.insert(ctx, tx, next.ID, store.Standing{State: next.State, Version: next.Version, Priority: after.Priority}, wait); err != nil {
			return err
		}
		return t.end(ctx, tx)
	})
	switch {
	case err == nil:
		t.done = true
	case errors.Is(err, heald.ErrConflict), errors.Is(err, heald.ErrNotFound):
		t.lost = true
	default:
		t.unsaved = err
	}
	return err
}

// end completes the job in the transaction. A job that is no longer this one's was taken over by another worker.
func (t *taken[T]) end(ctx context.Context, tx T) error {
	_, err := river.JobCompleteTx[riverdriver.Driver[T]](ctx, tx, t.job)
	if errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("job %d was taken over: %w", t.job.ID, heald.ErrConflict)
	}
	return err
}

// turns keeps the steps of this process apart: a case takes one at a time.
type turns struct {
	mu    sync.Mutex
	cases map[string]*turn
	jobs  map[int64]bool
}

type turn struct {
	version int
	over    chan struct{}
}

// take waits for its turn. A job whose version is no later than that of the step under way gets none.
func (t *turns) take(job int64, step Step) (end func(), mine bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		before := t.cases[step.Case]
		if before == nil {
			break
		}
		if step.Version <= before.version {
			return nil, false
		}
		// The step before is saved already, since its successor is here: it ends at once.
		t.mu.Unlock()
		<-before.over
		t.mu.Lock()
	}
	if t.cases == nil {
		t.cases, t.jobs = map[string]*turn{}, map[int64]bool{}
	}
	own := &turn{step.Version, make(chan struct{})}
	t.cases[step.Case], t.jobs[job] = own, true
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.cases, step.Case)
		delete(t.jobs, job)
		close(own.over)
	}, true
}

// held are the jobs that this process works on.
func (t *turns) held() []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []int64
	for job := range t.jobs {
		all = append(all, job)
	}
	return all
}

// backoff doubles the wait after each failure.
type backoff struct{ first time.Duration }

// NextRetry says when a failed job is tried again.
func (b backoff) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(min(b.first<<min(len(job.Errors), 10), longest))
}
