package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store/rows"
)

var dialect = rows.Dialect{
	Lock:   ` FOR UPDATE`,
	Search: `SELECT id, -ts_rank(words, q) AS rank FROM lesson_words, to_tsquery('simple', $1) q WHERE words @@ q ORDER BY rank LIMIT $2`,
	Match:  func(words []string) string { return `'` + strings.Join(words, `' | '`) + `'` },
	Index: []string{
		`DELETE FROM lesson_words WHERE id = $1`,
		`INSERT INTO lesson_words (id, words) SELECT CAST($1 AS TEXT), to_tsvector('simple', CAST($2 AS TEXT)) WHERE CAST($2 AS TEXT) <> ''`,
	},
}

// database runs the shared SQL over a pool.
type database struct{ pool *pgxpool.Pool }

// tries is how often a transaction is run that the database asks to run again.
const tries = 6

// Write runs do in a transaction, again where another daemon's transaction was in its way.
func (d database) Write(ctx context.Context, do func(tx rows.Tx, native pgx.Tx) error) error {
	for try := 1; ; try++ {
		err := translate(pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error { return do(session{tx}, tx) }))
		if err == nil || try == tries || !again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try) * rand.N(20*time.Millisecond)):
		}
	}
}

func again(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// Read is for what needs no transaction.
func (d database) Read() rows.Tx { return session{d.pool} }

type runner interface {
	Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
}

type session struct{ runner runner }

// Exec runs a statement and says how many rows it changed.
func (s session) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := s.runner.Exec(ctx, query, args...)
	return tag.RowsAffected(), translate(err)
}

// Query runs a statement that finds rows.
func (s session) Query(ctx context.Context, query string, args ...any) (rows.Rows, error) {
	found, err := s.runner.Query(ctx, query, args...)
	if err != nil {
		return nil, translate(err)
	}
	return cursor{found}, nil
}

type cursor struct{ pgx.Rows }

// Close ends the query and says what went wrong on the way.
func (c cursor) Close() error {
	c.Rows.Close()
	return translate(c.Err())
}

// translate says PostgreSQL's errors in heald's words.
func translate(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return known(e, err)
	}
	var unreachable *net.OpError
	var refused *pgconn.ConnectError
	if errors.As(err, &unreachable) || errors.As(err, &refused) || pgconn.Timeout(err) && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("the database does not answer (%w): %w", err, heald.ErrTransient)
	}
	return err
}

// known goes by the class of an error's code, its first two characters.
func known(e *pgconn.PgError, err error) error {
	switch e.Code[:2] {
	case "53": // insufficient resources
		return fmt.Errorf("no space or no connection is left for the store (%w): %w", err, heald.ErrExhausted)
	case "23": // a constraint
		return fmt.Errorf("%w: %w", err, heald.ErrConflict)
	case "40", "08", "55", "57": // rolled back, connection, in use, shut down
		return fmt.Errorf("%w: %w", err, heald.ErrTransient)
	case "28", "3D": // who we are, which database
		return fmt.Errorf("%w: %w", err, heald.ErrDenied)
	}
	return err
}
