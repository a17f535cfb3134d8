// Package supervise keeps programs running and stands in front of them: processes that are started again with growing pauses and of
// which nothing stays behind, and a reverse proxy that divides requests between two versions of a service and counts how they end.
package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Command is one program to run.
type Command struct {
	Argv   []string // {port} stands for the port
	Dir    string
	Env    []string  // all of it; PORT is added
	Stdout io.Writer // nil: thrown away
	Stderr io.Writer
}

// Supervisor owns the processes of this program. Close ends all of them; so does the death of this program, however it dies.
type Supervisor struct {
	guard  *guard
	record string
	mu     sync.Mutex
	runs   []identity
	kept   []*Kept
	closed bool
}

// New starts a supervisor. What is running is written to the file record, when one is named; what an earlier supervisor with the same
// record left behind is killed first.
func New(record string) (*Supervisor, error) {
	if record != "" {
		if _, err := sweep(record); err != nil {
			return nil, err
		}
	}
	g, err := newGuard()
	if err != nil {
		return nil, err
	}
	return &Supervisor{guard: g, record: record}, nil
}

// Close stops every process that is kept, and waits for the end of all.
func (s *Supervisor) Close() error {
	s.mu.Lock()
	s.closed = true
	kept := slices.Clone(s.kept)
	s.mu.Unlock()
	var all sync.WaitGroup
	for _, k := range kept {
		all.Go(k.Stop)
	}
	all.Wait()
	return s.guard.close()
}

// run starts a command and returns when it has ended, with everything that it started. running is
// called with the process id, and with 0 while the number cannot have been given to anybody else yet.
func (s *Supervisor) run(c Command, port int, running func(pid int)) (code int, err error) {
	// The signal at the parent's death is sent when the thread that forked ends, so the thread stays until the child has ended.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd, gate, err := prepare(c, port)
	if err != nil {
		return -1, err
	}
	defer gate.Close()
	err = cmd.Start()
	_ = cmd.ExtraFiles[0].Close()
	if err != nil {
		return -1, fmt.Errorf("start %s: %w", c.Argv[0], err)
	}
	pid := cmd.Process.Pid
	err = errors.Join(s.guard.watch(pid), s.enter(pid))
	if err == nil {
		_, err = gate.WriteString("go\n")
	}
	if err != nil {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
		return -1, errors.Join(err, ignoreExit(cmd.Wait()))
	}
	running(pid)
	awaitExit(pid)
	running(0)
	// Until it is reaped its number is not given again: now the rest of the group can be killed without hitting anybody else.
	_ = syscall.Kill(-pid, syscall.SIGKILL)
	err = errors.Join(s.guard.forget(pid), s.leave(pid))
	return exitCode(cmd, cmd.Wait()), err
}

// behind is how a program starts: it waits until it is known, so that nothing of it stays if heald dies at that moment.
const behind = `read go <&3 || exit 125; exec 3<&-; exec "$@"`

// prepare makes the command, and the gate that lets it begin.
func prepare(c Command, port int) (*exec.Cmd, *os.File, error) {
	argv := withPort(c.Argv, port)
	program, err := find(argv[0], c.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("start %s: %w", argv[0], err)
	}
	inside, gate, err := os.Pipe()
	if err != nil {
		return nil, nil, fmt.Errorf("start %s: %w", argv[0], err)
	}
	cmd := exec.Command("/bin/sh", append([]string{"-c", behind, "sh", program}, argv[1:]...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = c.Dir, c.Stdout, c.Stderr, []*os.File{inside}
	cmd.Env = slices.Clone(c.Env)
	if port > 0 {
		cmd.Env = append(cmd.Env, fmt.Sprintf("PORT=%d", port))
	}
	// A session of its own: what a terminal sends to heald is heald's to pass on.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = 2 * time.Second // something may have left the group and hold the output open
	return cmd, gate, nil
}

// find looks a program up: in its folder when its name holds a slash, in PATH otherwise.
func find(name, dir string) (string, error) {
	if !strings.Contains(name, "/") {
		return exec.LookPath(name)
	}
	at := name
	if !filepath.IsAbs(at) {
		at = filepath.Join(dir, name)
	}
	info, err := os.Stat(at)
	if err == nil && (info.IsDir() || info.Mode()&0o111 == 0) {
		err = os.ErrPermission
	}
	return name, err
}

// awaitExit returns when the process has ended, without reaping it.
func awaitExit(pid int) {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}

// exitCode is 128+N where a signal N ended the process.
func exitCode(cmd *exec.Cmd, _ error) int {
	if cmd.ProcessState == nil {
		return -1
	}
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return cmd.ProcessState.ExitCode()
}

func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) || errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return err
}

func (s *Supervisor) enter(pid int) error {
	id, err := identify(pid)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = append(s.runs, id)
	return s.save()
}

func (s *Supervisor) leave(pid int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = slices.DeleteFunc(s.runs, func(id identity) bool { return id.PID == pid })
	return s.save()
}

// save writes down what runs; the caller holds the lock.
func (s *Supervisor) save() error {
	if s.record == "" {
		return nil
	}
	return writeFile(s.record, s.runs)
}

// Run runs a command once, to its end or to the context's, and returns its exit code.
func (s *Supervisor) Run(ctx context.Context, c Command) (int, error) {
	if len(c.Argv) == 0 {
		return 0, os.ErrInvalid
	}
	stop := func() bool { return true }
	code, err := s.run(c, 0, func(pid int) {
		if pid == 0 {
			return
		}
		stop = context.AfterFunc(ctx, func() { _ = syscall.Kill(-pid, syscall.SIGKILL) })
	})
	if !stop() {
		return code, context.Cause(ctx)
	}
	return code, err
}
