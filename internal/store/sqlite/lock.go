package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/heald-dev/heald"
)

// lock is the right to be a store's only daemon. The kernel ends it with the process, however it dies.
type lock struct{ file *os.File }

func take(name string) (*lock, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		holder := make([]byte, 20)
		n, _ := file.ReadAt(holder, 0)
		err = errors.Join(err, file.Close())
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("process %s has it open, stop that one first or name another store: %w", strings.TrimSpace(string(holder[:n])), heald.ErrConflict)
		}
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	if err := errors.Join(file.Truncate(0), write(file)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &lock{file}, nil
}

func write(file *os.File) error {
	_, err := file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

// release leaves the file: to remove it would let two daemons lock two files of one name.
func (l *lock) release() error {
	if l == nil || l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	return file.Close()
}
