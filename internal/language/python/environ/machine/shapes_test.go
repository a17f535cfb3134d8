package machine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
)

// TestShapes walks through the ways in which an environment leads to its interpreter. What is mounted must be enough to follow
// every link, and nothing else.
func TestShapes(t *testing.T) {
	base := python("home/me/.pyenv/versions/3.12.1", "3.12")
	const real = "/home/me/.pyenv/versions/3.12.1"
	site := "repo/.venv/lib/python3.12/site-packages/"
	tests := []struct {
		name    string
		entries []string
		config  string
		want    string // the mounts; starting with "!" the problem
	}{
		{"a link", []string{"repo/.venv/bin/python -> /ROOT" + real + "/bin/python3.12", site}, "", "/repo/.venv " + real},
		{"links in links", []string{"repo/.venv/bin/python -> python3", "repo/.venv/bin/python3 -> /ROOT" + real + "/bin/python3", site}, "", "/repo/.venv " + real},
		{"through a folder of links", []string{"repo/.venv/bin/python -> /ROOT/home/me/bin/py", "home/me/bin/py -> /ROOT" + real + "/bin/python3.12", "home/me/bin/secret", site}, "",
			"/repo/.venv LINK:/home/me/bin " + real},
		{"through two links of one folder", []string{"repo/.venv/bin/python -> /ROOT/home/me/bin/py", "home/me/bin/py -> py3", "home/me/bin/py3 -> /ROOT" + real + "/bin/python3.12", site}, "",
			"/repo/.venv LINK:/home/me/bin " + real},
		{"through a link of the repository", []string{"repo/.venv/bin/python -> /ROOT/repo/tools/py", "repo/tools/py -> /ROOT" + real + "/bin/python3.12", site}, "", "!more than Python"},
		{"through another environment", append(venv("other", "/ROOT"+real+"/bin/python3.12"), "repo/.venv/bin/python -> /ROOT/other/bin/python", site), "",
			"/repo/.venv /other " + real},
		{"a copy", []string{"repo/.venv/bin/python", site}, "home = /ROOT" + real + "/bin\n", "/repo/.venv " + real},
		{"a copy of what is gone", []string{"repo/.venv/bin/python", site}, "home = /ROOT/gone/bin\n", "!cannot be resolved"},
		{"a copy that is too long a story", []string{"repo/.venv/bin/python", site}, strings.Repeat("#", 10000) + "\nhome = /ROOT" + real + "/bin\n", "!no absolute home"},
		{"a link to what is no prefix", []string{"repo/.venv/bin/python -> /ROOT/tools/bin/sh", "tools/bin/sh", site}, "", "!not a Python prefix"},
		{"a ring", []string{"repo/.venv/bin/python -> python3", "repo/.venv/bin/python3 -> python", site}, "", "!leads nowhere"},
		{"python3 only", []string{"repo/.venv/bin/python3 -> /ROOT" + real + "/bin/python3.12", site}, "", "/repo/.venv " + real},
		{"conda", append(python("repo/.venv", "3.12"), "repo/.venv/conda-meta/", "repo/.venv/lib/python3.1 -> python3.12"), "", "/repo/.venv"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := world(t, slices.Concat(base, test.entries)...)
			if !slices.Contains(test.entries, "repo/.venv/conda-meta/") {
				put(t, root+"/repo/.venv/pyvenv.cfg", strings.ReplaceAll(test.config, "/ROOT", root))
			}
			m := machineAt(root)
			found := m.Roots(heald.Service{}, heald.Checkout{})[0]
			if said, isProblem := strings.CutPrefix(test.want, "!"); isProblem {
				if !strings.Contains(found.Problem, said) || len(found.Mounts) > 0 {
					t.Errorf("root = %+v, want a problem with %q and no mounts", found, said)
				}
				return
			}
			var mounts []string
			for _, mount := range found.Mounts {
				source := strings.TrimPrefix(mount.Source, root)
				if strings.HasPrefix(source, "/state/") {
					entries, _ := os.ReadDir(mount.Source)
					if len(entries) != strings.Count(strings.Join(test.entries, " "), "home/me/bin/py")-1 || m.MayMount(mount.Source) != nil {
						t.Errorf("mount %+v holds %v, want one link", mount, entries)
					}
					source = "LINK:" + strings.TrimPrefix(mount.Target, root)
				} else if mount.Source != mount.Target {
					t.Errorf("mount %+v, want it at its own place", mount)
				}
				mounts = append(mounts, source)
			}
			if got := strings.Join(mounts, " "); found.Problem != "" || got != test.want {
				t.Errorf("mounts = %q (%s), want %q", got, found.Problem, test.want)
			}
		})
	}
}

