package sqlite_test

import (
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/store/sqlite"
	"github.com/heald-dev/heald/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden store of the newest version")

// version is the newest migration's number. With a new one: write its golden store with -update, and keep the older ones.
const version = 1

// Stores that older versions wrote open today, and everything in them is there.
func TestGoldenStores(t *testing.T) {
	if *update {
		write(t, golden(version))
	}
	for v := 1; v <= version; v++ {
		t.Run(fmt.Sprintf("version %d", v), func(t *testing.T) {
			folder := t.TempDir()
			unpack(t, golden(v), filepath.Join(folder, "heald.db"))
			s := open(t, folder, nil)
			storetest.Filled(t, s)
			if _, err := s.Record(t.Context(), []heald.Occurrence{storetest.Seen("new", "f", "c", 1, time.Now())}, storetest.Opens(0), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func golden(v int) string { return filepath.Join("testdata", fmt.Sprintf("v%d.db.gz", v)) }

func write(t *testing.T, name string) {
	t.Helper()
	s := open(t, t.TempDir(), func() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) })
	storetest.Fill(t, s)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Copy(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	packed, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	_, err = packed.Write(content)
	if err := errors.Join(err, packed.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
}

func unpack(t *testing.T, name, to string) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A full disk refuses what does not fit and says so; what was acknowledged stays, and all goes on when there is space again.
func TestFullDisk(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	acknowledged := 0
	record := func(n int) error {
		o := storetest.Seen(fmt.Sprintf("service%d", n), "f", "c", 1, time.Now())
		_, err := s.Record(t.Context(), []heald.Occurrence{o}, storetest.Opens(0), nil)
		return err
	}
	if err := s.Fill(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	var full error
	for full == nil && acknowledged < 1000 {
		if full = record(acknowledged); full == nil {
			acknowledged++
		}
	}
	if !errors.Is(full, heald.ErrExhausted) {
		t.Fatalf("after %d: %v, want ErrExhausted", acknowledged, full)
	}
	if list, err := s.List(t.Context(), store.Filter{Limit: 1000}); err != nil || len(list) != acknowledged {
		t.Errorf("%d cases, %v; want the %d that were acknowledged", len(list), err, acknowledged)
	}
	if err := s.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if err := record(acknowledged); err != nil {
		t.Errorf("with space again: %v", err)
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A changed, a removed and an added entry of the audit log are found.
func TestTampered(t *testing.T) {
	for statement, wrong := range map[string]string{
		`UPDATE audit SET by_whom = 'ben' WHERE number = 2`:                "audit entry 2",
		`DELETE FROM audit WHERE number = 3`:                               "audit entry 3",
		`DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)`: "is missing",
		`UPDATE audit_head SET number = number - 1`:                        "not the last",
		`UPDATE audit SET detail = '{}', hash = 'x' WHERE number = 1`:      "audit entry 1",
	} {
		s := open(t, t.TempDir(), nil)
		for range 4 {
			if err := s.SetBrake(t.Context(), heald.Brake{By: "ann"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Verify(t.Context()); !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), wrong) {
			t.Errorf("after %s: %v, want %q", statement, err, wrong)
		}
	}
}

const many = 10_000

func filled(b *testing.B, folder string) *sqlite.Store {
	b.Helper()
	s := open(b, folder, nil)
	for n := 0; n < many; n += 500 {
		var batch []heald.Occurrence
		for i := range 500 {
			batch = append(batch, storetest.Seen(fmt.Sprintf("service%d", (n+i)%50), fmt.Sprintf("f%d", n+i), "c", 1, time.Now()))
		}
		if _, err := s.Record(b.Context(), batch, storetest.Opens(0), nil); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// How long a store with 10,000 open cases takes to be ready.
func BenchmarkReady(b *testing.B) {
	folder := b.TempDir()
	if err := filled(b, folder).Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := open(b, folder, nil).Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	s := filled(b, b.TempDir())
	for name, filter := range map[string]store.Filter{"recent": {Live: true}, "burning": {Live: true, Order: store.Burning}, "service": {Service: "service7", Live: true}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if list, err := s.List(b.Context(), filter); err != nil || len(list) != 100 {
					b.Fatalf("%d, %v", len(list), err)
				}
			}
		})
	}
}

// 100,000 occurrences in batches of 500, of 1,000 fingerprints in turn.
func BenchmarkRecord(b *testing.B) {
	s := open(b, b.TempDir(), nil)
	for b.Loop() {
		for n := 0; n < 100_000; n += 500 {
			var batch []heald.Occurrence
			for i := range 500 {
				batch = append(batch, storetest.Seen("pricing", fmt.Sprintf("f%d", (n+i)%1000), "c", 1, time.Now()))
			}
			if _, err := s.Record(b.Context(), batch, storetest.Opens(0), nil); err != nil {
				b.Fatal(err)
			}
		}
	}
}
