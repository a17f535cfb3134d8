package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/web"
)

const reviewedID, underReview = "pricing-5f21c0a9be", "c0ffee1234567890abcdef1234567890abcdef12"

// What each page says: what a person needs is in it, and what does not belong is not.
func TestPages(t *testing.T) {
	h := newConsole(t, newEstate(t), nil)
	for _, c := range []struct {
		name, path string
		status     int
		wants      []string
		lacks      []string
	}{
		{"list", "/", 200, []string{"Waiting for your answer", "Yours from here", "heald is on it", "Over", "13 % of budget", "1\u202F284 ×", "came back", "(1) Incidents"}, []string{"Nothing needs you", "The brake is on"}},
		{"list of one service", "/?service=billing", 200, []string{"of billing", "reproduced", "Nothing needs you"}, []string{"greenhouse"}},
		{"review", "/incidents/" + reviewedID, 200, []string{
			"ZeroDivisionError in calc, pricing_logic.py:14", "fails because <code>d</code> is 0", "Let sale items carry a discount", "GET /price",
			"Approve", "Reject …", "Not a bug …", `value="` + underReview + `"`, "handed over in 7 h", "120 neighbouring inputs", "fails: ZeroDivisionError: float division by zero",
			"needs person", "Jonas Weil", "sibling", "if not item.discount", "in review", "catalogue",
		}, []string{"no longer"}},
		{"answered", "/incidents/" + reviewedID + "?said=approve&of=" + underReview, 200, []string{"You approved.", ">answered<", "Answer again"}, []string{`name="verb"`, "your turn", "The brake is on"}},
		{"answered, of another commit", "/incidents/" + reviewedID + "?said=approve&of=beef", 200, []string{"your turn", `name="verb"`}, []string{"You approved."}},
		{"mending", "/incidents/billing-9b1d", 200, []string{"The test that is to turn green"}, []string{"Red, then green"}},
		{"canary", "/incidents/pricing-canary", 200, []string{"50 %", "not enough evidence yet", "<svg", "As a table", "before the incident", "no worse than before", "approve by Mara"}, []string{`name="verb"`}},
		{"handed over", "/incidents/greenhouse-0e06eb8f6f", 200, []string{"2 patches passed every test", `<span class="n">0.0</span>`, "What is known"}, []string{`name="verb"`}},
		{"refused", "/incidents/stockmirror-48310acdd4", 200, []string{"not to be mended", "HTTP Error 503", "What to do:"}, []string{`name="verb"`}},
		{"generation", "/incidents/billing-9b1d", 200, []string{"came back", "the time before"}, nil},
		{"lessons", "/lessons", 200, []string{"promoted", "by Mara", "Forget this lesson"}, nil},
		{"lessons found", "/lessons?q=httperror", 200, []string{"HTTPError"}, []string{"by Mara"}},
		{"lessons not found", "/lessons?q=zebra", 200, []string{"Nothing remembered of that"}, nil},
		{"services", "/services", 200, []string{"goal 99.9 %", "8d41e02c5a", "fresh", "tests (6 pass)", "fixes end as a reviewed branch", "2 open incidents"}, nil},
		{"brake", "/brake", 200, []string{"The brake is off", "Put the brake on"}, []string{"Release the brake"}},
		{"no case", "/incidents/none", 404, []string{"Nothing here"}, nil},
		{"no page", "/none", 404, []string{"Nothing here"}, nil},
		{"no file", "/static/none.js", 404, nil, nil},
		{"no folder", "/static/..%2fweb.go", 404, nil, nil},
		{"script", "/static/live.js", 200, []string{"DOMContentLoaded", "registerExtension(\"sse\""}, nil},
		{"login without a token", "/login", 303, nil, nil},
		{"health", "/healthz", 200, []string{"ok"}, nil}, {"ready", "/readyz", 200, []string{"ready"}, nil}, {"no metrics", "/metrics", 404, nil, nil},
	} {
		w := call(h, http.MethodGet, c.path, "")
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.name, w.Code, c.status)
		}
		for _, want := range c.wants {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: the page lacks %q", c.name, want)
			}
		}
		for _, lack := range c.lacks {
			if strings.Contains(w.Body.String(), lack) {
				t.Errorf("%s: the page holds %q", c.name, lack)
			}
		}
	}
}

