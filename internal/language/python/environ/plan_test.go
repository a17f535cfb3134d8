package environ

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// brief writes a plan on one line each for packages, projects and the script.
func brief(plan language.Plan) string {
	var b strings.Builder
	for _, want := range plan.Wants {
		fmt.Fprintf(&b, "%s%s%s", want.Name, strings.Join(want.Extras, "+"), want.Spec)
		if len(want.Hashes) > 0 {
			fmt.Fprintf(&b, "#%d", len(want.Hashes))
		}
		b.WriteString(" ")
	}
	if plan.Closed {
		b.WriteString("closed ")
	}
	for _, local := range plan.Locals {
		fmt.Fprintf(&b, "| %s %s on %q", local.Name, local.Version, local.Roots)
		for _, entry := range local.Entries {
			fmt.Fprintf(&b, " %s:%s=%s", entry.Group, entry.Name, entry.Value)
		}
		b.WriteString(" ")
	}
	if len(plan.Script) > 0 {
		b.WriteString("then " + plan.Script[len(plan.Script)-1])
	}
	return strings.TrimSpace(b.String())
}

const project = `
-- requirements.txt --
Flask>=2
-e ./libs/core
-- test-requirements.txt --
pytest
-- libs/core/setup.py --
setup(name='core', install_requires=['idna'], package_dir={'': 'lib'})
-- libs/core/lib/core.py --
-- libs/dyn/pyproject.toml --
[project]
name = "dyn"
version = "2.0"
dynamic = ["dependencies"]
[tool.setuptools.dynamic]
dependencies = {file = ["needs.txt"]}
-- libs/dyn/needs.txt --
redis
-- pyproject.toml --
[project]
name = "shop"
version = "1.2"
dependencies = ["click"]
[project.optional-dependencies]
Fast_Mode = ["orjson"]
docs = ["sphinx"]
[project.scripts]
shop = "shop.cli:main"
[project.entry-points.pytest11]
shop = "shop.plugin"
-- src/shop/cli.py --
`

func TestPlan(t *testing.T) {
	shop := `| shop 1.2 on ["src" ""] console_scripts:shop=shop.cli:main pytest11:shop=shop.plugin`
	tests := []struct {
		command, want string // want starting with "!" is an error
	}{
		{"pip install -r requirements.txt", `Flask>=2 idna | core 0.0 on ["libs/core/lib" "libs/core" ""]`},
		{"python -m pip install -q -U --requirement=test-requirements.txt requests==2.31", "pytest requests==2.31"},
		{`pip install -e ".[fast-mode]"`, "click orjson " + shop},
		{"pip3 install . && pip install pytest", "click pytest " + shop},
		{"pip install ./libs/dyn", `redis | dyn 2.0 on ["libs/dyn" "src" ""]`},
		{"uv pip install --system -r test-requirements.txt", "pytest"},
		{"pip install -r ../../etc/passwd", "!not in the tree"},
		{"pip install --index-url http://x flask", "!not supported"},
		{"pip install flask!", "!cannot be read"},
		{"uv sync", "!uv.lock"},
		{"make deps", `pytest Flask>=2 idna | core 0.0 on ["libs/core/lib" "libs/core" ""] then make deps`},
		{"pip install flask; curl x", `pytest Flask>=2 idna | core 0.0 on ["libs/core/lib" "libs/core" ""] then pip install flask; curl x`},
	}
	for _, test := range tests {
		plan, err := Environments{}.Plan(tree(project), heald.Service{}, test.command, "3.12")
		if want, isError := strings.CutPrefix(test.want, "!"); isError {
			if !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("Plan(%q) = %s, %v; want an error with %q", test.command, brief(plan), err, want)
			}
			continue
		}
		got := brief(plan)
		if strings.Contains(test.want, "then") { // the order of files is that of their names
			got = strings.Replace(got, `Flask>=2 idna pytest`, "pytest Flask>=2 idna", 1)
		}
		if err != nil || got != strings.ReplaceAll(test.want, `"libs/core" ""`, `"libs/core" "src" ""`) {
			t.Errorf("Plan(%q) = %v\n got %s\nwant %s", test.command, err, got, test.want)
		}
	}
}

