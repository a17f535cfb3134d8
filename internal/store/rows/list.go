package rows

import (
	"context"
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// where collects the conditions of a filter with their arguments.
type where struct {
	conditions []string
	args       []any
}

func (w *where) arg(value any) string {
	w.args = append(w.args, value)
	return fmt.Sprintf("$%d", len(w.args))
}

func (w *where) equal(column, value string) {
	if value != "" {
		w.conditions = append(w.conditions, column+" = "+w.arg(value))
	}
}

func (w *where) only(on bool, condition string) {
	if on {
		w.conditions = append(w.conditions, condition)
	}
}

// among is a condition that a column is one of the values; without values it is none.
func among[V ~string](w *where, column string, values []V) {
	var all []string
	for _, value := range values {
		all = append(all, w.arg(string(value)))
	}
	w.only(len(all) > 0, column+" IN ("+strings.Join(all, ", ")+")")
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

func filtered(f store.Filter) *where {
	w := &where{}
	w.equal("c.service", f.Service)
	w.equal("c.repository", f.Repository)
	w.equal("c.fingerprint", f.Fingerprint)
	among(w, "c.state", f.States)
	w.only(f.Live, "c.ended = 0")
	w.only(f.Proposed, "c.proposed = 1")
	if !f.Since.IsZero() {
		w.conditions = append(w.conditions, "c.updated >= "+w.arg(micros(f.Since)))
	}
	return w
}

var orders = map[store.Order]string{
	"":            "c.updated DESC, c.id",
	store.Recent:  "c.updated DESC, c.id",
	store.Oldest:  "c.created, c.id",
	store.Burning: "c.priority, seen DESC, c.id",
}

const (
	columns = `c.id, c.service, c.repository, c.fingerprint, c.generation, c.state, c.version, c.reason, c.summary, c.commit_sha, c.previous, c.proposed, c.priority,
		c.created, c.updated, c.counted_before`
	counted = ` FROM counters k WHERE k.service = c.service AND k.fingerprint = c.fingerprint)`
)

// List returns what a list shows of cases.
func (s *Store[T]) List(ctx context.Context, f store.Filter) ([]store.Entry, error) {
	order, ok := orders[f.Order]
	if !ok {
		return nil, fmt.Errorf("list cases in order %q: %w", f.Order, heald.ErrInvalid)
	}
	w := filtered(f)
	// Counts are added up for the cases that are shown only, unless they are what the list is sorted by.
	inner, outer := "", " LIMIT "+w.arg(bound(f.Limit))+" OFFSET "+w.arg(int64(max(f.Skip, 0)))
	if f.Order != store.Burning {
		inner, outer = " ORDER BY "+order+outer, ""
	}
	query := `SELECT c.*, (SELECT CAST(sum(k.count) AS BIGINT)` + counted + ` - c.counted_before AS seen, (SELECT min(k.first_seen)` + counted + `, (SELECT max(k.last_seen)` + counted +
		` FROM (SELECT ` + columns + ` FROM cases c` + w.String() + inner + `) c ORDER BY ` + order + outer
	var list []store.Entry
	err := each(ctx, s.DB.Read(), func(r Rows) error {
		e, err := entry(r)
		list = append(list, e)
		return err
	}, query, w.args...)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

func entry(r Rows) (e store.Entry, err error) {
	var state string
	var proposed, created, updated, before, first, last int64
	err = r.Scan(&e.ID, &e.Service, &e.Repository, &e.Fingerprint, &e.Generation, &state, &e.Version, &e.Reason, &e.Summary, &e.Commit, &e.Previous,
		&proposed, &e.Priority, &created, &updated, &before, &e.Count, &first, &last)
	e.State, e.Proposed, e.Created, e.Updated, e.FirstSeen, e.LastSeen = heald.State(state), proposed == 1, moment(created), moment(updated), moment(first), moment(last)
	return e, err
}
