package environ

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

// lock is a resolved set of packages, whoever wrote it.
type lock struct {
	packages map[string][]locked // by normalised name; several when they are for different interpreters
	roots    []edge
}

// locked is one package of a lock.
type locked struct {
	language.Want
	version string
	python  string // the interpreters that it is for
	edges   []edge
	extras  map[string][]edge
}

// edge is "needs that package", perhaps of one version, perhaps under a condition.
type edge struct {
	name, version, marker string
	extras                []string
}

// wants walks the lock from its roots and returns what this interpreter needs, sorted.
func (l *lock) wants(version string) []language.Want {
	marks := pep.Marks(version)
	chosen := map[string]language.Want{}
	seen := map[string]bool{}
	queue := slices.Clone(l.roots)
	for len(queue) > 0 && len(seen) < 20000 {
		next := queue[0]
		queue = queue[1:]
		name := pep.Normal(next.name)
		key := name + "\x00" + next.version + "\x00" + strings.Join(next.extras, ",")
		if seen[key] || !pep.Applies(next.marker, marks, nil) {
			continue
		}
		seen[key] = true
		found, ok := l.pick(name, next.version, version)
		if !ok {
			continue
		}
		if found.version != "" {
			chosen[name] = language.Want{Name: found.Name, Spec: "==" + found.version, Hashes: found.Hashes}
		}
		queue = append(queue, found.edges...)
		for _, extra := range next.extras {
			queue = append(queue, found.extras[pep.Normal(extra)]...)
		}
	}
	var list []language.Want
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		list = append(list, chosen[name])
	}
	return list
}

func (l *lock) pick(name, wanted, python string) (locked, bool) {
	for _, each := range l.packages[name] {
		if (wanted == "" || each.version == wanted) && pep.Satisfies(python+".99", each.python) {
			return each, true
		}
	}
	return locked{}, false
}

func (l *lock) add(each locked) {
	name := pep.Normal(each.Name)
	l.packages[name] = append(l.packages[name], each)
}

// uvLock reads uv.lock. The roots are the project's own entries with the extras and groups that are wanted.
func uvLock(tree fs.FS, folder string, choose func(group string) bool) *lock {
	file := tomlFile(tree, path.Join(folder, "uv.lock"))
	l := &lock{packages: map[string][]locked{}}
	for _, entry := range file.tables("package") {
		each := uvPackage(entry)
		l.add(each)
		if own := entry.at("source"); own.text("editable") != "." && own.text("virtual") != "." {
			continue
		}
		l.roots = append(l.roots, each.edges...)
		for _, extra := range slices.Sorted(maps.Keys(each.extras)) {
			if choose(extra) {
				l.roots = append(l.roots, each.extras[extra]...)
			}
		}
		for _, group := range slices.Sorted(maps.Keys(entry.at("dev-dependencies"))) {
			if choose(group) || group == "dev" && choose("") {
				l.roots = append(l.roots, uvEdges(entry.at("dev-dependencies"), group)...)
			}
		}
	}
	return l
}

func uvPackage(entry table) locked {
	each := locked{Want: language.Want{Name: entry.text("name")}, extras: map[string][]edge{}, edges: uvEdges(entry, "dependencies")}
	if entry.at("source").text("registry") != "" {
		each.version = entry.text("version")
	}
	for _, extra := range slices.Sorted(maps.Keys(entry.at("optional-dependencies"))) {
		each.extras[pep.Normal(extra)] = uvEdges(entry.at("optional-dependencies"), extra)
	}
	for _, file := range append(entry.tables("wheels"), entry.at("sdist")) {
		if hash := file.text("hash"); hash != "" {
			each.Hashes = append(each.Hashes, hash)
		}
	}
	return each
}

func uvEdges(entry table, key string) []edge {
	var edges []edge
	for _, each := range entry.tables(key) {
		edges = append(edges, edge{name: each.text("name"), version: each.text("version"), marker: each.text("marker"), extras: each.texts("extra")})
	}
	return edges
}

