package rows

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// Case returns a case, from the archive too.
func (s *Store[T]) Case(ctx context.Context, id string) (heald.Case, error) {
	var body string
	err := one(ctx, s.DB.Read(), `SELECT body FROM cases WHERE id = $1`, []any{id}, &body)
	if errors.Is(err, heald.ErrNotFound) {
		return s.archived(ctx, id)
	}
	if err != nil {
		return heald.Case{}, fmt.Errorf("case %s: %w", id, err)
	}
	return decode(id, body)
}

func decode(id, body string) (heald.Case, error) {
	var c heald.Case
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		return c, fmt.Errorf("case %s as it was saved: %w", id, err)
	}
	return c, nil
}

// Begin leases a case for a step.
func (s *Store[T]) Begin(ctx context.Context, lease store.Lease) (c heald.Case, inputs []heald.Input, err error) {
	err = s.write(ctx, "begin a step of "+lease.Case, func(w *writer, _ T) error {
		var body, owner string
		var version, until int64
		err := one(ctx, w, `SELECT body, version, lease_owner, lease_until FROM cases WHERE id = $1`+s.Dialect.Lock, []any{lease.Case}, &body, &version, &owner, &until)
		switch {
		case err != nil:
			return err
		case version != int64(lease.Version):
			return fmt.Errorf("version %d is over, it is at %d: %w", lease.Version, version, heald.ErrConflict)
		case owner != "" && owner != lease.Owner && until > micros(w.now):
			return fmt.Errorf("%s takes a step of it: %w", owner, heald.ErrTransient)
		}
		if c, err = decode(lease.Case, body); err != nil {
			return err
		}
		if inputs, err = unused(ctx, w, lease.Case); err != nil {
			return err
		}
		_, err = w.Exec(ctx, `UPDATE cases SET lease_owner = $1, lease_until = $2 WHERE id = $3`, lease.Owner, micros(lease.Until), lease.Case)
		return err
	})
	return c, inputs, err
}

// Release ends a lease without a change.
func (s *Store[T]) Release(ctx context.Context, lease store.Lease) error {
	return s.write(ctx, "end the lease of "+lease.Case, func(w *writer, _ T) error {
		_, err := w.Exec(ctx, `UPDATE cases SET lease_owner = '', lease_until = 0 WHERE id = $1 AND lease_owner = $2`, lease.Case, lease.Owner)
		return err
	})
}

// ReleaseAll ends every lease: for a brand whose database has one owner at a time, who has just come.
func (s *Store[T]) ReleaseAll(ctx context.Context) error {
	return s.write(ctx, "end the leases of before", func(w *writer, _ T) error {
		_, err := w.Exec(ctx, `UPDATE cases SET lease_owner = '', lease_until = 0 WHERE lease_owner <> ''`)
		return err
	})
}

// Commit saves what a step came to.
func (s *Store[T]) Commit(ctx context.Context, change store.Change, then func(ctx context.Context, tx T, after store.After) error) error {
	return s.write(ctx, "save case "+change.Case.ID, func(w *writer, native T) error {
		after, err := s.replace(ctx, w, change.Case)
		if err != nil {
			return err
		}
		for _, used := range change.Used {
			if _, err := w.Exec(ctx, `UPDATE inbox SET handled = 1 WHERE id = $1 AND case_id = $2`, used.ID, change.Case.ID); err != nil {
				return fmt.Errorf("input %s: %w", used.ID, err)
			}
		}
		if after.Unseen, after.Unused, err = left(ctx, w, change); err != nil {
			return err
		}
		if then != nil {
			if err := then(ctx, native, after); err != nil {
				return err
			}
		}
		w.event(change.Case.ID, "step", change.By, map[string]any{"from": after.From, "to": change.Case.State, "version": change.Case.Version, "reason": change.Case.Reason, "used": ids(change.Used)})
		return nil
	})
}

// replace writes a case over the version before.
func (s *Store[T]) replace(ctx context.Context, w *writer, c heald.Case) (after store.After, err error) {
	var state string
	var version, priority int64
	if err := one(ctx, w, `SELECT state, version, priority FROM cases WHERE id = $1`+s.Dialect.Lock, []any{c.ID}, &state, &version, &priority); err != nil {
		return after, err
	}
	if int64(c.Version) != version+1 {
		return after, fmt.Errorf("version %d after %d: %w", c.Version, version, heald.ErrConflict)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return after, err
	}
	ended := int64(0)
	if c.Ended() {
		ended = micros(w.now)
	}
	_, err = w.Exec(ctx, `UPDATE cases SET state = $1, version = $2, reason = $3, repository = $4, proposed = $5, ended = $6, updated = $7, body = $8,
		lease_owner = '', lease_until = 0 WHERE id = $9`, string(c.State), int64(c.Version), store.Clean(c.Reason, 500), store.Clean(c.Service.Repository, 500),
		flag(c.Review != nil), ended, micros(w.now), string(body), c.ID)
	return store.After{From: heald.State(state), Priority: int(priority)}, err
}

// left counts the inputs that a step did not know of, and those that it knew and did not use.
func left(ctx context.Context, tx Tx, change store.Change) (unseen, notUsed int, err error) {
	seen := map[string]bool{}
	for _, input := range append(append([]heald.Input(nil), change.Seen...), change.Used...) {
		seen[input.ID] = true
	}
	open, err := unused(ctx, tx, change.Case.ID)
	for _, input := range open {
		if seen[input.ID] {
			notUsed++
		} else {
			unseen++
		}
	}
	return unseen, notUsed, err
}

func ids(inputs []heald.Input) []string {
	var all []string
	for _, input := range inputs {
		all = append(all, input.ID)
	}
	return all
}

// summary is the error and its place, as a list shows them.
func summary(i heald.Incident) string {
	text := i.ErrorType
	if text == "" && i.Exit != nil {
		text = "exit " + strconv.Itoa(i.Exit.Code)
	}
	frames := i.Exception.Frames
	for n := len(frames) - 1; n >= 0; n-- {
		if f := frames[n]; f.InApp {
			return store.Clean(fmt.Sprintf("%s in %s, %s:%d", text, f.Function, path.Base(strings.ReplaceAll(f.File, "\\", "/")), f.Line), 300)
		}
	}
	first, _, _ := strings.Cut(i.Message, "\n")
	return store.Clean(strings.TrimSuffix(text+": "+first, ": "), 300)
}
