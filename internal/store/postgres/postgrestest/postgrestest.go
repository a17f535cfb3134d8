// Package postgrestest gives tests a PostgreSQL: the one that HEALD_POSTGRES names, or a private one of the distribution's binaries on
// a socket of its own. Where there is neither a test is skipped, unless HEALD_POSTGRES_REQUIRED says that it must not be.
package postgrestest

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// nobody runs the server where the test is root, which PostgreSQL refuses to be.
const nobody = 65534

// Server returns the address of a running server.
func Server(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv("HEALD_POSTGRES"); dsn != "" {
		return dsn
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		if os.Getenv("HEALD_POSTGRES_REQUIRED") != "" {
			t.Fatal("no PostgreSQL: HEALD_POSTGRES is not set and no binaries are under /usr/lib/postgresql")
		}
		t.Skip("no PostgreSQL: HEALD_POSTGRES is not set and no binaries are under /usr/lib/postgresql")
	}
	slices.Sort(found)
	return private(t, filepath.Dir(found[len(found)-1]))
}

// private starts a server in a folder of its own, which has a short name: a socket's path has at most 107 bytes.
func private(t testing.TB, binaries string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "heald-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	who := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		who.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(folder, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	command := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(binaries, name), args...)
		c.SysProcAttr, c.Dir, c.Env = who, folder, []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + folder}
		return c
	}
	data := filepath.Join(folder, "data")
	if out, err := command("initdb", "-D", data, "-A", "trust", "-U", "heald", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	server := command("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGQUIT)
		server.Wait()
	})
	dsn := fmt.Sprintf("host=%s user=heald dbname=postgres", folder)
	ready(t, dsn, log.Name())
	return dsn
}

func ready(t testing.TB, dsn, log string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := pgx.Connect(context.Background(), dsn)
		if err == nil {
			conn.Close(context.Background())
			return
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(log)
			t.Fatalf("PostgreSQL does not get ready: %v\n%s", err, said)
		}
	}
}

// Schema makes an empty schema and returns an address that means it.
func Schema(t testing.TB, dsn string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	name := "heald_" + strings.ToLower(rand.Text())
	if _, err := conn.Exec(t.Context(), `CREATE SCHEMA `+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), dsn)
		if err != nil {
			return // the server was private and is gone
		}
		defer conn.Close(context.Background())
		conn.Exec(context.Background(), `DROP SCHEMA `+name+` CASCADE`)
	})
	if strings.Contains(dsn, "://") {
		if strings.Contains(dsn, "?") {
			return dsn + "&search_path=" + name
		}
		return dsn + "?search_path=" + name
	}
	return dsn + " search_path=" + name
}
