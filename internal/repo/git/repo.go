// Package git reads a repository with the git binary and trusts nothing in it.
//
// A repository's configuration can name programs that git runs: hooks, filters, pagers, file-system monitors, remote
// helpers and many more, and each version of git adds some. So git is never shown that configuration: every call gets a
// private git folder of heald's own making (a shadow) that borrows the repository's objects and references, nothing else.
// The worktree, the index and HEAD are never written. Branch and Move write one reference each, by compare and swap; Branch, Compose,
// Undo and Carry write objects.
package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/heald-dev/heald"
)

// The oldest git that has all that is used here.
const minMajor, minMinor = 2, 39

// Repo is one repository on this machine. It holds no open file and may be used by many at once.
type Repo struct {
	// Now gives the time of a commit made by Branch.
	Now func() time.Time

	binary string // git itself, absolute
	top    string // the worktree's folder, symlinks resolved
	prefix string // from top to the path that was opened, "" at the top
	dir    string // the git folder of this worktree: HEAD, index
	common string // the git folder that all worktrees share: objects, references
	format string // "sha1" or "sha256"
	as     *syscall.Credential
	masked bool // owned by another user who cannot reach it: read as root, never written
}

// Open finds the repository that holds path. What it finds wrong with it (no repository, a bare one, no git) wraps
// heald.ErrInvalid and names the remedy.
func Open(path string) (*Repo, error) {
	real, err := realFolder(path)
	if err != nil {
		return nil, err
	}
	r := &Repo{Now: time.Now}
	if r.binary, err = exec.LookPath("git"); err != nil {
		return nil, fmt.Errorf("open %s: the git program is not installed; install the package git: %w", path, heald.ErrInvalid)
	}
	if err := r.discover(real); err != nil {
		return nil, err
	}
	if err := r.chooseUser(); err != nil {
		return nil, err
	}
	if err := r.checkVersion(); err != nil {
		return nil, err
	}
	return r, r.readFormat()
}

// Root is the repository's top folder, absolute, with symlinks resolved.
func (r *Repo) Root() string { return r.top }

// Prefix is the way from Root to the path that was opened; empty for the top.
func (r *Repo) Prefix() string { return r.prefix }

func realFolder(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("open repository %s: %w", path, err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("open repository %s: no such folder: %w", path, heald.ErrInvalid)
	}
	if err != nil {
		return "", fmt.Errorf("open repository %s: %w", path, err)
	}
	if info, err := os.Stat(real); err != nil || !info.IsDir() {
		return "", fmt.Errorf("open repository %s: not a folder: %w", path, heald.ErrInvalid)
	}
	return real, nil
}

func (r *Repo) discover(from string) error {
	for at := from; ; at = filepath.Dir(at) {
		if isGitFolder(at) {
			return fmt.Errorf("open repository %s: %s is a git folder or a bare repository; give a worktree (git worktree add): %w", from, at, heald.ErrInvalid)
		}
		found, err := r.tryTop(at)
		if err != nil {
			return err
		}
		if found {
			if r.prefix, err = filepath.Rel(at, from); r.prefix == "." {
				r.prefix = ""
			}
			return err
		}
		if at == filepath.Dir(at) {
			return fmt.Errorf("open repository %s: neither it nor a folder above is a git repository; make one with git init and commit: %w", from, heald.ErrInvalid)
		}
	}
}

