package sandboxtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// runNeighbours runs several sandboxes side by side.
func runNeighbours(t *testing.T, w *world) {
	t.Run("apart", func(t *testing.T) { apart(t, w) })
	t.Run("signals", func(t *testing.T) { neighbourSignals(t, w) })
	t.Run("crowd", func(t *testing.T) { crowd(t, w) })
}

// apart lets eight run at once, each with the same names in the same places.
func apart(t *testing.T, w *world) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			cmd := shell(fmt.Sprintf("echo %d > /tmp/x; echo %d > x; echo %d > /dev/shm/x; echo %d > /out/x; sleep 0.2; cat /tmp/x x /dev/shm/x; ls /proc | grep -c '^[0-9]'", i, i, i, i))
			cmd.Tree = heald.Tree{Root: w.root, Home: w.home}
			cmd.Collect = []string{"x"}
			res, err := w.box.Run(t.Context(), cmd)
			f := strings.Fields(string(res.Stdout))
			n := fmt.Sprint(i)
			if err != nil || len(f) != 4 || f[0] != n || f[1] != n || f[2] != n || string(res.Files["x"]) != n+"\n" || len(f[3]) > 1 {
				t.Errorf("sandbox %d: got %q, %q, %v", i, res.Stdout, res.Files, err)
			}
		})
	}
	wg.Wait()
}

// neighbourSignals has one sandbox kill whatever it can; the others and the machine's processes must not notice.
func neighbourSignals(t *testing.T, w *world) {
	s := w.start(t, t.Context(), shell("sleep 0.8; exit 9"))
	res := w.run(t, shell("sleep 100 & p=$!; kill -9 -1; wait $p; echo $?; for p in $(seq 2 2000); do kill -9 $p; done 2>/dev/null"))
	if got := strings.TrimSpace(string(res.Stdout)); got != "137" {
		t.Errorf("control: its own child ended with %q", got)
	}
	if res, err := s.Wait(); err != nil || res.ExitCode != 9 {
		t.Errorf("the neighbour: got %+v, %v", res, err)
	}
	if got := w.outside(t, w.expand([]string{"kill", "{victim}", "0"})...); !strings.HasPrefix(got, reached) {
		t.Errorf("the machine's process: %s", got)
	}
}

// crowd has one sandbox take every process it may, while another starts: limits are each sandbox's own.
func crowd(t *testing.T, w *world) {
	bomb := shell("for i in $(seq 35); do sleep 5 & done; echo up; wait")
	bomb.Limits = heald.Limits{Wall: 20 * time.Second, Processes: 40}
	s := w.start(t, t.Context(), bomb)
	_, out := s.Pipes()
	if _, err := out.Read(make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	cmd := program(hog, "fork", "20")
	cmd.Limits.Processes = 40
	if res := w.run(t, cmd); strings.TrimSpace(string(res.Stdout)) != "20" {
		t.Errorf("beside a crowded sandbox: %q %s", res.Stdout, res.Stderr)
	}
	s.Kill()
}
