// Package store is the port for what heald remembers: cases, what was counted, what was said to a case, effects, lessons, the brake,
// secrets and the audit log. Its brands are sqlite and postgres; Memory is what heald heal uses.
//
// The methods that also make work take a function that runs inside the same transaction: with it the runner inserts its jobs, so
// that a case and the job of its next step are saved together or not at all.
package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/heald-dev/heald"
)

// Cases reads cases.
type Cases interface {
	// Case returns a case, from the archive too, or heald.ErrNotFound.
	Case(ctx context.Context, id string) (heald.Case, error)
	// List returns what a list shows of cases, without their bodies.
	List(ctx context.Context, filter Filter) ([]Entry, error)
}

// Steps is how a step is begun and ended. T is the brand's own transaction.
type Steps[T any] interface {
	// Begin leases a case for a step and returns it with what was said to it. A case that another owner holds is
	// heald.ErrTransient; one whose version is another is heald.ErrConflict.
	Begin(ctx context.Context, lease Lease) (heald.Case, []heald.Input, error)
	// Commit saves what a step came to, marks the inputs that it used, ends the lease and calls then, all in one transaction.
	// A stale version is heald.ErrConflict.
	Commit(ctx context.Context, change Change, then func(ctx context.Context, tx T, after After) error) error
	// Release ends a lease without a change.
	Release(ctx context.Context, lease Lease) error
}

// Lease is the right to take one step of a case.
type Lease struct {
	Case    string
	Version int
	Owner   string
	Until   time.Time
}

// Change is what a step came to.
type Change struct {
	Case heald.Case    // its version is one above the saved one
	Used []heald.Input // handled by the step
	Seen []heald.Input // that the step knew of, used or not
	By   string        // who took the step, for the audit log
}

// After is what is known inside the transaction of a commit.
type After struct {
	From     heald.State // where the case stood before
	Unseen   int         // inputs that came while the step ran
	Unused   int         // inputs that the step knew of and did not use
	Priority int         // of the case's jobs, 1 to 4
}

// Standing is where a case stands when something is said to it.
type Standing struct {
	State    heald.State
	Version  int
	Priority int
}

// Occurrences counts what happened and opens cases.
type Occurrences[T any] interface {
	// Record adds counts and opens cases where opens says so, in one transaction with then, which gets what was opened.
	Record(ctx context.Context, occurrences []heald.Occurrence, opens Opener, then func(ctx context.Context, tx T, opened []Opened) error) ([]Opened, error)
	// Counts returns how often a fingerprint was seen on a service, for each commit, the last seen first.
	Counts(ctx context.Context, service, fingerprint string) ([]Count, error)
}

// MaxText bounds the text that is kept of a fingerprint's last occurrence.
const MaxText = 4096

// Latest is the newest generation of a fingerprint on a service. Generation 0: there is none.
type Latest struct {
	ID         string
	Generation int
	State      heald.State
	Commit     string    // that the case was opened for
	Ended      time.Time // zero while the case goes on
	Seen       time.Time // when the fingerprint was seen last before this
}

// Opener returns what an occurrence opens, or false where it is only counted. The case's ID, generation and version are the store's.
type Opener func(o heald.Occurrence, latest Latest) (Opened, bool)

// Opened is a case that is opened, with the priority of its work: 1 burns the most of its service's error budget, 4 the least; 0 is 3.
type Opened struct {
	Case     heald.Case
	Priority int
}

// Count is how often a fingerprint was seen on one commit.
type Count struct {
	Commit    string    `json:"commit"`
	Count     int       `json:"count"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	Text      string    `json:"text,omitempty"` // of the last occurrence
}

// Inbox keeps what is said to a case until a step has used it.
type Inbox[T any] interface {
	// Tell stores an input once for its ID and calls then in the same transaction. A case that has ended is heald.ErrConflict.
	Tell(ctx context.Context, input heald.Input, then func(ctx context.Context, tx T, stands Standing) error) error
	// Inbox returns what no step has used yet, oldest first.
	Inbox(ctx context.Context, id string) ([]heald.Input, error)
}

// Effects records what is done outside heald.
type Effects interface {
	// Intend records an intent, or returns the effect that was recorded under its key before.
	Intend(ctx context.Context, effect heald.Effect) (heald.Effect, error)
	// Conclude records that the effect was done, and what came of it. The first result stands.
	Conclude(ctx context.Context, key string, result json.RawMessage) error
	// Effects returns a case's effects, oldest first.
	Effects(ctx context.Context, id string) ([]heald.Effect, error)
}

// Lessons keeps what cases taught.
type Lessons interface {
	// Learn stores a lesson; one with the same ID is replaced.
	Learn(ctx context.Context, lesson heald.Lesson) error
	// Lessons returns what a query finds: the best match first where it has a text, else the newest first.
	Lessons(ctx context.Context, query Query) ([]heald.Lesson, error)
	// Forget removes a lesson, or says heald.ErrNotFound.
	Forget(ctx context.Context, id, by string) error
}

// Query selects lessons. Empty fields select all.
type Query struct {
	ID, Repository, Fingerprint, ErrorType string
	Endings                                []heald.Ending
	Text                                   string // words; any of them may match
	Limit                                  int    // 0: 100
}

// Brakes keeps the kill switch.
type Brakes interface {
	Brake(ctx context.Context) (heald.Brake, error)
	SetBrake(ctx context.Context, brake heald.Brake) error
}

// Secrets keeps what a probe must replay: encrypted, for a while.
type Secrets interface {
	Keep(ctx context.Context, name string, secret []byte, until time.Time) error
	// Secret returns what was kept under a name, or heald.ErrNotFound when its time is over.
	Secret(ctx context.Context, name string) ([]byte, error)
	// Purge removes what is out of date and says how many.
	Purge(ctx context.Context) (int, error)
}

// Audit is the log of everything that was done and said: append only, each entry bound to the one before by its hash.
type Audit interface {
	Append(ctx context.Context, event Event) error
	// Trail returns entries after a number, oldest first; of one case where it is named.
	Trail(ctx context.Context, id string, after int64, limit int) ([]Event, error)
	// Verify walks the whole chain and returns its length; a broken one is heald.ErrInvalid with the number of the first wrong entry.
	Verify(ctx context.Context) (int64, error)
}

// Event is one entry of the audit log.
type Event struct {
	Number int64           `json:"number"`
	At     time.Time       `json:"at"`
	Case   string          `json:"case,omitempty"`
	Kind   string          `json:"kind"` // "opened", "step", "told", "intent", "effect", "lesson", "forgotten", "brake", "archived"
	By     string          `json:"by,omitempty"`
	Detail json.RawMessage `json:"detail,omitempty"`
	Hash   string          `json:"hash"`
}

// Archive moves cases that ended long ago into files.
type Archive interface {
	// Archive moves up to limit cases that ended before a time and returns how many it moved.
	Archive(ctx context.Context, before time.Time, limit int) (int, error)
}
