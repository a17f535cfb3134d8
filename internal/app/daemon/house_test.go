package daemon

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
)

// page is a service that says which version it is, and answers 500 with a trace where it is told to be broken.
const page = `import http.server, os, sys, traceback
VERSION = %q
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(VERSION.encode())
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// house serves one service from a repository until the test ends.
func house(t *testing.T, repo string) (*House, string) {
	t.Helper()
	dir, listen := t.TempDir(), freePort(t)
	file := filepath.Join(dir, "heald.yaml")
	text := fmt.Sprintf(`state: state
console: {listen: "127.0.0.1:0"}
services:
  - name: page
    repository: %s
    branch: main
    run: {command: [/usr/bin/python3, page.py], listen: %q, ready: {path: /, within: 10s}}
`, repo, listen)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	h, err := Open(t.Context(), conf, "test", slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return h, "http://" + listen
}

// says waits until the service answers with a version.
func says(t *testing.T, url, want string) {
	t.Helper()
	got := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(url)
		if err != nil {
			continue
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if got = string(body); got == want {
			return
		}
	}
	t.Fatalf("the service says %q, want %q", got, want)
}

func released(t *testing.T, repo, version string) string {
	t.Helper()
	inGit(t, repo, "checkout", "-q", "main")
	if err := os.WriteFile(filepath.Join(repo, "page.py"), []byte(fmt.Sprintf(page, version)), 0o644); err != nil {
		t.Fatal(err)
	}
	inGit(t, repo, "commit", "-q", "-a", "-m", version)
	sha := inGit(t, repo, "rev-parse", "HEAD")
	inGit(t, repo, "checkout", "-q", "person")
	return sha
}

func TestABranchThatMovesIsDeployedOnce(t *testing.T) {
	repo := repository(t, map[string]string{"page.py": fmt.Sprintf(page, "one")})
	first := inGit(t, repo, "rev-parse", "main")
	h, url := house(t, repo)
	says(t, url, "one")
	released(t, repo, "two") // at once: what comes while the first deployment goes on is not lost

	says(t, url, "two")

	// Somebody goes back, as heald does when a deployment is bad: the head stays where it is and is not deployed again.
	if err := h.delivery.Settle(t.Context(), heald.Service{Name: "page", Repository: repo, Branch: "main"}, first); err != nil {
		t.Fatal(err)
	}
	says(t, url, "one")
	time.Sleep(2*lookAtBranches + 500*time.Millisecond)
	says(t, url, "one")

	// While the brake is on nothing is deployed; what came meanwhile is deployed after.
	if err := h.brake.SetBrake(t.Context(), heald.Brake{On: true, Why: "test", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	released(t, repo, "three")
	time.Sleep(lookAtBranches + time.Second)
	says(t, url, "one")
	if err := h.brake.SetBrake(t.Context(), heald.Brake{At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	says(t, url, "three")
}