func TestBases(t *testing.T) {
	var entries []string
	for _, version := range []string{"3.9", "3.12", "3.10"} {
		entries = append(entries, python("home/me/.pyenv/versions/"+version+".4", version)...)
	}
	entries = append(entries, python("home/me/.local/share/uv/python/cpython-3.13.0-linux", "3.13")...)
	entries = append(entries, "shims/python3", "versions/", "version", "bin/python3 -> /ROOT/home/me/.pyenv/versions/3.10.4/bin/python3", "nolib/bin/python3.12", "nolib/bin/python3 -> python3.12")
	root := world(t, entries...)
	put(t, root+"/version", "../../evil 3.99\n")
	m := machineAt(root)
	m.Path = []string{"relative", root + "/shims", root + "/nolib/bin", root + "/bin"}
	var got []string
	for _, base := range m.Bases() {
		if !strings.HasPrefix(base.Interpreter, "/usr") {
			got = append(got, base.Version+" "+filepath.Base(base.Interpreter))
		}
	}
	want := []string{"3.10 python3.10", "3.13 python3.13", "3.12 python3.12", "3.9 python3.9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bases (-want +got):\n%s", diff)
	}
}

func TestLendable(t *testing.T) {
	root := world(t, "sys/pytest/", "sys/_pytest/", "sys/py.py", "sys/apt/", "sys/attr -> /etc")
	m := machineAt(root)
	m.System = root + "/sys"
	var got []string
	for _, mount := range m.lendable() {
		got = append(got, strings.TrimPrefix(mount.Source, root)+" "+mount.Target)
		if err := m.MayMount(mount.Source); err != nil {
			t.Errorf("what is lent may not be mounted: %v", err)
		}
	}
	want := []string{"/sys/pytest /opt/heald/framework/pytest", "/sys/_pytest /opt/heald/framework/_pytest", "/sys/py.py /opt/heald/framework/py.py"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lendable (-want +got):\n%s", diff)
	}
	if err := m.MayMount(root + "/sys/attr"); err == nil {
		t.Error("a link among the lent pieces may be mounted")
	}
}

func TestNew(t *testing.T) {
	t.Setenv("HOME", "/home/somebody/")
	m := New("/repo", "/state", nil)
	if !slices.Contains(m.Homes, "/home/somebody") || !slices.Contains(m.Homes, "/root") || slices.ContainsFunc(m.Homes, func(h string) bool { return strings.HasPrefix(h, "/usr") }) {
		t.Errorf("homes = %q", m.Homes)
	}
	if err := m.MayMount("/home/somebody"); err == nil {
		t.Error("the caller's home may be mounted")
	}
	t.Setenv("HOME", "")
	if m := New("/repo", "/state", nil); m.Home != "" {
		t.Errorf("home = %q, want none", m.Home)
	}
}

func TestNamedRoot(t *testing.T) {
	root := world(t, "repo/", "file")
	for venv, want := range map[string]string{"gone": "is not a folder", root + "/file": "is not a folder", root + "/repo": "contains the repository"} {
		roots := machineAt(root).Roots(heald.Service{Venv: venv}, heald.Checkout{})
		if len(roots) != 1 || roots[0].Provenance != "flag" || !strings.Contains(roots[0].Problem, want) {
			t.Errorf("%s: %+v, want one root with the problem %q", venv, roots, want)
		}
	}
	if _, err := os.Stat(root + "/gone"); err == nil {
		t.Error("looking for a folder made it")
	}
}
