package environ

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

const (
	pytest   = "pytest"
	unittest = "unittest"

	maxEntries = 50000
)

// skipped are folders that hold no source of the service.
var skipped = []string{"__pycache__", "__pypackages__", "node_modules", "site-packages", "venv", "env", "build", "dist", "docs", "doc", "examples"}

// Layout reads what the tree says about how it is run and tested.
func (Environments) Layout(tree fs.FS, service heald.Service) language.Layout {
	folder := path.Clean("./" + service.Path)
	found := declarations(tree, folder)
	tests := findTests(tree, folder)
	layout := language.Layout{
		Folder: folder, Tests: len(tests.files), ImportRoots: importRoots(tree, folder), Fits: fits(pinned(tree, folder, found.python)), Setup: suggestion(tree, folder, found),
	}
	switch {
	case configured(tree, folder) || tests.pytest || len(tests.files) == 0 && found.names(pytest):
		layout.Framework = pytest
	case len(tests.files) > 0:
		layout.Framework = unittest
	}
	if len(tests.files) > 0 {
		layout.Suites = map[string][]string{pytest: {"-m", pytest}, unittest: tests.discover(tree, folder)}
	}
	return layout
}

func (d declared) names(name string) bool {
	return slices.ContainsFunc(d.list, func(each declaration) bool { return pep.Normal(each.Name) == name })
}

// configured says whether pytest's own configuration is there.
func configured(tree fs.FS, folder string) bool {
	for _, place := range []string{folder, "."} {
		if exists(tree, path.Join(place, "pytest.ini")) || exists(tree, path.Join(place, ".pytest.ini")) || exists(tree, path.Join(place, "conftest.py")) ||
			len(pytestOptions(tree, place)) > 0 {
			return true
		}
	}
	return false
}

// pytestOptions are the settings that pytest would read in a folder, from the first file that has any.
func pytestOptions(tree fs.FS, place string) map[string]string {
	for _, source := range [][2]string{{"pytest.ini", pytest}, {".pytest.ini", pytest}, {"tox.ini", pytest}, {"setup.cfg", "tool:pytest"}} {
		if section, ok := ini(text(tree, path.Join(place, source[0])))[source[1]]; ok {
			section[""] = source[0]
			return section
		}
	}
	tool := tomlFile(tree, path.Join(place, "pyproject.toml")).at("tool", pytest)
	if tool == nil {
		return nil
	}
	options := map[string]string{"": "pyproject.toml"}
	for _, section := range []table{tool, tool.at("ini_options")} {
		for key := range section {
			options[key] = cmp.Or(section.text(key), strings.Join(section.texts(key), " "))
		}
	}
	return options
}

// suite is what the test files look like.
type suite struct {
	files  []string
	pytest bool // some need pytest
}

var (
	testName   = regexp.MustCompile(`^(?:test_.*|.*_test|tests?)\.py$`)
	wantsTool  = regexp.MustCompile(`(?m)^\s*(?:import pytest|from pytest\b)|^(?:async )?def test_|^class Test\w*(?:\(\))?:`)
	importForm = regexp.MustCompile(`^\d+\.\d+(?:\.\d+)?$`)
)

func findTests(tree fs.FS, folder string) suite {
	var s suite
	walk(tree, folder, func(name string) {
		base := path.Base(name)
		s.pytest = s.pytest || base == "conftest.py"
		if testName.MatchString(base) {
			s.files = append(s.files, name)
			s.pytest = s.pytest || len(s.files) <= 300 && wantsTool.MatchString(text(tree, name))
		}
	})
	return s
}

// walk visits the regular files below folder that can be source of the service, in order, up to a bound.
func walk(tree fs.FS, folder string, visit func(name string)) {
	entries := 0
	_ = fs.WalkDir(tree, folder, func(name string, entry fs.DirEntry, err error) error {
		entries++
		switch {
		case err != nil || entries > maxEntries:
			return fs.SkipAll
		case entry.IsDir() && name != folder && (slices.Contains(skipped, entry.Name()) || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.Type().IsRegular():
			visit(name)
		}
		return nil
	})
}

// discover are unittest's arguments: the folder that all tests share, imported as a package where it is one.
func (s suite) discover(tree fs.FS, folder string) []string {
	common := path.Dir(s.files[0])
	pattern := "test*.py"
	for _, name := range s.files {
		for common != "." && path.Dir(name) != common && !strings.HasPrefix(name, common+"/") {
			common = path.Dir(common)
		}
		if !strings.HasPrefix(path.Base(name), "test") {
			pattern = "*test*.py"
		}
	}
	start := strings.TrimPrefix(strings.TrimPrefix(common, folder), "/")
	if start == "" {
		start = "."
	}
	args := []string{"-m", unittest, "discover", "-s", start, "-p", pattern}
	if start != "." && exists(tree, path.Join(common, "__init__.py")) {
		args = append(args, "-t", ".")
	}
	return args
}

var packageDir = regexp.MustCompile(`package_dir\s*=\s*\{\s*["']{2}\s*:\s*["']([\w./-]+)["']`)

// importRoots are the folders that the tree's own settings put on the import path, then src, the service, the repository.
func importRoots(tree fs.FS, folder string) []string {
	var roots []string
	for _, place := range []string{folder, "."} {
		project := tomlFile(tree, path.Join(place, "pyproject.toml"))
		cfg := ini(text(tree, path.Join(place, "setup.cfg")))
		found := strings.Fields(pytestOptions(tree, place)["pythonpath"])
		found = append(found, project.at("tool", "setuptools", "package-dir").text(""))
		found = append(found, project.at("tool", "setuptools", "packages", "find").texts("where")...)
		found = append(found, cfg["options.packages.find"]["where"], strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(cfg["options"]["package_dir"]), "=")))
		for _, entry := range project.at("tool", "poetry").tables("packages") {
			found = append(found, entry.text("from"))
		}
		if match := packageDir.FindStringSubmatch(text(tree, path.Join(place, "setup.py"))); match != nil {
			found = append(found, match[1])
		}
		for _, name := range found {
			roots = appendRoot(tree, roots, path.Join(place, name), name != "")
		}
		src := path.Join(place, "src")
		roots = appendRoot(tree, roots, src, !exists(tree, path.Join(src, "__init__.py")))
		roots = appendRoot(tree, roots, place, true)
	}
	return append(roots, unnameable(tree, folder, roots)...)
}

