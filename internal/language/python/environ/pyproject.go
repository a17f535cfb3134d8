package environ

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

// table is a piece of a TOML file. Its methods give the zero value for what is not there or of another type.
type table map[string]any

func tomlFile(tree fs.FS, name string) table {
	var t table
	source := text(tree, name)
	if nested(source) > 500 {
		return nil
	}
	if _, err := toml.Decode(source, &t); err != nil {
		return nil
	}
	return t
}

// nested is how deep brackets stand in each other. The TOML parser recurses once for each.
func nested(source string) int {
	depth, most := 0, 0
	for i := range len(source) {
		switch source[i] {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth--
		}
	}
	return most
}

func (t table) at(keys ...string) table {
	for _, key := range keys {
		next, ok := t[key].(map[string]any)
		if !ok {
			return nil
		}
		t = next
	}
	return t
}

func (t table) text(key string) string {
	value, _ := t[key].(string)
	return value
}

func (t table) texts(key string) []string {
	return texts(t[key])
}

func texts(value any) []string {
	values, _ := value.([]any)
	var list []string
	for _, value := range values {
		if s, ok := value.(string); ok {
			list = append(list, s)
		}
	}
	return list
}

// tables are the entries of [[key]], or of key = [{…}, {…}].
func (t table) tables(key string) []table {
	var list []table
	switch values := t[key].(type) {
	case []map[string]any:
		for _, value := range values {
			list = append(list, value)
		}
	case []any:
		for _, value := range values {
			if inner, ok := value.(map[string]any); ok {
				list = append(list, inner)
			}
		}
	}
	return list
}

// pyproject reads pyproject.toml: the standard's tables, Poetry's, PDM's and uv's.
func (d *declared) pyproject(tree fs.FS, place string) {
	name := path.Join(place, "pyproject.toml")
	file := tomlFile(tree, name)
	project, poetry := file.at("project"), file.at("tool", "poetry")
	for _, line := range project.texts("dependencies") {
		d.add(line, name, "")
	}
	d.groups(project.at("optional-dependencies"), name)
	d.groups(file.at("tool", "pdm", "dev-dependencies"), name)
	for _, line := range file.at("tool", "uv").texts("dev-dependencies") {
		d.add(line, name, "dev")
	}
	for _, group := range slices.Sorted(maps.Keys(file.at("dependency-groups"))) {
		for _, line := range include(file.at("dependency-groups"), group, map[string]bool{}) {
			d.add(line, name, group)
		}
	}
	d.poetry(poetry.at("dependencies"), name, "")
	d.poetry(poetry.at("dev-dependencies"), name, "dev")
	for _, group := range slices.Sorted(maps.Keys(poetry.at("group"))) {
		d.poetry(poetry.at("group", group, "dependencies"), name, group)
	}
	for _, python := range []string{project.text("requires-python"), poetry.at("dependencies").text("python")} {
		if d.python == "" {
			d.python = python
		}
	}
}

func (d *declared) groups(groups table, from string) {
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		for _, line := range groups.texts(group) {
			d.add(line, from, group)
		}
	}
}

// include flattens a dependency group of PEP 735; groups may include each other in a ring.
func include(groups table, name string, seen map[string]bool) []string {
	if seen[name] {
		return nil
	}
	seen[name] = true
	lines := groups.texts(name)
	for _, inner := range groups.tables(name) {
		lines = append(lines, include(groups, inner.text("include-group"), seen)...)
	}
	return lines
}

// poetry reads a table of name = "^1.2" or name = {version = …, extras = …, markers = …, optional = …}.
func (d *declared) poetry(dependencies table, from, group string) {
	for _, name := range slices.Sorted(maps.Keys(dependencies)) {
		entry := dependencies.at(name)
		version := dependencies.text(name)
		if entry != nil {
			version = entry.text("version")
		}
		if optional, _ := entry["optional"].(bool); optional || pep.Normal(name) == "python" {
			continue
		}
		if folder := entry.text("path"); folder != "" {
			d.list = append(d.list, local(folder, path.Dir(from), from, group)...)
			continue
		}
		line := name
		if extras := entry.texts("extras"); len(extras) > 0 {
			line += "[" + strings.Join(extras, ",") + "]"
		}
		line += poetryRange(version)
		if marker := entry.text("markers"); marker != "" {
			line += ";" + marker
		}
		d.add(line, from, group)
	}
}

var bareVersion = regexp.MustCompile(`^[0-9][0-9A-Za-z.]*$`)

// poetryRange writes Poetry's "^2.1", "~2.1" and "2.1" as PEP 440 does.
func poetryRange(version string) string {
	var parts []string
	for _, part := range strings.Split(version, ",") {
		part = strings.TrimSpace(part)
		operator := ""
		if strings.HasPrefix(part, "^") || strings.HasPrefix(part, "~") && !strings.HasPrefix(part, "~=") {
			operator, part = part[:1], strings.TrimSpace(part[1:])
		}
		switch {
		case part == "" || part == "*" || strings.Contains(part, "||"):
			continue
		case operator != "":
			part = ">=" + part + ",<" + ceiling(part, operator)
		case bareVersion.MatchString(part):
			part = "==" + part
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ",")
}

// ceiling is the first version that "^" or "~" no longer allows.
func ceiling(version, operator string) string {
	parts := strings.Split(version, ".")
	at := 0
	if operator == "~" {
		at = min(1, len(parts)-1)
	}
	for operator == "^" && at < len(parts)-1 && parts[at] == "0" {
		at++
	}
	n, err := strconv.Atoi(parts[at])
	if err != nil {
		return "9999"
	}
	return strings.Join(append(slices.Clone(parts[:at]), strconv.Itoa(n+1)), ".")
}

// pipfile reads Pipenv's list.
func (d *declared) pipfile(tree fs.FS, place string) {
	name := path.Join(place, "Pipfile")
	file := tomlFile(tree, name)
	d.poetry(file.at("packages"), name, "")
	d.poetry(file.at("dev-packages"), name, "dev")
	if version := file.at("requires").text("python_version"); version != "" && d.python == "" {
		d.python = fmt.Sprintf("==%s.*", version)
	}
}
