package prepare

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// fake is a language whose roots say of themselves what they are: a root that has a problem is not usable, one in a folder named
// "bare" has no packages.
type fake struct {
	layout language.Layout
	needs  []language.Need
	probed *[]string
	err    error
}

func (f fake) Layout(fs.FS, heald.Service) language.Layout { return f.layout }

func (f fake) Probe(_ context.Context, _ heald.Runner, ask language.Question) (language.Installed, error) {
	if f.probed != nil {
		*f.probed = append(*f.probed, ask.Root.Interpreter)
	}
	if f.err != nil || ask.Root.Problem != "" {
		return language.Installed{Reason: ask.Root.Problem}, f.err
	}
	return language.Installed{
		Environment:   heald.Environment{Provenance: ask.Root.Provenance, Root: ask.Root.Dir, Interpreter: ask.Root.Interpreter, Framework: "pytest", FrameworkFrom: ask.Root.Vars["lent"]},
		Distributions: map[string]string{"flask": "3"}, Modules: map[string]bool{"flask": true, "os": true},
	}, nil
}

func (f fake) Needs(fs.FS, language.Layout, language.Installed) []language.Need { return f.needs }

func (f fake) Absent(e heald.Exception) []string { return strings.Fields(e.Message) }

func (f fake) Plan(_ fs.FS, _ heald.Service, command, version string) (language.Plan, error) {
	if command == "" {
		return language.Plan{}, heald.ErrInvalid
	}
	return language.Plan{Command: command + " for " + version}, nil
}

func root(provenance, interpreter, version, problem string) language.Root {
	r := language.Root{Provenance: provenance, Interpreter: interpreter, Version: version, Problem: problem}
	if provenance != "system" {
		r.Dir = "/" + provenance
	}
	return r
}

func TestRunChooses(t *testing.T) {
	newer := func(version string) bool { return version >= "3.12" }
	tests := []struct {
		name  string
		roots []language.Root
		fits  func(string) bool
		want  string // interpreter, or "!" and a piece of the error
		kind  error
		asked string
	}{
		{"the first", []language.Root{root("repository", "a", "3.9", ""), root("system", "b", "3.12", "")}, newer, "a", nil, "a"},
		{"past a broken one", []language.Root{root("repository", "a", "3.9", "a is gone"), root("system", "b", "3.12", "")}, nil, "b", nil, "a b"},
		{"a bare one that fits", []language.Root{root("system", "a", "3.11", ""), root("system", "b", "3.12", ""), root("system", "c", "3.13", "")}, newer, "b", nil, "b"},
		{"a bare one that does not fit", []language.Root{root("system", "a", "3.11", "")}, newer, "a", nil, "a"},
		{"the flag's failure ends it", []language.Root{root("flag", "a", "3.12", "a is tracked"), root("system", "b", "3.12", "")}, nil, "!a is tracked", heald.ErrInvalid, "a"},
		{"none", nil, nil, "!no interpreter is installed", heald.ErrNotFound, ""},
		{"only broken ones", []language.Root{root("beside", "a", "", "gone"), root("system", "b", "", "mute")}, nil, "!gone; mute", heald.ErrNotFound, "a b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var probed []string
			env, err := Run(context.Background(), Input{
				Tree: heald.Checkout{Root: t.TempDir()}, Roots: test.roots, Language: fake{layout: language.Layout{Fits: test.fits}, probed: &probed},
			})
			if said, isError := strings.CutPrefix(test.want, "!"); isError {
				if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), said) {
					t.Errorf("error = %v, want %v with %q", err, test.kind, said)
				}
			} else if err != nil || env.Interpreter != test.want {
				t.Errorf("interpreter = %s, %v; want %s", env.Interpreter, err, test.want)
			}
			if got := strings.Join(probed, " "); got != test.asked {
				t.Errorf("asked %q, want %q", got, test.asked)
			}
		})
	}
}

