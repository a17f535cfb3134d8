package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const crash = `Traceback (most recent call last):
  File "/srv/shop/app.py", line 11, in handle
    return total(order)
  File "/srv/shop/sums.py", line 21, in total
    return order.sum / order.count
ZeroDivisionError: division by zero
`

// stored is a sink that keeps what it takes.
type stored struct {
	mu      sync.Mutex
	signals []heald.Signal
	failing int
}

func (s *stored) Accept(_ context.Context, signals []heald.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing > 0 {
		s.failing--
		return fmt.Errorf("store signals: %w", heald.ErrTransient)
	}
	s.signals = append(s.signals, signals...)
	return nil
}

func (s *stored) all() []heald.Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signals
}

// with runs a source in a bubble of fake time.
func with(t *testing.T, config Config, do func(s *Source, sink *stored)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s, sink := New(config), &stored{}
		done := make(chan error)
		go func() { done <- s.Run(ctx, sink) }()
		do(s, sink)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestCrashIsSoonASignal(t *testing.T) {
	with(t, Config{}, func(s *Source, sink *stored) {
		w := s.Writer("shop", "shop-1", "abc", "stderr")
		defer w.Close()
		for line := range strings.Lines(crash) {
			io.WriteString(w, line[:len(line)/2])
			io.WriteString(w, line[len(line)/2:])
		}
		began := time.Now()
		for len(sink.all()) == 0 {
			time.Sleep(time.Millisecond)
			synctest.Wait()
			if time.Since(began) > time.Second {
				t.Fatal("no signal")
			}
		}
		if took := time.Since(began); took > 300*time.Millisecond {
			t.Errorf("took %v", took)
		}
		if got := sink.all()[0]; got.Service != "shop" || got.Instance != "shop-1" || got.Commit != "abc" || got.Source != "process" || got.Exceptions[0].ErrorType != "ZeroDivisionError" {
			t.Errorf("signal %+v", got)
		}
	})
}

func TestInterleavedProcesses(t *testing.T) {
	with(t, Config{}, func(s *Source, sink *stored) {
		var writers []io.WriteCloser
		for i := range 5 {
			writers = append(writers, s.Writer("shop", fmt.Sprint("shop-", i), "", "stderr"))
		}
		for line := range strings.Lines(crash) {
			for i, w := range writers {
				io.WriteString(w, strings.ReplaceAll(line, "total", fmt.Sprint("total_", i)))
			}
		}
		for _, w := range writers {
			w.Close()
			w.Close()
		}
		time.Sleep(2 * patience) // nobody says that the processes have ended
		synctest.Wait()
		got := sink.all()
		if len(got) != 5 {
			t.Fatalf("%d signals", len(got))
		}
		slices.SortFunc(got, func(a, b heald.Signal) int { return strings.Compare(a.Instance, b.Instance) })
		for i, signal := range got {
			if f := signal.Exceptions[0].Innermost(); signal.Instance != fmt.Sprint("shop-", i) || f.Function != fmt.Sprint("total_", i) {
				t.Errorf("%s says %s", signal.Instance, f.Function)
			}
		}
		if _, err := writers[0].Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("write after the end: %v", err)
		}
	})
}

func TestCrashLoop(t *testing.T) {
	for name, tc := range map[string]struct {
		runs []time.Duration // how long each process ran
		told bool            // whether the supervisor counts
		want string          // restarts of each loop signal
	}{
		"one end":                {[]time.Duration{time.Second}, true, ""},
		"two":                    {[]time.Duration{time.Second, time.Second}, true, "1"},
		"three":                  {[]time.Duration{time.Second, time.Second, time.Second}, true, "1 2"},
		"not counted":            {[]time.Duration{time.Second, time.Second}, false, "0"},
		"after a long life":      {[]time.Duration{time.Hour, time.Hour}, true, ""},
		"a long life, then soon": {[]time.Duration{time.Hour, time.Second}, true, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			with(t, Config{}, func(s *Source, sink *stored) {
				for i, run := range tc.runs {
					w := s.Writer("shop", "shop-1", "abc", "stdout")
					fmt.Fprintf(w, "run %d\n", i)
					time.Sleep(run)
					w.Close()
					restarts := 0
					if tc.told {
						restarts = i
					}
					s.Exited("shop", "shop-1", "abc", 3, restarts)
					time.Sleep(5 * time.Minute) // the supervisor backs off
				}
				var got []string
				for _, signal := range sink.all() {
					got = append(got, fmt.Sprint(signal.Exit.Restarts))
					if last := fmt.Sprintf("run %d\n", len(tc.runs)-1); signal.Exit.Code != 3 || len(sink.all()) == 1 && signal.Text != last || signal.Commit != "abc" {
						t.Errorf("signal %+v", signal)
					}
				}
				if strings.Join(got, " ") != tc.want {
					t.Errorf("loops %q, want %q", got, tc.want)
				}
			})
		})
	}
}

