package supervise

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
)

// backend is a version that a handler plays, without a process.
func backend(t *testing.T, version string, h http.HandlerFunc) *Backend {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return at(version, server.Listener.Addr())
}

func at(version string, address net.Addr) *Backend {
	k := &Kept{}
	k.port.Store(int64(address.(*net.TCPAddr).Port))
	k.ready.Store(true)
	return NewBackend(version, k)
}

func proxy(t *testing.T, limits Limits) (*Proxy, string) {
	t.Helper()
	p := NewProxy(limits)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return p, "http://" + listener.Addr().String()
}

var plainClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func send(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer of-a-user")
	response, err := plainClient.Do(request)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(raw)
}

func TestDivides(t *testing.T) {
	p, url := proxy(t, Limits{})
	stable := backend(t, "a", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Header.Get("X-Forwarded-For")) })
	canary := backend(t, "b", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	began := time.Now()
	for _, c := range []struct{ percent, least, most int }{{0, 0, 0}, {25, 25, 85}, {100, 200, 200}} {
		p.Split(stable, canary, c.percent)
		from := failed(p.Rates(canary, began))
		for range 200 {
			send(t, "GET", url+"/x", "")
		}
		if got := failed(p.Rates(canary, began)) - from; got < c.least || got > c.most {
			t.Errorf("%d of 200 requests came to the canary at %d %%, want %d to %d", got, c.percent, c.least, c.most)
		}
	}
	if _, body := send(t, "GET", url+"/x", ""); body != "" {
		t.Error("the canary has all requests and did not get this one")
	}
	p.Split(stable, nil, 50)
	if status, body := send(t, "GET", url+"/x", ""); status != 200 || body != "127.0.0.1" {
		t.Errorf("without a canary: %d %q, want 200 and the client's address", status, body)
	}
}

func failed(rates []heald.RouteRate) (n int) {
	for _, r := range rates {
		n += r.Errors
	}
	return n
}

func TestCounts(t *testing.T) {
	p, url := proxy(t, Limits{Body: 1000, Answer: 200 * time.Millisecond})
	stable := backend(t, "a", func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		switch {
		case err != nil:
			return
		case r.URL.Path == "/slow":
			time.Sleep(400 * time.Millisecond)
		case r.URL.Path == "/cut":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "only this")
		case r.URL.Query().Get("discount") == "0":
			w.WriteHeader(500)
		case r.URL.Path == "/gone":
			panic(http.ErrAbortHandler)
		}
	})
	p.Split(stable, nil, 0)
	began := time.Now()
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "/items/17?discount=0", "", 500},
		{"GET", "/items/18", "", 200},
		{"POST", "/orders", strings.Repeat("x", 100), 200},
		{"POST", "/orders", strings.Repeat("x", 2000), 413},
		{"POST", "/orders?discount=0", `{"a": 1}`, 500},
		{"GET", "/slow", "", 504},
		{"GET", "/gone", "", 502},
		{"GET", "/cut", "", 0},
	} {
		if got, _ := send(t, c.method, url+c.path, c.body); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got, c.want)
		}
	}
	want := []heald.RouteRate{
		{Route: "GET /cut", Requests: 1, Errors: 1}, {Route: "GET /gone", Requests: 1, Errors: 1}, {Route: "GET /items/{}", Requests: 2, Errors: 1},
		{Route: "GET /slow", Requests: 1, Errors: 1}, {Route: "POST /orders", Requests: 2, Errors: 1},
	}
	if diff := cmp.Diff(want, p.Rates(stable, began)); diff != "" {
		t.Error("rates (-want +got):", diff)
	}
	p.now = func() time.Time { return began.Add(time.Hour) }
	if diff := cmp.Diff(want, p.Between(began.Add(-time.Hour), began.Add(time.Hour), true)); diff != "" {
		t.Error("baseline from the coarse buckets (-want +got):", diff)
	}
	if got := p.Between(began.Add(-time.Hour), began, true); len(got) != 0 {
		t.Errorf("before it began: %v, want nothing", got)
	}
	if diff := cmp.Diff(want, p.Between(began, began.Add(5*time.Second), false)); diff != "" {
		t.Error("a short time long ago (-want +got):", diff)
	}
}

