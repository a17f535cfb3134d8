package daemon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/redact"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/review"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/web"
)

// estate is what the console sees of the daemon. It implements web.Cases, Answers, Lessons, Estate and Sources.
type estate struct {
	d *Daemon
}

// Incidents implements web.Cases.
func (e estate) Incidents(ctx context.Context, f web.Filter) ([]web.Incident, error) {
	want := store.Filter{Service: f.Service, Live: f.Live, Limit: f.Limit, Order: store.Burning}
	if f.State != "" {
		want.States = []heald.State{f.State}
	}
	entries, err := e.d.store.List(ctx, want)
	if err != nil {
		return nil, err
	}
	rows := make([]web.Incident, 0, len(entries))
	for _, entry := range entries {
		row := web.Incident{
			ID: entry.ID, Service: entry.Service, State: entry.State, Fingerprint: entry.Fingerprint, Count: entry.Count, FirstSeen: entry.FirstSeen,
			LastSeen: entry.LastSeen, Summary: entry.Summary, Commit: entry.Commit, Generation: entry.Generation, Reason: entry.Reason, Since: entry.Updated,
		}
		if s, ok := e.d.service(entry.Service); ok {
			row.Tier, row.Burnt = s.Tier, e.d.burnt(s)
		}
		if entry.State == heald.InReview {
			if c, err := e.d.store.Case(ctx, entry.ID); err == nil && c.Review != nil {
				row.Expires = c.Review.Expires
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// File implements web.Cases.
func (e estate) File(ctx context.Context, id string) (web.File, error) {
	c, err := e.d.store.Case(ctx, id)
	if err != nil {
		return web.File{}, err
	}
	file := web.File{Case: c, Card: review.Card(c), Count: c.Incident.Count, First: c.Incident.FirstSeen, Last: c.Incident.LastSeen}
	counts, err := e.d.store.Counts(ctx, c.Service.Name, c.Incident.Fingerprint)
	if err != nil {
		return web.File{}, err
	}
	total := 0
	for _, n := range counts {
		file.Commits = append(file.Commits, web.Seen{Commit: n.Commit, Count: n.Count, First: n.FirstSeen, Last: n.LastSeen})
		total += n.Count
		if n.LastSeen.After(file.Last) {
			file.Last = n.LastSeen
		}
	}
	file.Count = max(file.Count, total)
	file.Burnt = e.d.burnt(c.Service)
	next, err := e.d.store.List(ctx, store.Filter{Service: c.Service.Name, Fingerprint: c.Incident.Fingerprint})
	for _, other := range next {
		if other.Previous == id {
			file.Next = other.ID
		}
	}
	return file, err
}

// Answer implements web.Answers. Saying the same thing twice is saying it once.
func (e estate) Answer(ctx context.Context, id string, a heald.Answer) error {
	c, err := e.d.store.Case(ctx, id)
	if err != nil {
		return err
	}
	if c.State != heald.InReview || c.Review == nil {
		return fmt.Errorf("case %s is %s and waits for no answer: %w", id, c.State, heald.ErrConflict)
	}
	if a.Commit == "" {
		a.Commit = c.Review.Commit
	}
	if a.Commit != c.Review.Commit {
		return fmt.Errorf("case %s: the review is of %.12s now, the answer is to %.12s; look at it again: %w", id, c.Review.Commit, a.Commit, heald.ErrConflict)
	}
	a.Why, a.At = redact.Text(a.Why), e.d.now()
	sum := sha256.Sum256([]byte(id + "\x00" + a.Commit + "\x00" + string(a.Verb) + "\x00" + a.By))
	return e.d.jobs.Tell(ctx, heald.Input{ID: hex.EncodeToString(sum[:12]), Case: id, At: a.At, Answer: &a})
}

// Lessons implements web.Lessons.
func (e estate) Lessons(ctx context.Context, words string) ([]heald.Lesson, error) {
	return e.d.store.Lessons(ctx, store.Query{Text: words})
}

// Forget implements web.Lessons.
func (e estate) Forget(ctx context.Context, id, by string) error {
	if err := e.d.store.Forget(ctx, id, by); err != nil {
		return err
	}
	e.d.feed.Publish(web.Change{Kind: "lesson", At: e.d.now()})
	return nil
}

// Services implements web.Estate.
func (e estate) Services(ctx context.Context) ([]web.Service, error) {
	var rows []web.Service
	for _, s := range e.d.conf.Services {
		row := web.Service{Service: s}
		live, err := e.d.delivery.Live(ctx, s)
		switch {
		case err == nil:
			row.Live = &live
		case !errors.Is(err, heald.ErrNotFound):
			return nil, err
		}
		open, err := e.d.store.List(ctx, store.Filter{Service: s.Name, Live: true, Limit: maxOpen})
		if err != nil {
			return nil, err
		}
		row.Open = len(open)
		row.Have, row.Missing = e.d.coverage(s)
		rows = append(rows, row)
	}
	return rows, nil
}

// maxOpen bounds how many open incidents of one service are counted for a page.
const maxOpen = 1000

// Lines of code around a frame.
const around = 5

// Around implements web.Sources.
func (e estate) Around(ctx context.Context, c heald.Case, path string, line int) (web.Snippet, error) {
	repo, err := git.Open(c.Service.Repository)
	if err != nil {
		return web.Snippet{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return snippet(ctx, repo, c.Checkout.Commit, path, line)
}
