package environ

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

// declaration is one requirement that a file of the tree states.
type declaration struct {
	language.Want
	From  string // "requirements.txt:3"
	Group string // "" for what the service itself needs, else "dev", "test", an extra …
	Local string // a folder of the tree instead of a distribution
}

// declared is all that a folder's files say; a service without files of its own is declared by the repository's root.
type declared struct {
	list   []declaration
	python string // the versions of Python that it asks for
}

func declarations(tree fs.FS, folder string) declared {
	folder = path.Clean("./" + folder)
	d := declared{}
	for _, place := range []string{folder, "."} {
		d.requirements(tree, place)
		d.pyproject(tree, place)
		d.setupCfg(tree, place)
		d.setupPy(tree, place)
		d.pipfile(tree, place)
		if len(d.list) > 0 || place == "." {
			break
		}
	}
	return d
}

func (d *declared) add(line, from, group string) {
	if want, ok := pep.Parse(line); ok && len(d.list) < 5000 {
		d.list = append(d.list, declaration{Want: want, From: from, Group: group})
	}
}

var (
	mainFile = regexp.MustCompile(`(?:^|[-_./])(?:requirements|base|main|prod|production|common|core|app|runtime)(?:\.txt|\.in)$`)
	hashForm = regexp.MustCompile(`--hash[= ](sha256:[0-9a-f]{64})`)
	option   = regexp.MustCompile(`^(-r|--requirement|-e|--editable)[= ]?\s*(.+)$`)
)

