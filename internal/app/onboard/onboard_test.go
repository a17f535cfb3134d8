package onboard

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
)

func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x"}} {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir
}

// A configuration beside the service names its own folder: the stages want the top of the checkout.
func TestGuarded(t *testing.T) {
	dir := repository(t, map[string]string{"services/orders/app/main.py": "x\n"})
	for _, test := range []struct{ repository, path, want string }{
		{"", "services/orders", "services/orders"},
		{"services/orders", "", "services/orders"},
		{"services", "orders/app", "services/orders/app"},
		{"", "", ""},
	} {
		got, err := Guarded(config.Service{Name: "orders", Repository: config.Path(filepath.Join(dir, test.repository)), Path: test.path, Branch: "main"})
		if err != nil || got.Repository != dir || got.Path != test.want {
			t.Errorf("%+v: %s %q, %v; want %s %q", test, got.Repository, got.Path, err, dir, test.want)
		}
	}
	if _, err := Guarded(config.Service{Repository: "/nonexistent"}); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("a repository that is not there: %v; want heald.ErrInvalid", err)
	}
}

func TestStartable(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "serve"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	shell := func(text string) config.Command { return config.Command{"/bin/sh", "-c", text} }
	for _, test := range []struct {
		command config.Command
		vars    map[string]string
		want    bool
	}{
		{shell("sh app.sh {port}"), nil, true},
		{shell("no-such-program --port 1"), nil, false},
		{shell("A=b no-such-program"), nil, true}, // a shell's own doing
		{shell("./serve"), nil, true},
		{shell("./server"), nil, false},
		{shell("serve"), map[string]string{"PATH": "/nonexistent:" + dir}, true},
		{shell("sh"), map[string]string{"PATH": dir}, false},
		{config.Command{"sh", "x"}, nil, true},
		{config.Command{"no-such-program"}, nil, false},
	} {
		if err := startable(test.command, test.vars, dir); (err == nil) != test.want {
			t.Errorf("%v with %v: %v, want it startable: %v", test.command, test.vars, err, test.want)
		}
	}
}

func TestDaemonAt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	at := config.Address(strings.TrimPrefix(server.URL, "http://"))
	for address, want := range map[config.Address]bool{at: true, "127.0.0.1:1": false, "127.0.0.1:0": false, "": false} {
		if got := daemonAt(context.Background(), address); got != want {
			t.Errorf("daemon at %q: %v, want %v", address, got, want)
		}
	}
	running := checkPorts(context.Background(), config.Config{Console: config.Console{Listen: at}}, true)
	if d := cmp.Diff([]Check{{"port", "console.listen", "ok", string(at) + " is taken while a daemon runs", ""}}, running); d != "" {
		t.Error(d)
	}
	if taken := checkPorts(context.Background(), config.Config{Console: config.Console{Listen: at}}, false); taken[0].Outcome != "fail" || taken[0].Remedy == "" {
		t.Errorf("a taken port: %+v", taken)
	}
}

// One service whose language only its traces are known of, and whose logs are not there yet.
func TestExaminationWithoutDelivery(t *testing.T) {
	dir := repository(t, map[string]string{"main.go": "package main\n"})
	if err := os.WriteFile(filepath.Join(dir, "a.log"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	e := &examination{service: config.Service{
		Name: "orders", Repository: config.Path(dir), Branch: "main", Language: "go",
		Sources: config.Sources{Process: true, Logs: []config.Path{config.Path(dir + "/*.log"), config.Path(dir + "/none/*.log")}, OTLP: []string{"orders-api"}},
	}, otlp: true}
	e.run(context.Background())
	if d := cmp.Diff([]string{"signals", "repository", "branch"}, e.coverage().Have); d != "" {
		t.Errorf("have (-want +got):\n%s", d)
	}
	got := strings.Join(e.coverage().Missing, "\n")
	for _, want := range []string{"language: crashes of go are read and grouped, and handed over", "delivery: heald does not run the service"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing:\n%s\nwant %q", got, want)
		}
	}
	if signals := e.checks[0].Detail; !strings.Contains(signals, "(1 files)") || !strings.Contains(signals, "no such file yet") || !strings.Contains(signals, "OTLP as orders-api") {
		t.Errorf("signals: %s", signals)
	}
}

// A service that answers no requests is run, and delivered without a canary.
func TestDeliveryWithoutProxy(t *testing.T) {
	e := &examination{service: config.Service{Name: "worker", Repository: config.Path(t.TempDir()), Run: config.Run{Command: config.Command{"sh", "work.sh"}}}}
	e.delivery()
	if len(e.checks) != 1 || e.checks[0].Outcome != "warn" || !strings.Contains(e.checks[0].Detail, "without a canary") {
		t.Errorf("checks = %+v", e.checks)
	}
}

// The names of folders become names of services, whatever they hold.
func TestPlace(t *testing.T) {
	for name, want := range map[string]string{"orders": "orders", "Order Desk (new)": "Order-Desk-new", "...": "service", "日本": "service"} {
		parent := t.TempDir()
		dir := filepath.Join(parent, name)
		if err := os.Rename(repository(t, map[string]string{"go.mod": "module x\n"}), dir); err != nil {
			t.Fatal(err)
		}
		found, err := Init(context.Background(), dir, nil)
		if err != nil || found.Service != want || found.Language != "go" || len(found.Open) != 2 {
			t.Errorf("%q: %+v, %v; want the name %q", name, found, err, want)
		}
	}
}
