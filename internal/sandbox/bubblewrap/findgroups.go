package bubblewrap

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

const prefix = "heald-"

// controllers are those that are joined. Each costs most of a millisecond; processor time is added up by the watchdog.
var controllers = []string{"memory", "pids"}

// findGroups looks where heald itself is, and tries.
func findGroups() *groups {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return &groups{}
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return &groups{}
	}
	g := choose(parseMounts(string(mounts)), parseOwn(string(own)))
	for _, dir := range g.dirs {
		sweep(dir)
	}
	return g
}

// hierarchy is a mounted cgroup file system: of one or more controllers, or of all (version 2).
type hierarchy struct {
	two         bool
	controllers []string
	root, at    string
}

func parseMounts(mountinfo string) []hierarchy {
	var out []hierarchy
	for line := range strings.Lines(mountinfo) {
		left, right, ok := strings.Cut(strings.TrimSpace(line), " - ")
		l, r := strings.Fields(left), strings.Fields(right)
		if !ok || len(l) < 5 || len(r) < 3 {
			continue
		}
		switch r[0] {
		case "cgroup":
			options := strings.Split(r[2], ",") // "rw,cpu,cpuacct"
			out = append(out, hierarchy{controllers: options[1:], root: l[3], at: l[4]})
		case "cgroup2":
			out = append(out, hierarchy{two: true, root: l[3], at: l[4]})
		}
	}
	return out
}

// parseOwn returns the path of heald's own group by controller.
func parseOwn(cgroup string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(cgroup) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		for _, controller := range strings.Split(parts[1], ",") {
			out[controller] = parts[2]
		}
	}
	return out
}

func choose(mounted []hierarchy, own map[string]string) *groups {
	g := &groups{dirs: map[string]string{}}
	for _, h := range mounted {
		if h.two || len(h.controllers) == 0 {
			continue
		}
		path := own[h.controllers[0]]
		for _, c := range controllers {
			if dir := filepath.Join(h.at, below(path, h.root)); slices.Contains(h.controllers, c) && writable(dir, c) {
				g.dirs[c] = dir
			}
		}
	}
	if len(g.dirs) > 0 {
		return g
	}
	return chooseTwo(mounted, own[""])
}

// chooseTwo tries version 2 from heald's own group upward: a group that has processes, such as heald's own, cannot hand
// controllers to groups below it.
func chooseTwo(mounted []hierarchy, own string) *groups {
	for _, h := range mounted {
		if !h.two {
			continue
		}
		for path := filepath.Clean("/" + below(own, h.root)); ; path = filepath.Dir(path) {
			if dir := filepath.Join(h.at, path); writable(dir, "") {
				return &groups{two: true, dirs: map[string]string{"memory": dir, "pids": dir}}
			}
			if path == "/" {
				break
			}
		}
	}
	return &groups{}
}

// below returns path as seen under a mount of root, as in a container that sees only its own part.
func below(path, root string) string {
	if root == "/" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, root); ok {
		return rest
	}
	return "/"
}

// proof is the file that a new group must have to be of use.
var proof = map[string][]string{
	"memory": {"memory.limit_in_bytes"}, "pids": {"pids.max"}, "": {"memory.max", "pids.max"},
}

// writable makes a group and removes it.
func writable(parent, controller string) bool {
	dir := filepath.Join(parent, prefix+strconv.Itoa(os.Getpid())+"-probe")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return false
	}
	defer os.Remove(dir)
	for _, file := range proof[controller] {
		if unix.Access(filepath.Join(dir, file), unix.R_OK) != nil {
			return false
		}
	}
	return true
}

// sweep removes the groups of a heald that was killed. One that is in use cannot be removed.
func sweep(parent string) {
	left, _ := filepath.Glob(filepath.Join(parent, prefix+"*"))
	for _, dir := range left {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if _, err := os.Stat("/proc/" + pid); os.IsNotExist(err) {
			_ = os.Remove(dir)
		}
	}
}
