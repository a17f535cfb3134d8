package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/show"
	"github.com/spf13/cobra"
)

// version is set at build time by the Makefile.
var version = "development"

func versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "version", Short: "prints the version", Example: "  heald version --json",
		RunE: func(*cobra.Command, []string) error {
			commit := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						commit = s.Value
					}
				}
			}
			if asJSON {
				return printJSON(os.Stdout, map[string]string{"schema": "heald.version/v1", "version": version, "commit": commit, "go": runtime.Version()})
			}
			fmt.Printf("heald %s %s %s\n", version, commit, runtime.Version())
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout")
	return c
}

// workerCommand is the process that heald starts in a sandbox to read hostile bytes; nobody calls it by hand.
func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Hidden: true, Short: "reads a repository's bytes for heald, inside a sandbox",
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Worker(cmd.Context(), os.Stdin, os.Stdout) },
	}
}

func doctorCommand() *cobra.Command {
	var asJSON bool
	var config string
	c := &cobra.Command{
		Use: "doctor", Short: "checks every part that heald needs here, and what is missing to heal each service", Example: "  heald doctor -c heald.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error { return doctor(cmd.Context(), config, asJSON) },
	}
	c.Flags().StringVarP(&config, "config", "c", "", "a configuration whose parts are checked too; without it, what this machine has")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout")
	return c
}

func doctor(ctx context.Context, config string, asJSON bool) error {
	var checks []app.Health
	coverage := []app.Coverage{}
	if config == "" {
		checks = app.Doctor(ctx)
	} else {
		var err error
		if checks, coverage, err = app.Examine(ctx, config); err != nil {
			return err
		}
	}
	if asJSON {
		err := printJSON(os.Stdout, struct {
			Schema   string         `json:"schema"`
			Checks   []app.Health   `json:"checks"`
			Coverage []app.Coverage `json:"coverage"`
		}{"heald.doctor/v1", checks, coverage})
		if err != nil {
			return err
		}
	} else {
		printHealth(checks, coverage)
	}
	if slices.ContainsFunc(checks, func(c app.Health) bool { return c.Outcome == "fail" }) {
		return ended(exitError)
	}
	return nil
}

func printHealth(checks []app.Health, coverage []app.Coverage) {
	for _, check := range checks {
		fmt.Printf("%-5s %-10s %-14s %s\n", check.Outcome, check.Part, check.Name, show.Line(check.Detail))
		if check.Remedy != "" {
			fmt.Printf("      remedy: %s\n", show.Line(check.Remedy))
		}
	}
	for _, c := range coverage {
		fmt.Printf("\n%s: %d of %d\n  have:    %s\n", c.Service, len(c.Have), len(c.Have)+len(c.Missing), strings.Join(c.Have, ", "))
		for _, missing := range c.Missing {
			fmt.Printf("  missing: %s\n", show.Line(missing))
		}
	}
}
