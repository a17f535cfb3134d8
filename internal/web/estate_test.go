package web_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/review"
	"github.com/heald-dev/heald/internal/web"
)

// now is when the tests look at the console: in the night.
var now = time.Date(2026, 11, 24, 2, 14, 0, 0, time.UTC)

// estate is a small, real implementation of all that the console asks for.
type estate struct {
	mu       sync.Mutex
	cases    map[string]heald.Case
	answers  []heald.Answer
	brake    heald.Brake
	lessons  []heald.Lesson
	services []web.Service
	hub      *web.Hub
	broken   error // what every call ends with
}

func (e *estate) Incidents(_ context.Context, filter web.Filter) ([]web.Incident, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var rows []web.Incident
	for _, c := range e.cases {
		if filter.Service != "" && c.Service.Name != filter.Service || filter.State != "" && c.State != filter.State || filter.Live && c.Ended() {
			continue
		}
		row := web.Incident{
			ID: c.ID, Service: c.Service.Name, State: c.State, Fingerprint: c.Incident.Fingerprint, Count: c.Incident.Count,
			FirstSeen: c.Incident.FirstSeen, LastSeen: c.Incident.LastSeen, Summary: review.Card(c).Title, Commit: c.Incident.Commit,
			Reason: c.Reason, Generation: c.Incident.Generation, Burnt: burnt(c),
		}
		if c.Review != nil {
			row.Expires = c.Review.Expires
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b web.Incident) int {
		return cmp.Or(b.LastSeen.Compare(a.LastSeen), strings.Compare(a.ID, b.ID))
	})
	if filter.Limit > 0 && len(rows) > filter.Limit {
		rows = rows[:filter.Limit]
	}
	return rows, e.broken
}

func burnt(c heald.Case) *float64 {
	if c.Service.Goal == 0 {
		return nil
	}
	share := float64(c.Incident.Count) / 10_000
	return &share
}

func (e *estate) File(_ context.Context, id string) (web.File, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, ok := e.cases[id]
	if !ok {
		return web.File{}, fmt.Errorf("case %s: %w", id, heald.ErrNotFound)
	}
	return web.File{
		Case: c, Card: review.Card(c), Count: c.Incident.Count, First: c.Incident.FirstSeen, Last: c.Incident.LastSeen, Burnt: burnt(c),
		Commits: []web.Seen{{Commit: c.Incident.Commit, Count: c.Incident.Count, First: c.Incident.FirstSeen, Last: c.Incident.LastSeen}},
	}, e.broken
}

func (e *estate) Answer(_ context.Context, id string, a heald.Answer) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, ok := e.cases[id]
	if !ok {
		return heald.ErrNotFound
	}
	e.answers = append(e.answers, a)
	c.Answer = &a
	c.State = map[heald.Verb]heald.State{heald.Approve: heald.Merged, heald.Reject: heald.HandedOver, heald.NotABug: heald.Refused}[a.Verb]
	c.Reason = "answered: " + string(a.Verb)
	e.cases[id] = c
	e.hub.Publish(web.Change{Kind: "case", Case: id, State: c.State, At: a.At})
	return nil
}

func (e *estate) Brake(context.Context) (heald.Brake, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.brake, e.broken
}

func (e *estate) SetBrake(_ context.Context, b heald.Brake) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.brake = b
	e.hub.Publish(web.Change{Kind: "brake", At: b.At})
	return e.broken
}

func (e *estate) Lessons(_ context.Context, words string) ([]heald.Lesson, error) {
	var found []heald.Lesson
	for _, l := range e.lessons {
		if strings.Contains(strings.ToLower(l.ErrorType+" "+l.Service+" "+l.Why+" "+l.Cause), strings.ToLower(words)) {
			found = append(found, l)
		}
	}
	return found, e.broken
}

func (e *estate) Forget(_ context.Context, id, _ string) error {
	for i, l := range e.lessons {
		if l.ID == id {
			e.lessons = slices.Delete(e.lessons, i, i+1)
			return nil
		}
	}
	return heald.ErrNotFound
}

func (e *estate) Services(context.Context) ([]web.Service, error) { return e.services, e.broken }

