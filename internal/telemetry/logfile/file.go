package logfile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
)

const (
	turn     = 1 << 20 // read of one file before the others have their turn
	headSize = 256
	linger   = 2 * time.Second // how long a file is read on after it was renamed: its writer may still have it open
)

// file is one path that is followed.
type file struct {
	service, path, commit string
	symlinks              bool

	handle    *os.File
	inode     uint64
	head      string // digest of the first bytes
	length    int    // how many of them
	offset    int64  // read so far
	lines     telemetry.Lines
	assembler *telemetry.Assembler
	lastSaved Position
	seen      fs.FileInfo // when it was read last
	old       bool        // the path is another file by now
	rotated   time.Time   // when that, or that nothing is there, was seen first
}

// open begins with the file at its path. At the start of heald, one that is seen for the first time is read from its end; one that
// appears later is new and read from its beginning.
func (f *file) open(atStart bool, saved *Position) error {
	handle, info, err := openRegular(f.path, f.symlinks)
	if err != nil {
		return err
	}
	f.begin(handle, info, 0)
	switch {
	case saved != nil && f.same(handle, *saved):
		f.offset, f.lastSaved = saved.Offset, *saved
	case saved != nil:
		f.resumeRotated(*saved)
	case atStart:
		f.offset = info.Size()
	}
	return nil
}

// begin takes a handle as what the path means now.
func (f *file) begin(handle *os.File, info fs.FileInfo, offset int64) {
	f.handle, f.inode, f.offset, f.rotated = handle, inode(info), offset, time.Time{}
	f.head, f.length, f.seen = "", 0, nil
	f.lines = telemetry.Lines{}
	f.assembler = telemetry.NewAssembler(telemetry.Origin{Service: f.service, Source: "logfile", Instance: instance(f.path), Commit: f.commit})
}

// resumeRotated looks for the file of a saved position beside the path: it was renamed while heald was not running. It is read to its
// end first.
func (f *file) resumeRotated(saved Position) {
	matches, err := filepath.Glob(escape(f.path) + "*")
	if err != nil {
		return
	}
	for _, path := range matches {
		handle, info, err := openRegular(path, false)
		if err != nil {
			continue
		}
		if path != f.path && inode(info) == saved.Inode && f.same(handle, saved) {
			f.handle.Close()
			f.begin(handle, info, saved.Offset)
			return
		}
		handle.Close()
	}
}

// same says whether an open file is the one of a position: as many bytes at least, and the same first ones.
func (f *file) same(handle *os.File, p Position) bool {
	info, err := handle.Stat()
	if err != nil || info.Size() < p.Offset {
		return false
	}
	if p.Length == 0 {
		return inode(info) == p.Inode
	}
	head, n := digest(handle, p.Length)
	return n == p.Length && head == p.Head
}

// progress is what one turn of reading gave.
type progress struct {
	signals []heald.Signal
	more    bool  // there is more to read at once
	gone    bool  // nothing will come of this file any more
	old     *file // the path has become another file: what its writer may still add to the one before
}

// read reads on for one turn.
func (f *file) read(now time.Time) progress {
	info, err := f.handle.Stat()
	if err != nil {
		return progress{gone: true}
	}
	changed := f.seen == nil || info.Size() != f.offset || !info.ModTime().Equal(f.seen.ModTime())
	f.seen = info
	var p progress
	var buffer []byte
	if changed {
		p.signals = f.truncated(now, info)
		buffer = make([]byte, 64<<10)
	}
	read := 0
	for changed && read < turn {
		n, err := f.handle.ReadAt(buffer, f.offset)
		f.offset += int64(n)
		read += n
		f.lines.Write(buffer[:n], func(line []byte, size int) {
			p.signals = append(p.signals, f.assembler.Add(now, "", line, size)...)
		})
		if err != nil || n == 0 {
			break
		}
	}
	if p.more = read >= turn; p.more {
		f.seen = nil
		return p
	}
	if due := f.assembler.Due(); !due.IsZero() && !now.Before(due) {
		p.signals = append(p.signals, f.finish(now, false)...)
	}
	if read == 0 {
		f.moved(now, &p)
	}
	return p
}

