package entry

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Bounds of what is read of a virtual environment.
const (
	maxPointers = 200
	maxPointer  = 64 << 10
)

// mapped are the packages of an editable install's finder, each with its folder.
var mapped = regexp.MustCompile(`'[\w.]+': ?'(/[^'\n]+)'`)

// Live lists the folders of a repository, relative to it, that installs in the virtual environments point at ("pip install -e"). A program
// that is started from there imports what somebody is working on, whatever folder it runs in: to run another commit, these folders of that
// commit must come first on its import path.
func Live(environments []string, repository string) []string {
	var found []string
	for _, dir := range environments {
		if dir == "" {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(dir, "lib", "python3*", "site-packages", "*")) // the pattern is well-formed
		read := 0
		for _, file := range files {
			base := filepath.Base(file)
			finder := strings.HasPrefix(base, "__editable__") && strings.HasSuffix(base, ".py")
			if !finder && filepath.Ext(file) != ".pth" || read >= maxPointers {
				continue
			}
			read++
			for _, folder := range pointed(file, finder) {
				near, err := filepath.Rel(repository, folder)
				if err == nil && filepath.IsLocal(near) && !slices.Contains(found, near) && !within(environments, folder) {
					found = append(found, near)
				}
			}
		}
	}
	return found
}

// within says whether a folder is one of an environment's own.
func within(environments []string, folder string) bool {
	return slices.ContainsFunc(environments, func(dir string) bool { return dir != "" && strings.HasPrefix(folder+"/", dir+"/") })
}

// pointed are the folders that a file puts on the import path.
func pointed(file string, finder bool) []string {
	info, err := os.Stat(file)
	if err != nil || info.Size() > maxPointer || !info.Mode().IsRegular() {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil // what cannot be read is not imported from
	}
	var folders []string
	if finder {
		for _, m := range mapped.FindAllStringSubmatch(string(text), maxPointers) {
			folders = append(folders, filepath.Dir(m[1]))
		}
		return folders
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); filepath.IsAbs(line) {
			folders = append(folders, filepath.Clean(line))
		}
	}
	return folders
}
