package postgres_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store/postgres/postgrestest"
	"github.com/heald-dev/heald/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden store of the newest version")

// released are the migrations that stores out there have run. A line is added with each new one, and none is ever changed. With a
// new one: write its golden store with -update, and keep the older ones.
var released = map[string]string{
	"00001_first.sql": "1d6537881e136c4c",
}

func TestReleasedMigrationsNeverChange(t *testing.T) {
	files, _ := filepath.Glob("migrations/*.sql")
	got := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		got[filepath.Base(file)] = hex.EncodeToString(sum[:8])
	}
	if diff := cmp.Diff(released, got); diff != "" {
		t.Errorf("migrations (-released +now): %s", diff)
	}
}

// Stores that older versions wrote open today, and everything in them is there.
func TestGoldenStores(t *testing.T) {
	server := postgrestest.Server(t)
	golden := func(v int) string { return filepath.Join("testdata", fmt.Sprintf("v%d.sql", v)) }
	if *update {
		dump(t, server, golden(len(released)))
	}
	for v := 1; v <= len(released); v++ {
		t.Run(fmt.Sprintf("version %d", v), func(t *testing.T) {
			dsn := postgrestest.Schema(t, server)
			text, err := os.ReadFile(golden(v))
			if err != nil {
				t.Fatal(err)
			}
			conn, err := pgx.Connect(t.Context(), dsn)
			if err != nil {
				t.Fatal(err)
			}
			_, err = conn.PgConn().Exec(t.Context(), strings.ReplaceAll(string(text), "SCHEMA", schema(t, dsn))).ReadAll()
			conn.Close(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			s := open(t, dsn, nil)
			storetest.Filled(t, s)
			if _, err := s.Record(t.Context(), []heald.Occurrence{storetest.Seen("new", "f", "c", 1, time.Now())}, storetest.Opens(0), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func schema(t *testing.T, dsn string) string {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return config.RuntimeParams["search_path"]
}

// dump writes a filled store as SQL, without what is psql's own and without the schema's making.
func dump(t *testing.T, server, name string) {
	t.Helper()
	dsn := postgrestest.Schema(t, server)
	storetest.Fill(t, open(t, dsn, func() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) }))
	own := schema(t, dsn)
	tools, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
	out, err := exec.Command(slices.Max(tools), "--inserts", "--no-owner", "--schema="+own, server).Output()
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^(\\.*|--.*|CREATE SCHEMA .*|)\n`).ReplaceAllString(string(out), "")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(text, own, "SCHEMA")), 0o644); err != nil {
		t.Fatal(err)
	}
}
