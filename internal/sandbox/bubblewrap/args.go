package bubblewrap

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// File descriptors that bwrap is started with, after the standard three.
const (
	argsFD = 3 + iota
	statusFD
	filterFD
	dataFD // and those after it: contents of files
)

// arguments builds the options of bwrap. They are handed over through a descriptor, so that /proc/1/cmdline inside tells
// nothing of the machine.
type arguments struct {
	list []string
	data [][]byte
	made map[string]bool // folders that exist by now
}

func (a *arguments) add(args ...string) { a.list = append(a.list, args...) }

// parents makes the folders above p. bwrap would make them too, but closed to others when it is run by root.
func (a *arguments) parents(p string) {
	dir := path.Dir(p)
	if dir == "/" || a.made[dir] {
		return
	}
	a.parents(dir)
	a.made[dir] = true
	if !within(dir, "/usr") {
		a.add("--perms", "0755", "--dir", dir)
	}
}

func (a *arguments) tmpfs(p, perms string, size int64) {
	a.parents(p)
	a.made[p] = true
	a.add("--perms", perms, "--size", strconv.FormatInt(max(size, 1<<20), 10), "--tmpfs", p)
}

func (a *arguments) bind(source, target string) {
	a.parents(target)
	a.add("--ro-bind", source, target)
}

// file puts content at p: option is --file for the read-only root, --ro-bind-data for a read-only file in a writable folder.
func (a *arguments) file(option string, content []byte, p string) {
	a.parents(p)
	a.add("--perms", "0444", option, strconv.Itoa(dataFD+len(a.data)), p)
	a.data = append(a.data, content)
}

// options returns everything but the command itself, for a sandbox whose user is uid inside.
func (r *Runner) options(p *plan, uid int) *arguments {
	a := &arguments{made: map[string]bool{"/": true}}
	a.add("--json-status-fd", strconv.Itoa(statusFD), "--seccomp", strconv.Itoa(filterFD))
	a.add("--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox")
	a.add("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL")
	if r.setpriv != "" {
		a.add("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP")
	} else {
		a.add("--unshare-user", "--disable-userns", "--uid", strconv.Itoa(uid), "--gid", strconv.Itoa(uid))
	}
	r.system(a, p, uid)
	a.tree(p)
	for _, name := range slices.Sorted(maps.Keys(p.cmd.Files)) {
		a.file("--file", p.cmd.Files[name], "/heald/"+name)
	}
	// /dev first: a user namespace's owner could fill it, as its size is the machine's choice.
	a.add("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", p.cmd.Dir)
	return a
}

// system lays out what every sandbox has.
func (r *Runner) system(a *arguments, p *plan, uid int) {
	for _, dir := range r.skel.binds {
		a.bind(dir, dir)
	}
	for _, f := range r.skel.files {
		a.file("--file", f.content, f.path)
	}
	for _, link := range r.skel.links {
		a.add("--symlink", link[0], link[1])
	}
	accounts := fmt.Sprintf("root:x:0:0::/:/bin/sh\nsandbox:x:%d:%d::/tmp:/bin/sh\n", uid, uid)
	a.file("--file", []byte(accounts), "/etc/passwd")
	a.file("--file", []byte(fmt.Sprintf("root:x:0:\nsandbox:x:%d:\n", uid)), "/etc/group")
	a.file("--file", []byte("127.0.0.1 localhost sandbox\n::1 localhost\n"), "/etc/hosts")
	// The owner of a user namespace owns the settings of the other ones in it, and some more are open to everybody.
	a.add("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys")
	a.add("--dev", "/dev", "--perms", "0755", "--dir", "/heald")
	a.made["/heald"], a.made["/dev"] = true, true
	a.tmpfs("/dev/shm", "1777", p.disk/8)
	a.tmpfs("/tmp", "1777", p.disk/4)
	a.tmpfs("/out", "0755", p.disk/8)
}

// tree lays out the tree's home and the mounts, each after what it stands in.
func (a *arguments) tree(p *plan) {
	mounts := slices.Clone(p.mounts)
	home := p.cmd.Tree.Home
	if home != "" {
		mounts = append(mounts, mount{target: home})
	}
	slices.SortFunc(mounts, func(x, y mount) int { return strings.Compare(x.target, y.target) })
	for _, m := range mounts {
		if m.target == home {
			a.tmpfs(home, "0755", p.disk/2)
			a.git(p)
			continue
		}
		a.bind(m.source, m.target)
	}
}

// git shows the tree's .git read-only: a file's content, or the folder with what could be talked to covered.
func (a *arguments) git(p *plan) {
	target := p.cmd.Tree.Home + "/.git"
	if p.git.file != nil {
		a.file("--ro-bind-data", p.git.file, target)
	}
	if p.git.folder == "" {
		return
	}
	a.bind(p.git.folder, target)
	a.made[target] = true
	for _, name := range p.git.cover {
		a.file("--ro-bind-data", nil, target+"/"+name)
	}
}

// command returns what bwrap starts: a chain of small programs of the system that give up every privilege and then set the
// environment. The order matters: a variable such as LD_PRELOAD must not reach a program that still has privileges.
func (r *Runner) command(p *plan, uid int) []string {
	var out []string
	if r.setpriv != "" {
		if !r.groups.countsProcesses() {
			out = append(out, "/usr/bin/prlimit", fmt.Sprintf("--nproc=%d", p.cmd.Limits.Processes), "--")
		}
		id := strconv.Itoa(uid)
		out = append(out, r.setpriv, "--reuid", id, "--regid", id, "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
			"--ambient-caps=-all", "--no-new-privs", "--")
	}
	out = append(out, "/usr/bin/env", "-i")
	for _, name := range slices.Sorted(maps.Keys(p.cmd.Env)) {
		out = append(out, name+"="+p.cmd.Env[name])
	}
	if strings.Contains(p.cmd.Argv[0], "=") {
		out = append(out, "/usr/bin/nice", "-n", "0", "--") // env would take the program for a variable
	}
	return append(out, p.cmd.Argv...)
}
