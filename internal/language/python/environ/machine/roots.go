package machine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Roots lists the places that may hold the service's dependencies, in the order in which they are to be tried: what the user
// named, what stands in or beside the repository, what a set-up built, then the interpreters of the system.
func (m *Machine) Roots(service heald.Service, tree heald.Checkout) []language.Root {
	f := finding{machine: m, service: service, seen: map[string]bool{}}
	if service.Venv != "" {
		f.named(service.Venv)
		return f.roots
	}
	if service.Setup != "" {
		f.cached(tree, service.Setup)
	}
	f.conventional()
	f.managed()
	if service.Setup == "" {
		f.cached(tree, "")
	}
	f.interpreters()
	return f.roots
}

// finding collects roots; a place that is found twice counts once, where it came first.
type finding struct {
	machine *Machine
	service heald.Service
	roots   []language.Root
	seen    map[string]bool
}

func (f *finding) add(root language.Root) {
	key := root.Dir + "\x00" + root.Interpreter
	if root.Dir != "" {
		key = root.Dir
	}
	if f.seen[key] {
		return
	}
	f.seen[key] = true
	root.Framework = f.machine.lendable()
	f.roots = append(f.roots, root)
}

// named takes the folder that the user chose. It stands alone: a choice that fails must not be replaced silently.
func (f *finding) named(dir string) {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(f.machine.Repository, dir)
	}
	dir = filepath.Clean(dir)
	if !isDir(dir) && !isLink(dir) {
		f.add(language.Root{Dir: dir, Provenance: "flag", Problem: dir + " is not a folder"})
		return
	}
	f.add(f.machine.Environment(dir, "flag"))
}

// conventional looks for the usual names in the service's folder, the repository, and beside it.
func (f *finding) conventional() {
	for i, place := range f.places() {
		provenance := "repository"
		if i == 2 {
			provenance = "beside"
		}
		for _, name := range []string{".venv", "venv", "env"} {
			dir := filepath.Join(place, name)
			if isFile(filepath.Join(dir, "pyvenv.cfg")) || isDir(filepath.Join(dir, "conda-meta")) {
				f.add(f.machine.Environment(dir, provenance))
			}
		}
	}
}

// places are the service's folder, the repository and its parent.
func (f *finding) places() []string {
	repository := filepath.Clean(f.machine.Repository)
	return []string{filepath.Join(repository, filepath.Clean("/"+f.service.Path)), repository, filepath.Dir(repository)}
}

// Environment describes a virtual environment, or says what is wrong with it.
func (m *Machine) Environment(dir, provenance string) language.Root {
	root := language.Root{Dir: dir, Provenance: provenance}
	if err := m.MayMount(dir); err != nil {
		root.Problem = err.Error()
		return root
	}
	root.Interpreter = interpreterOf(dir)
	if root.Interpreter == "" {
		root.Problem = dir + " has no interpreter any more: bin/python leads nowhere"
		return root
	}
	lib, _ := library(dir)
	root.Version = strings.TrimPrefix(filepath.Base(lib), "python")
	mounts, err := m.mounts(dir, root.Interpreter)
	if err != nil {
		root.Problem = err.Error()
		return root
	}
	root.Mounts = mounts
	return root
}

// interpreterOf returns bin/python of a prefix if it leads to a program.
func interpreterOf(prefix string) string {
	for _, name := range []string{"python", "python3"} {
		path := filepath.Join(prefix, "bin", name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return path
		}
	}
	return ""
}

// mounts lists what the sandbox must see to run interpreter: dir and the prefix in which the interpreter was really installed,
// the latter also under each name by which a link leads there (uv and pyenv keep such names).
func (m *Machine) mounts(dir, interpreter string) ([]heald.Mount, error) {
	chain := hops(interpreter)
	s := showing{machine: m, chain: strings.Join(chain, "\x00")}
	if dir != "" {
		if err := s.add(dir, dir); err != nil {
			return nil, err
		}
	}
	for i, hop := range chain {
		prefix := filepath.Dir(filepath.Dir(hop))
		if prefix == dir {
			continue
		}
		// A link on the way, say in ~/.local/bin, lies in no prefix. The last must lie in one.
		real, err := filepath.EvalSymlinks(prefix)
		show := s.prefix
		if _, ok := library(real); err == nil && !ok && i < len(chain)-1 {
			show, prefix = s.link, hop
		}
		if err := show(prefix); err != nil {
			return nil, err
		}
	}
	if isFile(interpreter) && isFile(filepath.Join(dir, "pyvenv.cfg")) {
		return s.list, s.copied(dir)
	}
	return s.list, nil
}

