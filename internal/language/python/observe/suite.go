package observe

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/runenv"
)

// maxTail is how much of a custom command's output is kept, in bytes.
const maxTail = 4 << 10

// A suite of which a test takes all of the memory is run with less than the sandbox gives, so that this test alone fails.
const (
	memory = 1 << 30
	lean   = memory / 10 * 8
)

// maxKilled is how many tests may end their own process before the suite is given up.
const maxKilled = 3

func runSuite(ctx context.Context, runner heald.Runner, ask language.SuiteAsk) (language.SuiteReport, error) {
	framework, args, custom := invocation(ask)
	if custom {
		return runCustom(ctx, runner, ask)
	}
	request := map[string]any{"framework": framework, "args": args, "watch": ask.Watch, "functions": ask.Functions}
	if ask.Only != "" {
		request["only"] = []string{path.Join(ask.Checkout.Home, ask.Only)}
	}
	var without []string
	for began := time.Now(); ; {
		request["without"] = without
		report, under, err := oneSuite(ctx, runner, ask, request)
		if err == nil && report.Lean && !ask.Lean {
			ask.Lean = true
			continue
		}
		report.Killed, report.Lean = without, ask.Lean
		if err != nil || under == "" || len(without) == maxKilled || time.Since(began) > ask.Wall {
			return report, err
		}
		without = append(without, under) // it takes the others with it, so they are run again without it
	}
}

// oneSuite runs the tests once. When the process ended before it was through, under is the test that was running.
func oneSuite(ctx context.Context, runner heald.Runner, ask language.SuiteAsk, request map[string]any) (report language.SuiteReport, under string, err error) {
	delete(request, "memory")
	if ask.Lean {
		request["memory"] = lean
	}
	cmd, err := job{place: ask.Workplace, task: "suite", nonce: ask.Nonce, wall: ask.Wall, request: request}.command()
	if err != nil {
		return report, "", err
	}
	cmd.Limits.Memory = memory
	result, err := runner.Run(ctx, cmd)
	if err != nil {
		return report, "", fmt.Errorf("run the tests of %s: %w", ask.Checkout.Commit, err)
	}
	got, reason := read(result, ask.Nonce)
	report = language.SuiteReport{Broken: reason, Took: result.Took, Lean: result.OutOfMemory}
	for _, raw := range got.Values {
		if report.Broken == "" || got.Ended == "died" {
			report.Broken = cmp.Or(addSuite(&report, raw), reason)
		}
	}
	if got.Ended == "died" {
		under = running(&report, got.Values)
	}
	return report, under, nil
}

// running is the collected test that had begun and not ended when its process did.
func running(report *language.SuiteReport, values []json.RawMessage) string {
	for n := len(values) - 1; n >= 0; n-- {
		var line suiteLine
		if json.Unmarshal(values[n], &line) != nil || line.ID != "" {
			return ""
		}
		if line.Begun != "" {
			if slices.Contains(report.Collected, line.Begun) {
				return line.Begun
			}
			return ""
		}
	}
	return ""
}

// invocation reads the environment's test command: the arguments of a framework that we run ourselves, or a command of its own.
func invocation(ask language.SuiteAsk) (framework string, args []string, custom bool) {
	if ask.Only != "" {
		return ask.Environment.Framework, nil, false
	}
	argv := ask.Environment.Suite
	if len(argv) >= 3 && argv[1] == "-m" && (argv[2] == "pytest" || argv[2] == "unittest") {
		return argv[2], argv[3:], false
	}
	return "", nil, true
}

// suiteLine is the union of what the suite's harness sends.
type suiteLine struct {
	Collected *[]string         `json:"collected"`
	Planted   []string          `json:"planted"`
	ID        string            `json:"id"`
	Begun     string            `json:"begun"`
	Outcome   string            `json:"outcome"`
	Error     *exception        `json:"error"`
	Lines     *map[string][]int `json:"lines"`
	Call      *heald.Drive      `json:"call"`
	End       *struct {
		Status int `json:"status"`
	} `json:"end"`
	Broken string `json:"broken"`
}

