package serve

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"golang.org/x/sys/unix"
)

// disk is a place for the daemon's state that can be full.
type disk struct {
	fill func(h *house) // takes all the room that is left
	free func(h *house)
}

// small is a file system of its own in memory. It needs the right to mount.
func small(t *testing.T, dir string, size int) (disk, bool) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("heald-test", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Logf("no file system of its own (%v)", err)
		return disk{}, false
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	filler := filepath.Join(dir, "filler")
	return disk{
		fill: func(*house) {
			f, err := os.Create(filler)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err = io.Copy(f, zeros{}); !errors.Is(err, unix.ENOSPC) {
				t.Fatalf("the disk is not full: %v", err)
			}
		},
		free: func(*house) { _ = os.Remove(filler) },
	}, true
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// limited lets the daemon's files not grow at all: what a plain user can do to it.
func limited(t *testing.T) disk {
	set := func(h *house, most uint64) {
		t.Helper()
		if err := unix.Prlimit(h.daemon.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: most, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return disk{fill: func(h *house) { set(h, 0) }, free: func(h *house) { set(h, unix.RLIM_INFINITY) }}
}

// TestFullDisk: the disk that holds heald's state is full for a while. What was accepted stays, what cannot be stored is not accepted,
// the service is served, heald says what is wrong, and goes on by itself when there is room again. It does not start without room.
func TestFullDisk(t *testing.T) {
	for _, kind := range []string{"full file system", "limit on file sizes"} {
		t.Run(kind, func(t *testing.T) {
			door := free(t)
			h := newHouse(t, tills(t), "till", server, part{"otlp", fmt.Sprintf("{http: %q}", door)})
			full, ok := limited(t), true
			if kind == "full file system" {
				if full, ok = small(t, h.state, 64<<20); !ok {
					t.Skip("shown by the limit on file sizes instead")
				}
			}
			h.up()
			wait(t, 20*time.Second, "the service answers", func() bool { return status("http://"+h.listen+"/") == http.StatusOK })
			accepted := map[string]int{}
			send := func(function string) int {
				code := export(door, "till", record(function, ""), record(function, ""))
				if code == http.StatusOK {
					accepted[function] += 2
				}
				return code
			}
			for n := range 20 {
				send(fmt.Sprintf("before_%c", 'a'+n%4))
			}
			if accepted["before_a"] != 10 {
				t.Fatalf("accepted %v", accepted)
			}
			full.fill(h)
			refused := 0
			for n := range 60 {
				if code := send(fmt.Sprintf("during_%c", 'a'+n%20)); code == http.StatusServiceUnavailable {
					refused++
				} else if code != http.StatusOK {
					t.Errorf("a record on a full disk is answered with %d", code)
				}
			}
			if refused < 30 {
				t.Errorf("%d of 60 records were refused; is the disk full?", refused)
			}
			status("http://" + h.listen + empty) // its crash waits in memory
			for range 20 {
				if got := status("http://" + h.listen + "/"); got != http.StatusOK {
					t.Errorf("the service answers with %d", got)
				}
			}
			if got := status("http://" + h.console + "/healthz"); got != http.StatusOK {
				t.Errorf("/healthz answers with %d", got)
			}
			said := h.said()
			if !strings.Contains(said, "no space is left for the store") && !strings.Contains(said, "the store's disk") {
				t.Errorf("heald does not say that its disk is full:\n%s", said)
			}
			if len(said) > 200_000 {
				t.Errorf("heald says it %d KB long", len(said)>>10)
			}
			full.free(h)
			counts := func() map[string]int {
				found := map[string]int{}
				for _, r := range h.incidents() {
					name, _, _ := strings.Cut(strings.TrimPrefix(r.Summary, "KeyError in "), ",")
					found[name] = r.Count
				}
				return found
			}
			wait(t, 30*time.Second, "the crash that waited in memory is known", func() bool { return counts()["ZeroDivisionError in average"] == 1 })
			wait(t, 20*time.Second, "records are accepted again", func() bool { return send("after") == http.StatusOK })
			got := counts()
			for function, n := range accepted {
				if got[function] != n {
					t.Errorf("%s: %d are counted, %d were accepted", function, got[function], n)
				}
			}
			wait(t, time.Minute, "the cases walk on", func() bool {
				for _, r := range h.incidents() {
					if r.State == heald.HandedOver || r.State == heald.InReview {
						return true
					}
				}
				return false
			})
			if kind != "full file system" {
				h.kill()
				return
			}
			h.kill() // and while it is full again, it does not start
			full.fill(h)
			h.start()
			code, text := h.ends(30 * time.Second)
			if code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			says(t, text[len(said):], "space")
			full.free(h)
			h.up()
			got = counts()
			for function, n := range accepted {
				if got[function] != n {
					t.Errorf("after the restart %s is counted %d times, %d were accepted", function, got[function], n)
				}
			}
			h.kill()
		})
	}
	nothingLeft(t)
}

// TestFullDiskUnderACanary spoils a canary while nothing can be written, so that no step is taken: users are back on the stable version
// within 10 s all the same. When there is room again the canary is judged, and goes back for good.
func TestFullDiskUnderACanary(t *testing.T) {
	h := canaries(t, "[50, 100]", part{"delivery", "{steps: [50, 100], hold: 60s, deadline: 5m}"})
	r := h.rolls()
	wait(t, 20*time.Second, "the canary serves", func() bool { return h.rollout(r.ID).Weight >= 50 })
	stable := h.rollout(r.ID).Stable
	full := limited(t)
	full.fill(h)
	time.Sleep(time.Second) // what is under way ends
	h.spoil(stable)
	spoilt := time.Now()
	good := 0 // in a row
	wait(t, 15*time.Second, "the stable version has all requests", func() bool {
		for range 20 {
			if status("http://"+h.listen+sound[0]) == http.StatusOK {
				good++
			} else {
				good = 0
			}
		}
		return good >= 60
	})
	t.Logf("users are back after %s", time.Since(spoilt).Round(100*time.Millisecond))
	if took := time.Since(spoilt); took > 12*time.Second { // 10 s, and the time that it takes to see it
		t.Errorf("users are back after %s", took)
	}
	says(t, h.said(), "nobody watches the canary")
	full.free(h)
	if r = h.becomes(time.Minute, heald.Reverted, heald.HandedOver, heald.Resolved); r.State != heald.Reverted {
		t.Errorf("the case ended as %s (%s), want reverted", r.State, r.Reason)
	}
	h.stopped("reverted")
}
