package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/show"
	"github.com/spf13/cobra"
)

type policyFlags struct {
	app.PolicyQuestion
	diff  string
	facts string
	json  bool
}

func policyCommand() *cobra.Command {
	var f policyFlags
	c := &cobra.Command{Use: "policy", Short: "tests the policy's rules; decides on a diff", Example: "  heald policy test"}
	test := &cobra.Command{
		Use: "test", Short: "runs the Rego rules' own tests", Example: "  heald policy test --bundle ./policy",
		RunE: func(cmd *cobra.Command, _ []string) error { return policyTest(cmd.Context(), f) },
	}
	eval := &cobra.Command{
		Use: "eval --repo DIR --diff FILE", Short: "decides on a diff, as heal would on a proved patch",
		Example: "  git diff | heald policy eval --repo . --diff -",
		RunE:    func(cmd *cobra.Command, _ []string) error { return policyEval(cmd.Context(), f) },
	}
	eval.Flags().StringVar(&f.Repo, "repo", "", "the service's Git repository")
	eval.Flags().StringVar(&f.diff, "diff", "", "a unified diff against HEAD, or - for standard input")
	eval.Flags().StringVar(&f.Service, "service", "", "the service's sub-folder of the repository")
	eval.Flags().StringVar(&f.facts, "facts", "", "validation facts as JSON, as heal prints them; all passing when left out")
	for _, sub := range []*cobra.Command{test, eval} {
		sub.Flags().StringVar(&f.Bundle, "bundle", "", "a folder with rules of your own; the built-in rules when left out")
		sub.Flags().BoolVar(&f.json, "json", false, "print one JSON object on stdout")
		c.AddCommand(sub)
	}
	return c
}

func policyTest(ctx context.Context, f policyFlags) error {
	results, err := app.TestPolicy(ctx, f.Bundle)
	if err != nil {
		return err
	}
	failed := 0
	for _, r := range results {
		if !r.Pass {
			failed++
		}
		if !f.json {
			fmt.Printf("%-5s %s %s\n", map[bool]string{true: "ok", false: "FAIL"}[r.Pass], r.Name, show.Line(r.Detail))
		}
	}
	if f.json {
		err = printJSON(os.Stdout, struct {
			Schema string           `json:"schema"`
			Tests  []app.PolicyTest `json:"tests"`
			Failed int              `json:"failed"`
		}{"heald.policytest/v1", list(results), failed})
	} else {
		fmt.Printf("%d passed, %d failed\n", len(results)-failed, failed)
	}
	if err == nil && failed > 0 {
		err = ended(exitError)
	}
	return err
}

func policyEval(ctx context.Context, f policyFlags) error {
	switch {
	case f.Repo == "":
		return usageError{errors.New("--repo is missing: name the service's Git repository")}
	case f.diff == "":
		return usageError{errors.New("--diff is missing: name a file with a unified diff, or - for standard input")}
	}
	var err error
	if f.Diff, err = readInput("--diff", f.diff); err != nil {
		return err
	}
	if f.facts != "" {
		if f.Facts, err = readInput("--facts", f.facts); err != nil {
			return err
		}
	}
	decision, err := app.EvaluatePolicy(ctx, f.PolicyQuestion)
	if err != nil {
		return err
	}
	if f.json {
		return printJSON(os.Stdout, struct {
			Schema   string `json:"schema"`
			Decision any    `json:"decision"`
		}{"heald.policy/v1", decisionOf(&decision)})
	}
	printDecision(decision)
	return nil
}

func printDecision(decision heald.Decision) {
	fmt.Println(map[bool]string{true: "allowed: may be proposed", false: "denied"}[decision.Allow])
	if len(decision.Needs) > 0 {
		fmt.Printf("  needs %s before a merge\n", strings.Join(decision.Needs, ", "))
	}
	for _, r := range decision.Reasons {
		fmt.Printf("  %s\n", show.Line(r))
	}
	for _, r := range decision.Risks {
		fmt.Printf("  %s %s:%d %s\n", r.Class, show.Line(r.Path), r.Line, show.Line(r.Detail))
	}
}
