// Package storetest is what every brand of the store must do. A brand's test opens fresh stores and hands them over.
package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

// Store is everything that a brand has. T is its own transaction.
type Store[T any] interface {
	store.Cases
	store.Steps[T]
	store.Occurrences[T]
	store.Inbox[T]
	store.Effects
	store.Lessons
	store.Brakes
	store.Secrets
	store.Audit
	store.Archive
}

// Opening makes an empty store whose clock is now. It closes the store when the test ends.
type Opening[T any] func(t *testing.T, now func() time.Time) Store[T]

// suite is one fresh store under test.
type suite[T any] struct {
	Store[T]
	now *time.Time
}

var begin = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// Run runs the whole suite.
func Run[T any](t *testing.T, open Opening[T]) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *suite[T])
	}{
		{"opens one case and counts the rest", opensOne[T]},
		{"counts by commit and keeps the last text", countsByCommit[T]},
		{"an opening is undone with its job", undone[T]},
		{"generations", generations[T]},
		{"one of many writers opens", racing[T]},
		{"commit", commits[T]},
		{"leases", leases[T]},
		{"inbox", inbox[T]},
		{"lists", lists[T]},
		{"effects", effects[T]},
		{"lessons", lessons[T]},
		{"brake", brake[T]},
		{"secrets", secrets[T]},
		{"audit", audit[T]},
		{"archive", archives[T]},
		{"hostile text", hostile[T]},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := begin
			test.run(t, &suite[T]{open(t, func() time.Time { return now }), &now})
		})
	}
}

// Seen is an occurrence of a fingerprint on a service.
func Seen(service, fingerprint, commit string, count int, at time.Time) heald.Occurrence {
	return heald.Occurrence{Service: service, Fingerprint: fingerprint, Commit: commit, Count: count, First: at, Last: at, Incident: heald.Incident{
		Language: "python", ErrorType: "ZeroDivisionError", Message: "division by zero", Context: "GET /price",
		Exception: heald.Exception{Frames: []heald.Frame{{Function: "calc", File: "/srv/pricing_logic.py", Line: 14, InApp: true, Code: "return p / d"}}},
	}}
}

// Opens is an opener with triage's rule and the names of the service.
func Opens(quiet time.Duration) store.Opener {
	return func(o heald.Occurrence, latest store.Latest) (store.Opened, bool) {
		c := heald.Case{Service: heald.Service{Name: o.Service, Repository: "/srv/" + o.Service}, Seed: 1}
		return store.Opened{Case: c, Priority: 2}, store.Opens(o, latest, quiet)
	}
}

