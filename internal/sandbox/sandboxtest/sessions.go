package sandboxtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
)

func runSessions(t *testing.T, w *world) {
	t.Run("conversation", func(t *testing.T) { conversation(t, w) })
	t.Run("kill", func(t *testing.T) { killSession(t, w) })
	t.Run("limits", func(t *testing.T) { sessionLimits(t, w) })
	t.Run("walls", func(t *testing.T) { sessionWalls(t, w) })
}

func (w *world) start(t *testing.T, ctx context.Context, cmd heald.Command) sandbox.Session {
	t.Helper()
	s, err := w.box.Start(ctx, cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

func conversation(t *testing.T, w *world) {
	cmd := shell("while read line; do echo got $line; done; echo bye >&2; exit 6")
	s := w.start(t, t.Context(), cmd)
	in, out := s.Pipes()
	lines := bufio.NewReader(out)
	for i := range 3 {
		if _, err := fmt.Fprintln(in, i); err != nil {
			t.Fatal(err)
		}
		if got, err := lines.ReadString('\n'); err != nil || got != fmt.Sprintf("got %d\n", i) {
			t.Fatalf("answer %d: %q, %v", i, got, err)
		}
	}
	in.Close()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("rest: %q, %v", rest, err)
	}
	for range 2 {
		if res, err := s.Wait(); err != nil || res.ExitCode != 6 || string(res.Stderr) != "bye\n" || res.TimedOut {
			t.Errorf("got %+v, %v", res, err)
		}
	}
}

func killSession(t *testing.T, w *world) {
	s := w.start(t, t.Context(), shell("trap '' TERM; echo up; sleep 100 & wait; sleep 100"))
	_, out := s.Pipes()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	s.Kill()
	s.Kill()
	res, err := s.Wait()
	if took := time.Since(began); err != nil || res.ExitCode != 137 || res.TimedOut || took > grace {
		t.Errorf("took %v, got %+v, %v", took, res, err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Errorf("the pipe after the end: %v", err)
	}
}

func sessionLimits(t *testing.T, w *world) {
	cmd := shell("cat")
	cmd.Limits.Wall = wall
	if res, err := w.start(t, t.Context(), cmd).Wait(); err != nil || !res.TimedOut {
		t.Errorf("wall: got %+v, %v", res, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := w.start(t, ctx, shell("cat"))
	cancel()
	if _, err := s.Wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	cmd = shell("head -c 10M /dev/zero >&2")
	cmd.Limits.Output = 1000
	if res, err := w.start(t, t.Context(), cmd).Wait(); err != nil || len(res.Stderr) != 1000 || !res.Truncated {
		t.Errorf("stderr: kept %d, truncated %t, %v", len(res.Stderr), res.Truncated, err)
	}
}

// sessionWalls shows that a conversation has the walls of a run.
func sessionWalls(t *testing.T, w *world) {
	cmd := w.probe("tcp", "127.0.0.1", fmt.Sprint(w.port))
	s := w.start(t, t.Context(), cmd)
	_, out := s.Pipes()
	got, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	verdict := string(got)
	if len(verdict) < len(refused) || verdict[:len(refused)] != refused {
		t.Errorf("got %q, want %s", verdict, refused)
	}
	if _, err := s.Wait(); err != nil {
		t.Error(err)
	}
}
