package harness

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestHarness runs the Python parts' own tests: heald's code alone, so that no sandbox is needed.
func TestHarness(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "python3", "-B", filepath.Join("testdata", "test_harness.py"))
	cmd.Env = append(os.Environ(), "PYTHONPATH="+here)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestFiles(t *testing.T) {
	files, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"heald_main.py", "heald_drive.py", "heald_search.py"} {
		if len(files[name]) == 0 {
			t.Errorf("%s is not shipped", name)
		}
	}
	for name := range files {
		if strings.Contains(name, "test_") || strings.Contains(name, "/") {
			t.Errorf("%s is shipped", name)
		}
	}
}
