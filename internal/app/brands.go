// Package app puts the parts together: it knows every brand, starts and stops what lives long, and walks a case.
package app

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app/onboard"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/language/python/entry"
	"github.com/heald-dev/heald/internal/language/python/environ"
	"github.com/heald-dev/heald/internal/language/python/environ/machine"
	"github.com/heald-dev/heald/internal/language/python/environ/wheels"
)

// brand is what heald has for one language: the table that stages read, and the parts that stand beside the keys.
type brand struct {
	support      func() *language.Support
	environments interface {
		language.Environments
		language.Planner
		language.Blamer
	}
	finder  func(repository, state string, tracked func(path string) (bool, error)) language.Finder
	builder func(language.Finder) language.Builder
	start   func(files fs.FS, virtual bool) onboard.Start
}

// languages that heald mends, by name.
var languages = map[string]brand{
	"python": {
		support:      python.Support,
		environments: environ.Environments{},
		finder: func(repository, state string, tracked func(string) (bool, error)) language.Finder {
			return machine.New(repository, state, tracked)
		},
		builder: func(f language.Finder) language.Builder { return &wheels.Builder{Machine: f.(*machine.Machine)} },
		start: func(files fs.FS, virtual bool) onboard.Start {
			return onboard.Start(entry.Find(files, map[bool]string{true: "python", false: "python3"}[virtual], python.Support().Skips))
		},
	},
}

func languageNames() string { return strings.Join(slices.Sorted(maps.Keys(languages)), ", ") }

// brandOf returns what heald has for a language, or heald.ErrInvalid for one that it does not know.
func brandOf(name string) (brand, error) {
	b, ok := languages[name]
	if !ok {
		return brand{}, fmt.Errorf("mend code in %q: %w: heald knows %s", name, heald.ErrInvalid, languageNames())
	}
	return b, nil
}

// supportOf returns a language's table, or nil for one that heald does not know.
func supportOf(name string) *language.Support {
	b, ok := languages[name]
	if !ok {
		return nil
	}
	return b.support()
}

// supportFor returns the table of the language that a file is written in by its name, or nil.
func supportFor(path string) *language.Support {
	for _, name := range slices.Sorted(maps.Keys(languages)) {
		if s := supportOf(name); slices.Contains(s.Extensions, filepath.Ext(path)) {
			return s
		}
	}
	return nil
}

// stateDir is where heald keeps what outlives a case: environments that a set-up built. Empty when this user has no such folder.
func stateDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "heald")
}
