// Package telemetry is the port of what services and platforms say about themselves. A brand is a Source: it turns the words of one
// kind of speaker (a supervised process, a log file, an OpenTelemetry exporter) into signals and hands them to a Sink.
//
// What the brands share is here: lines cut out of bytes (Lines), traces assembled from lines (Assembler), the request that a log
// names (Request), and delivery that does not give up (Deliver). All input is hostile: every buffer has a bound, and none of them
// depends on what the speaker says.
package telemetry

import (
	"context"
	"errors"
	"time"

	"github.com/heald-dev/heald"
)

// Sink takes signals. It returns nil only when they are stored; an error means that none of them is.
type Sink interface {
	Accept(ctx context.Context, signals []heald.Signal) error
}

// Source runs until the context ends, and hands on what it hears.
type Source interface {
	Run(ctx context.Context, sink Sink) error
}

// SinkFunc is a function that is a Sink.
type SinkFunc func(ctx context.Context, signals []heald.Signal) error

// Accept implements Sink.
func (f SinkFunc) Accept(ctx context.Context, signals []heald.Signal) error { return f(ctx, signals) }

const (
	firstPause = 50 * time.Millisecond
	longPause  = 5 * time.Second
)

// Deliver hands signals to the sink until it takes them or the context ends: a full disk or a locked database passes. What the sink
// calls invalid or denied will never be taken; Deliver returns that error at once.
func Deliver(ctx context.Context, sink Sink, signals []heald.Signal) error {
	if len(signals) == 0 {
		return nil
	}
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		err := sink.Accept(ctx, signals)
		if err == nil || errors.Is(err, heald.ErrInvalid) || errors.Is(err, heald.ErrDenied) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}
