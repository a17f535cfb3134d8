package daemon

import (
	"context"
	"errors"
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
	"github.com/heald-dev/heald/internal/web"
)

// Accept implements telemetry.Sink: signals become counts, and cases where there is none yet, before the sender is told that they
// arrived. Signals of services that nobody configured are counted nowhere: they must not steer patches.
func (d *Daemon) Accept(ctx context.Context, signals []heald.Signal) error {
	var known []heald.Signal
	for _, s := range signals {
		if _, ok := d.service(s.Service); ok {
			known = append(known, s)
		}
	}
	groups := d.grouper.Group(known, d.now())
	if len(groups) == 0 {
		return nil
	}
	opened, err := d.jobs.Record(ctx, groups, d.opens)
	if err != nil {
		return fmt.Errorf("store %d signals: %w", len(signals), err)
	}
	for _, o := range opened {
		if d.opening != nil {
			d.opening(o.Case)
		}
		d.log.Info("an incident was opened", "case", o.Case.ID, "service", o.Case.Service.Name, "error", o.Case.Incident.ErrorType, "generation", o.Case.Incident.Generation)
		d.feed.Publish(web.Change{Kind: "case", Case: o.Case.ID, Service: o.Case.Service.Name, State: heald.Open, At: d.now()})
	}
	for _, g := range groups {
		d.meters.signals.WithLabelValues(g.Service).Add(float64(g.Count))
		d.feed.Publish(web.Change{Kind: "count", Service: g.Service, At: d.now()})
	}
	return nil
}

// opens makes the case of an occurrence that opens one.
func (d *Daemon) opens(o heald.Occurrence, latest store.Latest) (store.Opened, bool) {
	s, ok := d.service(o.Service)
	if !ok || !store.Opens(o, latest, d.conf.Quiet) || d.undeployed(s, o, latest) {
		return store.Opened{}, false
	}
	incident := o.Incident
	incident.Generation = latest.Generation + 1
	return store.Opened{Priority: d.priority(s), Case: heald.Case{
		ID: store.CaseID(s.Name, o.Fingerprint, incident.Generation), State: heald.Open, Seed: d.conf.Seed, Budget: d.conf.Budget,
		Service: s, Incident: incident, Previous: latest.ID,
	}}, true
}

// undeployed says whether an occurrence may come from the code before the fix: heald merged it, somebody else deploys it, and what
// crashed does not say which commit it is. Only a silence tells that the fix was there in between.
func (d *Daemon) undeployed(s heald.Service, o heald.Occurrence, latest store.Latest) bool {
	if latest.State != heald.Resolved || o.Commit != "" || o.First.Sub(latest.Seen) >= d.conf.Quiet {
		return false
	}
	_, err := d.delivery.Live(context.Background(), s)
	return errors.Is(err, heald.ErrNotFound)
}

// priority orders cases by what hurts most: 1 is first. A service that burns its error budget ten times faster than its goal allows
// goes one up.
func (d *Daemon) priority(s heald.Service) int {
	p := s.Tier
	if p < 1 || p > 4 {
		p = 3
	}
	if burnt := d.burnt(s); burnt != nil && *burnt >= 10 {
		p--
	}
	return max(p, 1)
}