// tryTop sets the folders when at is the top of a worktree: .git is a folder, or a file that names one.
func (r *Repo) tryTop(at string) (bool, error) {
	dot := filepath.Join(at, ".git")
	info, err := os.Stat(dot)
	if errors.Is(err, fs.ErrPermission) {
		return false, unreadable(at, err)
	}
	if err != nil {
		return false, nil
	}
	dir := dot
	if info.Mode().IsRegular() {
		text, err := readSmall(dot)
		if err != nil {
			return false, fmt.Errorf("open repository %s: %w", at, err)
		}
		name, ok := strings.CutPrefix(text, "gitdir: ")
		if !ok {
			return false, fmt.Errorf("open repository %s: %s names no git folder: %w", at, dot, heald.ErrInvalid)
		}
		dir = absolute(at, name)
	}
	if _, err := os.Stat(filepath.Join(dir, "HEAD")); errors.Is(err, fs.ErrPermission) {
		return false, unreadable(at, err)
	}
	if !isWorktreeFolder(dir) {
		return false, nil
	}
	r.top, r.dir, r.common = at, dir, dir
	if text, err := readSmall(filepath.Join(dir, "commondir")); err == nil {
		r.common = absolute(dir, text)
	}
	return true, nil
}

func unreadable(at string, err error) error {
	return fmt.Errorf("open repository %s: %w; run heald as its owner, or let this user read it: %w", at, err, heald.ErrInvalid)
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}

func isWorktreeFolder(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "HEAD"))
	return err == nil && info.Mode().IsRegular()
}

func isGitFolder(dir string) bool {
	for _, name := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.IsDir() {
			return false
		}
	}
	return isWorktreeFolder(dir)
}

// readSmall reads a short regular file; a pipe or a device in a repository must not make us wait or fill memory.
func readSmall(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > 4096 {
		return "", fmt.Errorf("%s is not a short regular file: %w", path, heald.ErrInvalid)
	}
	text, err := os.ReadFile(path)
	return strings.TrimSpace(string(text)), err
}

// chooseUser makes root act as the repository's owner: a repository cannot lend itself root's eyes, and what Branch writes
// belongs to whom it should. Where the owner cannot even reach the folder, root reads and Branch refuses.
func (r *Repo) chooseUser() error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(r.common)
	if err != nil {
		return fmt.Errorf("open repository %s: %w", r.top, err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 {
		return nil
	}
	r.as = &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
	probe := exec.Command(r.binary, "version")
	probe.Dir, probe.SysProcAttr = r.common, &syscall.SysProcAttr{Credential: r.as}
	if err := probe.Run(); errors.Is(err, fs.ErrPermission) {
		r.as, r.masked = nil, true
	}
	return nil
}

var versionNumber = regexp.MustCompile(`^git version (\d+)\.(\d+)`)

func (r *Repo) checkVersion() error {
	out, err := r.run(context.Background(), call{args: []string{"version"}})
	if err != nil {
		return err
	}
	m := versionNumber.FindStringSubmatch(string(out))
	if m == nil {
		return fmt.Errorf("read the version of %s: %q: %w", r.binary, clean(out), heald.ErrInvalid)
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	if major < minMajor || major == minMajor && minor < minMinor {
		return fmt.Errorf("%s is %s.%s; heald needs git %d.%d or newer: %w", r.binary, m[1], m[2], minMajor, minMinor, heald.ErrInvalid)
	}
	return nil
}

// readFormat learns the two facts of the configuration that reading objects and references depends on. Reading a named
// file without its includes runs nothing.
func (r *Repo) readFormat() error {
	r.format = "sha1"
	for key, set := range map[string]func(string) error{
		"extensions.objectformat": func(v string) error { r.format = v; return nil },
		"extensions.refstorage": func(v string) error {
			if v == "files" {
				return nil
			}
			return fmt.Errorf("open repository %s: references are stored as %q; run git refs migrate --ref-format=files: %w", r.top, v, heald.ErrInvalid)
		},
	} {
		out, err := r.run(context.Background(), call{args: []string{
			"config", "--file", filepath.Join(r.common, "config"), "--no-includes", "--get", key,
		}})
		if value := strings.ToLower(strings.TrimSpace(string(out))); err == nil && value != "" {
			if err := set(value); err != nil {
				return err
			}
		}
	}
	if r.format != "sha1" && r.format != "sha256" {
		return fmt.Errorf("open repository %s: unknown object format %q: %w", r.top, r.format, heald.ErrInvalid)
	}
	return nil
}
