package postgres_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store/postgres"
	"github.com/heald-dev/heald/internal/store/postgres/postgrestest"
	"github.com/heald-dev/heald/internal/store/storetest"
)

func open(t testing.TB, dsn string, now func() time.Time) *postgres.Store {
	t.Helper()
	folder := t.TempDir()
	s, err := postgres.New(t.Context(), postgres.Config{DSN: dsn, KeyFile: filepath.Join(folder, "key"), Archive: filepath.Join(folder, "archive"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	server := postgrestest.Server(t)
	storetest.Run(t, func(t *testing.T, now func() time.Time) storetest.Store[pgx.Tx] {
		return open(t, postgrestest.Schema(t, server), now)
	})
}

func TestDaemonsThatStartTogether(t *testing.T) {
	dsn := postgrestest.Schema(t, postgrestest.Server(t))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s, err := postgres.New(t.Context(), postgres.Config{DSN: dsn, KeyFile: filepath.Join(t.TempDir(), "key")})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	all.Wait()
}

func TestNoServer(t *testing.T) {
	_, err := postgres.New(t.Context(), postgres.Config{DSN: "host=/nowhere user=heald", KeyFile: filepath.Join(t.TempDir(), "key")})
	if !errors.Is(err, heald.ErrTransient) {
		t.Errorf("a server that is not there: %v, want ErrTransient", err)
	}
}
