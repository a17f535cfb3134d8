package daemon

import (
	"context"
	"slices"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
)

// witness adds to what a service prints of a crash what the proxy in front of it saw: the request, with what it carried. It stands where a
// log would have it, before the trace, and is redacted with the rest of the text.
func witness(told func(service, said string, at time.Time) string, next telemetry.Sink) telemetry.Sink {
	return telemetry.SinkFunc(func(ctx context.Context, signals []heald.Signal) error {
		signals = slices.Clone(signals)
		for i, s := range signals {
			if len(s.Exceptions) == 0 {
				continue
			}
			if line := told(s.Service, s.Request, s.At); line != "" {
				signals[i] = saying(s, line+"\n")
			}
		}
		return next.Accept(ctx, signals)
	})
}

// saying puts a line before the first trace of a signal.
func saying(s heald.Signal, line string) heald.Signal {
	at := s.Exceptions[0].Start
	if at < 0 || at > len(s.Text) {
		return s
	}
	s.Text = s.Text[:at] + line + s.Text[at:]
	s.Exceptions = moved(s.Exceptions, at, len(line))
	return s
}

// moved are exceptions whose places in the text come later from somewhere on.
func moved(all []heald.Exception, from, by int) []heald.Exception {
	all = slices.Clone(all)
	for i := range all {
		e := &all[i]
		if e.Start >= from {
			e.Start += by
		}
		if e.End >= from {
			e.End += by
		}
		e.Causes, e.Members = moved(e.Causes, from, by), moved(e.Members, from, by)
	}
	return all
}
