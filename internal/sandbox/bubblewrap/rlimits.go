package bubblewrap

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
)

const maxOpenFiles = 4096

// setLimits sets the limits of the sandbox's first process, which every other one inherits.
func (r *Runner) setLimits(pid int, l heald.Limits) error {
	seconds := uint64((l.CPU + time.Second - 1) / time.Second)
	limits := map[int]uint64{
		unix.RLIMIT_CORE:   0,
		unix.RLIMIT_FSIZE:  uint64(l.FileSize),
		unix.RLIMIT_NOFILE: maxOpenFiles,
		unix.RLIMIT_CPU:    seconds + 1, // the watchdog counts all processes together and is exact
	}
	if r.setpriv == "" {
		// The count is the inner user namespace's, so the caller's other processes do not matter. For root, see command.
		limits[unix.RLIMIT_NPROC] = uint64(l.Processes)
	}
	if !r.groups.limitsMemory() {
		// Only a backstop for one process: the watchdog adds up what is really used, and can say that it was too much. Never
		// RLIMIT_AS, as runtimes reserve address space that they do not use.
		limits[unix.RLIMIT_DATA] = 4 * uint64(l.Memory)
	}
	for what, value := range limits {
		if err := lower(pid, what, value); err != nil {
			return fmt.Errorf("set limit %d of the sandbox to %d: %w", what, value, err)
		}
	}
	return nil
}

// lower sets a limit, or leaves it where it is lower already: heald may have been started with limits of its own.
func lower(pid, what int, value uint64) error {
	var old unix.Rlimit
	if err := unix.Prlimit(pid, what, nil, &old); err != nil {
		return err
	}
	value = min(value, old.Max)
	return unix.Prlimit(pid, what, &unix.Rlimit{Cur: value, Max: value}, nil)
}
