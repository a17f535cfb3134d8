package demo

import (
	"context"

	"github.com/heald-dev/heald"
)

// Platform is what runs the service: at first the head of its branch, then whatever is put on it.
type Platform interface {
	// Live is the commit that the service's requests go to.
	Live(ctx context.Context, service string) (string, error)
}

// Desk is where a person meets cases.
type Desk interface {
	// Watch gives every case as it was saved, after each step, until the context ends.
	Watch(ctx context.Context) <-chan heald.Case
	// Answer is what the console's buttons do.
	Answer(ctx context.Context, id string, answer heald.Answer) error
	// Card is what a person reads of a case.
	Card(c heald.Case) heald.Card
}

// House is heald, guarding the services of one configuration.
type House struct {
	Platform Platform
	Desk     Desk
	Console  string       // its address: "http://127.0.0.1:8787"
	Close    func() error // ends everything that it started
}

// Open starts heald on a configuration file, as serve does.
type Open func(ctx context.Context, config string) (House, error)
