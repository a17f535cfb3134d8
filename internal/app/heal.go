package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/review"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/trace"
	"github.com/heald-dev/heald/internal/triage"
)

// Options is one case, asked for in the foreground.
type Options struct {
	Repo        string // the service's checkout
	Trace       []byte // text with a stack trace in it
	Service     string // sub-folder of the repository
	Rev         string // the revision that crashed; empty: HEAD
	TestCommand string
	Lang        string
	Environment string
	Setup       string
	Budget      time.Duration
	Seed        int64
	Branch      string // commit the patch there; empty: change nothing
	Policy      string // a folder with rules that replace the default ones

	Step func(heald.Case) // told after each step
	Say  func(string)     // told what is going on
	Warn func(string)
}

// Stats is what a case cost.
type Stats struct {
	Candidates  int     `json:"candidates"`
	Executed    int     `json:"executed"`
	CutByBudget bool    `json:"cut_by_budget"`
	Seconds     Seconds `json:"seconds"`
}

// Seconds is wall-clock time by stage.
type Seconds struct {
	Diagnose  float64 `json:"diagnose"`
	Reproduce float64 `json:"reproduce"`
	Repair    float64 `json:"repair"`
	Validate  float64 `json:"validate"`
	Total     float64 `json:"total"`
}

// Outcome is a finished case and what a person is shown of it.
type Outcome struct {
	Case     heald.Case
	Card     heald.Card
	TestDiff string
	Branch   string // where the patch was committed; empty when nowhere
	Stats    Stats
}

// Heal walks one incident to a permitted patch or another end. The repository is changed only by Options.Branch, and then only by
// a new branch. Errors are heald.ErrInvalid for bad input; anything else means that the experiment could not take place.
func Heal(ctx context.Context, o Options) (Outcome, error) {
	began := time.Now()
	room, err := open(ctx, o)
	if err != nil {
		return Outcome{}, err
	}
	defer room.close()
	if room.unable != "" {
		return room.handOver(o, began), nil
	}
	if o.Setup != "" {
		if err := room.remote.setUp(ctx, room.scene(o)); err != nil {
			return Outcome{}, err
		}
		began = time.Now() // a set-up stands outside the budget
	}
	c, err := room.engine.Finish(ctx, room.first(o, began), room.commit, o.Step)
	if err != nil {
		return Outcome{}, err
	}
	out := room.outcome(c, began)
	if o.Branch != "" && c.Patch != nil {
		if out.Branch, err = room.branch(ctx, o.Branch, c); err != nil {
			return Outcome{}, err
		}
	}
	return out, nil
}

// Diagnose walks one incident as far as Accept and runs no code of the service.
func Diagnose(ctx context.Context, o Options) (Outcome, error) {
	began := time.Now()
	room, err := open(ctx, o)
	if err != nil {
		return Outcome{}, err
	}
	defer room.close()
	if room.unable != "" {
		return room.handOver(o, began), nil
	}
	c := room.first(o, began)
	for !c.Done() && c.State != heald.Accepted {
		if c, _, err = room.engine.Advance(ctx, c, nil, room.commit); err != nil {
			return Outcome{}, err
		}
		o.Step(c)
	}
	return room.outcome(c, began), nil
}

// room is everything that one case in the foreground needs.
type room struct {
	repo     *git.Repo
	incident heald.Incident
	checkout heald.Checkout
	service  heald.Service
	unable   string // why this language cannot be mended; empty when it can

	engine *engine.Engine
	cases  *store.Memory
	remote *remote
	dir    string // temporary, removed by close
	stop   func()
}

// open checks every input before anything runs.
func open(ctx context.Context, o Options) (*room, error) {
	r := &room{stop: func() {}}
	var err error
	if r.repo, err = git.Open(o.Repo); err != nil {
		return nil, err
	}
	rev := o.Rev
	if rev == "" {
		rev = "HEAD"
	}
	commit, err := r.repo.Resolve(ctx, rev)
	if err != nil {
		return nil, err
	}
	if o.Service == "" {
		o.Service = r.repo.Prefix() // --repo named a sub-folder
	}
	if r.service, err = service(r.repo.Root(), o); err != nil {
		return nil, err
	}
	if o.Branch != "" {
		if err := r.repo.MayBranch(ctx, o.Branch); err != nil {
			return nil, err
		}
	}
	if r.incident, err = incident(r.service, o); err != nil {
		return nil, err
	}
	if err := mayDecide(ctx, o.Policy); err != nil {
		return nil, err
	}
	if _, known := languages[r.incident.Language]; !known {
		r.unable = unable(r.incident)
		return r, nil
	}
	r.warnDirty(ctx, o)
	return r, r.furnish(ctx, o, commit)
}

func (r *room) warnDirty(ctx context.Context, o Options) {
	dirty, err := r.repo.Dirty(ctx)
	if err != nil || len(dirty) == 0 {
		return // the warning is a courtesy; the commit is healed either way
	}
	more := ""
	if len(dirty) > 5 {
		more = fmt.Sprintf(" and %d more", len(dirty)-5)
		dirty = dirty[:5]
	}
	o.Warn("uncommitted changes are left alone and not healed: " + strings.Join(dirty, ", ") + more)
}

