package daemon

import (
	"context"
	"log/slog"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/forge"
	"github.com/heald-dev/heald/internal/review"
)

// desk is where proposals go and answers come from. It implements engine.Reviewer and engine.Merger.
type desk struct {
	forge    forge.Forge
	workshop *app.Workshop
	console  string // where a person answers
	log      *slog.Logger
}

// Open implements engine.Reviewer. A case that waits for a person needs no bench.
func (d *desk) Open(ctx context.Context, c heald.Case, at time.Time) (heald.Review, error) {
	opened, err := d.forge.Open(ctx, review.Proposal(c, at))
	if err != nil {
		return opened, err
	}
	d.workshop.Leave(c.ID)
	if opened.URL == "" && d.console != "" {
		opened.URL = d.console + "/incidents/" + c.ID
	}
	d.log.Info("a review waits for a person", "case", c.ID, "service", c.Service.Name, "branch", opened.Branch, "url", opened.URL)
	return opened, nil
}

// Remind implements engine.Reviewer: the console puts a repeated review first, and the log says it once more.
func (d *desk) Remind(_ context.Context, c heald.Case) error {
	d.log.Warn("a review still waits for a person", "case", c.ID, "service", c.Service.Name, "url", c.Review.URL, "expires", c.Review.Expires)
	return nil
}

// Close implements engine.Reviewer.
func (d *desk) Close(ctx context.Context, c heald.Case, why string) error {
	return d.forge.Close(ctx, c.Service, *c.Review, why)
}

// Merge implements engine.Merger.
func (d *desk) Merge(ctx context.Context, c heald.Case, at time.Time) (heald.Merge, error) {
	return d.forge.Merge(ctx, c.Service, *c.Review, at)
}

// Revert implements engine.Merger.
func (d *desk) Revert(ctx context.Context, c heald.Case, at time.Time) (heald.Merge, error) {
	return d.forge.Revert(ctx, c.Service, *c.Merge, review.RevertMessage(c), at)
}
