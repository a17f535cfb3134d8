package main

import (
	"slices"
	"testing"

	"github.com/spf13/cobra"
)

// every walks all commands that a user sees.
func every(c *cobra.Command, visit func(*cobra.Command)) {
	if c.Hidden {
		return
	}
	visit(c)
	for _, sub := range c.Commands() {
		every(sub, visit)
	}
}

// Every command's help has an example, and what prints a result prints it as JSON too.
func TestEveryCommandHasAnExampleAndJSON(t *testing.T) {
	seen := 0
	every(commands(), func(c *cobra.Command) {
		seen++
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s has no example or no description", c.CommandPath())
		}
		if c.Name() == "serve" || c.Name() == "run" {
			return // they live and print no result
		}
		if !c.HasSubCommands() && c.GroupID != plannedGroup && c.Flags().Lookup("json") == nil {
			t.Errorf("%s has no --json", c.CommandPath())
		}
	})
	if seen < 20 {
		t.Errorf("only %d commands", seen)
	}
}

// The contract's flags are there with their defaults.
func TestFlags(t *testing.T) {
	for _, c := range []struct{ command, flag, value string }{
		{"heal", "repo", ""}, {"heal", "trace", ""}, {"heal", "test", ""}, {"heal", "service", ""}, {"heal", "rev", "HEAD"},
		{"heal", "test-command", ""}, {"heal", "lang", ""}, {"heal", "environment", ""}, {"heal", "setup", ""}, {"heal", "budget", "2m0s"},
		{"heal", "seed", "1"}, {"heal", "model", "none"}, {"heal", "branch", ""}, {"heal", "out", ""},
		{"diagnose", "repo", ""}, {"diagnose", "trace", ""}, {"diagnose", "rev", "HEAD"},
		{"bench", "data", ""}, {"bench", "only", ""}, {"bench", "budget", "1m0s"}, {"bench", "model", "none"},
	} {
		found, _, err := commands().Find([]string{c.command})
		if err != nil {
			t.Fatal(err)
		}
		if f := found.Flags().Lookup(c.flag); f == nil || f.DefValue != c.value {
			t.Errorf("%s --%s: %v, want the default %q", c.command, c.flag, f, c.value)
		}
	}
}

func TestWantsJSON(t *testing.T) {
	for _, c := range []struct {
		args []string
		want bool
	}{
		{[]string{"heal", "--json"}, true},
		{[]string{"--json=true", "heal"}, true},
		{[]string{"heal"}, false},
		{[]string{"run", "--", "app", "--json"}, false},
		{nil, false},
	} {
		if got := wantsJSON(slices.Clone(c.args)); got != c.want {
			t.Errorf("%v: %t, want %t", c.args, got, c.want)
		}
	}
}