// Around gives the pricing service's code, as it stands at the commit that crashed.
func (e *estate) Around(_ context.Context, _ heald.Case, path string, line int) (web.Snippet, error) {
	text := map[string]string{
		"pricing_logic.py": "\n\ndef calc(p, d): return p / d\n\n\ndef quote(item, quantity):\n    \"\"\"What `quantity` pieces of an item cost, as the shop page shows it.\"\"\"\n" +
			"    unit = calc(item.price, item.discount)\n    total = cents(unit) * quantity\n    return {",
	}[path]
	if text == "" {
		return web.Snippet{}, heald.ErrNotFound
	}
	first, second := heald.Commit{SHA: "1f0c9a77be21", Author: "Mara Lind", Subject: "Quote prices"}, heald.Commit{SHA: "8d41e02c5a90", Author: "Jonas Weil", Subject: "Let sale items carry a discount"}
	snippet := web.Snippet{First: 12}
	for i, l := range strings.Split(text, "\n") {
		by := first
		if i == 2 {
			by = second
		}
		snippet.Lines = append(snippet.Lines, web.Written{Text: l, Commit: by})
	}
	return snippet, nil
}

// realCase is one that heald itself wrote.
func realCase(t testing.TB, name string) heald.Case {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var c heald.Case
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	c.Service.Goal, c.Service.Branch = 0.999, "main"
	c.Incident.Commit = "8d41e02c5a9017cf3b66e2a1d0f4c7b98e5a3d21"
	c.Incident.FirstSeen, c.Incident.LastSeen = now.Add(-4*time.Minute), now.Add(-9*time.Second)
	start := now.Add(-3*time.Minute - 52*time.Second)
	for i := range c.Steps {
		start = start.Add(c.Steps[i].Took + time.Millisecond)
		c.Steps[i].At = start
	}
	return c
}

func reviewed(t testing.TB) heald.Case {
	c := realCase(t, "mended")
	c.ID, c.Incident.Count, c.Incident.Request = "pricing-5f21c0a9be", 1284, "GET /price"
	c.State, c.Reason = heald.InReview, "the patch waits for a person"
	c.Blame = &heald.Blame{Commit: &heald.Commit{SHA: "8d41e02c5a9017cf3b66e2a1d0f4c7b98e5a3d21", Author: "Jonas Weil", Subject: "Let sale items carry a discount"}, Method: "bisect", Runs: 5}
	c.Review = &heald.Review{
		ID: "1", Branch: "heald/" + c.ID, Base: c.Incident.Commit, Commit: "c0ffee1234567890abcdef1234567890abcdef12", Tree: "4b825dc6",
		Opened: now.Add(-3 * time.Minute), Expires: now.Add(7*time.Hour + 20*time.Minute),
	}
	c.Recalled = []heald.Lesson{{ID: "catalogue-77", Service: "catalogue", Ending: heald.EndPromoted, Why: "an item without a price keeps its list price"}}
	c.Steps = append(c.Steps, heald.Step{From: heald.Permitted, To: heald.InReview, At: now.Add(-3 * time.Minute), Took: 180 * time.Millisecond, Note: "branch heald/" + c.ID})
	return c
}

// rolling is the same case on its canary: stable goes on to fail, the canary does not.
func rolling(t testing.TB) heald.Case {
	c := reviewed(t)
	c.ID, c.State, c.Reason = "pricing-canary", heald.Rolling, "the canary has 50 % of the requests"
	c.Answer = &heald.Answer{Verb: heald.Approve, By: "Mara", At: now.Add(-time.Minute)}
	c.Merge = &heald.Merge{Branch: "main", Commit: c.Review.Commit, At: now.Add(-time.Minute)}
	r := &heald.Rollout{
		Service: "pricing", Stable: c.Incident.Commit, Canary: c.Review.Commit, Began: now.Add(-50 * time.Second), Deadline: now.Add(4 * time.Minute),
		Verdict: heald.Continue, Reason: "412 requests without an error; 188 more decide", Baseline: []heald.RouteRate{{Route: "GET /price", Requests: 20000, Errors: 60}},
		Probe: &heald.Probe{Request: "GET /price", Sent: 20},
		Checks: []heald.Check{
			{Name: "errors by route", Outcome: heald.Inconclusive, Detail: "no worse than before the incident so far"},
			{Name: "probe", Outcome: heald.Pass, Detail: "20 of 20 answered"}, {Name: "fingerprint", Outcome: heald.Pass, Detail: "absent over 412 requests"},
		},
	}
	for i := range 51 {
		weight := 10
		if i >= 20 {
			weight = 50
		}
		stable, canary := 46*i, 4*i
		if i >= 20 {
			stable, canary = 46*20+25*(i-20), 4*20+25*(i-20)
		}
		errors := stable / 12
		if i > 30 {
			errors += i % 3
		}
		r.Samples = append(r.Samples, heald.Sample{
			At: r.Began.Add(time.Duration(i) * time.Second), Weight: weight, Ready: true,
			Stable: []heald.RouteRate{{Route: "GET /price", Requests: stable, Errors: errors}}, Canary: []heald.RouteRate{{Route: "GET /price", Requests: canary}},
		})
		r.Weight = weight
	}
	c.Rollout = r
	return c
}

