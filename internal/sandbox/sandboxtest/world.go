package sandboxtest

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/sandbox"
)

// world is what a sandbox must keep apart from: a machine with secrets, a live checkout, servers and processes.
type world struct {
	box    sandbox.Sandbox
	home   string // the live checkout: the tree is shown there
	root   string // the tree that is shown
	venv   string // mounted read-only in the tree
	secret string // a file that everybody on the machine may read
	script string // the probes, for controls
	denied string // what may not be mounted
	port   int    // of a server on the machine's loopback
	socket string // abstract address of another
	victim *os.Process
	file   *os.File // an open file that heald was started with
}

var errNotThis = errors.New("not this one")

func newWorld(t *testing.T, newSandbox Make) *world {
	base := t.TempDir()
	w := &world{
		home: filepath.Join(base, "live"), root: filepath.Join(base, "tree"), venv: filepath.Join(base, "venv"),
		secret: filepath.Join(base, "secret"), script: filepath.Join(base, "probes.py"), denied: filepath.Join(base, "denied"),
		socket: "@heald-sandboxtest-" + strconv.Itoa(os.Getpid()),
	}
	w.box = newSandbox(t, func(source string) error {
		if source == w.venv {
			return nil
		}
		return errNotThis
	})
	w.files(t)
	w.servers(t)
	w.processes(t)
	return w
}

func (w *world) files(t *testing.T) {
	for name, content := range map[string]string{
		w.secret: "secret", w.script: string(probes), w.denied + "/x": "denied",
		w.home + "/live": "live", w.home + "/both": "live",
		w.root + "/both": "tree", w.root + "/dir/file": "file", w.root + "/.git/HEAD": "ref: refs/heads/main",
		w.venv + "/lib": "lib",
	} {
		put(t, name, content)
	}
	for link, target := range map[string]string{
		w.root + "/link": w.secret, w.root + "/up": "../secret", w.root + "/dirlink": "dir", w.venv + "-link": w.denied,
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if w.file, err = os.Open(w.secret); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.file.Close() })
	// Every folder above must let others in, or a refusal would only show the permissions of the machine.
	for dir := filepath.Dir(w.secret); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		_ = os.Chmod(dir, 0o755)
	}
}

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (w *world) servers(t *testing.T) {
	w.port = listen(t, "tcp", "127.0.0.1:0").(*net.TCPAddr).Port
	listen(t, "unix", w.socket)
	// Git's file monitor has such a socket in .git; a read-only mount does not keep anybody from talking to it.
	listen(t, "unix", w.root+"/.git/monitor")
}

func listen(t *testing.T, network, address string) net.Addr {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return l.Addr()
}

func (w *world) processes(t *testing.T) {
	cmd := exec.Command("sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.victim = cmd.Process
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// expand puts the world's particulars into a probe's arguments.
func (w *world) expand(args []string) []string {
	host, _ := os.Hostname()
	r := strings.NewReplacer("{home}", w.home, "{root}", w.root, "{secret}", w.secret, "{denied}", w.denied, "{port}", strconv.Itoa(w.port),
		"{socket}", w.socket, "{victim}", strconv.Itoa(w.victim.Pid), "{hostname}", host, "{temp}", filepath.Dir(w.secret),
		"{marker}", marker[:5]+"+"+marker[5:], "{MARKER}", marker, "{self}", strconv.Itoa(os.Getpid()))
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = r.Replace(arg)
	}
	return out
}
