package daemon

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// still is how long nothing must have happened until memory is given back.
const still = 20 * time.Second

// settle gives back, once a daemon has become idle, what only its start or its last case needed: the heap's garbage, and the pages of the
// program itself that were read for it. Both come back by themselves when they are needed.
func (d *Daemon) settle(ctx context.Context) error {
	ticker := time.NewTicker(still / 10)
	defer ticker.Stop()
	began, settled := time.Now(), time.Time{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		last := began
		if step := d.walks.last(); step.After(last) {
			last = step
		}
		if last.Before(settled) || time.Since(last) < still {
			continue
		}
		debug.FreeOSMemory()
		if err := forgetProgram(); err != nil {
			d.log.Debug("pages of the program were not given back", "err", err)
		}
		settled = time.Now()
	}
}

// forgetProgram takes the program's own code and constants out of this process's memory; they stay in the system's cache of files. A range
// in which anything was changed since it was read is left alone: that would be lost.
func forgetProgram() error {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return err
	}
	defer maps.Close()
	for _, r := range unchanged(maps, program) {
		if _, _, errno := unix.Syscall(unix.SYS_MADVISE, r.from, r.to-r.from, unix.MADV_DONTNEED); errno != 0 {
			return fmt.Errorf("forget %x-%x of %s: %w", r.from, r.to, program, errno)
		}
	}
	return nil
}

type addresses struct{ from, to uintptr }

// unchanged are the ranges of a file that may not be written, and of which no page differs from the file.
func unchanged(smaps io.Reader, file string) []addresses {
	var found []addresses
	var now addresses
	reading := false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		line := lines.Text()
		var next addresses
		var access, offset, device, inode string
		if n, _ := fmt.Sscanf(line, "%x-%x %s %s %s %s", &next.from, &next.to, &access, &offset, &device, &inode); n == 6 {
			now, reading = next, strings.HasSuffix(line, " "+file) && strings.HasPrefix(access, "r") && access[1] == '-' && strings.HasSuffix(access, "p")
			continue
		}
		if changed, is := strings.CutPrefix(line, "Anonymous:"); is && reading {
			if strings.TrimSpace(changed) == "0 kB" {
				found = append(found, now)
			}
			reading = false
		}
	}
	return found
}
