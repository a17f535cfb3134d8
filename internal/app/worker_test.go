package app

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/pipe"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/trace"
	"github.com/heald-dev/heald/internal/triage"
)

func openRepo(dir string) (*git.Repo, error) { return git.Open(dir) }

// fakeSession is a worker process that is none: what it says at its end is given.
type fakeSession struct {
	stderr string
	killed bool
}

func (f *fakeSession) Pipes() (io.WriteCloser, io.ReadCloser) { return nil, nil }
func (f *fakeSession) Kill()                                  { f.killed = true }
func (f *fakeSession) Wait() (heald.Result, error) {
	return heald.Result{ExitCode: 137, Stderr: []byte(f.stderr)}, nil
}

// connected is the parent's side of a worker that runs in this process.
func connected(t *testing.T, g *guard) *remote {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	toWorker, fromParent := io.Pipe()
	toParent, fromWorker := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- Worker(ctx, toWorker, fromWorker) }()
	r := &remote{
		guard: g, session: &fakeSession{}, cancel: cancel, took: map[string]time.Duration{},
		conn: pipe.Connect(ctx, toParent, fromParent, maxMessage, g.handlers()),
	}
	t.Cleanup(func() {
		r.close()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Error("the worker outlives its parent's hanging up")
		}
	})
	return r
}

func zeroScene(t *testing.T) engine.Scene {
	t.Helper()
	root := repository(t, statsFiles)
	chosen, ok := triage.Choose(trace.Parse([]byte(zeroTrace)))
	if !ok {
		t.Fatal("no trace")
	}
	return engine.Scene{
		Service:  heald.Service{Name: "shop", Repository: "/srv/shop"},
		Checkout: heald.Checkout{Root: root, Home: "/srv/shop", Commit: someCommit},
		Incident: triage.Incident("shop", []byte(zeroTrace), chosen, time.Time{}), Seed: 1, Deadline: time.Now().Add(time.Minute),
	}
}

// A question goes to the worker and its answer comes back, as between two processes.
func TestWorkerDiagnoses(t *testing.T) {
	g, _, _ := newGuard()
	r := connected(t, g)
	d, err := r.Diagnose(context.Background(), zeroScene(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Class != "division_by_zero" || d.Last() == nil || d.Last().Path != "shop/stats.py" || d.Last().Match != heald.MatchExact {
		t.Errorf("got %s at %+v", d.Class, d.Last())
	}
	if r.took[methodDiagnose] <= 0 {
		t.Error("the time that it took is not counted")
	}
}

func TestWorkerKeepsTheDeadline(t *testing.T) {
	g, _, _ := newGuard()
	r := connected(t, g)
	scene := zeroScene(t)
	scene.Deadline = time.Now().Add(-time.Second)
	began := time.Now()
	_, err := r.Reproduce(context.Background(), scene, heald.Diagnosis{}, heald.Environment{})
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("after its deadline it worked for %v (%v)", took, err)
	}
}

func TestAskingADeadWorker(t *testing.T) {
	g, _, _ := newGuard()
	r := connected(t, g)
	r.session = &fakeSession{stderr: "fatal error: \x1b[31mout of memory"}
	r.conn.Close()
	<-r.conn.Done()
	_, err := r.Repair(context.Background(), zeroScene(t), engine.Findings{})
	if err == nil || !strings.Contains(err.Error(), "exit code 137") || !strings.Contains(err.Error(), "out of memory") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("got %v, want how the worker ended, without its control characters", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Validate(ctx, zeroScene(t), engine.Findings{}, nil); err == nil || strings.Contains(err.Error(), "exit code") {
		t.Errorf("a case that was called off: got %v, want nothing about the worker's end", err)
	}
}

func TestParentSide(t *testing.T) {
	g, _, s := newGuard()
	said := make(chan string, 1)
	g.progress = func(text string) { said <- text }
	ctx := context.Background()
	a, b := io.Pipe()
	c, d := io.Pipe()
	parent := pipe.Connect(ctx, a, d, maxMessage, g.handlers())
	p := parentSide{pipe.Connect(ctx, c, b, maxMessage, nil)}
	defer parent.Close()
	defer p.conn.Close()

	made, err := p.Checkout(ctx, someCommit, "anything")
	if err != nil || made.Commit != someCommit {
		t.Fatalf("checkout: %+v, %v", made, err)
	}
	if _, err := p.Run(ctx, heald.Command{Argv: []string{"x"}, Tree: heald.Tree{Root: made.Root, Home: "/srv/shop"}}); err != nil || len(s.ran) != 1 {
		t.Errorf("run: %v, ran %d", err, len(s.ran))
	}
	if _, err := p.Run(ctx, heald.Command{Argv: []string{"x"}, Tree: heald.Tree{Root: "/etc", Home: "/srv/shop"}}); !errors.Is(err, heald.ErrDenied) {
		t.Errorf("run on a folder of this machine: %v, want ErrDenied across the pipe", err)
	}
	if commits, err := p.Log(ctx, someCommit, []string{"a.py"}, 3); err != nil || len(commits) != 1 || commits[0].Subject != "[a.py] 3" {
		t.Errorf("log: %+v, %v", commits, err)
	}
	if text, err := p.Patch(ctx, someCommit); err != nil || text != "diff" {
		t.Errorf("patch: %q, %v", text, err)
	}
	if commit, err := p.LineHistory(ctx, someCommit, "a.py", 4); err != nil || commit.Subject != "a.py4" {
		t.Errorf("line history: %+v, %v", commit, err)
	}
	p.progress("halfway")
	select {
	case text := <-said:
		if text != "halfway" {
			t.Errorf("progress %q", text)
		}
	case <-time.After(5 * time.Second):
		t.Error("progress did not arrive")
	}
}

func TestGuardWaitsForASlot(t *testing.T) {
	g, _, s := newGuard()
	g.slots <- struct{}{}
	g.slots <- struct{}{}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := g.run(ctx, heald.Command{Argv: []string{"x"}}); !errors.Is(err, context.DeadlineExceeded) || len(s.ran) != 0 {
		t.Errorf("with every slot taken: %v, ran %d", err, len(s.ran))
	}
	<-g.slots
	if _, err := g.run(context.Background(), heald.Command{Argv: []string{"x"}}); err != nil || len(s.ran) != 1 {
		t.Errorf("with a slot free: %v, ran %d", err, len(s.ran))
	}
	if len(g.slots) != 1 {
		t.Errorf("%d slots are taken after the run, want 1", len(g.slots))
	}
}

func TestTail(t *testing.T) {
	if got := tail("short"); got != "short" {
		t.Errorf("got %q", got)
	}
	got := tail(strings.Repeat("a", 5000) + "end")
	if len(got) > 2100 || !strings.HasSuffix(got, "end") || !strings.HasPrefix(got, "…") {
		t.Errorf("%d bytes, %.5q … %q", len(got), got, got[len(got)-5:])
	}
}
