package bubblewrap

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
)

const (
	maxEntries = 100_000
	maxDepth   = 256 // each level holds two descriptors while it is copied
	atNoFollow = unix.AT_SYMLINK_NOFOLLOW
	openDir    = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
)

// copier copies a tree into the sandbox's home. Links are copied as links and never followed, neither in the source nor in the
// copy; everything is relative to an open folder, and no foreign code runs yet.
type copier struct {
	skip    map[string]bool
	owner   int // -1: leave it
	left    int64
	entries int
	buf     []byte
}

// fillTree copies p's tree into the folder home and writes the overlay over it.
func fillTree(p *plan, home *os.File, owner int) error {
	c := &copier{skip: p.covered(), owner: owner, left: p.disk / 2, entries: maxEntries, buf: make([]byte, 128<<10)}
	if p.cmd.Tree.Root != "" {
		src, err := unix.Open(p.cmd.Tree.Root, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			return fmt.Errorf("open tree %s: %w", p.cmd.Tree.Root, translate(err))
		}
		if err := c.dir(os.NewFile(uintptr(src), p.cmd.Tree.Root), home, "", 0); err != nil {
			return fmt.Errorf("copy tree %s: %w", p.cmd.Tree.Root, translate(err))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.cmd.Tree.Overlay)) {
		if err := c.overlay(home, name, p.cmd.Tree.Overlay[name]); err != nil {
			return fmt.Errorf("overlay %s: %w", name, translate(err))
		}
	}
	return c.own(int(home.Fd()))
}

// dir copies what is in src to dst and closes src.
func (c *copier) dir(src, dst *os.File, rel string, depth int) error {
	defer src.Close()
	if depth > maxDepth {
		return fmt.Errorf("%w: %s is more than %d folders deep", heald.ErrExhausted, rel, maxDepth)
	}
	entries, err := src.ReadDir(-1)
	if err != nil {
		return err
	}
	if c.entries -= len(entries); c.entries < 0 {
		return fmt.Errorf("%w: the tree has more than %d files", heald.ErrExhausted, maxEntries)
	}
	for _, e := range entries {
		name := path.Join(rel, e.Name())
		if c.skip[name] {
			continue
		}
		if err := c.entry(src, dst, e, name, depth); err != nil {
			return err
		}
	}
	return nil
}

// entry copies one file, folder or link. Devices, pipes and sockets are left out.
func (c *copier) entry(src, dst *os.File, e fs.DirEntry, name string, depth int) error {
	switch e.Type() {
	case fs.ModeDir:
		return c.subdir(src, dst, e.Name(), name, depth)
	case fs.ModeSymlink:
		return c.link(src, dst, e.Name(), name)
	case 0:
		return c.file(src, dst, e.Name(), name)
	}
	return nil
}

func (c *copier) subdir(src, dst *os.File, base, name string, depth int) error {
	from, err := openAt(src, base, openDir, 0)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	to, err := c.mkdir(dst, base)
	if err != nil {
		from.Close()
		return fmt.Errorf("make %s: %w", name, err)
	}
	defer to.Close()
	return c.dir(from, to, name, depth+1)
}

// mkdir makes a folder, or opens the one that is there because something is mounted below it.
func (c *copier) mkdir(dst *os.File, base string) (*os.File, error) {
	if err := unix.Mkdirat(int(dst.Fd()), base, 0o755); err != nil && !errors.Is(err, unix.EEXIST) {
		return nil, err
	}
	to, err := openAt(dst, base, openDir, 0)
	if err != nil {
		return nil, err
	}
	if err := c.own(int(to.Fd())); err != nil {
		to.Close()
		return nil, err
	}
	return to, nil
}

func (c *copier) link(src, dst *os.File, base, name string) error {
	n, err := unix.Readlinkat(int(src.Fd()), base, c.buf[:unix.PathMax])
	if err != nil {
		return fmt.Errorf("read link %s: %w", name, err)
	}
	if err := unix.Symlinkat(string(c.buf[:n]), int(dst.Fd()), base); err != nil {
		return fmt.Errorf("make link %s: %w", name, err)
	}
	if c.owner < 0 {
		return nil
	}
	return unix.Fchownat(int(dst.Fd()), base, c.owner, c.owner, atNoFollow)
}

