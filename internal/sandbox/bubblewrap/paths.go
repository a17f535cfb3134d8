package bubblewrap

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/heald-dev/heald"
)

// reserved are the folders of the sandbox's own root: nothing can be put there.
var reserved = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/proc", "/sys", "/dev", "/boot", "/heald", "/out",
}

// mayHold says whether the tree or a mount may stand at p, an absolute path as seen inside.
func mayHold(p string) error {
	switch {
	case !path.IsAbs(p) || path.Clean(p) != p:
		return fmt.Errorf("%w: sandbox path %q is not absolute and clean", heald.ErrInvalid, p)
	case p == "/" || p == "/tmp":
		return fmt.Errorf("%w: sandbox path %s would hide the sandbox's own %s", heald.ErrInvalid, p, p)
	case path.Dir(p) == "/usr/src":
		return nil // where container images keep services; it exists in the mounted /usr
	}
	for _, dir := range reserved {
		if within(p, dir) {
			return fmt.Errorf("%w: sandbox path %s collides with the system's %s; move the repository or mount elsewhere",
				heald.ErrInvalid, p, dir)
		}
	}
	return nil
}

// within says whether p is dir or lies below it; both are clean.
func within(p, dir string) bool {
	return p == dir || strings.HasPrefix(p, dir+"/")
}

// local checks a relative path that others chose.
func local(p string) error {
	if p == "." || path.Clean(p) != p || !filepath.IsLocal(p) || strings.ContainsRune(p, 0) {
		return fmt.Errorf("%w: %q is not a clean path below its folder", heald.ErrInvalid, p)
	}
	return nil
}

// mount is one folder or file of the machine, shown read-only.
type mount struct{ source, target string }

// resolveMounts checks every mount, asks the caller's policy about its real source, and drops those that /usr shows already.
func (r *Runner) resolveMounts(cmd heald.Command) ([]mount, error) {
	var out []mount
	seen := map[string]string{}
	for _, m := range cmd.Mounts {
		source, err := r.source(m.Source)
		if err != nil {
			return nil, err
		}
		if shown(source, m.Target) {
			continue
		}
		if err := mayStand(cmd.Tree.Home, m.Target); err != nil {
			return nil, err
		}
		switch other, twice := seen[m.Target]; {
		case !twice:
			seen[m.Target] = source
			out = append(out, mount{source, m.Target})
		case other != source:
			return nil, fmt.Errorf("%w: %s and %s are both to be mounted at %s", heald.ErrInvalid, other, source, m.Target)
		}
	}
	return out, nil
}

func mayStand(home, target string) error {
	if home != "" && (target == home || within(target, home+"/.git")) {
		return fmt.Errorf("%w: mount at %s would replace the tree or its .git", heald.ErrInvalid, target)
	}
	return mayHold(target)
}

func (r *Runner) source(p string) (string, error) {
	if !filepath.IsAbs(p) {
		return "", fmt.Errorf("%w: mount source %q is not absolute", heald.ErrInvalid, p)
	}
	real, err := filepath.EvalSymlinks(p)
	if err != nil {
		return "", fmt.Errorf("%w: mount source: %w", heald.ErrNotFound, err)
	}
	if err := r.cfg.MayMount(real); err != nil {
		return "", fmt.Errorf("%w: mount %s: %w", heald.ErrDenied, real, err)
	}
	return real, nil
}

// shown says whether target already is source inside, because /usr is.
func shown(source, target string) bool {
	if !within(source, "/usr") {
		return false
	}
	real, err := filepath.EvalSymlinks(target)
	return err == nil && real == source && mayHold(target) != nil
}
