package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/pipe"
)

// maxMessage bounds one message between heald and its worker, in bytes.
const maxMessage = 64 << 20

// Worker is the process that reads, searches and edits a repository's bytes. It holds no key, has no network and launches
// nothing: what is to be run it asks of its parent over the pipe. It returns when the parent hangs up.
func Worker(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	var parent *pipe.Conn
	ready := make(chan struct{})
	handlers := make(map[string]pipe.Handler, len(stageMethods))
	for name, method := range stageMethods {
		handlers[name] = func(ctx context.Context, params json.RawMessage) (any, error) {
			<-ready
			var ask request
			if err := json.Unmarshal(params, &ask); err != nil {
				return nil, fmt.Errorf("decode the question %s: %w", name, err)
			}
			ctx, cancel := context.WithDeadline(ctx, ask.Scene.Deadline)
			defer cancel()
			return method(newStages(parent), ctx, ask)
		}
	}
	parent = pipe.Connect(ctx, in, out, maxMessage, handlers)
	close(ready)
	<-parent.Done()
	return ctx.Err()
}

// request is what the parent asks of a stage: the scene, and what is known so far.
type request struct {
	Scene      engine.Scene    `json:"scene"`
	Found      engine.Findings `json:"found"`
	Candidates []heald.Patch   `json:"candidates,omitempty"`
	Choice     heald.Choice    `json:"choice"`
	Roots      []language.Root `json:"roots,omitempty"`
}

// Methods that the worker answers, and those that its parent answers.
const (
	methodDiagnose  = "diagnose"
	methodPlan      = "plan"
	methodPrepare   = "prepare"
	methodReproduce = "reproduce"
	methodBlame     = "blame"
	methodRepair    = "repair"
	methodValidate  = "validate"
	methodLook      = "look"

	methodRun         = "run"
	methodCheckout    = "checkout"
	methodLog         = "log"
	methodPatch       = "patch"
	methodLineHistory = "line_history"
	methodProgress    = "progress"
)

// parentSide is what a stage can ask for, answered by the parent process: sandboxed runs, history, checkouts, progress.
type parentSide struct{ conn *pipe.Conn }

// Run implements heald.Runner.
func (p parentSide) Run(ctx context.Context, cmd heald.Command) (heald.Result, error) {
	var result heald.Result
	err := p.conn.Call(ctx, methodRun, cmd, &result)
	return result, err
}

type historyQuestion struct {
	Commit string   `json:"commit"`
	Paths  []string `json:"paths,omitempty"`
	Path   string   `json:"path,omitempty"`
	Line   int      `json:"line,omitempty"`
	N      int      `json:"n,omitempty"`
	Dir    string   `json:"dir,omitempty"`
}

// Checkout implements repo.Checkouts; dir is only a name, the parent chooses the folder.
func (p parentSide) Checkout(ctx context.Context, commit, dir string) (heald.Checkout, error) {
	var made heald.Checkout
	err := p.conn.Call(ctx, methodCheckout, historyQuestion{Commit: commit, Dir: dir}, &made)
	return made, err
}

// Log implements repo.History.
func (p parentSide) Log(ctx context.Context, commit string, paths []string, n int) ([]heald.Commit, error) {
	var commits []heald.Commit
	err := p.conn.Call(ctx, methodLog, historyQuestion{Commit: commit, Paths: paths, N: n}, &commits)
	return commits, err
}

// Patch implements repo.History.
func (p parentSide) Patch(ctx context.Context, commit string) (string, error) {
	var diff string
	err := p.conn.Call(ctx, methodPatch, historyQuestion{Commit: commit}, &diff)
	return diff, err
}

// LineHistory implements repo.History.
func (p parentSide) LineHistory(ctx context.Context, commit, path string, line int) (heald.Commit, error) {
	var found heald.Commit
	err := p.conn.Call(ctx, methodLineHistory, historyQuestion{Commit: commit, Path: path, Line: line}, &found)
	return found, err
}

func (p parentSide) progress(text string) {
	// Progress is a courtesy: a parent that is gone is noticed by the next call.
	_ = p.conn.Notify(context.Background(), methodProgress, text)
}
