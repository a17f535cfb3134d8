package term

import (
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestKeysOfWhatIsNoTerminal(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	keys, restore := Keys(t.Context(), f)
	if restore(); keys != nil {
		t.Error("keys of /dev/null")
	}
}

// A key is heard without a line's end, and the terminal is as before afterwards.
func TestKeysOfATerminal(t *testing.T) {
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	defer person.Close()
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("/dev/pts/%d", number)
	terminal, err := os.OpenFile(name, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	defer terminal.Close()
	before, _ := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	keys, restore := Keys(t.Context(), terminal)
	if _, err := person.WriteString("a"); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-keys:
		if got != 'a' {
			t.Errorf("heard %q, want a", got)
		}
	case <-time.After(5 * time.Second):
		t.Error("the key was not heard")
	}
	restore()
	if after, _ := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS); *after != *before {
		t.Error("the terminal is not as before")
	}
}
