package sandboxtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

// refusal is a command that must not run at all, and why. Change breaks a command that works otherwise: that is the control.
type refusal struct {
	name   string
	change func(w *world, c *heald.Command)
	want   error
}

var refusals = []refusal{
	{"no program", func(_ *world, c *heald.Command) { c.Argv = nil }, heald.ErrInvalid},
	{"empty program", func(_ *world, c *heald.Command) { c.Argv = []string{""} }, heald.ErrInvalid},
	{"missing program", func(_ *world, c *heald.Command) { c.Argv = []string{"/nowhere/program"} }, heald.ErrNotFound},
	{"missing program on the path", func(_ *world, c *heald.Command) { c.Argv = []string{"no-such-program"} }, heald.ErrNotFound},
	{"program that only the machine has", func(w *world, c *heald.Command) { c.Argv = []string{w.script} }, heald.ErrNotFound},
	{"NUL in an argument", func(_ *world, c *heald.Command) { c.Argv = append(c.Argv, "a\x00b") }, heald.ErrInvalid},
	{"NUL in the environment", func(_ *world, c *heald.Command) { c.Env = map[string]string{"A": "b\x00--bind\x00/\x00/"} }, heald.ErrInvalid},
	{"NUL in the home", func(_ *world, c *heald.Command) { c.Tree.Home = "/srv/a\x00--share-net" }, heald.ErrInvalid},
	{"variable with an equals sign", func(_ *world, c *heald.Command) { c.Env = map[string]string{"A=B": "c"} }, heald.ErrInvalid},
	{"variable like an option", func(_ *world, c *heald.Command) { c.Env = map[string]string{"--chdir": "/"} }, heald.ErrInvalid},
	{"relative working directory", func(_ *world, c *heald.Command) { c.Dir = "x" }, heald.ErrInvalid},
	{"working directory that is not there", func(_ *world, c *heald.Command) { c.Dir = "/nowhere" }, heald.ErrNotFound},
	{"working directory that is a file", func(_ *world, c *heald.Command) { c.Dir = "/etc/passwd" }, heald.ErrNotFound},

	{"home at the root", home("/"), heald.ErrInvalid},
	{"home at the system", home("/usr"), heald.ErrInvalid},
	{"home in the system", home("/usr/lib/python3"), heald.ErrInvalid},
	{"home among programs", home("/bin"), heald.ErrInvalid},
	{"home in the configuration", home("/etc/app"), heald.ErrInvalid},
	{"home in the process table", home("/proc/1"), heald.ErrInvalid},
	{"home among devices", home("/dev/shm/app"), heald.ErrInvalid},
	{"home in the kernel's files", home("/sys"), heald.ErrInvalid},
	{"home over the temporary folder", home("/tmp"), heald.ErrInvalid},
	{"home over heald's files", home("/heald/x"), heald.ErrInvalid},
	{"home over the results", home("/out"), heald.ErrInvalid},
	{"relative home", home("app"), heald.ErrInvalid},
	{"home that climbs", home("/srv/../etc"), heald.ErrInvalid},
	{"tree without a home", home(""), heald.ErrInvalid},
	{"tree that is not there", func(w *world, c *heald.Command) { c.Tree.Root = w.root + "/nowhere" }, heald.ErrNotFound},
	{"relative tree", func(_ *world, c *heald.Command) { c.Tree.Root = "tree" }, heald.ErrInvalid},
	{"tree that is a file", func(w *world, c *heald.Command) { c.Tree.Root = w.secret }, heald.ErrInvalid},

	{"overlay above the tree", overlay("../x"), heald.ErrInvalid},
	{"overlay above the tree on a detour", overlay("dir/../../x"), heald.ErrInvalid},
	{"overlay at an absolute path", overlay("/etc/passwd"), heald.ErrInvalid},
	{"overlay of the tree itself", overlay("."), heald.ErrInvalid},
	{"overlay without a name", overlay(""), heald.ErrInvalid},
	{"overlay through a link", overlay("dirlink/x"), heald.ErrInvalid},
	{"overlay of a link", overlay("link"), heald.ErrInvalid},
	{"overlay of a folder", overlay("dir"), heald.ErrInvalid},
	{"overlay below a file", overlay("both/x"), heald.ErrInvalid},
	{"overlay of .git", overlay(".git/hooks/x"), heald.ErrInvalid},
	{"overlay of a mount", overlay(".venv/x"), heald.ErrInvalid},
	{"removal through a link", func(_ *world, c *heald.Command) { c.Tree.Overlay = map[string][]byte{"dirlink/file": nil} }, heald.ErrInvalid},

	{"file above heald's", func(_ *world, c *heald.Command) { c.Files = map[string][]byte{"../etc/x": nil} }, heald.ErrInvalid},
	{"file at an absolute path", func(_ *world, c *heald.Command) { c.Files = map[string][]byte{"/x": nil} }, heald.ErrInvalid},
	{"collect above the results", func(_ *world, c *heald.Command) { c.Collect = []string{"../etc/passwd"} }, heald.ErrInvalid},
	{"collect in a folder", func(_ *world, c *heald.Command) { c.Collect = []string{"a/b"} }, heald.ErrInvalid},
	{"collect the folder", func(_ *world, c *heald.Command) { c.Collect = []string{".."} }, heald.ErrInvalid},

	{"mount that is denied", mounted(func(w *world) string { return w.denied }, "/opt/x"), heald.ErrDenied},
	{"mount of a denied link", mounted(func(w *world) string { return w.venv + "-link" }, "/opt/x"), heald.ErrDenied},
	{"mount of the parent", mounted(func(w *world) string { return filepath.Dir(w.venv) }, "/opt/x"), heald.ErrDenied},
	{"mount on a detour", mounted(func(w *world) string { return w.venv + "/../denied" }, "/opt/x"), heald.ErrDenied},
	{"mount of what is not there", mounted(func(w *world) string { return w.venv + "/nowhere" }, "/opt/x"), heald.ErrNotFound},
	{"relative mount", mounted(func(w *world) string { return "venv" }, "/opt/x"), heald.ErrInvalid},
	{"mount over the system", mounted(func(w *world) string { return w.venv }, "/usr/lib"), heald.ErrInvalid},
	{"mount over the configuration", mounted(func(w *world) string { return w.venv }, "/etc"), heald.ErrInvalid},
	{"mount at the root", mounted(func(w *world) string { return w.venv }, "/"), heald.ErrInvalid},
	{"mount at a relative place", mounted(func(w *world) string { return w.venv }, "opt/x"), heald.ErrInvalid},
	{"mount over .git", func(w *world, c *heald.Command) {
		c.Mounts = []heald.Mount{{Source: w.venv, Target: w.home + "/.git"}}
	}, heald.ErrInvalid},
	{"mount over the tree", func(w *world, c *heald.Command) {
		c.Mounts = []heald.Mount{{Source: w.venv, Target: w.home}}
	}, heald.ErrInvalid},
}

