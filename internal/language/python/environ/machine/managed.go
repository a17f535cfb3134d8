package machine

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// managed looks where Poetry, PDM and Pipenv keep the environments that they do not put into the project. Their folders carry
// a hash of the project's path, so that no file of the repository needs to be read to find them.
func (f *finding) managed() {
	for _, place := range f.places()[:2] {
		real, err := filepath.EvalSymlinks(place)
		if err != nil {
			continue
		}
		f.pdm(place)
		if f.machine.Home == "" {
			continue
		}
		for _, pattern := range managedPatterns(real) {
			found, _ := filepath.Glob(filepath.Join(escapeGlob(f.machine.Home), pattern))
			for _, dir := range slices.Backward(found) {
				if isFile(filepath.Join(dir, "pyvenv.cfg")) {
					f.add(f.machine.Environment(dir, "beside"))
				}
			}
		}
	}
}

// managedPatterns gives the folders' patterns below the home folder, by the naming schemes of the three tools.
func managedPatterns(project string) []string {
	sum := sha256.Sum256([]byte(project))
	poetry := base64.URLEncoding.EncodeToString(sum[:])[:8]
	old := md5.Sum([]byte(project))
	pdm := base64.URLEncoding.EncodeToString(old[:])[:8]
	pipfile := sha256.Sum256([]byte(filepath.Join(project, "Pipfile")))
	pipenv := base64.URLEncoding.EncodeToString(pipfile[:6])[:8]
	return []string{
		".cache/pypoetry/virtualenvs/*-" + poetry + "-py3*",
		".local/share/pdm/venvs/*-" + pdm + "-*",
		".local/share/virtualenvs/*-" + pipenv,
	}
}

func escapeGlob(path string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "?", "\\?", "[", "\\[").Replace(path)
}

// pdm takes the interpreter that .pdm-python names (one line, not tracked by git) and the folders of PEP 582.
func (f *finding) pdm(place string) {
	interpreter := ""
	marker := filepath.Join(place, ".pdm-python")
	if line, err := small(marker, 4<<10); err == nil && f.machine.untracked(marker, marker) == nil {
		interpreter = filepath.Clean(strings.TrimSpace(line))
	}
	if filepath.IsAbs(interpreter) {
		prefix := filepath.Dir(filepath.Dir(interpreter))
		if isFile(filepath.Join(prefix, "pyvenv.cfg")) {
			f.add(f.machine.Environment(prefix, "beside"))
		}
	}
	folders, _ := filepath.Glob(filepath.Join(escapeGlob(place), "__pypackages__", "3.*"))
	for _, dir := range slices.Backward(folders) {
		if isPEP582(dir) {
			f.add(f.machine.pep582(dir, interpreter))
		}
	}
}

// pep582 pairs a __pypackages__ folder with the interpreter that PDM chose, or one of the same version.
func (m *Machine) pep582(dir, interpreter string) language.Root {
	root := language.Root{Dir: dir, Provenance: "repository", Version: filepath.Base(dir)}
	if err := m.MayMount(dir); err != nil {
		root.Problem = err.Error()
		return root
	}
	for _, base := range m.Bases() {
		if base.Version != root.Version && base.Interpreter != interpreter {
			continue
		}
		root.Interpreter = base.Interpreter
		root.Mounts = append([]heald.Mount{{Source: dir, Target: dir}}, base.Mounts...)
		root.Vars = map[string]string{"PYTHONPATH": filepath.Join(dir, "lib")}
		return root
	}
	root.Problem = "no Python " + root.Version + " is installed for " + dir
	return root
}

// interpreters adds the system's interpreters: the one that `python3` means, then the others, newest first.
func (f *finding) interpreters() {
	for _, root := range f.machine.Bases() {
		f.add(root)
	}
}

// Bases lists bare interpreters. An activated virtual environment is on the path as well, but is not taken unasked.
func (m *Machine) Bases() []language.Root {
	var candidates []string
	for _, dir := range m.Path {
		if filepath.IsAbs(dir) {
			candidates = append(candidates, m.unshim(filepath.Join(dir, "python3"))...)
		}
	}
	candidates = append(candidates, "/usr/bin/python3", "/usr/local/bin/python3")
	candidates = append(candidates, m.installed()...)
	var roots []language.Root
	seen := map[string]bool{}
	for _, path := range candidates {
		root, ok := m.base(path)
		if ok && !seen[root.Interpreter] {
			seen[root.Interpreter] = true
			roots = append(roots, root)
		}
	}
	return roots
}

// base describes the interpreter at path by its real place.
func (m *Machine) base(path string) (language.Root, bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
		return language.Root{}, false
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil || !pythonName.MatchString(filepath.Base(real)) {
		return language.Root{}, false
	}
	prefix := filepath.Dir(filepath.Dir(real))
	version := strings.TrimPrefix(filepath.Base(real), "python")
	if isFile(filepath.Join(prefix, "pyvenv.cfg")) || !isFile(filepath.Join(prefix, "lib", "python"+version, "os.py")) {
		return language.Root{}, false
	}
	root := language.Root{Provenance: "system", Interpreter: real, Version: version}
	if root.Mounts, err = m.mounts("", real); err != nil {
		root.Problem = err.Error()
	}
	return root, true
}

// unshim replaces a shim of pyenv, which is a script that the sandbox cannot run, by the interpreters that the user's own
// global choice names.
func (m *Machine) unshim(path string) []string {
	shims := filepath.Dir(path)
	versions := filepath.Join(filepath.Dir(shims), "versions")
	if filepath.Base(shims) != "shims" || !isDir(versions) {
		return []string{path}
	}
	chosen, err := small(filepath.Join(filepath.Dir(shims), "version"), 4<<10)
	if err != nil {
		return nil
	}
	var list []string
	for _, name := range strings.Fields(chosen) {
		if name == filepath.Base(name) {
			list = append(list, filepath.Join(versions, name, "bin", "python3"))
		}
	}
	return list
}

// installed lists the interpreters that pyenv and uv keep, newest first.
func (m *Machine) installed() []string {
	var list []string
	roots := map[string]bool{}
	for _, dir := range m.Path {
		if filepath.Base(dir) == "shims" {
			roots[filepath.Join(filepath.Dir(dir), "versions")] = true
		}
	}
	if m.Home != "" {
		roots[filepath.Join(m.Home, ".pyenv", "versions")] = true
		roots[filepath.Join(m.Home, ".local", "share", "uv", "python")] = true
	}
	for root := range roots {
		found, _ := filepath.Glob(filepath.Join(escapeGlob(root), "*", "bin", "python3"))
		list = append(list, found...)
	}
	slices.SortFunc(list, func(a, b string) int { return compareVersions(versionIn(b), versionIn(a)) })
	return list
}
