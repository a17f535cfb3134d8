package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"sync"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/pipe"
	"github.com/heald-dev/heald/internal/repo"
)

// Bounds of what a worker may ask for in one case.
const (
	maxRuns      = 4000
	maxCheckouts = 64
	maxLog       = 1000
)

// history is what the parent offers of a repository.
type history interface {
	repo.History
	repo.Checkouts
}

// guard answers what a worker asks for. The worker is hostile by assumption, as it reads hostile bytes: only trees that the parent
// made are run, at the repository's own path, and the sandbox asks MayMount for everything else.
type guard struct {
	sandbox  heald.Runner
	history  history
	trees    string // folder below which the parent makes checkouts
	home     string
	slots    chan struct{} // bounds what runs at once
	progress func(string)

	mu        sync.Mutex
	runs      int
	checkouts map[string]heald.Checkout // by commit
}

func (g *guard) handlers() map[string]pipe.Handler {
	return map[string]pipe.Handler{
		methodRun:         answer(g.run),
		methodCheckout:    answer(g.checkout),
		methodLog:         answer(g.log),
		methodPatch:       answer(g.patch),
		methodLineHistory: answer(g.lineHistory),
		methodProgress: answer(func(_ context.Context, text string) (any, error) {
			g.progress(text)
			return nil, nil
		}),
	}
}

// answer decodes a question into its type.
func answer[Q, A any](ask func(context.Context, Q) (A, error)) pipe.Handler {
	return func(ctx context.Context, params json.RawMessage) (any, error) {
		var question Q
		if err := json.Unmarshal(params, &question); err != nil {
			return nil, fmt.Errorf("decode the worker's question: %w: %w", heald.ErrInvalid, err)
		}
		return ask(ctx, question)
	}
}

func (g *guard) run(ctx context.Context, cmd heald.Command) (heald.Result, error) {
	if err := g.permit(cmd); err != nil {
		return heald.Result{}, err
	}
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case <-ctx.Done():
		return heald.Result{}, ctx.Err()
	}
	return g.sandbox.Run(ctx, cmd)
}

func (g *guard) permit(cmd heald.Command) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.runs++; g.runs > maxRuns {
		return fmt.Errorf("run %.60q: more than %d runs in one case: %w", cmd.Argv, maxRuns, heald.ErrExhausted)
	}
	if cmd.Tree.Root == "" {
		return nil
	}
	for _, made := range g.checkouts {
		if cmd.Tree.Root == made.Root && cmd.Tree.Home == g.home {
			return nil
		}
	}
	return fmt.Errorf("run %.60q on a tree that heald did not check out: %w", cmd.Argv, heald.ErrDenied)
}

var fullName = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// checkout makes the tree of a commit once.
func (g *guard) checkout(ctx context.Context, q historyQuestion) (heald.Checkout, error) {
	if !fullName.MatchString(q.Commit) {
		return heald.Checkout{}, fmt.Errorf("check out %.60q: not a full commit name: %w", q.Commit, heald.ErrInvalid)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if made, ok := g.checkouts[q.Commit]; ok {
		return made, nil
	}
	if len(g.checkouts) >= maxCheckouts {
		return heald.Checkout{}, fmt.Errorf("check out %s: more than %d commits in one case: %w", q.Commit, maxCheckouts, heald.ErrExhausted)
	}
	made, err := g.history.Checkout(ctx, q.Commit, filepath.Join(g.trees, q.Commit))
	if err != nil {
		return heald.Checkout{}, err
	}
	g.checkouts[q.Commit] = made
	return made, nil
}

func (g *guard) log(ctx context.Context, q historyQuestion) ([]heald.Commit, error) {
	return g.history.Log(ctx, q.Commit, q.Paths, min(q.N, maxLog))
}

func (g *guard) patch(ctx context.Context, q historyQuestion) (string, error) {
	return g.history.Patch(ctx, q.Commit)
}

func (g *guard) lineHistory(ctx context.Context, q historyQuestion) (heald.Commit, error) {
	return g.history.LineHistory(ctx, q.Commit, q.Path, q.Line)
}