func home(p string) func(*world, *heald.Command) {
	return func(_ *world, c *heald.Command) { c.Tree.Home, c.Mounts = p, nil }
}

func overlay(name string) func(*world, *heald.Command) {
	return func(_ *world, c *heald.Command) { c.Tree.Overlay = map[string][]byte{name: []byte("x")} }
}

func mounted(source func(*world) string, target string) func(*world, *heald.Command) {
	return func(w *world, c *heald.Command) { c.Mounts = []heald.Mount{{Source: source(w), Target: target}} }
}

func runRefusals(t *testing.T, w *world) {
	good := func() heald.Command {
		c := w.probe("listdir", "/")
		c.Tree.Overlay = map[string][]byte{"dir/new": []byte("x"), "both": []byte("y")}
		c.Collect = []string{"x"}
		return c
	}
	if got := verdict(t, w.run(t, good())); !strings.HasPrefix(got, reached) {
		t.Fatalf("control: the command that is broken below does not run: %s", got)
	}
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			cmd := good()
			r.change(w, &cmd)
			res, err := w.box.Run(context.Background(), cmd)
			if !errors.Is(err, r.want) {
				t.Errorf("got error %v, want %v; %s", err, r.want, res.Stdout)
			}
		})
	}
	if got, err := os.ReadFile(w.secret); err != nil || string(got) != "secret" {
		t.Errorf("what the links lead to is now %q, %v", got, err)
	}
}
