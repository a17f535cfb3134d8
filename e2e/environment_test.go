// Package e2e holds tests that put real parts together: real interpreters, virtual environments and the real sandbox. They need
// a network (the package index) and minutes, so they run only with HEALD_E2E=1.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language/python/environ"
	"github.com/heald-dev/heald/internal/language/python/environ/machine"
	"github.com/heald-dev/heald/internal/prepare"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

// needed skips a test that needs the outside, unless it is asked for.
func needed(t *testing.T) {
	t.Helper()
	if os.Getenv("HEALD_E2E") != "1" {
		t.Skip("needs a network and real interpreters: set HEALD_E2E=1")
	}
}

func sh(t *testing.T, dir, script string, args ...any) string {
	t.Helper()
	cmd := exec.Command("bash", "-euc", fmt.Sprintf(script, args...))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.org", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return strings.TrimSpace(string(out))
}

// place is one repository on a real machine with its real sandbox.
type place struct {
	repo    string
	machine *machine.Machine
	runner  *bubblewrap.Runner
}

// newPlace makes a git repository of the given files.
func newPlace(t *testing.T, files map[string]string) place {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	repo := filepath.Join(root, "shop")
	for name, content := range files {
		path := filepath.Join(repo, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sh(t, repo, "git init -q && printf '.venv\\n*.egg-info\\n__pycache__\\n' > .gitignore && git add -A && git commit -qm first")
	m := machine.New(repo, filepath.Join(root, "state"), func(path string) (bool, error) {
		out, err := exec.Command("git", "-C", repo, "ls-files", "--", path).Output()
		return len(out) > 0, err
	})
	runner, err := bubblewrap.New(bubblewrap.Config{MayMount: m.MayMount})
	if err != nil {
		t.Fatal(err)
	}
	return place{repo, m, runner}
}

// checkout writes the commit's files to a folder, as the engine does.
func (p place) checkout(t *testing.T) heald.Checkout {
	t.Helper()
	root := t.TempDir()
	sh(t, p.repo, "git archive HEAD | tar -x -C %q", root)
	return heald.Checkout{Root: root, Home: p.repo, Commit: sh(t, p.repo, "git rev-parse HEAD")}
}

func (p place) prepare(t *testing.T, service heald.Service) (heald.Environment, heald.Checkout) {
	t.Helper()
	tree := p.checkout(t)
	start := time.Now()
	env, err := prepare.Run(context.Background(), prepare.Input{
		Service: service, Tree: tree, Roots: p.machine.Roots(service, tree), Language: environ.Environments{}, Runner: p.runner,
	})
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	t.Logf("%s %s from %s, %s in %s", env.Interpreter, env.Version, env.Provenance, env.Framework, time.Since(start).Round(time.Millisecond))
	return env, tree
}

// run runs argv on the tree as the later stages do.
func (p place) run(t *testing.T, env heald.Environment, tree heald.Checkout, argv ...string) heald.Result {
	t.Helper()
	vars := map[string]string{"HOME": "/tmp"}
	for name, value := range env.Vars {
		vars[name] = value
	}
	var search []string
	for _, root := range env.ImportRoots {
		search = append(search, filepath.Join(tree.Home, root))
	}
	vars["PYTHONPATH"] = strings.Join(append(search, env.FrameworkFrom, env.Vars["PYTHONPATH"]), ":")
	result, err := p.runner.Run(context.Background(), heald.Command{
		Argv: argv, Env: vars, Tree: heald.Tree{Root: tree.Root, Home: tree.Home}, Mounts: env.Mounts, Limits: heald.Limits{Wall: 2 * time.Minute},
	})
	if err != nil {
		t.Fatalf("run %q: %v", argv, err)
	}
	return result
}

// suite runs the environment's own test command and wants it to pass.
func (p place) suite(t *testing.T, env heald.Environment, tree heald.Checkout, want string) {
	t.Helper()
	result := p.run(t, env, tree, env.Suite...)
	if said := string(result.Stdout) + string(result.Stderr); result.ExitCode != 0 || !strings.Contains(said, want) {
		t.Errorf("%q ended with %d, want 0 and %q:\n%s", env.Suite, result.ExitCode, want, said)
	}
}

// interpreters are the kinds of Python that this machine has, by name.
func interpreters(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	if _, err := os.Stat("/usr/bin/python3"); err == nil {
		found["system"] = "/usr/bin/python3"
	}
	home, _ := os.UserHomeDir()
	for _, version := range []string{"3.8", "3.9", "3.12", "3.13"} {
		list, _ := filepath.Glob(filepath.Join(home, ".pyenv/versions", version+".*", "bin/python3"))
		if len(list) > 0 {
			found["pyenv "+version] = list[0]
		}
	}
	return found
}

const plainTest = "def test_one(): assert 1 + 1 == 2\n"

// TestE2EInterpreters prepares virtual environments of every kind of interpreter without pytest: the tests run with a lent one.
func TestE2EInterpreters(t *testing.T) {
	needed(t)
	for name, python := range interpreters(t) {
		for _, options := range []string{"", "--copies", "--system-site-packages"} {
			t.Run(name+options, func(t *testing.T) {
				p := newPlace(t, map[string]string{"app.py": "import yaml\n", "tests/test_app.py": plainTest, "requirements.txt": "PyYAML\n"})
				sh(t, p.repo, "%s -m venv --without-pip %s .venv", python, options)
				env, tree := p.prepare(t, heald.Service{})
				if env.Provenance != "repository" || env.Root != p.repo+"/.venv" {
					t.Errorf("environment = %s %s, want the repository's .venv", env.Provenance, env.Root)
				}
				shared := name == "system" && options == "--system-site-packages"
				// Debian's pytest brings no exceptiongroup, which it needs before 3.11: it does not suit there.
				if old := strings.HasPrefix(env.Version, "3.8.") || strings.HasPrefix(env.Version, "3.9."); old {
					wantEnvironment(t, env, "unittest", false, "pytest PyYAML")
					return
				}
				missing := "PyYAML"
				if shared {
					missing = strings.Join(env.Missing, " ") // whatever this machine has
				}
				wantEnvironment(t, env, "pytest", !shared, missing)
				p.suite(t, env, tree, "1 passed")
				if r := p.run(t, env, tree, env.Interpreter, "-c", "import apt_pkg"); !shared && r.ExitCode == 0 {
					t.Error("another package of the system became importable")
				}
			})
		}
	}
}

func wantEnvironment(t *testing.T, env heald.Environment, framework string, lent bool, missing string) {
	t.Helper()
	if got := strings.Join(env.Missing, " "); env.Framework != framework || (env.FrameworkFrom != "") != lent || got != missing {
		t.Errorf("framework %s from %q, missing %q; want %s, lent %v, missing %q", env.Framework, env.FrameworkFrom, got, framework, lent, missing)
	}
}

// TestE2ELinkedInterpreter takes an environment whose interpreter is reached as uv and people do it: by a link in ~/.local/bin.
func TestE2ELinkedInterpreter(t *testing.T) {
	needed(t)
	for name, python := range interpreters(t) {
		if name == "system" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, map[string]string{"app.py": "", "test_app.py": "import unittest, sqlite3, ssl\nclass TestA(unittest.TestCase):\n    def test_a(self): pass\n"})
			bin := filepath.Join(filepath.Dir(p.repo), "home/.local/bin")
			sh(t, p.repo, "mkdir -p %[1]s && ln -s %[2]s %[1]s/python3 && %[1]s/python3 -m venv --without-pip .venv && rm .venv/bin/python* && ln -s %[1]s/python3 .venv/bin/python", bin, python)
			if err := os.WriteFile(filepath.Join(bin, "secret"), []byte("secret"), 0o644); err != nil {
				t.Fatal(err)
			}
			env, tree := p.prepare(t, heald.Service{})
			if env.Provenance != "repository" {
				t.Fatalf("environment = %+v, want the repository's", env)
			}
			p.suite(t, env, tree, "OK")
			if r := p.run(t, env, tree, env.Interpreter, "-c", fmt.Sprintf("open(%q)", bin+"/secret")); r.ExitCode == 0 {
				t.Error("what lies beside the link can be read inside the sandbox")
			}
		})
	}
}

