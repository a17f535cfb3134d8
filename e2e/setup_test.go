package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ"
	"github.com/heald-dev/heald/internal/language/python/environ/wheels"
	"github.com/heald-dev/heald/internal/prepare"
)

// setup plans and builds, as heald does for --setup.
func (p place) setup(t *testing.T, service heald.Service) (language.Root, error) {
	t.Helper()
	tree := p.checkout(t)
	bare := prepare.Input{Service: service, Tree: tree, Roots: p.machine.Roots(heald.Service{}, heald.Checkout{}), Language: environ.Environments{}, Runner: p.runner}
	plan, err := prepare.Plan(bare, environ.Environments{})
	if err != nil {
		return language.Root{}, err
	}
	builder := wheels.Builder{Machine: p.machine}
	return builder.Build(context.Background(), language.Job{Plan: plan, Service: service, Tree: tree, Runner: p.runner, Progress: func(step string) { t.Log(step) }})
}

// ready sets up and prepares, and wants nothing to be missing.
func (p place) ready(t *testing.T, service heald.Service) (heald.Environment, heald.Checkout) {
	t.Helper()
	root, err := p.setup(t, service)
	if err != nil || root.Problem != "" {
		t.Fatalf("set up %q: %v %s", service.Setup, err, root.Problem)
	}
	env, tree := p.prepare(t, service)
	if env.Root != root.Dir || env.Provenance != "cache" {
		t.Errorf("environment = %s %s, want the cached %s", env.Provenance, env.Root, root.Dir)
	}
	if len(env.Missing) > 0 {
		t.Errorf("missing = %q, want nothing", env.Missing)
	}
	return env, tree
}

// services are small ones of the frameworks that people use.
var services = map[string]map[string]string{
	"flask": {
		"requirements.txt": "Flask>=3,<4\n", "requirements-dev.txt": "pytest\n",
		"shop/__init__.py": "", "shop/web.py": "from flask import Flask\napp = Flask(__name__)\n@app.get('/sum/<int:a>')\ndef total(a):\n    return {'sum': a + 1}\n",
		"tests/conftest.py":  "import pytest\nfrom shop.web import app\n@pytest.fixture\ndef client():\n    return app.test_client()\n",
		"tests/test_shop.py": "def test_sum(client):\n    assert client.get('/sum/2').get_json() == {'sum': 3}\n",
	},
	"fastapi": {
		"requirements.txt": "fastapi\nhttpx\npydantic>=2\n", "requirements-dev.txt": "-r requirements.txt\npytest\npytest-asyncio\n",
		"pytest.ini": "[pytest]\nasyncio_mode = auto\n",
		"app.py":     "from fastapi import FastAPI\nfrom pydantic import BaseModel\napp = FastAPI()\nclass Item(BaseModel):\n    price: float\n@app.post('/items')\nasync def make(item: Item):\n    return {'double': item.price * 2}\n",
		"test_app.py": "from fastapi.testclient import TestClient\nfrom app import app, Item, make\ndef test_post():\n    assert TestClient(app).post('/items', json={'price': 2}).json() == {'double': 4}\n" +
			"async def test_direct():\n    assert (await make(Item(price=1.5)))['double'] == 3\n",
	},
	"sqlalchemy": {
		"requirements.txt": "SQLAlchemy==2.0.*\nrequests\npytest ; python_version >= '3.8'\n",
		"src/store.py":     "import requests\nfrom sqlalchemy import create_engine, text\ndef count(path):\n    with create_engine('sqlite:///' + path).begin() as c:\n        c.execute(text('create table if not exists t (n int)'))\n        c.execute(text('insert into t values (1)'))\n        return c.execute(text('select count(*) from t')).scalar()\ndef prepared():\n    return requests.Request('GET', 'http://x/y', params={'a': 1}).prepare().url\n",
		"tests/test_store.py": "from store import count, prepared\ndef test_count(tmp_path):\n    assert count(str(tmp_path / 'a.db')) == 1\n" +
			"def test_url():\n    assert prepared() == 'http://x/y?a=1'\n",
	},
}

func TestE2EServices(t *testing.T) {
	needed(t)
	for name, files := range services {
		t.Run(name, func(t *testing.T) {
			setup := "pip install -r requirements.txt"
			if files["requirements-dev.txt"] != "" {
				setup += " -r requirements-dev.txt"
			}
			p := newPlace(t, files)
			env, tree := p.ready(t, heald.Service{Name: name, Setup: setup})
			p.suite(t, env, tree, "passed")
			if env.FrameworkFrom != "" {
				t.Errorf("pytest is lent from %s although it is installed", env.FrameworkFrom)
			}
		})
	}
}

