package supervise

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heald-dev/heald"
	"go.uber.org/goleak"
)

// TestMain lets the test binary play a supervised service and a supervisor that is killed.
func TestMain(m *testing.M) {
	switch os.Getenv("PLAY") {
	case "service":
		serve()
	case "supervisor":
		superviseUntilKilled()
	default:
		goleak.VerifyTestMain(m)
	}
}

// serve answers on $PORT; /die ends it, and SIGTERM too.
func serve() {
	http.HandleFunc("/die", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "%d", os.Getpid()) })
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
	os.Exit(1)
}

func superviseUntilKilled() {
	s, err := New(os.Getenv("RECORD"))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	_, err = s.Keep(Keep{Command: Command{Argv: []string{"/bin/sh", "-c", `sleep 300 & echo $$ $!; wait`}, Stdout: os.Stdout}})
	fmt.Fprintln(os.Stderr, err)
	select {}
}

func player(t *testing.T, role string, env ...string) Command {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Command{Argv: []string{self}, Env: append(env, "PLAY="+role)}
}

func newSupervisor(t *testing.T, record string) *Supervisor {
	t.Helper()
	s, err := New(record)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func alive(pid int) bool {
	s, err := readStat(pid)
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && s.group > 0 && !strings.Contains(string(raw), ") Z ")
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

func TestKeepsRunning(t *testing.T) {
	s := newSupervisor(t, filepath.Join(t.TempDir(), "runs"))
	ended := make(chan heald.Exit, 10)
	p, err := s.Keep(Keep{
		Command: player(t, "service"), Port: true, Path: "/", Backoff: Backoff{Base: time.Millisecond},
		Ended: func(exit heald.Exit, _ error) { ended <- exit },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WaitReady(within(t, 10*time.Second)); err != nil {
		t.Fatal(err)
	}
	port := p.Address()
	for n := range 2 {
		if _, err := asking.Get("http://" + p.Address() + "/die"); err == nil {
			t.Error("the dying service answered")
		}
		if got, want := <-ended, (heald.Exit{Code: 3, Restarts: n}); got != want {
			t.Errorf("end %d is told as %+v, want %+v", n, got, want)
		}
		if err := p.WaitReady(within(t, 10*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if p.Address() != port || p.Exits() != 2 {
		t.Errorf("after 2 ends at %s with %d exits, want %s and 2", p.Address(), p.Exits(), port)
	}
	p.Stop()
	if p.Ready() || len(ended) != 0 {
		t.Error("a stop counts as an end")
	}
}

// TestBackoff runs in false time: the pauses double up to the most, and a long run starts the row anew.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := []time.Duration{0, 0, time.Second, 0, 0, 0, time.Hour, 0, 0}
		began := []time.Time{}
		p := newKept(Keep{Command: Command{Argv: []string{"x"}}, Backoff: Backoff{Most: 8 * time.Second}}, func(Command, int, func(int)) (int, error) {
			n := len(began)
			began = append(began, time.Now())
			time.Sleep(runs[n])
			return 1, nil
		})
		time.Sleep(time.Hour + 37*time.Second)
		p.Stop()
		var pauses []time.Duration
		for i := 1; i < len(began); i++ {
			pauses = append(pauses, began[i].Sub(began[i-1])-runs[i-1])
		}
		want := []time.Duration{1, 2, 4, 8, 8, 8, 1, 2}
		for i := range want {
			if i >= len(pauses) || pauses[i] != want[i]*time.Second {
				t.Fatalf("pauses %v, want %v s", pauses, want)
			}
		}
	})
}

func TestStopKills(t *testing.T) {
	s := newSupervisor(t, "")
	var out lockedBuffer
	p, err := s.Keep(Keep{
		Command: Command{Argv: []string{"/bin/sh", "-c", `trap '' TERM; sleep 300 & echo $! ; while :; do sleep 1; done`}, Stdout: &out},
		Grace:   100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the grandchild is there", func() bool { return strings.HasSuffix(out.String(), "\n") })
	child, err := strconv.Atoi(strings.TrimSpace(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	p.Stop()
	if alive(child) {
		t.Errorf("process %d of a stopped program still runs", child)
	}
}

func TestCannotStart(t *testing.T) {
	s := newSupervisor(t, "")
	told := make(chan error, 100)
	var said bytes.Buffer
	p, err := s.Keep(Keep{
		Command: Command{Argv: []string{"/no/such/program"}, Stderr: &said}, Backoff: Backoff{Base: time.Hour, Most: time.Hour},
		Ended: func(exit heald.Exit, err error) {
			if exit.Code != -1 {
				t.Errorf("code %d, want -1", exit.Code)
			}
			told <- err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-told; !errors.Is(err, os.ErrNotExist) {
		t.Errorf("told %v, want that the program is not there", err)
	}
	if !strings.Contains(said.String(), "/no/such/program") {
		t.Errorf("its output says %q, want why it does not run", said.String())
	}
	p.Stop()
	if _, err := s.Keep(Keep{}); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("no command: %v, want %v", err, heald.ErrInvalid)
	}
	if code, err := s.Run(t.Context(), Command{Argv: []string{"/bin/sh", "-c", "kill -TERM $$"}}); code != 128+15 || err != nil {
		t.Errorf("killed by a signal: %d, %v, want 143", code, err)
	}
	if _, err := s.Run(within(t, 50*time.Millisecond), Command{Argv: []string{"sleep", "100"}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("run out of time: %v", err)
	}
}

// TestNothingStays kills a supervisor with signal 9: the processes that it started, and those that they started, are gone.
func TestNothingStays(t *testing.T) {
	supervisor, pids := killable(t, filepath.Join(t.TempDir(), "runs"))
	if err := supervisor.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = supervisor.Wait()
	for _, pid := range pids {
		eventually(t, fmt.Sprintf("process %d is gone", pid), func() bool { return !alive(pid) })
	}
}

// TestSweep has the guard die with the supervisor: what is left is found by what was written down.
func TestSweep(t *testing.T) {
	record := filepath.Join(t.TempDir(), "runs")
	supervisor, pids := killable(t, record)
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", supervisor.Process.Pid, supervisor.Process.Pid))
	if err != nil {
		t.Skip("this kernel does not list children")
	}
	for _, field := range strings.Fields(string(children)) {
		if pid, _ := strconv.Atoi(field); pid != pids[0] && pid > 1 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	if err := supervisor.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = supervisor.Wait()
	stranger := exec.Command("sleep", "100")
	stranger.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stranger.Process.Kill(); _ = stranger.Wait() }()
	raw, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	// The same number with another start is somebody else.
	other := fmt.Sprintf(`,{"pid":%d,"start":1,"boot":%q}]`, stranger.Process.Pid, bootID())
	if err := os.WriteFile(record, []byte(strings.TrimSuffix(string(raw), "]")+other), 0o600); err != nil {
		t.Fatal(err)
	}
	newSupervisor(t, record)
	for _, pid := range pids {
		eventually(t, fmt.Sprintf("process %d is gone", pid), func() bool { return !alive(pid) })
	}
	if !alive(stranger.Process.Pid) {
		t.Error("a stranger was killed")
	}
}

// killable starts a supervisor in a process of its own and returns the process that it keeps, and that one's child.
func killable(t *testing.T, record string) (*exec.Cmd, []int) {
	t.Helper()
	c := player(t, "supervisor", "RECORD="+record, "PATH="+os.Getenv("PATH"))
	cmd := exec.Command(c.Argv[0])
	cmd.Env = c.Env
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	var pids [2]int
	if _, scanErr := fmt.Sscan(line, &pids[0], &pids[1]); err != nil || scanErr != nil {
		t.Fatalf("the supervisor said %q: %v, %v", line, err, scanErr)
	}
	if !alive(pids[0]) || !alive(pids[1]) {
		t.Fatalf("processes %v do not run", pids)
	}
	return cmd, pids[:]
}

func TestFreePorts(t *testing.T) {
	seen := map[int]bool{}
	for range 50 {
		port, err := freePort()
		if err != nil || seen[port] {
			t.Fatalf("port %d: %v, given before: %t", port, err, seen[port])
		}
		seen[port] = true
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if !answers(t.Context(), address, "") {
		t.Error("an open port does not answer")
	}
	_ = listener.Close()
	if answers(t.Context(), address, "") {
		t.Error("a closed port answers")
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