// showing collects mounts that are allowed, each once. What lies below /usr is in every sandbox.
type showing struct {
	machine *Machine
	chain   string // the names that lead to the interpreter
	list    []heald.Mount
}

func (s *showing) add(source string, targets ...string) error {
	real, err := filepath.EvalSymlinks(source)
	if err != nil {
		return fmt.Errorf("resolve %s: %w", source, err)
	}
	if within(real, "/usr") {
		return nil
	}
	for _, target := range targets {
		if mount := (heald.Mount{Source: real, Target: target}); !slices.Contains(s.list, mount) {
			s.list = append(s.list, mount)
		}
	}
	return s.machine.MayMount(real)
}

// prefix adds an interpreter's prefix under its real name and the one by which it was reached.
func (s *showing) prefix(dir string) error {
	real, err := s.machine.resolve(dir)
	if err != nil {
		return err
	}
	return s.add(real, real, dir)
}

// link shows a link that lies in a folder of other things: a folder of heald's own with a copy of the link stands in for it.
func (s *showing) link(path string) error {
	if within(path, "/usr") || within(path, "/bin") {
		return nil
	}
	if s.machine.State == "" || within(path, filepath.Clean(s.machine.Repository)) {
		return denied(path, "is a link in a folder that holds more than Python")
	}
	next, err := os.Readlink(path)
	if err != nil {
		return fmt.Errorf("read link %s: %w", path, err)
	}
	if !filepath.IsAbs(next) {
		next = filepath.Join(filepath.Dir(path), next)
	}
	sum := sha256.Sum256([]byte(filepath.Dir(path) + "\x00" + s.chain))
	own := filepath.Join(s.machine.links(), hex.EncodeToString(sum[:])[:20])
	if err := os.MkdirAll(own, 0o755); err != nil {
		return fmt.Errorf("copy link %s: %w", path, err)
	}
	if err := os.Symlink(next, filepath.Join(own, filepath.Base(path))); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("copy link %s: %w", path, err)
	}
	return s.add(own, filepath.Dir(path))
}

// copied adds the base prefix of an environment whose interpreter is a copy, not a link: only pyvenv.cfg names it. The file is
// the user's own (git does not track it), one line of it is read, and MayMount judges what it says like anything else.
func (s *showing) copied(dir string) error {
	home := setting(filepath.Join(dir, "pyvenv.cfg"), "home")
	if !filepath.IsAbs(home) {
		return fmt.Errorf("read %s: no absolute home is named: %w", filepath.Join(dir, "pyvenv.cfg"), heald.ErrInvalid)
	}
	return s.prefix(filepath.Dir(filepath.Clean(home)))
}

// hops follows the links of an interpreter one by one: each name on the way must exist inside the sandbox.
func hops(path string) []string {
	list := []string{}
	for range 16 {
		list = append(list, path)
		next, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = filepath.Clean(next)
	}
	return list
}

// setting reads one "key = value" of a small file.
func setting(path, key string) string {
	content, err := small(path, 8<<10)
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(content, "\n") {
		name, value, ok := strings.Cut(line, "=")
		if ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// small reads a regular file that must not be longer than limit.
func small(path string, limit int64) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return "", fmt.Errorf("read %s: not a small regular file: %w", path, heald.ErrInvalid)
	}
	content, err := os.ReadFile(path)
	return string(content), err
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}

// lendable lists the pieces of this machine's pytest, for environments that have none.
func (m *Machine) lendable() []heald.Mount {
	var list []heald.Mount
	for _, name := range lent {
		for _, file := range []string{name, name + ".py"} {
			source := filepath.Join(m.System, file)
			if m.System != "" && (isDir(source) || isFile(source)) {
				list = append(list, heald.Mount{Source: source, Target: lentFolder + "/" + file})
			}
		}
	}
	return list
}

// lentFolder is where lent pieces stand inside the sandbox.
const lentFolder = "/opt/heald/framework"
