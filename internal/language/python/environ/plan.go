package environ

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

// Plan reads what a set-up command would install. The well-known commands are understood; of another one the tree's own lock
// or requirements are installed first, then it runs offline.
func (e Environments) Plan(tree fs.FS, service heald.Service, command, version string) (language.Plan, error) {
	folder := path.Clean("./" + service.Path)
	p := planner{tree: tree, folder: folder, version: version, plan: language.Plan{Command: command}}
	for _, part := range strings.Split(command, "&&") {
		words := strings.Fields(strings.NewReplacer(`"`, "", "'", "").Replace(part))
		known, err := p.understand(words)
		if err != nil {
			return language.Plan{}, fmt.Errorf("plan set-up %q: %w", command, err)
		}
		if !known || strings.ContainsAny(part, "|;<>$`\\") {
			return p.unknown(e.Layout(tree, service).Setup)
		}
	}
	return p.plan, nil
}

// planner collects a plan.
type planner struct {
	tree            fs.FS
	folder, version string
	plan            language.Plan
}

// unknown plans what the tree's files suggest, and the command itself after that.
func (p *planner) unknown(suggested string) (language.Plan, error) {
	command := p.plan.Command
	p.plan = language.Plan{Command: command, Script: []string{"/bin/sh", "-euc", command}}
	_, err := p.understand(strings.Fields(suggested))
	return p.plan, err
}

var ignored = map[string]bool{"-U": true, "--upgrade": true, "-q": true, "--quiet": true, "--no-cache-dir": true, "--no-input": true, "-v": true,
	"--disable-pip-version-check": true, "--no-build-isolation": true, "--frozen": true, "--locked": true, "--no-interaction": true, "-n": true,
	"--no-ansi": true, "--system": true, "--deploy": true, "--user": true, "--break-system-packages": true, "--pre": true, "--sync": true}

// understand adds what one simple command installs.
func (p *planner) understand(words []string) (bool, error) {
	line := strings.Join(words, " ")
	for _, tool := range []struct {
		prefix string
		read   func(words []string) error
	}{
		{"pip install", p.pip}, {"pip3 install", p.pip}, {"python -m pip install", p.pip}, {"python3 -m pip install", p.pip}, {"uv pip install", p.pip},
		{"uv sync", p.uv}, {"poetry install", p.poetry}, {"poetry sync", p.poetry}, {"pdm install", p.pdm}, {"pdm sync", p.pdm},
		{"pipenv install", p.pipenv}, {"pipenv sync", p.pipenv},
	} {
		if rest, ok := strings.CutPrefix(line+" ", tool.prefix+" "); ok {
			return true, tool.read(strings.Fields(rest))
		}
	}
	return len(words) == 0, nil
}

// flags splits "--name value" and "--name=value" from plain words. Options that take no value are in bare.
func flags(words []string, bare ...string) (options map[string][]string, plain []string) {
	options = map[string][]string{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		name, value, hasValue := strings.Cut(word, "=")
		switch {
		case !strings.HasPrefix(word, "-"):
			plain = append(plain, word)
		case ignored[word] || slices.Contains(bare, word):
			options[word] = append(options[word], "")
		case hasValue && strings.HasPrefix(word, "-"):
			options[name] = append(options[name], value)
		case i+1 < len(words):
			i++
			options[word] = append(options[word], words[i])
		}
	}
	return options, plain
}

func (p *planner) pip(words []string) error {
	options, plain := flags(words)
	for _, name := range slices.Sorted(maps.Keys(options)) {
		if !ignored[name] && !slices.Contains([]string{"-r", "--requirement", "-e", "--editable", "-c", "--constraint"}, name) {
			return fmt.Errorf("option %s of pip is not supported; an index is set in pip's own configuration: %w", name, heald.ErrInvalid)
		}
	}
	for _, name := range slices.Concat(options["-r"], options["--requirement"]) {
		file := path.Join(p.folder, name)
		if !fs.ValidPath(file) || !exists(p.tree, file) {
			return fmt.Errorf("requirements file %s is not in the tree: %w", name, heald.ErrInvalid)
		}
		p.declared(requirementsFile(p.tree, file, ""))
	}
	for _, target := range slices.Concat(options["-e"], options["--editable"]) {
		p.declared(local(target, p.folder, "set-up", ""))
	}
	return p.named(plain)
}

