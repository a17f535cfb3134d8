package bubblewrap

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// helper is the name of what this binary does when a test starts it again.
const helper = "HEALD_BUBBLEWRAP_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helper) {
	case "run":
		r, err := New(Config{})
		if err == nil {
			_, err = r.Run(context.Background(), heald.Command{Argv: []string{"/usr/bin/sleep", os.Args[1]}})
		}
		exit(err)
	case "stop":
		r, err := New(Config{})
		if err == nil {
			err = r.stopHalfWay(os.Args[1])
		}
		exit(err)
	case "new":
		_, err := New(Config{})
		exit(err)
	}
	os.Exit(m.Run())
}

func exit(err error) {
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(3)
	}
	os.Exit(0)
}

// stopHalfWay builds a sandbox and then does not let its command go.
func (r *Runner) stopHalfWay(arg string) error {
	p, err := r.plan(heald.Command{Argv: []string{"/usr/bin/sleep", arg}})
	if err != nil {
		return err
	}
	lease, err := r.lease()
	if err != nil {
		return err
	}
	if _, err := r.start(p, lease.uid, false); err != nil {
		return err
	}
	time.Sleep(time.Minute)
	return nil
}

// TestHealdIsKilled kills heald while a command runs, and before it was let go: nothing of the sandbox may live on.
func TestHealdIsKilled(t *testing.T) {
	for i, mode := range []string{"run", "stop"} {
		t.Run(mode, func(t *testing.T) {
			mark := strconv.Itoa(100_000_000 + 10*os.Getpid() + i) // seconds to sleep, and a name to find it by
			cmd := exec.Command(self(t), mark)
			cmd.Env = append(os.Environ(), helper+"="+mode)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// bwrap and its child carry the mark, and the command itself once it runs.
			await(t, "control: the sandbox is not there", func() bool { return marked(mark) >= 3+1-i })
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			await(t, "the sandbox outlives heald", func() bool { return marked(mark) == 0 })
		})
	}
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
	}
}

// marked counts the processes that have mark among their arguments.
func marked(mark string) int {
	n := 0
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), mark) {
			n++
		}
	}
	return n
}

// TestOrdinaryUser runs the conformance suite as somebody else than root, so that both modes are tested wherever root tests.
func TestOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("TestConformance runs as an ordinary user already")
	}
	const uid = 60_123
	dir := t.TempDir()
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	binary, err := os.ReadFile(self(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(dir+"/test", binary, 0o755), os.Mkdir(dir+"/tmp", 0o755), os.Chown(dir+"/tmp", uid, uid)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(dir+"/test", "-test.run", "TestConformance|TestHealdIsKilled", "-test.short", "-test.timeout", "120s")
	cmd.Dir, cmd.Env = dir+"/tmp", []string{"PATH=/usr/bin:/bin", "TMPDIR=" + dir + "/tmp", "HOME=" + dir + "/tmp"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("as user %d: %v\n%s", uid, err, out)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, tools, want string
	}{
		{"no bubblewrap", "setpriv", "install the package bubblewrap"},
		{"no setpriv", "bwrap", "install the package util-linux"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.tools == "bwrap" && os.Geteuid() != 0 {
				t.Skip("only root needs setpriv")
			}
			dir := t.TempDir()
			if err := os.WriteFile(dir+"/"+tt.tools, []byte("#!/bin/sh\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir)
			_, err := New(Config{})
			if !errors.Is(err, heald.ErrNotFound) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), refusal) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestNewRefusesRootWithoutCapabilities(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	cmd := exec.Command("setpriv", "--inh-caps=-all", "--bounding-set=-all", "--", self(t))
	cmd.Env = append(os.Environ(), helper+"=new")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "run it as an ordinary user") {
		t.Errorf("got %v, %s", err, out)
	}
	cmd = exec.Command(self(t))
	cmd.Env = append(os.Environ(), helper+"=new")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("control: %v, %s", err, out)
	}
}

func TestCheckSaysWhatToDo(t *testing.T) {
	r := newRunner(t, nil)
	r.bwrap = "/bin/false"
	err := r.Check(t.Context())
	if !errors.Is(err, heald.ErrDenied) || !strings.Contains(err.Error(), "0.8.0") || !strings.Contains(err.Error(), refusal) {
		t.Errorf("got %v", err)
	}
	if res, err := r.Run(t.Context(), heald.Command{Argv: []string{"/bin/echo", "ran"}}); err == nil || len(res.Stdout) > 0 {
		t.Errorf("without bwrap: got %+v, %v", res, err)
	}
}

// TestWithoutGroups takes root's control groups away: the limits must hold as they do for an ordinary user.
func TestWithoutGroups(t *testing.T) {
	r := newRunner(t, nil)
	r.groups = &groups{}
	for name, tt := range map[string]struct {
		script string
		limits heald.Limits
		ok     func(heald.Result) bool
	}{
		"processes": {
			"for i in $(seq 60); do sleep 5 & done; echo all", heald.Limits{Processes: 30},
			func(res heald.Result) bool { return !strings.Contains(string(res.Stdout), "all") },
		},
		"few": {
			"for i in $(seq 6); do sleep 5 & done; echo all", heald.Limits{Processes: 30},
			func(res heald.Result) bool { return strings.Contains(string(res.Stdout), "all") },
		},
		"memory": {
			`exec /usr/bin/python3 -c 'x = bytearray(400 << 20); x[::4096] = b"1" * len(x[::4096]); import time; time.sleep(1)'`,
			heald.Limits{Memory: 200 << 20}, func(res heald.Result) bool { return res.OutOfMemory },
		},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := r.Run(t.Context(), heald.Command{Argv: []string{"/bin/sh", "-c", tt.script}, Limits: tt.limits})
			if err != nil || !tt.ok(res) {
				t.Errorf("got %+v, %v, %s", res, err, res.Stderr)
			}
		})
	}
}

func TestNothingIsLeft(t *testing.T) {
	r := newRunner(t, nil)
	files := open(t)
	for range 5 {
		for _, argv := range [][]string{{"/bin/true"}, {"/nowhere"}, {"/bin/sh", "-c", "kill -9 $$"}} {
			_, _ = r.Run(t.Context(), heald.Command{Argv: argv, Tree: heald.Tree{Home: "/srv/app"}, Files: map[string][]byte{"f": nil}})
		}
	}
	if now := open(t); now > files {
		t.Errorf("%d descriptors are open, %d before", now, files)
	}
	await(t, "control groups are left", func() bool {
		r.groups.bury()
		for _, dir := range r.groups.dirs {
			if left, _ := filepath.Glob(filepath.Join(dir, prefix+strconv.Itoa(os.Getpid())+"-*")); len(left) > len(r.groups.stale) {
				t.Errorf("control groups are forgotten: %q", left)
			}
		}
		return len(r.groups.stale) == 0
	})
}

func open(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

func TestLease(t *testing.T) {
	r := &Runner{setpriv: "/usr/bin/setpriv", cfg: Config{UIDBase: 1_000_000_000}}
	seen := map[int]bool{}
	for range 50 {
		l, err := r.lease()
		if err != nil {
			t.Fatal(err)
		}
		defer l.release()
		if seen[l.uid] || l.uid < 1_000_000_000 || l.uid >= 1_000_000_000+uidRange || l.owner() != l.uid {
			t.Errorf("lease %d of %v", l.uid, seen)
		}
		seen[l.uid] = true
	}
	if l, err := (&Runner{}).lease(); err != nil || l.uid != nobody || l.owner() != -1 {
		t.Errorf("ordinary caller: got %+v, %v", l, err)
	}
}