// maxRoots bounds the folders that are put on the import path because of their names.
const maxRoots = 12

// unnameable are folders with sources whose names no import statement can say, such as "order-api": what is in them can only be
// imported from there. The service's own come first.
func unnameable(tree fs.FS, folder string, known []string) []string {
	var found []string
	walk(tree, ".", func(name string) {
		if path.Ext(name) != ".py" {
			return
		}
		for at := path.Dir(name); at != "."; at = path.Dir(at) {
			if importName.MatchString(path.Base(at)) {
				continue
			}
			if !slices.Contains(known, at) && !slices.Contains(found, at) {
				found = append(found, at)
			}
			break
		}
	})
	slices.SortStableFunc(found, func(a, b string) int {
		return cmp.Or(-cmp.Compare(inside(folder, a), inside(folder, b)), cmp.Compare(a, b))
	})
	return found[:min(len(found), maxRoots)]
}

var importName = regexp.MustCompile(`^[\pL_][\pL\pN_]*$`)

// inside is 1 for what lies in the folder, else 0.
func inside(folder, name string) int {
	if strings.HasPrefix(name, folder+"/") {
		return 1
	}
	return 0
}

// appendRoot adds a folder of the tree once. The root is "".
func appendRoot(tree fs.FS, roots []string, name string, wanted bool) []string {
	info, err := fs.Stat(tree, path.Clean(name))
	if !wanted || !fs.ValidPath(path.Clean(name)) || err != nil || !info.IsDir() {
		return roots
	}
	name = strings.TrimPrefix(path.Clean(name), ".")
	if slices.Contains(roots, name) {
		return roots
	}
	return append(roots, name)
}

// pinned is the range of Python versions that the tree asks for.
func pinned(tree fs.FS, folder, declared string) string {
	for _, place := range []string{folder, "."} {
		line, _, _ := strings.Cut(text(tree, path.Join(place, ".python-version")), "\n")
		if line = strings.TrimSpace(line); importForm.MatchString(line) {
			parts := strings.Split(line, ".")
			return "==" + parts[0] + "." + parts[1] + ".*"
		}
	}
	return strings.ReplaceAll(declared, " ", "")
}

// fits judges a version of which only the first two numbers are known: its newest release counts.
func fits(specifiers string) func(string) bool {
	if specifiers == "" {
		return nil
	}
	return func(version string) bool { return pep.Satisfies(version+".99", specifiers) }
}

// suggestion is the set-up command that the tree's files stand for, to be run in the service's folder.
func suggestion(tree fs.FS, folder string, found declared) string {
	for _, known := range [][2]string{{"uv.lock", "uv sync"}, {"poetry.lock", "poetry install"}, {"pdm.lock", "pdm install"}, {"Pipfile", "pipenv install --dev"}} {
		if exists(tree, path.Join(folder, known[0])) {
			return known[1]
		}
	}
	command := ""
	for _, name := range found.files(folder) {
		command += " -r " + name
	}
	switch {
	case command == "" && len(found.list) > 0:
		return "pip install -e ."
	case command == "":
		return ""
	}
	return "pip install" + command
}

// files are the requirements files for running and testing, relative to the folder.
func (d declared) files(folder string) []string {
	var names []string
	for _, each := range d.list {
		name, _, isLine := strings.Cut(each.From, ":")
		name = strings.TrimPrefix(strings.TrimPrefix(name, folder), "/")
		relevant := each.Group == "" || strings.Contains(name, "test") || strings.Contains(name, "dev")
		if isLine && strings.HasSuffix(name, ".txt") && relevant && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
