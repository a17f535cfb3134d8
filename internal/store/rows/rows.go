// Package rows is the SQL that the brands of the store share, written once by hand: $N for arguments, whole microseconds for times,
// JSON as text. A brand gives it transactions and the little that differs.
package rows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// Tx runs statements: in a transaction, or for reading without one.
type Tx interface {
	Exec(ctx context.Context, query string, args ...any) (changed int64, err error)
	Query(ctx context.Context, query string, args ...any) (Rows, error)
}

// Rows is what a query found. Close says what went wrong on the way, too.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Close() error
}

// DB is a brand's database; T is its own transaction. Errors come translated into heald's sentinels.
type DB[T any] interface {
	// Write runs do in a transaction; do may run again where the database asks for it.
	Write(ctx context.Context, do func(tx Tx, native T) error) error
	Read() Tx
}

// Dialect is what the brands say differently.
type Dialect struct {
	Lock   string                      // ends a SELECT whose rows nobody else may change until the transaction ends
	Search string                      // lessons by their words, best first: $1 the match, $2 the limit; columns id, body
	Match  func(words []string) string // any of the words, as Search wants them
	Index  []string                    // statements that index a lesson's words again: $1 the ID, $2 the words
}

// Store is everything that a store remembers. All fields are required.
type Store[T any] struct {
	DB      DB[T]
	Dialect Dialect
	Vault   *Vault
	Folder  string // of archived cases
	Now     func() time.Time
}

// writer is one transaction and the audit entries that close it. They are written last: the chain's head is the one row that every
// writer needs, so it is held as short as possible and always after all others.
type writer struct {
	Tx
	now    time.Time
	events []event
}

func (s *Store[T]) write(ctx context.Context, what string, do func(w *writer, native T) error) error {
	err := s.DB.Write(ctx, func(tx Tx, native T) error {
		w := &writer{Tx: tx, now: s.Now()}
		if err := do(w, native); err != nil {
			return err
		}
		return w.close(ctx)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// each calls scan for every row of a query.
func each(ctx context.Context, tx Tx, scan func(Rows) error, query string, args ...any) error {
	found, err := tx.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	for found.Next() {
		if err := scan(found); err != nil {
			return errors.Join(err, found.Close())
		}
	}
	return found.Close()
}

// one scans the first row of a query; no row is heald.ErrNotFound.
func one(ctx context.Context, tx Tx, query string, args []any, dest ...any) error {
	got := false
	err := each(ctx, tx, func(r Rows) error {
		if got {
			return nil
		}
		got = true
		return r.Scan(dest...)
	}, query, args...)
	if err == nil && !got {
		return heald.ErrNotFound
	}
	return err
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
