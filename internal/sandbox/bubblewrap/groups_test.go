package bubblewrap

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
)

const (
	mountinfoOne = `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:1 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 /docker/abc /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
`
	mountinfoTwo = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\nbroken\n - \n"
)

func TestParseMounts(t *testing.T) {
	want := []hierarchy{
		{controllers: []string{"cpu", "cpuacct"}, root: "/", at: "/sys/fs/cgroup/cpu,cpuacct"},
		{controllers: []string{"memory"}, root: "/docker/abc", at: "/sys/fs/cgroup/memory"},
		{two: true, root: "/", at: "/sys/fs/cgroup"},
	}
	got := parseMounts(mountinfoOne + mountinfoTwo)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(hierarchy{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseOwn(t *testing.T) {
	want := map[string]string{"cpu": "/a", "cpuacct": "/a", "": "/user.slice/x:y", "name=systemd": "/"}
	got := parseOwn("4:cpu,cpuacct:/a\n1:name=systemd:/\n0::/user.slice/x:y\nbroken\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBelow(t *testing.T) {
	for _, tt := range []struct{ path, root, want string }{
		{"/a/b", "/", "/a/b"}, {"/docker/abc/x", "/docker/abc", "/x"}, {"/docker/abc", "/docker/abc", ""}, {"/elsewhere", "/docker/abc", "/"},
	} {
		if got := below(tt.path, tt.root); got != tt.want {
			t.Errorf("below(%q, %q) = %q, want %q", tt.path, tt.root, got, tt.want)
		}
	}
}

// A folder that is no control group file system makes groups without files: of no use.
func TestNoGroups(t *testing.T) {
	dir := t.TempDir()
	mounted := []hierarchy{{controllers: []string{"memory"}, root: "/", at: dir}, {controllers: []string{}, root: "/", at: dir}, {two: true, root: "/", at: dir}}
	if g := choose(mounted, map[string]string{"memory": "/", "": "/a/b"}); g.limitsMemory() || g.countsProcesses() {
		t.Errorf("got %+v", g)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("probes were left: %v", left)
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range []struct {
		name string
		two  bool
		want map[string]string
	}{
		{"version 1", false, map[string]string{"pids.max": "8", "memory.limit_in_bytes": "1000", "memory.memsw.limit_in_bytes": "1000", "cgroup.procs": "42"}},
		{"version 2", true, map[string]string{"pids.max": "8", "memory.max": "1000", "memory.swap.max": "0", "memory.oom.group": "1", "cgroup.procs": "42"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			g := &groups{two: tt.two, dirs: map[string]string{"memory": dir, "pids": dir}}
			joined, err := g.join(42, heald.Limits{Memory: 1000, Processes: 7})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			files, _ := filepath.Glob(joined.dirs["memory"] + "/*")
			for _, f := range files {
				_ = os.Chmod(f, 0o600) // the kernel's files have modes of their own
				b, _ := os.ReadFile(f)
				got[filepath.Base(f)] = string(b)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOutOfMemoryEvents(t *testing.T) {
	for content, want := range map[string]bool{
		"oom_kill_disable 0\nunder_oom 0\noom_kill 2\n": true, "low 0\noom 3\noom_kill 0\n": false, "": false, "oom_kill x\n": false,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(dir+"/memory.oom_control", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := (&group{dirs: map[string]string{"memory": dir}}).outOfMemory(); got != want {
			t.Errorf("%q: got %t", content, got)
		}
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	own := prefix + strconv.Itoa(os.Getpid()) + "-1"
	for _, name := range []string{prefix + "999999999-1", own, "other"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir)
	var got []string
	left, _ := os.ReadDir(dir)
	for _, e := range left {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff([]string{own, "other"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
