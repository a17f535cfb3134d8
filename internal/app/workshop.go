package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/repo/git"
)

// Workshop is where a daemon mends: a bench for each case, with a worker and checkouts, made when a step needs it and kept until the
// case waits or ends. A bench holds nothing that a restart would miss. It implements the engine's roles up to a permitted patch, and
// Repository.
type Workshop struct {
	o WorkshopOptions

	mu      sync.Mutex
	benches map[string]*bench
}

// WorkshopOptions are what a workshop needs. All but Policy and Say are required.
type WorkshopOptions struct {
	Context context.Context // of the daemon: workers end with it
	Dir     string          // emptied at the start
	Policy  string          // a folder with rules that replace the default ones
	Say     func(id, text string)
	// Head is the commit that fixes of a service are based on, and Live the one that runs, or empty.
	Head func(ctx context.Context, s heald.Service) (string, error)
	Live func(ctx context.Context, s heald.Service) (string, error)
	// Carry moves edits from one base to another; heald.ErrConflict when they do not apply there.
	Carry func(ctx context.Context, s heald.Service, edits []heald.FileEdit, base, onto string) ([]heald.FileEdit, error)
}

// bench is one case's worker. Whoever uses it holds the lock.
type bench struct {
	sync.Mutex
	*remote
	repo *git.Repo
	dir  string
}

// NewWorkshop makes an empty workshop. What a dead process left in its folder is removed.
func NewWorkshop(o WorkshopOptions) (*Workshop, error) {
	if err := os.RemoveAll(o.Dir); err != nil {
		return nil, fmt.Errorf("clear the workshop: %w", err)
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the workshop: %w", err)
	}
	return &Workshop{o: o, benches: map[string]*bench{}}, nil
}

// Leave gives up a case's bench.
func (w *Workshop) Leave(id string) {
	w.mu.Lock()
	b := w.benches[id]
	delete(w.benches, id)
	w.mu.Unlock()
	if b != nil {
		b.Lock()
		defer b.Unlock()
		b.leave()
	}
}

// Close gives up every bench.
func (w *Workshop) Close() {
	w.mu.Lock()
	var ids []string
	for id := range w.benches {
		ids = append(ids, id)
	}
	w.mu.Unlock()
	for _, id := range ids {
		w.Leave(id)
	}
}

func (b *bench) leave() {
	if b.remote != nil {
		b.remote.close()
		_ = os.RemoveAll(b.dir) // temporary: cleared again at the next start
		b.remote = nil
	}
}

// at takes a case's bench and lays the checkout of its commit on it. The caller gives it back with the function returned.
func (w *Workshop) at(ctx context.Context, scene engine.Scene) (engine.Scene, *bench, func(), error) {
	w.mu.Lock()
	b := w.benches[scene.Case]
	if b == nil {
		b = &bench{}
		w.benches[scene.Case] = b
	}
	w.mu.Unlock()
	b.Lock()
	err := w.furnish(b, scene)
	if err == nil {
		var tree heald.Checkout
		if tree, err = b.guard.checkout(ctx, historyQuestion{Commit: scene.Checkout.Commit}); err == nil {
			tree.Path = scene.Checkout.Path
			scene.Checkout = tree
			return scene, b, b.Unlock, nil
		}
	}
	b.Unlock()
	return scene, nil, nil, err
}

func (w *Workshop) furnish(b *bench, scene engine.Scene) (err error) {
	if b.remote != nil {
		select {
		case <-b.conn.Done(): // the worker died in an earlier step
			b.leave()
		default:
			return nil
		}
	}
	if b.repo, err = git.Open(scene.Service.Repository); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(w.o.Dir, "case-"); err != nil {
		return fmt.Errorf("make a folder for the case: %w", err)
	}
	b.remote, err = startWorker(w.o.Context, workerOptions{
		dir: b.dir, repo: b.repo, language: scene.Incident.Language, policy: w.o.Policy, say: func(text string) { w.o.Say(scene.Case, text) },
	})
	return err
}

// Stands implements engine.Repository. A folder that was there when heald started, and is not now, may come back.
func (w *Workshop) Stands(_ context.Context, s heald.Service) error {
	_, err := git.Open(s.Repository)
	return err
}

// Locate implements engine.Repository: the commit that crashed, else the one that runs, else the head of the branch. The service's
// dependencies are set up here, outside the case's budget.
func (w *Workshop) Locate(ctx context.Context, c heald.Case) (heald.Checkout, error) {
	repo, err := git.Open(c.Service.Repository)
	if err != nil {
		return heald.Checkout{}, fmt.Errorf("the repository of %s: %w", c.Service.Name, err)
	}
	commit, err := w.crashed(ctx, repo, c)
	if err != nil {
		return heald.Checkout{}, err
	}
	at := heald.Checkout{Commit: commit.SHA, Path: c.Service.Path}
	if _, known := languages[c.Incident.Language]; !known {
		return at, nil // Diagnose abstains and says why
	}
	scene, b, back, err := w.at(ctx, engine.Scene{Case: c.ID, Service: c.Service, Checkout: at, Incident: c.Incident})
	if err != nil {
		return heald.Checkout{}, err
	}
	defer back()
	if scene.Checkout.Path == "" {
		scene.Checkout.Path = serviceOf(scene.Checkout.Root, supportOf(c.Incident.Language), c.Incident.Exception.Frames)
	}
	if err := holds(scene.Checkout, scene.Checkout.Path); err != nil {
		return heald.Checkout{}, err
	}
	if c.Service.Setup != "" {
		scene.Service.Path = scene.Checkout.Path
		err = b.setUp(ctx, scene)
	}
	return scene.Checkout, err
}