func TestRunMissing(t *testing.T) {
	needs := []language.Need{
		{Name: "Flask", Key: "flask"}, {Name: "flask", Module: "flask"}, {Name: "zope", Key: "zope"}, {Name: "PyYAML", Key: "pyyaml"},
		{Name: "pyyaml", Module: "yaml"}, {Name: "os", Module: "os"}, {Name: "pytest", Key: "pytest", Module: "pytest"},
	}
	tests := []struct {
		name   string
		root   language.Root
		setup  string
		want   []string
		remedy string
	}{
		{"a virtual environment", root("repository", "a", "", ""), "uv sync", []string{"pytest", "PyYAML", "zope"},
			`install pytest, PyYAML, zope into /repository, or let heald build one: --setup "uv sync" (passed over: old is gone)`},
		{"the system", root("system", "a", "", ""), "", []string{"pytest", "PyYAML", "zope"},
			"install pytest, PyYAML, zope into a virtual environment of the repository (.venv) or name one with --environment (passed over: old is gone)"},
		{"a lent framework", language.Root{Provenance: "system", Vars: map[string]string{"lent": "/x"}}, "", []string{"PyYAML", "zope"},
			"install PyYAML, zope into a virtual environment of the repository (.venv) or name one with --environment (passed over: old is gone)"},
	}
	for _, test := range tests {
		env, err := Run(context.Background(), Input{
			Tree:  heald.Checkout{Root: t.TempDir()},
			Roots: []language.Root{root("beside", "old", "", "old is gone"), test.root}, Language: fake{layout: language.Layout{Setup: test.setup}, needs: needs},
		})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, env.Missing); diff != "" {
			t.Errorf("%s: missing (-want +got):\n%s", test.name, diff)
		}
		if env.Remedy != test.remedy {
			t.Errorf("%s: remedy\n got %s\nwant %s", test.name, env.Remedy, test.remedy)
		}
	}
}

func TestRunWithoutMissing(t *testing.T) {
	env, err := Run(context.Background(), Input{Tree: heald.Checkout{Root: t.TempDir()}, Roots: []language.Root{root("system", "a", "", "")}, Language: fake{}})
	if err != nil || env.Remedy != "" || len(env.Missing) != 0 {
		t.Errorf("environment = %+v, %v; want nothing missing and no remedy", env, err)
	}
	if _, err := Run(context.Background(), Input{Tree: heald.Checkout{Root: t.TempDir() + "/gone"}}); err == nil {
		t.Error("Run without a checkout = nil, want an error")
	}
	boom := errors.New("the sandbox is gone")
	_, err = Run(context.Background(), Input{Tree: heald.Checkout{Root: t.TempDir()}, Roots: []language.Root{root("system", "a", "", "")}, Language: fake{err: boom}})
	if !errors.Is(err, boom) {
		t.Errorf("error = %v, want the sandbox's", err)
	}
}

func TestExplain(t *testing.T) {
	env := heald.Environment{Missing: []string{"PyYAML", "internal_thing"}, Remedy: "install PyYAML"}
	tests := []struct {
		names, want string
	}{
		{"pyyaml yaml", "the package pyyaml is not installed; install PyYAML"},
		{"Other internal_thing", "the package internal_thing is not installed; install PyYAML"},
		{"own_module", ""},
		{"", ""},
	}
	for _, test := range tests {
		got, ok := Explain(fake{}, env, heald.Exception{Message: test.names})
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Explain(%q) = %q, %v; want %q", test.names, got, ok, test.want)
		}
	}
}

func TestPlan(t *testing.T) {
	in := Input{
		Service: heald.Service{Setup: "uv sync"}, Tree: heald.Checkout{Root: t.TempDir()}, Language: fake{layout: language.Layout{Fits: func(v string) bool { return v == "3.12" }}},
		Roots: []language.Root{root("repository", "venv", "3.12", ""), root("system", "a", "3.11", ""), root("system", "b", "3.12", "hidden"), root("system", "c", "3.12", "")},
	}
	plan, err := Plan(in, fake{})
	if want := (language.Plan{Command: "uv sync for 3.12", Interpreter: "c"}); err != nil || cmp.Diff(want, plan) != "" {
		t.Errorf("Plan = %+v, %v; want %+v", plan, err, want)
	}
	in.Roots = in.Roots[:1]
	if _, err := Plan(in, fake{}); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("Plan without a bare interpreter = %v, want not found", err)
	}
	in.Tree.Root += "/gone"
	if _, err := Plan(in, fake{}); err == nil {
		t.Error("Plan without a checkout = nil, want an error")
	}
}
