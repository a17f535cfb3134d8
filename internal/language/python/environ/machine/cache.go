package machine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/heald-dev/heald"
)

// lockFiles are the names that decide which packages a set-up brings.
var lockFiles = []string{
	"requirements*.txt", "requirements*.in", "requirements/*.txt", "requirements/*.in", "constraints*.txt", "pyproject.toml",
	"uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock", "setup.py", "setup.cfg",
}

const maxLock = 16 << 20

// Folder is where set-ups for this tree's lock files are kept: one folder for each command and interpreter below it. The
// files are hashed, not parsed. The original path counts, because an editable install points at it.
func (m *Machine) Folder(service heald.Service, tree heald.Checkout) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q\n", tree.Home, service.Path)
	for _, place := range []string{"", filepath.Clean("/" + service.Path)} {
		for _, pattern := range lockFiles {
			found, _ := filepath.Glob(filepath.Join(escapeGlob(filepath.Join(tree.Root, place)), pattern))
			slices.Sort(found)
			for _, path := range found {
				if content, err := small(path, maxLock); err == nil {
					fmt.Fprintf(sum, "%q %d\n%s\n", path[len(tree.Root):], len(content), content)
				}
			}
		}
	}
	return filepath.Join(m.State, "python", hex.EncodeToString(sum.Sum(nil))[:20])
}

// Entry is the folder of one set-up: of a command carried out for an interpreter.
func Entry(folder, command, interpreter string) string {
	sum := sha256.Sum256([]byte(command + "\x00" + interpreter))
	return filepath.Join(folder, hex.EncodeToString(sum[:])[:20])
}

// cached adds what a set-up has built: for the command given, or, when none is, for whichever was run for these lock files.
func (f *finding) cached(tree heald.Checkout, command string) {
	if f.machine.State == "" || tree.Root == "" {
		return
	}
	folder := f.machine.Folder(f.service, tree)
	var entries []string
	if command == "" {
		list, _ := os.ReadDir(folder)
		for _, entry := range list {
			entries = append(entries, filepath.Join(folder, entry.Name()))
		}
	}
	for _, base := range f.machine.Bases() {
		if command != "" {
			entries = append(entries, Entry(folder, command, base.Interpreter))
		}
	}
	for _, dir := range entries {
		if len(filepath.Base(dir)) == 20 && isFile(filepath.Join(dir, "pyvenv.cfg")) {
			f.add(f.machine.Environment(dir, "cache"))
		}
	}
}
