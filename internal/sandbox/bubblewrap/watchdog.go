package bubblewrap

import (
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
)

const (
	watchEvery = 50 * time.Millisecond
	maxInodes  = 200_000 // a file without content costs the kernel about a kilobyte that no size limit counts
	clockTick  = 100     // of /proc/PID/stat; fixed by the kernel's interface
)

// verdict is what the watchdog has seen.
type verdict int

const (
	fine verdict = iota
	overTime
	overMemory
)

// watchdog looks after the limits that nobody else keeps.
type watchdog struct {
	view   *view
	group  *group
	limits heald.Limits
}

// every is how often to look: often where the watchdog is what bounds memory.
func (w *watchdog) every() time.Duration {
	if w.group.limitsMemory() {
		return 4 * watchEvery
	}
	return watchEvery
}

// look takes one look.
func (w *watchdog) look() verdict {
	if w.inodes() > maxInodes {
		return overMemory
	}
	processes := family(w.view.pid)
	if w.group.limitsMemory() {
		return w.judge(cpu(processes), 0)
	}
	if scarce() {
		return overMemory
	}
	return w.judge(cpu(processes), w.memory(processes))
}

func (w *watchdog) judge(cpu, memory int64) verdict {
	switch {
	case cpu > int64(w.limits.CPU):
		return overTime
	case memory > w.limits.Memory:
		return overMemory
	}
	return fine
}

func (w *watchdog) inodes() int64 {
	var used int64
	for _, dir := range w.view.dirs {
		var st unix.Statfs_t
		if unix.Fstatfs(int(dir.Fd()), &st) == nil {
			used += int64(st.Files - st.Ffree)
		}
	}
	return used
}

// scarce says whether the machine itself is nearly out of memory: what is in pipes and sockets is counted nowhere.
func scarce() bool {
	total, ok := field("/proc/meminfo", "MemTotal:")
	left, ok2 := field("/proc/meminfo", "MemAvailable:")
	return ok && ok2 && left < min(total/20, 512<<10)
}

// memory adds up what the processes hold and what the memory file systems hold. Resident pages that are shared count for each
// process, so when that sum is too large the slower, fair one decides.
func (w *watchdog) memory(processes []int) int64 {
	files := w.files()
	sum := files
	for _, pid := range processes {
		sum += resident(pid)
	}
	if sum <= w.limits.Memory {
		return sum
	}
	sum = files
	for _, pid := range processes {
		kb, _ := field("/proc/"+strconv.Itoa(pid)+"/smaps_rollup", "Pss:")
		sum += kb << 10
	}
	return sum
}

func (w *watchdog) files() int64 {
	var used int64
	for _, dir := range w.view.dirs {
		var st unix.Statfs_t
		if unix.Fstatfs(int(dir.Fd()), &st) == nil {
			used += int64(st.Blocks-st.Bfree) * st.Bsize
		}
	}
	return used
}

// family returns a process and everything below it. In a process namespace of its own nobody leaves the family.
func family(pid int) []int {
	out := []int{pid}
	for i := 0; i < len(out); i++ {
		tasks, _ := os.ReadDir("/proc/" + strconv.Itoa(out[i]) + "/task")
		for _, task := range tasks {
			b, _ := os.ReadFile("/proc/" + strconv.Itoa(out[i]) + "/task/" + task.Name() + "/children")
			for _, f := range strings.Fields(string(b)) {
				if child, err := strconv.Atoi(f); err == nil {
					out = append(out, child)
				}
			}
		}
	}
	return out
}

// cpu adds up the processor time of a family, in nanoseconds. What has ended counts with who waited for it, at last with the
// first process. (A process that ignores its children's end hides their time; the wall limit remains.)
func cpu(processes []int) int64 {
	var sum int64
	for _, pid := range processes {
		sum += ticks(pid)
	}
	return sum * int64(time.Second) / clockTick
}

// ticks reads utime, stime, cutime and cstime. The process chooses its name, which may hold spaces and brackets.
func ticks(pid int) int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b)[strings.LastIndexByte(string(b), ')')+1:])
	if len(f) < 15 {
		return 0
	}
	var sum int64
	for _, s := range f[11:15] {
		n, _ := strconv.ParseInt(s, 10, 64) // the kernel writes numbers
		sum += n
	}
	return sum
}

func resident(pid int) int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	f := strings.Fields(string(b))
	if err != nil || len(f) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(f[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
