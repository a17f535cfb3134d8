package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/heald-dev/heald/internal/store/storetest"
)

func open(t testing.TB, folder string, now func() time.Time) *sqlite.Store {
	t.Helper()
	s, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(folder, "heald.db"), Now: now})
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
	storetest.Run(t, func(t *testing.T, now func() time.Time) storetest.Store[*sql.Tx] { return open(t, t.TempDir(), now) })
}

func TestTwoDaemonsOnOneStore(t *testing.T) {
	folder := t.TempDir()
	open(t, folder, nil)
	_, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(folder, "heald.db")})
	if !errors.Is(err, heald.ErrConflict) || !strings.Contains(err.Error(), "process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("the second: %v, want a conflict that names process %d", err, os.Getpid())
	}
}

func TestSecretsAreEncrypted(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder, nil)
	if err := s.Keep(t.Context(), "probe", []byte("hunter2hunter2"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	storetest.Files(t, folder, "hunter2")
	key := filepath.Join(folder, "heald.db.key")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(folder, "heald.db")}); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("with a key that others can read: %v, want ErrInvalid", err)
	}
}

func TestNoStore(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "heald.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(folder, "heald.db")}); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("a file that is no store: %v, want ErrInvalid", err)
	}
}
