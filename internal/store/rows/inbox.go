package rows

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// Tell stores an input once for its ID.
func (s *Store[T]) Tell(ctx context.Context, input heald.Input, then func(ctx context.Context, tx T, stands store.Standing) error) error {
	if input.ID == "" {
		input.ID = rand.Text()
	}
	return s.write(ctx, "tell case "+input.Case, func(w *writer, native T) error {
		var stands store.Standing
		var state string
		var ended int64
		// The row is held, so that a step that ends now either sees the input or is seen by it.
		if err := one(ctx, w, `SELECT state, version, priority, ended FROM cases WHERE id = $1`+s.Dialect.Lock, []any{input.Case}, &state, &stands.Version, &stands.Priority, &ended); err != nil {
			return err
		}
		if ended != 0 {
			return fmt.Errorf("it has ended: %w", heald.ErrConflict)
		}
		if input.At.IsZero() {
			input.At = moment(micros(w.now))
		}
		body, err := json.Marshal(input)
		if err != nil {
			return err
		}
		stored, err := w.Exec(ctx, `INSERT INTO inbox (id, case_id, at, handled, body) VALUES ($1, $2, $3, 0, $4) ON CONFLICT DO NOTHING`, input.ID, input.Case, micros(input.At), string(body))
		if err != nil || stored == 0 {
			return err
		}
		w.event(input.Case, "told", speaker(input), json.RawMessage(body))
		if then == nil {
			return nil
		}
		stands.State = heald.State(state)
		return then(ctx, native, stands)
	})
}

func speaker(input heald.Input) string {
	if input.Answer == nil {
		return ""
	}
	return input.Answer.By
}

// Inbox returns what no step has used yet.
func (s *Store[T]) Inbox(ctx context.Context, id string) ([]heald.Input, error) {
	return unused(ctx, s.DB.Read(), id)
}

func unused(ctx context.Context, tx Tx, id string) ([]heald.Input, error) {
	return inputs(ctx, tx, id, `SELECT body FROM inbox WHERE case_id = $1 AND handled = 0 ORDER BY at, id`)
}

func inputs(ctx context.Context, tx Tx, id, query string) ([]heald.Input, error) {
	var all []heald.Input
	err := each(ctx, tx, func(r Rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		var input heald.Input
		err := json.Unmarshal([]byte(body), &input)
		all = append(all, input)
		return err
	}, query, id)
	if err != nil {
		return nil, fmt.Errorf("inbox of case %s: %w", id, err)
	}
	return all, nil
}
