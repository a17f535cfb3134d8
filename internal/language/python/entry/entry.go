// Package entry finds how a Python service is started, by the conventions of its files alone: nothing is run. What is not said anywhere
// stays open, for a person to fill in.
package entry

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Start is how a service is started, as far as its files tell. {port} in the command is the port to listen on; the variable PORT holds
// it too.
type Start struct {
	Command string            // for a shell, in the service's folder; empty when nothing says so
	Env     map[string]string // variables that it needs
	Port    int               // on which it listens by itself; 0 when nothing says so
	Health  string            // a path that answers when it is ready
	Why     string            // where this was found
	Doubt   string            // what a person should look at
}

const (
	maxFiles = 2000
	maxSize  = 512 << 10
)

// Find looks through a service's own folder. Python is the interpreter's name in the command.
func Find(files fs.FS, python string, skip func(folder string) bool) Start {
	s := read(files, skip)
	found, ok := Start{}, false
	for _, look := range []func(*sources, string) (Start, bool){procfile, dockerfile, django, asgi, wsgi, script, installed, alone} {
		if found, ok = look(s, python); ok {
			break
		}
	}
	if !ok {
		return Start{}
	}
	if rest, ok := strings.CutPrefix(found.Command, "python "); ok {
		found.Command = python + " " + rest // images have it under this name, machines often not
	}
	found.Port = cmp.Or(found.Port, s.port())
	found.Health = s.health()
	if found.Doubt == "" && !s.told(found.Command) {
		found.Doubt = "its code seems to listen on a fixed port: let it take the port from {port} in the command or from the variable PORT, so that two versions can run side by side"
	}
	return found
}

// sources are the service's Python files by path, tests and dependencies left out.
type sources struct {
	names []string // sorted: shallow ones first
	text  map[string]string
	other map[string]string // Procfile, Dockerfile, pyproject.toml
	src   bool              // the code stands below src/
}

func read(files fs.FS, skip func(string) bool) *sources {
	s := &sources{text: map[string]string{}, other: map[string]string{}}
	_ = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir // what cannot be read says nothing
		case len(s.names) >= maxFiles:
			return fs.SkipAll
		case entry.IsDir():
			return s.folder(files, name, skip)
		case name == "Procfile" || name == "Dockerfile" || name == "pyproject.toml":
			s.other[name] = content(files, name)
		case path.Ext(name) == ".py" && !test(name) && entry.Type().IsRegular():
			s.names = append(s.names, name)
			s.text[name] = content(files, name)
		}
		return nil
	})
	slices.SortStableFunc(s.names, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	s.src = !slices.ContainsFunc(s.names, func(name string) bool { return !strings.Contains(name, "/") }) && slices.ContainsFunc(s.names, below)
	return s
}

func below(name string) bool { return strings.HasPrefix(name, "src/") }

// manifests are files that a service of its own has in its folder.
var manifests = []string{"pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "Dockerfile"}

// folder passes over what is no code of the service: dependencies, tests, and other services below it.
func (s *sources) folder(files fs.FS, name string, skip func(string) bool) error {
	base := path.Base(name)
	other := slices.ContainsFunc(manifests, func(manifest string) bool {
		_, err := fs.Stat(files, path.Join(name, manifest))
		return err == nil
	})
	if name != "." && other {
		return fs.SkipDir
	}
	if name != "." && (skip(base) || strings.HasPrefix(base, ".") || base == "tests" || base == "test" || base == "docs" || base == "examples" || base == "scripts" || strings.Count(name, "/") > 4) {
		return fs.SkipDir
	}
	return nil
}

func test(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "test_") || strings.HasSuffix(base, "_test.py") || base == "conftest.py" || base == "setup.py"
}

func content(files fs.FS, name string) string {
	info, err := fs.Stat(files, name)
	if err != nil || info.Size() > maxSize || !info.Mode().IsRegular() {
		return ""
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return ""
	}
	return string(text)
}

// module is the dotted name of a file.
func (s *sources) module(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".py"), "/__init__")
	if s.src {
		name = strings.TrimPrefix(name, "src/")
	}
	return strings.ReplaceAll(name, "/", ".")
}

func (s *sources) env() map[string]string {
	if s.src {
		return map[string]string{"PYTHONPATH": "src"}
	}
	return nil
}

// first is the file that a pattern is found in: the one that is named like an entry before others.
func (s *sources) first(pattern *regexp.Regexp) (name string, groups []string) {
	best := len(likely) + 1
	for _, each := range s.names {
		found := pattern.FindStringSubmatch(s.text[each])
		if found == nil {
			continue
		}
		rank := slices.Index(likely, path.Base(each))
		if rank < 0 {
			rank = len(likely)
		}
		if rank < best {
			best, name, groups = rank, each, found
		}
	}
	return name, groups
}

// likely are the names of files that services are started from, the most telling first.
var likely = []string{"asgi.py", "wsgi.py", "app.py", "main.py", "server.py", "service.py", "api.py", "__main__.py", "run.py", "web.py", "__init__.py"}

var (
	listens  = regexp.MustCompile(`(?m)\bport\s*=\s*(\d{2,5})\b|\(\s*["'][\w.]*["']\s*,\s*(\d{2,5})\s*\)|["']PORT["']\s*,\s*["']?(\d{2,5})|["']--port["'][^\n]*default\s*=\s*(\d{2,5})|^EXPOSE\s+(\d{2,5})|--port[= ](\d{2,5})|:(\d{4,5})["'\s]`)
	variable = regexp.MustCompile(`["']PORT["']|\$\{?PORT\b`)
	checks   = regexp.MustCompile(`["'](/(?:healthz?|_health|readyz?|livez|alive|up|ping|heartbeat|status))/?["']`)
)

// port is the first port that an entry's files name.
func (s *sources) port() int {
	for _, text := range s.entries() {
		for _, found := range listens.FindAllStringSubmatch(text, -1) {
			for _, group := range found[1:] {
				if number := atoi(group); number >= 80 && number <= 65535 {
					return number
				}
			}
		}
	}
	return 0
}

// entries are the texts that may say how the service listens, likely files first.
func (s *sources) entries() []string {
	texts := []string{s.other["Procfile"], s.other["Dockerfile"]}
	for _, base := range likely {
		for _, name := range s.names {
			if path.Base(name) == base {
				texts = append(texts, s.text[name])
			}
		}
	}
	for _, name := range s.names {
		if !slices.Contains(likely, path.Base(name)) {
			texts = append(texts, s.text[name])
		}
	}
	return texts
}

func atoi(text string) int {
	number := 0
	for _, c := range text {
		number = number*10 + int(c-'0')
	}
	return number
}

// told says whether a started service learns its port: from the command, or from the variable.
func (s *sources) told(command string) bool {
	return strings.Contains(command, "{port}") || slices.ContainsFunc(s.entries(), variable.MatchString)
}

func (s *sources) health() string {
	for _, text := range s.entries() {
		if found := checks.FindStringSubmatch(text); found != nil {
			return found[1]
		}
	}
	return ""
}