func (s *suite[T]) record(t *testing.T, occurrences ...heald.Occurrence) []store.Opened {
	t.Helper()
	opened, err := s.Record(t.Context(), occurrences, Opens(time.Hour), nil)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// opened makes a case and returns it.
func (s *suite[T]) opened(t *testing.T, service string) heald.Case {
	t.Helper()
	opened := s.record(t, Seen(service, "f", "c1", 1, *s.now))
	if len(opened) != 1 {
		t.Fatalf("%d cases opened, want 1", len(opened))
	}
	return opened[0].Case
}

// moved saves the case in another state.
func (s *suite[T]) moved(t *testing.T, c heald.Case, to heald.State) heald.Case {
	t.Helper()
	c.State, c.Version = to, c.Version+1
	if err := s.Commit(t.Context(), store.Change{Case: c}, nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opensOne[T any](t *testing.T, s *suite[T]) {
	jobs := 0
	inserted := func(_ context.Context, _ T, opened []store.Opened) error {
		jobs += len(opened)
		return nil
	}
	for range 3 {
		batch := []heald.Occurrence{Seen("pricing", "f", "c1", 2, begin), Seen("pricing", "f", "c1", 3, begin.Add(time.Second)), Seen("cart", "f", "c1", 1, begin)}
		_, err := s.Record(t.Context(), batch, Opens(0), inserted)
		must(t, err)
	}
	want(t, "jobs", jobs, 2)
	list, err := s.List(t.Context(), store.Filter{Service: "pricing"})
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d cases of pricing, want 1", len(list))
	}
	e := list[0]
	want(t, "entry", e, store.Entry{ID: store.CaseID("pricing", "f", 1), Service: "pricing", Repository: "/srv/pricing", Fingerprint: "f", Generation: 1,
		State: heald.Open, Summary: "ZeroDivisionError in calc, pricing_logic.py:14", Commit: "c1", Priority: 2, Created: begin, Updated: begin,
		Count: 15, FirstSeen: begin, LastSeen: begin.Add(time.Second)})
	c, err := s.Case(t.Context(), e.ID)
	must(t, err)
	if c.Incident.Count != 5 || c.Incident.Generation != 1 || c.Version != 0 || c.Seed != 1 || c.Incident.Service != "pricing" {
		t.Errorf("the case as it was opened: %+v", c)
	}
	_, err = s.Record(t.Context(), []heald.Occurrence{Seen("", "f", "", 1, begin)}, Opens(0), nil)
	wantError(t, "an occurrence of no service", err, heald.ErrInvalid)
}

func countsByCommit[T any](t *testing.T, s *suite[T]) {
	late := Seen("pricing", "f", "c2", 4, begin.Add(time.Minute))
	late.Incident.Context = strings.Repeat("x", store.MaxText) + "GET /late"
	s.record(t, late, Seen("pricing", "f", "c1", 1, begin))
	s.record(t, Seen("pricing", "f", "c2", 1, begin.Add(time.Second)))
	counts, err := s.Counts(t.Context(), "pricing", "f")
	must(t, err)
	if len(counts) != 2 || counts[0].Commit != "c2" || counts[0].Count != 5 || counts[1].Count != 1 {
		t.Fatalf("counts: %+v", counts)
	}
	want(t, "first seen", counts[0].FirstSeen, begin.Add(time.Second))
	want(t, "last seen", counts[0].LastSeen, begin.Add(time.Minute))
	if len(counts[0].Text) != store.MaxText || !strings.Contains(counts[0].Text, "GET /late\nZeroDivisionError") {
		t.Errorf("the last text has %d bytes and ends with %q", len(counts[0].Text), counts[0].Text[max(0, len(counts[0].Text)-60):])
	}
}

func undone[T any](t *testing.T, s *suite[T]) {
	broken := errors.New("the queue is broken")
	_, err := s.Record(t.Context(), []heald.Occurrence{Seen("pricing", "f", "c1", 1, begin)}, Opens(0), func(context.Context, T, []store.Opened) error { return broken })
	wantError(t, "record", err, broken)
	counts, err := s.Counts(t.Context(), "pricing", "f")
	must(t, err)
	want(t, "counts", len(counts), 0)
	_, err = s.Case(t.Context(), store.CaseID("pricing", "f", 1))
	wantError(t, "case", err, heald.ErrNotFound)
}

func generations[T any](t *testing.T, s *suite[T]) {
	first := s.opened(t, "pricing")
	want(t, "opened while it goes on", len(s.record(t, Seen("pricing", "f", "c1", 1, begin.Add(time.Second)))), 0)
	*s.now = begin.Add(time.Minute)
	s.moved(t, first, heald.Resolved)
	want(t, "opened by what is older than the end", len(s.record(t, Seen("pricing", "f", "c2", 1, begin))), 0)
	want(t, "opened by the commit that was mended", len(s.record(t, Seen("pricing", "f", "c1", 1, begin.Add(2*time.Minute)))), 0)
	regression := s.record(t, Seen("pricing", "f", "c2", 1, begin.Add(3*time.Minute)))
	if len(regression) != 1 || regression[0].Case.Previous != first.ID || regression[0].Case.Incident.Generation != 2 {
		t.Fatalf("the regression: %+v", regression)
	}
	list, err := s.List(t.Context(), store.Filter{Live: true})
	must(t, err)
	if len(list) != 1 || list[0].Count != 1 || list[0].Previous != first.ID {
		t.Errorf("the regression is listed as %+v, want a count of its own", list)
	}
	s.moved(t, regression[0].Case, heald.HandedOver)
	want(t, "opened after a hand-over", len(s.record(t, Seen("pricing", "f", "c3", 1, begin.Add(10*time.Minute)))), 0)
	want(t, "opened after an hour of silence", len(s.record(t, Seen("pricing", "f", "c3", 1, begin.Add(71*time.Minute)))), 1)
}

func racing[T any](t *testing.T, s *suite[T]) {
	results := make(chan int)
	for range 8 {
		go func() {
			opened, err := s.Record(context.Background(), []heald.Occurrence{Seen("b", "f", "c", 1, begin), Seen("a", "f", "c", 1, begin), Seen("a", "g", "c", 1, begin)}, Opens(0), nil)
			if err != nil {
				t.Error(err)
			}
			results <- len(opened)
		}()
	}
	sum := 0
	for range 8 {
		sum += <-results
	}
	want(t, "cases opened by eight", sum, 3)
	list, err := s.List(t.Context(), store.Filter{Order: store.Burning})
	must(t, err)
	for _, e := range list {
		want(t, "count of "+e.ID, e.Count, 8)
	}
}

func commits[T any](t *testing.T, s *suite[T]) {
	c := s.opened(t, "pricing")
	c.Version, c.State, c.Reason = 1, heald.Admitted, "why"
	c.Patch = &heald.Patch{ID: "p", Edits: []heald.FileEdit{{Path: "a.py", After: []byte{0, 255}}}}
	var after store.After
	must(t, s.Commit(t.Context(), store.Change{Case: c}, func(_ context.Context, _ T, a store.After) error { after = a; return nil }))
	want(t, "after", after, store.After{From: heald.Open, Priority: 2})
	saved, err := s.Case(t.Context(), c.ID)
	must(t, err)
	want(t, "the saved case", saved, c)
	wantError(t, "the same version again", s.Commit(t.Context(), store.Change{Case: c}, nil), heald.ErrConflict)
	c.Version = 3
	wantError(t, "a version too far", s.Commit(t.Context(), store.Change{Case: c}, nil), heald.ErrConflict)
	c.Version, c.State = 2, heald.Refused
	broken := errors.New("no job")
	wantError(t, "no job", s.Commit(t.Context(), store.Change{Case: c}, func(context.Context, T, store.After) error { return broken }), broken)
	if saved, err = s.Case(t.Context(), c.ID); err != nil || saved.Version != 1 {
		t.Errorf("after a commit that failed: version %d, %v", saved.Version, err)
	}
	c.ID = "nobody"
	wantError(t, "a case that is not there", s.Commit(t.Context(), store.Change{Case: c}, nil), heald.ErrNotFound)
}

func leases[T any](t *testing.T, s *suite[T]) {
	c := s.opened(t, "pricing")
	lease := func(owner string, version int) store.Lease {
		return store.Lease{Case: c.ID, Version: version, Owner: owner, Until: s.now.Add(time.Minute)}
	}
	begins := func(owner string, version int) error {
		_, _, err := s.Begin(t.Context(), lease(owner, version))
		return err
	}
	must(t, begins("a", 0))
	must(t, begins("a", 0))
	wantError(t, "another owner", begins("b", 0), heald.ErrTransient)
	wantError(t, "another version", begins("a", 1), heald.ErrConflict)
	must(t, s.Release(t.Context(), lease("b", 0)))
	wantError(t, "after the release of somebody else", begins("b", 0), heald.ErrTransient)
	*s.now = s.now.Add(2 * time.Minute)
	must(t, begins("b", 0))
	must(t, s.Release(t.Context(), lease("b", 0)))
	must(t, begins("a", 0))
	s.moved(t, c, heald.Admitted)
	must(t, begins("b", 1))
	_, _, err := s.Begin(t.Context(), store.Lease{Case: "nobody", Owner: "a"})
	wantError(t, "nobody", err, heald.ErrNotFound)
}

func inbox[T any](t *testing.T, s *suite[T]) {
	c := s.opened(t, "pricing")
	said := heald.Input{ID: "1", Case: c.ID, At: begin, Answer: &heald.Answer{Verb: heald.Approve, By: "ann", At: begin}}
	woken := 0
	wake := func(_ context.Context, _ T, stands store.Standing) error {
		woken++
		want(t, "standing", stands, store.Standing{State: heald.Open, Priority: 2})
		return nil
	}
	must(t, s.Tell(t.Context(), said, wake))
	must(t, s.Tell(t.Context(), said, wake))
	want(t, "woken by the same input twice", woken, 1)
	_, inputs, err := s.Begin(t.Context(), store.Lease{Case: c.ID, Owner: "a", Until: begin.Add(time.Hour)})
	must(t, err)
	want(t, "inbox", inputs, []heald.Input{said})
	must(t, s.Tell(t.Context(), heald.Input{ID: "2", Case: c.ID, At: begin.Add(time.Second)}, nil))
	must(t, s.Tell(t.Context(), heald.Input{ID: "3", Case: c.ID, At: begin.Add(2 * time.Second)}, nil))
	c.Version = 1
	var after store.After
	change := store.Change{Case: c, Used: inputs, Seen: []heald.Input{said, {ID: "2"}}}
	must(t, s.Commit(t.Context(), change, func(_ context.Context, _ T, a store.After) error { after = a; return nil }))
	want(t, "unseen and unused", []int{after.Unseen, after.Unused}, []int{1, 1})
	left, err := s.Inbox(t.Context(), c.ID)
	must(t, err)
	want(t, "left", []string{left[0].ID, left[1].ID}, []string{"2", "3"})
	s.moved(t, c, heald.Refused)
	wantError(t, "told after the end", s.Tell(t.Context(), heald.Input{Case: c.ID}, nil), heald.ErrConflict)
	wantError(t, "told to nobody", s.Tell(t.Context(), heald.Input{Case: "nobody"}, nil), heald.ErrNotFound)
}

func lists[T any](t *testing.T, s *suite[T]) {
	for n, service := range []string{"a", "b", "c"} {
		*s.now = begin.Add(time.Duration(n) * time.Minute)
		s.record(t, Seen(service, "f", "c1", n+1, *s.now))
	}
	b, err := s.Case(t.Context(), store.CaseID("b", "f", 1))
	must(t, err)
	*s.now = begin.Add(time.Hour)
	b.Review = &heald.Review{ID: "r"}
	b = s.moved(t, b, heald.InReview)
	c, err := s.Case(t.Context(), store.CaseID("c", "f", 1))
	must(t, err)
	s.moved(t, c, heald.Refused)
	for _, test := range []struct {
		filter store.Filter
		want   string
	}{
		{store.Filter{}, "b c a"},
		{store.Filter{Order: store.Oldest}, "a b c"},
		{store.Filter{Order: store.Burning}, "c b a"},
		{store.Filter{Live: true}, "b a"},
		{store.Filter{Proposed: true}, "b"},
		{store.Filter{States: []heald.State{heald.Refused, heald.InReview}, Order: store.Oldest}, "b c"},
		{store.Filter{Repository: "/srv/a"}, "a"},
		{store.Filter{Since: begin.Add(30 * time.Minute)}, "b c"},
		{store.Filter{Limit: 1, Skip: 1}, "c"},
		{store.Filter{Fingerprint: "g"}, ""},
	} {
		list, err := s.List(t.Context(), test.filter)
		must(t, err)
		var got []string
		for _, e := range list {
			got = append(got, e.Service)
		}
		want(t, fmt.Sprintf("%+v", test.filter), strings.Join(got, " "), test.want)
	}
	_, err = s.List(t.Context(), store.Filter{Order: "id; DROP TABLE cases"})
	wantError(t, "an order that is none", err, heald.ErrInvalid)
}

func effects[T any](t *testing.T, s *suite[T]) {
	first := heald.Effect{Key: "c/merge", Case: "c", Name: "merge", Vital: true, At: begin}
	got, err := s.Intend(t.Context(), first)
	must(t, err)
	want(t, "the intent", got, first)
	must(t, s.Conclude(t.Context(), "c/merge", json.RawMessage(`{"commit":"a"}`)))
	must(t, s.Conclude(t.Context(), "c/merge", json.RawMessage(`{"commit":"b"}`)))
	again := first
	again.At, again.Name = begin.Add(time.Hour), "other"
	got, err = s.Intend(t.Context(), again)
	must(t, err)
	done := first
	done.Done, done.Result = true, json.RawMessage(`{"commit":"a"}`)
	want(t, "the intent of before", got, done)
	all, err := s.Effects(t.Context(), "c")
	must(t, err)
	want(t, "effects", all, []heald.Effect{done})
	wantError(t, "conclude nothing", s.Conclude(t.Context(), "none", nil), heald.ErrNotFound)
	_, err = s.Intend(t.Context(), heald.Effect{Case: "c"})
	wantError(t, "no key", err, heald.ErrInvalid)
}

func brake[T any](t *testing.T, s *suite[T]) {
	off, err := s.Brake(t.Context())
	must(t, err)
	want(t, "at first", off, heald.Brake{})
	on := heald.Brake{On: true, Why: "holidays", By: "ann", At: begin}
	must(t, s.SetBrake(t.Context(), on))
	got, err := s.Brake(t.Context())
	must(t, err)
	want(t, "on", got, on)
	must(t, s.SetBrake(t.Context(), heald.Brake{By: "ben"}))
	got, err = s.Brake(t.Context())
	must(t, err)
	want(t, "off", got, heald.Brake{By: "ben", At: begin})
}

func secrets[T any](t *testing.T, s *suite[T]) {
	request := []byte("GET /price?token=hunter2")
	must(t, s.Keep(t.Context(), "c/probe", request, begin.Add(time.Hour)))
	got, err := s.Secret(t.Context(), "c/probe")
	must(t, err)
	want(t, "secret", string(got), string(request))
	must(t, s.Keep(t.Context(), "c/probe", []byte("other"), begin.Add(time.Hour)))
	if got, err = s.Secret(t.Context(), "c/probe"); err != nil || string(got) != "other" {
		t.Errorf("replaced: %q, %v", got, err)
	}
	*s.now = begin.Add(time.Hour)
	_, err = s.Secret(t.Context(), "c/probe")
	wantError(t, "when its time is over", err, heald.ErrNotFound)
	removed, err := s.Purge(t.Context())
	must(t, err)
	want(t, "purged", removed, 1)
}
