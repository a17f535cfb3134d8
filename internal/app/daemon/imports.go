package daemon

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language/python/entry"
)

// committed lets a process that runs in a checkout of its own import what stands there. Programs of an environment into which the repository
// is installed as somebody edits it ("pip install -e") import that person's files else: a fix would be shipped, watched and promoted without
// having run. The paths are relative to the folder that the process starts in; what the user puts first stays first.
func committed(env []string, s heald.Service, program string) []string {
	here := filepath.Join(s.Repository, filepath.FromSlash(s.Path))
	var paths []string
	for _, folder := range entry.Live(virtual(env, s, here, program), s.Repository) {
		if near, err := filepath.Rel(here, filepath.Join(s.Repository, folder)); err == nil {
			paths = append(paths, near)
		}
	}
	if len(paths) == 0 {
		return env
	}
	const name = "PYTHONPATH="
	at := slices.IndexFunc(env, func(v string) bool { return strings.HasPrefix(v, name) })
	if at < 0 {
		return append(slices.Clone(env), name+strings.Join(paths, ":"))
	}
	set := slices.Clone(env)
	given := strings.Split(strings.TrimPrefix(set[at], name), ":")
	paths = slices.DeleteFunc(paths, func(p string) bool { return slices.Contains(given, p) })
	set[at] = strings.TrimSuffix(name+strings.Join(append(given, paths...), ":"), ":")
	return set
}

// virtual are the environments that a program may run in: the one that is configured or active, its own, and those beside the code.
func virtual(env []string, s heald.Service, here, program string) []string {
	var found []string
	add := func(dir string) {
		if dir != "" && !filepath.IsAbs(dir) {
			dir = filepath.Join(here, dir)
		}
		if dir != "" && !slices.Contains(found, dir) {
			found = append(found, dir)
		}
	}
	add(s.Venv)
	for _, v := range env {
		if dir, ok := strings.CutPrefix(v, "VIRTUAL_ENV="); ok {
			add(dir)
		}
	}
	if file, err := exec.LookPath(program); err == nil {
		if dir := filepath.Dir(filepath.Dir(file)); isVirtual(dir) {
			add(dir)
		}
	}
	for _, folder := range []string{here, s.Repository} {
		for _, name := range []string{".venv", "venv"} {
			add(filepath.Join(folder, name))
		}
	}
	return found
}

func isVirtual(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "pyvenv.cfg"))
	return err == nil
}
