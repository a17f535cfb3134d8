package storetest

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

func lessons[T any](t *testing.T, s *suite[T]) {
	for _, l := range []heald.Lesson{
		{ID: "1", Repository: "r1", Fingerprint: "f1", ErrorType: "KeyError", Cause: "the discount is missing in the order", Code: "order['discountRate']", Ending: heald.EndPromoted, At: begin},
		{ID: "2", Repository: "r2", Fingerprint: "f2", ErrorType: "ZeroDivisionError", Cause: "the rate is zero", Code: "p / d", Ending: heald.EndRejected, At: begin.Add(time.Minute)},
		{ID: "3", Repository: "r1", Fingerprint: "f3", ErrorType: "TypeError", Cause: "an order without lines", Code: "len(x)", Ending: heald.EndNotABug, At: begin.Add(2 * time.Minute)},
	} {
		must(t, s.Learn(t.Context(), l))
		l.Why = "learned again"
		must(t, s.Learn(t.Context(), l))
	}
	for _, test := range []struct {
		query store.Query
		want  string
	}{
		{store.Query{}, "3 2 1"},
		{store.Query{Limit: 1}, "3"},
		{store.Query{ID: "2"}, "2"},
		{store.Query{Repository: "r1"}, "3 1"},
		{store.Query{Fingerprint: "f2"}, "2"},
		{store.Query{ErrorType: "KeyError"}, "1"},
		{store.Query{Endings: []heald.Ending{heald.EndRejected, heald.EndPromoted}}, "2 1"},
		{store.Query{Text: "discountMissing RATE"}, "1 2"},
		{store.Query{Text: "discount", Repository: "r2"}, ""},
		{store.Query{Text: `") OR words : ("zero" NOT "' -- &|!`}, "2"},
		{store.Query{Text: "!!!"}, ""},
	} {
		found, err := s.Lessons(t.Context(), test.query)
		must(t, err)
		var got []string
		for _, l := range found {
			got = append(got, l.ID)
		}
		want(t, test.query.Text+" "+test.query.Repository, strings.Join(got, " "), test.want)
	}
	must(t, s.Forget(t.Context(), "1", "ann"))
	wantError(t, "forgotten twice", s.Forget(t.Context(), "1", "ann"), heald.ErrNotFound)
	found, err := s.Lessons(t.Context(), store.Query{Text: "discount"})
	must(t, err)
	want(t, "found after it was forgotten", len(found), 0)
}

func audit[T any](t *testing.T, s *suite[T]) {
	c := s.opened(t, "pricing")
	must(t, s.Tell(t.Context(), heald.Input{ID: "1", Case: c.ID, Answer: &heald.Answer{Verb: heald.Reject, By: "ann"}}, nil))
	s.moved(t, c, heald.Admitted)
	_, err := s.Intend(t.Context(), heald.Effect{Key: "k", Case: c.ID, Name: "merge"})
	must(t, err)
	must(t, s.Conclude(t.Context(), "k", nil))
	must(t, s.SetBrake(t.Context(), heald.Brake{On: true, By: "ann"}))
	must(t, s.Append(t.Context(), store.Event{Kind: "note", By: "ben", Detail: []byte(`{"a":"<&>"}`)}))
	all, err := s.Trail(t.Context(), "", 0, 0)
	must(t, err)
	var kinds []string
	for _, e := range all {
		kinds = append(kinds, e.Kind)
	}
	want(t, "entries", strings.Join(kinds, " "), "opened told step intent effect brake note")
	if all[1].By != "ann" || !strings.Contains(string(all[2].Detail), `"to":"admitted"`) || !all[0].At.Equal(begin) {
		t.Errorf("entries: %+v", all[:3])
	}
	of, err := s.Trail(t.Context(), c.ID, 1, 2)
	must(t, err)
	if len(of) != 2 || of[0].Number != 2 || of[1].Kind != "step" {
		t.Errorf("two of the case after the first: %+v", of)
	}
	length, err := s.Verify(t.Context())
	must(t, err)
	want(t, "length", length, int64(7))
}

func archives[T any](t *testing.T, s *suite[T]) {
	done, live := s.opened(t, "done"), s.opened(t, "live")
	must(t, s.Tell(t.Context(), heald.Input{ID: "1", Case: done.ID}, nil))
	_, err := s.Intend(t.Context(), heald.Effect{Key: "k", Case: done.ID, Name: "merge"})
	must(t, err)
	done = s.moved(t, done, heald.Resolved)
	moved, err := s.Archive(t.Context(), begin, 10)
	must(t, err)
	want(t, "moved before their time", moved, 0)
	moved, err = s.Archive(t.Context(), begin.Add(time.Second), 10)
	must(t, err)
	want(t, "moved", moved, 1)
	read, err := s.Case(t.Context(), done.ID)
	must(t, err)
	want(t, "the archived case", read, done)
	list, err := s.List(t.Context(), store.Filter{})
	must(t, err)
	if len(list) != 1 || list[0].ID != live.ID {
		t.Errorf("listed: %+v", list)
	}
	left, err := s.Effects(t.Context(), done.ID)
	must(t, err)
	want(t, "effects", len(left), 0)
	counts, err := s.Counts(t.Context(), "done", "f")
	must(t, err)
	want(t, "counts", len(counts), 1)
	again := s.record(t, Seen("done", "f", "c2", 1, begin.Add(time.Hour)))
	if len(again) != 1 || again[0].Case.Previous != done.ID || again[0].Case.Incident.Generation != 2 {
		t.Errorf("a regression of an archived case: %+v", again)
	}
	for _, id := range []string{"", ".", "../../etc/passwd", "none"} {
		_, err := s.Case(t.Context(), id)
		wantError(t, "case "+id, err, heald.ErrNotFound)
	}
}

