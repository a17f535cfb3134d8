package drive

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// place is where a test goes and how its neighbours are written.
type place struct {
	folder   string
	classes  bool // tests are methods of unittest.TestCase
	suffixed bool // files are named thing_test.py
	single   bool // texts stand in single quotes
}

// neighbours looks at the repository's test files: those of the driven module first, else where most tests are.
func neighbours(w language.Writing) place {
	var tests []string
	for _, name := range w.Program.Files {
		if base := path.Base(name); strings.HasPrefix(name, prefix(w.Folder)) && w.Program.Support.IsTest(name) && (strings.HasPrefix(base, "test") || strings.HasSuffix(base, "_test.py")) {
			tests = append(tests, name)
		}
	}
	p := place{folder: beside(w.Drive, folderOf(tests, w)), classes: w.Environment.Framework == "unittest"}
	if p.folder == "" && len(tests) == 0 {
		p.folder = path.Join(w.Folder, "tests")
	}
	near := slices.DeleteFunc(tests, func(t string) bool { return path.Dir(t) != path.Clean(p.folder) })
	suffixed, classes, quotes := 0, 0, 0
	for _, t := range near {
		quotes += leaning(w, t)
		suffixed += count(strings.HasSuffix(t, "_test.py"))
		classes += count(inClasses(w, t))
	}
	if len(near) == 0 {
		quotes = leaning(w, w.Drive.Path)
	}
	p.suffixed, p.single = suffixed*2 > len(near), quotes > 0
	p.classes = (p.classes || classes*2 > len(near)) && len(w.Drive.Fixtures) == 0 && !(w.Drive.Kind == "scene" && w.Drive.Async) // methods of a TestCase are given no fixtures
	return p
}

// folderOf picks the folder of the test file that belongs to the module, else the one with most tests.
func folderOf(tests []string, w language.Writing) string {
	count := map[string]int{}
	module, name := w.Drive.Module, stem(w.Drive.Path)
	imports := regexp.MustCompile(`(?m)^\s*(from|import) ` + regexp.QuoteMeta(module) + `\b`)
	for _, t := range tests {
		weight := 1
		if stem(t) == "test_"+name || stem(t) == name+"_test" {
			weight += 100
		}
		if source, err := w.Program.Read(t); err == nil && module != "" && imports.Match(source) {
			weight += 20
		}
		count[path.Dir(t)] += weight
	}
	best, most := "", 0
	for folder, n := range count {
		if n > most || n == most && folder < best {
			best, most = folder, n
		}
	}
	return best
}

// seeing moves a test that asks for fixtures to a folder that sees them.
func seeing(d heald.Drive, folder string) string {
	conftest := path.Dir(d.Conftest)
	if len(d.Fixtures) == 0 || conftest == "." || folder == conftest || strings.HasPrefix(folder, conftest+"/") {
		return folder
	}
	return conftest
}

func count(held bool) int {
	if held {
		return 1
	}
	return 0
}

var testCase = regexp.MustCompile(`(?m)^class \w+\(.*TestCase`)

// inClasses says whether a test file's tests are methods of unittest's classes.
func inClasses(w language.Writing, file string) bool {
	source, err := w.Program.Read(file)
	return err == nil && strings.Contains(string(source), "unittest") && testCase.Match(source)
}

// leaning counts the single quotes of a file against its double ones.
func leaning(w language.Writing, file string) int {
	source, err := w.Program.Read(file)
	if err != nil {
		return 0
	}
	return strings.Count(string(source), "'") - strings.Count(string(source), `"`)
}

func stem(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

// file names a test file that does not exist yet.
func (p place) file(w language.Writing) string {
	module := stem(w.Drive.Path)
	if module == "__init__" || module == "__main__" {
		module = path.Base(path.Dir(w.Drive.Path))
	}
	if module == "." || module == "" {
		module = "service"
	}
	behaviour := strings.TrimPrefix(testName(w), "test_")
	if !strings.HasPrefix(behaviour, module) {
		behaviour = module + "_" + behaviour
	}
	for n := 1; ; n++ {
		name := behaviour
		if n > 1 {
			name = fmt.Sprintf("%s_%d", behaviour, n)
		}
		file := path.Join(p.folder, "test_"+name+".py")
		if p.suffixed {
			file = path.Join(p.folder, name+"_test.py")
		}
		if !w.Program.Has(file) {
			return file
		}
	}
}
