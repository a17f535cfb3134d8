package runner

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// warnings lets River's warnings through, not its progress, and each only once in a while: on a full disk it has the same one to
// tell many times a second.
type warnings struct {
	slog.Handler
	said *said
}

type said struct {
	mu   sync.Mutex
	last map[string]time.Time
}

const once = 30 * time.Second

func newWarnings(h slog.Handler) slog.Handler {
	return warnings{h, &said{last: map[string]time.Time{}}}
}

// Enabled says whether a record is worth writing.
func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// Handle writes a record whose message was not written just before.
func (h warnings) Handle(ctx context.Context, r slog.Record) error {
	h.said.mu.Lock()
	recent := r.Time.Sub(h.said.last[r.Message]) < once
	if !recent {
		if len(h.said.last) > 100 {
			clear(h.said.last)
		}
		h.said.last[r.Message] = r.Time
	}
	h.said.mu.Unlock()
	if recent {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the rule for a logger with attributes of its own.
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs), h.said}
}

// WithGroup keeps the rule for a group.
func (h warnings) WithGroup(name string) slog.Handler {
	return warnings{h.Handler.WithGroup(name), h.said}
}