// finish hands on the line that waits for its end, and the traces that are complete; with all every one that has begun.
func (f *file) finish(now time.Time, all bool) []heald.Signal {
	var signals []heald.Signal
	f.lines.Flush(func(line []byte, size int) { signals = append(signals, f.assembler.Add(now, "", line, size)...) })
	return append(signals, f.assembler.Flush(now, all)...)
}

// truncated begins again when the file has become shorter, or has been written anew from its beginning.
func (f *file) truncated(now time.Time, info fs.FileInfo) []heald.Signal {
	var signals []heald.Signal
	head, n := "", 0
	if f.length > 0 {
		head, n = digest(f.handle, f.length)
	}
	if info.Size() < f.offset || head != f.head || n != f.length {
		signals = f.finish(now, true)
		f.begin(f.handle, info, 0)
	}
	if f.length < headSize && info.Size() > int64(f.length) {
		f.head, f.length = digest(f.handle, headSize)
	}
	return signals
}

// moved follows the path to another file when it has been rotated, and gives up when nothing is there.
func (f *file) moved(now time.Time, p *progress) {
	stat := os.Lstat
	if f.symlinks {
		stat = os.Stat
	}
	if info, err := stat(f.path); !f.old && err == nil && inode(info) == f.inode {
		f.rotated = time.Time{}
		return
	}
	if f.rotated.IsZero() {
		f.rotated = now
	}
	if p.gone = now.Sub(f.rotated) >= linger; !f.old {
		if handle, info, err := openRegular(f.path, f.symlinks); err == nil {
			before := *f
			before.old, before.rotated = true, now
			p.old, p.more, p.gone = &before, true, false
			f.begin(handle, info, 0)
		}
	}
	if p.gone {
		p.signals = append(p.signals, f.finish(now, true)...)
	}
}

// position returns how far all that was read has been answered, and whether that is news.
func (f *file) position() (Position, bool) {
	offset := f.offset - int64(f.lines.Held()) - f.assembler.Held()
	p := Position{Path: f.path, Inode: f.inode, Head: f.head, Length: f.length, Offset: max(offset, 0)}
	if p == f.lastSaved {
		return p, false
	}
	f.lastSaved = p
	return p, true
}

func (f *file) close() { f.handle.Close() }

// errSymlink says that a path is a symbolic link where none may be.
var errSymlink = fmt.Errorf("a symbolic link is not followed: %w", heald.ErrDenied)

// openRegular opens a regular file and nothing else: no pipe that would block, no device.
func openRegular(path string, symlinks bool) (*os.File, fs.FileInfo, error) {
	flags := os.O_RDONLY | syscall.O_NONBLOCK | syscall.O_CLOEXEC | syscall.O_NOCTTY
	if !symlinks {
		flags |= syscall.O_NOFOLLOW
	}
	handle, err := os.OpenFile(path, flags, 0)
	if errors.Is(err, syscall.ELOOP) {
		return nil, nil, fmt.Errorf("open %s: %w", path, errSymlink)
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := handle.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: not a regular file: %w", path, heald.ErrDenied)
	}
	if err != nil {
		handle.Close()
		return nil, nil, err
	}
	return handle, info, nil
}

func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}

// digest reads the first bytes of a file, at most limit.
func digest(r io.ReaderAt, limit int) (string, int) {
	head := make([]byte, min(limit, headSize))
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) || n == 0 {
		return "", 0
	}
	sum := sha256.Sum256(head[:n])
	return hex.EncodeToString(sum[:8]), n
}

// escape makes a path a pattern that matches it alone.
func escape(path string) string {
	var out []byte
	for i := range len(path) {
		if path[i] == '*' || path[i] == '?' || path[i] == '[' || path[i] == '\\' {
			out = append(out, '\\')
		}
		out = append(out, path[i])
	}
	return string(out)
}
