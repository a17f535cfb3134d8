package bubblewrap

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// denied are the system calls that answer EPERM: ways to new namespaces and mounts, into other processes and the kernel, and to
// the machine's settings. A name that an architecture lacks is left out.
var denied = []string{
	"unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot",
	"open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "listmount", "statmount",
	"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd", "move_pages", "migrate_pages",
	"keyctl", "add_key", "request_key",
	"perf_event_open", "bpf", "userfaultfd", "fanotify_init", "lookup_dcookie",
	"io_uring_setup", "io_uring_enter", "io_uring_register",
	"kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
	"open_by_handle_at", "name_to_handle_at",
	"swapon", "swapoff", "reboot", "quotactl", "quotactl_fd", "acct", "syslog", "vhangup", "uselib", "nfsservctl", "_sysctl",
	"iopl", "ioperm", "modify_ldt", "vm86", "vm86old",
	"settimeofday", "clock_settime", "stime", "sethostname", "setdomainname",
}

// newNamespaces are the CLONE_NEW* flags of clone. CLONE_NEWTIME is not among them: clone reads that bit as a signal number.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWUSER |
	unix.CLONE_NEWPID | unix.CLONE_NEWNET

// newest is the last system call that this list was made with an eye on (mseal). Later ones answer ENOSYS, as on an older
// kernel, rather than being allowed unseen.
const newest = 462

const queryPersona = 0xffffffff

// noSys is the answer that makes the C library use the older call, whose arguments a filter can see.
const noSys = seccomp.ActionErrno | seccomp.Action(unix.ENOSYS)

// uncounted are the calls that make memory which belongs to no process and no file system that heald could look at. They are
// denied where no control group counts it.
var uncounted = []string{"shmget", "memfd_create", "memfd_secret"}

// filter returns the program as the kernel reads it; more are calls to deny besides.
func filter(more ...string) ([]byte, error) {
	program, err := instructions(more)
	if err != nil {
		return nil, err
	}
	raw, err := bpf.Assemble(program)
	if err != nil {
		return nil, err
	}
	return encode(raw)
}

// instructions returns the program for this machine's architecture.
func instructions(more []string) ([]bpf.Instruction, error) {
	info, err := arch.GetInfo("")
	if err != nil {
		return nil, err
	}
	policy := seccomp.Policy{DefaultAction: seccomp.ActionAllow, Syscalls: []seccomp.SyscallGroup{
		{Names: known(info, "clone3"), Action: noSys},
		{Names: known(info, slices.Concat(denied, more)...), NamesWithCondtions: conditions(), Action: seccomp.ActionErrno},
	}}
	program, err := policy.Assemble()
	if err != nil {
		return nil, err
	}
	return append(prologue(info), program...), nil
}

func known(info *arch.Info, names ...string) []string {
	var out []string
	for _, name := range names {
		if _, ok := info.SyscallNames[name]; ok {
			out = append(out, name)
		}
	}
	return out
}

func conditions() []seccomp.NameWithConditions {
	notFamily := func(call string) seccomp.NameWithConditions {
		c := seccomp.NameWithConditions{Name: call}
		for _, family := range []uint64{unix.AF_UNIX, unix.AF_INET, unix.AF_INET6} {
			c.Conditions = append(c.Conditions, seccomp.Condition{Operation: seccomp.NotEqual, Value: family})
		}
		return c
	}
	return []seccomp.NameWithConditions{
		notFamily("socket"), notFamily("socketpair"),
		{Name: "clone", Conditions: []seccomp.Condition{{Operation: seccomp.BitsSet, Value: newNamespaces}}},
		{Name: "personality", Conditions: []seccomp.Condition{
			{Operation: seccomp.NotEqual, Value: 0}, {Operation: seccomp.NotEqual, Value: queryPersona},
		}},
	}
}

// Offsets in struct seccomp_data.
const (
	offNumber = 0
	offArch   = 4
	offArg1   = 24 // low half, on the little-endian machines that heald runs on
)

// prologue is what the library does not do: a call of another architecture (which the library would allow) kills, calls newer
// than the list do not exist, and terminal injection is compared on the 32 bits that the kernel looks at.
func prologue(info *arch.Info) []bpf.Instruction {
	eperm := bpf.RetConstant{Val: uint32(seccomp.ActionErrno) | uint32(unix.EPERM)}
	return []bpf.Instruction{
		bpf.LoadAbsolute{Off: offArch, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(info.ID), SkipTrue: 1},
		bpf.RetConstant{Val: uint32(seccomp.ActionKillProcess)},
		bpf.LoadAbsolute{Off: offNumber, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpGreaterThan, Val: newest, SkipFalse: 1},
		bpf.RetConstant{Val: uint32(noSys)},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(info.SyscallNames["ioctl"]), SkipTrue: 4},
		bpf.LoadAbsolute{Off: offArg1, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.TIOCSTI, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.TIOCLINUX, SkipTrue: 1},
		eperm,
	}
}

func encode(raw []bpf.RawInstruction) ([]byte, error) {
	var out bytes.Buffer
	for _, in := range raw {
		if err := binary.Write(&out, binary.NativeEndian, in); err != nil {
			return nil, fmt.Errorf("encode %v: %w", in, err)
		}
	}
	return out.Bytes(), nil
}
