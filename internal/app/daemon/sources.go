package daemon

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/config"
	"github.com/heald-dev/heald/internal/telemetry"
	"github.com/heald-dev/heald/internal/telemetry/logfile"
	"github.com/heald-dev/heald/internal/telemetry/otlp"
)

// renamed gives signals the name that a service has here: what a service calls itself in OpenTelemetry may be another.
type renamed struct {
	sink  telemetry.Sink
	names map[string]string
}

// Accept implements telemetry.Sink.
func (r renamed) Accept(ctx context.Context, signals []heald.Signal) error {
	for i, s := range signals {
		if name, ok := r.names[s.Service]; ok {
			signals[i].Service = name
		}
	}
	return r.sink.Accept(ctx, signals)
}

// otherSources are the log files and the OpenTelemetry door, by name.
func (h *House) otherSources(file config.Config, log *slog.Logger) (map[string]func(ctx context.Context) error, error) {
	all := map[string]func(ctx context.Context) error{}
	var files []logfile.Files
	names := map[string]string{}
	for _, s := range file.Services {
		for _, name := range s.Sources.OTLP {
			names[name] = s.Name
		}
		for _, p := range s.Sources.Logs {
			files = append(files, logfile.Files{Service: s.Name, Pattern: string(p)})
		}
	}
	if len(files) > 0 {
		positions, err := logfile.OpenPositions(filepath.Join(h.conf.State, "positions.json"))
		if err != nil {
			return nil, err
		}
		source, err := logfile.New(logfile.Config{Files: files, Logger: log, Positions: positions, Commit: h.commitOf})
		if err != nil {
			return nil, err
		}
		all["log files"] = func(ctx context.Context) error { return source.Run(ctx, h.Daemon) }
	}
	if file.OTLP.HTTP == "" && file.OTLP.GRPC == "" {
		return all, nil
	}
	token, err := file.OTLP.Token.Read()
	if err != nil {
		return nil, file.Wrong("otlp.token", err)
	}
	source, err := otlp.New(otlp.Config{
		HTTP: string(file.OTLP.HTTP), GRPC: string(file.OTLP.GRPC), Token: token, Logger: log,
		Known: func(service string) bool { _, ok := names[service]; return ok },
	})
	if err != nil {
		return nil, err
	}
	h.doors = append(h.doors, source.Close)
	all["OpenTelemetry"] = func(ctx context.Context) error { return source.Run(ctx, renamed{h.Daemon, names}) }
	return all, nil
}

// commitOf is the revision that a service runs, or empty.
func (h *House) commitOf(service string) string {
	commit, err := h.Live(context.Background(), service)
	if err != nil && !errors.Is(err, heald.ErrNotFound) && !errors.Is(err, heald.ErrTransient) {
		h.log.Warn("what a service runs is not known", "service", service, "err", err)
	}
	return commit
}
