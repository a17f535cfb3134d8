package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// released are the migrations that stores out there have run. A line is added with each new one, and none is ever changed.
var released = map[string]string{
	"00001_first.sql": "a2f5d705c9561b8b",
}

func TestReleasedMigrationsNeverChange(t *testing.T) {
	got := map[string]string{}
	files, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := migrations.ReadFile("migrations/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		got[file.Name()] = hex.EncodeToString(sum[:8])
	}
	if diff := cmp.Diff(released, got); diff != "" {
		t.Errorf("migrations (-released +now): %s", diff)
	}
}

// Copy writes a copy of the store's database, for golden files.
func (s *Store) Copy(ctx context.Context, file string) error {
	_, err := s.writes.ExecContext(ctx, `VACUUM INTO ?`, file)
	return err
}

// Fill lets the database grow by so many pages only, as a full disk does; 0 is free again.
func (s *Store) Fill(ctx context.Context, pages int) error {
	var now, most int
	if err := s.writes.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&now); err != nil {
		return err
	}
	limit := now + pages
	if pages == 0 {
		limit = 1 << 30
	}
	return s.writes.QueryRowContext(ctx, `PRAGMA max_page_count = `+strconv.Itoa(limit)).Scan(&most)
}

// Exec runs a statement behind the store's back.
func (s *Store) Exec(ctx context.Context, statement string) error {
	_, err := s.writes.ExecContext(ctx, statement)
	return err
}

func TestReadersDoNotWrite(t *testing.T) {
	folder := t.TempDir()
	s, err := New(t.Context(), Config{Path: filepath.Join(folder, "heald.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.reads.ExecContext(t.Context(), `DELETE FROM audit`); err == nil {
		t.Error("a connection for reading could write")
	}
}
