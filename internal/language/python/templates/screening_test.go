package templates

import (
	"testing"

	"github.com/heald-dev/heald"
)

// A candidate is screened with the modules that it is proved with: the tree's folders and what the environment adds to them.
func TestScreeningSeesTheEnvironmentsModules(t *testing.T) {
	env := heald.Environment{Interpreter: "/env/bin/python", Framework: "pytest", ImportRoots: []string{"src"}, Vars: map[string]string{"PYTHONPATH": "/env/lib"}}
	cmd := Screening().Command(env, heald.Checkout{Home: "/srv/shop"}, heald.Reproduction{TestID: "tests/test_a.py::test_b"})
	if got, want := cmd.Env["PYTHONPATH"], "/srv/shop/src:/env/lib"; got != want {
		t.Errorf("modules are imported from %q, want %q", got, want)
	}
	if got, want := cmd.Argv[len(cmd.Argv)-1], "tests/test_a.py::test_b"; got != want || cmd.Argv[0] != "/env/bin/python" {
		t.Errorf("runs %q, want %s with the environment's interpreter", cmd.Argv, want)
	}
}
