package bubblewrap

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
)

// view is heald's hold on a sandbox from outside: its first process, whose death is everybody's, and its writable folders,
// which stay readable after the end until they are closed.
type view struct {
	pid   int
	pidfd *os.File
	root  *os.File
	dirs  map[string]*os.File
}

const setupTime = 20 * time.Second

// look waits until the sandbox of process pid is built and opens its folders.
func look(ctx context.Context, pid int, home string) (*view, error) {
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return nil, fmt.Errorf("open process %d: %w", pid, err)
	}
	v := &view{pid: pid, pidfd: os.NewFile(uintptr(fd), "pidfd"), dirs: map[string]*os.File{}}
	if v.root, err = v.await(ctx); err != nil {
		v.close()
		return nil, err
	}
	dirs := []string{"tmp", "out", "dev/shm"}
	if home != "" {
		dirs = append(dirs, strings.TrimPrefix(home, "/"))
	}
	for _, dir := range dirs {
		f, err := v.open(dir, unix.O_RDONLY|unix.O_DIRECTORY)
		if err != nil {
			v.close()
			return nil, fmt.Errorf("open the sandbox's /%s: %w", dir, err)
		}
		v.dirs["/"+dir] = f
	}
	return v, nil
}

// await polls: bwrap has no way to say that the root is in its place, and it takes about five milliseconds.
func (v *view) await(ctx context.Context) (*os.File, error) {
	ctx, cancel := context.WithTimeout(ctx, setupTime)
	defer cancel()
	for !v.gone(0) {
		if root := v.built(); root != nil {
			return root, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Microsecond):
		}
	}
	return nil, errors.New("the sandbox ended while it was built")
}

// built returns the sandbox's root once it is the final one. On the way there the process has the machine's root, then a
// temporary one, which holds the final one as a folder.
func (v *view) built() *os.File {
	root, err := os.OpenFile(fmt.Sprintf("/proc/%d/root", v.pid), unix.O_PATH|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil
	}
	var own, st unix.Stat_t
	if unix.Stat("/", &own) == nil && unix.Fstat(int(root.Fd()), &st) == nil && own.Dev != st.Dev &&
		unix.Faccessat(int(root.Fd()), "heald", unix.F_OK, 0) == nil {
		return root
	}
	root.Close()
	return nil
}

// open opens a path as the sandbox sees it: links, the absolute ones too, stay inside.
func (v *view) open(p string, flags uint64) (*os.File, error) {
	fd, err := unix.Openat2(int(v.root.Fd()), p, &unix.OpenHow{
		Flags: flags | unix.O_CLOEXEC, Resolve: unix.RESOLVE_IN_ROOT | unix.RESOLVE_NO_MAGICLINKS,
	})
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), p), nil
}

// own gives the writable folders to the sandbox's user.
func (v *view) own(owner int) error {
	if owner < 0 {
		return nil
	}
	if err := unix.Fchown(int(v.dirs["/out"].Fd()), owner, owner); err != nil {
		return fmt.Errorf("give /out to user %d: %w", owner, err)
	}
	return nil
}

// find says whether the command's folder and program are there, as chdir and execvp would look for them, so that a wrong path is
// an error with a name and not an exit code that the command could also have.
func (v *view) find(cmd heald.Command) error {
	f, err := v.open(cmd.Dir, unix.O_PATH|unix.O_DIRECTORY)
	closeAll(f)
	if err != nil {
		return fmt.Errorf("%w: working directory %s inside the sandbox: %w", heald.ErrNotFound, cmd.Dir, err)
	}
	if !v.program(cmd) {
		return fmt.Errorf("%w: program %s is not there inside the sandbox", heald.ErrNotFound, cmd.Argv[0])
	}
	return nil
}

func (v *view) program(cmd heald.Command) bool {
	program := cmd.Argv[0]
	dirs := []string{cmd.Dir}
	if !strings.Contains(program, "/") {
		search, ok := cmd.Env["PATH"]
		if !ok {
			search = "/bin:/usr/bin"
		}
		dirs = strings.Split(search, ":")
	}
	for _, dir := range dirs {
		p := program
		if !path.IsAbs(p) {
			p = path.Join("/", dir, p)
		}
		f, err := v.open(p, unix.O_PATH)
		if err == nil || !errors.Is(err, unix.ENOENT) { // another error is for the kernel to report, at exec
			closeAll(f)
			return true
		}
	}
	return false
}

// kill ends the first process and with it all others.
func (v *view) kill() {
	_ = unix.PidfdSendSignal(int(v.pidfd.Fd()), unix.SIGKILL, nil, 0) // an error means that it is dead
}

// gone waits at most so long for the end of every process: the first one's end comes last.
func (v *view) gone(wait time.Duration) bool {
	fds := []unix.PollFd{{Fd: int32(v.pidfd.Fd()), Events: unix.POLLIN}}
	n, _ := unix.Poll(fds, int(wait.Milliseconds()))
	return n > 0
}

func (v *view) close() {
	closeAll(v.pidfd, v.root)
	for _, f := range v.dirs {
		f.Close()
	}
}
