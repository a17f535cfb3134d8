// Package sandboxtest is the conformance suite of the port sandbox: what every brand must do, and the attacks that it must
// withstand. Every attack has a positive control, which shows that the same probe succeeds where it is allowed to.
package sandboxtest

import (
	"context"
	_ "embed" // the probes
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
)

// Make makes the sandbox under test, with the composition root's word on mounts.
type Make func(t testing.TB, mayMount func(source string) error) sandbox.Sandbox

// Run runs the suite.
func Run(t *testing.T, newSandbox Make) {
	t.Setenv(marker, marker) // nothing inside may see it
	w := newWorld(t, newSandbox)
	t.Run("attacks", func(t *testing.T) { runAttacks(t, w) })
	t.Run("refusals", func(t *testing.T) { runRefusals(t, w) })
	t.Run("results", func(t *testing.T) { runResults(t, w) })
	t.Run("limits", func(t *testing.T) { runLimits(t, w) })
	t.Run("trees", func(t *testing.T) { runTrees(t, w) })
	t.Run("collect", func(t *testing.T) { runCollect(t, w) })
	t.Run("sessions", func(t *testing.T) { runSessions(t, w) })
	t.Run("neighbours", func(t *testing.T) { runNeighbours(t, w) })
}

//go:embed probes.py
var probes []byte

const (
	python  = "/usr/bin/python3"
	marker  = "HEALD_SANDBOXTEST_MARKER"
	reached = "REACHED"
	refused = "REFUSED"
)

// probe returns the command that runs one probe inside: home is the tree, mounted read-only there is .venv.
func (w *world) probe(args ...string) heald.Command {
	return heald.Command{
		Argv:   append([]string{python, "-I", "-S", "-B", "/heald/probes.py"}, args...),
		Env:    map[string]string{"GIVEN": "1"},
		Tree:   heald.Tree{Root: w.root, Home: w.home},
		Mounts: []heald.Mount{{Source: w.venv, Target: w.home + "/.venv"}},
		Files:  map[string][]byte{"probes.py": probes},
		Limits: heald.Limits{Wall: 20 * time.Second},
	}
}

// inside runs a probe in the sandbox and returns what it said.
func (w *world) inside(t *testing.T, args ...string) string {
	t.Helper()
	return verdict(t, w.run(t, w.probe(args...)))
}

// outside runs the same probe on the machine, with no walls at all.
func (w *world) outside(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(python, append([]string{"-I", "-S", "-B", w.script}, args...)...)
	cmd.ExtraFiles = []*os.File{w.file}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("control %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func verdict(t *testing.T, res heald.Result) string {
	t.Helper()
	out := strings.TrimSpace(string(res.Stdout))
	if !strings.HasPrefix(out, reached) && !strings.HasPrefix(out, refused) {
		t.Fatalf("probe gave no verdict, exit %d after %v\n%s%s", res.ExitCode, res.Took, res.Stdout, res.Stderr)
	}
	return out
}

// run runs cmd, which must take place.
func (w *world) run(t *testing.T, cmd heald.Command) heald.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	res, err := w.box.Run(ctx, cmd)
	if err != nil {
		t.Fatalf("run %v: %v", cmd.Argv, err)
	}
	return res
}

// shell returns a command without a tree.
func shell(script string) heald.Command {
	return heald.Command{Argv: []string{"/bin/sh", "-c", script}, Limits: heald.Limits{Wall: 20 * time.Second}}
}

// program returns a Python program without a tree.
func program(source string, args ...string) heald.Command {
	c := shell("")
	c.Argv = append([]string{python, "-I", "-S", "-B", "/heald/p.py"}, args...)
	c.Files = map[string][]byte{"p.py": []byte(source)}
	return c
}
