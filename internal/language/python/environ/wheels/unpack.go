package wheels

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Bounds of one environment: a wheel is a hostile archive.
const (
	maxUnpacked = 8 << 30
	maxEntries  = 300_000
)

// venv is a virtual environment that is written in dir and will live in final.
type venv struct {
	dir, final string
	version    string // "3.12"
	root       *os.Root
	left       int64
	entries    int
	owned      map[string]bool // files of this package's own, which no wheel may replace
}

// newVenv writes what `python -m venv` would: links to the interpreter, the folders, pyvenv.cfg.
func newVenv(dir, final string, base language.Root) (*venv, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	v := &venv{dir: dir, final: final, version: base.Version, root: root, left: maxUnpacked, entries: maxEntries}
	config := fmt.Sprintf("home = %s\ninclude-system-site-packages = false\nversion = %s\nexecutable = %s\n", filepath.Dir(base.Interpreter), base.Version, base.Interpreter)
	v.owned = map[string]bool{"pyvenv.cfg": true, "bin/python": true, "bin/python3": true, "bin/python" + base.Version: true, "lib64": true}
	err = errors.Join(root.MkdirAll(v.site(), 0o755), root.Mkdir("bin", 0o755), root.Symlink("lib", "lib64"),
		root.WriteFile("pyvenv.cfg", []byte(config), 0o644), root.Symlink(base.Interpreter, "bin/python3"),
		root.Symlink("python3", "bin/python"), root.Symlink("python3", "bin/python"+base.Version))
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("lay out %s: %w", dir, err)
	}
	return v, nil
}

func (v *venv) site() string { return "lib/python" + v.version + "/site-packages" }

func (v *venv) close() { v.root.Close() }

func (v *venv) unpackAll(files []string) error {
	for _, file := range files {
		if err := v.unpack(file); err != nil {
			return fmt.Errorf("unpack %s: %w", filepath.Base(file), err)
		}
	}
	return nil
}

// unpack installs one wheel. Nothing of it is run.
func (v *venv) unpack(file string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer archive.Close()
	for _, entry := range archive.File {
		if v.entries--; v.entries < 0 {
			return fmt.Errorf("more than %d files: %w", maxEntries, heald.ErrExhausted)
		}
		if strings.HasSuffix(entry.Name, "/") {
			continue
		}
		name, script, err := v.place(entry.Name)
		if err != nil {
			return err
		}
		if err := v.write(entry, name, script); err != nil {
			return err
		}
	}
	return nil
}

// place maps a wheel's file to its place in the environment.
func (v *venv) place(name string) (target string, script bool, err error) {
	if !fs.ValidPath(name) || strings.ContainsRune(name, '\\') {
		return "", false, fmt.Errorf("file %q lies outside of the wheel: %w", name, heald.ErrInvalid)
	}
	target = path.Join(v.site(), name)
	if first, rest, ok := strings.Cut(name, "/"); ok && strings.HasSuffix(first, ".data") {
		kind, inner, _ := strings.Cut(rest, "/")
		folder, known := map[string]string{"purelib": v.site(), "platlib": v.site(), "scripts": "bin", "headers": "include", "data": "."}[kind]
		if !known || inner == "" {
			return "", false, fmt.Errorf("file %q has no place: %w", name, heald.ErrInvalid)
		}
		target, script = path.Join(folder, inner), kind == "scripts"
	}
	if v.owned[target] {
		return "", false, fmt.Errorf("file %q would replace the environment's own %s: %w", name, target, heald.ErrDenied)
	}
	return target, script, nil
}

