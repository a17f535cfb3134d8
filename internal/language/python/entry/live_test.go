package entry

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestLive(t *testing.T) {
	repo := t.TempDir()
	site := filepath.Join(repo, ".venv", "lib", "python3.11", "site-packages")
	for name, text := range map[string]string{
		"__editable__.shop-1.0.pth":          filepath.Join(repo, "src") + "\n",
		"__editable___desk_1_0_finder.py":    "MAPPING: dict[str, str] = {'desk': '" + repo + "/desk', 'desk_more': '" + repo + "/desk_more'}\nNAMESPACES = {}\n",
		"_till.pth":                          filepath.Join(repo, "libs", "till") + "\nimport till_hook; till_hook.start()\n",
		"elsewhere.pth":                      "/usr/lib/elsewhere\n",
		"own.pth":                            filepath.Join(site, "vendored") + "\n",
		"notes.txt":                          filepath.Join(repo, "notes") + "\n",
		"__editable___other_1_0_finder.pyc":  "'x': '" + repo + "/x'",
		"distutils-precedence.pth":           "import os; var = 'X'\n",
		"ordinary/__init__.py":               "",
		"__editable___broken_1_0_finder.txt": "",
	} {
		file := filepath.Join(site, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := Live([]string{"", filepath.Join(repo, ".venv"), filepath.Join(repo, "none")}, repo)
	slices.Sort(got)
	if want := []string{".", "libs/till", "src"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
