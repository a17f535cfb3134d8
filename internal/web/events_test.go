package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/web"
)

// Nobody waits for a slow reader: it is dropped, the others get everything.
func TestHubDropsTheSlow(t *testing.T) {
	hub := &web.Hub{}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	slow, fast := hub.Subscribe(ctx), hub.Subscribe(ctx)
	const all = 1000
	got := make(chan int)
	next := make(chan bool)
	go func() {
		n := 0
		for range fast {
			n++
			next <- true
			if n == all {
				break
			}
		}
		got <- n
	}()
	for range all {
		hub.Publish(web.Change{Kind: "case"})
		<-next
	}
	if n := <-got; n != all {
		t.Errorf("the fast reader got %d, want %d", n, all)
	}
	n := 0
	for range slow { // ends, because it was closed
		n++
	}
	if n >= all || n == 0 {
		t.Errorf("the slow reader got %d of %d before it was dropped", n, all)
	}
}

func TestHubEndsWithItsReader(t *testing.T) {
	hub := &web.Hub{}
	ctx, cancel := context.WithCancel(context.Background())
	changes := hub.Subscribe(ctx)
	cancel()
	select {
	case _, ok := <-changes:
		if ok {
			t.Error("a change came out of nowhere")
		}
	case <-time.After(5 * time.Second):
		t.Error("the channel stays open")
	}
	hub.Publish(web.Change{}) // nobody listens: it does not block
}

// listen opens a stream and returns its lines.
func listen(t *testing.T, url string) <-chan string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("%s is %s", url, kind)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(response.Body)
		for scanner.Scan() {
			if scanner.Text() != "" {
				lines <- scanner.Text()
			}
		}
	}()
	return lines
}

func expect(t *testing.T, lines <-chan string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		select {
		case line := <-lines:
			if !strings.Contains(line, want) {
				t.Errorf("the stream says %q, want %q", line, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("the stream is silent, want %q", want)
		}
	}
}

func TestStreams(t *testing.T) {
	e := newEstate(t)
	server := httptest.NewServer(newConsole(t, e, nil))
	defer server.Close()
	defer server.CloseClientConnections()
	api, page := listen(t, server.URL+"/api/v1/events"), listen(t, server.URL+"/events?case="+reviewedID)
	expect(t, api, "retry:")
	expect(t, page, "retry:", "event: changed", "data:") // what happened while the page was on its way
	e.hub.Publish(web.Change{Kind: "case", Case: "another", At: now})
	expect(t, api, "event: case", `"id":"another"`)
	e.hub.Publish(web.Change{Kind: "case\nevil", Case: reviewedID, State: heald.Merged, Note: "one\nline", At: now})
	expect(t, api, "event: change", `"note":"one\nline"`)
	expect(t, page, "event: changed", "data: {}") // the first one was of another case
	e.hub.Publish(web.Change{Kind: "brake", At: now})
	expect(t, page, "event: changed", "data: {}")
}

// A stream outlives the time that a page has for being read and written.
func TestStreamOutlivesTimeouts(t *testing.T) {
	e := newEstate(t)
	server := httptest.NewUnstartedServer(nil)
	server.Config = web.Server(newConsole(t, e, nil))
	server.Config.ReadTimeout, server.Config.ReadHeaderTimeout, server.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond, 200*time.Millisecond
	server.Start()
	defer server.Close()
	defer server.CloseClientConnections()
	api := listen(t, server.URL+"/api/v1/events")
	expect(t, api, "retry:")
	time.Sleep(600 * time.Millisecond)
	e.hub.Publish(web.Change{Kind: "case", Case: "x", At: now})
	expect(t, api, "event: case", `"id":"x"`)
}

// A change that is made while as many listen as may is not lost on them; one more is turned away.
func TestStreamsAreBounded(t *testing.T) {
	e := newEstate(t)
	h := newConsole(t, e, nil)
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	open := make(chan int, 300)
	for range 300 {
		done.Go(func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/api/v1/events", nil))
			open <- w.Code
		})
	}
	for range 300 - 256 {
		if code := <-open; code != http.StatusTooManyRequests {
			t.Errorf("one too many gets %d, want 429", code)
		}
	}
	cancel()
	done.Wait()
	for range 256 {
		if code := <-open; code != http.StatusOK {
			t.Errorf("a listener gets %d", code)
		}
	}
}

// Counts come as fast as a service crashes: they are told together, and hold nothing else up.
func TestCountsAreGathered(t *testing.T) {
	e := newEstate(t)
	server := httptest.NewServer(newConsole(t, e, nil))
	defer server.Close()
	defer server.CloseClientConnections()
	page := listen(t, server.URL+"/events")
	expect(t, page, "retry:", "event: changed", "data:")
	began := time.Now()
	for range 40 {
		e.hub.Publish(web.Change{Kind: "count"})
		time.Sleep(5 * time.Millisecond)
	}
	expect(t, page, "event: changed", "data:")
	if took := time.Since(began); took < 800*time.Millisecond {
		t.Errorf("counts are told after %v", took)
	}
	select {
	case line := <-page:
		t.Errorf("told again: %q", line)
	case <-time.After(300 * time.Millisecond):
	}
}
