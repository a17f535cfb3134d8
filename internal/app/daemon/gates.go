package daemon

import (
	"context"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/store"
)

// gates asks govern with what the store knows. It implements engine.Gates.
type gates struct {
	cases  store.Cases
	brake  func(ctx context.Context) (heald.Brake, error)
	limits govern.Limits
	frozen func(at time.Time) string
	now    func() time.Time
}

// Admit implements engine.Gates.
func (g *gates) Admit(ctx context.Context, gate heald.Gate, c heald.Case) (heald.Permit, error) {
	brake, err := g.brake(ctx)
	if err != nil {
		return heald.Permit{}, fmt.Errorf("read the brake: %w", err)
	}
	load := govern.Load{Brake: brake, Frozen: g.frozen(g.now())}
	for _, ask := range questions[gate] {
		if err := g.count(ctx, &load, ask, c); err != nil {
			return heald.Permit{}, err
		}
	}
	return govern.Admit(gate, load, g.limits, g.now()), nil
}

// question is one figure of the load: which cases count.
type question struct {
	figure func(*govern.Load) *int
	filter func(c heald.Case) store.Filter
	counts func(e store.Entry, now time.Time) bool // nil: all that the filter finds
}

var (
	begun = question{
		func(l *govern.Load) *int { return &l.Begun },
		func(c heald.Case) store.Filter { return store.Filter{Service: c.Service.Name, Limit: most} },
		func(e store.Entry, now time.Time) bool {
			return e.State != heald.Open && now.Sub(e.Created) < time.Hour
		},
	}
	fixes = question{
		func(l *govern.Load) *int { return &l.Fixes },
		func(c heald.Case) store.Filter {
			return store.Filter{Service: c.Service.Name, Fingerprint: c.Incident.Fingerprint, Proposed: true, Limit: most}
		}, nil,
	}
	reviews = question{
		func(l *govern.Load) *int { return &l.Reviews },
		func(c heald.Case) store.Filter {
			return store.Filter{Repository: c.Service.Repository, States: []heald.State{heald.InReview}, Limit: most}
		}, nil,
	}
	changes = question{
		func(l *govern.Load) *int { return &l.Changes },
		func(c heald.Case) store.Filter {
			return store.Filter{Service: c.Service.Name, States: []heald.State{heald.Merged, heald.Rolling, heald.Aborting}, Limit: most}
		}, nil,
	}
)

// most bounds how many cases are counted: no budget is larger.
const most = 200

// questions are what each gate wants to know.
var questions = map[heald.Gate][]question{
	heald.GateBegin: {begun, fixes}, heald.GatePropose: {fixes, reviews}, heald.GateShip: {changes}, heald.GateRollBack: {changes},
}

// count answers one question, without the case that asks.
func (g *gates) count(ctx context.Context, load *govern.Load, q question, c heald.Case) error {
	found, err := g.cases.List(ctx, q.filter(c))
	for _, e := range found {
		if e.ID != c.ID && (q.counts == nil || q.counts(e, g.now())) {
			*q.figure(load)++
		}
	}
	return err
}
