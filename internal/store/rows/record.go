package rows

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// Record adds counts and opens cases.
func (s *Store[T]) Record(ctx context.Context, occurrences []heald.Occurrence, opens store.Opener, then func(ctx context.Context, tx T, opened []store.Opened) error) ([]store.Opened, error) {
	lineages, err := merge(occurrences)
	if err != nil {
		return nil, err
	}
	var opened []store.Opened
	err = s.write(ctx, fmt.Sprintf("record %d occurrences", len(occurrences)), func(w *writer, native T) error {
		opened = nil // the transaction may be tried again
		for _, lineage := range lineages {
			of, err := s.lineage(ctx, w, lineage, opens)
			if err != nil {
				return fmt.Errorf("%s of %s: %w", lineage[0].Fingerprint, lineage[0].Service, err)
			}
			opened = append(opened, of...)
		}
		if then == nil || len(opened) == 0 {
			return nil
		}
		return then(ctx, native, opened)
	})
	if err != nil {
		return nil, err
	}
	return opened, nil
}

// merge adds up what is of one service, fingerprint and commit, and groups the rest by service and fingerprint, in one order for all
// writers, so that none waits for another in a circle.
func merge(occurrences []heald.Occurrence) ([][]heald.Occurrence, error) {
	sorted := slices.Clone(occurrences)
	slices.SortStableFunc(sorted, func(a, b heald.Occurrence) int {
		return cmp.Or(lineageOrder(a, b), cmp.Compare(a.Commit, b.Commit))
	})
	var lineages [][]heald.Occurrence
	for _, o := range sorted {
		if o.Service == "" || o.Fingerprint == "" || o.Count < 1 {
			return nil, fmt.Errorf("record an occurrence: service %q, fingerprint %q, count %d: %w", o.Service, o.Fingerprint, o.Count, heald.ErrInvalid)
		}
		last := len(lineages) - 1
		if last < 0 || lineageOrder(lineages[last][0], o) != 0 {
			lineages = append(lineages, []heald.Occurrence{o})
			continue
		}
		before := &lineages[last][len(lineages[last])-1]
		if before.Commit != o.Commit {
			lineages[last] = append(lineages[last], o)
			continue
		}
		*before = add(*before, o)
	}
	return lineages, nil
}

func lineageOrder(a, b heald.Occurrence) int {
	return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Fingerprint, b.Fingerprint))
}

// add counts b with a. What a case is opened with stays the first's; the text is the last's.
func add(a, b heald.Occurrence) heald.Occurrence {
	a.Count += b.Count
	if b.First.Before(a.First) {
		a.First = b.First
	}
	if !b.Last.Before(a.Last) {
		a.Last, a.Incident.Message, a.Incident.Context = b.Last, b.Incident.Message, b.Incident.Context
	}
	return a
}

func priority(p int) int {
	if p < 1 || p > 4 {
		return 3
	}
	return p
}

// lineage counts what was seen of one fingerprint on one service.
func (s *Store[T]) lineage(ctx context.Context, w *writer, seen []heald.Occurrence, opens store.Opener) (opened []store.Opened, err error) {
	latest, err := latestOf(ctx, w, seen[0].Service, seen[0].Fingerprint)
	if err != nil {
		return nil, err
	}
	for _, o := range seen {
		if next, ok := opens(o, latest); ok {
			won, err := s.open(ctx, w, &next, o, latest)
			if err != nil {
				return nil, err
			}
			if won {
				opened = append(opened, next)
			}
			c := next.Case
			latest = store.Latest{ID: c.ID, Generation: c.Incident.Generation, State: c.State, Commit: o.Commit, Seen: o.Last}
		}
		if err := count(ctx, w, o); err != nil {
			return nil, err
		}
	}
	return opened, nil
}

// latestOf is the newest generation, archived or not.
func latestOf(ctx context.Context, tx Tx, service, fingerprint string) (l store.Latest, err error) {
	var state string
	var ended, seen int64
	const of = ` WHERE service = $1 AND fingerprint = $2 ORDER BY generation DESC LIMIT 1`
	args, dest := []any{service, fingerprint}, []any{&l.ID, &l.Generation, &state, &l.Commit, &ended}
	err = one(ctx, tx, `SELECT id, generation, state, commit_sha, ended FROM cases`+of, args, dest...)
	if errors.Is(err, heald.ErrNotFound) {
		err = one(ctx, tx, `SELECT id, generation, state, commit_sha, ended FROM archived`+of, args, dest...)
	}
	if errors.Is(err, heald.ErrNotFound) {
		return store.Latest{}, nil
	}
	if err != nil {
		return l, err
	}
	l.State, l.Ended = heald.State(state), moment(ended)
	if ended != 0 {
		err = one(ctx, tx, `SELECT COALESCE(max(last_seen), 0) FROM counters WHERE service = $1 AND fingerprint = $2`, args, &seen)
		l.Seen = moment(seen)
	}
	return l, err
}

