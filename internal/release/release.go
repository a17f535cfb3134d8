// Package release is the port to what brings a commit to users, and back. Every call is idempotent.
package release

import (
	"context"
	"time"

	"github.com/heald-dev/heald"
)

// Traffic gives commits their share of a service's requests.
type Traffic interface {
	// Route runs a commit beside the live one, when it does not run yet, and gives it a share of the requests, in percent. It returns
	// before the commit is ready; requests go to the live one until then.
	Route(ctx context.Context, service heald.Service, commit string, percent int) error
	// Settle gives a commit all requests and ends what else runs. It returns when the requests go there.
	Settle(ctx context.Context, service heald.Service, commit string) error
	// Live is what the service runs. heald.ErrNotFound when the service is not released by this brand.
	Live(ctx context.Context, service heald.Service) (heald.Deployment, error)
}

// Seen is what was counted of a service since a moment.
type Seen struct {
	Stable, Canary []heald.RouteRate
	Commit         string // of the canary; empty when there is none
	Ready          bool   // the canary answers
	Exits          int    // times that the canary's processes ended
}

// Observer counts how requests end, by route.
type Observer interface {
	// Observe counts what both versions did since a moment.
	Observe(ctx context.Context, service string, since time.Time) (Seen, error)
	// Baseline counts what the live versions did in a time that is over, and nothing that lies outside of it.
	Baseline(ctx context.Context, service string, from, to time.Time) ([]heald.RouteRate, error)
	// Between counts all that they did in a time, and perhaps a little of what was around it.
	Between(ctx context.Context, service string, from, to time.Time) ([]heald.RouteRate, error)
}

// Request names one that failed. What it carried stays where it was recorded.
type Request struct {
	ID     string // for Send
	Method string
	Path   string // with its values: not for the case
	Route  string // method and path with its values taken out
	At     time.Time
	Whole  bool // it was recorded with all of its body, so that it can be sent again
}

// Answer is how a request ended that was sent again.
type Answer struct {
	Status int
	Broken bool // the connection ended without an answer
}

// Prober sends a failed request again, to the canary alone.
type Prober interface {
	// Failing finds the request that a crash at a moment belongs to. said is its method and path when the crash named them, or empty.
	Failing(ctx context.Context, service, said string, at time.Time) (Request, bool, error)
	// Send sends it to the canary. heald.ErrNotFound when it is no longer kept, heald.ErrTransient when there is no canary to ask.
	Send(ctx context.Context, service, id string) (Answer, error)
}