const locks = `
-- uv/pyproject.toml --
[project]
name = "shop"
-- uv/uv.lock --
[[package]]
name = "shop"
version = "1"
source = { editable = "." }
dependencies = [{ name = "click" }, { name = "numpy", version = "1.26", marker = "python_full_version < '3.12'" }, { name = "numpy", version = "2.1", marker = "python_full_version >= '3.12'" }, { name = "uvicorn", extra = ["standard"] }, { name = "fromgit" }]
[package.optional-dependencies]
fast = [{ name = "orjson" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
lint = [{ name = "ruff" }]
[[package]]
name = "click"
version = "8.1"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]
sdist = { url = "x", hash = "sha256:aa" }
wheels = [{ url = "y", hash = "sha256:bb" }]
[[package]]
name = "colorama"
version = "0.4"
source = { registry = "x" }
[[package]]
name = "numpy"
version = "1.26"
source = { registry = "x" }
[[package]]
name = "numpy"
version = "2.1"
source = { registry = "x" }
[[package]]
name = "uvicorn"
version = "0.3"
source = { registry = "x" }
[package.optional-dependencies]
standard = [{ name = "uvloop" }]
[[package]]
name = "uvloop"
version = "0.2"
source = { registry = "x" }
dependencies = [{ name = "uvicorn" }]
[[package]]
name = "orjson"
version = "3"
source = { registry = "x" }
[[package]]
name = "pytest"
version = "8"
source = { registry = "x" }
[[package]]
name = "ruff"
version = "1"
source = { registry = "x" }
[[package]]
name = "fromgit"
version = "1"
source = { git = "https://example.org/x" }
-- poetry/pyproject.toml --
[tool.poetry]
name = "shop"
version = "0.3.0"
[tool.poetry.dependencies]
python = "^3.9"
requests = {version = "^2", extras = ["socks"]}
[tool.poetry.group.dev.dependencies]
pytest = "*"
[tool.poetry.group.docs]
optional = true
[tool.poetry.group.docs.dependencies]
sphinx = "*"
-- poetry/poetry.lock --
[[package]]
name = "requests"
version = "2.31"
python-versions = ">=3.7"
files = [{file = "a.whl", hash = "sha256:aa"}]
[package.dependencies]
idna = ">=2"
win = {version = "*", markers = "platform_system == \"Windows\""}
PySocks = {version = ">=1.5", optional = true, markers = "extra == \"socks\""}
chardet = {version = ">=3", optional = true, markers = "extra == \"old\""}
[package.extras]
socks = ["PySocks (>=1.5)"]
old = ["chardet (>=3)"]
[[package]]
name = "idna"
version = "2.9"
python-versions = "<3.9"
[[package]]
name = "idna"
version = "3.7"
python-versions = ">=3.9"
[[package]]
name = "win"
version = "1"
[[package]]
name = "pysocks"
version = "1.7"
[[package]]
name = "chardet"
version = "5"
[[package]]
name = "pytest"
version = "8"
[[package]]
name = "sphinx"
version = "7"
-- pdm/pyproject.toml --
[project]
name = "shop"
[dependency-groups]
test = ["pytest"]
-- pdm/pdm.lock --
[[package]]
name = "click"
version = "8.1"
groups = ["default"]
files = [{file = "a", hash = "sha256:aa"}]
[[package]]
name = "colorama"
version = "0.4"
groups = ["default"]
marker = "sys_platform == \"win32\""
[[package]]
name = "pytest"
version = "8"
groups = ["test"]
[[package]]
name = "sphinx"
version = "7"
groups = ["docs"]
-- pipenv/Pipfile.lock --
{"default": {"click": {"version": "==8.1", "hashes": ["sha256:aa"]}, "old": {"version": "==1", "markers": "python_version < '3'"}}, "develop": {"pytest": {"version": "==8"}}}
`

func TestPlanOfLocks(t *testing.T) {
	base := "click==8.1#2 numpy==2.1 %suvicorn==0.3 uvloop==0.2 closed | shop 0.0 on [\"uv\" \"\"]"
	tests := []struct {
		folder, command, want string
	}{
		{"uv", "uv sync", fmt.Sprintf(base, "pytest==8 ")},
		{"uv", "uv sync --no-dev --extra fast --frozen", fmt.Sprintf(base, "orjson==3 ")},
		{"uv", "uv sync --group lint", fmt.Sprintf(base, "pytest==8 ruff==1 ")},
		{"poetry", "poetry install --no-root", `idna==3.7 PySocks==1.7 pytest==8 requests==2.31#1 closed | shop 0.3.0 on ["poetry" ""]`},
		{"poetry", "poetry install --only main", `idna==3.7 PySocks==1.7 requests==2.31#1 closed | shop 0.3.0 on ["poetry" ""]`},
		{"poetry", "poetry install --with docs --without dev", `idna==3.7 PySocks==1.7 requests==2.31#1 sphinx==7 closed | shop 0.3.0 on ["poetry" ""]`},
		{"pdm", "pdm sync", `click==8.1#1 pytest==8 closed | shop 0.0 on ["pdm" ""]`},
		{"pdm", "pdm install --prod", `click==8.1#1 closed | shop 0.0 on ["pdm" ""]`},
		{"pipenv", "pipenv install --dev", "click==8.1#1 pytest==8 closed"},
		{"pipenv", "pipenv sync", "click==8.1#1 closed"},
	}
	for _, test := range tests {
		plan, err := Environments{}.Plan(tree(locks), heald.Service{Path: test.folder}, test.command, "3.12")
		got := strings.ReplaceAll(brief(plan), "pysocks", "PySocks")
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%s in %s: %v (-want +got):\n%s", test.command, test.folder, err, diff)
		}
		if _, err := json.Marshal(plan); err != nil {
			t.Errorf("a plan cannot be handed over: %v", err)
		}
	}
}