// What was answered while the brake is on waits, and says so; what a person called no bug is called so.
func TestAnswered(t *testing.T) {
	e := newEstate(t)
	e.brake = heald.Brake{On: true, Why: "migration", By: "Mara", At: now}
	if body := call(newConsole(t, e, nil), http.MethodGet, "/incidents/"+reviewedID+"?said=approve&of="+underReview, "").Body.String(); !strings.Contains(body, "it happens when the brake is released") {
		t.Error("an approval under the brake does not say that it waits")
	}
	h := newConsole(t, endings(t), nil)
	for id, want := range map[string]string{"not-a-bug": ">not a bug<", "denied": ">denied by policy<", "promoted": ">resolved<", "reverted": "<strong>aborted</strong>"} {
		if body := call(h, http.MethodGet, "/incidents/"+id, "").Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: the page lacks %q", id, want)
		}
	}
}

// What needs a person stands above all else; of two reviews the one that expires first.
func TestListOrder(t *testing.T) {
	e := newEstate(t)
	second := reviewed(t)
	second.ID, second.Incident.LastSeen = "pricing-second", now.Add(-time.Hour)
	second.Review.Expires = now.Add(time.Hour)
	old := realCase(t, "handed_over")
	old.ID, old.Incident.LastSeen = "old-hand-over", now.Add(-30*24*time.Hour)
	e.cases[second.ID], e.cases[old.ID] = second, old
	body := call(newConsole(t, e, nil), http.MethodGet, "/", "").Body.String()
	last := -1
	for _, want := range []string{"pricing-second", reviewedID, "greenhouse-0e06eb8f6f", "billing-9b1d", "stockmirror-48310acdd4", "old-hand-over"} {
		at := strings.Index(body, "row-"+want)
		if at <= last {
			t.Errorf("%s stands at %d, want it after %d", want, at, last)
		}
		last = at
	}
}

func TestEmptyAndBroken(t *testing.T) {
	e := &estate{cases: map[string]heald.Case{}, hub: &web.Hub{}}
	h := newConsole(t, e, nil)
	for path, want := range map[string]string{"/": "heald guards no service yet", "/lessons": "No lessons yet", "/services": "No service yet"} {
		if body := call(h, http.MethodGet, path, "").Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: the empty page lacks %q", path, want)
		}
	}
	e.services = []web.Service{{Service: heald.Service{Name: "shop"}}}
	if body := call(h, http.MethodGet, "/", "").Body.String(); !strings.Contains(body, "guards 1 service and") {
		t.Errorf("the empty list does not say what is guarded")
	}
	e.broken = errors.New("disk at /var/secret is full")
	for _, path := range []string{"/", "/lessons", "/services", "/brake"} {
		w := call(h, http.MethodGet, path, "")
		if body := w.Body.String(); strings.Contains(body, "secret") || !strings.Contains(body, "The brake cannot be read") {
			t.Errorf("%s: an error inside is told to the page, or the brake's is not: %s", path, body)
		}
		if path != "/brake" && w.Code != http.StatusInternalServerError {
			t.Errorf("%s: status %d, want 500", path, w.Code)
		}
	}
	w := call(newConsole(t, e, func(c *web.Config) {
		c.Ready = func(context.Context) error { return errors.New("store is away") }
	}), http.MethodGet, "/readyz", "")
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "store") {
		t.Errorf("not ready: %d %q", w.Code, w.Body)
	}
}

