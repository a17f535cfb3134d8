package triage

import (
	"encoding/json"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/trace"
	"pgregory.net/rapid"
)

var now = time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC)

func signal(service, text string) heald.Signal {
	return heald.Signal{Service: service, At: now, Text: text, Exceptions: trace.Parse([]byte(text))}
}

func TestGroupCounts(t *testing.T) {
	g := NewGrouper(DefaultLimits())
	later := signal("shop", base)
	later.At, later.Request, later.Exit = now.Add(time.Second), "GET /orders/7?token=abcdef123", &heald.Exit{Code: 1, Restarts: 2}
	early := signal("shop", "GET /x\n"+strings.ReplaceAll(base, "line 10", "line 12"))
	early.At = now.Add(-time.Hour)
	next := signal("shop", base)
	next.Commit = "b2"
	got := g.Group([]heald.Signal{
		later, early, next, signal("bill", base), signal("shop", chain),
		{Service: "shop", Text: "WARNING refused: quantity must be positive"},
	}, now)
	var said []string
	for _, o := range got {
		said = append(said, fmt.Sprint(o.Service, " ", o.Incident.ErrorType, " ", o.Commit, " ", o.Count))
		if o.Count != o.Incident.Count || o.Fingerprint != o.Incident.Fingerprint || !o.First.Equal(o.Incident.FirstSeen) || !o.Last.Equal(o.Incident.LastSeen) {
			t.Errorf("the incident says otherwise: %+v", o)
		}
	}
	want := map[string]bool{"bill ZeroDivisionError  1": true, "shop ZeroDivisionError  2": true, "shop ZeroDivisionError b2 1": true, "shop shop.Refused  1": true}
	for _, s := range said {
		if !want[s] {
			t.Errorf("unexpected occurrence %q", s)
		}
		delete(want, s)
	}
	if len(want) > 0 {
		t.Errorf("missing %v in %q", want, said)
	}
	for _, o := range got {
		if o.Service == "shop" && o.Count == 2 {
			if !o.First.Equal(early.At) || !o.Last.Equal(later.At) || o.Incident.Exit == nil || !strings.HasPrefix(o.Incident.Request, "GET /orders/7") || strings.Contains(o.Incident.Request, "abcdef123") {
				t.Errorf("occurrence %+v", o)
			}
		}
	}
}

