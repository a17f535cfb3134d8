package web

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// The canary's plot is drawn here, as SVG: it is there before any script, without one, and on paper.
const (
	plotWidth, plotHeight = 640.0, 220.0
	plotLeft, plotRight   = 62.0, 24.0
	plotTop, plotBottom   = 12.0, 26.0
	window                = 15 * time.Second // errors are counted over so much time before each point
	maxTable              = 12
)

// plot is the error rate of both versions over time, over the canary's share of the traffic.
type plot struct {
	Weight, Stable, Canary string  // paths
	Base                   float64 // height of the rate from before the incident; NaN: unknown
	Top                    string  // what the upper edge of the scale stands for
	Span                   string  // how long the plot is
	Steps                  []mark  // where the weight changed
	Crashes                []mark
	Table                  []point
	Says                   string // in words, for who does not see it
}

type mark struct {
	X, Y float64
	Text string
}

// point is a row of the table that says the same.
type point struct {
	After          string
	Weight         int
	Stable, Canary rate
	Crashes        int
}

type rate struct{ Requests, Errors int }

func (r rate) share() float64 {
	if r.Requests <= 0 {
		return math.NaN()
	}
	return min(float64(max(r.Errors, 0))/float64(r.Requests), 1)
}

// String is the rate as text.
func (r rate) String() string {
	if r.Requests <= 0 {
		return "no traffic"
	}
	return fmt.Sprintf("%s (%d of %d)", percent(r.share()), r.Errors, r.Requests)
}

func sum(routes []heald.RouteRate) rate {
	var total rate
	for _, r := range routes {
		total.Requests += r.Requests
		total.Errors += r.Errors
	}
	return total
}

func (r rate) minus(o rate) rate { return rate{r.Requests - o.Requests, r.Errors - o.Errors} }

// plotOf draws a rollout, or returns nil where there is nothing to draw yet.
func plotOf(r *heald.Rollout) *plot {
	if r == nil || len(r.Samples) < 2 {
		return nil
	}
	stable, canary := rates(r.Samples, stableOf), rates(r.Samples, canaryOf)
	base := sum(r.Baseline).share()
	top := scale(append(append([]float64{base}, stable...), canary...))
	from, until := r.Samples[0].At, r.Samples[len(r.Samples)-1].At
	if r.Began.Before(from) && !r.Began.IsZero() {
		from = r.Began
	}
	length := max(until.Sub(from), time.Second)
	x := func(at time.Time) float64 {
		return plotLeft + (plotWidth-plotLeft-plotRight)*clamp(float64(at.Sub(from))/float64(length))
	}
	y := func(share float64) float64 {
		return plotHeight - plotBottom - (plotHeight-plotTop-plotBottom)*clamp(share)
	}
	p := &plot{Top: percent(top), Span: span(length), Base: math.NaN(), Table: table(r.Samples, from)}
	if !math.IsNaN(base) {
		p.Base = y(base / top)
	}
	p.Stable = line(r.Samples, stable, x, func(v float64) float64 { return y(v / top) })
	p.Canary = line(r.Samples, canary, x, func(v float64) float64 { return y(v / top) })
	p.steps(r.Samples, x, y)
	last := r.Samples[len(r.Samples)-1]
	p.Says = fmt.Sprintf("Error rate over %s. Canary: %s. Stable: %s. The canary has %d %% of the traffic.", p.Span, sum(last.Canary), sum(last.Stable), last.Weight)
	return p
}

func clamp(v float64) float64 { return max(0, min(1, v)) }

func stableOf(s heald.Sample) rate { return sum(s.Stable) }
func canaryOf(s heald.Sample) rate { return sum(s.Canary) }

// rates are the shares of errors within the window before each sample; NaN where nothing was asked.
func rates(samples []heald.Sample, of func(heald.Sample) rate) []float64 {
	shares := make([]float64, len(samples))
	first := 0
	for i, s := range samples {
		for first < i && s.At.Sub(samples[first].At) > window {
			first++
		}
		earlier := rate{}
		if first > 0 || i > 0 && s.At.Sub(samples[0].At) >= window {
			earlier = of(samples[first])
		}
		shares[i] = of(s).minus(earlier).share()
	}
	return shares
}

// scale is the upper edge: a round share just above all that is drawn.
func scale(values []float64) float64 {
	most := 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			most = max(most, v)
		}
	}
	for _, edge := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5} {
		if most <= edge*0.95 {
			return edge
		}
	}
	return 1
}

func line(samples []heald.Sample, values []float64, x func(time.Time) float64, y func(float64) float64) string {
	var b strings.Builder
	pen := "M"
	for i, v := range values {
		if math.IsNaN(v) {
			pen = "M"
			continue
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", pen, x(samples[i].At), y(v))
		pen = "L"
	}
	return b.String()
}

// steps draws the canary's share of the traffic as a stair, and marks its steps and the crashes.
func (p *plot) steps(samples []heald.Sample, x func(time.Time) float64, y func(float64) float64) {
	var b strings.Builder
	fmt.Fprintf(&b, "M%.1f %.1f", x(samples[0].At), y(0))
	weight, crashes := -1, 0
	for _, s := range samples {
		at := x(s.At)
		if s.Weight != weight {
			if weight >= 0 {
				fmt.Fprintf(&b, "L%.1f %.1f", at, y(float64(weight)/100))
			}
			fmt.Fprintf(&b, "L%.1f %.1f", at, y(float64(s.Weight)/100))
			p.Steps = append(p.Steps, mark{at + 4, max(y(float64(s.Weight)/100)-6, plotTop+10), fmt.Sprintf("%d %%", s.Weight)})
			weight = s.Weight
		}
		if s.Crashes > crashes {
			p.Crashes = append(p.Crashes, mark{at, plotTop + 12, plural(s.Crashes-crashes, "crash", "crashes")})
			crashes = s.Crashes
		}
	}
	end := x(samples[len(samples)-1].At)
	fmt.Fprintf(&b, "L%.1f %.1fL%.1f %.1fZ", end, y(float64(weight)/100), end, y(0))
	p.Weight = b.String()
}

// table has the first sample, the last, those at which the weight changed, and some between.
func table(samples []heald.Sample, from time.Time) []point {
	every := max(len(samples)/maxTable, 1)
	var points []point
	for i, s := range samples {
		changed := i > 0 && samples[i-1].Weight != s.Weight
		if i%every == 0 || changed || i == len(samples)-1 {
			points = append(points, point{span(s.At.Sub(from)), s.Weight, stableOf(s), canaryOf(s), s.Crashes})
		}
	}
	return points
}
