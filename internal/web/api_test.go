package web_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/web"
)

func read(t *testing.T, h http.Handler, path string, status int) map[string]any {
	t.Helper()
	w := call(h, http.MethodGet, path, "")
	if w.Code != status || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%s: %d %s, want %d and JSON", path, w.Code, w.Header().Get("Content-Type"), status)
	}
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return got
}

// The fields that the command-line contract promises, each there and of its kind.
func TestAPIIncidents(t *testing.T) {
	h := newConsole(t, newEstate(t), nil)
	got := read(t, h, "/api/v1/incidents?service=pricing&state=in_review", 200)
	if got["schema"] != "heald.incidents/v1" {
		t.Errorf("schema %v", got["schema"])
	}
	rows := got["incidents"].([]any)
	if len(rows) != 1 {
		t.Fatalf("%d incidents, want 1", len(rows))
	}
	row := rows[0].(map[string]any)
	want := map[string]any{
		"id": reviewedID, "service": "pricing", "state": "in_review", "fingerprint": "a47ec9fe714b8e30", "count": 1284.0,
		"first_seen": "2026-11-24T02:10:00Z", "last_seen": "2026-11-24T02:13:51Z", "summary": "ZeroDivisionError in calc, pricing_logic.py:14",
		"commit": "8d41e02c5a9017cf3b66e2a1d0f4c7b98e5a3d21",
		"links":  map[string]any{"self": "/api/v1/incidents/" + reviewedID, "console": "/incidents/" + reviewedID},
	}
	for name, value := range want {
		if diff := cmp.Diff(value, row[name]); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
	for query, count := range map[string]int{"": 6, "?live=true": 3, "?limit=2": 2, "?service=none": 0} {
		if rows := read(t, h, "/api/v1/incidents"+query, 200)["incidents"].([]any); len(rows) != count {
			t.Errorf("%q: %d incidents, want %d", query, len(rows), count)
		}
	}
	for _, query := range []string{"?limit=0", "?limit=x", "?limit=100000", "?live=perhaps"} {
		if got := read(t, h, "/api/v1/incidents"+query, 400); !strings.Contains(got["error"].(string), "want") {
			t.Errorf("%s: error %v", query, got["error"])
		}
	}
}

// Show adds the whole case, as it was written.
func TestAPIFile(t *testing.T) {
	e := newEstate(t)
	h := newConsole(t, e, nil)
	w := call(h, http.MethodGet, "/api/v1/incidents/"+reviewedID, "")
	var got struct {
		Schema    string
		Incidents []web.Incident
		Case      heald.Case
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.cases[reviewedID], got.Case); diff != "" || len(got.Incidents) != 1 || got.Incidents[0].State != heald.InReview {
		t.Errorf("-want +got\n%s\nrows %v", diff, got.Incidents)
	}
	read(t, h, "/api/v1/incidents/none", 404)
	read(t, h, "/api/v1/none", 404)
	if got := read(t, h, "/api/v1/services", 200); len(got["services"].([]any)) != 2 {
		t.Errorf("services: %v", got)
	}
	if got := read(t, h, "/api/v1/lessons?q=httperror", 200); len(got["lessons"].([]any)) != 1 {
		t.Errorf("lessons: %v", got)
	}
}

func TestAPIAnswer(t *testing.T) {
	for _, c := range []struct {
		name, id, body string
		status         int
		want           *heald.Answer
	}{
		{"approve what stands", reviewedID, `{"verb": "approve"}`, 202, &heald.Answer{Verb: heald.Approve, By: "console", Commit: underReview, At: now}},
		{"reject as somebody", reviewedID, `{"verb": "reject", "why": "no", "by": "mara", "commit": "` + underReview + `"}`, 202, &heald.Answer{Verb: heald.Reject, Why: "no", By: "mara", Commit: underReview, At: now}},
		{"reject without why", reviewedID, `{"verb": "reject"}`, 400, nil},
		{"stale", reviewedID, `{"verb": "approve", "commit": "abc"}`, 409, nil},
		{"over", "pricing-done", `{"verb": "approve"}`, 409, nil},
		{"none", "none", `{"verb": "approve"}`, 404, nil},
		{"unknown field", reviewedID, `{"verb": "approve", "force": true}`, 400, nil},
		{"no JSON", reviewedID, `verb=approve`, 400, nil},
		{"too long", reviewedID, `{"verb": "approve", "why": "` + strings.Repeat("x", 70_000) + `"}`, 413, nil},
	} {
		e := newEstate(t)
		w := call(newConsole(t, e, nil), http.MethodPost, "/api/v1/incidents/"+c.id+"/answer", c.body)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", c.name, w.Code, c.status, w.Body)
		}
		var want []heald.Answer
		if c.want != nil {
			want = []heald.Answer{*c.want}
		}
		if diff := cmp.Diff(want, e.answers); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

func TestAPIBrake(t *testing.T) {
	e := newEstate(t)
	h := newConsole(t, e, nil)
	if w := call(h, http.MethodPost, "/api/v1/brake", `{"on": true}`); w.Code != 400 || e.brake.On {
		t.Errorf("without why: %d", w.Code)
	}
	call(h, http.MethodPost, "/api/v1/brake", `{"on": true, "why": "audit", "by": "mara"}`)
	want := heald.Brake{On: true, Why: "audit", By: "mara", At: now}
	if diff := cmp.Diff(want, e.brake); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := read(t, h, "/api/v1/brake", 200); got["on"] != true || got["why"] != "audit" || got["schema"] != "heald.brake/v1" {
		t.Errorf("brake: %v", got)
	}
	call(h, http.MethodPost, "/api/v1/brake", `{"on": false}`)
	if e.brake.On {
		t.Error("the brake is still on")
	}
}

// What breaks inside is for the log.
func TestAPIHidesErrors(t *testing.T) {
	e := newEstate(t)
	e.broken = os.ErrPermission
	h := newConsole(t, e, nil)
	for _, path := range []string{"/api/v1/incidents", "/api/v1/incidents/" + reviewedID, "/api/v1/brake", "/api/v1/services", "/api/v1/lessons"} {
		if got := read(t, h, path, 500); strings.Contains(got["error"].(string), "permission") {
			t.Errorf("%s tells %v", path, got["error"])
		}
	}
}
