package rows

import (
	"context"
	"errors"
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// Brake returns the kill switch as it stands.
func (s *Store[T]) Brake(ctx context.Context) (b heald.Brake, err error) {
	err = one(ctx, s.DB.Read(), `SELECT engaged, why, by_whom, at FROM brake WHERE id = 1`, nil, (*truth)(&b.On), &b.Why, &b.By, (*instant)(&b.At))
	if err != nil && !errors.Is(err, heald.ErrNotFound) {
		return b, fmt.Errorf("read the brake: %w", err)
	}
	return b, nil
}

// SetBrake sets the kill switch.
func (s *Store[T]) SetBrake(ctx context.Context, b heald.Brake) error {
	return s.write(ctx, "set the brake", func(w *writer, _ T) error {
		if b.At.IsZero() {
			b.At = moment(micros(w.now))
		}
		w.event("", "brake", b.By, b)
		_, err := w.Exec(ctx, `INSERT INTO brake (id, engaged, why, by_whom, at) VALUES (1, $1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET engaged = excluded.engaged, why = excluded.why, by_whom = excluded.by_whom, at = excluded.at`,
			flag(b.On), store.Clean(b.Why, 1000), store.Clean(b.By, 200), micros(b.At))
		return err
	})
}
