package bubblewrap

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/heald-dev/heald"
)

// groups are the control groups that heald may make, by controller: version 1 has a folder for each, version 2 one for all.
// Where there are none, rlimits and the watchdog do what they can.
type groups struct {
	dirs map[string]string // "memory", "pids" -> the folder in which groups are made
	two  bool

	mu    sync.Mutex
	stale []string // folders whose last process was dead but not yet buried when they were to be removed
}

func (g *groups) limitsMemory() bool    { return g.dirs["memory"] != "" }
func (g *groups) countsProcesses() bool { return g.dirs["pids"] != "" }

// group is one sandbox's.
type group struct {
	dirs map[string]string
	two  bool
}

func (g *group) limitsMemory() bool { return g.dirs["memory"] != "" }

// made makes names unique among the runners of this process.
var made atomic.Int64

// join makes a group for the sandbox, with its limits, and puts process pid into it. Whatever happens, remove it.
func (g *groups) join(pid int, l heald.Limits) (*group, error) {
	g.bury()
	name := prefix + strconv.Itoa(os.Getpid()) + "-" + strconv.FormatInt(made.Add(1), 10)
	out := &group{dirs: map[string]string{}, two: g.two}
	for _, controller := range controllers {
		parent := g.dirs[controller]
		if parent == "" {
			continue
		}
		dir := filepath.Join(parent, name)
		if err := os.Mkdir(dir, 0o755); err != nil && !os.IsExist(err) { // version 2: the same folder twice
			return out, err
		}
		out.dirs[controller] = dir
		if err := out.set(controller, l); err != nil {
			return out, err
		}
		if err := write(dir, "cgroup.procs", int64(pid)); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (g *group) set(controller string, l heald.Limits) error {
	dir := g.dirs[controller]
	switch {
	case controller == "pids":
		return write(dir, "pids.max", int64(l.Processes)+1) // bwrap's first process is not the command's
	case controller != "memory":
		return nil
	case g.two:
		_ = write(dir, "memory.swap.max", 0) // not there without swap
		_ = write(dir, "memory.oom.group", 1)
		return write(dir, "memory.max", l.Memory)
	}
	if err := write(dir, "memory.limit_in_bytes", l.Memory); err != nil {
		return err
	}
	_ = write(dir, "memory.memsw.limit_in_bytes", l.Memory) // not there without swap accounting
	return nil
}

// outOfMemory says whether the kernel killed a process for the group's limit.
func (g *group) outOfMemory() bool {
	dir := g.dirs["memory"]
	if dir == "" {
		return false
	}
	file := "memory.oom_control"
	if g.two {
		file = "memory.events"
	}
	kills, _ := field(filepath.Join(dir, file), "oom_kill")
	return kills > 0
}

// remove removes a group in which nothing runs any more. Its first process may still wait to be reaped by init: then the
// next one to join tries again.
func (g *groups) remove(old *group) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, dir := range old.dirs {
		if os.Remove(dir) != nil && !slices.Contains(g.stale, dir) {
			g.stale = append(g.stale, dir)
		}
	}
}

func (g *groups) bury() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stale = slices.DeleteFunc(g.stale, func(dir string) bool {
		err := os.Remove(dir)
		return err == nil || errors.Is(err, fs.ErrNotExist)
	})
}

func write(dir, file string, value int64) error {
	return os.WriteFile(filepath.Join(dir, file), strconv.AppendInt(nil, value, 10), 0)
}

// field reads one "name value" or "name: value unit" line.
func field(file, name string) (int64, bool) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == name {
			n, err := strconv.ParseInt(f[1], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
