package term

import (
	"context"
	"os"

	"golang.org/x/sys/unix"
)

// Keys hands on what is pressed at a terminal, key by key, until the context ends. It returns how to put the terminal back; nil keys
// where the file is no terminal. Ctrl-C still interrupts.
func Keys(ctx context.Context, f *os.File) (keys <-chan byte, restore func()) {
	before, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return nil, func() {}
	}
	now := *before
	now.Lflag &^= unix.ICANON | unix.ECHO
	now.Cc[unix.VMIN], now.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, &now); err != nil {
		return nil, func() {}
	}
	pressed := make(chan byte)
	go func() { // it ends with the process: a read of a terminal cannot be called off
		one := make([]byte, 1)
		for {
			if n, err := f.Read(one); n == 0 || err != nil {
				return
			}
			select {
			case pressed <- one[0]:
			case <-ctx.Done():
				return
			}
		}
	}()
	return pressed, func() { _ = unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, before) }
}
