package serve

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=ann", "-c", "user.email=ann@localhost"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit writes files and commits them on main. Nobody stands on that branch afterwards.
func commit(t *testing.T, dir, message string, files map[string]string) string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, ".git")); err != nil {
		git(t, dir, "init", "-q", "-b", "main")
	} else {
		git(t, dir, "checkout", "-q", "main")
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", message)
	git(t, dir, "checkout", "-q", "-B", "person")
	return git(t, dir, "rev-parse", "main")
}

// pricing makes the repository of the example in which an item divides by zero.
func pricing(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const example = "../../examples/pricing"
	all := map[string]string{}
	collect(t, example, all)
	before := map[string]string{}
	collect(t, filepath.Join(example, "scenarios/zero-discount/before"), before)
	data := map[string]string{}
	for name, text := range all {
		if strings.HasPrefix(name, "data/") {
			data[name] = text
			delete(all, name)
		}
	}
	for name, text := range before {
		all[name] = text
	}
	commit(t, dir, "Prices over HTTP", all)
	commit(t, dir, "The buyers' export of tonight", data)
	return dir
}

func collect(t *testing.T, root string, into map[string]string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if (entry.Name() == "scenarios" && name != root) || entry.Name() == "__pycache__" {
				return fs.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(name)
		relative, _ := filepath.Rel(root, name)
		into[filepath.ToSlash(relative)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var (
	sound   = []string{"/price?sku=BK-1042&quantity=2", "/price?sku=KT-0020", "/search?q=bread", "/label?sku=HM-3014"}
	crashes = "/price?sku=KT-0031&quantity=2"
	server  = []string{"python3", "server.py"}
)
