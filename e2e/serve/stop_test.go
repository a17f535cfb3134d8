package serve

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

// graceful is how long a daemon may take to end when it is asked to: the drain of a step, and its services' own grace.
const graceful = 15 * time.Second

// stopped asks the daemon to end and fails unless it does, at once enough, with nothing left.
func (h *house) stopped(when string) {
	h.t.Helper()
	code, took := h.term(graceful)
	if code != 0 {
		h.t.Errorf("%s: exit code %d, want 0", when, code)
	}
	h.t.Logf("%s: ended %s after SIGTERM", when, took.Round(10*time.Millisecond))
	nothingLeft(h.t)
}

// TestStops asks the daemon to end while it mends, while a person is asked and pages listen to its events, and while a canary runs. Each
// time it ends cleanly, and the next one goes on from there.
func TestStops(t *testing.T) {
	h := canaries(t, "[10, 30, 100]")
	base := git(t, h.repo, "rev-parse", "main")
	h.up()
	h.traffic(60, append(sound, crashes)...)
	for _, state := range []heald.State{heald.Stabilised, heald.Reproduced, heald.Validated} {
		r := h.passes(time.Minute, state)
		h.stopped("while " + string(r.State))
		h.up()
	}
	r := h.becomes(90*time.Second, heald.InReview)
	var listening sync.WaitGroup
	for range 5 {
		answer, err := http.Get("http://" + h.console + "/events")
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
			t.Fatalf("events: %s, %s", answer.Status, answer.Header.Get("Content-Type"))
		}
		listening.Go(func() {
			defer answer.Body.Close()
			_, _ = io.Copy(io.Discard, bufio.NewReader(answer.Body))
		})
	}
	h.stopped("with five pages listening")
	listening.Wait() // they were told
	h.up()
	if got := h.answer(r.ID, heald.Approve); got != http.StatusAccepted {
		t.Fatalf("the approval is answered with %d", got)
	}
	for _, weight := range []int{10, 30} {
		wait(t, 40*time.Second, "the canary has its share", func() bool { return h.rollout(r.ID).Weight >= weight })
		h.stopped("with a canary")
		h.up()
	}
	if r = h.becomes(90*time.Second, heald.Resolved, heald.HandedOver, heald.Reverted); r.State != heald.Resolved {
		t.Errorf("the case ended as %s (%s), want resolved", r.State, r.Reason)
	}
	h.stopped("resolved")
	onceInGit(t, h.repo, base, r.ID)
	onceInStore(t, h, r.ID, 10, 30, 100)
}

// passes waits for the only incident to be in a state or beyond it, before anybody is asked.
func (h *house) passes(within time.Duration, state heald.State) row {
	h.t.Helper()
	var last row
	wait(h.t, within, "the incident is "+string(state)+" or beyond", func() bool {
		last = h.only()
		return at[last.State] >= at[state]
	})
	return last
}

// at is where a state stands in the walk.
var at = func() map[heald.State]int {
	order := map[heald.State]int{}
	for i, s := range []heald.State{
		heald.Open, heald.Admitted, heald.Stabilised, heald.Diagnosed, heald.Accepted, heald.Prepared, heald.Reproduced, heald.Blamed, heald.Validated,
		heald.Permitted, heald.InReview, heald.Merged, heald.Rolling, heald.Resolved,
	} {
		order[s] = i + 1
	}
	return order
}()

// TestRunLeavesNothing ends heald run by Ctrl-C, as a terminal sends it to the whole group, at three moments: while the command just
// runs, while heald mends, and when a fix waits. No process, no file, no worktree stays; the checkout is as it was.
func TestRunLeavesNothing(t *testing.T) {
	for moment, word := range map[string]string{"while it runs": "console at", "while it mends": "ZeroDivisionError", "when a fix waits": "Approve it?"} {
		t.Run(moment, func(t *testing.T) {
			repo, temporary := pricing(t), t.TempDir()
			git(t, repo, "checkout", "-q", "main")
			before := files(t, repo)
			address := free(t)
			_, port, _ := strings.Cut(address, ":")
			c := command(repo, "run", "--", "python3", "server.py", "--port", port)
			c.Env = append(os.Environ(), "TMPDIR="+temporary, "PYTHONDONTWRITEBYTECODE=1")
			c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			said := &notes{}
			c.Stdout, c.Stderr = said, said
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- c.Wait() }()
			wait(t, 20*time.Second, "the command answers", func() bool { return status("http://"+address+sound[0]) == http.StatusOK })
			if moment != "while it runs" {
				status("http://" + address + crashes)
			}
			wait(t, 60*time.Second, "heald says "+word, func() bool { return strings.Contains(said.text(), word) })
			if moment == "while it mends" {
				time.Sleep(time.Second)
			}
			began := time.Now()
			if err := syscall.Kill(-c.Process.Pid, syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			select {
			case <-ended:
			case <-time.After(graceful):
				_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
				t.Fatalf("it still runs %s after Ctrl-C:\n%s", graceful, said.text())
			}
			t.Logf("ended %s after Ctrl-C with %d", time.Since(began).Round(10*time.Millisecond), c.ProcessState.ExitCode())
			nothingLeft(t)
			if left := files(t, temporary); len(left) > 0 {
				t.Errorf("left in the temporary folder: %v", left)
			}
			if got := git(t, repo, "worktree", "list"); strings.Contains(got, "\n") {
				t.Errorf("worktrees are left:\n%s", got)
			}
			if got := git(t, repo, "status", "--porcelain"); got != "" {
				t.Errorf("the checkout is not as it was:\n%s", got)
			}
			for name := range files(t, repo) {
				if !before[name] && !strings.HasPrefix(name, ".git/objects/") && !strings.HasPrefix(name, ".git/refs/heads/heald") && !strings.HasPrefix(name, ".git/logs/refs/heads/heald") {
					t.Errorf("%s is new in the repository", name)
				}
			}
		})
	}
}

// files are the files and folders below a folder.
func files(t *testing.T, root string) map[string]bool {
	t.Helper()
	out, err := exec.Command("find", root, "-mindepth", "1", "-printf", "%P\n").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if name := strings.TrimSpace(line); name != filepath.Join(".git", "index") {
			all[name] = true
		}
	}
	return all
}

// notes keep what a program prints.
type notes struct {
	mu   sync.Mutex
	said []byte
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said = append(n.said, p...)
	return len(p), nil
}

func (n *notes) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return string(n.said)
}
