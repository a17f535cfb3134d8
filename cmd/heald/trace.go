package main

import (
	"fmt"
	"os"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/trace"
	"github.com/spf13/cobra"
)

type traceReport struct {
	Language  string        `json:"language"`
	ErrorType string        `json:"error_type"`
	Message   string        `json:"message"`
	Frames    []frameReport `json:"frames"`
	Causes    []traceReport `json:"causes"`
	Start     int           `json:"start"`
	End       int           `json:"end"`
}

type frameReport struct {
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Module   string `json:"module"`
	InApp    bool   `json:"in_app"`
}

type groupReport struct {
	Fingerprint string   `json:"fingerprint"`
	Members     []string `json:"members"`
}

func traceCommand() *cobra.Command {
	c := &cobra.Command{Use: "trace", Short: "reads stack traces; groups them", Example: "  heald trace parse app.log --json"}
	var asJSON bool
	parse := &cobra.Command{
		Use: "parse FILE|-", Short: "reads the stack traces in a text", Args: cobra.ExactArgs(1),
		Example: "  kubectl logs web-1 | heald trace parse - --json",
		RunE:    func(_ *cobra.Command, args []string) error { return traceParse(args[0], asJSON) },
	}
	group := &cobra.Command{
		Use: "group FILE...", Short: "groups stack traces by what caused them", Args: cobra.MinimumNArgs(1),
		Example: "  heald trace group *.log",
		RunE:    func(_ *cobra.Command, args []string) error { return traceGroup(args, asJSON) },
	}
	for _, sub := range []*cobra.Command{parse, group} {
		sub.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout")
		c.AddCommand(sub)
	}
	return c
}

func traceParse(name string, asJSON bool) error {
	text, err := readText("the file", name)
	if err != nil {
		return err
	}
	found := trace.Parse(text)
	if asJSON {
		return printJSON(os.Stdout, struct {
			Schema string        `json:"schema"`
			Traces []traceReport `json:"traces"`
		}{"heald.trace/v1", tracesOf(found)})
	}
	for _, e := range found {
		fmt.Printf("%s %s: %s (bytes %d to %d)\n", e.Language, show.Line(e.ErrorType), show.Line(e.Message), e.Start, e.End)
		for _, f := range e.Frames {
			mark := " "
			if f.InApp {
				mark = "*"
			}
			fmt.Printf("  %s %s:%d %s\n", mark, show.Line(f.File), f.Line, show.Line(f.Function))
		}
		for _, cause := range e.Causes {
			fmt.Printf("  caused by %s: %s\n", show.Line(cause.ErrorType), show.Line(cause.Message))
		}
	}
	if len(found) == 0 {
		fmt.Fprintln(os.Stderr, "no stack trace found")
	}
	return nil
}

func tracesOf(found []heald.Exception) []traceReport {
	reports := []traceReport{}
	for _, e := range found {
		r := traceReport{Language: e.Language, ErrorType: e.ErrorType, Message: e.Message, Frames: []frameReport{}, Causes: tracesOf(e.Causes), Start: e.Start, End: e.End}
		for _, f := range e.Frames {
			r.Frames = append(r.Frames, frameReport{f.Function, f.File, f.Line, f.Column, f.Module, f.InApp})
		}
		reports = append(reports, r)
	}
	return reports
}

func traceGroup(names []string, asJSON bool) error {
	groups, at := []groupReport{}, map[string]int{}
	for _, name := range names {
		text, err := readText("the file", name)
		if err != nil {
			return err
		}
		for n, e := range trace.Parse(text) {
			fingerprint := app.Fingerprint(e)
			i, known := at[fingerprint]
			if !known {
				i = len(groups)
				at[fingerprint] = i
				groups = append(groups, groupReport{Fingerprint: fingerprint})
			}
			groups[i].Members = append(groups[i].Members, fmt.Sprintf("%s#%d", name, n))
		}
	}
	if asJSON {
		return printJSON(os.Stdout, struct {
			Schema string        `json:"schema"`
			Groups []groupReport `json:"groups"`
		}{"heald.groups/v1", groups})
	}
	for _, g := range groups {
		fmt.Printf("%s  %d\n", g.Fingerprint, len(g.Members))
		for _, m := range g.Members {
			fmt.Printf("  %s\n", show.Line(m))
		}
	}
	return nil
}
