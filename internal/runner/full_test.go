package runner_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/runner"
	"github.com/heald-dev/heald/internal/store/storetest"
)

// small mounts a file system of a few megabytes.
func small(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(folder, unix.MNT_DETACH) })
	return folder
}

// On a full disk steps are put off, not failed; when there is space again every case goes on to its end.
func TestFullDisk(t *testing.T) {
	folder := small(t)
	s := &suite[*sql.Tx]{t, openSQLite(t, folder)}
	full := make(chan bool)
	w := &walker{step: func(ctx context.Context, c heald.Case, inbox []heald.Input) (heald.State, heald.Wait, error) {
		<-full
		return straight(ctx, c, inbox)
	}}
	r := s.start(w, runner.Config{Tries: 1, Backoff: 100 * time.Millisecond})
	ids := s.record(r, names(20)...)
	time.Sleep(200 * time.Millisecond)
	ballast := filepath.Join(folder, "ballast")
	fill(t, ballast)
	close(full)
	_, err := r.Record(t.Context(), []heald.Occurrence{storetest.Seen("late", "f", "c", 1, time.Now())}, storetest.Opens(0))
	if !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("recorded on a full disk: %v, want ErrExhausted", err)
	}
	time.Sleep(2 * time.Second)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for _, id := range ids {
		s.reaches(id, heald.Resolved)
	}
	t.Logf("all went on %v after there was space", time.Since(began))
	if len(w.given) > 0 {
		t.Errorf("given up: %q", w.given)
	}
}

func fill(t *testing.T, name string) {
	t.Helper()
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for size := 64 << 10; size > 0; size /= 2 {
		for {
			if _, err := file.Write(make([]byte, size)); err != nil {
				break
			}
		}
	}
	fmt.Fprint(file, "x")
}
