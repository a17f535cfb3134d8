package daemon

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/postgres"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/jackc/pgx/v5"
)

// backend is a store's brand with its own transactions out of sight.
type backend interface {
	store.Cases
	store.Effects
	store.Lessons
	store.Brakes
	store.Secrets
	store.Audit
	store.Archive
	Counts(ctx context.Context, service, fingerprint string) ([]store.Count, error)
	jobs(a runner.Advancer, c runner.Config) (jobs, error)
	Close() error
}

// jobs is a runner over a backend.
type jobs interface {
	Run(ctx context.Context) error
	Record(ctx context.Context, occurrences []heald.Occurrence, opens store.Opener) ([]store.Opened, error)
	Tell(ctx context.Context, input heald.Input) error
}

type inSQLite struct{ *sqlite.Store }

func (s inSQLite) jobs(a runner.Advancer, c runner.Config) (jobs, error) {
	return runner.New[*sql.Tx](s.Store, a, c)
}

type inPostgres struct{ *postgres.Store }

func (s inPostgres) jobs(a runner.Advancer, c runner.Config) (jobs, error) {
	return runner.New[pgx.Tx](s.Store, a, c)
}

func openStore(ctx context.Context, conf Config, log *slog.Logger) (backend, error) {
	if conf.Postgres != "" {
		s, err := postgres.New(ctx, postgres.Config{
			DSN: conf.Postgres, KeyFile: filepath.Join(conf.State, "postgres.key"), Archive: conf.Archive, Log: log,
		})
		if err != nil {
			return nil, err
		}
		return inPostgres{s}, nil
	}
	s, err := sqlite.New(ctx, sqlite.Config{Path: conf.Store, Archive: conf.Archive, Log: log})
	if err != nil {
		return nil, err
	}
	return inSQLite{s}, nil
}
