package bubblewrap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// launch is bwrap started and stopped before the command: heald's ends of its pipes.
type launch struct {
	cmd    *exec.Cmd
	status *os.File // bwrap says here which process is the sandbox, and how the command ended
	gate   *os.File // the seccomp filter goes through here, last of all: without it bwrap does not start the command
	stdin  *os.File // nil when the command's input is given
	stdout *os.File
	stderr *os.File

	inner []*os.File // bwrap's ends, to be closed once it has them
}

// start starts bwrap for p. With talk, its standard input is a pipe of the caller's.
func (r *Runner) start(p *plan, uid int, talk bool) (*launch, error) {
	l := &launch{}
	defer l.closeInner()
	if err := l.prepare(r, p, uid, talk); err != nil {
		l.close()
		return nil, err
	}
	// Go closes its own descriptors at exec, but not those that heald was started with.
	_ = unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC)
	if err := l.cmd.Start(); err != nil {
		l.close()
		return nil, fmt.Errorf("start %s: %w", r.bwrap, err)
	}
	return l, nil
}

func (l *launch) prepare(r *Runner, p *plan, uid int, talk bool) error {
	options := r.options(p, uid)
	command := append([]string{"--args", fmt.Sprint(argsFD), "--"}, r.command(p, uid)...)
	l.cmd = exec.Command(r.bwrap, command...)
	l.cmd.Env = []string{} // bwrap is process 1 inside, where /proc/1/environ can be read
	l.cmd.Dir = "/"
	return l.connect(p, options, talk)
}

// connect makes the pipes and the files in memory that bwrap inherits, in the order of the descriptors' constants.
func (l *launch) connect(p *plan, options *arguments, talk bool) error {
	var extra []*os.File
	var stdout, stderr, stdin, status, filter *os.File
	steps := []func() error{
		func() error { return l.pipe(&l.stdout, &stdout) },
		func() error { return l.pipe(&l.stderr, &stderr) },
		func() error { return l.pipe(&l.status, &status) },
		func() error { return l.pipe(&filter, &l.gate) },
		func() error { return l.input(&stdin, p.cmd.Stdin, talk) },
		func() error { return l.memory(&extra, []byte(strings.Join(options.list, "\x00")+"\x00")) },
		func() error { extra = append(extra, status, filter); return l.memory(&extra, options.data...) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("connect a sandbox: %w", err)
		}
	}
	l.inner = append(l.inner, stdin, stdout, stderr, status, filter)
	l.cmd.Stdin, l.cmd.Stdout, l.cmd.Stderr, l.cmd.ExtraFiles = stdin, stdout, stderr, extra
	return nil
}

func (l *launch) pipe(r, w **os.File) (err error) {
	*r, *w, err = os.Pipe()
	return err
}

// input is a pipe to talk through, nothing, or a file in memory: bytes that are given need no writer to wait for.
func (l *launch) input(stdin **os.File, content []byte, talk bool) (err error) {
	switch {
	case talk:
		return l.pipe(stdin, &l.stdin)
	case content == nil:
		*stdin, err = os.Open(os.DevNull)
		return err
	}
	*stdin, err = memfd(content)
	return err
}

func (l *launch) memory(extra *[]*os.File, contents ...[]byte) error {
	for _, content := range contents {
		f, err := memfd(content)
		if err != nil {
			return err
		}
		l.inner = append(l.inner, f)
		*extra = append(*extra, f)
	}
	return nil
}

func memfd(content []byte) (*os.File, error) {
	fd, err := unix.MemfdCreate("heald", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), "memfd")
	if _, err := f.Write(content); err != nil {
		f.Close()
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (l *launch) closeInner() { closeAll(l.inner...); l.inner = nil }

// close closes heald's ends: bwrap, if it waits at the gate, is to be killed first.
func (l *launch) close() { closeAll(l.status, l.gate, l.stdin, l.stdout, l.stderr) }

func closeAll(files ...*os.File) {
	for _, f := range files {
		if f != nil {
			f.Close()
		}
	}
}

// abandon ends bwrap before the command ran and returns what it said. Its child, if any, finds no filter and ends too.
func (l *launch) abandon() string {
	l.gate.Close()
	_ = l.cmd.Process.Kill()
	_ = l.cmd.Wait() // its status is the kill's
	_ = l.stderr.SetReadDeadline(time.Now().Add(time.Second))
	said, _ := io.ReadAll(io.LimitReader(l.stderr, 4096))
	l.close()
	return strings.TrimSpace(string(said))
}

// report is one line of bwrap's status.
type report struct {
	Child int  `json:"child-pid"`
	Exit  *int `json:"exit-code"`
}

// child reads from bwrap which process is the sandbox's first.
func (l *launch) child(ctx context.Context, status *json.Decoder) (int, error) {
	_ = l.status.SetReadDeadline(time.Now().Add(setupTime))
	defer context.AfterFunc(ctx, func() { _ = l.status.SetReadDeadline(time.Now()) })()
	var r report
	if err := status.Decode(&r); err != nil || r.Child <= 0 {
		return 0, errors.Join(ctx.Err(), errors.New("bwrap told no process"))
	}
	return r.Child, l.status.SetReadDeadline(time.Time{})
}