// named adds the packages and folders that stand on the command line.
func (p *planner) named(words []string) error {
	for _, word := range words {
		if strings.HasPrefix(word, ".") || strings.Contains(word, "/") {
			p.declared(local(word, p.folder, "set-up", ""))
			continue
		}
		want, ok := pep.Parse(word)
		if !ok {
			return fmt.Errorf("requirement %q cannot be read: %w", word, heald.ErrInvalid)
		}
		p.plan.Wants = append(p.plan.Wants, want)
	}
	return nil
}

// declared adds requirements, and projects of the tree with what they declare themselves.
func (p *planner) declared(list []declaration) {
	for _, each := range list {
		switch {
		case each.Local != "":
			p.project(each.Local)
			p.declared(projectNeeds(p.tree, each.Local, each.Extras))
		case !slices.ContainsFunc(p.plan.Wants, func(w language.Want) bool {
			return w.Name == each.Name && w.Spec == each.Spec && w.Marker == each.Marker
		}):
			p.plan.Wants = append(p.plan.Wants, each.Want)
		}
		if len(p.plan.Locals) > 100 {
			return
		}
	}
}

var requirementsName = regexp.MustCompile(`["']([\w./-]*requirements[\w.-]*\.(?:txt|in))["']`)

// projectNeeds is what a project of the tree requires at run time, with the chosen extras.
func projectNeeds(tree fs.FS, folder string, extras []string) []declaration {
	d := declared{}
	d.pyproject(tree, folder)
	d.setupCfg(tree, folder)
	d.setupPy(tree, folder)
	var list []declaration
	for _, each := range d.list {
		if each.Group == "" || slices.ContainsFunc(extras, func(extra string) bool { return pep.Normal(extra) == pep.Normal(each.Group) }) {
			list = append(list, each)
		}
	}
	if len(list) > 0 {
		return list
	}
	// Needs that are read from a file while building: setuptools' "dynamic", or a setup.py that opens it.
	dynamic := tomlFile(tree, path.Join(folder, "pyproject.toml")).at("tool", "setuptools", "dynamic", "dependencies")
	names := append(dynamic.texts("file"), dynamic.text("file"))
	for _, match := range requirementsName.FindAllStringSubmatch(text(tree, path.Join(folder, "setup.py")), 5) {
		names = append(names, match[1])
	}
	for _, name := range names {
		if file := path.Join(folder, name); name != "" && fs.ValidPath(file) {
			list = append(list, requirementsFile(tree, file, "")...)
		}
	}
	return list
}

// project links a project of the tree, once.
func (p *planner) project(folder string) {
	file := tomlFile(p.tree, path.Join(folder, "pyproject.toml"))
	cfg := ini(text(p.tree, path.Join(folder, "setup.cfg")))
	found := language.Local{Name: projectName(p.tree, folder), Version: file.at("project").text("version"), Roots: importRoots(p.tree, folder)}
	if found.Name == "" {
		found.Name = cfg["metadata"]["name"]
	}
	if match := setupName.FindStringSubmatch(text(p.tree, path.Join(folder, "setup.py"))); found.Name == "" && match != nil {
		found.Name = match[1]
	}
	if found.Name == "" {
		found.Name = "local-" + pep.Normal(path.Base(folder)+"-project")
	}
	if version := file.at("tool", "poetry").text("version"); found.Version == "" {
		found.Version = version
	}
	if !importForm.MatchString(found.Version) {
		found.Version = "0.0"
	}
	found.Entries = entries(file)
	if !slices.ContainsFunc(p.plan.Locals, func(l language.Local) bool { return l.Name == found.Name }) {
		p.plan.Locals = append(p.plan.Locals, found)
	}
}

var setupName = regexp.MustCompile(`\bname\s*=\s*["']([\w.-]+)["']`)

// entries are a project's commands and plug-ins.
func entries(file table) []language.Entry {
	groups := map[string]table{"console_scripts": file.at("project", "scripts")}
	if groups["console_scripts"] == nil {
		groups["console_scripts"] = file.at("tool", "poetry", "scripts")
	}
	for _, name := range slices.Sorted(maps.Keys(file.at("project", "entry-points"))) {
		groups[name] = file.at("project", "entry-points", name)
	}
	for _, name := range slices.Sorted(maps.Keys(file.at("tool", "poetry", "plugins"))) {
		groups[name] = file.at("tool", "poetry", "plugins", name)
	}
	var list []language.Entry
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		for _, name := range slices.Sorted(maps.Keys(groups[group])) {
			if value := groups[group].text(name); value != "" {
				list = append(list, language.Entry{Group: group, Name: name, Value: value})
			}
		}
	}
	return list
}

