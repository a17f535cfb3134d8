package entry

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var webProcess = regexp.MustCompile(`(?m)^web:[ \t]*(\S.*)$`)

// procfile takes the command of the web process.
func procfile(s *sources, _ string) (Start, bool) {
	found := webProcess.FindStringSubmatch(s.other["Procfile"])
	if found == nil {
		return Start{}, false
	}
	return Start{Command: onPort(strings.TrimSpace(found[1])), Env: s.env(), Why: "the Procfile's web process"}, true
}

var dockerCommand = regexp.MustCompile(`(?mi)^(CMD|ENTRYPOINT|FROM)[ \t]+(\S.*)$`)

// dockerfile takes the command of an image's last stage, whose working directory is the service's folder, as far as one can see: the entry
// point with the command as its arguments, where both are there.
func dockerfile(s *sources, _ string) (Start, bool) {
	parts := map[string][]string{}
	for _, line := range dockerCommand.FindAllStringSubmatch(strings.ReplaceAll(s.other["Dockerfile"], "\\\n", " "), -1) {
		word, text := strings.ToUpper(line[1]), strings.TrimSpace(line[2])
		if word == "FROM" {
			clear(parts)
			continue
		}
		if word == "ENTRYPOINT" {
			delete(parts, "CMD") // one that came before it is not in force
		}
		if parts[word] = words(text); parts[word] == nil {
			return Start{}, false
		}
	}
	argv := parts["ENTRYPOINT"]
	if len(argv) == 0 || len(argv) > 1 || !strings.ContainsAny(argv[0], " \t") {
		argv = append(argv, parts["CMD"]...) // a shell's text takes no arguments
	}
	if len(argv) == 0 {
		return Start{}, false
	}
	if base := path.Base(argv[0]); server.MatchString(base) {
		argv[0] = base // of the image's own environment: here it is another's
	}
	command := join(argv)
	if len(argv) == 1 {
		command = argv[0]
	}
	if odd := strings.Fields(command)[0]; strings.HasPrefix(odd, "/") || strings.HasPrefix(odd, "./") || strings.HasSuffix(odd, ".sh") {
		return Start{}, false // it is of the image, not of the folder
	}
	return Start{Command: onPort(command), Env: s.env(), Why: "the Dockerfile's command"}, true
}

var server = regexp.MustCompile(`^(gunicorn|uvicorn|hypercorn|daphne|waitress-serve|granian|flask|fastapi|python3?(\.\d+)?)$`)

// words are those of a command in brackets; a shell's text is one.
func words(text string) []string {
	if !strings.HasPrefix(text, "[") {
		return []string{text}
	}
	var argv []string
	if json.Unmarshal([]byte(text), &argv) != nil || slices.Contains(argv, "") {
		return nil
	}
	return argv
}

