package bubblewrap

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
)

// Run runs cmd to its end.
func (r *Runner) Run(ctx context.Context, cmd heald.Command) (heald.Result, error) {
	s, err := r.open(ctx, cmd, false)
	if err != nil {
		return heald.Result{}, err
	}
	return s.Wait()
}

// Start starts a conversation with cmd.
func (r *Runner) Start(ctx context.Context, cmd heald.Command) (sandbox.Session, error) {
	s, err := r.open(ctx, cmd, true)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// session is a running sandbox. Run is a session that nobody talks to.
type session struct {
	plan   *plan
	launch *launch
	view   *view
	groups *groups
	group  *group
	lease  lease
	status *json.Decoder
	stdout *stream // nil when somebody talks
	stderr *stream

	began time.Time
	once  sync.Once
	kill  chan struct{}
	over  chan struct{}

	result heald.Result
	err    error
}

// open builds the sandbox, lets the command go and returns at once.
func (r *Runner) open(ctx context.Context, cmd heald.Command, talk bool) (*session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := r.plan(cmd)
	if err != nil {
		return nil, err
	}
	lease, err := r.lease()
	if err != nil {
		return nil, err
	}
	l, err := r.start(p, lease.uid, talk)
	if err != nil {
		lease.release()
		return nil, err
	}
	s := &session{plan: p, launch: l, lease: lease, groups: r.groups, group: &group{}, kill: make(chan struct{}), over: make(chan struct{})}
	if err := s.build(ctx, r); err != nil {
		return nil, s.abandon(err)
	}
	s.release(ctx, r.filter, talk)
	return s, nil
}

// build does what must be done before the first foreign instruction.
func (s *session) build(ctx context.Context, r *Runner) error {
	s.status = json.NewDecoder(io.LimitReader(s.launch.status, 64<<10))
	pid, err := s.launch.child(ctx, s.status)
	if err != nil {
		return err
	}
	cmd, owner := s.plan.cmd, s.lease.owner()
	if s.view, err = look(ctx, pid, cmd.Tree.Home); err != nil {
		return err
	}
	if cmd.Tree.Home != "" {
		if err := fillTree(s.plan, s.view.dirs[cmd.Tree.Home], owner); err != nil {
			return err
		}
	}
	if err := s.view.own(owner); err != nil {
		return err
	}
	if err := s.view.find(cmd); err != nil {
		return err
	}
	if s.group, err = r.groups.join(pid, cmd.Limits); err != nil {
		return fmt.Errorf("limit the sandbox: %w", err)
	}
	return r.setLimits(pid, cmd.Limits)
}

// abandon cleans up after a sandbox in which nothing ran.
func (s *session) abandon(err error) error {
	if s.view != nil {
		s.view.kill()
	}
	said := s.launch.abandon()
	if s.view != nil {
		s.view.gone(time.Second)
		s.view.close()
	}
	s.groups.remove(s.group)
	s.lease.release()
	if said != "" {
		return fmt.Errorf("build a sandbox: %w: %s", err, sandbox.Printable([]byte(said)))
	}
	return fmt.Errorf("build a sandbox: %w", err)
}

// release lets the command go and looks after it from then on.
func (s *session) release(ctx context.Context, filter []byte, talk bool) {
	limit := s.plan.cmd.Limits.Output
	s.stderr = drain(s.launch.stderr, limit)
	if !talk {
		s.stdout = drain(s.launch.stdout, limit)
	}
	s.began = time.Now()
	_, _ = s.launch.gate.Write(filter) // a sandbox that died meanwhile is seen at once
	s.launch.gate.Close()
	go s.supervise(ctx)
}

// Pipes returns the ends of the conversation.
func (s *session) Pipes() (io.WriteCloser, io.ReadCloser) { return s.launch.stdin, s.launch.stdout }

// Kill ends every process.
func (s *session) Kill() { s.once.Do(func() { close(s.kill) }) }

// Wait waits for the end.
func (s *session) Wait() (heald.Result, error) {
	<-s.over
	return s.result, s.err
}

// supervise waits for the end of the command, or brings it about.
func (s *session) supervise(ctx context.Context) {
	defer close(s.over)
	ended := make(chan error, 1)
	go func() { ended <- s.launch.cmd.Wait() }()
	s.watch(ctx, ended)
	s.result.Took = time.Since(s.began)
	s.finish()
}

// watch returns when bwrap has ended and every process of the sandbox is dead.
func (s *session) watch(ctx context.Context, ended <-chan error) {
	dog := &watchdog{view: s.view, group: s.group, limits: s.plan.cmd.Limits}
	wall := time.NewTimer(s.plan.cmd.Limits.Wall)
	defer wall.Stop()
	tick := time.NewTicker(dog.every())
	defer tick.Stop()
	for {
		select {
		case <-ended:
			s.view.kill() // what the command left behind
			s.view.gone(time.Second)
			return
		case <-ctx.Done():
			s.err = fmt.Errorf("run %s in the sandbox: %w", s.plan.cmd.Argv[0], ctx.Err())
			s.end(ended)
			return
		case <-s.kill:
			s.end(ended)
			return
		case <-wall.C:
			s.result.TimedOut = true
			s.end(ended)
			return
		case <-tick.C:
			if v := dog.look(); v != fine {
				s.result.TimedOut, s.result.OutOfMemory = v == overTime, v == overMemory
				s.end(ended)
				return
			}
		}
	}
}

// end kills every process. bwrap ends by itself then, having reaped; if not, it is killed too.
func (s *session) end(ended <-chan error) {
	s.view.kill()
	select {
	case <-ended:
	case <-time.After(500 * time.Millisecond):
		_ = s.launch.cmd.Process.Kill()
		<-ended
	}
	s.view.gone(time.Second)
}

// finish gathers the result and lets go of everything.
func (s *session) finish() {
	cmd := s.plan.cmd
	var cutOut, cutErr, cutFiles bool
	s.result.Stdout, cutOut = s.stdout.finish()
	s.result.Stderr, cutErr = s.stderr.finish()
	s.result.Files, cutFiles = collect(s.view.dirs["/out"], cmd.Collect, cmd.Limits.FileSize, s.plan.disk/8)
	s.result.Truncated = cutOut || cutErr || cutFiles
	s.result.OutOfMemory = s.result.OutOfMemory || s.group.outOfMemory()
	s.exit()
	s.groups.remove(s.group)
	s.lease.release()
	s.view.close()
	s.launch.status.Close()
	if s.err != nil {
		s.result = heald.Result{}
	}
}

// killed is the exit code of what SIGKILL ended.
const killed = 128 + 9

// exit finds how the command ended. bwrap reports a code only for a command that it did start.
func (s *session) exit() {
	var last report
	for s.status.Decode(&last) == nil {
		if last.Exit != nil {
			s.result.ExitCode = *last.Exit
			return
		}
	}
	s.result.ExitCode = killed
	select {
	case <-s.kill:
		return
	default:
	}
	if state := s.launch.cmd.ProcessState; s.err == nil && !s.result.TimedOut && !s.result.OutOfMemory && state.ExitCode() != killed {
		s.err = fmt.Errorf("start %s in the sandbox: %s: %s", s.plan.cmd.Argv[0], state, sandbox.Printable(s.result.Stderr))
	}
}

// Check runs a program in a sandbox and says what is missing if that does not work.
func (r *Runner) Check(ctx context.Context) error {
	res, err := r.Run(ctx, heald.Command{Argv: []string{"/usr/bin/true"}})
	if err == nil && res.ExitCode != 0 {
		err = fmt.Errorf("true ended with %d: %s", res.ExitCode, sandbox.Printable(res.Stderr))
	}
	if err == nil {
		return nil
	}
	hint := "install the package bubblewrap in version 0.8.0 or newer"
	if r.setpriv == "" {
		hint += ", and permit user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, " +
			"kernel.apparmor_restrict_unprivileged_userns)"
	}
	return fmt.Errorf("%w: bubblewrap does not work here: %w; %s; %s", heald.ErrDenied, err, hint, refusal)
}
