package environ

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

func TestINI(t *testing.T) {
	for name, c := range map[string]struct{ source, section, key, want string }{
		"plain":               {"[a]\nk = v\n", "a", "k", "v"},
		"no blanks":           {"[a]\nk=v=w", "a", "k", "v=w"},
		"goes on":             {"[a]\nk =\n    v\n    w\n", "a", "k", "\nv\nw"},
		"comment inside":      {"[a]\nk =\n    v\n# no\n    w\n", "a", "k", "\nv\nw"},
		"second section":      {"[a]\nk = 1\n[b]\nk = 2\n", "b", "k", "2"},
		"section again":       {"[a]\nk = 1\n[a]\nj = 2\n", "a", "k", ""},
		"before any section":  {"k = v\n[a]\n", "", "k", ""},
		"continues nothing":   {"[a]\n  v\nk = w\n", "a", "k", "w"},
		"no setting":          {"[a]\nwords\nk = v\n", "a", "k", "v"},
		"not across sections": {"[a]\nk = v\n[b]\n  w\n", "a", "k", "v"},
		"Windows":             {"[a]\r\nk = v\r\n", "a", "k", "v"},
		"cut off":             {"[a", "a", "k", ""},
	} {
		if got := ini(c.source)[c.section][c.key]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestPoetryRange(t *testing.T) {
	for version, want := range map[string]string{
		"^2.1": ">=2.1,<3", "^0.2.3": ">=0.2.3,<0.3", "^0.0.3": ">=0.0.3,<0.0.4", "^0": ">=0,<1", "~2.1": ">=2.1,<2.2", "~2": ">=2,<3", "~=2.1": "~=2.1",
		"2.1": "==2.1", ">=2,<3": ">=2,<3", "*": "", "": "", "^1 || ^2": "", "^x": ">=x,<9999", "!=2.0": "!=2.0", ">=1, ^2.0": ">=1,>=2.0,<3",
	} {
		if got := poetryRange(version); got != want {
			t.Errorf("%q is %q, want %q", version, got, want)
		}
	}
}

func TestFlags(t *testing.T) {
	options, plain := flags(strings.Fields("-r a.txt --requirement=b.txt -q flask -e ./lib --no-dev redis -c"), "--no-dev")
	if !slices.Equal(plain, []string{"flask", "redis"}) {
		t.Errorf("words %q", plain)
	}
	if got := fmt.Sprint(options["-r"], options["--requirement"], options["-e"], len(options["--no-dev"]), len(options["-c"])); got != "[a.txt] [b.txt] [./lib] 1 0" {
		t.Errorf("options %s of %q", got, options)
	}
}

func TestDistribution(t *testing.T) {
	for module, want := range map[string]string{
		"yaml": "yaml PyYAML false", "yaml.loader": "yaml PyYAML false", "google.cloud.storage.blob": "google google-cloud-storage true",
		"google.unknown": "google google false", "shop": "shop shop false", "shop.cart.total": "shop shop false", "": "  false", "PIL.Image": "PIL Pillow false",
	} {
		top, name, shared := distribution(module)
		if got := fmt.Sprint(top, " ", name, " ", shared); got != want {
			t.Errorf("%q comes from %q, want %q", module, got, want)
		}
	}
}

func TestPinned(t *testing.T) {
	for name, c := range map[string]struct {
		files, declared string
		fits, not       string
	}{
		"a pin":              {"-- .python-version --\n3.11.4\n", ">=3.8", "3.11", "3.12"},
		"the service's pin":  {"-- svc/.python-version --\n3.9\n-- .python-version --\n3.12\n", "", "3.9", "3.12"},
		"declared":           {"", ">=3.10, <3.13", "3.12", "3.13"},
		"a name is no pin":   {"-- .python-version --\npypy3.10\n", ">=3.10", "3.10", "3.9"},
		"only the first pin": {"-- .python-version --\n3.10\n3.11\n", "", "3.10", "3.11"},
	} {
		fit := fits(pinned(tree(c.files), "svc", c.declared))
		if fit == nil || !fit(c.fits) || fit(c.not) {
			t.Errorf("%s: want %s to fit and %s not to", name, c.fits, c.not)
		}
	}
	if fits(pinned(tree(""), ".", "")) != nil {
		t.Error("a tree that says nothing judges versions")
	}
}

func TestImportRoots(t *testing.T) {
	for name, c := range map[string]struct{ files, folder, want string }{
		"nothing":             {"-- a.py --\n", ".", `[""]`},
		"src":                 {"-- src/a/__init__.py --\n", ".", `["src" ""]`},
		"src is a package":    {"-- src/__init__.py --\n", ".", `[""]`},
		"a service":           {"-- svc/src/a.py --\n-- svc/b.py --\n", "svc", `["svc/src" "svc" ""]`},
		"pytest's path":       {"-- lib/a.py --\n-- pytest.ini --\n[pytest]\npythonpath = lib missing\n", ".", `["lib" ""]`},
		"setuptools":          {"-- py/a.py --\n-- pyproject.toml --\n[tool.setuptools.packages.find]\nwhere = [\"py\"]\n", ".", `["py" ""]`},
		"setup.cfg":           {"-- py/a.py --\n-- setup.cfg --\n[options]\npackage_dir =\n    =py\n", ".", `["py" ""]`},
		"setup.py":            {"-- py/a.py --\n-- setup.py --\nsetup(package_dir={'': 'py'})\n", ".", `["py" ""]`},
		"out of the tree":     {"-- a.py --\n-- pytest.ini --\n[pytest]\npythonpath = ../x /etc\n", ".", `[""]`},
		"a file is no folder": {"-- a.py --\n-- pytest.ini --\n[pytest]\npythonpath = a.py\n", ".", `[""]`},
	} {
		if got := fmt.Sprintf("%q", importRoots(tree(c.files), c.folder)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestDiscover(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"one folder":          {[]string{"tests/test_a.py", "tests/test_b.py"}, "-s tests -p test*.py"},
		"folders below":       {[]string{"tests/a/test_a.py", "tests/b/test_b.py"}, "-s tests -p test*.py"},
		"names that only end": {[]string{"a_test.py"}, "-s . -p *test*.py"},
		"here and there":      {[]string{"a/test_a.py", "b/test_b.py"}, "-s . -p test*.py"},
		"names alike":         {[]string{"tests/test_a.py", "tests2/test_b.py"}, "-s . -p test*.py"},
	} {
		if got := strings.Join((suite{files: c.files}).discover(tree(""), "."), " "); got != "-m unittest discover "+c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	packaged := tree("-- tests/__init__.py --\n-- tests/test_a.py --\n")
	if got := strings.Join((suite{files: []string{"tests/test_a.py"}}).discover(packaged, "."), " "); !strings.HasSuffix(got, "-t .") {
		t.Errorf("a package of tests: %s", got)
	}
}

// Files that include each other in a ring, and files that are far too long, end.
func TestDeclarationsEnd(t *testing.T) {
	ring := tree("-- requirements.txt --\n-r a.txt\nflask\n-- a.txt --\n-r requirements.txt\n-r a.txt\nredis\n")
	if got := len(requirementsFile(ring, "requirements.txt", "")); got != 2 {
		t.Errorf("a ring declares %d, want 2", got)
	}
	groups := tree("-- pyproject.toml --\n[dependency-groups]\na = [{include-group = \"b\"}, \"one\"]\nb = [{include-group = \"a\"}, \"two\"]\n")
	if got := len(declarations(groups, ".").list); got < 2 || got > 4 {
		t.Errorf("groups in a ring declare %d", got)
	}
	long := tree("-- requirements.txt --\n" + strings.Repeat("flask\n", 20000))
	if got := len(requirementsFile(long, "requirements.txt", "")); got > 5001 {
		t.Errorf("%d requirements are kept", got)
	}
	endless := tree("-- requirements.txt --\n" + strings.Repeat("a\\\n", 50000))
	requirementsFile(endless, "requirements.txt", "")
	deep := "-- requirements.txt --\n-r r0.txt\n"
	for i := range 300 {
		deep += fmt.Sprintf("-- r%d.txt --\np%d\n-r r%d.txt\n", i, i, i+1)
	}
	if got := len(requirementsFile(tree(deep), "requirements.txt", "")); got == 0 || got > 101 {
		t.Errorf("%d requirements of a chain of files", got)
	}
}

func TestProjectName(t *testing.T) {
	for files, want := range map[string]string{
		"-- pyproject.toml --\n[project]\nname = \"shop\"\n": "shop", "-- pyproject.toml --\n[tool.poetry]\nname = \"cart\"\n": "cart",
		"-- pyproject.toml --\nnot toml [\n": "", "": "", "-- pyproject.toml --\n[project]\nname = 3\n": "",
	} {
		if got := projectName(tree(files), "."); got != want {
			t.Errorf("%q is named %q, want %q", files, got, want)
		}
	}
	if (Environments{}).Layout(tree("-- pyproject.toml --\n[[[\n"), heald.Service{}).Folder != "." {
		t.Error("a tree whose settings cannot be read has no layout")
	}
}
