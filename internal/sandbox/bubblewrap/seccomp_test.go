package bubblewrap

import (
	"encoding/binary"
	"testing"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

const (
	allow = int(seccomp.ActionAllow)
	eperm = int(seccomp.ActionErrno) | int(unix.EPERM)
	nosys = int(seccomp.ActionErrno) | int(unix.ENOSYS)
	death = int(seccomp.ActionKillProcess)
)

// data is struct seccomp_data as the virtual machine reads it: it loads words in network order, the kernel in the machine's.
func data(archID, number uint32, args ...uint64) []byte {
	b := make([]byte, 64)
	binary.BigEndian.PutUint32(b[offNumber:], number)
	binary.BigEndian.PutUint32(b[offArch:], archID)
	for i, arg := range args {
		binary.BigEndian.PutUint32(b[16+8*i:], uint32(arg))
		binary.BigEndian.PutUint32(b[20+8*i:], uint32(arg>>32))
	}
	return b
}

func TestFilter(t *testing.T) {
	info, err := arch.GetInfo("")
	if err != nil {
		t.Fatal(err)
	}
	program, err := instructions(uncounted)
	if err != nil {
		t.Fatal(err)
	}
	vm, err := bpf.NewVM(program)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		call string
		args []uint64
		want int
	}{
		{"read", nil, allow}, {"execve", nil, allow}, {"openat", nil, allow}, {"mprotect", nil, allow}, {"futex", nil, allow},
		{"mount", nil, eperm}, {"unshare", []uint64{0}, eperm}, {"io_uring_setup", nil, eperm}, {"ptrace", nil, eperm},
		{"memfd_create", nil, eperm}, {"shmget", nil, eperm}, {"clone3", nil, nosys},
		{"clone", []uint64{17}, allow}, {"clone", []uint64{unix.CLONE_VM | unix.CLONE_THREAD}, allow},
		{"clone", []uint64{unix.CLONE_NEWUSER}, eperm}, {"clone", []uint64{unix.CLONE_NEWNET | unix.CLONE_VM}, eperm},
		{"clone", []uint64{1<<40 | unix.CLONE_NEWNS}, eperm},
		{"socket", []uint64{unix.AF_UNIX}, allow}, {"socket", []uint64{unix.AF_INET}, allow}, {"socket", []uint64{unix.AF_INET6}, allow},
		{"socket", []uint64{unix.AF_NETLINK}, eperm}, {"socket", []uint64{unix.AF_VSOCK}, eperm}, {"socket", []uint64{1<<32 | unix.AF_ALG}, eperm},
		{"socket", []uint64{1<<32 | unix.AF_UNIX}, eperm}, {"socketpair", []uint64{unix.AF_UNIX}, allow}, {"socketpair", []uint64{unix.AF_TIPC}, eperm},
		{"ioctl", []uint64{0, unix.TIOCGWINSZ}, allow}, {"ioctl", []uint64{0, unix.TIOCSTI}, eperm}, {"ioctl", []uint64{0, unix.TIOCLINUX}, eperm},
		{"ioctl", []uint64{0, 1<<32 | unix.TIOCSTI}, eperm}, {"ioctl", []uint64{0, 1<<63 | unix.TIOCLINUX}, eperm},
		{"personality", []uint64{0}, allow}, {"personality", []uint64{queryPersona}, allow}, {"personality", []uint64{0x40000}, eperm},
	} {
		number, ok := info.SyscallNames[tt.call]
		if !ok {
			t.Fatalf("no such call: %s", tt.call)
		}
		if got, err := vm.Run(data(uint32(info.ID), uint32(number), tt.args...)); err != nil || got != tt.want {
			t.Errorf("%s %#x: got %#x, %v, want %#x", tt.call, tt.args, got, err, tt.want)
		}
	}
	for _, tt := range []struct {
		name         string
		arch, number uint32
		want         int
	}{
		{"another architecture", uint32(info.ID) ^ 0x80000000, 0, death}, {"nothing", uint32(info.ID), ^uint32(0), nosys},
		{"the other word size", uint32(info.ID), 0x40000000, nosys}, {"the newest", uint32(info.ID), newest, allow}, {"a newer one", uint32(info.ID), newest + 1, nosys},
	} {
		if got, err := vm.Run(data(tt.arch, tt.number)); err != nil || got != tt.want {
			t.Errorf("%s: got %#x, %v, want %#x", tt.name, got, err, tt.want)
		}
	}
}
