package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	modernc "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store/rows"
)

var dialect = rows.Dialect{
	Search: `SELECT id, bm25(lesson_words) AS rank FROM lesson_words WHERE lesson_words MATCH $1 ORDER BY rank LIMIT $2`,
	Match: func(words []string) string {
		return `words : ("` + strings.Join(words, `" OR "`) + `")`
	},
	Index: []string{`DELETE FROM lesson_words WHERE id = $1`, `INSERT INTO lesson_words (id, words) SELECT $1, $2 WHERE $2 <> ''`},
}

// database runs the shared SQL: writes on one connection, reads on others.
type database struct{ writes, reads *sql.DB }

// Write runs do in a transaction that has the file's write lock from its begin.
func (d database) Write(ctx context.Context, do func(tx rows.Tx, native *sql.Tx) error) error {
	tx, err := d.writes.BeginTx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	if err := do(session{tx}, tx); err != nil {
		return errors.Join(err, ended(tx.Rollback()))
	}
	return translate(tx.Commit())
}

// ended forgives the end of a transaction that the database or its context has ended already.
func ended(err error) error {
	if errors.Is(err, sql.ErrTxDone) || err != nil && strings.Contains(err.Error(), "no transaction is active") {
		return nil
	}
	return err
}

// Read is for what needs no transaction.
func (d database) Read() rows.Tx { return session{d.reads} }

type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

type session struct{ runner }

// Exec runs a statement and says how many rows it changed.
func (s session) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := s.ExecContext(ctx, rebind(query), args...)
	if err != nil {
		return 0, translate(err)
	}
	return result.RowsAffected()
}

// Query runs a statement that finds rows.
func (s session) Query(ctx context.Context, query string, args ...any) (rows.Rows, error) {
	found, err := s.QueryContext(ctx, rebind(query), args...)
	if err != nil {
		return nil, translate(err)
	}
	return cursor{found}, nil
}

// rebind writes $N as SQLite numbers its arguments. No statement of ours has a dollar for anything else.
func rebind(query string) string { return strings.ReplaceAll(query, "$", "?") }

type cursor struct{ *sql.Rows }

// Close ends the query and says what went wrong on the way.
func (c cursor) Close() error { return translate(errors.Join(c.Err(), c.Rows.Close())) }

// translate says SQLite's errors in heald's words.
func translate(err error) error {
	var e *modernc.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case codes.SQLITE_FULL:
		return fmt.Errorf("no space is left for the store (%w): %w", err, heald.ErrExhausted)
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_INTERRUPT:
		return fmt.Errorf("%w: %w", err, heald.ErrTransient)
	case codes.SQLITE_IOERR:
		return fmt.Errorf("the store's disk (%w): %w", err, heald.ErrTransient)
	case codes.SQLITE_CONSTRAINT:
		return fmt.Errorf("%w: %w", err, heald.ErrConflict)
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return fmt.Errorf("the file is damaged or no store (%w): %w", err, heald.ErrInvalid)
	}
	return err
}