// TestE2ELiveCheckout shows that an editable install runs the commit's code: the live checkout says something else.
func TestE2ELiveCheckout(t *testing.T) {
	needed(t)
	files := map[string]string{
		"pyproject.toml":       "[build-system]\nrequires = ['setuptools>=64']\nbuild-backend = 'setuptools.build_meta'\n[project]\nname = 'shop'\nversion = '1.0'\n[tool.setuptools.packages.find]\nwhere = ['src']\n",
		"src/shop/__init__.py": "WHO = 'commit'\n",
		"tests/test_who.py":    "import shop\ndef test_who():\n    assert shop.WHO == 'commit', shop.__file__\n",
	}
	p := newPlace(t, files)
	sh(t, p.repo, "/usr/bin/python3 -m venv .venv && .venv/bin/pip install -q setuptools wheel pytest && .venv/bin/pip install -q --no-build-isolation -e .")
	if err := os.WriteFile(filepath.Join(p.repo, "src/shop/__init__.py"), []byte("WHO = 'live'\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if live := sh(t, p.repo, ".venv/bin/python -c 'import shop; print(shop.WHO)'"); live != "live" {
		t.Fatalf("outside of the sandbox the install gives %q, want the live checkout", live)
	}
	env, tree := p.prepare(t, heald.Service{})
	if env.Provenance != "repository" || len(env.Missing) > 0 {
		t.Errorf("environment = %+v, want the repository's with nothing missing", env)
	}
	p.suite(t, env, tree, "1 passed")
	// Also from another folder, and without the import roots that heald adds.
	bare := env
	bare.ImportRoots, bare.Suite = nil, []string{env.Interpreter, "-c", "import os; os.chdir('/tmp'); import shop; print(shop.WHO, shop.__file__)"}
	p.suite(t, bare, tree, "commit "+p.repo+"/src/shop/__init__.py")
}

// TestE2ESetupForms builds from a lock of real tools, from source, and by a command that heald does not know.
func TestE2ESetupForms(t *testing.T) {
	needed(t)
	project := "[project]\nname = 'shop'\nversion = '1.2'\nrequires-python = '>=3.9'\ndependencies = ['click', 'colorama ; sys_platform == \"win32\"']\n" +
		"[project.optional-dependencies]\nextra = ['idna']\ntest = ['pytest<9']\n[dependency-groups]\ndev = ['pytest<9']\n[project.scripts]\nshop = 'shop:main'\n" +
		"[[tool.poetry.source]]\nname = 'index'\nurl = 'https://pypi.org/simple/'\npriority = 'primary'\n"
	module := map[string]string{"pyproject.toml": project, "src/shop/__init__.py": "import click\ndef main():\n    print('shop runs')\n",
		"tests/test_it.py": "import shop, subprocess\ndef test_run():\n    assert subprocess.check_output(['shop'], text=True) == 'shop runs\\n'\n" +
			"def test_version():\n    from importlib.metadata import version\n    assert version('shop') == '1.2'\n"}
	tools := t.TempDir()
	for _, tool := range []string{"uv", "poetry", "'pdm==2.12.4' 'unearth<0.15'"} { // later versions of pdm do not go with today's hishel
		name, _, _ := strings.Cut(strings.Trim(tool, "'"), "=")
		sh(t, tools, "/usr/bin/python3 -m venv %[1]s && %[1]s/bin/pip install -q %[2]s", name, tool)
	}
	tests := []struct {
		name, lock, setup, extra string
	}{
		{"uv", "uv/bin/uv -q lock --project %[1]s", "uv sync --extra extra", "idna"},
		{"poetry", "POETRY_VIRTUALENVS_CREATE=false poetry/bin/poetry -q -P %[1]s lock", "poetry install --all-extras", ""},
		{"pdm", "pdm/bin/pdm lock -q -G extra -G test -p %[1]s && rm -rf %[1]s/.venv", "pdm install -G extra -G test", "idna"},
		{"editable", "true %[1]s", "pip install -e .[extra] pytest", "idna"},
		{"source", "true %[1]s", "pip install . pytest docopt==0.6.2", "docopt"},
		{"unknown", "true %[1]s", "true; pip install --no-deps -q .", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{}
			for name, content := range module {
				files[name] = content
			}
			p := newPlace(t, files)
			sh(t, tools, test.lock, p.repo)
			sh(t, p.repo, "git add -A && git commit -q --allow-empty -m lock")
			env, tree := p.ready(t, heald.Service{Setup: test.setup})
			if test.name != "unknown" {
				p.suite(t, env, tree, "2 passed")
			}
			if r := p.run(t, env, tree, env.Interpreter, "-c", "import "+test.extra+"\n"); test.extra != "" && r.ExitCode != 0 {
				t.Errorf("%s is not installed: %s", test.extra, r.Stderr)
			}
			if r := p.run(t, env, tree, env.Interpreter, "-c", "import colorama\n"); r.ExitCode == 0 {
				t.Error("a package for another system was installed")
			}
		})
	}
}

// TestE2EConcurrent builds the same environment from several processes' view at once.
func TestE2EConcurrent(t *testing.T) {
	needed(t)
	p := newPlace(t, map[string]string{"requirements.txt": "idna\n", "app.py": "import idna\n"})
	var wait sync.WaitGroup
	dirs := make([]string, 3)
	for i := range dirs {
		wait.Go(func() {
			root, err := p.setup(t, heald.Service{Setup: "pip install -r requirements.txt"})
			if err != nil {
				t.Error(err)
			}
			dirs[i] = root.Dir
		})
	}
	wait.Wait()
	if dirs[0] == "" || dirs[0] != dirs[1] || dirs[1] != dirs[2] {
		t.Errorf("built %q, want one environment", dirs)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(dirs[0]), "*"))
	if strings.Contains(strings.Join(left, " "), "building-") {
		t.Errorf("half-built folders are left: %q", left)
	}
	if _, err := p.setup(t, heald.Service{Setup: "pip install heald-no-such-package-xyz"}); err == nil || !strings.Contains(err.Error(), "heald-no-such-package-xyz") {
		t.Errorf("set up of a package that is not there = %v, want an error that names it", err)
	}
}
