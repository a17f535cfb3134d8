package sqlite

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver"
)

// gate spares an idle daemon the queue's questions. River asks a database without notifications at every poll, and each question is
// a write transaction; the only process that inserts jobs is this one, so it is known when there is something to ask for. What River
// itself puts off is found a little later.
type gate struct {
	mu    sync.Mutex
	told  map[string]bool      // queues that got a job
	asked map[string]time.Time // when each was asked last
}

// unasked is how long a queue is left alone when nothing is known of it.
const (
	unasked = 400 * time.Millisecond
	failed  = 2 * time.Second // longer, after an error
)

// tell says that a queue has a job. Inside a transaction that is early enough: the question waits for its end.
func (g *gate) tell(queue string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.told[queue] = true
}

// later says at a time that any queue may have a job.
func (g *gate) later(at time.Time) {
	time.AfterFunc(time.Until(at), func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		clear(g.asked)
	})
}

// passes says whether a queue is worth asking.
func (g *gate) passes(queue string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if !g.told[queue] && now.Sub(g.asked[queue]) < unasked {
		return false
	}
	g.told[queue], g.asked[queue] = false, now
	return true
}

// rest leaves a queue alone that could not be asked, as on a full disk.
func (g *gate) rest(queue string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked[queue] = time.Now().Add(failed)
}

// driver is River's with the gate before it.
type driver struct {
	riverdriver.Driver[*sql.Tx]
	gate *gate
}

// GetExecutor returns the executor that asks for jobs.
func (d driver) GetExecutor() riverdriver.Executor {
	return asking{d.Driver.GetExecutor(), d.gate}
}

// UnwrapExecutor returns the executor that inserts jobs in a transaction of ours.
func (d driver) UnwrapExecutor(tx *sql.Tx) riverdriver.ExecutorTx {
	return inserting{d.Driver.UnwrapExecutor(tx), d.gate}
}

// UnwrapTx returns the transaction of an executor.
func (d driver) UnwrapTx(tx riverdriver.ExecutorTx) *sql.Tx {
	if own, ok := tx.(inserting); ok {
		tx = own.ExecutorTx
	}
	return d.Driver.UnwrapTx(tx)
}

type asking struct {
	riverdriver.Executor
	gate *gate
}

// JobGetAvailable asks a queue for jobs.
func (a asking) JobGetAvailable(ctx context.Context, params *riverdriver.JobGetAvailableParams) (*riverdriver.JobGetAvailableResult, error) {
	if !a.gate.passes(params.Queue) {
		return &riverdriver.JobGetAvailableResult{}, nil
	}
	found, err := a.Executor.JobGetAvailable(ctx, params)
	switch {
	case err != nil:
		a.gate.rest(params.Queue)
	case len(found.Jobs) == params.MaxToLock:
		a.gate.tell(params.Queue) // there may be more
	}
	return found, err
}

type inserting struct {
	riverdriver.ExecutorTx
	gate *gate
}

// JobInsertFastMany inserts jobs.
func (i inserting) JobInsertFastMany(ctx context.Context, params *riverdriver.JobInsertFastManyParams) ([]*riverdriver.JobInsertFastResult, error) {
	for _, job := range params.Jobs {
		i.gate.tell(job.Queue)
	}
	return i.ExecutorTx.JobInsertFastMany(ctx, params)
}
