package sandboxtest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

func runLimits(t *testing.T, w *world) {
	t.Run("endings", func(t *testing.T) { endings(t, w) })
	t.Run("hogs", func(t *testing.T) { hogs(t, w) })
	t.Run("out of memory", func(t *testing.T) { outOfMemory(t, w) })
	t.Run("processor time", func(t *testing.T) { processorTime(t, w) })
	t.Run("cancelled", func(t *testing.T) { cancelled(t, w) })
	t.Run("floods", func(t *testing.T) { floods(t, w) })
	t.Run("survivors", func(t *testing.T) { survivors(t, w) })
}

const (
	wall  = 400 * time.Millisecond
	grace = time.Second // within which Run must have returned
)

// endings are programs that do not end by themselves, or try not to.
func endings(t *testing.T, w *world) {
	for name, script := range map[string]string{
		"loop":                   "while :; do :; done",
		"sleep":                  "sleep 100",
		"ignores signals":        "trap '' TERM INT HUP QUIT; sleep 100; sleep 100",
		"stops itself":           "kill -STOP $$",
		"stopped child":          "sh -c 'kill -STOP $$' & wait",
		"background with output": "sleep 100 & exec sleep 100",
		"session of its own":     "setsid sh -c 'sleep 100' ; sleep 100",
		"new processes forever":  "while :; do /bin/true; done",
		"many waiting":           "for i in $(seq 50); do sleep 100 & done; wait",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := shell(script)
			cmd.Limits = heald.Limits{Wall: wall}
			began := time.Now()
			res := w.run(t, cmd)
			if took := time.Since(began); !res.TimedOut || res.ExitCode != 137 || took > wall+grace+time.Second/2 {
				t.Errorf("took %v, got %+v", took, res)
			}
		})
	}
	cmd := shell("sleep 0.05; exit 4")
	cmd.Limits = heald.Limits{Wall: 10 * time.Second}
	if res := w.run(t, cmd); res.TimedOut || res.ExitCode != 4 || res.Took > 5*time.Second {
		t.Errorf("control: got %+v", res)
	}
}

// hog is a program that takes of something until it is refused and says how much it got: at least enough, at most the limit.
const hog = `
import errno, os, signal, sys, time
def take(step, most):
    got = 0
    while got < most:
        try:
            step(got)
        except (OSError, BlockingIOError) as e:
            if e.errno not in (errno.ENOSPC, errno.EAGAIN, errno.EMFILE, errno.EFBIG, errno.EDQUOT, errno.ENOMEM):
                raise
            break
        got += 1
    print(got, flush=True)
    os._exit(0)
block = b"x" * (1 << 20)
def fill(folder):
    return lambda n: open(folder + "/f%d" % n, "wb", buffering=0).write(block)
def grow(path):
    f = open(path, "wb", buffering=0)
    def step(n):
        if f.write(block) < len(block):
            raise OSError(errno.EFBIG, "short")
    return step
def fork(n):
    if os.fork() == 0:
        time.sleep(100)
        os._exit(0)
def thread(n):
    import threading
    try:
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
    except RuntimeError as e:
        raise OSError(errno.EAGAIN, str(e))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
kind, most = sys.argv[1], int(sys.argv[2])
take({"fork": fork, "thread": thread, "descriptors": lambda n: os.open("/dev/null", 0)}.get(kind) or (grow(kind[5:]) if kind.startswith("grow:") else fill(kind)), most)
`

func hogs(t *testing.T, w *world) {
	for _, tt := range []struct {
		name, kind string
		most       string
		low, high  int
	}{
		{"processes", "fork", "1000", 20, 40},
		{"threads", "thread", "1000", 20, 40},
		{"few processes", "fork", "10", 10, 10},
		{"descriptors", "descriptors", "100000", 500, 4096},
		{"temporary folder", "/tmp", "2000", 64, 512},
		{"shared memory", "/dev/shm", "2000", 16, 512},
		{"results", "/out", "2000", 16, 512},
		{"tree", "/srv/app", "2000", 64, 512},
		{"file size", "grow:/srv/app/f", "2000", 4, 4},
		{"small file", "grow:/tmp/f", "3", 3, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmd := program(hog, tt.kind, tt.most)
			cmd.Tree = heald.Tree{Home: "/srv/app"}
			cmd.Limits = heald.Limits{Wall: 20 * time.Second, Processes: 40, FileSize: 4 << 20}
			res := w.run(t, cmd)
			got := atoi(string(res.Stdout))
			if got < tt.low || got > tt.high || res.ExitCode != 0 {
				t.Errorf("took %d, want %d to %d; %s%s %+v", got, tt.low, tt.high, res.Stdout, res.Stderr, res.ExitCode)
			}
		})
	}
}

