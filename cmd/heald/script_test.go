package main

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs testdata/script against the real binary, because heald starts itself as its worker. Each script gets the
// binary as heald on its PATH, and commands of its own, in this file and in badinput_test.go.
func TestScripts(t *testing.T) {
	adoptOrphans(t)
	t.Cleanup(func() { // the scripts run after this function, side by side
		if left := descendants(t); len(left) > 0 {
			t.Errorf("processes are left over: %v", left)
		}
	})
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("HEALD", bin)
			env.Setenv("NO_COLOR", "1")
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"commit": commit, "exits": exits, "record": record, "unchanged": unchanged, "clean": clean, "fill": fill, "bytes": putBytes,
			"interrupt": interrupt, "at-once": atOnce, "within": within, "full": full,
			"daemon": fakeDaemon, "restart": restart, "stranger": stranger,
		},
	})
}

// commit DIR: git init, add everything, commit.
func commit(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	for _, git := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "As deployed"}} {
		ts.Check(ts.Exec("git", append([]string{"-C", dir}, git...)...))
	}
}

// exits CODE COMMAND...: runs a command that must end with that exit code; its output is there for stdout and stderr.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("run %v: %v", args[1:], err)
		}
		code = exit.ExitCode()
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s\n%s\n%s", code, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}
