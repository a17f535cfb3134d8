package environ

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/rogpeppe/go-internal/txtar"
)

// here runs commands on this machine without a sandbox: in these tests they are heald's own scripts.
type here struct{}

func (here) Run(ctx context.Context, cmd heald.Command) (heald.Result, error) {
	run := exec.CommandContext(ctx, cmd.Argv[0], cmd.Argv[1:]...)
	for name, value := range cmd.Env {
		run.Env = append(run.Env, name+"="+value)
	}
	var out, errs bytes.Buffer
	run.Stdout, run.Stderr = &out, &errs
	err := run.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return heald.Result{}, err
	}
	return heald.Result{ExitCode: run.ProcessState.ExitCode(), Stdout: out.Bytes(), Stderr: errs.Bytes()}, nil
}

// says answers like a probe whose JSON is body; the lending experiment ends with exit.
type says struct {
	body string
	exit int
	seen *[]heald.Command
}

func (s says) Run(_ context.Context, cmd heald.Command) (heald.Result, error) {
	if s.seen != nil {
		*s.seen = append(*s.seen, cmd)
	}
	if i := slices.Index(cmd.Argv, probeScript); i >= 0 {
		return heald.Result{ExitCode: 1, Stdout: []byte("noise\n" + strings.ReplaceAll(s.body, "NONCE", cmd.Argv[i+1])), Stderr: []byte("x\nlast \x1b[31mwords\n")}, nil
	}
	return heald.Result{ExitCode: s.exit}, nil
}

