package entry

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func find(files map[string]string) Start {
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Find(tree, "python", func(folder string) bool { return slices.Contains([]string{".venv", "node_modules"}, folder) })
}

const doubt = "its code seems to listen on a fixed port: let it take the port from {port} in the command or from the variable PORT, so that two versions can run side by side"

func TestFind(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  Start
	}{
		"nothing": {map[string]string{"lib.py": "def f(): pass\n"}, Start{}},
		"flask": {
			map[string]string{"app.py": "from flask import Flask\napp = Flask(__name__)\n@app.get(\"/healthz\")\ndef ok(): return 'ok'\nif __name__ == '__main__':\n    app.run(port=5000)\n"},
			Start{Command: "python -m flask --app app:app run --host 127.0.0.1 --port {port}", Port: 5000, Health: "/healthz", Why: "the application in app.py"},
		},
		"flask factory in a package": {
			map[string]string{"shop/__init__.py": "import flask\ndef create_app(config=None):\n    app = flask.Flask(__name__)\n    return app\n"},
			Start{Command: "python -m flask --app shop:create_app run --host 127.0.0.1 --port {port}", Why: "the application in shop/__init__.py"},
		},
		"fastapi below src": {
			map[string]string{"src/shop/main.py": "app: FastAPI = FastAPI(title='x')\n", "src/shop/__init__.py": "", "tests/test_app.py": "app = FastAPI()\n"},
			Start{Command: "python -m uvicorn shop.main:app --host 127.0.0.1 --port {port}", Env: map[string]string{"PYTHONPATH": "src"}, Why: "the application in src/shop/main.py"},
		},
		"fastapi factory": {
			map[string]string{"api/app.py": "from fastapi import FastAPI\n\ndef create_app() -> FastAPI:\n    settings = read()\n\n    app = FastAPI()\n    return app\n"},
			Start{Command: "python -m uvicorn --factory api.app:create_app --host 127.0.0.1 --port {port}", Why: "the application in api/app.py"},
		},
		"procfile": {
			map[string]string{"Procfile": "worker: python w.py\nweb: gunicorn -b 0.0.0.0:$PORT shop.wsgi:app\n", "shop/wsgi.py": "app = Flask(__name__)\n"},
			Start{Command: "gunicorn -b 127.0.0.1:{port} shop.wsgi:app", Why: "the Procfile's web process"},
		},
		"procfile that reads the variable by itself": {
			map[string]string{"Procfile": "web: gunicorn shop:app\n", "shop.py": "app = Flask(__name__)\nPORT = os.environ.get('PORT', '9000')\n"},
			Start{Command: "gunicorn shop:app", Port: 9000, Why: "the Procfile's web process"},
		},
		"dockerfile": {
			map[string]string{"Dockerfile": "FROM python:3.12\nEXPOSE 8000\nCMD [\"uvicorn\", \"main:api\", \"--host\", \"0.0.0.0\", \"--port\", \"8000\"]\n", "main.py": "api = FastAPI()\n"},
			Start{Command: "uvicorn main:api --host 127.0.0.1 --port {port}", Port: 8000, Why: "the Dockerfile's command"},
		},
		"dockerfile with a script of the image": {
			map[string]string{"Dockerfile": "ENTRYPOINT [\"/entry.sh\"]\n", "main.py": "api = FastAPI()\n"},
			Start{Command: "python -m uvicorn main:api --host 127.0.0.1 --port {port}", Why: "the application in main.py"},
		},
		"dockerfile of two stages, an entry point and its arguments": {
			map[string]string{"Dockerfile": "FROM node AS js\nCMD [\"npm\"]\nFROM python\nENTRYPOINT [\"/venv/bin/gunicorn\", \"-b\", \"0.0.0.0:8080\"]\n# comment\nCMD [\"shop.run\"]\n", "shop/run.py": "application = make()\n", "tools/load.py": "if __name__ == '__main__':\n    load()\n"},
			Start{Command: "gunicorn -b 127.0.0.1:{port} shop.run", Port: 8080, Why: "the Dockerfile's command"},
		},
		"a program that is installed, beside a script that serves nothing": {
			map[string]string{"pyproject.toml": "[project]\nname = \"shop\"\n\n[project.scripts]\nshop-import = \"shop.load:main\"\nshop-server = \"shop:main\"\n\n[tool.x]\ny = \"a:b\"\n", "shop/__init__.py": "def main(): pass\n", "contrib/load.py": "if __name__ == '__main__':\n    load()\n"},
			Start{Command: "shop-server", Env: map[string]string{"PYTHONPATH": "."}, Why: "the program that pyproject.toml installs",
				Doubt: "nothing says which arguments make shop-server serve, and on which port: add them, with {port} for the port"},
		},
		"only a script that serves nothing": {map[string]string{"shop/__init__.py": "", "contrib/load.py": "if __name__ == '__main__':\n    load()\n"}, Start{}},
		"an entry that does not say that it serves": {
			map[string]string{"main.py": "import shop\nif __name__ == '__main__':\n    shop.main()\n", "shop/__init__.py": ""},
			Start{Command: "python main.py", Why: "main.py runs itself", Doubt: "nothing in main.py says that it serves requests: look whether this is how the service is started"},
		},
		"django": {
			map[string]string{"manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x')\nif __name__ == '__main__':\n    main()\n"},
			Start{Command: "python manage.py runserver --noreload 127.0.0.1:{port}", Why: "Django's manage.py"},
		},
		"script with an option": {
			map[string]string{
				"server.py": "from http.server import HTTPServer\np.add_argument(\"--port\", type=int, default=8080)\nHTTPServer(('127.0.0.1', args.port), H).serve_forever()\nif __name__ == \"__main__\":\n    main()\n",
				"import.py": "if __name__ == \"__main__\":\n    load()\n", ".venv/lib/app.py": "app = Flask(__name__)\n",
			},
			Start{Command: "python server.py --port {port}", Port: 8080, Why: "server.py runs itself"},
		},
		"script on a fixed port": {
			map[string]string{"main.py": "HTTPServer(('', 8123), H).serve_forever()\nif __name__ == '__main__':\n    main()\n"},
			Start{Command: "python main.py", Port: 8123, Why: "main.py runs itself", Doubt: doubt},
		},
		"a service of its own below": {map[string]string{"services/a/pyproject.toml": "", "services/a/app.py": "app = Flask(__name__)\n", "lib.py": ""}, Start{}},
		"module of a package": {
			map[string]string{"shop/__main__.py": "port = int(os.getenv(\"PORT\", \"7000\"))\nrun_app(app, port=port)\nif __name__ == '__main__':\n    main()\n", "shop/__init__.py": ""},
			Start{Command: "python -m shop", Port: 7000, Why: "shop/__main__.py runs itself"},
		},
	} {
		if d := cmp.Diff(test.want, find(test.files)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestOnPort(t *testing.T) {
	for command, want := range map[string]string{
		"gunicorn app:app":                       "gunicorn app:app",
		"gunicorn --bind=0.0.0.0:8000 app:app":   "gunicorn --bind=127.0.0.1:{port} app:app",
		"uvicorn a:b --port ${PORT:-8000}":       "uvicorn a:b --port {port}",
		"flask run -p 5000 --host=0.0.0.0":       "flask run -p {port} --host=127.0.0.1",
		"python app.py --report-port-count 1234": "python app.py --report-port-count 1234",
	} {
		if got := onPort(command); got != want {
			t.Errorf("onPort(%q) = %q, want %q", command, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("web: a\n", "CMD [\"a\"]\n", "app = Flask(__name__)\n")
	f.Add("web:", "CMD   \nENTRYPOINT a", "if __name__ == '__main__':\n")
	f.Fuzz(func(t *testing.T, proc, docker, python string) {
		find(map[string]string{"Procfile": proc, "Dockerfile": docker, "app.py": python})
	})
}
