package entry

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
)

var webProcess = regexp.MustCompile(`(?m)^web:[ \t]*(\S.*)$`)

// procfile takes the command of the web process.
func procfile(s *sources, _ string) (Start, bool) {
	found := webProcess.FindStringSubmatch(s.other["Procfile"])
	if found == nil {
		return Start{}, false
	}
	return Start{Command: onPort(strings.TrimSpace(found[1])), Why: "the Procfile's web process"}, true
}

var dockerCommand = regexp.MustCompile(`(?mi)^(?:CMD|ENTRYPOINT)[ \t]+(\S.*)$`)

// dockerfile takes the last command of an image whose working directory is the service's folder, as far as one can see.
func dockerfile(s *sources, _ string) (Start, bool) {
	all := dockerCommand.FindAllStringSubmatch(strings.ReplaceAll(s.other["Dockerfile"], "\\\n", " "), -1)
	if len(all) != 1 {
		return Start{}, false // an entry point with arguments: not one command
	}
	command := strings.TrimSpace(all[0][1])
	if strings.HasPrefix(command, "[") {
		var argv []string
		if json.Unmarshal([]byte(command), &argv) != nil || len(argv) == 0 {
			return Start{}, false
		}
		command = join(argv)
	}
	if odd := strings.Fields(command)[0]; strings.HasPrefix(odd, "/") || strings.HasPrefix(odd, "./") || strings.HasSuffix(odd, ".sh") {
		return Start{}, false // it is of the image, not of the folder
	}
	return Start{Command: onPort(command), Why: "the Dockerfile's command"}, true
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

// script starts a file that runs itself, when it serves something.
func script(s *sources, python string) (Start, bool) {
	name, found := "", []string(nil)
	servers := &sources{text: map[string]string{}, src: s.src}
	for _, each := range s.names {
		if serves.MatchString(s.text[each]) {
			servers.names = append(servers.names, each)
			servers.text[each] = s.text[each]
		}
	}
	if name, found = servers.first(mainGuard); found == nil {
		if name, found = s.first(mainGuard); found == nil {
			return Start{}, false
		}
	}
	command := python + " " + name
	if folder := path.Dir(name); folder != "." && folder != "src" {
		command = python + " -m " + strings.TrimSuffix(s.module(name), ".__main__") // so that its package is found
	}
	if portOfArgs.MatchString(s.text[name]) {
		command += " --port {port}"
	}
	return Start{Command: command, Env: s.env(), Why: name + " runs itself"}, true
}
