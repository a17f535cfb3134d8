// Package observe runs Python test suites test by test and observes the behaviour of Python code on many inputs.
//
// Every run is a fresh process in a cold sandbox. An outer process that never imports foreign code forks an inner one, checks
// what it says and frames it with a nonce; what cannot be read back here whole, once and in order is a report that says so.
package observe

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/harness"
	"github.com/heald-dev/heald/internal/language/python/runenv"
)

//go:embed *.py
var scripts embed.FS

// maxOutput bounds a framed report, in bytes.
const maxOutput = 24 << 20

// Suites returns how Python's test suites are run.
func Suites() *language.Suites { return &language.Suites{Run: runSuite} }

// Observers returns how Python code is observed.
func Observers() *language.Observers {
	return &language.Observers{Observe: runObserve, Shapes: shapes, Null: null, Admits: admits, Documents: documents, Nothing: nothing}
}

func files() (map[string][]byte, error) {
	found, err := harness.Files()
	if err != nil {
		return nil, fmt.Errorf("read embedded harness: %w", err)
	}
	entries, err := scripts.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("read embedded scripts: %w", err)
	}
	for _, entry := range entries {
		if found[entry.Name()] != nil {
			return nil, fmt.Errorf("two embedded scripts are called %s", entry.Name())
		}
		if found[entry.Name()], err = scripts.ReadFile(entry.Name()); err != nil {
			return nil, fmt.Errorf("read embedded script %s: %w", entry.Name(), err)
		}
	}
	return found, nil
}

// job is one run of the outer process.
type job struct {
	place   language.Workplace
	task    string
	nonce   string
	wall    time.Duration
	request map[string]any
}

// command makes the sandboxed command. The outer process starts without the site module, so that no package of the environment
// runs in it; the inner one sets up the import path from the request.
func (j job) command() (heald.Command, error) {
	scripts, err := files()
	if err != nil {
		return heald.Command{}, err
	}
	home := j.place.Checkout.Home
	j.request["root"], j.request["dir"] = home, j.place.Checkout.Path
	j.request["import_roots"] = j.place.Environment.ImportRoots
	j.request["path"], j.request["tail"] = runenv.SearchPath(home, j.place.Environment)
	stdin, err := json.Marshal(map[string]any{"nonce": j.nonce, "seconds": j.wall.Seconds(), "task": j.task, "request": j.request})
	if err != nil {
		return heald.Command{}, fmt.Errorf("encode the question %s: %w", j.task, err)
	}
	return heald.Command{
		Argv: []string{j.place.Environment.Interpreter, "-S", "/heald/heald_outer.py"}, Dir: path.Join(home, j.place.Checkout.Path),
		Env: variables(j.place.Environment), Stdin: stdin, Files: scripts, Mounts: j.place.Environment.Mounts,
		Tree:   heald.Tree{Root: j.place.Checkout.Root, Home: home, Overlay: j.place.Overlay},
		Limits: heald.Limits{Wall: j.wall + 2*time.Second, Output: maxOutput},
	}, nil
}

// variables is the whole environment of a run. Import paths are no part of it: they would reach the outer process.
func variables(env heald.Environment) map[string]string {
	own := maps.Clone(env.Vars)
	maps.DeleteFunc(own, func(name, _ string) bool {
		return strings.HasPrefix(name, "PYTHON") && name != "PYTHONUTF8" && name != "PYTHONWARNINGS"
	})
	return runenv.Fixed(own)
}