// requirements reads the requirements files by their usual names.
func (d *declared) requirements(tree fs.FS, place string) {
	var names []string
	for _, pattern := range []string{"requirements*.txt", "*requirements.txt", "requirements/*.txt", "requirements*.in"} {
		found, err := fs.Glob(tree, path.Join(place, pattern))
		if err != nil {
			continue
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if strings.HasSuffix(name, ".in") && exists(tree, strings.TrimSuffix(name, ".in")+".txt") {
			continue // compiled from it: the pins are there
		}
		group := "dev"
		if mainFile.MatchString(name) {
			group = ""
		}
		d.list = append(d.list, requirementsFile(tree, name, group)...)
	}
}

// requirementsFile reads one file and what it includes.
func requirementsFile(tree fs.FS, name, group string) []declaration {
	r := requirementsReader{tree: tree, group: group, seen: map[string]bool{}}
	r.file(path.Clean(name))
	return r.list
}

// requirementsReader reads each file once: they may include each other in a ring.
type requirementsReader struct {
	tree  fs.FS
	group string
	seen  map[string]bool
	list  []declaration
}

func (r *requirementsReader) file(name string) {
	if r.seen[name] || len(r.seen) > 100 {
		return
	}
	r.seen[name] = true
	var joined strings.Builder
	for i, line := range strings.Split(text(r.tree, name), "\n") {
		if rest, goesOn := strings.CutSuffix(line, "\\"); goesOn && joined.Len() < 100_000 {
			joined.WriteString(rest + " ")
			continue
		}
		joined.WriteString(line)
		r.line(name, strings.TrimSpace(joined.String()), i+1)
		joined.Reset()
	}
}

func (r *requirementsReader) line(name, line string, number int) {
	if at := strings.Index(" "+line, " #"); at >= 0 {
		line = strings.TrimSpace(line[:at])
	}
	from := fmt.Sprintf("%s:%d", name, number)
	match := option.FindStringSubmatch(line)
	switch {
	case len(r.list) > 5000:
		return
	case match != nil && strings.HasPrefix(strings.TrimLeft(match[1], "-"), "r"):
		r.file(path.Join(path.Dir(name), strings.Trim(match[2], `"'`)))
		return
	case match != nil:
		r.list = append(r.list, local(match[2], path.Dir(name), from, r.group)...)
		return
	case strings.HasPrefix(line, "."):
		r.list = append(r.list, local(line, path.Dir(name), from, r.group)...)
		return
	}
	var hashes []string
	for _, match := range hashForm.FindAllStringSubmatch(line, 200) {
		hashes = append(hashes, match[1])
	}
	line, _, _ = strings.Cut(line, " --")
	if want, ok := pep.Parse(line); ok {
		want.Hashes = hashes
		r.list = append(r.list, declaration{Want: want, From: from, Group: r.group})
	}
}

// local is a project of the tree, "-e ./lib[test]"; paths that lead out of it are not followed.
func local(target, folder, from, group string) []declaration {
	target, extras, _ := strings.Cut(strings.Trim(strings.TrimSpace(target), `"'`), "[")
	clean := path.Join(folder, strings.TrimPrefix(target, "file:"))
	if !fs.ValidPath(clean) {
		return nil
	}
	found := declaration{From: from, Group: group, Local: clean}
	for _, extra := range strings.Split(strings.TrimSuffix(extras, "]"), ",") {
		if extra = strings.TrimSpace(extra); extra != "" {
			found.Extras = append(found.Extras, extra)
		}
	}
	return []declaration{found}
}

var (
	listStart = regexp.MustCompile(`(?m)\b(install_requires|tests_require)\s*=\s*[\[(]`)
	literal   = regexp.MustCompile(`["']([^"'\n]{1,300})["']`)
	pyNeeds   = regexp.MustCompile(`python_requires\s*=\s*["']([^"'\n]{1,100})["']`)
)

// setupPy reads the literals of setup.py's lists. The file is never run.
func (d *declared) setupPy(tree fs.FS, place string) {
	name := path.Join(place, "setup.py")
	source := text(tree, name)
	for _, at := range listStart.FindAllStringSubmatchIndex(source, 10) {
		group := ""
		if source[at[2]:at[3]] == "tests_require" {
			group = "test"
		}
		body := source[at[1]:]
		if end := strings.IndexAny(body, ")"); source[at[1]-1] == '(' && end >= 0 {
			body = body[:end]
		} else if end := closing(body); end >= 0 {
			body = body[:end]
		}
		for _, match := range literal.FindAllStringSubmatch(body, 500) {
			d.add(match[1], fmt.Sprintf("%s:%d", name, strings.Count(source[:at[0]], "\n")+1), group)
		}
	}
	if match := pyNeeds.FindStringSubmatch(source); match != nil && d.python == "" {
		d.python = match[1]
	}
}

// closing finds the bracket that ends a list, past those of extras.
func closing(body string) int {
	depth := 0
	for i, r := range body {
		switch r {
		case '[':
			depth++
		case ']':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

// setupCfg reads [options] of setup.cfg.
func (d *declared) setupCfg(tree fs.FS, place string) {
	name := path.Join(place, "setup.cfg")
	sections := ini(text(tree, name))
	for _, line := range strings.Split(sections["options"]["install_requires"], "\n") {
		d.add(line, name, "")
	}
	for _, extra := range slices.Sorted(maps.Keys(sections["options.extras_require"])) {
		for _, line := range strings.Split(sections["options.extras_require"][extra], "\n") {
			d.add(line, name, extra)
		}
	}
	for _, line := range strings.Split(sections["options"]["tests_require"], "\n") {
		d.add(line, name, "test")
	}
	if needs := sections["options"]["python_requires"]; needs != "" && d.python == "" {
		d.python = needs
	}
}

// ini reads sections of "key = value", values continued on indented lines.
func ini(source string) map[string]map[string]string {
	sections := map[string]map[string]string{}
	var section map[string]string
	key := ""
	for _, line := range strings.Split(source, "\n") {
		bare := strings.TrimSpace(line)
		switch {
		case bare == "" || bare[0] == '#' || bare[0] == ';':
		case line[0] == '[' && strings.HasSuffix(bare, "]"):
			section, key = map[string]string{}, ""
			sections[bare[1:len(bare)-1]] = section
		case section == nil: // what stands before the first section is in none
		case strings.IndexByte(" \t", line[0]) < 0:
			key = setting(section, bare, key)
		case key != "":
			section[key] += "\n" + bare
		}
	}
	return sections
}

// setting takes one "key = value" into a section and returns its key, or the one before where the line is none.
func setting(section map[string]string, line, before string) string {
	name, value, ok := strings.Cut(line, "=")
	if !ok {
		return before
	}
	name = strings.TrimSpace(name)
	section[name] = strings.TrimSpace(value)
	return name
}
