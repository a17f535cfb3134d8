package main

import (
	"fmt"
	"os"

	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/show"
	"github.com/spf13/cobra"
)

func initCommand() *cobra.Command {
	var dir string
	var asJSON bool
	c := &cobra.Command{
		Use: "init", Short: "writes a documented heald.yaml for the service in a folder",
		Long:    "init looks at a service's folder, runs nothing, and writes heald.yaml there: what it found is set, everything else is commented out\nwith its default and what it means. It overwrites nothing.",
		Example: "  heald init --dir services/orders",
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := app.Init(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(os.Stdout, struct {
					Schema string `json:"schema"`
					app.Found
				}{"heald.init/v1", found})
			}
			printFound(found)
			return nil
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "the service's folder, in its Git repository")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout")
	return c
}

func printFound(f app.Found) {
	fmt.Printf("wrote %s\n", f.File)
	for _, fact := range []struct{ name, value string }{
		{"service", f.Service}, {"language", f.Language}, {"branch", f.Branch}, {"environment", f.Venv}, {"started by", f.Command}, {"users reach it at", f.Listen},
		{"test files", fmt.Sprint(f.Tests)},
	} {
		if fact.value != "" {
			fmt.Printf("  %-18s %s\n", fact.name, show.Line(fact.value))
		}
	}
	for _, open := range f.Open {
		fmt.Printf("look at %s\n", show.Line(open))
	}
	fmt.Printf("next: heald doctor -c %s, then heald serve -c %s\n", f.File, f.File)
}
