package daemon

import (
	"context"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
	"github.com/heald-dev/heald/internal/learn"
	"github.com/heald-dev/heald/internal/web"
)

// advancer is the engine, with everybody who listens told of each step. It implements runner.Advancer.
type advancer struct {
	*engine.Engine
	d *Daemon
}

func (d *Daemon) advancer() advancer {
	console := ""
	if address := d.Address(); address != "" {
		console = "http://" + address
	}
	desk := &desk{forge: d.forge, workshop: d.workshop, console: console, log: d.log}
	return advancer{d: d, Engine: &engine.Engine{
		Diagnoser: d.workshop, Governor: d.workshop, Preparer: d.workshop, Reproducer: d.workshop, Mender: d.workshop, Now: d.now,
		Release: &engine.Release{
			Gates:   &gates{cases: d.store, brake: d.brake.Brake, limits: d.conf.Limits, frozen: d.conf.Frozen, now: d.now},
			Journal: d.store, Memory: &learn.Memory{Lessons: d.store, Shared: d.conf.Shared, Now: d.now}, Repository: d.workshop,
			Reviewer: desk, Merger: desk, Deliverer: d.delivery, Traffic: d.delivery, Patience: d.conf.Patience,
		},
	}}
}

// Advance implements runner.Advancer.
func (a advancer) Advance(ctx context.Context, c heald.Case, inbox []heald.Input, commit engine.Commit) (heald.Case, heald.Wait, error) {
	began := time.Now()
	ctx, span := a.d.span(ctx, c)
	next, wait, err := a.Engine.Advance(ctx, c, inbox, commit)
	endSpan(span, next.State, err)
	if err == nil {
		a.tell(c, next, time.Since(began))
	}
	return next, wait, err
}

// GiveUp implements runner.Advancer.
func (a advancer) GiveUp(ctx context.Context, c heald.Case, reason string, commit engine.Commit) error {
	var saved heald.Case
	err := a.Engine.GiveUp(ctx, c, reason, func(ctx context.Context, next heald.Case, used []heald.Input, wait heald.Wait) error {
		saved = next
		return commit(ctx, next, used, wait)
	})
	if err == nil {
		a.tell(c, saved, 0)
	}
	return err
}

func (a advancer) tell(from, to heald.Case, took time.Duration) {
	a.d.meters.steps.WithLabelValues(string(from.State), string(to.State)).Observe(took.Seconds())
	if from.State != to.State {
		a.d.log.Info("step", "case", to.ID, "service", to.Service.Name, "from", from.State, "to", to.State, "took", took.Round(time.Millisecond), "reason", to.Reason)
	}
	if to.Ended() {
		a.d.workshop.Leave(to.ID)
	}
	a.d.walks.publish(to)
	a.d.feed.Publish(web.Change{Kind: "case", Case: to.ID, Service: to.Service.Name, From: from.State, State: to.State, Note: to.Reason, At: a.d.now()})
}
