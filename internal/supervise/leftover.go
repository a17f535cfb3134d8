package supervise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/heald-dev/heald"
)

// identity names one process for good: numbers are given again, but not with the same start in the same boot.
type identity struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"` // in clock ticks since the machine started
	Boot  string `json:"boot"`
}

// stat is what /proc says of a process.
type stat struct {
	group, session int
	start          uint64
}

func readStat(pid int) (stat, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, fmt.Errorf("look at process %d: %w", pid, err)
	}
	// The name stands in parentheses and may hold anything, also parentheses.
	fields := strings.Fields(string(raw)[strings.LastIndexByte(string(raw), ')')+1:])
	if len(fields) < 20 {
		return stat{}, fmt.Errorf("look at process %d: %w: %d fields", pid, heald.ErrInvalid, len(fields))
	}
	group, err1 := strconv.Atoi(fields[2])
	session, err2 := strconv.Atoi(fields[3])
	start, err3 := strconv.ParseUint(fields[19], 10, 64)
	return stat{group, session, start}, errors.Join(err1, err2, err3)
}

func bootID() string {
	raw, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// identify is called while the process cannot have been reaped.
func identify(pid int) (identity, error) {
	s, err := readStat(pid)
	return identity{pid, s.start, bootID()}, err
}

// sweep kills what a supervisor that is gone has left: process groups whose leader is still the one that was written down, and of
// those whose leader has ended, members that are still in its session.
func sweep(file string) (killed int, err error) {
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read what ran before: %w", err)
	}
	var left []identity
	if err := json.Unmarshal(raw, &left); err != nil {
		return 0, nil // it was cut while it was written, which happens only before anything in it was started
	}
	for _, id := range left {
		if id.Boot != bootID() || id.PID <= 1 || !lives(id) {
			continue
		}
		if syscall.Kill(-id.PID, syscall.SIGKILL) == nil {
			killed++
		}
	}
	return killed, nil
}

// lives says whether the group that a process led is still that group.
func lives(id identity) bool {
	if s, err := readStat(id.PID); err == nil {
		return s.start == id.Start && s.group == id.PID
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return false
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// As long as a member lives, no new process gets the group's number.
		if s, err := readStat(pid); err == nil && s.group == id.PID && s.session == id.PID && s.start >= id.Start {
			return true
		}
	}
	return false
}

// writeFile replaces a file as a whole.
func writeFile(name string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	temporary := name + ".new"
	if err := os.WriteFile(temporary, raw, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	if err := os.Rename(temporary, name); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	return nil
}
