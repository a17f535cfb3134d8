package environ

import (
	"fmt"
	"io/fs"
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
		d.list = append(d.list, requirementsFile(tree, name, group, 0)...)
	}
}

// requirementsFile reads one file and what it includes.
func requirementsFile(tree fs.FS, name, group string, depth int) []declaration {
	if depth > 8 {
		return nil
	}
	var list []declaration
	joined := ""
	for i, line := range strings.Split(text(tree, name), "\n") {
		joined += line
		if strings.HasSuffix(joined, "\\") {
			joined = strings.TrimSuffix(joined, "\\") + " "
			continue
		}
		list = append(list, requirementsLine(tree, name, strings.TrimSpace(joined), group, i+1, depth)...)
		joined = ""
	}
	return list
}

func requirementsLine(tree fs.FS, name, line, group string, number, depth int) []declaration {
	if at := strings.Index(" "+line, " #"); at >= 0 {
		line = strings.TrimSpace(line[:at])
	}
	from := fmt.Sprintf("%s:%d", name, number)
	if match := option.FindStringSubmatch(line); match != nil {
		target := path.Join(path.Dir(name), strings.Trim(match[2], `"'`))
		if strings.HasPrefix(match[1], "-r") || strings.HasPrefix(match[1], "--r") {
			return requirementsFile(tree, target, group, depth+1)
		}
		return local(match[2], path.Dir(name), from, group)
	}
	if strings.HasPrefix(line, ".") {
		return local(line, path.Dir(name), from, group)
	}
	var hashes []string
	for _, match := range hashForm.FindAllStringSubmatch(line, 200) {
		hashes = append(hashes, match[1])
	}
	line, _, _ = strings.Cut(line, " --")
	want, ok := pep.Parse(line)
	if !ok {
		return nil
	}
	want.Hashes = hashes
	return []declaration{{Want: want, From: from, Group: group}}
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
	for _, extra := range sorted(sections["options.extras_require"]) {
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
	section, key := "", ""
	for _, line := range strings.Split(source, "\n") {
		bare := strings.TrimSpace(line)
		name, value, isSetting := strings.Cut(bare, "=")
		switch {
		case bare == "" || strings.HasPrefix(bare, "#") || strings.HasPrefix(bare, ";"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(bare, "]"):
			section, key = bare[1:len(bare)-1], ""
			sections[section] = map[string]string{}
		case line[0] == ' ' || line[0] == '\t':
			if sections[section] != nil && key != "" {
				sections[section][key] += "\n" + bare
			}
		case isSetting && sections[section] != nil:
			key = strings.TrimSpace(name)
			sections[section][key] = strings.TrimSpace(value)
		}
	}
	return sections
}
