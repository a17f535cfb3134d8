package sandboxtest

import (
	"os"
	"strings"
	"testing"
)

// attack is a probe that must be refused inside, and a control that must reach: inside, where it is an allowed twin, or outside,
// where it is the same deed without walls. A control that needs root outside falls back on the one inside for others.
type attack struct {
	name string
	try  string
	in   string
	out  string
	root string
}

func runAttacks(t *testing.T, w *world) {
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			if got := w.inside(t, w.expand(strings.Fields(a.try))...); !strings.HasPrefix(got, refused) {
				t.Errorf("%s inside: %s", a.try, got)
			}
			where, control, do := "inside", a.in, w.inside
			switch {
			case a.out != "":
				where, control, do = "outside", a.out, w.outside
			case a.root != "" && os.Geteuid() == 0:
				where, control, do = "outside", a.root, w.outside
			}
			if got := do(t, w.expand(strings.Fields(control))...); !strings.HasPrefix(got, reached) {
				t.Errorf("control: %s %s: %s", control, where, got)
			}
		})
	}
}

// getppid is the twin of a system call that an ordinary user could not make outside either.
const getppid = "sys getppid"

var attacks = []attack{
	// What is on the machine.
	{name: "accounts", try: "read /etc/shadow", in: "read /etc/passwd"},
	{name: "secret", try: "read {secret}", out: "read {secret}"},
	{name: "temporary files", try: "listdir {temp}/denied", out: "listdir {temp}/denied"},
	{name: "home of root", try: "listdir /root", in: "listdir /usr"},
	{name: "homes", try: "listdir /home", in: "listdir /etc"},
	{name: "variable data", try: "listdir /var/log", out: "listdir /var/log"},
	{name: "kernel objects", try: "listdir /sys", out: "listdir /sys"},
	{name: "control groups", try: "listdir /sys/fs/cgroup", out: "listdir /sys"},
	{name: "live checkout", try: "read {home}/live", out: "read {home}/live"},
	{name: "link out of the tree", try: "read {home}/link", out: "read {root}/link"},
	{name: "link upward out of the tree", try: "read {home}/up", out: "read {root}/up"},
	{name: "link made inside", try: "link_and_read {secret} /tmp/l", in: "link_and_read {home}/both /tmp/l"},
	{name: "through the first process", try: "read /proc/1/root/{secret}", out: "read /proc/self/root/{secret}"},
	{name: "through a working directory", try: "read /proc/1/cwd/../../../../../..{secret}", out: "read /proc/self/cwd/../../../../../../../../../../../..{secret}"},
	{name: "devices", try: "devices /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty", in: "devices /dev/zero"},
	{name: "memory of the machine", try: "read /dev/mem", in: "openw /dev/null"},
	{name: "virtual machines", try: "openw /dev/kvm", in: "openw /dev/null"},
	{name: "character device", try: "mknod char {home}/d", in: "mknod fifo {home}/d"},
	{name: "block device", try: "mknod block /tmp/d", in: "mknod fifo /tmp/d"},

	// Writing where it lasts.
	{name: "write to the system", try: "write /usr/x", in: "write /tmp/x"},
	{name: "write to a program", try: "openw /usr/bin/env", in: "openw {home}/both"},
	{name: "write to the configuration", try: "openw /etc/passwd", in: "write {home}/x"},
	{name: "mode of a system file", try: "chmod /usr/bin/env", in: "chmod {home}/both"},
	{name: "folder in the root", try: "mkdir /x", in: "mkdir /tmp/x"},
	{name: "file beside the devices", try: "write /dev/x", in: "write /dev/shm/x"},
	{name: "heald's files", try: "openw /heald/probes.py", in: "read /heald/probes.py"},
	{name: "file beside heald's", try: "write /heald/x", in: "write /out/x"},
	{name: "write to a mount", try: "openw {home}/.venv/lib", in: "read {home}/.venv/lib"},
	{name: "file in a mount", try: "write {home}/.venv/x", in: "write {home}/dir/x"},
	{name: "remove from a mount", try: "unlink {home}/.venv/lib", in: "unlink {home}/dir/file"},
	{name: "write to .git", try: "openw {home}/.git/HEAD", in: "read {home}/.git/HEAD"},
	{name: "file in .git", try: "write {home}/.git/hook", in: "write {home}/dir/hook"},
	{name: "move .git away", try: "rename {home}/.git {home}/x", in: "rename {home}/dir {home}/x"},
	{name: "core pattern", try: "openw /proc/sys/kernel/core_pattern", in: "openw /proc/self/comm", root: "openw /proc/sys/kernel/core_pattern"},
	{name: "kernel settings", try: "sweep /proc/sys", in: "sweep /proc/self/task", root: "sweep /proc/sys/kernel"},
	{name: "magic key", try: "openw /proc/sysrq-trigger", in: "openw /proc/self/comm"},
	{name: "set-user-id in the system", try: "suid_mount /usr", out: "suid_mount {temp}"},
	{name: "set-user-id in the tree", try: "suid_mount {home}", out: "suid_mount {temp}"},

	// Other processes.
	{name: "see processes", try: "cmdline_of * {temp}/pro+bes.py", out: "cmdline_of self pro+bes.py"},
	{name: "see the parent", try: "read /proc/{self}/cmdline", out: "read /proc/{self}/cmdline"},
	{name: "arguments of the first process", try: "cmdline_of 1 {temp}+/tree", in: "cmdline_of self pro+bes.py"},
	{name: "signal a process", try: "kill {victim} 0", out: "kill {victim} 0"},
	{name: "signal heald", try: "kill {self} 0", out: "kill {self} 0"},
	{name: "signal the first process's group", try: "kill -{self} 0", in: "kill 0 0"},
	{name: "environment of any process", try: "environ_of * {marker}", out: "environ_of self {marker}"},
	{name: "environment of the first process", try: "environ_of 1 {marker}", in: "environ_of self GIV+EN"},
	{name: "own environment", try: "own_environ {MARKER}", out: "own_environ {MARKER}"},
	{name: "additional environment", try: "only_environ GIVEN", in: "only_environ OTHER"},
	{name: "open files", try: "descriptors", out: "descriptors"},
	{name: "name of the machine", try: "hostname_is {hostname}", out: "hostname_is {hostname}"},
	{name: "terminal", try: "controlling_terminal given", in: "controlling_terminal own"},

	// The network.
	{name: "loopback of the machine", try: "tcp 127.0.0.1 {port}", out: "tcp 127.0.0.1 {port}"},
	{name: "loopback by name", try: "tcp localhost {port}", in: "tcp_inside"},
	{name: "the internet", try: "udp 192.0.2.1 53", in: "udp 127.0.0.1 53"},
	{name: "the internet, version 6", try: "udp 2001:db8::1 53", in: "udp 127.0.0.1 53"},
	{name: "names", try: "resolve example.org", in: "resolve localhost"},
	{name: "abstract socket", try: "unix {socket}", out: "unix {socket}"},
	{name: "socket in .git", try: "unix {home}/.git/monitor", out: "unix {root}/.git/monitor"},
	{name: "netlink", try: "family 16 3", out: "family 16 3"},
	{name: "netlink, high bits", try: "family64 16", out: "family64 16"},
	{name: "packets", try: "family 17 3", in: "family 2 1", root: "family 17 3"},
	{name: "raw packets", try: "family 2 3 1", in: "family 2 2", root: "family 2 3 1"},
	{name: "virtual machine sockets", try: "family 40 1", in: "family 10 1"},
	{name: "kernel cryptography", try: "family 38 5", in: "family 1 1"},
	{name: "bluetooth", try: "family 31 3", in: "family 1 2"},

	// The kernel.
	{name: "user namespace", try: "sys unshare 0x10000000", out: "entered unshare 0x10000000"},
	{name: "mount namespace", try: "sys unshare 0x20000", in: getppid, root: "sys unshare 0x20000"},
	{name: "enter a namespace", try: "entered setns -1 0", out: "entered setns -1 0"},
	{name: "child in a user namespace", try: "clone 0x10000000", in: "clone 0"},
	{name: "child in a network namespace", try: "clone 0x40000000", in: "clone 0", root: "clone 0x40000000"},
	{name: "clone3", try: "entered clone3 0 0", out: "entered clone3 0 0"},
	{name: "mount", try: "entered mount none /nowhere tmpfs 0 0", in: getppid, root: "entered mount none /nowhere tmpfs 0 0"},
	{name: "unmount", try: "entered umount2 /nowhere 0", in: getppid, root: "entered umount2 /nowhere 0"},
	{name: "detached mount", try: "entered open_tree -1 0 0", out: "entered open_tree -1 nowhere 0"},
	{name: "new file system", try: "entered fsopen 0 0", in: getppid, root: "entered fsopen 0 0"},
	{name: "mount attributes", try: "entered mount_setattr -1 0 0 0 0", out: "entered mount_setattr -1 0 0 0 0"},
	{name: "new root", try: "entered pivot_root /nowhere /nowhere", in: getppid, root: "entered pivot_root /nowhere /nowhere"},
	{name: "chroot", try: "entered chroot /tmp", in: "listdir /tmp", root: "entered chroot /nowhere"},
	{name: "trace a child", try: "ptrace_child", out: "ptrace_child"},
	{name: "memory of a child", try: "read_child_memory", out: "read_child_memory"},
	{name: "descriptor of a process", try: "entered pidfd_getfd -1 0 0", out: "entered pidfd_getfd -1 0 0"},
	{name: "keyrings", try: "sys keyctl 0 -3 0", out: "sys keyctl 0 -3 1"},
	{name: "add a key", try: "entered add_key user x 0 0 -1", out: "entered add_key user x 0 0 -1"},
	{name: "request a key", try: "entered request_key user x 0 0", out: "entered request_key user x 0 0"},
	{name: "performance counters", try: "entered perf_event_open 0 0 -1 -1 0", in: getppid, root: "entered perf_event_open 0 0 -1 -1 0"},
	{name: "kernel programs", try: "entered bpf 0 0 0", in: getppid, root: "entered bpf 0 0 0"},
	{name: "io_uring", try: "entered io_uring_setup 1 0", out: "entered io_uring_setup 1 0"},
	{name: "page faults", try: "sys userfaultfd 1", in: getppid, root: "sys userfaultfd 1"},
	{name: "load a kernel", try: "entered kexec_load 0 0 0 0", in: getppid},
	{name: "load a module", try: "entered finit_module -1 0 0", in: getppid},
	{name: "load a module from memory", try: "entered init_module 0 0 0", in: getppid},
	{name: "file by handle", try: "entered open_by_handle_at -1 0 0", in: getppid, root: "entered open_by_handle_at -1 0 0"},
	{name: "handle of a file", try: "entered name_to_handle_at -1 x 0 0 0", out: "entered name_to_handle_at -1 x 0 0 0"},
	{name: "swap", try: "entered swapon /nowhere 0", in: getppid, root: "entered swapon /nowhere 0"},
	{name: "reboot", try: "entered reboot 0 0 0", in: getppid},
	{name: "quotas", try: "entered quotactl -1 0 0 0", out: "entered quotactl -1 0 0 0"},
	{name: "accounting", try: "entered acct /nowhere", in: getppid, root: "entered acct /nowhere"},
	{name: "kernel log", try: "sys syslog 10 0 0", in: getppid, root: "sys syslog 10 0 0"},
	{name: "personality", try: "sys personality 0x40000", in: "sys personality 0xffffffff", out: "sys personality 0x40000"},
	{name: "terminal injection", try: "terminal 0x5412", in: "terminal 0x5413"},
	{name: "terminal injection, high bits", try: "terminal 0x100005412", in: "terminal 0x100005413"},
	{name: "console functions", try: "terminal 0x541c", in: "terminal 0x5413"},
	{name: "32-bit system calls", try: "machine_code b814000000cd80c3", in: "machine_code b8270000000f05c3"},
	{name: "x32 system calls", try: "machine_code b8270000400f05c3", in: "machine_code b8270000000f05c3"},
	{name: "system calls of the future", try: "entered newer 0 0 0 0 0 0", in: getppid},
	{name: "clock", try: "set_time", in: getppid, root: "set_time"},
	{name: "set the name of the machine", try: "entered sethostname x -1", in: getppid, root: "entered sethostname x -1"},

	// Privileges.
	{name: "capabilities", try: "capabilities", out: "capabilities"},
	{name: "new privileges", try: "new_privileges", out: "new_privileges"},
	{name: "become root", try: "become 0", in: "become self"},
	{name: "become somebody", try: "become 12345", in: "become self"},
	{name: "raise a limit", try: "raise_limit 1", in: "raise_limit -1"},
	{name: "sandbox in the sandbox", try: "run bwrap --ro-bind / / --unshare-user true", out: "run bwrap --ro-bind / / --unshare-user true"},
	{name: "unshare by a program", try: "run unshare -U true", out: "run unshare -U true"},
	{name: "substitute user", try: "run su -c true", in: "run sh -c true", root: "run su -c true"},
}
