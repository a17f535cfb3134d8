package rows

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/heald-dev/heald"
)

const effectColumns = `SELECT key, case_id, name, vital, at, done, result FROM effects `

// Intend records an intent, or returns the effect that was recorded under its key before.
func (s *Store[T]) Intend(ctx context.Context, effect heald.Effect) (recorded heald.Effect, err error) {
	if effect.Key == "" {
		return effect, fmt.Errorf("intend %s of case %s without a key: %w", effect.Name, effect.Case, heald.ErrInvalid)
	}
	err = s.write(ctx, "intend "+effect.Key, func(w *writer, _ T) error {
		at := effect.At
		if at.IsZero() {
			at = w.now
		}
		fresh, err := w.Exec(ctx, `INSERT INTO effects (key, case_id, name, vital, at, done, result) VALUES ($1, $2, $3, $4, $5, 0, '') ON CONFLICT DO NOTHING`,
			effect.Key, effect.Case, effect.Name, flag(effect.Vital), micros(at))
		if err != nil {
			return err
		}
		if fresh > 0 {
			w.event(effect.Case, "intent", "", map[string]any{"key": effect.Key, "name": effect.Name, "vital": effect.Vital})
		}
		return one(ctx, w, effectColumns+`WHERE key = $1`, []any{effect.Key}, scanned(&recorded)...)
	})
	return recorded, err
}

// Conclude records that the effect was done, and what came of it.
func (s *Store[T]) Conclude(ctx context.Context, key string, result json.RawMessage) error {
	return s.write(ctx, "conclude "+key, func(w *writer, _ T) error {
		var id, name string
		var done int64
		if err := one(ctx, w, `SELECT case_id, name, done FROM effects WHERE key = $1`+s.Dialect.Lock, []any{key}, &id, &name, &done); err != nil || done == 1 {
			return err
		}
		w.event(id, "effect", "", map[string]any{"key": key, "name": name, "result": result})
		_, err := w.Exec(ctx, `UPDATE effects SET done = 1, result = $1 WHERE key = $2`, string(result), key)
		return err
	})
}

// Effects returns a case's effects, oldest first.
func (s *Store[T]) Effects(ctx context.Context, id string) ([]heald.Effect, error) {
	var all []heald.Effect
	err := each(ctx, s.DB.Read(), func(r Rows) error {
		var e heald.Effect
		err := r.Scan(scanned(&e)...)
		all = append(all, e)
		return err
	}, effectColumns+`WHERE case_id = $1 ORDER BY at, key`, id)
	if err != nil {
		return nil, fmt.Errorf("effects of case %s: %w", id, err)
	}
	return all, nil
}

func scanned(e *heald.Effect) []any {
	return []any{&e.Key, &e.Case, &e.Name, (*truth)(&e.Vital), (*instant)(&e.At), (*truth)(&e.Done), (*document)(&e.Result)}
}
