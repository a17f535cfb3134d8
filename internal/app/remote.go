package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/pipe"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/sandbox"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

// workerMemory bounds the worker's memory, in bytes.
const workerMemory = 2 << 30

// remote is the stages as the engine sees them: each call goes to the worker in its sandbox. It implements the engine's interfaces.
type remote struct {
	guard   *guard
	finder  language.Finder
	builder language.Builder
	built   []language.Root // by a set-up; nil when none was asked for
	say     func(string)
	policy  string // a folder with rules that replace the default ones; empty: the default

	conn    *pipe.Conn
	session sandbox.Session
	cancel  context.CancelFunc

	mu   sync.Mutex
	took map[string]time.Duration
}

type workerOptions struct {
	dir      string // the case's own folder
	repo     *git.Repo
	language string
	policy   string
	say      func(string)
}

// startWorker makes the sandbox for foreign code, and one more in which the worker itself runs.
func startWorker(ctx context.Context, o workerOptions) (*remote, error) {
	brand, err := brandOf(o.language)
	if err != nil {
		return nil, err
	}
	finder := brand.finder(o.repo.Root(), stateDir(), func(path string) (bool, error) { return o.repo.Tracked(ctx, path) })
	foreign, err := bubblewrap.New(bubblewrap.Config{MayMount: finder.MayMount})
	if err != nil {
		return nil, err
	}
	if err := foreign.Check(ctx); err != nil {
		return nil, err
	}
	r := &remote{
		finder: finder, builder: brand.builder(finder), say: o.say, policy: o.policy, took: map[string]time.Duration{},
		guard: &guard{
			sandbox: foreign, history: o.repo, trees: filepath.Join(o.dir, "trees"), home: o.repo.Root(),
			slots: make(chan struct{}, max(1, runtime.NumCPU())), progress: o.say, checkouts: map[string]heald.Checkout{},
		},
	}
	if err := os.MkdirAll(r.guard.trees, 0o755); err != nil {
		return nil, fmt.Errorf("make a folder for checkouts: %w", err)
	}
	return r, r.launch(ctx)
}

func (r *remote) launch(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find heald's own binary: %w", err)
	}
	allowed := func(source string) error {
		if source == r.guard.trees || source == self {
			return nil
		}
		return fmt.Errorf("mount %s for the worker: %w", source, heald.ErrDenied)
	}
	jail, err := bubblewrap.New(bubblewrap.Config{MayMount: allowed})
	if err != nil {
		return err
	}
	ctx, r.cancel = context.WithCancel(ctx)
	r.session, err = jail.Start(ctx, heald.Command{
		Argv: []string{"/opt/heald/heald", "worker"}, Dir: "/tmp",
		Env:    map[string]string{"PATH": "/usr/bin:/bin", "HOME": "/tmp", "GOMEMLIMIT": fmt.Sprint(workerMemory * 3 / 4)},
		Mounts: []heald.Mount{{Source: self, Target: "/opt/heald/heald"}, {Source: r.guard.trees, Target: r.guard.trees}},
		Limits: heald.Limits{Wall: 24 * time.Hour, CPU: 24 * time.Hour, Memory: workerMemory},
	})
	if err != nil {
		r.cancel()
		return fmt.Errorf("start the worker: %w", err)
	}
	stdin, stdout := r.session.Pipes()
	r.conn = pipe.Connect(ctx, stdout, stdin, maxMessage, r.guard.handlers())
	return nil
}

func (r *remote) close() {
	r.conn.Close()
	r.session.Kill()
	_, _ = r.session.Wait() // it was killed: how it ended says nothing
	r.cancel()
}

// ask calls a stage in the worker. When the worker died, what it said last is part of the error.
func (r *remote) ask(ctx context.Context, method string, question request, answer any) error {
	began := time.Now()
	err := r.conn.Call(ctx, method, question, answer)
	r.mu.Lock()
	r.took[method] += time.Since(began)
	r.mu.Unlock()
	select {
	case <-r.conn.Done():
	default:
		return err
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	result, waitErr := r.session.Wait()
	if waitErr != nil {
		return err
	}
	return fmt.Errorf("%w; the worker ended with exit code %d: %s", err, result.ExitCode, tail(sandbox.Printable(result.Stderr)))
}

func tail(s string) string {
	const most = 2000
	if len(s) > most {
		return "…" + s[len(s)-most:]
	}
	return s
}

// Diagnose implements engine.Diagnoser.
func (r *remote) Diagnose(ctx context.Context, scene engine.Scene) (heald.Diagnosis, error) {
	var d heald.Diagnosis
	err := r.ask(ctx, methodDiagnose, request{Scene: scene}, &d)
	return d, err
}

// Blame implements engine.Diagnoser.
func (r *remote) Blame(ctx context.Context, scene engine.Scene, found engine.Findings) (heald.Blame, error) {
	var b heald.Blame
	err := r.ask(ctx, methodBlame, request{Scene: scene, Found: found}, &b)
	return b, err
}

// Reproduce implements engine.Reproducer.
func (r *remote) Reproduce(ctx context.Context, scene engine.Scene, d heald.Diagnosis, env heald.Environment) (heald.Reproduction, error) {
	var made heald.Reproduction
	err := r.ask(ctx, methodReproduce, request{Scene: scene, Found: engine.Findings{Diagnosis: d, Environment: env}}, &made)
	return made, err
}

// Repair implements engine.Mender.
func (r *remote) Repair(ctx context.Context, scene engine.Scene, found engine.Findings) (heald.Attempt, error) {
	var attempt heald.Attempt
	err := r.ask(ctx, methodRepair, request{Scene: scene, Found: found}, &attempt)
	return attempt, err
}

// Validate implements engine.Mender.
func (r *remote) Validate(ctx context.Context, scene engine.Scene, found engine.Findings, candidates []heald.Patch) (heald.Choice, error) {
	var choice heald.Choice
	err := r.ask(ctx, methodValidate, request{Scene: scene, Found: found, Candidates: candidates}, &choice)
	return choice, err
}