// addSuite takes one value in; what it returns is why the report is not complete.
func addSuite(report *language.SuiteReport, raw json.RawMessage) string {
	var line suiteLine
	if err := json.Unmarshal(raw, &line); err != nil {
		return "the report cannot be read"
	}
	switch {
	case line.Collected != nil:
		if report.Collected != nil {
			return "the tests were collected twice"
		}
		report.Collected, report.Planted = append([]string{}, *line.Collected...), line.Planted
	case line.ID != "":
		report.Tests = append(report.Tests, language.TestResult{ID: line.ID, Outcome: line.Outcome, Error: line.Error.noun()})
	case line.Lines != nil:
		report.Lines = *line.Lines
	case line.Call != nil:
		report.Calls = append(report.Calls, *line.Call)
	case line.Broken != "":
		return "the test framework could not run: " + line.Broken
	case line.End != nil:
		report.Exit = line.End.Status
		return frameworkEnd(report)
	}
	return ""
}

// frameworkEnd judges the framework's own exit status: 0 and 1 are runs, 5 is an empty one.
func frameworkEnd(report *language.SuiteReport) string {
	switch {
	case report.Exit == 2 && report.Collected != nil:
		return ""
	case report.Exit == 0, report.Exit == 1, report.Exit == 5:
		return ""
	}
	return fmt.Sprintf("the test framework gave up with status %d", report.Exit)
}

// runCustom runs a test command of the user's own. Its exit code and output are all that is known.
func runCustom(ctx context.Context, runner heald.Runner, ask language.SuiteAsk) (language.SuiteReport, error) {
	if len(ask.Environment.Suite) == 0 {
		return language.SuiteReport{Collected: []string{}}, nil
	}
	vars := variables(ask.Environment)
	front, tail := runenv.SearchPath(ask.Checkout.Home, ask.Environment)
	vars["PYTHONPATH"] = strings.Join(append(front, tail...), ":")
	result, err := runner.Run(ctx, heald.Command{
		Argv: ask.Environment.Suite, Dir: path.Join(ask.Checkout.Home, ask.Checkout.Path), Env: vars, Mounts: ask.Environment.Mounts,
		Tree:   heald.Tree{Root: ask.Checkout.Root, Home: ask.Checkout.Home, Overlay: ask.Overlay},
		Limits: heald.Limits{Wall: ask.Wall},
	})
	if err != nil {
		return language.SuiteReport{}, fmt.Errorf("run the test command %q: %w", ask.Environment.Suite, err)
	}
	report := language.SuiteReport{Custom: true, Exit: result.ExitCode, Output: tailOf(append(result.Stdout, result.Stderr...)), Took: result.Took}
	if result.TimedOut {
		report.Broken = fmt.Sprintf("the test command did not end within %s", ask.Wall.Round(time.Second))
	}
	return report, nil
}

func tailOf(out []byte) string {
	if len(out) > maxTail {
		out = out[len(out)-maxTail:]
	}
	return strings.ToValidUTF8(string(out), "?")
}

// exception is an error as the harness describes it.
type exception struct {
	Type    string       `json:"type"`
	Message string       `json:"message"`
	Frames  []frame      `json:"frames"`
	Causes  []*exception `json:"causes"`
}

type frame struct {
	Function string `json:"function"`
	Name     string `json:"name"`
	File     string `json:"file"`
	Path     string `json:"path"`
	Line     int    `json:"line"`
	InApp    bool   `json:"in_app"`
}

func (e *exception) noun() *heald.Exception {
	if e == nil {
		return nil
	}
	made := &heald.Exception{Language: "python", ErrorType: e.Type, Message: e.Message}
	for _, f := range e.Frames {
		made.Frames = append(made.Frames, heald.Frame{Function: f.Function, File: f.File, Line: f.Line, InApp: f.InApp})
	}
	for _, c := range e.Causes {
		if cause := c.noun(); cause != nil {
			made.Causes = append(made.Causes, *cause)
		}
	}
	return made
}
