package app

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

func service(root string, o Options) (heald.Service, error) {
	s := heald.Service{Name: filepath.Base(root), Repository: root, Language: o.Lang, Venv: o.Environment, Setup: o.Setup}
	if o.TestCommand != "" {
		s.TestCommand = []string{"/bin/sh", "-c", o.TestCommand}
	}
	if o.Service == "" {
		return s, nil
	}
	inside := filepath.ToSlash(filepath.Clean(o.Service))
	if !filepath.IsLocal(inside) {
		return s, fmt.Errorf("--service %s: give a sub-folder of the repository %s: %w", o.Service, root, heald.ErrInvalid)
	}
	if inside != "." {
		s.Path, s.Name = inside, filepath.Base(inside)
	}
	return s, nil
}

// maxNames bounds the tree that is looked through for a service's folder.
const maxNames = 50000

// serviceOf finds the folder of the service that crashed where nobody named it: of a repository with several services, the innermost
// folder with a manifest of its own that holds every file of the trace. Empty for the whole repository: also where tests stand outside
// of every such folder, since they may be the service's. It looks at names only.
func serviceOf(tree string, support *language.Support, frames []heald.Frame) string {
	sources, manifests := names(tree, support)
	home := ""
	for _, frame := range frames {
		if !frame.InApp {
			continue
		}
		file := named(sources, frame.File)
		if file == "" {
			continue
		}
		folder := within(manifests, file)
		if folder == "" || home != "" && home != folder {
			return ""
		}
		home = folder
	}
	for _, file := range sources {
		if support.IsTest(file) && within(manifests, file) == "" {
			return ""
		}
	}
	return home
}

// names lists the source files, and the folders below the root that hold a manifest.
func names(tree string, support *language.Support) (sources, manifests []string) {
	seen := 0
	_ = filepath.WalkDir(tree, func(at string, entry fs.DirEntry, err error) error {
		if seen++; err != nil || seen > maxNames {
			return fs.SkipAll // half a look leads to the whole repository
		}
		name := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(at, tree), string(os.PathSeparator)))
		switch {
		case entry.IsDir() && name != "" && (support.Skips(entry.Name()) || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.Type().IsRegular() && slices.Contains(support.Extensions, path.Ext(name)):
			sources = append(sources, name)
		}
		if entry.Type().IsRegular() && strings.Contains(name, "/") && (entry.Name() == "Dockerfile" || slices.Contains(support.Manifests, entry.Name())) {
			manifests = append(manifests, path.Dir(name))
		}
		return nil
	})
	return sources, manifests
}

// named is the one source file that a frame's path ends with at the greatest length, or empty.
func named(sources []string, file string) string {
	parts := strings.Split(strings.Trim(path.Clean(strings.ReplaceAll(file, `\`, "/")), "/"), "/")
	for n := range parts {
		suffix := strings.Join(parts[n:], "/")
		found := ""
		for _, s := range sources {
			if s == suffix || strings.HasSuffix(s, "/"+suffix) {
				if found != "" {
					return ""
				}
				found = s
			}
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// within is the innermost of the folders that a file lies in.
func within(folders []string, file string) string {
	best := ""
	for _, folder := range folders {
		if strings.HasPrefix(file, folder+"/") && len(folder) > len(best) {
			best = folder
		}
	}
	return best
}