// TestE2EHostileRepository commits an environment of its own, and links to secrets: neither is used or seen.
func TestE2EHostileRepository(t *testing.T) {
	needed(t)
	p := newPlace(t, map[string]string{"app.py": "import yaml\nimport heald_evil\n", "test_app.py": plainTest})
	sh(t, p.repo, "python3 -m venv --without-pip venv && echo 'print(1)' > venv/lib/heald_evil.py && git add -f venv && git commit -qm evil")
	sh(t, p.repo, "mkdir ../secrets && echo key > ../secrets/key && ln -s ../secrets .venv && git add -f .venv && git commit -qm link")
	env, tree := p.prepare(t, heald.Service{})
	if env.Provenance != "system" || !strings.Contains(env.Remedy, "tracked by the repository") {
		t.Errorf("environment = %s, remedy %q; want the system's, and why", env.Provenance, env.Remedy)
	}
	secret := filepath.Join(filepath.Dir(p.repo), "secrets/key")
	if r := p.run(t, env, tree, env.Interpreter, "-c", fmt.Sprintf("open(%q)", secret)); r.ExitCode == 0 {
		t.Error("the linked secret can be read inside the sandbox")
	}
	exception := heald.Exception{ErrorType: "ModuleNotFoundError", Message: "No module named 'heald_evil'"}
	said, ok := prepare.Explain(environ.Environments{}, env, exception)
	if !ok || !strings.HasPrefix(said, "the package heald_evil is not installed; install ") {
		t.Errorf("Explain = %q, %v; want the package and the remedy", said, ok)
	}
	if _, err := prepare.Run(context.Background(), prepare.Input{
		Service: heald.Service{Venv: "venv"}, Tree: tree, Roots: p.machine.Roots(heald.Service{Venv: "venv"}, tree), Language: environ.Environments{}, Runner: p.runner,
	}); err == nil || !strings.Contains(err.Error(), "tracked by the repository") {
		t.Errorf("naming the committed environment = %v, want a refusal with the reason", err)
	}
}