// A crash that ends its process is one signal, with how it ended; what loops without a stack trace is a signal of its own.
func TestACrashThatEndsItsProcessCountsOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		output string
		want   string // of each signal: error and exit
	}{
		"a trace":                 {"started\n" + crash, "ZeroDivisionError 1/0 ZeroDivisionError 1/1 ZeroDivisionError 1/2"},
		"a trace and a farewell":  {crash + "ERROR: Application startup failed. Exiting.\n", "ZeroDivisionError 1/0 ZeroDivisionError 1/1 ZeroDivisionError 1/2"},
		"a trace long before":     {crash + strings.Repeat("INFO served\n", 20), "ZeroDivisionError - ZeroDivisionError - loop 1/1 ZeroDivisionError - loop 1/2"},
		"no trace":                {"INFO no space\n", "loop 1/1 loop 1/2"},
		"two traces":              {crash + "INFO again\n" + crash, "ZeroDivisionError - ZeroDivisionError 1/0 ZeroDivisionError - ZeroDivisionError 1/1 ZeroDivisionError - ZeroDivisionError 1/2"},
		"a trace in other output": {"INFO x\n" + crash + "INFO y\n", "ZeroDivisionError 1/0 ZeroDivisionError 1/1 ZeroDivisionError 1/2"},
	} {
		t.Run(name, func(t *testing.T) {
			with(t, Config{}, func(s *Source, sink *stored) {
				for i := range 3 {
					out, errs := s.Writer("shop", "a", "", "stdout"), s.Writer("shop", "a", "", "stderr")
					other := s.Writer("shop", "b", "", "stderr") // another process speaks all the time, and goes on
					time.Sleep(time.Second)
					for line := range strings.Lines(tc.output) {
						io.WriteString(errs, line)
						io.WriteString(other, "INFO b\n")
					}
					out.Close()
					errs.Close()
					s.Exited("shop", "a", "", 1, i)
				}
				synctest.Wait()
				var got []string
				for _, signal := range sink.all() {
					kind, end := "loop", "-"
					if len(signal.Exceptions) > 0 {
						kind = signal.Exceptions[0].ErrorType
					}
					if e := signal.Exit; e != nil {
						end = fmt.Sprintf("%d/%d", e.Code, e.Restarts)
					}
					if signal.Exit != nil && signal.Exit.Lived != time.Second || signal.Instance != "a" {
						t.Errorf("signal %+v", signal)
					}
					got = append(got, kind+" "+end)
				}
				if strings.Join(got, " ") != tc.want {
					t.Errorf("got  %s\nwant %s", strings.Join(got, " "), tc.want)
				}
			})
		})
	}
}

func TestLoopHoldsTheLastOutput(t *testing.T) {
	with(t, Config{}, func(s *Source, sink *stored) {
		for i := range 2 {
			out := s.Writer("shop", "a", "", "stdout")
			for range 10_000 {
				io.WriteString(out, "INFO a line of twenty-odd bytes\n")
			}
			io.WriteString(out, "FATAL gone\n")
			out.Close()
			s.Exited("shop", "a", "", 1, i)
		}
		synctest.Wait()
		got := sink.all()
		if len(got) != 1 {
			t.Fatalf("%d signals", len(got))
		}
		loop := got[0]
		if loop.Exit == nil || len(loop.Text) > lastOutput || len(loop.Text) < lastOutput/2 || !strings.HasPrefix(loop.Text, "INFO") || !strings.HasSuffix(loop.Text, "FATAL gone\n") {
			t.Errorf("%d bytes of output: %.60q", len(loop.Text), loop.Text)
		}
	})
}

func TestSinkThatFailsForATime(t *testing.T) {
	with(t, Config{}, func(s *Source, sink *stored) {
		sink.failing = 5
		w := s.Writer("shop", "a", "", "stderr")
		io.WriteString(w, crash)
		w.Close()
		time.Sleep(10 * time.Second)
		if len(sink.all()) != 1 {
			t.Errorf("%d signals stored", len(sink.all()))
		}
	})
}

// TestQueueIsBounded: a sink that hangs costs signals, not memory, and not the process.
func TestQueueIsBounded(t *testing.T) {
	s := New(Config{Queue: 1 << 20})
	w := s.Writer("shop", "a", "", "stderr")
	for range 5000 {
		io.WriteString(w, crash)
	}
	w.Close()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	batch, dropped := s.take()
	if len(batch) != batchSize || dropped < 3000 || dropped >= 5000 || s.queued > 1<<20 {
		t.Errorf("%d taken, %d dropped, %d bytes left", len(batch), dropped, s.queued)
	}
}

func TestInstancesAreBounded(t *testing.T) {
	s := New(Config{})
	for i := range 3 * maxInstances {
		s.Writer("shop", fmt.Sprint(i), "", "stdout").Close()
	}
	if len(s.instances) > maxInstances {
		t.Errorf("%d instances are remembered", len(s.instances))
	}
}

func TestRealProcess(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, sink := New(Config{}), &stored{}
	done := make(chan error)
	go func() { done <- s.Run(ctx, sink) }()
	for i := range 2 {
		cmd := exec.Command("sh", "-c", `printf '%s' "$0" >&2; exit 7`, crash)
		out, errs := s.Writer("shop", "a", "c", "stdout"), s.Writer("shop", "a", "c", "stderr")
		cmd.Stdout, cmd.Stderr = out, errs
		_ = cmd.Run()
		out.Close()
		errs.Close()
		s.Exited("shop", "a", "c", cmd.ProcessState.ExitCode(), i)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	got := sink.all()
	if len(got) != 2 || got[1].Exit == nil || got[1].Exit.Code != 7 || got[1].Exit.Lived <= 0 || len(got[1].Exceptions) != 1 {
		t.Errorf("signals %+v", got)
	}
}

var _ telemetry.Source = (*Source)(nil)
