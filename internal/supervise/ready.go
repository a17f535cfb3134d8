package supervise

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// given remembers the ports of the last minutes: the system may name one twice before anybody listens on it.
var given = struct {
	sync.Mutex
	ports map[int]time.Time
}{ports: map[int]time.Time{}}

// freePort is a port of the loopback on which nobody listens.
func freePort() (int, error) {
	given.Lock()
	defer given.Unlock()
	for port, at := range given.ports {
		if time.Since(at) > 5*time.Minute {
			delete(given.ports, port)
		}
	}
	for {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return 0, fmt.Errorf("look for a free port: %w", err)
		}
		port := listener.Addr().(*net.TCPAddr).Port
		_ = listener.Close()
		if _, taken := given.ports[port]; !taken {
			given.ports[port] = time.Now()
			return port, nil
		}
	}
}

var asking = &http.Client{
	Timeout:       2 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// answers says whether a program is ready: it accepts a connection, or answers a GET of path with less than 500.
func answers(ctx context.Context, address, path string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if path == "" {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return false
	}
	response, err := asking.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10)
	_ = response.Body.Close()
	return response.StatusCode < 500
}

// sleep says whether the time passed before the context ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
