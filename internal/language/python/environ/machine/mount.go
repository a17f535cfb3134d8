package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

var (
	libraryName = regexp.MustCompile(`^(?:python|pypy)3\.\d{1,2}t?$`)
	pythonName  = regexp.MustCompile(`^(?:python|pypy)3?(?:\.\d{1,2}t?)?$`)
	pep582Name  = regexp.MustCompile(`^3\.\d{1,2}$`)
)

// Folders that are never shown, whatever they look like, and those whose contents are not either.
var (
	closedFolders = []string{"/", "/bin", "/home", "/lib", "/media", "/mnt", "/opt", "/sbin", "/srv", "/tmp", "/usr", "/var", "/var/lib", "/var/tmp"}
	closedTrees   = []string{"/boot", "/dev", "/etc", "/proc", "/run", "/sys", "/var/log", "/var/run", "/var/spool"}
)

// lent are the modules of Debian's packages that make up pytest, and nothing else of them.
var lent = []string{"pytest", "_pytest", "pluggy", "iniconfig", "packaging", "exceptiongroup", "tomli", "attr", "attrs", "py"}

// MayMount says whether a sandbox may see source: only what really is a Python prefix, reached without the repository's say.
// A path that a repository names is believed in nothing: the folder itself must have the shape.
func (m *Machine) MayMount(source string) error {
	real, err := m.resolve(source)
	if err != nil {
		return err
	}
	if m.isLent(real) || m.State != "" && filepath.Dir(real) == m.links() {
		return nil
	}
	if err := m.open(real); err != nil {
		return err
	}
	if err := m.untracked(source, real); err != nil {
		return err
	}
	if _, ok := library(real); !ok && !isPEP582(real) {
		return denied(source, "is not a Python prefix: it has no bin/python3 with lib/python3.X, and no pyvenv.cfg")
	}
	return nil
}

func denied(source, why string) error {
	return fmt.Errorf("mount %s: it %s: %w", source, why, heald.ErrDenied)
}

// resolve follows every link, so that all rules look at what would really be mounted.
func (m *Machine) resolve(source string) (string, error) {
	if !filepath.IsAbs(source) || filepath.Clean(source) != source {
		return "", denied(source, "is not a clean absolute path")
	}
	real, err := filepath.EvalSymlinks(source)
	if err != nil {
		return "", denied(source, "cannot be resolved")
	}
	return real, nil
}

// open refuses the folders that hold more than Python.
func (m *Machine) open(real string) error {
	if info, err := os.Lstat(real); err != nil || !info.IsDir() {
		return denied(real, "is not a folder")
	}
	if slices.Contains(closedFolders, real) {
		return denied(real, "is a folder of the system")
	}
	for _, tree := range closedTrees {
		if within(real, tree) {
			return denied(real, "is below "+tree)
		}
	}
	if filepath.Dir(real) == "/home" {
		return denied(real, "is a home folder")
	}
	for _, home := range m.Homes {
		if within(home, real) {
			return denied(real, "is or contains a home folder")
		}
	}
	if repository, err := filepath.EvalSymlinks(m.Repository); err == nil && within(repository, real) {
		return denied(real, "contains the repository: the live checkout would be seen")
	}
	return nil
}

// untracked refuses what the repository's author can have written: whatever git tracks, and whatever is only reached through
// a link that git tracks.
func (m *Machine) untracked(source, real string) error {
	if m.Tracked == nil || m.Repository == "" {
		return nil
	}
	repository, err := filepath.EvalSymlinks(m.Repository)
	if err != nil {
		return denied(source, "cannot be compared with the repository")
	}
	for _, path := range []string{source, real} {
		for _, base := range []string{m.Repository, repository} {
			if err := m.clean(path, base); err != nil {
				return err
			}
		}
	}
	return nil
}

// clean walks from the repository down to path: no link on the way and nothing at its end may be tracked.
func (m *Machine) clean(path, base string) error {
	if path == base || !within(path, base) {
		return nil
	}
	for parent := filepath.Dir(path); within(parent, base) && parent != base; parent = filepath.Dir(parent) {
		if info, err := os.Lstat(parent); err != nil || info.Mode()&os.ModeSymlink != 0 {
			return denied(path, "lies behind a link of the repository")
		}
		if _, err := os.Lstat(filepath.Join(parent, ".git")); err == nil {
			return denied(path, "belongs to another repository inside this one")
		}
	}
	tracked, err := m.Tracked(path)
	if err != nil {
		return fmt.Errorf("ask git whether %s is tracked: %w", path, err)
	}
	if tracked {
		return denied(path, "is tracked by the repository, which must not bring its own interpreter")
	}
	return nil
}

// links is where copies of links are kept, one in a folder.
func (m *Machine) links() string {
	state, err := filepath.EvalSymlinks(m.State)
	if err != nil {
		state = m.State
	}
	return filepath.Join(state, "python", "links")
}

// isLent allows the pieces of the system's pytest, which belong to the system's packages.
func (m *Machine) isLent(real string) bool {
	return m.System != "" && filepath.Dir(real) == m.System && slices.Contains(lent, strings.TrimSuffix(filepath.Base(real), ".py"))
}

// within says whether path is base or below it. Both are clean.
func within(path, base string) bool {
	return path == base || base == "/" || strings.HasPrefix(path, base+"/")
}

// library returns lib/python3.X of a prefix: of a virtual environment, or of an interpreter with its standard library.
func library(prefix string) (string, bool) {
	if !hasPython(prefix) {
		return "", false
	}
	entries, err := os.ReadDir(filepath.Join(prefix, "lib"))
	if err != nil {
		return "", false
	}
	venv := isFile(filepath.Join(prefix, "pyvenv.cfg"))
	for _, entry := range slices.Backward(entries) {
		dir := filepath.Join(prefix, "lib", entry.Name())
		if !entry.IsDir() || !libraryName.MatchString(entry.Name()) {
			continue
		}
		if isFile(filepath.Join(dir, "os.py")) || venv && isDir(filepath.Join(dir, "site-packages")) {
			return dir, true
		}
	}
	return "", false
}

// isPEP582 recognises __pypackages__/3.X of PDM.
func isPEP582(dir string) bool {
	return filepath.Base(filepath.Dir(dir)) == "__pypackages__" && pep582Name.MatchString(filepath.Base(dir)) && isDir(filepath.Join(dir, "lib"))
}

func hasPython(prefix string) bool {
	entries, err := os.ReadDir(filepath.Join(prefix, "bin"))
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return pythonName.MatchString(e.Name()) })
}

func isFile(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}

func isDir(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}
