package machine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// world is a small file system: files by path (a path that ends in "/" is a folder, "a -> b" is a link).
func world(t *testing.T, entries ...string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name, link, isLink := strings.Cut(entry, " -> ")
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		switch {
		case isLink && strings.HasPrefix(link, "/ROOT"):
			err = os.Symlink(filepath.Join(root, link[len("/ROOT"):]), path)
		case isLink:
			err = os.Symlink(link, path)
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(path, 0o755)
		default:
			err = os.WriteFile(path, []byte(name), 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func python(dir, version string) []string {
	return []string{dir + "/bin/python" + version, dir + "/bin/python3 -> python" + version, dir + "/lib/python" + version + "/os.py"}
}

func venv(dir, interpreter string) []string {
	return []string{dir + "/pyvenv.cfg", dir + "/bin/python -> " + interpreter, dir + "/lib/python3.12/site-packages/"}
}

func machineAt(root string) *Machine {
	return &Machine{Repository: root + "/repo", Home: root + "/home/me", Homes: []string{root + "/home/me", root + "/home/you"}, State: root + "/state"}
}

func TestMayMount(t *testing.T) {
	var entries []string
	entries = append(entries, python("opt/py", "3.12")...)
	entries = append(entries, python("home/me/.pyenv/versions/3.12.1", "3.12")...)
	for _, dir := range []string{"repo/.venv", "repo/committed", "repo/sub/.venv", "home/me", "whole", "repo/dir/.venv"} {
		entries = append(entries, venv(dir, "/ROOT/opt/py/bin/python3")...)
	}
	entries = append(entries, "home/me/.ssh/id_ed25519", "home/you/", "repo/sub/.git", "whole/repository/", "repo/linked -> /ROOT/home/me/.ssh",
		"repo/alias -> /ROOT/repo/dir", "bare/pyvenv.cfg", "bare/bin/", "empty/bin/python3", "repo/__pypackages__/3.12/lib/",
		"sys/pytest/", "sys/apt/", "repo/outside -> /ROOT/opt/py")
	root := world(t, entries...)
	m := machineAt(root)
	m.System = root + "/sys"
	m.Tracked = func(path string) (bool, error) {
		return path == root+"/repo/committed" || path == root+"/repo/outside", nil
	}
	tests := []struct {
		source, want string
	}{
		{"/opt/py", ""},
		{"/home/me/.pyenv/versions/3.12.1", ""},
		{"/repo/.venv", ""},
		{"/repo/__pypackages__/3.12", ""},
		{"/sys/pytest", ""},
		{"/sys/apt", "not a Python prefix"},
		{"/repo/committed", "tracked"},
		{"/repo/outside", "tracked"},
		{"/repo/sub/.venv", "another repository"},
		{"/repo/alias/.venv", "behind a link"},
		{"/repo/linked", "not a Python prefix"},
		{"/home/me", "home folder"},
		{"/home", "home folder"},
		{"/home/me/.ssh", "not a Python prefix"},
		{"/home/me/.ssh/id_ed25519", "not a folder"},
		{"/bare", "not a Python prefix"},
		{"/empty", "not a Python prefix"},
		{"/nowhere", "cannot be resolved"},
		{"/opt/../opt/py", "clean absolute path"},
	}
	for _, test := range tests {
		err := m.MayMount(root + test.source)
		if test.want == "" && err != nil {
			t.Errorf("MayMount(%s) = %v, want nil", test.source, err)
		}
		if test.want != "" && (!errors.Is(err, heald.ErrDenied) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("MayMount(%s) = %v, want denied because %q", test.source, err, test.want)
		}
	}
	for _, source := range []string{"/", "/etc", "/etc/ssl", "/var", "/home", "/usr", "/proc/self", "/home/somebody", "relative", "/run"} {
		if err := m.MayMount(source); !errors.Is(err, heald.ErrDenied) {
			t.Errorf("MayMount(%s) = %v, want denied", source, err)
		}
	}
	m.Repository = root + "/whole/repository"
	if err := m.MayMount(root + "/whole"); !errors.Is(err, heald.ErrDenied) {
		t.Errorf("MayMount of a prefix around the repository = %v, want denied", err)
	}
	m.Repository, m.Tracked = root+"/repo", func(string) (bool, error) { return false, errors.New("git is gone") }
	if err := m.MayMount(root + "/repo/.venv"); err == nil {
		t.Error("MayMount without an answer of git = nil, want an error")
	}
}

// brief is a root without what the table does not look at.
func brief(root string, roots []language.Root) []string {
	var list []string
	for _, r := range roots {
		line := r.Provenance + " " + r.Dir + " " + r.Interpreter
		for _, mount := range r.Mounts {
			line += " " + mount.Source + ":" + mount.Target
		}
		if r.Problem != "" {
			line += " !" + r.Problem
		}
		if !strings.HasPrefix(r.Interpreter, "/usr") {
			list = append(list, strings.ReplaceAll(line, root, ""))
		}
	}
	return list
}

func TestRoots(t *testing.T) {
	var entries []string
	entries = append(entries, python("opt/cpython-3.12.3", "3.12")...)
	entries = append(entries, "opt/cpython-3.12 -> cpython-3.12.3", "repo/venv/pyvenv.cfg", "repo/venv/bin/python -> /gone",
		"repo/venv/lib/python3.12/site-packages/", "pyenv/shims/python3", "pyenv/version")
	entries = append(entries, python("pyenv/versions/3.9.18", "3.9")...)
	entries = append(entries, python("pyenv/versions/3.12.1", "3.12")...)
	for _, dir := range []string{"repo/svc/.venv", "repo/env", ".venv", "active"} {
		entries = append(entries, venv(dir, "/ROOT/opt/cpython-3.12/bin/python3.12")...)
	}
	root := world(t, entries...)
	put(t, root+"/pyenv/version", "3.9.18\n")
	m := machineAt(root)
	m.Path = []string{root + "/active/bin", root + "/pyenv/shims"}
	uv := " /opt/cpython-3.12.3:/opt/cpython-3.12.3 /opt/cpython-3.12.3:/opt/cpython-3.12"
	got := brief(root, m.Roots(heald.Service{Path: "svc"}, heald.Checkout{}))
	want := []string{
		"repository /repo/svc/.venv /repo/svc/.venv/bin/python /repo/svc/.venv:/repo/svc/.venv" + uv,
		"repository /repo/venv  !/repo/venv has no interpreter any more: bin/python leads nowhere",
		"repository /repo/env /repo/env/bin/python /repo/env:/repo/env" + uv,
		"beside /.venv /.venv/bin/python /.venv:/.venv" + uv,
		"system  /pyenv/versions/3.9.18/bin/python3.9 /pyenv/versions/3.9.18:/pyenv/versions/3.9.18",
		"system  /pyenv/versions/3.12.1/bin/python3.12 /pyenv/versions/3.12.1:/pyenv/versions/3.12.1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Roots (-want +got):\n%s", diff)
	}
	named := brief(root, m.Roots(heald.Service{Venv: "env"}, heald.Checkout{}))
	if diff := cmp.Diff([]string{"flag /repo/env /repo/env/bin/python /repo/env:/repo/env" + uv}, named); diff != "" {
		t.Errorf("Roots with a named environment (-want +got):\n%s", diff)
	}
}

func TestHostileConfiguration(t *testing.T) {
	for name, config := range map[string]string{
		"secret folder": "home = /ROOT/home/me/.ssh\n", "root": "home = /bin\n", "relative": "home = ../../x\n", "nothing": "version = 3\n",
	} {
		root := world(t, "repo/.venv/pyvenv.cfg", "repo/.venv/bin/python", "repo/.venv/lib/python3.12/site-packages/", "home/me/.ssh/key")
		put(t, root+"/repo/.venv/pyvenv.cfg", strings.ReplaceAll(config, "/ROOT", root))
		found := machineAt(root).Roots(heald.Service{}, heald.Checkout{})
		if found[0].Problem == "" || len(found[0].Mounts) != 0 {
			t.Errorf("%s: got %+v, want a problem and no mounts", name, found[0])
		}
	}
}

func TestManaged(t *testing.T) {
	// The names that Poetry 1.8, PDM 2.20 and Pipenv 2024 give to the environment of the project in /srv/shop.
	want := []string{".cache/pypoetry/virtualenvs/*-58fqC6Q1-py3*", ".local/share/pdm/venvs/*-NfzXZGQf-*", ".local/share/virtualenvs/*-F2F75yho"}
	if diff := cmp.Diff(want, managedPatterns("/srv/shop")); diff != "" {
		t.Errorf("patterns (-want +got):\n%s", diff)
	}
	root := world(t, append(python("opt/py", "3.12"), "repo/.pdm-python", "repo/__pypackages__/3.12/lib/")...)
	put(t, root+"/repo/.pdm-python", root+"/opt/py/bin/python3")
	m := machineAt(root)
	m.Path = []string{root + "/opt/py/bin"}
	pattern := managedPatterns(root + "/repo")[0]
	dir := root + "/home/me/" + strings.ReplaceAll(pattern, "*", "shop") + ".12"
	for _, entry := range []string{"/bin", "/lib/python3.12/site-packages"} {
		if err := os.MkdirAll(dir+entry, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir+"/pyvenv.cfg", "")
	if err := os.Symlink(root+"/opt/py/bin/python3", dir+"/bin/python"); err != nil {
		t.Fatal(err)
	}
	found := m.Roots(heald.Service{}, heald.Checkout{})
	if found[0].Vars["PYTHONPATH"] != root+"/repo/__pypackages__/3.12/lib" || found[0].Problem != "" {
		t.Errorf("first root = %+v, want PDM's packages", found[0])
	}
	if found[1].Dir != dir || found[1].Problem != "" || found[1].Provenance != "beside" {
		t.Errorf("second root = %+v, want Poetry's %s", found[1], dir)
	}
}

func TestCached(t *testing.T) {
	root := world(t, append(python("opt/py", "3.12"), "tree/requirements.txt", "repo/")...)
	m := machineAt(root)
	m.Path = []string{root + "/opt/py/bin"}
	tree := heald.Checkout{Root: root + "/tree", Home: root + "/repo"}
	before := m.Folder(heald.Service{}, tree)
	dir := Entry(before, "pip install -r requirements.txt", root+"/opt/py/bin/python3.12")
	if err := os.MkdirAll(dir+"/bin", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir+"/lib/python3.12/site-packages", 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, dir+"/pyvenv.cfg", "")
	if err := os.Symlink(root+"/opt/py/bin/python3", dir+"/bin/python"); err != nil {
		t.Fatal(err)
	}
	for _, setup := range []string{"", "pip install -r requirements.txt"} {
		if got := m.Roots(heald.Service{Setup: setup}, tree)[0]; got.Provenance != "cache" || got.Dir != dir {
			t.Errorf("setup %q: first root = %+v, want the cached %s", setup, got, dir)
		}
	}
	if got := m.Roots(heald.Service{Setup: "make deps"}, tree)[0]; got.Provenance == "cache" {
		t.Errorf("another command took the cached %s", got.Dir)
	}
	put(t, root+"/tree/requirements.txt", "flask")
	if m.Folder(heald.Service{}, tree) == before {
		t.Error("the folder is the same although a lock file changed")
	}
}
