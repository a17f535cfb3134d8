package supervise

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
)

func TestHistory(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	clocked := func() *Proxy {
		p := NewProxy(Limits{})
		p.now = func() time.Time { return at.Add(time.Hour) }
		return p
	}
	old := clocked()
	for n, path := range []string{"/a", "/b/17", "/a", "/c"} {
		old.all.add(at.Add(time.Duration(n)*time.Second), old.routes.of("GET", path), path == "/c")
	}
	raw, err := old.History()
	if err != nil {
		t.Fatal(err)
	}
	next := clocked()
	next.all.add(at.Add(30*time.Minute), next.routes.of("GET", "/c"), false) // it got requests before it remembered
	if err := next.Recall(raw); err != nil {
		t.Fatal(err)
	}
	want := []heald.RouteRate{{Route: "GET /a", Requests: 2}, {Route: "GET /b/{}", Requests: 1}, {Route: "GET /c", Requests: 1, Errors: 1}}
	if diff := cmp.Diff(want, next.Between(at.Add(-time.Minute), at.Add(5*time.Minute), true)); diff != "" {
		t.Error("what was remembered (-want +got):", diff)
	}
	want[2].Requests = 2
	if diff := cmp.Diff(want, next.Between(at.Add(-time.Minute), at.Add(time.Hour), true)); diff != "" {
		t.Error("with what came after (-want +got):", diff)
	}
	if err := next.Recall([]byte("{")); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("a file that was cut: %v, want %v", err, heald.ErrInvalid)
	}
	hostile := `{"routes":["x"],"tiers":[{"width":1000000000,"buckets":[{"at":-5,"cells":[[7,1,1],[-1,1,1]]}]},{},{},{},{}]}`
	if err := next.Recall([]byte(hostile)); err != nil {
		t.Errorf("a history that makes no sense: %v", err)
	}
}