func TestGroupOfAnIncidentIsThatOfIncident(t *testing.T) {
	s := signal("shop", "mail of ann@shop.org\n"+strings.Replace(base, "division by zero", "order of ann@shop.org", 1))
	got := NewGrouper(DefaultLimits()).Group([]heald.Signal{s, s}, now)
	want := Incident("shop", []byte(s.Text), s.Exceptions[0], now)
	if len(got) != 1 || got[0].Fingerprint != want.Fingerprint || got[0].Incident.Context != want.Context || got[0].Incident.Message != want.Message {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStormLimit(t *testing.T) {
	limits := DefaultLimits()
	limits.Prints, limits.Window = 3, time.Minute
	g := NewGrouper(limits)
	batch := func(from, n int) (signals []heald.Signal) {
		for i := from; i < from+n; i++ {
			signals = append(signals, signal("shop", strings.Replace(base, "in total", fmt.Sprint("in total_", i), 1)))
		}
		return signals
	}
	of := func(got []heald.Occurrence) (own, storm int) {
		for _, o := range got {
			if o.Incident.ErrorType == Storm {
				storm += o.Count
			} else {
				own += o.Count
			}
		}
		return own, storm
	}
	for i, step := range []struct {
		after      time.Duration
		from, n    int
		own, storm int
	}{
		{0, 0, 10, 3, 7},               // the limit
		{time.Second, 0, 3, 3, 0},      // known ones are told apart still
		{2 * time.Second, 20, 5, 0, 5}, // no new ones in this minute
		{time.Minute, 20, 5, 3, 2},     // but in the next
	} {
		if own, storm := of(g.Group(batch(step.from, step.n), now.Add(step.after))); own != step.own || storm != step.storm {
			t.Errorf("step %d: %d told apart and %d not, want %d and %d", i, own, storm, step.own, step.storm)
		}
	}
	other := batch(50, 2)
	other[0].Service, other[1].Service = "bill", "bill"
	if own, storm := of(g.Group(other, now)); own != 2 || storm != 0 {
		t.Errorf("another service pays for the storm: %d, %d", own, storm)
	}
	limits.Groups = 2
	if own, storm := of(NewGrouper(limits).Group(batch(0, 5), now)); own != 2 || storm != 3 {
		t.Errorf("one call tells %d apart and %d not, want 2 and 3", own, storm)
	}
}

func TestExits(t *testing.T) {
	exit := func(code int, text string) heald.Signal {
		return heald.Signal{Service: "shop", Text: text, Exit: &heald.Exit{Code: code, Restarts: 2}}
	}
	print := func(s heald.Signal) heald.Occurrence {
		return NewGrouper(DefaultLimits()).Group([]heald.Signal{s}, now)[0]
	}
	first := print(exit(1, "starting\n2026-05-04 02:00:00 cannot read feed 17: no such field\n"))
	for name, tc := range map[string]struct {
		other heald.Signal
		same  bool
	}{
		"values": {exit(1, "starting\n2026-05-04 02:01:09 cannot read feed 18: no such field\n"), true},
		"code":   {exit(2, "starting\n2026-05-04 02:00:00 cannot read feed 17: no such field\n"), false},
		"words":  {exit(1, "starting\n2026-05-04 02:00:00 cannot write feed 17: no such field\n"), false},
		"silent": {exit(1, ""), false},
	} {
		if same := print(tc.other).Fingerprint == first.Fingerprint; same != tc.same {
			t.Errorf("%s: same fingerprint %v, want %v", name, same, tc.same)
		}
	}
	if i := first.Incident; i.ErrorType != ExitType || i.Exit.Code != 1 || i.Language != "" || !strings.Contains(i.Message, "exit code 1: ") || !strings.Contains(i.Context, "starting") {
		t.Errorf("incident %+v", i)
	}
	crashed := exit(1, base)
	crashed.Exceptions = trace.Parse([]byte(base))
	if got := print(crashed); got.Incident.ErrorType != "ZeroDivisionError" || got.Incident.Exit == nil || got.Fingerprint != Fingerprint(one(t, base)) {
		t.Errorf("a crash loop with a trace: %+v", got)
	}
}

func TestMomentsAreNotBelieved(t *testing.T) {
	for name, tc := range map[string]struct{ at, want time.Time }{
		"none":     {time.Time{}, now},
		"future":   {now.Add(time.Hour), now},
		"near":     {now.Add(time.Second), now.Add(time.Second)},
		"the past": {now.Add(-time.Hour), now.Add(-time.Hour)},
	} {
		s := signal("shop", base)
		s.At = tc.at
		if got := NewGrouper(DefaultLimits()).Group([]heald.Signal{s}, now)[0].First; !got.Equal(tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// TestStormIsCheap: a hundred thousand crashes with values of their own make one occurrence and leave little behind.
func TestStormIsCheap(t *testing.T) {
	g := NewGrouper(DefaultLimits())
	division := signal("shop", base).Exceptions[0]
	count, began := 0, time.Now()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 1000 {
		batch := make([]heald.Signal, 100)
		for i := range batch {
			e := division
			e.Message = fmt.Sprintf("'denmark-%d'", count+i)
			batch[i] = heald.Signal{Service: "shop", Text: base, Exceptions: []heald.Exception{e}}
		}
		got := g.Group(batch, now)
		if len(got) != 1 {
			t.Fatalf("%d occurrences", len(got))
		}
		count += got[0].Count
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); count != 100_000 || grown > 16<<20 {
		t.Errorf("%d counted, the heap grew by %d KB", count, grown>>10)
	}
	runtime.KeepAlive(g)
	t.Logf("100000 in %v", time.Since(began))
}

// TestUnrelatedEdits: the fingerprint of a signal survives what an edit elsewhere in the file, another deployment, another moment and
// other requests change.
func TestUnrelatedEdits(t *testing.T) {
	want := NewGrouper(DefaultLimits()).Group([]heald.Signal{signal("shop", base)}, now)[0].Fingerprint
	lineNumber := regexp.MustCompile(`line (\d+)`)
	rapid.Check(t, func(t *rapid.T) {
		by := rapid.IntRange(-9, 5000).Draw(t, "lines added above")
		text := lineNumber.ReplaceAllStringFunc(base, func(m string) string {
			n, _ := strconv.Atoi(m[len("line "):])
			return fmt.Sprint("line ", max(1, n+by))
		})
		text = strings.ReplaceAll(text, "/srv/shop/", rapid.StringMatching(`/[a-z0-9]{1,8}(/[a-z0-9.-]{1,8}){0,3}/`).Draw(t, "deployed to"))
		before := rapid.SliceOf(rapid.StringMatching(`INFO [a-z0-9 ]{0,30}`)).Draw(t, "before")
		text = strings.Join(append(before, text), "\n")
		if got := NewGrouper(DefaultLimits()).Group([]heald.Signal{signal("shop", text)}, now); len(got) != 1 || got[0].Fingerprint != want {
			t.Fatalf("%d groups of\n%s", len(got), text)
		}
	})
}

func TestIncidentsAreKeptSmall(t *testing.T) {
	s := signal("shop", base)
	e := &s.Exceptions[0]
	e.Message = strings.Repeat("é", 1<<20)
	e.Notes = slices.Repeat([]string{e.Message}, 50)
	e.Frames = slices.Concat(slices.Repeat(e.Frames[:1], 5000), e.Frames)
	e.Causes = slices.Repeat([]heald.Exception{*e}, 50)
	s.Exceptions = s.Exceptions[:1]
	got := NewGrouper(DefaultLimits()).Group([]heald.Signal{s}, now)[0].Incident
	data, err := json.Marshal(got)
	if err != nil || len(data) > 4<<20 || got.Exception.Innermost().Function != "total" || !got.Exception.Cut.Start {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestRecent(t *testing.T) {
	r := newRecent[int, int](2)
	r.put(1, 1)
	r.put(2, 2)
	r.get(1)
	r.put(3, 3)
	r.put(3, 4)
	for key, want := range map[int]int{1: 1, 2: 0, 3: 4} {
		if got, ok := r.get(key); got != want || ok != (want != 0) {
			t.Errorf("%d: %d, want %d", key, got, want)
		}
	}
}

func BenchmarkGroup(b *testing.B) {
	g := NewGrouper(DefaultLimits())
	signals := []heald.Signal{signal("shop", base)}
	for b.Loop() {
		g.Group(signals, now)
	}
}