func TestProbe(t *testing.T) {
	p, url := proxy(t, Limits{})
	crash := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }
	stable := backend(t, "a", crash)
	var got atomic.Value
	canary := backend(t, "b", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.Store(r.Method + " " + r.URL.RequestURI() + " " + r.Header.Get("Authorization") + " " + string(body))
		w.WriteHeader(204)
	})
	p.Split(stable, nil, 0)
	send(t, "GET", url+"/items/1?discount=0", "")
	first, _ := p.Failing("", time.Time{})
	moment := first.At
	send(t, "POST", url+"/orders", `{"n": 0}`)
	send(t, "POST", url+"/orders", strings.Repeat("n", 20<<10))
	for _, c := range []struct {
		name, said string
		at         time.Time
		want       string
	}{
		{"by what the crash said", "GET /items/1?discount=0", moment.Add(time.Hour), "/items/1?discount=0"},
		{"by the route", "GET /items/2", time.Time{}, "/items/1?discount=0"},
		{"by time alone", "", moment, "/items/1?discount=0"},
		{"another time", "", moment.Add(-time.Hour), ""},
		{"another route", "GET /orders", moment, ""},
		{"one that can be sent again", "POST /orders", moment.Add(time.Hour), "/orders"},
	} {
		f, found := p.Failing(c.said, c.at)
		if f.URI != c.want || found != (c.want != "") || found && !f.Whole {
			t.Errorf("%s: %q, found %t, whole %t, want %q", c.name, f.URI, found, f.Whole, c.want)
		}
	}
	f, _ := p.Failing("POST /orders", time.Time{})
	status, err := p.Again(t.Context(), f.ID, canary)
	if want := `POST /orders Bearer of-a-user {"n": 0}`; status != 204 || err != nil || got.Load() != want {
		t.Errorf("sent again: %d, %v, the canary got %q, want %q", status, err, got.Load(), want)
	}
	if status, err := p.Again(t.Context(), f.ID, stable); status != 500 || err != nil {
		t.Errorf("sent to the version that crashes: %d, %v", status, err)
	}
	if _, err := p.Again(t.Context(), "no such", canary); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("an unknown request: %v, want %v", err, heald.ErrNotFound)
	}
	canary.instances[0].ready.Store(false)
	if _, err := p.Again(t.Context(), f.ID, canary); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("no canary: %v, want %v", err, heald.ErrTransient)
	}
}

// TestNobody lets requests wait for a version that is being started again, and gives up after a while.
func TestNobody(t *testing.T) {
	p, url := proxy(t, Limits{Patience: 300 * time.Millisecond})
	b := backend(t, "a", func(http.ResponseWriter, *http.Request) {})
	b.instances[0].ready.Store(false)
	p.Split(b, nil, 0)
	if status, _ := send(t, "GET", url+"/", ""); status != 503 {
		t.Errorf("nobody there: %d, want 503", status)
	}
	time.AfterFunc(100*time.Millisecond, func() { b.instances[0].ready.Store(true) })
	if status, _ := send(t, "POST", url+"/", "x"); status != 200 {
		t.Errorf("there after a while: %d, want 200", status)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	p.Split(at("dead", closed.Addr()), b, 0)
	if status, _ := send(t, "POST", url+"/", "x"); status != 200 {
		t.Errorf("the stable one refuses, the canary answers: %d, want 200", status)
	}
}

// TestSwap moves the requests between versions under load; each is stopped as soon as it is drained. No request may fail.
func TestSwap(t *testing.T) {
	s := newSupervisor(t, "")
	p, url := proxy(t, Limits{})
	version := func() *Backend {
		k, err := s.Keep(Keep{Command: player(t, "service"), Port: true, Path: "/"})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.WaitReady(within(t, 10*time.Second)); err != nil {
			t.Fatal(err)
		}
		return NewBackend("v", k)
	}
	stable := version()
	p.Split(stable, nil, 0)
	ctx, stop := context.WithCancel(t.Context())
	var sent, lost atomic.Int64
	var clients sync.WaitGroup
	for n := range 4 {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: n%2 == 0}}
		clients.Go(func() {
			defer client.CloseIdleConnections()
			for ctx.Err() == nil {
				response, err := client.Post(url+"/", "text/plain", strings.NewReader("order"))
				if sent.Add(1); err != nil || response.StatusCode != 200 {
					lost.Add(1)
				}
				if err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
				}
			}
		})
	}
	for range 5 {
		next := version()
		for _, percent := range []int{10, 50, 100} {
			p.Split(stable, next, percent)
			time.Sleep(30 * time.Millisecond)
		}
		p.Split(next, nil, 0)
		stable.Drain(within(t, 5*time.Second))
		stable.instances[0].Stop()
		stable = next
	}
	stop()
	clients.Wait()
	if lost.Load() > 0 || sent.Load() < 100 {
		t.Errorf("%d of %d requests failed while versions were swapped", lost.Load(), sent.Load())
	}
}

func TestUpgrade(t *testing.T) {
	p, url := proxy(t, Limits{})
	p.Split(backend(t, "a", func(w http.ResponseWriter, _ *http.Request) {
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		fmt.Fprint(rw, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		_ = rw.Flush()
		line, _ := rw.ReadString('\n')
		fmt.Fprint(conn, "you said "+line)
	}), nil, 0)
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /talk HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); !strings.Contains(line, "101") {
		t.Fatalf("the answer to the upgrade is %q, %v", line, err)
	}
	fmt.Fprint(conn, "hello\n")
	raw, err := io.ReadAll(in)
	if !strings.HasSuffix(string(raw), "you said hello\n") {
		t.Errorf("through the proxy came %q, %v", raw, err)
	}
}