// open inserts the next generation. Another daemon that was faster is no error: its case is the one.
func (s *Store[T]) open(ctx context.Context, w *writer, next *store.Opened, o heald.Occurrence, latest store.Latest) (won bool, err error) {
	c := &next.Case
	next.Priority = priority(next.Priority)
	c.Incident = o.Incident
	c.Incident.Service, c.Incident.Fingerprint, c.Incident.Commit, c.Incident.Generation = o.Service, o.Fingerprint, o.Commit, latest.Generation+1
	c.Incident.Count, c.Incident.FirstSeen, c.Incident.LastSeen = o.Count, o.First, o.Last
	c.ID, c.Version = store.CaseID(o.Service, o.Fingerprint, c.Incident.Generation), 0
	c.State = cmp.Or(c.State, heald.Open)
	if latest.State == heald.Resolved {
		c.Previous = latest.ID
	}
	body, err := json.Marshal(c)
	if err != nil {
		return false, err
	}
	now := micros(w.now)
	inserted, err := w.Exec(ctx, `INSERT INTO cases (id, service, repository, fingerprint, generation, state, version, reason, summary, commit_sha, previous, proposed,
		priority, counted_before, created, updated, ended, lease_owner, lease_until, body)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, 0, $11, (SELECT COALESCE(CAST(sum(count) AS BIGINT), 0) FROM counters WHERE service = $2 AND fingerprint = $4),
		$12, $12, 0, '', 0, $13) ON CONFLICT DO NOTHING`,
		c.ID, o.Service, store.Clean(c.Service.Repository, 500), o.Fingerprint, int64(c.Incident.Generation), string(c.State), store.Clean(c.Reason, 500),
		summary(c.Incident), o.Commit, c.Previous, int64(next.Priority), now, string(body))
	if err != nil || inserted == 0 {
		return false, err
	}
	w.event(c.ID, "opened", "", map[string]any{"state": c.State, "service": o.Service, "fingerprint": o.Fingerprint, "generation": c.Incident.Generation, "previous": c.Previous})
	return true, nil
}

func count(ctx context.Context, w *writer, o heald.Occurrence) error {
	text := o.Incident.Context + "\n" + o.Incident.ErrorType + ": " + o.Incident.Message
	_, err := w.Exec(ctx, `INSERT INTO counters (service, fingerprint, commit_sha, count, first_seen, last_seen, text) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (service, fingerprint, commit_sha) DO UPDATE SET count = counters.count + excluded.count,
		first_seen = CASE WHEN excluded.first_seen < counters.first_seen THEN excluded.first_seen ELSE counters.first_seen END,
		text = CASE WHEN excluded.last_seen >= counters.last_seen THEN excluded.text ELSE counters.text END,
		last_seen = CASE WHEN excluded.last_seen > counters.last_seen THEN excluded.last_seen ELSE counters.last_seen END`,
		o.Service, o.Fingerprint, o.Commit, int64(o.Count), micros(o.First), micros(o.Last), store.Clean(text, store.MaxText))
	return err
}

// Counts returns how often a fingerprint was seen on a service, for each commit.
func (s *Store[T]) Counts(ctx context.Context, service, fingerprint string) ([]store.Count, error) {
	var counts []store.Count
	err := each(ctx, s.DB.Read(), func(r Rows) error {
		var c store.Count
		var first, last int64
		err := r.Scan(&c.Commit, &c.Count, &first, &last, &c.Text)
		c.FirstSeen, c.LastSeen = moment(first), moment(last)
		counts = append(counts, c)
		return err
	}, `SELECT commit_sha, count, first_seen, last_seen, text FROM counters WHERE service = $1 AND fingerprint = $2 ORDER BY last_seen DESC, commit_sha`, service, fingerprint)
	if err != nil {
		return nil, fmt.Errorf("counts of %s on %s: %w", fingerprint, service, err)
	}
	return counts, nil
}