func (v *venv) write(entry *zip.File, name string, script bool) error {
	if !entry.Mode().IsRegular() {
		return fmt.Errorf("file %q is not a regular one: %w", entry.Name, heald.ErrInvalid)
	}
	source, err := entry.Open()
	if err != nil {
		return err
	}
	defer source.Close()
	mode := fs.FileMode(0o644)
	if script || entry.Mode()&0o111 != 0 {
		mode = 0o755
	}
	var content io.Reader = source
	if script {
		body, err := io.ReadAll(io.LimitReader(source, 16<<20))
		if err != nil {
			return err
		}
		content = bytes.NewReader(v.shebang(body))
	}
	if err := v.copy(name, content, mode); err != nil {
		return err
	}
	if path.Base(name) == "entry_points.txt" && strings.HasSuffix(path.Dir(name), ".dist-info") {
		return v.scripts(name)
	}
	return nil
}

// copy writes a file, replacing one that another wheel brought.
func (v *venv) copy(name string, content io.Reader, mode fs.FileMode) error {
	if err := v.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	if err := v.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := v.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	written, err := io.Copy(file, io.LimitReader(content, v.left+1))
	if v.left -= written; err == nil && v.left < 0 {
		err = fmt.Errorf("more than %d bytes: %w", int64(maxUnpacked), heald.ErrExhausted)
	}
	return errors.Join(err, file.Close())
}

// shebang lets a wheel's script run with this environment's interpreter.
func (v *venv) shebang(script []byte) []byte {
	if !bytes.HasPrefix(script, []byte("#!python")) {
		return script
	}
	_, rest, _ := bytes.Cut(script, []byte("\n"))
	return append([]byte("#!"+v.final+"/bin/python\n"), rest...)
}

var scriptLine = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9_.-]{0,100})\s*=\s*([A-Za-z_][\w.]{0,200})\s*:\s*([A-Za-z_][\w.]{0,200})`)

// scripts writes the commands of an entry_points.txt.
func (v *venv) scripts(name string) error {
	content, err := v.root.ReadFile(name)
	if err != nil || len(content) > 1<<20 {
		return err
	}
	section := ""
	for _, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
		}
		match := scriptLine.FindStringSubmatch(line)
		if match == nil || !slices.Contains([]string{"console_scripts", "gui_scripts"}, section) || v.owned["bin/"+match[1]] {
			continue
		}
		body := fmt.Sprintf("#!%s/bin/python\nimport sys\nfrom %s import %s\nif __name__ == %q:\n    sys.exit(%s())\n",
			v.final, match[2], strings.Split(match[3], ".")[0], "__main__", match[3])
		if err := v.copy("bin/"+match[1], strings.NewReader(body), 0o755); err != nil {
			return err
		}
	}
	return nil
}

// link installs a project of the tree: its folders are put on the import path as they stand in home, so that whatever tree is
// mounted there is what runs.
func (v *venv) link(local language.Local, home string) error {
	info := path.Join(v.site(), strings.ReplaceAll(local.Name, "-", "_")+"-"+local.Version+".dist-info")
	paths, points := "", ""
	for _, root := range local.Roots {
		paths += filepath.Join(home, root) + "\n"
	}
	group := ""
	for _, entry := range local.Entries {
		if entry.Group != group {
			group = entry.Group
			points += "[" + group + "]\n"
		}
		points += entry.Name + " = " + entry.Value + "\n"
	}
	metadata := fmt.Sprintf("Metadata-Version: 2.1\nName: %s\nVersion: %s\n", local.Name, local.Version)
	err := errors.Join(
		v.copy(path.Join(v.site(), "__editable__."+strings.ReplaceAll(local.Name, "-", "_")+".pth"), strings.NewReader(paths), 0o644),
		v.copy(path.Join(info, "METADATA"), strings.NewReader(metadata), 0o644),
		v.copy(path.Join(info, "INSTALLER"), strings.NewReader("heald\n"), 0o644),
		v.copy(path.Join(info, "entry_points.txt"), strings.NewReader(points), 0o644))
	if err != nil {
		return fmt.Errorf("link %s: %w", local.Name, err)
	}
	return v.scripts(path.Join(info, "entry_points.txt"))
}
