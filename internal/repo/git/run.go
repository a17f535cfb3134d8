package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

const (
	timeout   = 60 * time.Second // of one git call
	maxOutput = 64 << 20
	maxError  = 8 << 10
)

// call is one run of git.
type call struct {
	shadow string // the private git folder; empty for calls that need no repository
	work   string // the worktree, for the one call that looks at it
	env    []string
	stdin  []byte
	args   []string
}

// environment is everything that git is told. Nothing of our own environment gets in. The variables repeat what the
// shadow's configuration already makes true: two locks on one door.
func (r *Repo) environment(c call) []string {
	env := []string{
		"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C", "TZ=UTC",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_ATTR_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=/bin/false", "GIT_PAGER=cat", "GIT_EDITOR=/bin/false", "GIT_SSH_COMMAND=/bin/false",
		"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_OPTIONAL_LOCKS=0",
		"GIT_LITERAL_PATHSPECS=1", "GIT_FLUSH=0",
	}
	if c.shadow != "" {
		env = append(env, "GIT_DIR="+c.shadow, "GIT_OBJECT_DIRECTORY="+filepath.Join(r.common, "objects"),
			"GIT_INDEX_FILE="+filepath.Join(c.shadow, "index"))
	}
	if c.work != "" {
		env = append(env, "GIT_WORK_TREE="+c.work)
	}
	return append(env, c.env...)
}

// guards override the configuration of the one call that must see the repository's own (the reference update).
var guards = []string{
	"-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false",
	"-c", "core.attributesFile=/dev/null", "-c", "core.sshCommand=/bin/false", "-c", "core.pager=cat", "-c", "core.editor=/bin/false",
	"-c", "core.askPass=/bin/false", "-c", "credential.helper=", "-c", "gpg.program=/bin/false",
	"-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
}

func (r *Repo) command(ctx context.Context, c call) *exec.Cmd {
	cmd := exec.CommandContext(ctx, r.binary, append(append([]string{"--no-pager"}, guards...), c.args...)...)
	cmd.Env = r.environment(c)
	cmd.Dir = "/" // no call may find a repository by itself
	if c.work != "" {
		cmd.Dir = c.work
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: r.as}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	if c.stdin != nil {
		cmd.Stdin = bytes.NewReader(c.stdin)
	}
	return cmd
}

// run returns what git printed. Output beyond the limit is an error: half a listing must not pass for a whole one.
func (r *Repo) run(ctx context.Context, c call) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := r.command(ctx, c)
	out, errs := limited{limit: maxOutput}, limited{limit: maxError}
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if out.over {
		return nil, fmt.Errorf("git %s in %s: more than %d bytes: %w", c.args[0], r.top, maxOutput, heald.ErrExhausted)
	}
	return out.kept.Bytes(), r.explain(ctx, c, errs.kept.Bytes(), err)
}

// gitError is git's own refusal; others (no such program, killed) are not.
type gitError struct {
	code   int
	stderr string
}

func (e *gitError) Error() string { return fmt.Sprintf("exit %d: %s", e.code, e.stderr) }

func (r *Repo) explain(ctx context.Context, c call, stderr []byte, err error) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); errors.Is(cause, context.DeadlineExceeded) {
		return fmt.Errorf("git %s in %s: not done in time: %w: %w", c.args[0], r.top, cause, heald.ErrExhausted)
	} else if cause != nil {
		return fmt.Errorf("git %s in %s: %w", c.args[0], r.top, cause)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() >= 0 {
		err = &gitError{exit.ExitCode(), clean(stderr)}
	}
	return fmt.Errorf("git %s in %s: %w", c.args[0], r.top, err)
}

// clean makes git's words fit for a message: they may quote the repository's bytes.
func clean(text []byte) string { return show.Short(show.Line(string(text)), 400) }

// limited is a buffer that stops to keep what is beyond its limit. The buffer is not embedded: its ReadFrom would let
// io.Copy walk around the limit.
type limited struct {
	kept  bytes.Buffer
	limit int
	over  bool
}

// Write keeps what fits and swallows the rest, so that git does not hang on a full pipe.
func (l *limited) Write(p []byte) (int, error) {
	if room := l.limit - l.kept.Len(); len(p) > room {
		l.over = true
		l.kept.Write(p[:room])
		return len(p), nil
	}
	return l.kept.Write(p)
}

// inShadow calls f with a fresh private git folder.
func (r *Repo) inShadow(f func(shadow string) error) (err error) {
	shadow, err := os.MkdirTemp("", "heald-git-")
	if err != nil {
		return fmt.Errorf("make a private git folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(shadow)) }()
	if err := r.fillShadow(shadow); err != nil {
		return fmt.Errorf("make a private git folder for %s: %w", r.top, err)
	}
	return f(shadow)
}

// fillShadow borrows references by symlinks; objects are borrowed through the environment, which keeps relative
// alternates right. A commit graph may contradict its commits, so it is left unread.
func (r *Repo) fillShadow(shadow string) error {
	head, err := readSmall(filepath.Join(r.dir, "HEAD"))
	if err != nil {
		return err
	}
	version, extension := 0, ""
	if r.format != "sha1" {
		version, extension = 1, "[extensions]\n\tobjectFormat = "+r.format+"\n"
	}
	config := fmt.Sprintf("[core]\n\trepositoryformatversion = %d\n\tbare = true\n\tcommitGraph = false\n\tquotePath = true\n%s", version, extension)
	err = errors.Join(
		os.WriteFile(filepath.Join(shadow, "HEAD"), []byte(head+"\n"), 0o644),
		os.WriteFile(filepath.Join(shadow, "config"), []byte(config), 0o644),
		borrow(filepath.Join(r.common, "refs"), filepath.Join(shadow, "refs")),
		borrow(filepath.Join(r.common, "packed-refs"), filepath.Join(shadow, "packed-refs")),
		borrow(filepath.Join(r.common, "shallow"), filepath.Join(shadow, "shallow")),
	)
	if err == nil && r.as != nil {
		err = os.Chown(shadow, int(r.as.Uid), int(r.as.Gid))
	}
	return err
}

func borrow(from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return nil // not every repository has packed references or is shallow
	}
	return os.Symlink(from, to)
}

// ask is run in a fresh shadow.
func (r *Repo) ask(ctx context.Context, args ...string) (out []byte, err error) {
	err = r.inShadow(func(shadow string) error {
		out, err = r.run(ctx, call{shadow: shadow, args: args})
		return err
	})
	return out, err
}
