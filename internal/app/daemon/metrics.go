package daemon

import (
	"context"
	"net/http"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meters count what the daemon does, in names that begin with heald_.
type meters struct {
	registry *prometheus.Registry
	signals  *prometheus.CounterVec
	steps    *prometheus.HistogramVec
}

func newMeters() *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		signals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "heald_signals_total", Help: "Crashes that were counted, by service.",
		}, []string{"service"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "heald_step_seconds", Help: "Time that a step of a case took, by where it began and where it led.", Buckets: []float64{0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300},
		}, []string{"from", "to"}),
	}
	m.registry.MustRegister(m.signals, m.steps, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// metrics answers Prometheus.
func (d *Daemon) metrics() http.Handler {
	d.meters.registry.MustRegister(open{d.store})
	return promhttp.HandlerFor(d.meters.registry, promhttp.HandlerOpts{})
}

// open counts the cases that have not ended, by state, when it is asked.
type open struct{ cases store.Cases }

var openCases = prometheus.NewDesc("heald_open_cases", "Cases that have not ended, by state; counted up to 1000.", []string{"state"}, nil)

// Describe implements prometheus.Collector.
func (open) Describe(to chan<- *prometheus.Desc) { to <- openCases }

// Collect implements prometheus.Collector. What cannot be read is left out.
func (o open) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	entries, err := o.cases.List(ctx, store.Filter{Live: true, Limit: maxOpen})
	if err != nil {
		return
	}
	states := map[heald.State]int{}
	for _, e := range entries {
		states[e.State]++
	}
	for state, n := range states {
		to <- prometheus.MustNewConstMetric(openCases, prometheus.GaugeValue, float64(n), string(state))
	}
}
