// Command heald mends crashing services: from a stack trace to a failing test, a surgical patch, and the proof of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/heald-dev/heald"
	"github.com/spf13/cobra"
)

// Exit codes of the command-line contract.
const (
	exitDone       = 0
	exitError      = 1 // the experiment could not take place
	exitUsage      = 2 // bad usage or bad input
	exitHandedOver = 3
	exitRefused    = 4
)

// ended is how a command that did its work ends when that is not exit code 0.
type ended int

func (e ended) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) int {
	root := commands()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var end ended
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &end):
		return int(end)
	}
	// The sentinel is for the exit code; the message says what is wrong and what to do.
	message, code := strings.TrimSuffix(err.Error(), ": "+heald.ErrInvalid.Error()), exitError
	var usage usageError
	if errors.Is(err, heald.ErrInvalid) || errors.As(err, &usage) {
		code = exitUsage
	}
	fmt.Fprintf(os.Stderr, "heald: %s\n", message)
	if wantsJSON(args) {
		_ = printJSON(os.Stdout, errorReport{"heald.error/v1", message, code}) // who asked for JSON gets one object, whatever happens
	}
	return code
}

// wantsJSON says whether a command line asks for JSON, also one that is wrong elsewhere.
func wantsJSON(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

// usageError is a mistake in the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func commands() *cobra.Command {
	root := &cobra.Command{
		Use:           "heald",
		Short:         "mends crashing services, and proves it",
		Long:          "heald turns a crash of a service into a failing test, a surgical patch, and a proof that a person can check in ten seconds.\nIt needs no model, key, cluster or network. It never changes your checkout.",
		Example:       "  heald heal --repo . --trace crash.log",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
	})
	root.AddCommand(demoCommand(), healCommand(), runCommand(), serveCommand(), diagnoseCommand(), traceCommand(), policyCommand(), doctorCommand(), benchCommand(), initCommand(), incidentsCommand(), brakeCommand(), versionCommand(), workerCommand())
	addPlanned(root)
	strict(root)
	return root
}

// strict turns wrong arguments and unknown sub-commands into usage errors.
func strict(c *cobra.Command) {
	for _, sub := range c.Commands() {
		strict(sub)
	}
	check := c.Args
	c.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil {
			check = cobra.NoArgs
		}
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath())}
		}
		return nil
	}
	if c.Run == nil && c.RunE == nil {
		c.RunE = func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(os.Stderr) // standard output is for results
			_ = cmd.Help()
			return usageError{fmt.Errorf("%s needs a sub-command", cmd.CommandPath())}
		}
	}
}