// locked takes a lock's packages over and links the project itself.
func (p *planner) locked(name string, l *lock) error {
	wants := l.wants(p.version)
	if len(wants) == 0 && len(l.roots) > 0 || !exists(p.tree, path.Join(p.folder, name)) {
		return fmt.Errorf("%s is not there or holds nothing for Python %s: %w", path.Join(p.folder, name), p.version, heald.ErrInvalid)
	}
	p.plan.Wants, p.plan.Closed = append(p.plan.Wants, wants...), true
	if exists(p.tree, path.Join(p.folder, "pyproject.toml")) {
		p.project(p.folder)
	}
	return nil
}

// chooser tells which groups and extras a command asks for; "" stands for the tool's default development group.
func chooser(options map[string][]string, none bool) func(string) bool {
	var names []string
	for _, name := range []string{"--group", "--extra", "--with", "-E", "--extras", "-G", "--only"} {
		for _, value := range options[name] {
			names = append(names, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })...)
		}
	}
	_, everything := options["--all-extras"]
	_, groups := options["--all-groups"]
	return func(group string) bool {
		return group == "" && !none || slices.Contains(names, group) || group != "" && (everything || groups)
	}
}

func (p *planner) uv(words []string) error {
	options, _ := flags(words, "--all-extras", "--all-groups", "--no-dev", "--dev", "--no-install-project")
	_, none := options["--no-dev"]
	return p.locked("uv.lock", uvLock(p.tree, p.folder, chooser(options, none)))
}

func (p *planner) poetry(words []string) error {
	options, _ := flags(words, "--all-extras", "--all-groups", "--no-dev", "--no-root", "--only-root")
	_, none := options["--no-dev"]
	choose := p.poetryGroups(options, none)
	d := declared{}
	d.pyproject(p.tree, p.folder)
	var wanted []declaration
	for _, each := range d.list {
		if each.Local != "" {
			p.declared([]declaration{each})
		} else if choose(each.Group) {
			wanted = append(wanted, each)
		}
	}
	return p.locked("poetry.lock", poetryLock(p.tree, p.folder, wanted))
}

// poetryGroups tells which groups are installed: those that the command names, and else the main one and all that are not
// optional.
func (p *planner) poetryGroups(options map[string][]string, none bool) func(string) bool {
	named := chooser(options, none)
	without := strings.Join(options["--without"], ",")
	only, hasOnly := options["--only"]
	optional := tomlFile(p.tree, path.Join(p.folder, "pyproject.toml")).at("tool", "poetry", "group")
	return func(group string) bool {
		if group == "" {
			return !hasOnly || slices.Contains(only, "main")
		}
		isOptional, _ := optional.at(group)["optional"].(bool)
		standard := !hasOnly && !none && !isOptional && !strings.Contains(without, group)
		return standard && p.isGroup(group) || named(group)
	}
}

// isGroup tells Poetry's groups, installed by default, from extras, which are not.
func (p *planner) isGroup(name string) bool {
	file := tomlFile(p.tree, path.Join(p.folder, "pyproject.toml"))
	return file.at("tool", "poetry", "group", name) != nil || name == "dev" && file.at("tool", "poetry", "dev-dependencies") != nil || file.at("dependency-groups")[name] != nil
}

func (p *planner) pdm(words []string) error {
	options, _ := flags(words, "--prod", "--production", "--no-self", "--dev", "-d")
	_, none := options["--prod"]
	choose := chooser(options, none)
	file := tomlFile(p.tree, path.Join(p.folder, "pyproject.toml"))
	return p.locked("pdm.lock", pdmLock(p.tree, p.folder, func(group string) bool {
		isDev := file.at("tool", "pdm", "dev-dependencies")[group] != nil || file.at("dependency-groups")[group] != nil
		return choose(group) || isDev && !none
	}))
}

func (p *planner) pipenv(words []string) error {
	options, _ := flags(words, "--dev", "-d")
	return p.locked("Pipfile.lock", pipfileLock(p.tree, p.folder, options["--dev"] != nil || options["-d"] != nil))
}
