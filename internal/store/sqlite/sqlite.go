// Package sqlite keeps heald's store in one SQLite file. It needs nothing installed, and one daemon owns the file at a time.
package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver

	"github.com/heald-dev/heald/internal/store/rows"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config says where the store lies. Beside the file lie its key (FILE.key) and its lock (FILE.lock).
type Config struct {
	Path    string
	Archive string           // folder; empty: FILE.archive
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: nothing is logged
}

// Store is the store in a SQLite file.
type Store struct {
	*rows.Store[*sql.Tx]
	writes, reads *sql.DB
	lock          *lock
	driver        driver
}

// New opens the store, makes it where there is none, brings its tables up to date, and takes up what a process that died left: its
// jobs wait for a worker again, its leases end. Another process that has it open is heald.ErrConflict.
func New(ctx context.Context, config Config) (_ *Store, err error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	file, err := filepath.Abs(config.Path)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", config.Path, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{}
	defer func() {
		if err != nil {
			err = fmt.Errorf("open store %s: %w", file, errors.Join(translate(err), s.Close()))
		}
	}()
	if s.lock, err = take(file + ".lock"); err != nil {
		return nil, err
	}
	vault, err := rows.OpenVault(file + ".key")
	if err != nil {
		return nil, err
	}
	if err = s.connect(file); err != nil {
		return nil, err
	}
	s.driver = driver{riversqlite.New(s.writes), &gate{told: map[string]bool{}, asked: map[string]time.Time{}}}
	s.Store = &rows.Store[*sql.Tx]{DB: database{s.writes, s.reads}, Dialect: dialect, Vault: vault, Folder: cmp.Or(config.Archive, file+".archive"), Now: config.Now}
	if err = s.migrate(ctx, config.Log); err != nil {
		return nil, err
	}
	return s, s.takeUp(ctx)
}

// connect opens one connection for writing, which makes all writers wait in line within the process, and a few for reading, which
// never wait for it.
func (s *Store) connect(file string) (err error) {
	address := func(options url.Values) string {
		return (&url.URL{Scheme: "file", Path: file, RawQuery: options.Encode()}).String()
	}
	// A file that is not readable by others, before SQLite makes it.
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := made.Close(); err != nil {
		return err
	}
	write := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}
	if s.writes, err = sql.Open("sqlite", address(write)); err != nil {
		return err
	}
	s.writes.SetMaxOpenConns(1)
	read := url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}}
	if s.reads, err = sql.Open("sqlite", address(read)); err != nil {
		return err
	}
	s.reads.SetMaxOpenConns(4)
	s.reads.SetConnMaxIdleTime(time.Minute)
	return nil
}

// migrate brings heald's tables and River's up to date, forward only.
func (s *Store) migrate(ctx context.Context, log *slog.Logger) error {
	numbered, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	ours, err := goose.NewProvider(goose.DialectSQLite3, s.writes, numbered)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := ours.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	queue, err := rivermigrate.New[*sql.Tx](s.driver, &rivermigrate.Config{Logger: quiet(log)})
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	return nil
}

// quiet lets River's warnings through, not its progress.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(atLeast{log.Handler(), slog.LevelWarn}) }

type atLeast struct {
	slog.Handler
	level slog.Level
}

// Enabled says whether a record is worth writing.
func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

// takeUp hands back what the process before was doing when it died: this one is the only owner now.
func (s *Store) takeUp(ctx context.Context) error {
	for _, statement := range []string{
		`UPDATE river_job SET state = 'available', scheduled_at = '2000-01-01 00:00:00.000000' WHERE state = 'running'`,
		`DELETE FROM river_leader`,
	} {
		if _, err := s.writes.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("take up what was left: %w", err)
		}
	}
	return s.ReleaseAll(ctx)
}

// River is the queue's driver over the store's own database.
func (s *Store) River() riverdriver.Driver[*sql.Tx] { return s.driver }

// Soon makes a job that waits for a time one that workers take then by themselves, not at the scheduler's next round.
func (s *Store) Soon(ctx context.Context, tx *sql.Tx, job int64, at time.Time) error {
	s.driver.gate.later(at)
	_, err := tx.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE id = ? AND state = 'scheduled'`, job)
	return translate(err)
}

// Orphans hands back the jobs that have run since before a time, held by nobody in held: this process is the only one that could.
func (s *Store) Orphans(ctx context.Context, _ string, held []int64, before time.Time) error {
	numbers, err := json.Marshal(append([]int64{}, held...))
	if err != nil {
		return err
	}
	_, err = s.writes.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running' AND datetime(attempted_at) < datetime(?, 'unixepoch')
		AND id NOT IN (SELECT value FROM json_each(?))`, before.Unix(), string(numbers))
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
	var all []error
	for _, db := range []*sql.DB{s.reads, s.writes} {
		if db != nil {
			all = append(all, db.Close())
		}
	}
	return errors.Join(append(all, s.lock.release())...)
}
