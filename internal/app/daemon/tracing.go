package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/heald-dev/heald"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Tracing is where heald's own traces go.
type Tracing struct {
	Endpoint string // of OTLP over HTTP, "http://127.0.0.1:4318"; empty: nowhere
	Token    string
}

// tracing makes a tracer, and what sends the rest at the end.
func tracing(ctx context.Context, t Tracing, version string, log *slog.Logger) (trace.Tracer, func(), error) {
	if t.Endpoint == "" {
		return noop.NewTracerProvider().Tracer("heald"), func() {}, nil
	}
	options := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(t.Endpoint), otlptracehttp.WithTimeout(5 * time.Second)}
	if t.Token != "" {
		options = append(options, otlptracehttp.WithHeaders(map[string]string{"Authorization": "Bearer " + t.Token}))
	}
	exporter, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("telemetry.endpoint %s: %w: %w", t.Endpoint, err, heald.ErrInvalid)
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "heald"), attribute.String("service.version", version),
	)))
	return provider.Tracer("heald"), func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if err := provider.Shutdown(last); err != nil {
			log.Warn("the last traces of heald itself were not sent", "err", err)
		}
	}, nil
}

// span is one step of a case.
func (d *Daemon) span(ctx context.Context, c heald.Case) (context.Context, trace.Span) {
	return d.tracer.Start(ctx, "step from "+string(c.State), trace.WithAttributes(
		attribute.String("heald.case", c.ID), attribute.String("heald.service", c.Service.Name), attribute.String("heald.from", string(c.State)),
	))
}

func endSpan(span trace.Span, to heald.State, err error) {
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	} else {
		span.SetAttributes(attribute.String("heald.to", string(to)))
	}
	span.End()
}
