package environ

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

func TestLayout(t *testing.T) {
	tests := []struct {
		name, files, path                   string
		framework, discover, roots, suggest string
		fits, unfit                         string
	}{
		{name: "bare functions", files: "-- app.py --\n-- tests/test_app.py --\ndef test_a(): pass\n",
			framework: "pytest", discover: "-s tests -p test*.py", roots: "."},
		{name: "unittest as packages", files: "-- src/shop/a.py --\n-- tests/__init__.py --\n-- tests/unit/__init__.py --\n-- tests/unit/test_a.py --\nimport unittest\nclass TestA(unittest.TestCase):\n    def test_x(self): pass\n",
			framework: "unittest", discover: "-s tests/unit -p test*.py -t .", roots: "src ."},
		{name: "unittest in two folders", files: "-- tests/__init__.py --\n-- tests/a/test_a.py --\nimport unittest\n-- tests/b/b_test.py --\nimport unittest\n",
			framework: "unittest", discover: "-s tests -p *test*.py -t .", roots: "."},
		{name: "tests beside the code", files: "-- test_a.py --\nimport unittest\n", framework: "unittest", discover: "-s . -p test*.py", roots: "."},
		{name: "async functions and fixtures", files: "-- a_test.py --\nasync def test_x(): pass\n", framework: "pytest", discover: "-s . -p *test*.py", roots: "."},
		{name: "classes without unittest", files: "-- test_a.py --\nclass TestA:\n    def test_x(self): pass\n", framework: "pytest", discover: "-s . -p test*.py", roots: "."},
		{name: "conftest", files: "-- t/conftest.py --\n-- t/test_a.py --\nimport unittest\n", framework: "pytest", discover: "-s t -p test*.py", roots: "."},
		{name: "ini with pythonpath", files: "-- pytest.ini --\n[pytest]\npythonpath = lib app ../x missing\n-- lib/a.py --\n-- app/b.py --\n",
			framework: "pytest", roots: "lib app ."},
		{name: "options in pyproject", files: "-- pyproject.toml --\n[project]\nname='x'\nrequires-python='>=3.12'\n[tool.pytest.ini_options]\npythonpath = ['code']\n[tool.setuptools.packages.find]\nwhere=['lib']\n-- code/a.py --\n-- lib/b.py --\n",
			framework: "pytest", roots: "code lib .", fits: "3.12", unfit: "3.11"},
		{name: "tox and setup.cfg", files: "-- tox.ini --\n[pytest]\n-- setup.cfg --\n[options]\npackage_dir =\n    =source\n[options.packages.find]\nwhere = source\n-- source/a.py --\n",
			framework: "pytest", roots: "source ."},
		{name: "poetry and setup.py", files: "-- poetry.lock --\n-- pyproject.toml --\n[tool.poetry]\npackages = [{include='x', from='one'}]\n-- setup.py --\nsetup(package_dir={'': 'two'})\n-- one/x.py --\n-- two/y.py --\n",
			roots: "one two .", suggest: "poetry install"},
		{name: "src that is a package", files: "-- src/__init__.py --\n-- src/a.py --\n", roots: "."},
		{name: "nothing", files: "-- README --\n", roots: "."},
		{name: "pytest is declared, no tests yet", files: "-- requirements-dev.txt --\npytest\n-- requirements.txt --\nflask\n-- requirements-lint.txt --\nruff\n",
			framework: "pytest", roots: ".", suggest: "pip install -r requirements-dev.txt -r requirements.txt"},
		{name: "a service in a folder", path: "svc/a", files: "-- svc/a/src/app.py --\n-- svc/a/tests/test_a.py --\ndef test_a(): pass\n-- svc/b/tests/test_b.py --\nimport unittest\n-- svc/a/uv.lock --\n-- .python-version --\n3.10.4\n",
			framework: "pytest", discover: "-s tests -p test*.py", roots: "svc/a/src svc/a .", suggest: "uv sync", fits: "3.10", unfit: "3.9"},
		{name: "a version that is no version", files: "-- .python-version --\nshop-venv\n", roots: "."},
		{name: "only folders of others", files: "-- node_modules/x/test_a.py --\ndef test_a(): pass\n-- .venv/test_b.py --\ndef test_b(): pass\n", roots: "."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			layout := Environments{}.Layout(tree(test.files), heald.Service{Path: test.path})
			roots := []string{}
			for _, root := range layout.ImportRoots {
				if root == "" {
					root = "."
				}
				roots = append(roots, root)
			}
			discover := strings.TrimPrefix(strings.Join(layout.Suites[unittest], " "), "-m unittest discover ")
			got := []string{layout.Framework, discover, strings.Join(roots, " "), layout.Setup}
			if diff := cmp.Diff([]string{test.framework, test.discover, test.roots, test.suggest}, got); diff != "" {
				t.Errorf("framework, discover, roots, set-up (-want +got):\n%s", diff)
			}
			if test.fits == "" {
				if layout.Fits != nil {
					t.Error("Fits is set although the tree pins nothing")
				}
				return
			}
			if !layout.Fits(test.fits) || layout.Fits(test.unfit) {
				t.Errorf("fits %s %v, %s %v; want true, false", test.fits, layout.Fits(test.fits), test.unfit, layout.Fits(test.unfit))
			}
		})
	}
}

// The roles that the port asks for.
var (
	_ language.Environments = Environments{}
	_ language.Planner      = Environments{}
	_ language.Blamer       = Environments{}
)
