package bubblewrap

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/sandbox"
)

// plan is a command that has been checked: from here on nothing in it can lead outside.
type plan struct {
	cmd    heald.Command // with its limits and folder filled in
	mounts []mount
	git    gitEntry
	disk   int64
}

func (r *Runner) plan(cmd heald.Command) (*plan, error) {
	cmd.Limits = sandbox.WithDefaults(cmd.Limits)
	checks := []func(heald.Command) error{checkArgv, checkEnv, checkTree, checkNames, checkNUL}
	for _, check := range checks {
		if err := check(cmd); err != nil {
			return nil, err
		}
	}
	if cmd.Dir == "" {
		cmd.Dir = "/tmp"
		if cmd.Tree.Home != "" {
			cmd.Dir = cmd.Tree.Home
		}
	}
	mounts, err := r.resolveMounts(cmd)
	if err != nil {
		return nil, err
	}
	git, err := findGit(cmd.Tree.Root)
	if err != nil {
		return nil, err
	}
	return &plan{cmd: cmd, mounts: mounts, git: git, disk: r.cfg.Disk}, nil
}

func checkArgv(cmd heald.Command) error {
	if len(cmd.Argv) == 0 || cmd.Argv[0] == "" {
		return fmt.Errorf("%w: command has no program", heald.ErrInvalid)
	}
	if cmd.Dir != "" && !path.IsAbs(cmd.Dir) {
		return fmt.Errorf("%w: working directory %q is not absolute", heald.ErrInvalid, cmd.Dir)
	}
	return nil
}

func checkEnv(cmd heald.Command) error {
	for name := range cmd.Env {
		if name == "" || strings.HasPrefix(name, "-") || strings.Contains(name, "=") {
			return fmt.Errorf("%w: environment variable name %q", heald.ErrInvalid, name)
		}
	}
	return nil
}

func checkTree(cmd heald.Command) error {
	t := cmd.Tree
	if t.Home == "" {
		if t.Root != "" || len(t.Overlay) > 0 {
			return fmt.Errorf("%w: tree %q has no home", heald.ErrInvalid, t.Root)
		}
		return nil
	}
	if t.Root != "" && !path.IsAbs(t.Root) {
		return fmt.Errorf("%w: tree root %q is not absolute", heald.ErrInvalid, t.Root)
	}
	return mayHold(t.Home)
}

// maxFiles bounds heald's own files: each takes a file descriptor while the sandbox starts.
const maxFiles = 128

func checkNames(cmd heald.Command) error {
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(cmd.Tree.Overlay)), slices.Sorted(maps.Keys(cmd.Files))) {
		if err := local(name); err != nil {
			return err
		}
	}
	if len(cmd.Files) > maxFiles {
		return fmt.Errorf("%w: %d files below /heald, at most %d", heald.ErrInvalid, len(cmd.Files), maxFiles)
	}
	for _, name := range cmd.Collect {
		if local(name) != nil || path.Base(name) != name {
			return fmt.Errorf("%w: %q cannot be collected: not a base name", heald.ErrInvalid, name)
		}
	}
	return nil
}

// checkNUL matters most of all: bwrap reads its options from a list that NUL separates.
func checkNUL(cmd heald.Command) error {
	all := slices.Concat(cmd.Argv, []string{cmd.Dir, cmd.Tree.Home, cmd.Tree.Root})
	for name, value := range cmd.Env {
		all = append(all, name, value)
	}
	for _, m := range cmd.Mounts {
		all = append(all, m.Source, m.Target)
	}
	for _, s := range all {
		if strings.ContainsRune(s, 0) {
			return fmt.Errorf("%w: %q holds a NUL byte", heald.ErrInvalid, s)
		}
	}
	return nil
}

// covered returns what the tree's copy leaves out, relative to Home, because something is mounted there.
func (p *plan) covered() map[string]bool {
	out := map[string]bool{".git": true}
	for _, m := range p.mounts {
		if rel, ok := strings.CutPrefix(m.target, p.cmd.Tree.Home+"/"); ok {
			out[rel] = true
		}
	}
	return out
}
