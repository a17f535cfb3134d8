package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/term"
	"github.com/spf13/cobra"
	xterm "golang.org/x/term"
)

// maxInput bounds what is read of an input file, in bytes.
const maxInput = 256 << 20

type healFlags struct {
	app.Options
	trace string
	test  string
	model string
	out   string
	json  bool
}

func healCommand() *cobra.Command {
	var f healFlags
	c := &cobra.Command{
		Use:   "heal --repo DIR (--trace FILE|- | --test CMD)",
		Short: "mends one crash, once, in the foreground",
		Long: "heal turns a stack trace into a verified patch: a test that fails as production failed, a patch that makes it pass,\n" +
			"the suite and the behaviour compared before and after, and a policy decision.\n\n" +
			"Exit code 0: a verified patch; 3: handed over, with what is known; 4: refused, this should not be fixed here.",
		Example: "  heald heal --repo . --trace crash.log\n  kubectl logs web-1 | heald heal --repo . --trace - --branch heald/crash",
		RunE:    func(cmd *cobra.Command, _ []string) error { return heal(cmd.Context(), f) },
	}
	flags := c.Flags()
	placeFlags(c, &f)
	flags.StringVar(&f.test, "test", "", "a command that fails now and should pass (not built yet)")
	flags.StringVar(&f.TestCommand, "test-command", "", "the whole test suite; found by convention when left out")
	flags.StringVar(&f.Lang, "lang", "", "the service's language; found when left out")
	flags.StringVar(&f.Environment, "environment", "", "a virtual environment or other dependency root; found by convention when left out")
	flags.StringVar(&f.Setup, "setup", "", "a command that installs the dependencies, run once for each lock file: 'pip install -r requirements.txt'")
	flags.DurationVar(&f.Budget, "budget", 120*time.Second, "wall-clock time for everything but the setup")
	flags.Int64Var(&f.Seed, "seed", 1, "seed of every random choice")
	flags.StringVar(&f.model, "model", "none", "a language model as one more proposer (not built yet)")
	flags.StringVar(&f.Branch, "branch", "", "commit the patch and its test on this new branch")
	flags.StringVar(&f.Policy, "policy", "", "a folder with Rego rules of your own; the built-in rules when left out")
	flags.StringVar(&f.out, "out", "", "write fix.diff, test.diff, case.json and card.md into this folder")
	flags.BoolVar(&f.json, "json", false, "print one JSON object on stdout")
	return c
}

// placeFlags are shared by heal and diagnose.
func placeFlags(c *cobra.Command, f *healFlags) {
	c.Flags().StringVar(&f.Repo, "repo", "", "the service's Git repository")
	c.Flags().StringVar(&f.trace, "trace", "", "a file with a stack trace in it, or - for standard input")
	c.Flags().StringVar(&f.Service, "service", "", "the service's sub-folder of the repository")
	c.Flags().StringVar(&f.Rev, "rev", "HEAD", "the revision that crashed")
}

func heal(ctx context.Context, f healFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	text, err := readTrace(f.trace)
	if err != nil {
		return err
	}
	f.Trace = text
	if f.out != "" {
		if err := app.MayWriteOut(ctx, f.out, f.Repo); err != nil {
			return err
		}
	}
	progress := newProgress(f)
	f.Step, f.Say, f.Warn = progress.Step, progress.Say, func(s string) {
		progress.Done()
		fmt.Fprintln(os.Stderr, "heald: warning:", s)
	}
	outcome, err := app.Heal(ctx, f.Options)
	progress.Done()
	if err != nil {
		return err
	}
	if err := present(f, outcome); err != nil {
		return err
	}
	return endOf(outcome.Card.Outcome)
}

func (f healFlags) check() error {
	switch {
	case f.test != "":
		return usageError{errors.New("--test CMD is not built yet: give the crash's stack trace with --trace FILE")}
	case f.model != "none" && f.model != "":
		return usageError{fmt.Errorf("--model %s: language models are not built yet; leave it out to use the embedded engine", f.model)}
	case f.Repo == "":
		return usageError{errors.New("--repo is missing: name the service's Git repository, for example with --repo . for this folder")}
	case f.trace == "":
		return usageError{errors.New("--trace is missing: name a file with a stack trace in it, or - for standard input")}
	case f.Budget < time.Second:
		return usageError{fmt.Errorf("--budget %s is too short: give at least 1s", f.Budget)}
	}
	return nil
}

