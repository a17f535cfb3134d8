package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/examples"
	"github.com/heald-dev/heald/internal/demo"
	"github.com/heald-dev/heald/internal/term"
	"github.com/spf13/cobra"
	xterm "golang.org/x/term"
)

type demoFlags struct {
	scenario, addr, examples, environment string
	list, yes, keep, json                 bool
}

func demoCommand() *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "the whole loop, live, here: a service crashes under traffic and heals",
		Long: "demo starts a small real service with real traffic, in a fresh repository, guarded by heald. The service crashes; you watch how heald\n" +
			"detects, diagnoses, mends and proves, approve with a key or in the console, and watch the canary. Nothing outside a temporary folder\n" +
			"is changed, and no network is used.\n\nThe exit code is 0 when the scenario ended as it should.",
		Example: "  heald demo\n  heald demo --list\n  heald demo --scenario bad-deploy --yes",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.list {
				return listScenarios(f)
			}
			return playScenario(cmd.Context(), f, cmd.Flags().Changed("addr"))
		},
	}
	c.Flags().StringVar(&f.scenario, "scenario", "", "which one (default: the first of --list)")
	c.Flags().StringVar(&f.examples, "examples", "", "a folder with examples of your own, each with its scenarios (default: those of heald)")
	c.Flags().StringVar(&f.environment, "environment", "", "a virtual environment in which the service runs")
	c.Flags().BoolVar(&f.list, "list", false, "list the scenarios")
	c.Flags().BoolVar(&f.yes, "yes", false, "approve what is proved, after showing it")
	c.Flags().StringVar(&f.addr, "addr", defaultAddr, "where heald's console listens; a free port where the default is taken")
	c.Flags().BoolVar(&f.keep, "keep", false, "leave the folder of the demo for a look")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object on stdout at the end, and the story on stderr")
	return c
}

type scenarioLine struct {
	Name     string      `json:"name"`
	Language string      `json:"language"`
	Expected heald.State `json:"expected"`
	Summary  string      `json:"summary"`
}

// scenarios reads them from the binary, or from the user's own folder.
func (f demoFlags) scenarios() ([]demo.Scenario, error) {
	if f.examples == "" {
		return demo.Load(examples.Files)
	}
	all, err := demo.Load(os.DirFS(f.examples))
	if err == nil && len(all) == 0 {
		err = errors.New("no scenario below it: there should be NAME/scenarios/NAME/scenario.yaml")
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("--examples %s: %w", f.examples, err)}
	}
	return all, nil
}

// chosen is the scenario to play; the environment's path is made absolute on the way.
func (f *demoFlags) chosen() (demo.Scenario, error) {
	all, err := f.scenarios()
	if err == nil && f.environment != "" {
		f.environment, err = filepath.Abs(f.environment)
	}
	if err != nil {
		return demo.Scenario{}, err
	}
	return demo.Find(all, f.scenario)
}

func listScenarios(f demoFlags) error {
	all, err := f.scenarios()
	if err != nil {
		return err
	}
	report := struct {
		Scenarios []scenarioLine `json:"scenarios"`
	}{}
	for _, s := range all {
		report.Scenarios = append(report.Scenarios, scenarioLine{s.Name, s.Language, s.Expected, s.Summary})
	}
	if f.json {
		return printJSON(os.Stdout, report)
	}
	for _, s := range report.Scenarios {
		fmt.Printf("%-16s %-12s %s\n", s.Name, strings.ReplaceAll(string(s.Expected), "_", " "), s.Summary)
	}
	return nil
}

func playScenario(ctx context.Context, f demoFlags, addressGiven bool) error {
	scenario, err := f.chosen()
	if err != nil {
		return err
	}
	if !signal.Ignored(syscall.SIGHUP) { // a terminal that is closed leaves nothing behind either
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, syscall.SIGHUP)
		defer stop()
	}
	if !addressGiven {
		f.addr = consoleAddress()
	}
	out, style := io.Writer(os.Stdout), stdoutStyle()
	if f.json {
		out, style = os.Stderr, term.Style{}
	}
	var keys <-chan byte
	restore := func() {}
	if !f.yes {
		keys, restore = term.Keys(ctx, os.Stdin)
	}
	defer restore()
	report, err := demo.Demo{
		Scenario: scenario, Open: guarded, Console: f.addr, Yes: f.yes, Keys: keys, Keep: f.keep, Seed: 1, Venv: f.environment, Out: out, Width: style.Width,
		Show:   func(w io.Writer, c heald.Card) { term.Card(w, c, style) },
		Linger: !f.json && xterm.IsTerminal(int(os.Stdout.Fd())),
	}.Run(ctx)
	if err != nil && ctx.Err() != nil {
		return errors.New("the demo was stopped before its end")
	}
	if err != nil {
		return err
	}
	if f.json {
		if err := printJSON(os.Stdout, report); err != nil {
			return err
		}
	}
	if !report.AsExpected() {
		return fmt.Errorf("the scenario %s ended as %s; it should have ended as %s", report.Scenario, report.Outcome, report.Expected)
	}
	return nil
}