func (c *copier) file(src, dst *os.File, base, name string) error {
	from, err := openAt(src, base, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer from.Close()
	var st unix.Stat_t
	if err := unix.Fstat(int(from.Fd()), &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return err
	}
	to, err := openAt(dst, base, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, st.Mode&0o777|0o600)
	if err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	defer to.Close()
	if err := c.pour(from, to); err != nil {
		return fmt.Errorf("copy %s: %w", name, err)
	}
	// Tools that cache by a source's time (Python's bytecode) find their caches valid.
	return c.finish(to, st.Mode&0o777|0o600, st.Atim, st.Mtim)
}

// pour copies until the end, or until the tree is too large: a file may be sparse, or grow.
func (c *copier) pour(from, to *os.File) error {
	for {
		n, err := unix.Read(int(from.Fd()), c.buf)
		if n <= 0 {
			return err
		}
		if c.left -= int64(n); c.left < 0 {
			return unix.ENOSPC
		}
		if _, err := to.Write(c.buf[:n]); err != nil {
			return err
		}
	}
}

func (c *copier) finish(f *os.File, mode uint32, atime, mtime unix.Timespec) error {
	fd := int(f.Fd())
	if err := unix.Fchmod(fd, mode); err != nil { // not by open: heald's own umask
		return err
	}
	if err := c.own(fd); err != nil {
		return err
	}
	return unix.UtimesNanoAt(fd, "", []unix.Timespec{atime, mtime}, unix.AT_EMPTY_PATH)
}

func (c *copier) own(fd int) error {
	if c.owner < 0 {
		return nil
	}
	return unix.Fchown(fd, c.owner, c.owner)
}

// overlay writes, or removes, one file of the copy.
func (c *copier) overlay(home *os.File, name string, content []byte) error {
	dir, err := c.walk(home, name, content != nil)
	if err != nil {
		if content == nil && errors.Is(err, unix.ENOENT) {
			return nil // already gone
		}
		return err
	}
	defer dir.Close()
	base := path.Base(name)
	if content == nil {
		if err := unix.Unlinkat(int(dir.Fd()), base, 0); err != nil && !errors.Is(err, unix.ENOENT) {
			return err
		}
		return nil
	}
	return c.write(dir, base, content)
}

// walk opens the folder of name, making folders on the way if asked, and never passes a link.
func (c *copier) walk(home *os.File, name string, make bool) (*os.File, error) {
	at, err := openAt(home, ".", openDir, 0)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if so := path.Join(parts[:i+1]...); c.skip[so] {
			at.Close()
			return nil, fmt.Errorf("%w: %s is read-only in the sandbox", heald.ErrInvalid, so)
		}
		if i == len(parts)-1 {
			break
		}
		next, err := c.step(at, part, make)
		at.Close()
		if err != nil {
			return nil, err
		}
		at = next
	}
	return at, nil
}

func (c *copier) step(at *os.File, part string, make bool) (*os.File, error) {
	next, err := openAt(at, part, openDir, 0)
	if make && errors.Is(err, unix.ENOENT) {
		return c.mkdir(at, part)
	}
	return next, err
}

func (c *copier) write(dir *os.File, base string, content []byte) error {
	if c.left -= int64(len(content)); c.left < 0 {
		return unix.ENOSPC
	}
	var old unix.Stat_t
	replaces := unix.Fstatat(int(dir.Fd()), base, &old, atNoFollow) == nil
	f, err := openAt(dir, base, unix.O_WRONLY|unix.O_CREAT|unix.O_TRUNC|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	if !replaces {
		return c.finish(f, 0o644, unix.Timespec{Nsec: unix.UTIME_NOW}, unix.Timespec{Nsec: unix.UTIME_NOW})
	}
	// One second later than what it replaces: a cache of the old source must not look valid, even when the sizes are equal.
	later := unix.Timespec{Sec: old.Mtim.Sec + 1, Nsec: old.Mtim.Nsec}
	return c.finish(f, old.Mode&0o777, later, later)
}

func openAt(dir *os.File, base string, flags int, mode uint32) (*os.File, error) {
	fd, err := unix.Openat(int(dir.Fd()), base, flags, mode)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), path.Join(dir.Name(), base)), nil
}

// translate adds the sentinel that callers decide on.
func translate(err error) error {
	kinds := []struct{ cause, kind error }{
		{fs.ErrNotExist, heald.ErrNotFound}, {fs.ErrPermission, heald.ErrDenied},
		{unix.ENOSPC, heald.ErrExhausted}, {unix.EDQUOT, heald.ErrExhausted}, {unix.EMFILE, heald.ErrExhausted},
		{unix.ELOOP, heald.ErrInvalid}, {unix.ENOTDIR, heald.ErrInvalid}, {unix.EISDIR, heald.ErrInvalid}, {unix.EEXIST, heald.ErrInvalid},
	}
	for _, k := range kinds {
		if errors.Is(err, k.cause) && !errors.Is(err, k.kind) {
			return fmt.Errorf("%w: %w", k.kind, err)
		}
	}
	return err
}