func readTrace(name string) ([]byte, error) { return readInput("--trace", name) }

// readInput reads the file that a flag names, or standard input for "-". There must be something in it.
func readInput(flag, name string) ([]byte, error) {
	text, err := readText(flag, name)
	if err == nil && len(text) == 0 {
		err = usageError{fmt.Errorf("%s %s is empty", flag, name)}
	}
	return text, err
}

func readText(flag, name string) ([]byte, error) {
	in := io.Reader(os.Stdin)
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, usageError{fmt.Errorf("%s: %w", flag, err)}
		}
		defer file.Close()
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	switch {
	case err != nil:
		return nil, usageError{fmt.Errorf("%s %s: %w", flag, name, err)}
	case len(text) > maxInput:
		return nil, usageError{fmt.Errorf("%s %s: more than %d MiB; cut the part that matters out of it", flag, name, maxInput>>20)}
	}
	return text, nil
}

func newProgress(f healFlags) *term.Progress {
	terminal := xterm.IsTerminal(int(os.Stderr.Fd()))
	return &term.Progress{
		W: os.Stderr, Terminal: terminal, Colour: terminal && os.Getenv("NO_COLOR") == "",
		Deadline: time.Now().Add(f.Budget), Now: time.Now,
	}
}

func present(f healFlags, o app.Outcome) error {
	if f.out != "" {
		if err := app.WriteOut(f.out, o); err != nil {
			return err
		}
	}
	if f.json {
		return printJSON(os.Stdout, newHealReport(o))
	}
	term.Card(os.Stdout, o.Card, stdoutStyle())
	howToApply(f, o)
	return nil
}

func stdoutStyle() term.Style {
	style := term.Style{Colour: os.Getenv("NO_COLOR") == ""}
	width, _, err := xterm.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return term.Style{}
	}
	style.Width = width
	return style
}

func howToApply(f healFlags, o app.Outcome) {
	fmt.Println()
	switch {
	case o.Case.Patch == nil:
	case o.Branch != "":
		fmt.Printf("  The patch and its test are on branch %s: git diff HEAD...%s\n", o.Branch, o.Branch)
	case f.out != "":
		fmt.Printf("  Apply it: git apply %s/fix.diff %s/test.diff\n", f.out, f.out)
	default:
		fmt.Println("  Apply it: run again with --branch NAME (commits both on a new branch) or --out DIR (writes fix.diff and test.diff for git apply)")
	}
	fmt.Printf("  %d candidates, %d executed, %.1f s, seed %d\n", o.Stats.Candidates, o.Stats.Executed, o.Stats.Seconds.Total, f.Seed)
}

func endOf(outcome string) error {
	switch outcome {
	case "verified", "diagnosed":
		return nil
	case "refused":
		return ended(exitRefused)
	}
	return ended(exitHandedOver)
}

func diagnoseCommand() *cobra.Command {
	var f healFlags
	c := &cobra.Command{
		Use:     "diagnose --repo DIR --trace FILE|-",
		Short:   "finds cause and place of a crash; no code is run",
		Example: "  heald diagnose --repo . --trace crash.log",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.Budget = time.Minute
			return diagnose(cmd.Context(), f)
		},
	}
	placeFlags(c, &f)
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object on stdout")
	return c
}

func diagnose(ctx context.Context, f healFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	text, err := readTrace(f.trace)
	if err != nil {
		return err
	}
	f.Trace = text
	f.Step, f.Say = func(heald.Case) {}, func(string) {}
	f.Warn = func(s string) { fmt.Fprintln(os.Stderr, "heald: warning:", s) }
	o, err := app.Diagnose(ctx, f.Options)
	if err != nil {
		return err
	}
	outcome := o.Card.Outcome
	if outcome == "handed_over" && o.Case.State == heald.Accepted {
		outcome = "diagnosed"
	}
	o.Card.Outcome = outcome
	if f.json {
		err = printJSON(os.Stdout, struct {
			Schema    string           `json:"schema"`
			Outcome   string           `json:"outcome"`
			Reason    string           `json:"reason"`
			Incident  incidentReport   `json:"incident"`
			Diagnosis *diagnosisReport `json:"diagnosis"`
		}{"heald.diagnose/v1", outcome, o.Case.Reason, incidentOf(o.Case.Incident), diagnosisOf(o.Case)})
	} else {
		term.Card(os.Stdout, o.Card, stdoutStyle())
	}
	if err != nil {
		return err
	}
	return endOf(outcome)
}
