package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// planned are the commands of the contract that are not built yet. They are listed apart, take any arguments and do nothing but say so.
var planned = []struct{ use, short, example string }{
	{"verify FILE --repo DIR", "checks a validation's attestation offline", "heald verify attestation.json --repo ."},
	{"audit", "checks the audit log", "heald audit verify"},
	{"mcp", "Model Context Protocol server on stdio", "heald mcp"},
}

const plannedGroup = "planned"

func addPlanned(root *cobra.Command) {
	root.AddGroup(&cobra.Group{ID: plannedGroup, Title: "Not built yet:"})
	for _, p := range planned {
		c := &cobra.Command{
			Use: p.use, Short: p.short, Long: p.short + " (not built yet)", Example: "  " + p.example, GroupID: plannedGroup,
			Args: cobra.ArbitraryArgs, FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
			RunE: func(cmd *cobra.Command, _ []string) error {
				return usageError{fmt.Errorf("'%s' is not built yet: this version mends one crash at a time, in the foreground; see 'heald heal --help'", cmd.CommandPath())}
			},
		}
		root.AddCommand(c)
	}
}