func hostile[T any](t *testing.T, s *suite[T]) {
	o := Seen("pri\x00cing'; --", "f", "c1", 1, begin)
	o.Incident.Message, o.Incident.ErrorType = "a\x00b\xff\xfe"+strings.Repeat("ü", 3000), "E\x00"
	o.Incident.Exception.Frames = nil
	o.Service = strings.ReplaceAll(o.Service, "\x00", "")
	opened := s.record(t, o)
	if len(opened) != 1 {
		t.Fatal("not opened")
	}
	c, err := s.Case(t.Context(), opened[0].Case.ID)
	must(t, err)
	want(t, "the NUL", c.Incident.Message[:3], "a\x00b")
	c.Reason = "r\x00" + strings.Repeat("x", 10000)
	c = s.moved(t, c, heald.HandedOver)
	must(t, s.Learn(t.Context(), heald.Lesson{ID: c.ID, Cause: "a\x00\xff", Service: "s\x00", ErrorType: "E\x00", Repository: "r\x00"}))
	must(t, s.SetBrake(t.Context(), heald.Brake{Why: "w\x00", By: "\xff"}))
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// Files says that the store's files are readable to their owner only, and that none of them holds a text.
func Files(t *testing.T, folder, text string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, entry := range entries {
		info, err := entry.Info()
		must(t, err)
		if open := info.Mode().Perm() & 0o077; open != 0 {
			t.Errorf("%s has mode %v", entry.Name(), info.Mode())
		}
		if entry.IsDir() {
			continue
		}
		content, err := os.ReadFile(folder + "/" + entry.Name())
		must(t, err)
		if strings.Contains(string(content), text) {
			t.Errorf("%s holds %q", entry.Name(), text)
		}
	}
}

// Memorable is what a golden store is filled with: the part of a store that has no transaction of its own.
type Memorable interface {
	store.Cases
	store.Lessons
	store.Brakes
	store.Audit
}

// Fill writes something of everything, with fixed times, into an empty store.
func Fill[T any](t *testing.T, s Store[T]) {
	t.Helper()
	opened, err := s.Record(t.Context(), []heald.Occurrence{Seen("pricing", "f", "c1", 7, begin), Seen("cart", "f", "c1", 1, begin)}, Opens(0), nil)
	must(t, err)
	must(t, s.Tell(t.Context(), heald.Input{ID: "1", Case: opened[1].Case.ID, At: begin, Answer: &heald.Answer{Verb: heald.Approve, By: "ann", At: begin}}, nil))
	c := opened[1].Case
	c.State, c.Version, c.Reason = heald.Admitted, 1, "why"
	must(t, s.Commit(t.Context(), store.Change{Case: c}, nil))
	_, err = s.Intend(t.Context(), heald.Effect{Key: "k", Case: c.ID, Name: "merge", At: begin})
	must(t, err)
	must(t, s.Learn(t.Context(), heald.Lesson{ID: "old", Cause: "a discount of zero", Ending: heald.EndPromoted, At: begin}))
	must(t, s.SetBrake(t.Context(), heald.Brake{On: true, By: "ann", Why: "holidays", At: begin}))
}

// Filled says that everything that Fill wrote is there.
func Filled(t *testing.T, s Memorable) {
	t.Helper()
	list, err := s.List(t.Context(), store.Filter{Service: "pricing"})
	must(t, err)
	if len(list) != 1 || list[0].Count != 7 || list[0].State != heald.Admitted {
		t.Errorf("listed: %+v", list)
	}
	c, err := s.Case(t.Context(), store.CaseID("pricing", "f", 1))
	must(t, err)
	want(t, "the case", []any{c.State, c.Version, c.Reason, c.Incident.ErrorType}, []any{heald.Admitted, 1, "why", "ZeroDivisionError"})
	found, err := s.Lessons(t.Context(), store.Query{Text: "discount"})
	must(t, err)
	want(t, "lessons", len(found), 1)
	brake, err := s.Brake(t.Context())
	must(t, err)
	want(t, "the brake", brake, heald.Brake{On: true, By: "ann", Why: "holidays", At: begin})
	if n, err := s.Verify(t.Context()); err != nil || n < 6 {
		t.Errorf("an audit log of %d entries, %v", n, err)
	}
}