// An answer is of the commit that the page showed, and of nothing else.
func TestAnswer(t *testing.T) {
	for _, c := range []struct {
		name, id string
		form     url.Values
		status   int
		says     string
		want     heald.Verb
	}{
		{"approve", reviewedID, url.Values{"verb": {"approve"}, "commit": {underReview}}, 303, "", heald.Approve},
		{"reject", reviewedID, url.Values{"verb": {"reject"}, "commit": {underReview}, "why": {"free items\x1b are a  feature"}}, 303, "", heald.Reject},
		{"not a bug", reviewedID, url.Values{"verb": {"not_a_bug"}, "commit": {underReview}}, 303, "", heald.NotABug},
		{"reject without why", reviewedID, url.Values{"verb": {"reject"}, "commit": {underReview}, "why": {" \n"}}, 400, "a rejection says why", ""},
		{"stale", reviewedID, url.Values{"verb": {"approve"}, "commit": {"0123456789abcdef"}}, 409, "nothing was decided", ""},
		{"no commit", reviewedID, url.Values{"verb": {"approve"}}, 400, "of which commit", ""},
		{"other verb", reviewedID, url.Values{"verb": {"merge"}, "commit": {underReview}}, 400, "approve, reject or not_a_bug", ""},
		{"decided already", "pricing-done", url.Values{"verb": {"approve"}, "commit": {underReview}}, 409, "waits for no answer", ""},
		{"no case", "none", url.Values{"verb": {"approve"}, "commit": {underReview}}, 404, "Nothing here", ""},
		{"too long", reviewedID, url.Values{"verb": {"approve"}, "commit": {underReview}, "why": {strings.Repeat("x", 70_000)}}, 413, "Too long", ""},
	} {
		e := newEstate(t)
		w := call(newConsole(t, e, nil), http.MethodPost, "/incidents/"+c.id+"/answer", c.form.Encode())
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: status %d, want %d; the page says %q", c.name, w.Code, c.status, c.says)
		}
		switch {
		case c.want == "" && len(e.answers) > 0:
			t.Errorf("%s: %v was stored", c.name, e.answers)
		case c.want != "":
			if len(e.answers) != 1 || e.answers[0].Verb != c.want || e.answers[0].Commit != underReview || e.answers[0].By != "console" || !e.answers[0].At.Equal(now) {
				t.Errorf("%s: stored %+v", c.name, e.answers)
			}
		}
		if c.name == "reject" && e.answers[0].Why != "free items are a feature" {
			t.Errorf("why is %q", e.answers[0].Why)
		}
	}
}

func TestBrakeAndLessons(t *testing.T) {
	e := newEstate(t)
	h := newConsole(t, e, nil)
	if w := call(h, http.MethodPost, "/brake", "set=on&why="); w.Code != 400 || e.brake.On {
		t.Errorf("a brake without why: %d, %+v", w.Code, e.brake)
	}
	if w := call(h, http.MethodPost, "/brake", "set=perhaps"); w.Code != 400 {
		t.Errorf("a brake set to perhaps: %d", w.Code)
	}
	if w := call(h, http.MethodPost, "/brake", "set=on&why=migration"); w.Code != 303 || !e.brake.On || e.brake.Why != "migration" {
		t.Errorf("brake on: %d, %+v", w.Code, e.brake)
	}
	for _, path := range []string{"/", "/lessons", "/services", "/incidents/" + reviewedID, "/none", "/brake"} {
		if body := call(h, http.MethodGet, path, "").Body.String(); !strings.Contains(body, "The brake is on.") || !strings.Contains(body, "migration") {
			t.Errorf("%s does not say that the brake is on", path)
		}
	}
	if w := call(h, http.MethodPost, "/brake", "set=off"); w.Code != 303 || e.brake.On {
		t.Errorf("brake off: %d, %+v", w.Code, e.brake)
	}
	if w := call(h, http.MethodPost, "/lessons/none/forget", ""); w.Code != 404 {
		t.Errorf("forget what is not there: %d", w.Code)
	}
	if w := call(h, http.MethodPost, "/lessons/pricing-done/forget", ""); w.Code != 303 || slices.ContainsFunc(e.lessons, func(l heald.Lesson) bool { return l.ID == "pricing-done" }) {
		t.Errorf("forget: %d, %v left", w.Code, e.lessons)
	}
	if w := call(h, http.MethodDelete, "/lessons", ""); w.Code != 405 {
		t.Errorf("another method: %d, want 405", w.Code)
	}
}

// Until heald has acted on an answer the page says that it has it, and does not ask again.
func TestAnswerIsOnItsWay(t *testing.T) {
	h := newConsole(t, newEstate(t), nil)
	for query, asks := range map[string]bool{
		"": true, "?said=approve&of=" + underReview: false, "?said=not_a_bug&of=" + underReview: false, "?said=approve&of=another": true, "?said=approve": true, "?said=<script>&of=" + underReview: true,
	} {
		body := call(h, http.MethodGet, "/incidents/"+reviewedID+query, "").Body.String()
		if got := strings.Contains(body, `value="approve"`); got != asks || strings.Contains(body, `id="said"`) == asks {
			t.Errorf("%q: asks = %t, want %t", query, got, asks)
		}
	}
	w := call(h, http.MethodPost, "/incidents/"+reviewedID+"/answer", "verb=approve&commit="+underReview)
	if want := "/incidents/" + reviewedID + "?of=" + underReview + "&said=approve"; w.Header().Get("Location") != want {
		t.Errorf("the way on is %q, want %q", w.Header().Get("Location"), want)
	}
}