func (w *Workshop) crashed(ctx context.Context, repo *git.Repo, c heald.Case) (heald.Commit, error) {
	if c.Incident.Commit != "" {
		if commit, err := repo.Resolve(ctx, c.Incident.Commit); err == nil {
			return commit, nil // a version that the repository does not know is one of somebody else's counting
		}
	}
	for _, ask := range []func(context.Context, heald.Service) (string, error){w.o.Live, w.o.Head} {
		sha, err := ask(ctx, c.Service)
		if err != nil && !errors.Is(err, heald.ErrNotFound) {
			return heald.Commit{}, err
		}
		if sha != "" {
			return repo.Resolve(ctx, sha)
		}
	}
	return heald.Commit{}, fmt.Errorf("no commit of %s is known: %w", c.Service.Name, heald.ErrNotFound)
}

// Carry implements engine.Repository.
func (w *Workshop) Carry(ctx context.Context, c heald.Case) (heald.Checkout, heald.Patch, error) {
	onto, err := w.o.Head(ctx, c.Service)
	if err != nil {
		return heald.Checkout{}, heald.Patch{}, err
	}
	edits, err := w.o.Carry(ctx, c.Service, c.Patch.Edits, c.Checkout.Commit, onto)
	if err != nil {
		return heald.Checkout{}, heald.Patch{}, err
	}
	if len(edits) == 0 {
		return heald.Checkout{}, heald.Patch{}, fmt.Errorf("%.12s has the change already: %w", onto, heald.ErrConflict)
	}
	moved := *c.Patch
	moved.Edits, moved.Diff = edits, diff.Unified(edits)
	at := c.Checkout
	at.Commit = onto
	scene, _, back, err := w.at(ctx, engine.Scene{Case: c.ID, Service: c.Service, Checkout: at, Incident: c.Incident})
	if err != nil {
		return heald.Checkout{}, heald.Patch{}, err
	}
	defer back()
	return scene.Checkout, moved, nil
}

// Diagnose implements engine.Diagnoser.
func (w *Workshop) Diagnose(ctx context.Context, scene engine.Scene) (heald.Diagnosis, error) {
	if _, known := languages[scene.Incident.Language]; !known {
		return heald.Diagnosis{Abstained: true, Nature: heald.NatureUnknown, Class: "other", Why: unable(scene.Incident)}, nil
	}
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Diagnosis{}, err
	}
	defer back()
	return b.Diagnose(ctx, scene)
}

// unable says why an incident cannot be mended from its stack trace.
func unable(i heald.Incident) string {
	if i.Language == "" && i.Exit != nil {
		return fmt.Sprintf("the process ends with exit code %d and prints no stack trace", i.Exit.Code)
	}
	return fmt.Sprintf("heald cannot mend %s yet: it read the stack trace, and knows how to mend %s", i.Language, languageNames())
}

// Blame implements engine.Diagnoser.
func (w *Workshop) Blame(ctx context.Context, scene engine.Scene, found engine.Findings) (heald.Blame, error) {
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Blame{}, err
	}
	defer back()
	return b.Blame(ctx, scene, found)
}

// Accept implements engine.Governor.
func (w *Workshop) Accept(ctx context.Context, scene engine.Scene, d heald.Diagnosis) (heald.Acceptance, error) {
	return (*remote)(nil).Accept(ctx, scene, d)
}

// Decide implements engine.Governor.
func (w *Workshop) Decide(ctx context.Context, scene engine.Scene, found engine.Findings, choice heald.Choice) (heald.Decision, error) {
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Decision{}, err
	}
	defer back()
	return b.Decide(ctx, scene, found, choice)
}

// Prepare implements engine.Preparer.
func (w *Workshop) Prepare(ctx context.Context, scene engine.Scene) (heald.Environment, error) {
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Environment{}, err
	}
	defer back()
	return b.Prepare(ctx, scene)
}

// Explain implements engine.Preparer.
func (w *Workshop) Explain(env heald.Environment, incident heald.Incident) (string, bool) {
	return (*remote)(nil).Explain(env, incident)
}

// Reproduce implements engine.Reproducer.
func (w *Workshop) Reproduce(ctx context.Context, scene engine.Scene, d heald.Diagnosis, env heald.Environment) (heald.Reproduction, error) {
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Reproduction{}, err
	}
	defer back()
	return b.Reproduce(ctx, scene, d, env)
}

// Repair implements engine.Mender.
func (w *Workshop) Repair(ctx context.Context, scene engine.Scene, found engine.Findings) (heald.Attempt, error) {
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Attempt{}, err
	}
	defer back()
	return b.Repair(ctx, scene, found)
}

// Validate implements engine.Mender.
func (w *Workshop) Validate(ctx context.Context, scene engine.Scene, found engine.Findings, candidates []heald.Patch) (heald.Choice, error) {
	scene, b, back, err := w.at(ctx, scene)
	if err != nil {
		return heald.Choice{}, err
	}
	defer back()
	return b.Validate(ctx, scene, found, candidates)
}

var _ interface {
	engine.Diagnoser
	engine.Governor
	engine.Preparer
	engine.Reproducer
	engine.Mender
	engine.Repository
} = (*Workshop)(nil)