func join(argv []string) string {
	parts := make([]string, len(argv))
	for i, arg := range argv {
		parts[i] = arg
		if arg == "" || strings.ContainsAny(arg, " \t\"'$&|;<>()*?") {
			parts[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(parts, " ")
}

var (
	portOption = regexp.MustCompile(`(--port[= ]|-p )(?:\$\{?PORT(?::-\d+)?\}?|\d{2,5})`)
	bindOption = regexp.MustCompile(`(--bind[= ]|-b )\S*:(?:\$\{?PORT(?::-\d+)?\}?|\d{2,5})`)
	hostOption = regexp.MustCompile(`(--host[= ])(?:0\.0\.0\.0|::)`)
)

// onPort gives a command the port that heald chooses, and keeps it on this machine: users come through the proxy.
func onPort(command string) string {
	command = portOption.ReplaceAllString(command, "${1}{port}")
	command = bindOption.ReplaceAllString(command, "${1}127.0.0.1:{port}")
	return hostOption.ReplaceAllString(command, "${1}127.0.0.1")
}

func django(s *sources, python string) (Start, bool) {
	if !strings.Contains(s.text["manage.py"], "DJANGO_SETTINGS_MODULE") {
		return Start{}, false
	}
	return Start{Command: python + " manage.py runserver --noreload 127.0.0.1:{port}", Why: "Django's manage.py"}, true
}

var (
	asgiApp     = regexp.MustCompile(`(?m)^(\w+)\s*(?::\s*[\w.]+\s*)?=\s*(?:fastapi\.|starlette\.applications\.)?(FastAPI|Starlette|Quart|Litestar)\(`)
	asgiFactory = regexp.MustCompile(`(?m)^def (create_app|make_app|get_app|build_app)\([^)]*\)[^\n]*:\n(?:[ \t]+[^\n]*\n|\n)*?[ \t]+(?:\w+|return)\s*=?\s*(?:fastapi\.)?(?:FastAPI|Starlette)\(`)
	wsgiApp     = regexp.MustCompile(`(?m)^(\w+)\s*(?::\s*[\w.]+\s*)?=\s*(?:flask\.)?Flask\(`)
	wsgiFactory = regexp.MustCompile(`(?m)^def (create_app|make_app)\(`)
	flaskWord   = regexp.MustCompile(`\bFlask\(`)
)

// asgi starts an application of an asynchronous framework with uvicorn.
func asgi(s *sources, python string) (Start, bool) {
	name, found := s.first(asgiApp)
	target, extra := "", ""
	if found != nil {
		target = s.module(name) + ":" + found[1]
	} else if name, found = s.first(asgiFactory); found != nil {
		target, extra = s.module(name)+":"+found[1], " --factory"
	} else {
		return Start{}, false
	}
	return Start{
		Command: fmt.Sprintf("%s -m uvicorn%s %s --host 127.0.0.1 --port {port}", python, extra, target), Env: s.env(), Why: "the application in " + name,
	}, true
}

// wsgi starts a Flask application, or its factory.
func wsgi(s *sources, python string) (Start, bool) {
	name, found := s.first(wsgiApp)
	if found == nil {
		if name, found = s.first(wsgiFactory); found == nil || !flaskWord.MatchString(s.text[name]) {
			return Start{}, false
		}
	}
	return Start{
		Command: fmt.Sprintf("%s -m flask --app %s:%s run --host 127.0.0.1 --port {port}", python, s.module(name), found[1]), Env: s.env(), Why: "the application in " + name,
	}, true
}

var (
	mainGuard  = regexp.MustCompile(`(?m)^if __name__ == ["']__main__["']:`)
	portOfArgs = regexp.MustCompile(`["'](--port)["']`)
	serves     = regexp.MustCompile(`serve_forever|HTTPServer|make_server|\.run\(|run_app|uvicorn|waitress|TCPServer|start_server|aiohttp|tornado|bottle|cherrypy|grpc\.server`)
)

// script starts a file that runs itself and serves something.
func script(s *sources, python string) (Start, bool) {
	servers := &sources{text: map[string]string{}, src: s.src}
	for _, each := range s.names {
		if serves.MatchString(s.text[each]) {
			servers.names = append(servers.names, each)
			servers.text[each] = s.text[each]
		}
	}
	name, found := servers.first(mainGuard)
	return s.itself(name, python), found != nil
}

// alone starts a file that runs itself, where it is called as an entry: what it brings in may serve.
func alone(s *sources, python string) (Start, bool) {
	name, found := s.first(mainGuard)
	if found == nil || !slices.Contains(likely, path.Base(name)) {
		return Start{}, false
	}
	start := s.itself(name, python)
	start.Doubt = "nothing in " + name + " says that it serves requests: look whether this is how the service is started"
	return start, true
}

func (s *sources) itself(name, python string) Start {
	command := python + " " + name
	if folder := path.Dir(name); folder != "." && folder != "src" {
		command = python + " -m " + strings.TrimSuffix(s.module(name), ".__main__") // so that its package is found
	}
	if portOfArgs.MatchString(s.text[name]) {
		command += " --port {port}"
	}
	return Start{Command: command, Env: s.env(), Why: name + " runs itself"}
}

var (
	programs = regexp.MustCompile(`(?ms)^\[(?:project|tool\.poetry)\.scripts\][ \t]*$(.*?)(?:^\[|\z)`)
	program  = regexp.MustCompile(`(?m)^[ \t]*["']?([\w.-]+)["']?[ \t]*=[ \t]*["']([\w.]+):`)
)

// installed starts the one program that the project installs, or the one of several that is called as a server. An installed program finds
// the code where it was installed from, which is not the version that is to be run: the path says otherwise.
func installed(s *sources, _ string) (Start, bool) {
	table := programs.FindStringSubmatch(s.other["pyproject.toml"])
	if table == nil {
		return Start{}, false
	}
	all := program.FindAllStringSubmatch(table[1], -1)
	if len(all) > 1 {
		all = slices.DeleteFunc(all, func(p []string) bool { return !strings.Contains(p[1], "serve") })
	}
	if len(all) != 1 {
		return Start{}, false
	}
	env := s.env()
	if env == nil {
		env = map[string]string{"PYTHONPATH": "."}
	}
	return Start{
		Command: all[0][1], Env: env, Why: "the program that pyproject.toml installs",
		Doubt: "nothing says which arguments make " + all[0][1] + " serve, and on which port: add them, with {port} for the port",
	}, true
}