// disk writes an archive to a folder.
func disk(t *testing.T, archive string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(root, file.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func question(root string, interpreter string, service heald.Service) language.Question {
	files := os.DirFS(root)
	return language.Question{
		Service: service, Tree: heald.Checkout{Root: root, Home: root}, Files: files, Root: language.Root{Interpreter: interpreter, Provenance: "system"},
		Layout: Environments{}.Layout(files, service),
	}
}

// TestProbe asks the real interpreter of this machine about a tree of many import styles.
func TestProbe(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	root := disk(t, `
-- app/main.py --
import os, json.decoder
import models
import heald_absent.sub
from heald_other import thing
from . import sibling
def late():
    import heald_late
try:
    import heald_guarded
except ImportError:
    heald_guarded = None
try:
    import heald_unguarded
except KeyError:
    pass
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import heald_types
"""
import heald_in_text
"""
-- app/models.py --
-- lib/deep/heald_pkg/__init__.py --
-- tests/test_app.py --
import heald_pkg
import unittest
-- broken.py --
import heald_broken (
-- venv/pyvenv.cfg --
-- venv/x.py --
import heald_in_venv
-- .hidden/x.py --
import heald_hidden
`)
	ask := question(root, python, heald.Service{})
	installed, err := Environments{}.Probe(context.Background(), here{}, ask)
	if err != nil || installed.Reason != "" {
		t.Fatalf("Probe: %v %s", err, installed.Reason)
	}
	var absent []string
	for _, each := range installed.Imports {
		if strings.HasPrefix(each.Module, "heald_") {
			absent = append(absent, each.Module)
		}
	}
	if diff := cmp.Diff([]string{"heald_absent.sub", "heald_late", "heald_other.thing", "heald_pkg", "heald_unguarded"}, absent); diff != "" {
		t.Errorf("imports (-want +got):\n%s", diff)
	}
	env := installed.Environment
	if diff := cmp.Diff([]string{"", "lib/deep", "app"}, env.ImportRoots); diff != "" {
		t.Errorf("import roots (-want +got):\n%s", diff)
	}
	if !installed.Modules["sqlite3"] || !installed.Modules["sys"] || installed.Modules["heald_pkg"] {
		t.Error("the standard library is not what can be imported")
	}
	if env.Framework != unittest || env.Version == "" || env.Suite[0] != python || env.Vars["PATH"] == "" {
		t.Errorf("environment = %+v, want unittest with the interpreter's suite", env)
	}
	needs := Environments{}.Needs(ask.Files, ask.Layout, installed)
	if !slices.ContainsFunc(needs, func(n language.Need) bool { return n.Module == "heald_absent" && n.From == "app/main.py:3" }) {
		t.Errorf("needs = %+v, want heald_absent from app/main.py:3", needs)
	}
}

func TestProbeUnusable(t *testing.T) {
	root := disk(t, "-- app.py --\n")
	tests := []struct{ name, body, want string }{
		{"no answer", "{}", "/x/python does not run: last [31mwords"},
		{"half an answer", `NONCE{"marks":`, "does not run"},
		{"no version", `NONCE{"marks":{}}`, "does not say which version"},
		{"a lie", `NONCE{"marks":{"python_full_version":"3.12; rm"}}`, "does not say which version"},
		{"too old", `NONCE{"marks":{"python_full_version":"3.7.16"}}`, "3.8 is the oldest"},
	}
	for _, test := range tests {
		installed, err := Environments{}.Probe(context.Background(), says{body: test.body}, question(root, "/x/python", heald.Service{}))
		if err != nil || !strings.Contains(installed.Reason, test.want) {
			t.Errorf("%s: reason = %q, %v; want %q", test.name, installed.Reason, err, test.want)
		}
	}
	ask := question(root, "/x/python", heald.Service{})
	ask.Root.Problem = "gone"
	if installed, _ := (Environments{}).Probe(context.Background(), nil, ask); installed.Reason != "gone" {
		t.Errorf("reason = %q, want the root's own problem", installed.Reason)
	}
}

func TestFramework(t *testing.T) {
	lend := []heald.Mount{{Source: "/s/pytest", Target: "/l/pytest"}, {Source: "/s/_pytest", Target: "/l/_pytest"}, {Source: "/s/attr", Target: "/l/attr"}}
	tests := []struct {
		name, test, body string
		lend             []heald.Mount
		exit             int
		given            []string
		framework, from  string
		suite            string
	}{
		{name: "installed", test: "def test_a(): pass", body: `"pytest":"8.1"`, framework: "pytest", suite: "/x/python -m pytest"},
		{name: "not wanted", test: "import unittest", body: `"pytest":"8.1"`, framework: "unittest", suite: "/x/python -m unittest discover -s . -p test*.py"},
		{name: "lent", test: "def test_a(): pass", lend: lend, framework: "pytest", from: "/l", suite: "/x/python -m pytest"},
		{name: "lent, but it does not suit", test: "def test_a(): pass", lend: lend, exit: 1, framework: "unittest", suite: "/x/python -m unittest discover -s . -p test*.py"},
		{name: "nothing to lend", test: "def test_a(): pass", framework: "unittest", suite: "/x/python -m unittest discover -s . -p test*.py"},
		{name: "given", test: "import unittest", given: []string{"python3", "run.py", "-v"}, framework: "unittest", suite: "/x/python run.py -v"},
		{name: "given pytest", test: "import pytest", body: `"pytest":"8"`, given: []string{"pytest", "-x"}, framework: "pytest", suite: "/x/python -m pytest -x"},
		{name: "given something else", test: "import pytest", body: `"pytest":"8"`, given: []string{"make", "test"}, framework: "pytest", suite: "make test"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var seen []heald.Command
			body := `NONCE{"marks":{"python_full_version":"3.12.1"},"modules":["attr"],"standard":["os"]`
			if test.body != "" {
				body += "," + test.body
			}
			ask := question(disk(t, "-- test_a.py --\n"+test.test+"\n"), "/x/python", heald.Service{TestCommand: test.given})
			ask.Root.Framework = test.lend
			installed, err := Environments{}.Probe(context.Background(), says{body: body + "}", exit: test.exit, seen: &seen}, ask)
			if err != nil || installed.Reason != "" {
				t.Fatalf("Probe: %v %s", err, installed.Reason)
			}
			env := installed.Environment
			if got := []string{env.Framework, env.FrameworkFrom, strings.Join(env.Suite, " ")}; !slices.Equal(got, []string{test.framework, test.from, test.suite}) {
				t.Errorf("framework, from, suite = %q, want %q %q %q", got, test.framework, test.from, test.suite)
			}
			if test.lend != nil {
				if last := seen[len(seen)-1]; slices.Contains(last.Mounts, lend[2]) || !slices.Contains(last.Mounts, lend[0]) {
					t.Errorf("lent %v, want everything but what the environment has itself", last.Mounts)
				}
			}
			if mounted := len(env.Mounts) == 2; mounted != (test.from != "") {
				t.Errorf("mounts = %v", env.Mounts)
			}
		})
	}
}
