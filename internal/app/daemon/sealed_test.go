package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/release"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/sqlite"
)

// memory is what a supervisor remembers of requests that failed, until it ends.
type memory map[string]string // what each carried, by method and path

func (m memory) Failing(_ context.Context, service, said string, _ time.Time) (release.Request, bool, error) {
	if service != "shop" {
		return release.Request{}, false, fmt.Errorf("%s: %w", service, heald.ErrNotFound)
	}
	_, found := m[said]
	return release.Request{ID: said, Method: said[:bytes.IndexByte([]byte(said), ' ')], Route: said, Whole: true}, found, nil
}

func (m memory) Send(context.Context, string, string) (release.Answer, error) {
	return release.Answer{Status: 200}, nil
}

func (m memory) Pack(_, id string) ([]byte, error) { return []byte(id + "\n" + m[id]), nil }

func (m memory) Unpack(_ string, raw []byte) error {
	id, carried, whole := bytes.Cut(raw, []byte("\n"))
	if !whole {
		return heald.ErrInvalid
	}
	m[string(id)] = string(carried)
	return nil
}

func sealing(m memory, s store.Secrets) *sealed {
	return &sealed{
		packer: m, secrets: func() store.Secrets { return s }, keep: time.Hour, cases: make(chan heald.Case, 1), log: slog.New(slog.DiscardHandler),
		repeatable: func(_ string, r release.Request) bool { return r.Method == "GET" },
	}
}

// The request that crashed is there again after a restart, and nobody who reads the database sees it.
func TestARequestOutlivesARestart(t *testing.T) {
	const carried = "authorization: Bearer of-a-user-4711"
	dir, at := t.TempDir(), time.Now()
	opened := func(said string) heald.Case {
		return heald.Case{ID: "page-1", Service: heald.Service{Name: "shop"}, Incident: heald.Incident{Request: said, LastSeen: at}}
	}
	config := sqlite.Config{Path: filepath.Join(dir, "heald.db"), Log: slog.New(slog.DiscardHandler)}
	first, err := sqlite.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	before := sealing(memory{"GET /price": carried, "POST /order": carried}, first)
	for _, said := range []string{"GET /price", "POST /order"} {
		if err := before.seal(t.Context(), opened(said)); err != nil {
			t.Fatal(err)
		}
	}
	if err := before.seal(t.Context(), heald.Case{Service: heald.Service{Name: "elsewhere"}}); err != nil {
		t.Errorf("a service that heald does not run: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	err = filepath.Walk(dir, func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		if bytes.Contains(raw, []byte("4711")) || bytes.Contains(raw, []byte("GET /price\n")) {
			t.Errorf("%s holds the request in the clear", info.Name())
		}
		if filepath.Ext(name) == ".key" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", info.Name(), info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	second, err := sqlite.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	remembered := memory{}
	after := sealing(remembered, second)
	for _, c := range []struct {
		said  string
		at    time.Time
		found bool
	}{
		{"GET /price", at.Add(time.Second), false}, // of another crash
		{"GET /price", at, true},
		{"POST /order", at, false}, // it may not be sent again, and was not kept
	} {
		if _, found, err := after.Failing(t.Context(), "shop", c.said, c.at); found != c.found || err != nil {
			t.Errorf("%s: %t, %v, want %t", c.said, found, err, c.found)
		}
	}
	if remembered["GET /price"] != carried {
		t.Errorf("it carries %q, want %q", remembered["GET /price"], carried)
	}
}

func TestARequestThatEndsLater(t *testing.T) {
	s, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "heald.db"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	kept := sealing(memory{}, s)
	ctx, cancel := context.WithTimeout(t.Context(), pause/4)
	defer cancel()
	c := heald.Case{Service: heald.Service{Name: "shop"}, Incident: heald.Incident{Request: "GET /late"}}
	if err := kept.seal(ctx, c); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Secret(t.Context(), sealName("shop", "GET /late", time.Time{})); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("an unknown request was kept: %v", err)
	}
	for range cap(kept.cases) + 1 { // more than are dealt with at once: nobody waits
		kept.opened(c)
	}
}
