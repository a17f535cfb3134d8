package rows

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// Learn stores a lesson; one with the same ID is replaced.
func (s *Store[T]) Learn(ctx context.Context, l heald.Lesson) error {
	if l.ID == "" {
		return fmt.Errorf("learn a lesson without an ID: %w", heald.ErrInvalid)
	}
	body, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("lesson %s: %w", l.ID, err)
	}
	terms := strings.Join(words(strings.Join([]string{l.ErrorType, string(l.Class), l.Cause, l.Why, l.Code, l.Service}, " "), 400), " ")
	return s.write(ctx, "learn "+l.ID, func(w *writer, _ T) error {
		_, err := w.Exec(ctx, `INSERT INTO lessons (id, repository, service, fingerprint, error_type, ending, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET repository = excluded.repository, service = excluded.service, fingerprint = excluded.fingerprint,
			error_type = excluded.error_type, ending = excluded.ending, at = excluded.at, body = excluded.body`,
			l.ID, store.Clean(l.Repository, 500), store.Clean(l.Service, 500), l.Fingerprint, store.Clean(l.ErrorType, 500), string(l.Ending), micros(l.At), string(body))
		if err != nil {
			return err
		}
		w.event(l.ID, "lesson", l.By, map[string]any{"ending": l.Ending, "why": l.Why})
		return s.index(ctx, w, l.ID, terms)
	})
}

// index replaces the words that a lesson is found by.
func (s *Store[T]) index(ctx context.Context, tx Tx, id, terms string) error {
	for _, statement := range s.Dialect.Index {
		args := []any{id}
		if strings.Contains(statement, "$2") {
			args = append(args, terms)
		}
		if _, err := tx.Exec(ctx, statement, args...); err != nil {
			return fmt.Errorf("words of lesson %s: %w", id, err)
		}
	}
	return nil
}

// Lessons returns what a query finds.
func (s *Store[T]) Lessons(ctx context.Context, q store.Query) ([]heald.Lesson, error) {
	w := &where{}
	query := `SELECT l.id, l.body FROM lessons l`
	order := ` ORDER BY l.at DESC, l.id`
	if found := words(q.Text, 60); len(found) > 0 {
		query = `SELECT l.id, l.body FROM (` + s.Dialect.Search + `) f JOIN lessons l ON l.id = f.id`
		w.args = []any{s.Dialect.Match(found), int64(1000)}
		order = ` ORDER BY f.rank, l.at DESC, l.id`
	} else if q.Text != "" {
		return nil, nil
	}
	w.equal("l.id", q.ID)
	w.equal("l.repository", q.Repository)
	w.equal("l.fingerprint", q.Fingerprint)
	w.equal("l.error_type", q.ErrorType)
	among(w, "l.ending", q.Endings)
	query += w.String() + order + ` LIMIT ` + w.arg(bound(q.Limit))
	var lessons []heald.Lesson
	err := each(ctx, s.DB.Read(), func(r Rows) error {
		var id, body string
		if err := r.Scan(&id, &body); err != nil {
			return err
		}
		var l heald.Lesson
		err := json.Unmarshal([]byte(body), &l)
		lessons = append(lessons, l)
		return err
	}, query, w.args...)
	if err != nil {
		return nil, fmt.Errorf("look for lessons: %w", err)
	}
	return lessons, nil
}

// Forget removes a lesson.
func (s *Store[T]) Forget(ctx context.Context, id, by string) error {
	return s.write(ctx, "forget lesson "+id, func(w *writer, _ T) error {
		removed, err := w.Exec(ctx, `DELETE FROM lessons WHERE id = $1`, id)
		if err == nil && removed == 0 {
			err = heald.ErrNotFound
		}
		if err != nil {
			return err
		}
		w.event(id, "forgotten", by, nil)
		return s.index(ctx, w, id, "")
	})
}

// words takes a text apart into lower-case words, at identifiers' seams too: "parse_order(rawQty)" gives parse, order, raw, qty.
// Each once, at most most of them.
func words(text string, most int) []string {
	var all []string
	var word []rune
	end := func() {
		if w := strings.ToLower(string(word)); len(w) > 1 && len(w) <= 40 && len(all) < most && !slices.Contains(all, w) {
			all = append(all, w)
		}
		word = word[:0]
	}
	lower := false
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		case unicode.IsUpper(r) && lower:
			end()
			word = append(word, r)
		default:
			word = append(word, r)
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
	}
	end()
	return all
}
