package rows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// event is an audit entry that has no number yet.
type event struct {
	id, kind, by string
	detail       any
}

func (w *writer) event(id, kind, by string, detail any) {
	w.events = append(w.events, event{id, kind, by, detail})
}

// close appends the entries to the chain.
func (w *writer) close(ctx context.Context) error {
	if len(w.events) == 0 {
		return nil
	}
	var number int64
	var hash string
	// An update takes the head's row in both brands, where a SELECT would need a lock in one of them.
	err := one(ctx, w, `UPDATE audit_head SET number = number + $1 WHERE id = 1 RETURNING number, hash`, []any{int64(len(w.events))}, &number, &hash)
	if err != nil {
		return fmt.Errorf("head of the audit log: %w", err)
	}
	number -= int64(len(w.events))
	for _, e := range w.events {
		detail, err := json.Marshal(e.detail)
		if err != nil {
			return fmt.Errorf("audit entry %s: %w", e.kind, err)
		}
		number++
		next := store.Event{Number: number, At: moment(micros(w.now)), Case: store.Clean(e.id, 200), Kind: e.kind, By: store.Clean(e.by, 200), Detail: detail}
		next.Hash = chain(hash, next)
		if _, err := w.Exec(ctx, `INSERT INTO audit (number, at, case_id, kind, by_whom, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			next.Number, micros(next.At), next.Case, next.Kind, next.By, string(detail), next.Hash); err != nil {
			return fmt.Errorf("audit entry %d: %w", number, err)
		}
		hash = next.Hash
	}
	_, err = w.Exec(ctx, `UPDATE audit_head SET hash = $1 WHERE id = 1`, hash)
	return err
}

// chain is the hash of an entry and of all before it.
func chain(before string, e store.Event) string {
	e.Hash = before
	text, _ := json.Marshal(e) // of strings, a number and a time: it cannot fail
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Append writes an entry of its own.
func (s *Store[T]) Append(ctx context.Context, e store.Event) error {
	return s.write(ctx, "append to the audit log", func(w *writer, _ T) error {
		w.event(e.Case, e.Kind, e.By, e.Detail)
		return nil
	})
}

// Trail returns entries after a number, oldest first; of one case where it is named.
func (s *Store[T]) Trail(ctx context.Context, id string, after int64, limit int) ([]store.Event, error) {
	query, args := `SELECT number, at, case_id, kind, by_whom, detail, hash FROM audit WHERE number > $1`, []any{after, bound(limit)}
	if id != "" {
		query, args = query+` AND case_id = $3`, append(args, id)
	}
	var trail []store.Event
	err := each(ctx, s.DB.Read(), func(r Rows) error {
		var e store.Event
		var at int64
		var detail string
		if err := r.Scan(&e.Number, &at, &e.Case, &e.Kind, &e.By, &detail, &e.Hash); err != nil {
			return err
		}
		e.At, e.Detail = moment(at), json.RawMessage(detail)
		trail = append(trail, e)
		return nil
	}, query+` ORDER BY number LIMIT $2`, args...)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return trail, nil
}

// Verify walks the whole chain and returns its length.
func (s *Store[T]) Verify(ctx context.Context) (int64, error) {
	var number, last int64
	var hash, head string
	if err := one(ctx, s.DB.Read(), `SELECT number, hash FROM audit_head WHERE id = 1`, nil, &last, &head); err != nil {
		return 0, fmt.Errorf("head of the audit log: %w", err)
	}
	for number < last {
		trail, err := s.Trail(ctx, "", number, 1000)
		if err != nil {
			return number, err
		}
		for _, e := range trail {
			if e.Number != number+1 || e.Hash != chain(hash, e) {
				return number, fmt.Errorf("audit entry %d is not the one that was written: %w", number+1, heald.ErrInvalid)
			}
			if number, hash = e.Number, e.Hash; number == last {
				break
			}
		}
		if len(trail) == 0 {
			return number, fmt.Errorf("audit entry %d is missing: %w", number+1, heald.ErrInvalid)
		}
	}
	if hash != head {
		return number, fmt.Errorf("audit entry %d is not the last that was written: %w", number, heald.ErrInvalid)
	}
	return number, nil
}

func bound(limit int) int64 {
	if limit <= 0 {
		return 100
	}
	return int64(min(limit, 1000))
}
