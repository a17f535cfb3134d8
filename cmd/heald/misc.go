package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

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
		Use: "doctor", Short: "checks every part that heald needs here", Example: "  heald doctor",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if config != "" {
				return usageError{fmt.Errorf("-c %s: configuration files are not built yet; leave it out to check what this machine has", config)}
			}
			return doctor(cmd.Context(), asJSON)
		},
	}
	c.Flags().StringVarP(&config, "config", "c", "", "a configuration whose parts are checked too (not built yet)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout")
	return c
}

func doctor(ctx context.Context, asJSON bool) error {
	checks := app.Doctor(ctx)
	failed := false
	for _, check := range checks {
		failed = failed || check.Outcome == "fail"
		if !asJSON {
			fmt.Printf("%-5s %-10s %-14s %s\n", check.Outcome, check.Part, check.Name, show.Line(check.Detail))
			if check.Remedy != "" {
				fmt.Printf("      remedy: %s\n", check.Remedy)
			}
		}
	}
	if asJSON {
		err := printJSON(os.Stdout, struct {
			Schema   string       `json:"schema"`
			Checks   []app.Health `json:"checks"`
			Coverage []struct{}   `json:"coverage"` // no services are configured before heald.yaml exists
		}{"heald.doctor/v1", checks, []struct{}{}})
		if err != nil {
			return err
		}
	}
	if failed {
		return ended(exitError)
	}
	return nil
}
