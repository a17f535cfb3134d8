package environ

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

func TestNeeds(t *testing.T) {
	files := tree(`
-- pyproject.toml --
[project]
name = "my-shop"
dependencies = ["psycopg2>=2", "tomli ; python_version < '3.11'", "PyYAML"]
[dependency-groups]
dev = ["ruff", "pytest-asyncio"]
-- app/main.py --
-- tests/helpers.py --
`)
	installed := language.Installed{Marks: pep.Marks("3.12")}
	for _, module := range []string{"app.main", "helpers.x", "yaml", "psycopg2.extras", "google.protobuf.message.Message", "google.cloud.storage", "PIL.Image", "unheard.of", "my_shop.x"} {
		installed.Imports = append(installed.Imports, language.Imported{Module: module, Path: "app/main.py", Line: 3})
	}
	installed.Imports = append(installed.Imports, language.Imported{Module: "setuptools.setup", Path: "setup.py", Line: 1})
	var got []string
	for _, need := range (Environments{}).Needs(files, language.Layout{Folder: ".", Framework: pytest, Tests: 1}, installed) {
		got = append(got, strings.Join([]string{need.Name, need.Key, need.Module, need.From}, "|"))
	}
	want := []string{
		"psycopg2|psycopg2||pyproject.toml", "PyYAML|pyyaml||pyproject.toml", "pytest-asyncio|pytest-asyncio||pyproject.toml", "pytest|pytest|pytest|the tests",
		"PyYAML|pyyaml|yaml|app/main.py:3", "psycopg2||psycopg2|app/main.py:3", "protobuf|protobuf||app/main.py:3", "google-cloud-storage|google-cloud-storage||app/main.py:3",
		"Pillow|pillow|PIL|app/main.py:3", "unheard||unheard|app/main.py:3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
}

// TestOnlyTestsNeedIt has modules that only tests import: one that nobody declares, one that is declared, one that the service imports too.
func TestOnlyTestsNeedIt(t *testing.T) {
	files := tree("-- requirements.txt --\nresponses\n-- app/main.py --\n")
	installed := language.Installed{Marks: pep.Marks("3.12"), Imports: []language.Imported{
		{Module: "selenium.webdriver", Path: "app/tests/browser.py"}, {Module: "responses", Path: "test_api.py"}, {Module: "yaml", Path: "conftest.py"}, {Module: "yaml", Path: "app/main.py"},
	}}
	for _, need := range (Environments{}).Needs(files, language.Layout{Folder: "."}, installed) {
		if want := need.Module == "selenium"; need.Tests != want {
			t.Errorf("%s: only for tests %t, want %t", need.Name, need.Tests, want)
		}
	}
}

func TestAbsent(t *testing.T) {
	tests := []struct {
		kind, message string
		want          string
	}{
		{"ModuleNotFoundError", "No module named 'yaml'", "PyYAML yaml"},
		{"ModuleNotFoundError", "No module named 'google.protobuf'", "protobuf google"},
		{"ImportError", "No module named 'sklearn.svm'", "scikit-learn sklearn"},
		{"ModuleNotFoundError", "No module named 'internal_thing.x'", "internal_thing internal_thing"},
		{"ImportError", "cannot import name 'x' from 'yaml'", ""},
		{"ModuleNotFoundError", "No module named '; rm -rf /'", ""},
		{"KeyError", "No module named 'yaml'", ""},
	}
	for _, test := range tests {
		got := strings.Join(Environments{}.Absent(heald.Exception{ErrorType: test.kind, Message: test.message}), " ")
		if got != test.want {
			t.Errorf("Absent(%s: %s) = %q, want %q", test.kind, test.message, got, test.want)
		}
	}
}
