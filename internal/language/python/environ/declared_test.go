package environ

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// tree makes a file system of a txtar archive.
func tree(archive string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, file := range txtar.Parse([]byte(archive)).Files {
		files[file.Name] = &fstest.MapFile{Data: file.Data}
	}
	return files
}

// short writes declarations one a line: from [group] name[extras]spec ; marker.
func short(list []declaration) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s [%s] %s%s", d.From, d.Group, d.Name, d.Spec)
		if len(d.Extras) > 0 {
			fmt.Fprintf(&b, " %v", d.Extras)
		}
		if d.Marker != "" {
			fmt.Fprintf(&b, " ; %s", d.Marker)
		}
		if d.Local != "" {
			fmt.Fprintf(&b, " at %s", d.Local)
		}
		if len(d.Hashes) > 0 {
			fmt.Fprintf(&b, " %d hashes", len(d.Hashes))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestDeclarations(t *testing.T) {
	hash := "sha256:" + strings.Repeat("0a", 32)
	tests := []struct {
		name, files, folder, want, python string
	}{
		{name: "requirements", files: `
-- requirements.txt --
# comment
Flask==3.0.0  # pinned
-r requirements/extra.txt
-r ../../etc/passwd
-c constraints.txt
--index-url https://example.org/simple
-e ./libs/core[fast]
-e ../outside
requests \
    >=2 \
    --hash=` + hash + ` --hash=` + hash + `
git+https://example.org/x.git
-- requirements/extra.txt --
redis ; sys_platform == "linux"
-r ../requirements.txt
-- requirements-dev.txt --
pytest
-- requirements-prod.in --
gunicorn
-- other.txt --
notme
`, want: `requirements-dev.txt:1 [dev] pytest
requirements-prod.in:1 [] gunicorn
requirements.txt:2 [] Flask==3.0.0
requirements/extra.txt:1 [] redis ; sys_platform == "linux"
requirements.txt:7 []  [fast] at libs/core
requirements.txt:11 [] requests>=2 2 hashes
requirements/extra.txt:1 [dev] redis ; sys_platform == "linux"
requirements.txt:2 [dev] Flask==3.0.0
requirements.txt:7 [dev]  [fast] at libs/core
requirements.txt:11 [dev] requests>=2 2 hashes
`},
		{name: "pyproject", files: `
-- pyproject.toml --
[project]
name = "shop"
requires-python = ">=3.9"
dependencies = ["Flask>=2", "tomli; python_version < '3.11'", 7]
[project.optional-dependencies]
test = ["pytest"]
[dependency-groups]
dev = ["ruff", {include-group = "lint"}]
lint = ["mypy"]
[tool.uv]
dev-dependencies = ["tox"]
[tool.pdm.dev-dependencies]
doc = ["sphinx"]
`, want: `pyproject.toml [] Flask>=2
pyproject.toml [] tomli ; python_version < '3.11'
pyproject.toml [test] pytest
pyproject.toml [doc] sphinx
pyproject.toml [dev] tox
pyproject.toml [dev] ruff
pyproject.toml [dev] mypy
pyproject.toml [lint] mypy
`, python: ">=3.9"},
		{name: "poetry", files: `
-- pyproject.toml --
[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.10"
flask = "^2.1"
django = "~4.2"
attrs = "*"
click = "8.1.0"
redis = {version = ">=4", extras = ["hiredis"], markers = "sys_platform == 'linux'"}
maybe = {version = "^1", optional = true}
core = {path = "../core"}
lib = {path = "lib", develop = true}
[tool.poetry.group.test.dependencies]
pytest = "^0.0.3"
[tool.poetry.dev-dependencies]
black = ">=22,<24"
`, want: `pyproject.toml [] attrs
pyproject.toml [] click==8.1.0
pyproject.toml [] django>=4.2,<4.3
pyproject.toml [] flask>=2.1,<3
pyproject.toml []  at lib
pyproject.toml [] redis>=4 [hiredis] ; sys_platform == 'linux'
pyproject.toml [dev] black>=22,<24
pyproject.toml [test] pytest>=0.0.3,<0.0.4
`, python: "^3.10"},
		{name: "setuptools", files: `
-- setup.cfg --
[options]
python_requires = >=3.8
install_requires =
    Flask
    requests>=2 ; python_version > "3"
[options.extras_require]
test = pytest
-- setup.py --
from setuptools import setup
setup(install_requires=["redis[hiredis]>=4", 'idna'], tests_require=('mock',), python_requires=">=3.7")
`, want: `setup.cfg [] Flask
setup.cfg [] requests>=2 ; python_version > "3"
setup.cfg [test] pytest
setup.py:2 [] redis>=4 [hiredis]
setup.py:2 [] idna
setup.py:2 [test] mock
`, python: ">=3.8"},
		{name: "pipenv", files: `
-- Pipfile --
[packages]
flask = "*"
requests = {version = "==2.31.0", extras = ["socks"]}
[dev-packages]
pytest = ">=7"
[requires]
python_version = "3.11"
`, want: `Pipfile [] flask
Pipfile [] requests==2.31.0 [socks]
Pipfile [dev] pytest>=7
`, python: "==3.11.*"},
		{name: "a service with files of its own", folder: "svc/a", files: `
-- requirements.txt --
root
-- svc/a/requirements.txt --
own
`, want: "svc/a/requirements.txt:1 [] own\n"},
		{name: "a service without", folder: "svc/a", files: `
-- requirements.txt --
root
-- svc/a/app.py --
`, want: "requirements.txt:1 [] root\n"},
		{name: "broken files", files: "-- pyproject.toml --\n[project\n-- setup.cfg --\n=\n[\nx\n-- setup.py --\ninstall_requires=[\n-- Pipfile --\n" + strings.Repeat("[", 600)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := declarations(tree(test.files), test.folder)
			list := short(got.list)
			if diff := cmp.Diff(test.want, list); diff != "" {
				t.Errorf("declarations (-want +got):\n%s", diff)
			}
			if got.python != test.python {
				t.Errorf("python = %q, want %q", got.python, test.python)
			}
		})
	}
}

func FuzzDeclarations(f *testing.F) {
	f.Add("requirements.txt", "-r requirements.txt\nflask[a]>=1 --hash=sha256:0\\\n")
	f.Add("pyproject.toml", "[tool.poetry.dependencies]\na = {path = '..'}\n[dependency-groups]\na = [{include-group = 'a'}]")
	f.Add("setup.py", "setup(install_requires=['a', ['b'], ")
	f.Add("setup.cfg", "[options]\n install_requires = x\n")
	f.Fuzz(func(t *testing.T, name, content string) {
		switch name {
		case "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock":
		default:
			return
		}
		files := fstest.MapFS{name: &fstest.MapFile{Data: []byte(content)}}
		for _, each := range declarations(files, ".").list {
			if strings.ContainsAny(each.Name+each.Spec, " \n/:") || strings.HasPrefix(each.Local, "..") {
				t.Errorf("%q gives %+v", content, each)
			}
		}
		importRoots(files, ".")
		for _, l := range []*lock{uvLock(files, ".", func(string) bool { return true }), poetryLock(files, ".", nil), pipfileLock(files, ".", true)} {
			l.wants("3.12")
		}
	})
}
