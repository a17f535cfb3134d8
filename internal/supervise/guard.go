package supervise

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// script remembers process groups by what is written to it, and kills those that are left when the other end of the pipe closes: also
// when that end was killed without a chance to say anything. It ignores what a terminal sends to everybody.
const script = `trap '' INT TERM HUP QUIT
groups=" "
while read -r verb group; do
  case $verb in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="${groups%% $group *} ${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
exit 0`

// guard outlives this process by a moment. PR_SET_PDEATHSIG alone reaches only the direct child, and what that started would stay.
type guard struct {
	mu  sync.Mutex
	in  io.WriteCloser
	cmd *exec.Cmd
}

func newGuard() (*guard, error) {
	cmd := exec.Command("/bin/sh", "-c", script)
	cmd.Dir, cmd.Env = "/", []string{"PATH=/usr/bin:/bin"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the guard of the processes: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the guard of the processes: %w", err)
	}
	return &guard{in: in, cmd: cmd}, nil
}

func (g *guard) watch(group int) error { return g.say('+', group) }

func (g *guard) forget(group int) error { return g.say('-', group) }

func (g *guard) say(verb byte, group int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, err := fmt.Fprintf(g.in, "%c %d\n", verb, group); err != nil {
		return fmt.Errorf("tell the guard of process group %d: %w", group, err)
	}
	return nil
}

// close lets the guard kill what it still watches, and end.
func (g *guard) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.in.Close(); err != nil && err != os.ErrClosed {
		return fmt.Errorf("end the guard: %w", err)
	}
	if err := g.cmd.Wait(); err != nil {
		return fmt.Errorf("end the guard: %w", err)
	}
	return nil
}
