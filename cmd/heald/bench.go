package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald/internal/bench"
	"github.com/heald-dev/heald/internal/show"
	"github.com/spf13/cobra"
)

func benchCommand() *cobra.Command {
	var o bench.Options
	var model string
	var asJSON bool
	c := &cobra.Command{
		Use: "bench NAME --data DIR", Short: "measures what heald can and cannot do", Args: cobra.ExactArgs(1),
		Long:    "bench runs one benchmark: " + strings.Join(bench.Names(), ", ") + ". Results are judged by tests that the repair never sees.",
		Example: "  heald bench crashes --data bench/crashes --only 'a*'",
		RunE: func(cmd *cobra.Command, args []string) error {
			if model != "none" {
				return usageError{fmt.Errorf("--model %s: language models are not built yet", model)}
			}
			if o.Data == "" {
				return usageError{errors.New("--data is missing: name the folder with the benchmark's cases")}
			}
			return runBench(cmd.Context(), args[0], o, asJSON)
		},
	}
	c.Flags().StringVar(&o.Data, "data", "", "folder with the benchmark's cases, in the layout of the public source")
	c.Flags().StringVar(&o.Only, "only", "", "only the cases whose id matches this glob")
	c.Flags().DurationVar(&o.Budget, "budget", 60*time.Second, "wall-clock time for each case")
	c.Flags().StringVar(&model, "model", "none", "a language model as one more proposer (not built yet)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout")
	return c
}

func runBench(ctx context.Context, name string, o bench.Options, asJSON bool) error {
	o.Say = func(s string) { fmt.Fprintln(os.Stderr, show.Line(s)) }
	report, err := bench.Run(ctx, name, o)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(os.Stdout, struct {
			Schema string `json:"schema"`
			bench.Report
		}{"heald.bench/v1", report})
	}
	for _, r := range report.Cases {
		if r.Correct == nil || !*r.Correct {
			fmt.Printf("%-40s %-11s %s\n", r.ID, r.Outcome, show.Line(r.Detail))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(report.Summary)) {
		fmt.Printf("%-16s %v\n", key, report.Summary[key])
	}
	return nil
}
