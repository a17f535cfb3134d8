// Package postgres keeps heald's store in a PostgreSQL database, so that several daemons can share the work.
package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/heald-dev/heald/internal/store/rows"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config says where the store lies. Daemons that share a store share the key file's content and the archive's folder, too.
type Config struct {
	DSN     string
	KeyFile string // made where there is none
	Archive string // folder
	Now     func() time.Time
	Log     *slog.Logger // nil: nothing is logged
}

// Store is the store in a PostgreSQL database.
type Store struct {
	*rows.Store[pgx.Tx]
	pool, queue *pgxpool.Pool // River has its own: its leader must not starve behind our transactions
	driver      *riverpgxv5.Driver
	presence    presence
}

// migrating is the key of the lock under which daemons that start together bring the tables up to date one after the other.
const migrating = 0x6865616c64

// New opens the store and brings its tables up to date.
func New(ctx context.Context, config Config) (_ *Store, err error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{}
	defer func() {
		if err != nil {
			s.Close()
			err = fmt.Errorf("open store in PostgreSQL: %w", translate(err))
		}
	}()
	vault, err := rows.OpenVault(config.KeyFile)
	if err != nil {
		return nil, err
	}
	if s.pool, err = connect(ctx, config.DSN, 8); err != nil {
		return nil, err
	}
	if s.queue, err = connect(ctx, config.DSN, 8); err != nil {
		return nil, err
	}
	s.driver = riverpgxv5.New(s.queue)
	s.Store = &rows.Store[pgx.Tx]{DB: database{s.pool}, Dialect: dialect, Vault: vault, Folder: config.Archive, Now: config.Now}
	return s, s.migrate(ctx, config.Log)
}

func connect(ctx context.Context, dsn string, most int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = most
	config.ConnConfig.ConnectTimeout = 10 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// migrate brings heald's tables and River's up to date, forward only.
func (s *Store) migrate(ctx context.Context, log *slog.Logger) error {
	guard, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer guard.Release()
	if _, err := guard.Exec(ctx, `SELECT pg_advisory_lock($1, hashtext(current_schema()))`, int32(migrating&0x7fffffff)); err != nil {
		return fmt.Errorf("wait for other daemons to migrate: %w", err)
	}
	defer guard.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1, hashtext(current_schema()))`, int32(migrating&0x7fffffff))
	numbered, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close()
	ours, err := goose.NewProvider(goose.DialectPostgres, db, numbered)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := ours.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	queue, err := rivermigrate.New(s.driver, &rivermigrate.Config{Logger: slog.New(atLeast{log.Handler(), slog.LevelWarn})})
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	return nil
}

// atLeast lets River's warnings through, not its progress.
type atLeast struct {
	slog.Handler
	level slog.Level
}

// Enabled says whether a record is worth writing.
func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

// River is the queue's driver over the store's own database.
func (s *Store) River() riverdriver.Driver[pgx.Tx] { return s.driver }

// Soon makes a job that waits for a time one that workers take then by themselves, not at the scheduler's next round.
func (s *Store) Soon(ctx context.Context, tx pgx.Tx, job int64, _ time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE river_job SET state = 'available' WHERE id = $1 AND state = 'scheduled'`, job)
	return translate(err)
}

// Check says whether the store can be read and written.
func (s *Store) Check(ctx context.Context) error {
	if _, err := s.Brake(ctx); err != nil {
		return err
	}
	_, err := s.Purge(ctx)
	return err
}

// Close ends the store. The runner must have stopped before.
func (s *Store) Close() error {
	err := s.Absent()
	for _, pool := range []*pgxpool.Pool{s.pool, s.queue} {
		if pool != nil {
			pool.Close()
		}
	}
	return err
}
