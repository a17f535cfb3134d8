package rows

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// record is the file of an archived case.
type record struct {
	Case    heald.Case     `json:"case"`
	Inputs  []heald.Input  `json:"inputs,omitempty"`
	Effects []heald.Effect `json:"effects,omitempty"`
	Trail   []store.Event  `json:"trail,omitempty"`
}

// Archive moves up to limit cases that ended before a time into files and returns how many it moved. The file is on disk before the
// rows go: a daemon that is killed in between moves the case again, into the same file.
func (s *Store[T]) Archive(ctx context.Context, before time.Time, limit int) (int, error) {
	var old []string
	err := each(ctx, s.DB.Read(), func(r Rows) error {
		var id string
		err := r.Scan(&id)
		old = append(old, id)
		return err
	}, `SELECT id FROM cases WHERE ended > 0 AND ended < $1 ORDER BY ended, id LIMIT $2`, micros(before), bound(limit))
	if err != nil {
		return 0, fmt.Errorf("look for old cases: %w", err)
	}
	for moved, id := range old {
		if err := s.archive(ctx, id); err != nil {
			return moved, fmt.Errorf("archive case %s: %w", id, err)
		}
	}
	return len(old), nil
}

func (s *Store[T]) archive(ctx context.Context, id string) error {
	var body string
	err := one(ctx, s.DB.Read(), `SELECT body FROM cases WHERE id = $1`, []any{id}, &body)
	if errors.Is(err, heald.ErrNotFound) {
		return nil // another daemon has moved it
	}
	if err != nil {
		return err
	}
	var r record
	if r.Case, err = decode(id, body); err != nil {
		return err
	}
	if r.Inputs, err = inputs(ctx, s.DB.Read(), id, `SELECT body FROM inbox WHERE case_id = $1 ORDER BY at, id`); err != nil {
		return err
	}
	if r.Effects, err = s.Effects(ctx, id); err != nil {
		return err
	}
	if r.Trail, err = s.Trail(ctx, id, 0, 1000); err != nil {
		return err
	}
	if err := s.file(id, r); err != nil {
		return err
	}
	return s.write(ctx, "remove it", func(w *writer, _ T) error {
		if _, err := w.Exec(ctx, `INSERT INTO archived (id, service, fingerprint, generation, state, commit_sha, ended)
			SELECT id, service, fingerprint, generation, state, commit_sha, ended FROM cases WHERE id = $1 ON CONFLICT DO NOTHING`, id); err != nil {
			return err
		}
		for _, statement := range []string{`DELETE FROM cases WHERE id = $1`, `DELETE FROM inbox WHERE case_id = $1`, `DELETE FROM effects WHERE case_id = $1`} {
			if _, err := w.Exec(ctx, statement, id); err != nil {
				return err
			}
		}
		w.event(id, "archived", "", nil)
		return nil
	})
}

func (s *Store[T]) path(id string) (string, error) {
	if id == "" || strings.ContainsAny(id, "/\\\x00") || strings.HasPrefix(id, ".") {
		return "", fmt.Errorf("case %q: %w", id, heald.ErrNotFound)
	}
	return filepath.Join(s.Folder, id+".json.gz"), nil
}

// file writes the record under another name, and renames it once it is on disk.
func (s *Store[T]) file(id string, r record) (err error) {
	name, err := s.path(id)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return err
	}
	half, err := os.CreateTemp(s.Folder, ".half-*")
	if err != nil {
		return err
	}
	defer os.Remove(half.Name())
	packed := gzip.NewWriter(half)
	err = errors.Join(json.NewEncoder(packed).Encode(r), packed.Close(), half.Sync(), half.Close())
	if err != nil {
		return err
	}
	return os.Rename(half.Name(), name)
}

func (s *Store[T]) archived(_ context.Context, id string) (heald.Case, error) {
	name, err := s.path(id)
	if err != nil {
		return heald.Case{}, err
	}
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return heald.Case{}, fmt.Errorf("case %s: %w", id, heald.ErrNotFound)
	}
	if err != nil {
		return heald.Case{}, fmt.Errorf("archived case: %w", err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		return heald.Case{}, fmt.Errorf("archived case %s: %w", name, err)
	}
	var r record
	if err := json.NewDecoder(packed).Decode(&r); err != nil {
		return heald.Case{}, fmt.Errorf("archived case %s: %w", name, err)
	}
	return r.Case, nil
}
