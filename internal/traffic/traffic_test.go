package traffic

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

func TestPlansThatAreWrong(t *testing.T) {
	mix := []Request{{Path: "/", Weight: 1}}
	for name, plan := range map[string]Plan{
		"no host":       {Target: "here", Rate: 1, Mix: mix},
		"no rate":       {Target: "http://h", Mix: mix},
		"a wild rate":   {Target: "http://h", Rate: 1e9, Mix: mix},
		"no mix":        {Target: "http://h", Rate: 1},
		"no weight":     {Target: "http://h", Rate: 1, Mix: []Request{{Path: "/"}}},
		"no path":       {Target: "http://h", Rate: 1, Mix: []Request{{Weight: 1}}},
		"a wild method": {Target: "http://h", Rate: 1, Mix: []Request{{Method: "G E T", Path: "/", Weight: 1}}},
	} {
		if _, err := New(plan); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: got %v, want %v", name, err, heald.ErrInvalid)
		}
	}
}

func TestOrderComesFromTheSeed(t *testing.T) {
	order := func(seed uint64) (paths []string) {
		g, err := New(Plan{Target: "http://h", Rate: 1, Seed: seed, Mix: []Request{{Path: "/a", Weight: 3}, {Path: "/b", Weight: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		for range 400 {
			paths = append(paths, g.next().Path)
		}
		return paths
	}
	if !slices.Equal(order(1), order(1)) {
		t.Error("the same seed gave two orders")
	}
	if slices.Equal(order(1), order(2)) {
		t.Error("two seeds gave the same order")
	}
	if share := strings.Count(strings.Join(order(1), ""), "/a"); share < 260 || share > 340 {
		t.Errorf("a request with weight 3 of 4 was drawn %d times of 400", share)
	}
}

func TestRunCountsWhatFails(t *testing.T) {
	var served atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		switch r.URL.Path {
		case "/broken":
			w.WriteHeader(http.StatusInternalServerError)
		case "/refused":
			w.WriteHeader(http.StatusBadRequest)
		case "/cut":
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		path  string
		fails bool
		why   string
	}{{"/fine", false, ""}, {"/refused", false, ""}, {"/broken?x=1", true, "500 Internal Server Error"}, {"/cut", true, "EOF"}} {
		g, err := New(Plan{Target: server.URL, Rate: 200, Mix: []Request{{Path: c.path, Weight: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		run(g, 200*time.Millisecond)
		got := g.Counts()
		if got.Total < 5 || got.Failed != map[bool]int{true: got.Total}[c.fails] {
			t.Errorf("%s: %d of %d failed, want all: %t", c.path, got.Failed, got.Total, c.fails)
		}
		if c.fails && (got.First == nil || got.First.Request != "GET "+c.path || got.First.Why != c.why) {
			t.Errorf("%s: first failure %+v, want %q", c.path, got.First, c.why)
		}
	}
}

func run(g *Generator, long time.Duration) {
	ctx, stop := context.WithTimeout(context.Background(), long)
	defer stop()
	g.Run(ctx)
}

// A service that hangs is not hit by more and more requests, and what finds no place counts as failed.
func TestSlowServiceIsNotFlooded(t *testing.T) {
	var now, most atomic.Int32
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		for n := now.Add(1); ; {
			if old := most.Load(); n <= old || most.CompareAndSwap(old, n) {
				break
			}
		}
		<-release
		now.Add(-1)
	}))
	defer server.Close()
	g, err := New(Plan{Target: server.URL, Rate: 500, Open: 4, Mix: []Request{{Path: "/", Weight: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	var freed sync.Once
	time.AfterFunc(200*time.Millisecond, func() { freed.Do(func() { close(release) }) })
	run(g, 150*time.Millisecond)
	if got := most.Load(); got != 4 {
		t.Errorf("%d requests were under way at once, want 4", got)
	}
	if got := g.Counts(); got.Failed == 0 || got.Failed != got.Total-4 {
		t.Errorf("%d of %d failed, want all but 4", got.Failed, got.Total)
	}
}

func TestJoinChangesTheMix(t *testing.T) {
	g, err := New(Plan{Target: "http://h", Rate: 1, Mix: []Request{{Path: "/a", Weight: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Join(Request{Path: "/b", Weight: 1000}); err != nil {
		t.Fatal(err)
	}
	if got := g.next().Path; got != "/b" {
		t.Errorf("drew %s, want the one that joined", got)
	}
	if err := g.Join(Request{Path: "/c", Weight: 1}, Request{Path: "x"}); err == nil || len(g.mix) != 2 {
		t.Errorf("a wrong request: %v, mix of %d", err, len(g.mix))
	}
}

func TestCountsOfAPartOfTheTime(t *testing.T) {
	began := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	var y tally
	y.begin(began)
	for i := range 40 { // one each 50 ms, those of the second second fail
		at := began.Add(time.Duration(i) * 50 * time.Millisecond)
		y.count(at, i >= 20, Request{Path: "/"}, "500")
	}
	c := y.counts()
	for _, k := range []struct {
		from, to time.Duration
		want     Span
	}{
		{0, time.Second, Span{20, 0}},
		{time.Second, 2 * time.Second, Span{20, 20}},
		{500 * time.Millisecond, 1500 * time.Millisecond, Span{20, 10}},
		{-time.Hour, time.Hour, Span{40, 20}},
		{1950 * time.Millisecond, time.Hour, Span{}}, // the tenth in which it begins is left out
		{time.Hour, 2 * time.Hour, Span{}},
	} {
		if got := c.Between(began.Add(k.from), began.Add(k.to)); got != k.want {
			t.Errorf("between %v and %v: %+v, want %+v", k.from, k.to, got, k.want)
		}
	}
	if got := c.After(began.Add(1500 * time.Millisecond)); got != (Span{10, 10}) {
		t.Errorf("after: %+v", got)
	}
	if got := c.Spans(time.Second); !slices.Equal(got, []Span{{20, 0}, {20, 20}}) {
		t.Errorf("spans: %+v", got)
	}
	if !c.First.At.Equal(began.Add(time.Second)) {
		t.Errorf("first failure at %v", c.First.At)
	}
}