// poetryLock reads poetry.lock; its roots are what pyproject.toml declares in the wanted groups.
func poetryLock(tree fs.FS, folder string, wanted []declaration) *lock {
	l := &lock{packages: map[string][]locked{}}
	for _, entry := range tomlFile(tree, path.Join(folder, "poetry.lock")).tables("package") {
		each := locked{Want: language.Want{Name: entry.text("name")}, python: entry.text("python-versions"), extras: map[string][]edge{}}
		if kind := entry.at("source").text("type"); kind == "" || kind == "legacy" {
			each.version = entry.text("version")
		}
		for _, file := range entry.tables("files") {
			each.Hashes = append(each.Hashes, file.text("hash"))
		}
		optional := poetryEdges(&each, entry.at("dependencies"))
		for _, extra := range slices.Sorted(maps.Keys(entry.at("extras"))) {
			for _, line := range entry.at("extras").texts(extra) {
				if want, ok := pep.Parse(line); ok {
					name := pep.Normal(want.Name)
					each.extras[pep.Normal(extra)] = append(each.extras[pep.Normal(extra)], optional[name]...)
				}
			}
		}
		l.add(each)
	}
	for _, each := range wanted {
		l.roots = append(l.roots, edge{name: each.Name, marker: each.Marker, extras: each.Extras})
	}
	return l
}

// poetryEdges adds the dependencies of a package to it and returns the optional ones, by name.
func poetryEdges(each *locked, dependencies table) map[string][]edge {
	optional := map[string][]edge{}
	for _, name := range slices.Sorted(maps.Keys(dependencies)) {
		variants := dependencies.tables(name)
		if inner := dependencies.at(name); inner != nil {
			variants = []table{inner}
		}
		if len(variants) == 0 {
			variants = []table{{}}
		}
		for _, variant := range variants {
			next := edge{name: name, marker: variant.text("markers"), extras: variant.texts("extras")}
			if skip, _ := variant["optional"].(bool); skip {
				next.marker = "" // the extra is the condition
				optional[pep.Normal(name)] = append(optional[pep.Normal(name)], next)
				continue
			}
			each.edges = append(each.edges, next)
		}
	}
	return optional
}

// pdmLock reads pdm.lock, which says of each package in which groups it is.
func pdmLock(tree fs.FS, folder string, choose func(group string) bool) *lock {
	l := &lock{packages: map[string][]locked{}}
	for _, entry := range tomlFile(tree, path.Join(folder, "pdm.lock")).tables("package") {
		each := locked{Want: language.Want{Name: entry.text("name")}, version: entry.text("version"), python: entry.text("requires_python")}
		for _, file := range entry.tables("files") {
			each.Hashes = append(each.Hashes, file.text("hash"))
		}
		l.add(each)
		groups := entry.texts("groups")
		if len(groups) == 0 || slices.Contains(groups, "default") || slices.ContainsFunc(groups, choose) {
			l.roots = append(l.roots, edge{name: each.Name, version: each.version, marker: entry.text("marker")})
		}
	}
	return l
}

// pipfileLock reads Pipfile.lock.
func pipfileLock(tree fs.FS, folder string, dev bool) *lock {
	type pin struct {
		Version string   `json:"version"`
		Hashes  []string `json:"hashes"`
		Markers string   `json:"markers"`
	}
	var file struct{ Default, Develop map[string]pin }
	l := &lock{packages: map[string][]locked{}}
	if json.Unmarshal([]byte(text(tree, path.Join(folder, "Pipfile.lock"))), &file) != nil {
		return l
	}
	sections := []map[string]pin{file.Default}
	if dev {
		sections = append(sections, file.Develop)
	}
	for _, section := range sections {
		for _, name := range slices.Sorted(maps.Keys(section)) {
			version := strings.TrimPrefix(section[name].Version, "==")
			l.add(locked{Want: language.Want{Name: name, Hashes: section[name].Hashes}, version: version})
			l.roots = append(l.roots, edge{name: name, version: version, marker: section[name].Markers})
		}
	}
	return l
}