// furnish makes the checkout, starts the worker, and puts the stages into an engine.
func (r *room) furnish(ctx context.Context, o Options, commit heald.Commit) error {
	dir, err := os.MkdirTemp("", "heald-")
	if err != nil {
		return fmt.Errorf("make a folder for the case: %w", err)
	}
	r.dir = dir
	if r.remote, err = startWorker(ctx, workerOptions{dir: dir, repo: r.repo, language: r.incident.Language, policy: o.Policy, say: o.Say}); err != nil {
		r.close()
		return err
	}
	r.stop = r.remote.close
	made, err := r.remote.guard.checkout(ctx, historyQuestion{Commit: commit.SHA})
	if err != nil {
		r.close()
		return err
	}
	if r.service.Path == "" && o.Service == "" {
		if folder := serviceOf(made.Root, supportOf(r.incident.Language), r.incident.Exception.Frames); folder != "" {
			r.service.Path, r.service.Name = folder, filepath.Base(folder)
			r.incident.Service = r.service.Name
			o.Say("the service is " + folder + "; name another one with --service")
		}
	}
	if err := holds(made, r.service.Path); err != nil {
		r.close()
		return err
	}
	r.checkout = made
	r.checkout.Path = r.service.Path
	r.engine = &engine.Engine{
		Diagnoser: r.remote, Preparer: r.remote, Reproducer: r.remote, Mender: r.remote, Governor: r.remote,
		Now: time.Now,
	}
	r.cases = store.NewMemory()
	return nil
}

// commit keeps a case for the life of this process: nobody else speaks to it, and nothing is waited for.
func (r *room) commit(ctx context.Context, c heald.Case, _ []heald.Input, _ heald.Wait) error {
	return r.cases.Save(ctx, c)
}

// holds checks that the service's folder is one at the commit. A link counts as missing: it may lead outside.
func holds(tree heald.Checkout, folder string) error {
	at := tree.Root
	for part := range strings.SplitSeq(folder, "/") {
		at = filepath.Join(at, part)
		if info, err := os.Lstat(at); err != nil || !info.IsDir() {
			return fmt.Errorf("--service %s: no such folder in %s at commit %s; give one that is committed there: %w", folder, tree.Home, tree.Commit, heald.ErrInvalid)
		}
	}
	return nil
}

func (r *room) close() {
	r.stop()
	if r.dir != "" {
		// Trees may hold folders without write permission; what cannot be removed is temporary anyway.
		_ = os.RemoveAll(r.dir)
	}
}

func incident(s heald.Service, o Options) (heald.Incident, error) {
	found := trace.Parse(o.Trace)
	traces := found
	if o.Lang != "" {
		traces = only(traces, o.Lang)
	}
	chosen, ok := triage.Choose(traces)
	switch {
	case !ok && len(found) > 0:
		return heald.Incident{}, fmt.Errorf("--lang %s: --trace holds a stack trace of %s and none of that language: leave --lang out, or give the other trace: %w", o.Lang, found[0].Language, heald.ErrInvalid)
	case !ok:
		return heald.Incident{}, fmt.Errorf("--trace holds no stack trace that heald can read (%d bytes read): give the text from the line \"Traceback\", \"panic:\" or the like to the error line: %w", len(o.Trace), heald.ErrInvalid)
	}
	return triage.Incident(s.Name, o.Trace, chosen, time.Time{}), nil
}

func only(traces []heald.Exception, language string) []heald.Exception {
	var found []heald.Exception
	for _, t := range traces {
		if t.Language == language {
			found = append(found, t)
		}
	}
	return found
}

func (r *room) first(o Options, began time.Time) heald.Case {
	return heald.Case{
		ID:    fmt.Sprintf("%s-%s-%d", r.service.Name, r.incident.Fingerprint, max(1, r.incident.Generation)),
		State: heald.Open, Seed: o.Seed, Deadline: began.Add(o.Budget), Service: r.service, Incident: r.incident, Checkout: r.checkout,
	}
}

func (r *room) scene(o Options) engine.Scene {
	return engine.Scene{Service: r.service, Checkout: r.checkout, Incident: r.incident, Seed: o.Seed}
}

func (r *room) handOver(o Options, began time.Time) Outcome {
	c := r.first(o, began)
	c.State, c.Reason = heald.HandedOver, r.unable
	return Outcome{Case: c, Card: review.Card(c), Stats: Stats{Seconds: Seconds{Total: time.Since(began).Seconds()}}}
}

func (r *room) outcome(c heald.Case, began time.Time) Outcome {
	out := Outcome{Case: c, Card: review.Card(c), TestDiff: review.TestDiff(c)}
	for _, a := range c.Attempts {
		out.Stats.Candidates += a.Proposed
		out.Stats.Executed += a.Executed
		out.Stats.CutByBudget = out.Stats.CutByBudget || a.CutByBudget
	}
	took := r.remote.took
	out.Stats.Seconds = Seconds{
		Diagnose: took[methodDiagnose].Seconds(), Reproduce: took[methodReproduce].Seconds(), Repair: took[methodRepair].Seconds(),
		Validate: took[methodValidate].Seconds(), Total: time.Since(began).Seconds(),
	}
	return out
}

func (r *room) branch(ctx context.Context, name string, c heald.Case) (string, error) {
	p := review.Proposal(c, time.Time{})
	if _, err := r.repo.Branch(ctx, name, p.Base, p.Edits, p.Message, ""); err != nil {
		return "", err
	}
	return name, nil
}
