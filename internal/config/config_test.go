package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

var update = flag.Bool("update", false, "write golden files")

const least = "services:\n  - name: orders\n"

func TestDefaults(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/state")
	got, err := Parse("/etc/heald/heald.yaml", []byte(least))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.File = "/etc/heald/heald.yaml"
	want.Services = []Service{defaultService()}
	want.Services[0].Name, want.Services[0].Repository, want.Services[0].Sources.OTLP = "orders", "/etc/heald", []string{"orders"}
	want.State, want.Brake, want.Store.SQLite, want.Retention.Archive = "/state/heald", "/state/heald/brake", "/state/heald/heald.db", "/state/heald/archive"
	got.Lines = nil // tested with what is wrong in them
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestEverything(t *testing.T) {
	t.Setenv("HOME", "/home/ann")
	got, err := Parse("/etc/heald/heald.yaml", []byte(`
services:
  - name: orders
    repository: ../src
    path: ./services/orders/
    branch: release/1.2
    language: python
    tests: python -m pytest -q
    environment: {venv: ~/venv, setup: pip install .}
    run:
      command: [python, app.py, "{port}"]
      env: {LOG_LEVEL: info, EMPTY: ""}
      secrets: {DATABASE_URL: "env:DB", KEY: "file:keys/k"}
      listen: "[::1]:8080"
      instances: 2
      ready: {path: /healthz, within: 1m30s}
      stop: 500ms
    sources:
      process: false
      logs: [logs/*.log]
      otlp: [orders-api]
    probe: [POST /quote]
    owners: ["@team"]
    tier: 1
    goal: 0.999
policy:
  rollback: true
  bundle: rules
  freeze:
    - {from: 2026-12-20, until: 2027-01-02, why: holidays}
    - {days: [fri], from: 18:00, until: 06:00, zone: Europe/Berlin}
  limits: {open_reviews: 5, in_flight: 2, proposals: 3, cases_per_hour: 10}
healing: {budget: 5m, parallel: 2, seed: 7}
review: {remind: 1h, expire: 2d}
delivery: {steps: [5, 100], hold: 20s, proven: 3m, deadline: 1h}
lessons: {shared: true}
otlp: {http: 0.0.0.0:4318, grpc: localhost:4317, token: "env:TOKEN"}
console: {listen: 127.0.0.1:0, token: file:/t}
store: {postgres: "env:PG"}
retention: {keep: 30d, archive: old}
telemetry: {endpoint: "http://127.0.0.1:9", token: "env:T"}
state: /var/lib/heald
brake: stop
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Services: []Service{{
			Name: "orders", Repository: "/etc/src", Path: "services/orders", Branch: "release/1.2", Language: "python", Tests: shell("python -m pytest -q"),
			Environment: Environment{Venv: "/home/ann/venv", Setup: "pip install ."},
			Run: Run{
				Command: Command{"python", "app.py", "{port}"}, Env: map[string]string{"LOG_LEVEL": "info", "EMPTY": ""},
				Secrets: map[string]Secret{"DATABASE_URL": "env:DB", "KEY": "file:/etc/heald/keys/k"}, Listen: "[::1]:8080", Instances: 2,
				Ready: Ready{Path: "/healthz", Within: 90 * time.Second}, Stop: 500 * time.Millisecond,
			},
			Sources: Sources{Logs: []Path{"/etc/heald/logs/*.log"}, OTLP: []string{"orders-api"}}, Probe: []string{"POST /quote"}, Owners: []string{"@team"}, Tier: 1, Goal: 0.999,
		}},
		Policy: Policy{
			Bundle: "/etc/heald/rules", Rollback: true, Limits: Limits{5, 2, 3, 10},
			Freeze: []Freeze{{From: "2026-12-20", Until: "2027-01-02", Why: "holidays"}, {Days: []string{"fri"}, From: "18:00", Until: "06:00", Zone: "Europe/Berlin"}},
		},
		Healing: Healing{5 * time.Minute, 2, 7}, Review: Review{time.Hour, 48 * time.Hour}, Delivery: Delivery{[]int{5, 100}, 20 * time.Second, 3 * time.Minute, time.Hour}, Lessons: Lessons{true},
		OTLP: OTLP{"0.0.0.0:4318", "localhost:4317", "env:TOKEN"}, Console: Console{"127.0.0.1:0", "file:/t"}, Store: Store{"", "env:PG"},
		Retention: Retention{30 * 24 * time.Hour, "/etc/heald/old"}, Telemetry: Telemetry{"http://127.0.0.1:9", "env:T"},
		State: "/var/lib/heald", Brake: "/etc/heald/stop", File: "/etc/heald/heald.yaml",
	}
	got.Lines = nil // tested with what is wrong in them
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Every kind of mistake, each in a file of its own, with the message that people read. The files stand in testdata/mistakes.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		_, err := Load(file)
		if !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: %v; want heald.ErrInvalid", file, err)
			continue
		}
		golden := strings.TrimSuffix(file, ".yaml") + ".golden"
		got := err.Error() + "\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", file, d)
		}
	}
}

// What comes out only when a value is used names its line all the same.
func TestWrong(t *testing.T) {
	c, err := Parse("/etc/heald/heald.yaml", []byte(least+"    branch: gone\n"))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"services[0].branch":     "/etc/heald/heald.yaml:3: services[0].branch: resource exhausted",
		"services[0].repository": "/etc/heald/heald.yaml: services[0].repository: resource exhausted", // it is the default
	} {
		if got := c.Wrong(key, heald.ErrExhausted); !errors.Is(got, heald.ErrExhausted) || got.Error() != strings.Replace(want, "resource exhausted", heald.ErrExhausted.Error(), 1) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestCredentialsAreNotRepeated(t *testing.T) {
	_, err := Parse("heald.yaml", []byte(least+"console:\n  token: s3cr3t\n"))
	if err == nil || strings.Contains(err.Error(), "s3cr3t") || !strings.Contains(err.Error(), "heald.yaml:4: console.token") || !strings.Contains(err.Error(), "env:NAME") {
		t.Errorf("got %v", err)
	}
}

func TestSecretRead(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"good": "abc\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HEALD_TEST_SECRET", "xyz")
	for secret, want := range map[Secret]string{"": "", "env:HEALD_TEST_SECRET": "xyz", Secret("file:" + dir + "/good"): "abc"} {
		if got, err := secret.Read(); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", secret, got, err, want)
		}
	}
	for _, secret := range []Secret{"env:HEALD_TEST_ABSENT", Secret("file:" + dir + "/empty"), Secret("file:" + dir), "file:/nonexistent", "file:/dev/zero", "plain"} {
		if got, err := secret.Read(); !errors.Is(err, heald.ErrInvalid) || got != "" {
			t.Errorf("%s: %q, %v; want heald.ErrInvalid", secret, got, err)
		}
	}
	t.Setenv("PATH", "/bin")
	s := Service{Run: Run{Env: map[string]string{"A": "file:stays"}, Secrets: map[string]Secret{"B": "env:HEALD_TEST_SECRET"}}, Environment: Environment{Venv: "/v"}}
	want := map[string]string{"A": "file:stays", "B": "xyz", "PATH": "/v/bin:/bin", "VIRTUAL_ENV": "/v"}
	if got, err := s.Variables(); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("variables = %v, %v", got, err)
	}
	s.Run.Secrets["B"] = "env:HEALD_TEST_ABSENT"
	if _, err := s.Variables(); err == nil || !strings.Contains(err.Error(), "variable B") {
		t.Errorf("variables with an absent one: %v", err)
	}
}

func TestFreeze(t *testing.T) {
	weekend := Freeze{Days: []string{"fri", "sat"}, From: "18:00", Until: "06:00", Zone: "Europe/Berlin"}
	holidays := Freeze{From: "2026-12-20", Until: "2026-12-31"}
	evening := Freeze{From: "2026-12-20 18:00", Until: "2026-12-20 19:30"}
	nightly := Freeze{From: "22:00", Until: "24:00"}
	for _, test := range []struct {
		window Freeze
		at     string
		want   bool
	}{
		{weekend, "2026-11-27T16:59:00Z", false}, // Friday, 17:59 in Berlin
		{weekend, "2026-11-27T17:00:00Z", true},
		{weekend, "2026-11-28T04:59:00Z", true}, // Saturday morning belongs to Friday's window
		{weekend, "2026-11-28T05:00:00Z", false},
		{weekend, "2026-11-29T04:00:00Z", true},
		{weekend, "2026-11-29T20:00:00Z", false},
		{holidays, "2026-12-19T23:59:00Z", false},
		{holidays, "2026-12-31T23:59:00Z", true},
		{holidays, "2027-01-01T00:00:00Z", false},
		{evening, "2026-12-20T19:29:00Z", true},
		{evening, "2026-12-20T19:30:00Z", false},
		{nightly, "2026-12-20T23:59:00Z", true},
		{nightly, "2026-12-20T21:59:00Z", false},
		{Freeze{From: "x", Until: "y"}, "2026-12-20T21:59:00Z", false},
		{Freeze{From: "10:00", Until: "11:00", Zone: "Nowhere/Land"}, "2026-12-20T10:30:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := test.window.Holds(at); got != test.want {
			t.Errorf("%+v holds at %s: %v, want %v", test.window, test.at, got, test.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "7d": 168 * time.Hour, "0.5s": 500 * time.Millisecond, "1.5d": 36 * time.Hour} {
		got, err := duration(text)
		if err != nil || got != want {
			t.Errorf("duration(%q) = %v, %v; want %v", text, got, err, want)
		}
		if again, err := duration(span(got)); err != nil || again != got {
			t.Errorf("span(%v) = %q reads as %v, %v", got, span(got), again, err)
		}
	}
	for _, text := range []string{"", "7", "-1s", "1w", "1h 30m", "9999999999999999h"} {
		if got, err := duration(text); err == nil {
			t.Errorf("duration(%q) = %v; want an error", text, got)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"services", "policy", "review", "run", "ready"}
	for word, want := range map[string]string{"servces": "services", "polcy": "policy", "Review": "review", "rnu": "run", "zzzzzz": "", "": "", "serv": "services"} {
		if got := nearest(word, words); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/mistakes/*.yaml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := Parse("heald.yaml", text)
		if err != nil && !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%v is not heald.ErrInvalid", err)
		}
	})
}