// TestE2EManaged lets the tools themselves choose where the environment goes.
func TestE2EManaged(t *testing.T) {
	needed(t)
	tools := t.TempDir()
	for name, script := range map[string]string{
		"poetry": "poetry/bin/poetry -q -P %[1]s env use /usr/bin/python3",
		"pipenv": "cd %[1]s && %[2]s/pipenv/bin/pipenv --bare --python /usr/bin/python3 install --skip-lock",
		"pdm":    "cd %[1]s && %[2]s/pdm/bin/pdm -q config venv.in_project false && %[2]s/pdm/bin/pdm venv create -q /usr/bin/python3",
	} {
		t.Run(name, func(t *testing.T) {
			pinned := map[string]string{"pdm": "'pdm==2.12.4' 'unearth<0.15'"}[name]
			sh(t, tools, "/usr/bin/python3 -m venv %[1]s && %[1]s/bin/pip install -q %[2]s", name, strings.TrimSpace(name+" "+pinned))
			p := newPlace(t, map[string]string{"pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\nrequires-python = '>=3.9'\n", "Pipfile": "", "test_app.py": plainTest})
			home := filepath.Join(filepath.Dir(p.repo), "home")
			// virtualenv leaves a process behind that looks for newer wheels and writes into the folder while the test removes it
			sh(t, tools, "mkdir -p "+home+" && export VIRTUALENV_NO_PERIODIC_UPDATE=1 HOME="+home+" && "+script, p.repo, tools)
			p.machine.Home, p.machine.Homes = home, []string{home}
			if env, _ := p.prepare(t, heald.Service{}); env.Provenance != "beside" || !strings.HasPrefix(env.Root, home) {
				t.Errorf("environment = %s %s, want the one that %s made in %s", env.Provenance, env.Root, name, home)
			}
		})
	}
}
