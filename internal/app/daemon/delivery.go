package daemon

import (
	"context"
	"fmt"

	"github.com/heald-dev/heald"
)

// Undelivered is for services that somebody else deploys: a merged fix is the end of what heald does.
type Undelivered struct{}

// Fresh implements engine.Deliverer.
func (Undelivered) Fresh(context.Context, heald.Case) (heald.Rollback, bool, error) {
	return heald.Rollback{}, false, nil
}

// Plan implements engine.Deliverer.
func (Undelivered) Plan(_ context.Context, c heald.Case) (heald.Rollout, error) {
	return heald.Rollout{}, fmt.Errorf("%s is not delivered by heald: %w", c.Service.Name, heald.ErrNotFound)
}

// Watch implements engine.Deliverer.
func (Undelivered) Watch(_ context.Context, c heald.Case) (heald.Rollout, error) {
	return heald.Rollout{}, fmt.Errorf("%s is not delivered by heald: %w", c.Service.Name, heald.ErrNotFound)
}

// Route implements engine.Traffic.
func (Undelivered) Route(_ context.Context, s heald.Service, _ string, _ int) error {
	return fmt.Errorf("%s is not delivered by heald: %w", s.Name, heald.ErrNotFound)
}

// Settle implements engine.Traffic.
func (Undelivered) Settle(_ context.Context, s heald.Service, _ string) error {
	return fmt.Errorf("%s is not delivered by heald: %w", s.Name, heald.ErrNotFound)
}

// Live implements Standing.
func (Undelivered) Live(_ context.Context, s heald.Service) (heald.Deployment, error) {
	return heald.Deployment{}, fmt.Errorf("%s is not delivered by heald: %w", s.Name, heald.ErrNotFound)
}

// Rates implements Standing.
func (Undelivered) Rates(heald.Service) []heald.RouteRate { return nil }