// newEstate has one case for each thing that a person may meet in a night.
func newEstate(t testing.TB) *estate {
	t.Helper()
	e := &estate{cases: map[string]heald.Case{}, hub: &web.Hub{}}
	over := realCase(t, "handed_over")
	over.ID, over.Incident.Count, over.Incident.FirstSeen, over.Incident.LastSeen = "greenhouse-0e06eb8f6f", 3, now.Add(-5*time.Hour), now.Add(-4*time.Hour)
	refused := realCase(t, "refused")
	refused.ID, refused.Incident.Count, refused.Incident.LastSeen = "stockmirror-48310acdd4", 61, now.Add(-40*time.Minute)
	busy := realCase(t, "mended")
	busy.ID, busy.State, busy.Reason, busy.Incident.Count, busy.Incident.Generation = "billing-9b1d", heald.Reproduced, "", 17, 2
	busy.Service.Name, busy.Previous = "billing", "billing-9b1c"
	busy.Incident.ErrorType, busy.Validation, busy.Patch, busy.Decision, busy.Attempts = "ZeroDivisionError", nil, nil, nil, nil
	done := rolling(t)
	done.ID, done.State, done.Reason = "pricing-done", heald.Resolved, "promoted: 600 requests without the crash"
	done.Incident.LastSeen = now.Add(-26 * time.Hour)
	for _, c := range []heald.Case{reviewed(t), rolling(t), over, refused, busy, done} {
		e.cases[c.ID] = c
	}
	e.lessons = []heald.Lesson{
		{ID: "pricing-done", Service: "pricing", ErrorType: "ZeroDivisionError", Ending: heald.EndPromoted, Why: "where `d` is zero, `p` stands in", Cause: "`p / d` fails because `d` is 0", Diff: done.Patch.Diff, By: "Mara", At: now.Add(-26 * time.Hour)},
		{ID: "stockmirror-48310acdd4", Service: "stockmirror", ErrorType: "HTTPError", Ending: heald.EndRefused, Cause: refused.Reason, Why: refused.Reason, At: now.Add(-40 * time.Minute)},
	}
	e.services = []web.Service{
		{Service: heald.Service{Name: "pricing", Repository: "/srv/pricing", Language: "python", Tier: 1, Goal: 0.999}, Open: 2,
			Live: &heald.Deployment{Commit: "8d41e02c5a9017cf", Since: now.Add(-22 * time.Minute), Previous: "1f0c9a77be21", Fresh: true},
			Have: []string{"logs of the process", "tests (6 pass)", "canary by the local release"}, Missing: []string{"traces: requests cannot be replayed from them"}},
		{Service: heald.Service{Name: "billing", Repository: "/srv/shop", Path: "services/billing", Language: "python"}, Have: []string{"log file"}, Missing: []string{"tests", "release: fixes end as a reviewed branch"}},
	}
	return e
}

func config(e *estate) web.Config {
	return web.Config{Cases: e, Answers: e, Brakes: e, Lessons: e, Estate: e, Feed: e.hub, Sources: e, Address: "127.0.0.1:8787", Version: "0.4.0", Now: func() time.Time { return now }}
}

func newConsole(t testing.TB, e *estate, change func(*web.Config)) http.Handler {
	t.Helper()
	c := config(e)
	if change != nil {
		change(&c)
	}
	handler, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// call sends one request as a browser on this machine would.
func call(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8787"+path, strings.NewReader(body))
	if method == http.MethodPost && !strings.HasPrefix(path, "/api/") {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
