package app

import (
	"context"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose"
	"github.com/heald-dev/heald/internal/diagnose/blame"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/pipe"
	"github.com/heald-dev/heald/internal/prepare"
	"github.com/heald-dev/heald/internal/redact"
	"github.com/heald-dev/heald/internal/repair"
	"github.com/heald-dev/heald/internal/reproduce"
	"github.com/heald-dev/heald/internal/triage"
	"github.com/heald-dev/heald/internal/validate"
)

// stages is the worker's side: every stage with what it may ask of the parent.
type stages struct {
	parent    parentSide
	diagnose  diagnose.Stage
	blame     blame.Blamer
	reproduce reproduce.Stage
	repair    repair.Stage
	validate  validate.Stage
}

// stageMethods are what the worker answers.
var stageMethods = map[string]func(stages, context.Context, request) (any, error){
	methodDiagnose:  stages.diagnosed,
	methodPlan:      stages.planned,
	methodPrepare:   stages.prepared,
	methodReproduce: stages.reproduced,
	methodBlame:     stages.blamed,
	methodRepair:    stages.repaired,
	methodValidate:  stages.validated,
	methodLook:      stages.looked,
}

func newStages(conn *pipe.Conn) stages {
	p := parentSide{conn}
	return stages{
		parent:    p,
		diagnose:  diagnose.Stage{Support: supportOf},
		blame:     blame.Blamer{Support: supportOf, Runner: p, History: p, Checkouts: p, Progress: p.progress},
		reproduce: reproduce.Stage{Support: supportOf, Runner: p, Progress: p.progress, Normalise: triage.NormaliseMessage, Sensitive: redact.Find},
		repair:    repair.Stage{Support: supportOf, Runner: p, Progress: p.progress},
		validate:  validate.Stage{Support: supportOf, Runner: p, Progress: p.progress},
	}
}

func (s stages) diagnosed(ctx context.Context, r request) (any, error) {
	return s.diagnose.Run(ctx, diagnose.Input{Incident: r.Scene.Incident, Checkout: r.Scene.Checkout, Service: r.Scene.Service})
}

func (s stages) planned(_ context.Context, r request) (any, error) {
	in, err := s.prepareInput(r)
	if err != nil {
		return nil, err
	}
	return prepare.Plan(in, languages[r.Scene.Incident.Language].environments)
}

func (s stages) prepared(ctx context.Context, r request) (any, error) {
	in, err := s.prepareInput(r)
	if err != nil {
		return nil, err
	}
	return prepare.Run(ctx, in)
}

func (s stages) prepareInput(r request) (prepare.Input, error) {
	b, err := brandOf(r.Scene.Incident.Language)
	return prepare.Input{Service: r.Scene.Service, Tree: r.Scene.Checkout, Roots: r.Roots, Language: b.environments, Runner: s.parent}, err
}

func (s stages) reproduced(ctx context.Context, r request) (any, error) {
	return s.reproduce.Run(ctx, reproduce.Input{
		Incident: r.Scene.Incident, Checkout: r.Scene.Checkout, Diagnosis: r.Found.Diagnosis, Environment: r.Found.Environment,
		Seed: r.Scene.Seed, Deadline: r.Scene.Deadline,
	})
}

func (s stages) repaired(ctx context.Context, r request) (any, error) {
	in := repair.Input{
		Incident: r.Scene.Incident, Diagnosis: r.Found.Diagnosis, Reproduction: r.Found.Reproduction, Environment: r.Found.Environment,
		Checkout: r.Scene.Checkout, Blame: r.Found.Blame, Earlier: r.Found.Earlier, Lessons: r.Found.Lessons, Deadline: r.Scene.Deadline,
	}
	if guilty := r.Found.Blame.Commit; guilty != nil {
		change, err := s.parent.Patch(ctx, guilty.SHA)
		if err != nil {
			return heald.Attempt{}, err
		}
		in.Change = change
	}
	return s.repair.Run(ctx, in)
}

func (s stages) validated(ctx context.Context, r request) (any, error) {
	in := validate.Input{
		Incident: r.Scene.Incident, Checkout: r.Scene.Checkout, Service: r.Scene.Service, Diagnosis: r.Found.Diagnosis, Environment: r.Found.Environment,
		Reproduction: r.Found.Reproduction, Blame: r.Found.Blame, Candidates: r.Candidates, Seed: r.Scene.Seed, Deadline: r.Scene.Deadline,
	}
	if before := r.Found.Blame.Before; before != nil {
		tree, err := s.parent.Checkout(ctx, before.SHA, "")
		if err != nil {
			return heald.Choice{}, err
		}
		tree.Path = r.Scene.Checkout.Path
		in.Former = &tree
	}
	return s.validate.Run(ctx, in)
}

func (s stages) looked(_ context.Context, r request) (any, error) {
	return govern.Look(decideInput(r.Scene, r.Found, r.Choice), supportFor)
}

// blameShare is the part of the time left that a bisection may take: who brought the bug matters less than its mend.
const blameShare = 5

func (s stages) blamed(ctx context.Context, r request) (any, error) {
	return s.blame.Run(ctx, blame.Suspicion{
		Incident: r.Scene.Incident, Diagnosis: r.Found.Diagnosis, Reproduction: r.Found.Reproduction, Environment: r.Found.Environment,
		Checkout: r.Scene.Checkout, Deadline: time.Now().Add(time.Until(r.Scene.Deadline) / blameShare),
	})
}