func atoi(s string) int {
	n := 0
	for _, c := range strings.TrimSpace(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func outOfMemory(t *testing.T, w *world) {
	const grow = `
import mmap, os, sys, time
kind, most = sys.argv[1], int(sys.argv[2])
if kind == "children":
    for i in range(8):
        if os.fork() == 0:
            break
    most //= 8
keep = []
for i in range(most // 4):
    m = mmap.mmap(-1, 4 << 20) if kind == "shared" else bytearray(4 << 20)
    for at in range(0, 4 << 20, 4096):
        m[at] = 1
    keep.append(m)
time.sleep(0.3)
`
	for _, tt := range []struct {
		kind, mib string
		want      bool
	}{{"private", "600", true}, {"shared", "600", true}, {"children", "800", true}, {"private", "100", false}, {"children", "100", false}} {
		t.Run(tt.kind+" "+tt.mib, func(t *testing.T) {
			cmd := program(grow, tt.kind, tt.mib)
			cmd.Limits = heald.Limits{Wall: 20 * time.Second, Memory: 256 << 20}
			if res := w.run(t, cmd); res.OutOfMemory != tt.want || res.TimedOut || (res.ExitCode == 0) == tt.want && tt.kind != "children" {
				t.Errorf("out of memory: got %+v %s, want %t", res, res.Stderr, tt.want)
			}
		})
	}
}

func processorTime(t *testing.T, w *world) {
	cmd := shell("(while :; do :; done) & (while :; do :; done) & while :; do :; done")
	cmd.Limits = heald.Limits{Wall: 20 * time.Second, CPU: 500 * time.Millisecond}
	if res := w.run(t, cmd); !res.TimedOut || res.Took > 5*time.Second {
		t.Errorf("got %+v", res)
	}
	cmd = shell("while :; do (i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done); done") // children that end
	cmd.Limits = heald.Limits{Wall: 20 * time.Second, CPU: 500 * time.Millisecond}
	if res := w.run(t, cmd); !res.TimedOut || res.Took > 5*time.Second {
		t.Errorf("short children: got %+v", res)
	}
	cmd = shell("sleep 0.7")
	cmd.Limits = heald.Limits{Wall: 20 * time.Second, CPU: 500 * time.Millisecond}
	if res := w.run(t, cmd); res.TimedOut {
		t.Errorf("control: sleeping is not working: got %+v", res)
	}
}

func cancelled(t *testing.T, w *world) {
	ctx, cancel := context.WithTimeout(context.Background(), wall)
	defer cancel()
	began := time.Now()
	res, err := w.box.Run(ctx, shell("echo x; setsid sleep 100"))
	if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took > wall+grace || len(res.Stdout) > 0 {
		t.Errorf("took %v, got %+v, %v", took, res, err)
	}
	if _, err := w.box.Run(ctx, shell("true")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after the end: got %v", err)
	}
}

func floods(t *testing.T, w *world) {
	for name, script := range map[string]string{"stdout": "head -c 1G /dev/zero", "stderr": "head -c 1G /dev/zero >&2"} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			cmd := shell(script + "; exit 5")
			cmd.Limits.Output = 100_000
			res := w.run(t, cmd)
			runtime.ReadMemStats(&after)
			if len(res.Stdout)+len(res.Stderr) != 100_000 || !res.Truncated || res.ExitCode != 5 {
				t.Errorf("kept %d and %d bytes, truncated %t, exit %d", len(res.Stdout), len(res.Stderr), res.Truncated, res.ExitCode)
			}
			if grew := after.TotalAlloc - before.TotalAlloc; grew > 32<<20 {
				t.Errorf("heald allocated %d bytes", grew)
			}
		})
	}
	cmd := shell("head -c 100000 /dev/zero")
	cmd.Limits.Output = 100_000
	if res := w.run(t, cmd); len(res.Stdout) != 100_000 || res.Truncated {
		t.Errorf("control: kept %d bytes, truncated %t", len(res.Stdout), res.Truncated)
	}
	if !testing.Short() {
		t.Run("files", func(t *testing.T) { manyFiles(t, w) })
	}
}

// manyFiles makes more files than anybody has use for; what counts is that it ends, and that nothing of it stays.
func manyFiles(t *testing.T, w *world) {
	const script = "import os, sys\nfor i in range(int(sys.argv[1])): os.close(os.open('%d' % i, 65))\nprint(len(os.listdir('.')))"
	for most, fits := range map[string]bool{"50000": true, "100000000": false} {
		cmd := program(script, most)
		cmd.Tree = heald.Tree{Home: "/srv/app"}
		began := time.Now()
		res := w.run(t, cmd)
		if got := strings.TrimSpace(string(res.Stdout)); (got == most) != fits || res.OutOfMemory == fits {
			t.Errorf("made %q of %s files, out of memory %t, %s", got, most, res.OutOfMemory, res.Stderr)
		}
		if after := time.Since(began) - res.Took; after > grace+time.Second {
			t.Errorf("%s files: took %v for building and cleaning up", most, after)
		}
	}
}

// survivors start what shall outlive the command, whose end it is looked for on the machine.
func survivors(t *testing.T, w *world) {
	const script = "import os, sys, time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\n" +
		"for fd in (0, 1, 2): os.close(fd)\ntime.sleep(60)"
	mark := "survivor-" + strings.ReplaceAll(w.socket, "@", "")
	for name, tail := range map[string]string{"normal end": "", "time-out": "; sleep 60"} {
		t.Run(name, func(t *testing.T) {
			cmd := shell("/usr/bin/python3 -c '" + script + "' " + mark + tail)
			cmd.Limits = heald.Limits{Wall: time.Second}
			if res := w.run(t, cmd); res.TimedOut != (tail != "") {
				t.Errorf("got %+v", res)
			}
			if got := w.outside(t, "cmdline_of", "[0-9]*", strings.Replace(mark, "surv", "surv+", 1)); !strings.HasPrefix(got, refused) {
				t.Errorf("still alive: %s", got)
			}
		})
	}
	t.Run("control", func(t *testing.T) {
		s, err := w.box.Start(t.Context(), shell("/usr/bin/python3 -c '"+script+"' "+mark+"; sleep 60"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Kill()
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if got := w.outside(t, "cmdline_of", "[0-9]*", strings.Replace(mark, "surv", "surv+", 1)); strings.HasPrefix(got, reached) {
				return
			}
		}
		t.Error("a living survivor was not found: the test above shows nothing")
	})
}
