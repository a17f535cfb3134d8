package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/heald-dev/heald"
)

// Backoff is the pause between the end of a process and its next start: Base, then twice as long each time, at most Most. A process
// that ran for Settled starts the row anew. Zero fields mean 1 s, 5 min and 10 min, as Kubernetes has them.
type Backoff struct{ Base, Most, Settled time.Duration }

func (b Backoff) filled() Backoff {
	fill := func(d *time.Duration, otherwise time.Duration) {
		if *d <= 0 {
			*d = otherwise
		}
	}
	fill(&b.Base, time.Second)
	fill(&b.Most, 5*time.Minute)
	fill(&b.Settled, 10*time.Minute)
	return b
}

// pause is the wait before restart n, from 1.
func (b Backoff) pause(n int) time.Duration {
	d := b.Base
	for ; n > 1 && d < b.Most; n-- {
		d *= 2
	}
	return min(d, b.Most)
}

// Keep says how a program is kept running.
type Keep struct {
	Command Command
	Port    bool   // give it a free port of this machine, anew after it has ended before it ever answered
	Path    string // of a GET that answers below 500 when the program is ready; empty: it accepts a connection
	Backoff Backoff
	Grace   time.Duration // between asking it to end and killing it; 0: 5 s
	// Output, where it is set, gives each process its own writers; they are closed when it has ended, before Ended is told.
	Output func() (stdout, stderr io.WriteCloser)
	// Ended is told of every end that nobody asked for, also of a start that did not succeed (code -1, and why).
	Ended func(exit heald.Exit, err error)
}

// Kept is a program that is kept running.
type Kept struct {
	keep   Keep
	launch func(c Command, port int, started func(pid int)) (int, error)
	cancel context.CancelFunc
	done   chan struct{}
	port   atomic.Int64
	pid    atomic.Int64
	ready  atomic.Bool
	exits  atomic.Int64
	since  atomic.Int64 // of the process that runs now, in Unix nanoseconds
	mu     sync.Mutex   // held while a signal is sent, so that it cannot hit a number that was given again
}

// Keep starts a program and keeps it running until it is stopped.
func (s *Supervisor) Keep(k Keep) (*Kept, error) {
	if len(k.Command.Argv) == 0 {
		return nil, fmt.Errorf("keep a program running: %w: no command", heald.ErrInvalid)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("keep %s running: %w", k.Command.Argv[0], heald.ErrConflict)
	}
	p := newKept(k, s.run)
	s.kept = append(slices.DeleteFunc(s.kept, (*Kept).gone), p)
	return p, nil
}

func newKept(k Keep, launch func(Command, int, func(int)) (int, error)) *Kept {
	ctx, cancel := context.WithCancel(context.Background())
	p := &Kept{keep: k, launch: launch, cancel: cancel, done: make(chan struct{})}
	if p.keep.Grace <= 0 {
		p.keep.Grace = 5 * time.Second
	}
	p.keep.Backoff = k.Backoff.filled()
	go p.loop(ctx)
	return p
}

func (p *Kept) gone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *Kept) loop(ctx context.Context) {
	defer close(p.done)
	defer p.cancel()
	answered := false
	for failures := 0; ctx.Err() == nil; {
		if p.keep.Port && !answered {
			if port, err := freePort(); err == nil {
				p.port.Store(int64(port))
			}
		}
		began := time.Now()
		code, err := p.once(ctx)
		answered = p.ready.Swap(false) || answered
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) >= p.keep.Backoff.Settled {
			failures = 0
		}
		failures++
		restarts := int(p.exits.Add(1))
		if p.keep.Ended != nil {
			p.keep.Ended(heald.Exit{Code: code, Restarts: restarts - 1}, err)
		}
		sleep(ctx, p.keep.Backoff.pause(failures))
	}
}

// once runs the program until it ends, or has been stopped.
func (p *Kept) once(ctx context.Context) (int, error) {
	ended := make(chan struct{})
	var code int
	var err error
	go func() {
		defer close(ended)
		code, err = p.play()
	}()
	look, cancel := context.WithCancel(ctx)
	var looking sync.WaitGroup
	looking.Go(func() { p.becomeReady(look) })
	select {
	case <-ended:
	case <-ctx.Done():
		p.end(ended)
	}
	cancel()
	looking.Wait()
	return code, err
}

// play runs one process with its own output.
func (p *Kept) play() (int, error) {
	c := p.keep.Command
	if p.keep.Output != nil {
		stdout, stderr := p.keep.Output()
		defer stdout.Close()
		defer stderr.Close()
		c.Stdout, c.Stderr = stdout, stderr
	}
	code, err := p.launch(c, int(p.port.Load()), p.running)
	if code == -1 && err != nil && c.Stderr != nil {
		fmt.Fprintln(c.Stderr, err) // it could not say itself why it does not run
	}
	return code, err
}

func (p *Kept) running(pid int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.since.Store(time.Now().UnixNano())
	p.pid.Store(int64(pid))
}

// end asks the program to end, and kills it when it does not.
func (p *Kept) end(ended chan struct{}) {
	killing := time.NewTimer(p.keep.Grace)
	defer killing.Stop()
	again := time.NewTicker(50 * time.Millisecond) // it may not have been started yet
	defer again.Stop()
	wanted, asked := syscall.SIGTERM, false
	for {
		if !asked {
			asked = p.signal(wanted)
		}
		select {
		case <-ended:
			return
		case <-killing.C:
			wanted, asked = syscall.SIGKILL, false
		case <-again.C:
		}
	}
}

func (p *Kept) signal(sig syscall.Signal) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	pid := int(p.pid.Load())
	return pid > 1 && syscall.Kill(-pid, sig) == nil
}

// becomeReady looks until the program answers.
func (p *Kept) becomeReady(ctx context.Context) {
	address := p.Address()
	for ctx.Err() == nil {
		running := p.pid.Load() != 0
		if running && (address == "" || answers(ctx, address, p.keep.Path)) && p.pid.Load() != 0 {
			p.ready.Store(ctx.Err() == nil)
			return
		}
		sleep(ctx, 20*time.Millisecond)
	}
}

// Address is host and port of the program, empty when it has no port.
func (p *Kept) Address() string {
	if port := p.port.Load(); port > 0 {
		return "127.0.0.1:" + strconv.FormatInt(port, 10)
	}
	return ""
}

// Ready says whether the program has answered since its last start.
func (p *Kept) Ready() bool { return p.ready.Load() }

// Exits counts the ends that nobody asked for.
func (p *Kept) Exits() int { return int(p.exits.Load()) }

// Uptime is how long the process runs that runs now.
func (p *Kept) Uptime() time.Duration {
	if p.pid.Load() == 0 {
		return 0
	}
	return time.Since(time.Unix(0, p.since.Load()))
}

// WaitReady returns when the program answers, and an error when the context or the program is at its end first.
func (p *Kept) WaitReady(ctx context.Context) error {
	for !p.Ready() {
		if p.gone() {
			return errors.New("it was stopped")
		}
		if !sleep(ctx, 20*time.Millisecond) {
			return fmt.Errorf("not ready (%d starts failed): %w", p.Exits(), context.Cause(ctx))
		}
	}
	return nil
}

// Stop ends the program and returns when it is gone. It may be called more than once.
func (p *Kept) Stop() {
	p.cancel()
	<-p.done
}

func withPort(argv []string, port int) []string {
	out := slices.Clone(argv)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "{port}", strconv.Itoa(port))
	}
	return out
}
