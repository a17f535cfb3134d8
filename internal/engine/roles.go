package engine

import (
	"context"
	"encoding/json"
	"time"

	"github.com/heald-dev/heald"
)

// Scene is what every stage is told.
type Scene struct {
	Case     string         `json:"case,omitempty"`
	Service  heald.Service  `json:"service"`
	Checkout heald.Checkout `json:"checkout"`
	Incident heald.Incident `json:"incident"`
	Seed     int64          `json:"seed"`
	Deadline time.Time      `json:"deadline"`
}

// Findings is what is known by the time a patch is sought.
type Findings struct {
	Diagnosis    heald.Diagnosis    `json:"diagnosis"`
	Environment  heald.Environment  `json:"environment"`
	Reproduction heald.Reproduction `json:"reproduction"`
	Blame        heald.Blame        `json:"blame"`
	Earlier      []heald.Attempt    `json:"earlier,omitempty"` // attempts before this one, with what failed
	Lessons      []heald.Lesson     `json:"lessons,omitempty"`
}

// Diagnoser finds the cause, the place and the nature of an incident.
type Diagnoser interface {
	Diagnose(ctx context.Context, scene Scene) (heald.Diagnosis, error)
	Blame(ctx context.Context, scene Scene, found Findings) (heald.Blame, error)
}

// Governor answers what may be done: Accept, whether this should be fixed here at all; Decide, whether this patch may be proposed.
type Governor interface {
	Accept(ctx context.Context, scene Scene, diagnosis heald.Diagnosis) (heald.Acceptance, error)
	Decide(ctx context.Context, scene Scene, found Findings, choice heald.Choice) (heald.Decision, error)
}

// Preparer finds what makes the service's code runnable. Explain says whether the incident is only a dependency that is missing.
type Preparer interface {
	Prepare(ctx context.Context, scene Scene) (heald.Environment, error)
	Explain(environment heald.Environment, incident heald.Incident) (reason string, missing bool)
}

// Reproducer makes the crash happen again as a failing test.
type Reproducer interface {
	Reproduce(ctx context.Context, scene Scene, diagnosis heald.Diagnosis, environment heald.Environment) (heald.Reproduction, error)
}

// Mender proposes candidates, and judges them.
type Mender interface {
	Repair(ctx context.Context, scene Scene, found Findings) (heald.Attempt, error)
	Validate(ctx context.Context, scene Scene, found Findings, candidates []heald.Patch) (heald.Choice, error)
}

// Release is what a daemon adds to the walk. All fields are required.
type Release struct {
	Gates      Gates
	Journal    Journal
	Memory     Memory
	Repository Repository
	Reviewer   Reviewer
	Deliverer  Deliverer
	Merger     Merger
	Traffic    Traffic
	Patience   Patience
}

// Patience is how long the engine waits.
type Patience struct {
	Remind time.Duration // a review that nobody answered is brought to mind once
	Expire time.Duration // and handed over
	Tick   time.Duration // between two looks at a canary
	Retry  time.Duration // between two looks at a closed gate that names no time
}

// Gates answers whether an effect may start now: brakes, budgets, windows, limits.
type Gates interface {
	Admit(ctx context.Context, gate heald.Gate, c heald.Case) (heald.Permit, error)
}

// Journal records effects. Intend stores an intent, or returns the one stored under the key before.
type Journal interface {
	Intend(ctx context.Context, effect heald.Effect) (heald.Effect, error)
	Conclude(ctx context.Context, key string, result json.RawMessage) error
}

// Memory recalls what earlier cases taught, and learns from an ended one. Learning the same case twice is learning it once.
type Memory interface {
	Recall(ctx context.Context, c heald.Case) ([]heald.Lesson, error)
	Learn(ctx context.Context, c heald.Case) error
}

// Repository is where a service's code lives.
type Repository interface {
	// Stands says why the code cannot be reached at this moment.
	Stands(ctx context.Context, service heald.Service) error
	// Locate finds the commit that crashed and checks it out.
	Locate(ctx context.Context, c heald.Case) (heald.Checkout, error)
	// Carry moves a case's patch onto the head of its branch; heald.ErrConflict when it does not apply there.
	Carry(ctx context.Context, c heald.Case) (heald.Checkout, heald.Patch, error)
}

// Reviewer asks a person. Every call is idempotent: the same case and moment give the same review.
type Reviewer interface {
	Open(ctx context.Context, c heald.Case, at time.Time) (heald.Review, error)
	Remind(ctx context.Context, c heald.Case) error
	Close(ctx context.Context, c heald.Case, why string) error
}

// Deliverer decides how a merged commit reaches users, from what is seen of it. It changes nothing.
type Deliverer interface {
	// Fresh says whether the crash began with a deployment that may be rolled back, and to what.
	Fresh(ctx context.Context, c heald.Case) (heald.Rollback, bool, error)
	// Plan begins a rollout; heald.ErrNotFound when heald does not deliver the service.
	Plan(ctx context.Context, c heald.Case) (heald.Rollout, error)
	// Watch returns the rollout with what was seen until now, and its verdict. For Raise, Weight is the next weight.
	Watch(ctx context.Context, c heald.Case) (heald.Rollout, error)
}

// Merger changes a service's branch: it puts the reviewed commit there, or takes it back. Both are idempotent.
type Merger interface {
	Merge(ctx context.Context, c heald.Case, at time.Time) (heald.Merge, error) // heald.ErrConflict when the base moved
	Revert(ctx context.Context, c heald.Case, at time.Time) (heald.Merge, error)
}

// Traffic gives commits their share of a service's requests. Both calls are idempotent.
type Traffic interface {
	// Route runs a commit beside the stable one and gives it a share of the requests, in percent.
	Route(ctx context.Context, service heald.Service, commit string, percent int) error
	// Settle gives a commit all requests and stops what else runs.
	Settle(ctx context.Context, service heald.Service, commit string) error
}
