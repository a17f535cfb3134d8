// Package bench measures what heald can and cannot do. Every figure is judged by tests that the repair never sees.
package bench

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/heald-dev/heald"
)

// Options says what to measure.
type Options struct {
	Data   string        // folder with the public source's layout, or a sub-set of it
	Only   string        // glob over case ids; empty: all
	Budget time.Duration // for each case
	Say    func(string)  // progress
}

// Result is one case.
type Result struct {
	ID      string  `json:"id"`
	Outcome string  `json:"outcome"`
	Correct *bool   `json:"correct"` // by tests that the repair never saw; null where there are none
	Seconds float64 `json:"seconds"`
	Detail  string  `json:"detail"`

	expect string
}

// Report is a benchmark's results.
type Report struct {
	Name    string         `json:"name"`
	Cases   []Result       `json:"cases"`
	Summary map[string]any `json:"summary"`
}

// benchmarks by name; each measures one kind of claim.
var benchmarks = map[string]func(context.Context, Options) (Report, error){
	"crashes": crashes,
}

// Names lists the benchmarks.
func Names() []string { return slices.Sorted(maps.Keys(benchmarks)) }

// Run measures one benchmark. An unknown name, a folder without cases or a bad glob is heald.ErrInvalid.
func Run(ctx context.Context, name string, o Options) (Report, error) {
	benchmark, ok := benchmarks[name]
	if !ok {
		return Report{}, fmt.Errorf("bench %s: there is no such benchmark; there are %v: %w", name, Names(), heald.ErrInvalid)
	}
	if _, err := path.Match(o.Only, ""); err != nil {
		return Report{}, fmt.Errorf("--only %s: %w: %w", o.Only, err, heald.ErrInvalid)
	}
	report, err := benchmark(ctx, o)
	report.Name = name
	return report, err
}

func selected(id string, o Options) bool {
	match, _ := path.Match(o.Only, id) // the pattern was checked
	return o.Only == "" || match
}

// quantile of a copy of values, 0 for none.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.SortedFunc(slices.Values(values), cmp.Compare[float64])
	return sorted[int(share*float64(len(sorted)-1)+0.5)]
}
