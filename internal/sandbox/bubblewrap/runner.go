// Package bubblewrap runs foreign code in a sandbox made by bubblewrap (bwrap): new namespaces, a root of its own that holds
// /usr read-only and little else, a seccomp filter, and limits by control groups or, where they are not ours to write, by
// rlimits and a watchdog.
//
// A start goes like this. bwrap builds the root and waits for its seccomp filter, which it reads from a pipe last of all.
// Through /proc/PID/root heald then copies the tree into a sized tmpfs at its home, puts the sandbox into its control group, sets
// its limits, and hands over the filter. So the copy is bounded by the kernel, is invisible to everybody else, and is gone when
// the sandbox is, however it ends; and if heald dies half-way, bwrap finds no filter and does not start the command.
package bubblewrap

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
)

// Config is what the composition root decides.
type Config struct {
	// MayMount is asked about the real path of each mount's source. Nil permits only what lies below /usr.
	MayMount func(source string) error
	// UIDBase is the first of 65,536 user ids, nobody's on this machine, that sandboxes run as when heald runs as root.
	// Zero means 1879048192, the start of the range that systemd leaves unused.
	UIDBase int
	// Disk bounds in bytes what a sandbox may write: half to its tree, a quarter to /tmp, an eighth to /out and to /dev/shm.
	// Zero means 512 MiB. It is memory: the sandbox has no disk.
	Disk int64
}

const (
	defaultUIDBase = 1879048192
	defaultDisk    = 512 << 20
	refusal        = "heald refuses to run foreign code without a sandbox"
)

// Runner runs commands, several at a time if asked. It implements sandbox.Sandbox.
type Runner struct {
	cfg     Config
	bwrap   string
	setpriv string // not empty: heald is root, and each sandbox gets a user id of its own
	filter  []byte
	groups  *groups
	skel    skeleton
}

var _ sandbox.Sandbox = (*Runner)(nil)

// New finds the tools and the control groups. It starts nothing: Check does.
func New(cfg Config) (*Runner, error) {
	fillConfig(&cfg)
	r := &Runner{cfg: cfg, skel: surveyHost("/")}
	var err error
	if r.bwrap, err = tool("bwrap", "bubblewrap"); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if err := needCapabilities(); err != nil {
			return nil, err
		}
		if r.setpriv, err = tool("setpriv", "util-linux"); err != nil {
			return nil, err
		}
	}
	r.groups = findGroups()
	var more []string
	if !r.groups.limitsMemory() {
		more = uncounted
	}
	if r.filter, err = filter(more...); err != nil {
		return nil, fmt.Errorf("assemble the seccomp filter: %w", err)
	}
	return r, nil
}

func fillConfig(cfg *Config) {
	if cfg.MayMount == nil {
		cfg.MayMount = onlyUsr
	}
	if cfg.UIDBase == 0 {
		cfg.UIDBase = defaultUIDBase
	}
	if cfg.Disk == 0 {
		cfg.Disk = defaultDisk
	}
}

func onlyUsr(source string) error {
	if strings.HasPrefix(source, "/usr/") {
		return nil
	}
	return errors.New("only what lies below /usr is permitted")
}

func tool(name, pkg string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w: %s is not installed: install the package %s; %s", heald.ErrNotFound, name, pkg, refusal)
	}
	return path, nil
}

// rootNeeds are the capabilities of a caller who is root. Without them bwrap would map the kernel's user 0 into a user
// namespace, and foreign code would own every file of root's that is not guarded otherwise, /proc/sys among them.
var rootNeeds = []uint{unix.CAP_SYS_ADMIN, unix.CAP_SETUID, unix.CAP_SETGID, unix.CAP_SETPCAP, unix.CAP_CHOWN}

func needCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return fmt.Errorf("read own capabilities: %w", err)
	}
	for _, c := range rootNeeds {
		if data[c/32].Effective&(1<<(c%32)) == 0 {
			return fmt.Errorf("%w: heald runs as root without capability %d (a container?): run it as an ordinary user; %s",
				heald.ErrDenied, c, refusal)
		}
	}
	return nil
}
