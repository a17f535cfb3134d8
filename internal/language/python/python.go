// Package python is the brand for Python: one table of what heald can do in it.
package python

import (
	"path"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/crashes"
	"github.com/heald-dev/heald/internal/language/python/drive"
	"github.com/heald-dev/heald/internal/language/python/idioms"
	"github.com/heald-dev/heald/internal/language/python/observe"
	"github.com/heald-dev/heald/internal/language/python/syntax"
	"github.com/heald-dev/heald/internal/language/python/templates"
)

// Support returns Python's table.
func Support() *language.Support {
	return &language.Support{
		Name:       "python",
		Extensions: []string{".py"},
		SkipDirs: []string{
			".git", ".hg", ".tox", ".nox", ".venv", "venv", "__pycache__", "__pypackages__", "node_modules", "site-packages",
			".mypy_cache", ".pytest_cache", ".eggs",
		},
		Manifests: []string{"pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "uv.lock", "poetry.lock"},
		Parse:     syntax.Grammar().Parse,
		IsTest:    IsTest,

		Crashes: crashes.Table(),
		Drivers: drive.Drivers(),

		Suites:    observe.Suites(),
		Observers: observe.Observers(),

		Templates: templates.All(),
		Idioms:    idioms.Table(),
		Screening: templates.Screening(),
	}
}

// IsTest says whether a file holds tests rather than the service's code, by pytest's and unittest's conventions.
func IsTest(name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, "test_") || strings.HasSuffix(base, "_test.py") || base == "conftest.py" || base == "tests.py" {
		return true
	}
	for _, folder := range strings.Split(path.Dir(name), "/") {
		if folder == "tests" || folder == "test" {
			return true
		}
	}
	return false
}
