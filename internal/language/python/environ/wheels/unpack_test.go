package wheels

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// wheel makes an archive; a name that ends in "@" becomes a link.
func wheel(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		header := &zip.FileHeader{Name: strings.TrimSuffix(name, "@"), Method: zip.Deflate}
		header.SetMode(0o644)
		if strings.HasSuffix(name, "@") {
			header.SetMode(fs.ModeSymlink | 0o777)
		}
		f, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func testVenv(t *testing.T) *venv {
	t.Helper()
	v, err := newVenv(filepath.Join(t.TempDir(), "v"), "/final", language.Root{Interpreter: "/usr/bin/python3.12", Version: "3.12"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.close)
	return v
}

func (v *venv) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(v.dir, name))
	if err != nil {
		t.Error(err)
	}
	return string(content)
}

func put(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUnpack(t *testing.T) {
	v := testVenv(t)
	file := put(t, "shop-1-py3-none-any.whl", wheel(t, map[string]string{
		"shop/__init__.py": "X = 1", "shop/": "", "shop-1.dist-info/METADATA": "Name: shop",
		"shop-1.dist-info/entry_points.txt": "[console_scripts]\nshop = shop.cli:Main.run [extra]\npython = evil:x\n../up = a:b\n[other]\nno = a:b\n",
		"shop-1.data/scripts/tool":          "#!python -E\nprint(1)\n", "shop-1.data/scripts/run.sh": "#!/bin/sh\n",
		"shop-1.data/data/share/doc.txt": "doc", "shop-1.data/purelib/extra.py": "E = 1", "shop-1.data/headers/shop.h": "h",
	}))
	if err := v.unpackAll([]string{file}); err != nil {
		t.Fatal(err)
	}
	site := "lib/python3.12/site-packages/"
	for name, want := range map[string]string{
		site + "shop/__init__.py": "X = 1", site + "extra.py": "E = 1", "share/doc.txt": "doc", "include/shop.h": "h",
		"bin/tool": "#!/final/bin/python\nprint(1)\n", "bin/run.sh": "#!/bin/sh\n", "lib64/python3.12/site-packages/extra.py": "E = 1",
		"bin/shop": "#!/final/bin/python\nimport sys\nfrom shop.cli import Main\nif __name__ == \"__main__\":\n    sys.exit(Main.run())\n",
	} {
		if got := v.read(t, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if target, err := os.Readlink(filepath.Join(v.dir, "bin/python3")); err != nil || target != "/usr/bin/python3.12" {
		t.Errorf("bin/python3 leads to %s, %v; want the interpreter", target, err)
	}
	if info, err := os.Stat(filepath.Join(v.dir, "bin/shop")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("bin/shop = %v, %v; want it executable", info, err)
	}
	if _, err := os.Stat(filepath.Join(v.dir, "bin/no")); err == nil {
		t.Error("another group's entry became a command")
	}
	if !strings.Contains(v.read(t, "pyvenv.cfg"), "home = /usr/bin\ninclude-system-site-packages = false\n") {
		t.Errorf("pyvenv.cfg = %q", v.read(t, "pyvenv.cfg"))
	}
	again := put(t, "again.whl", wheel(t, map[string]string{"shop/__init__.py": "X = 2"}))
	if err := v.unpack(again); err != nil || v.read(t, site+"shop/__init__.py") != "X = 2" {
		t.Errorf("a second wheel's file = %v, want it to replace the first", err)
	}
}

func TestUnpackHostile(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		kind  error
	}{
		{"parent folder", map[string]string{"../../evil.py": ""}, heald.ErrInvalid},
		{"absolute", map[string]string{"/etc/cron.d/x": ""}, heald.ErrInvalid},
		{"back slash", map[string]string{`..\evil.py`: ""}, heald.ErrInvalid},
		{"data outside", map[string]string{"x-1.data/data/../../../evil": ""}, heald.ErrInvalid},
		{"unknown place", map[string]string{"x-1.data/root/evil": ""}, heald.ErrInvalid},
		{"link", map[string]string{"x/link@": "/etc/passwd"}, heald.ErrInvalid},
		{"interpreter", map[string]string{"x-1.data/scripts/python": ""}, heald.ErrDenied},
		{"configuration", map[string]string{"x-1.data/data/pyvenv.cfg": ""}, heald.ErrDenied},
	}
	for _, test := range tests {
		v := testVenv(t)
		if err := v.unpack(put(t, "x.whl", wheel(t, test.files))); !errors.Is(err, test.kind) {
			t.Errorf("%s: %v, want %v", test.name, err, test.kind)
		}
		if _, err := os.Lstat(filepath.Join(filepath.Dir(v.dir), "evil")); err == nil {
			t.Errorf("%s: a file was written outside", test.name)
		}
	}
	v := testVenv(t)
	v.left = 100
	if err := v.unpack(put(t, "bomb.whl", wheel(t, map[string]string{"a": strings.Repeat("x", 1000)}))); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("too many bytes: %v, want exhausted", err)
	}
	v.left, v.entries = maxUnpacked, 1
	if err := v.unpack(put(t, "many.whl", wheel(t, map[string]string{"a": "", "b": ""}))); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("too many files: %v, want exhausted", err)
	}
	if err := v.unpackAll([]string{put(t, "no.whl", []byte("PK no"))}); err == nil {
		t.Error("a file that is no archive was unpacked")
	}
}

func TestLink(t *testing.T) {
	v := testVenv(t)
	local := language.Local{Name: "my-shop", Version: "1.2", Roots: []string{"src", ""}, Entries: []language.Entry{
		{Group: "console_scripts", Name: "shop", Value: "shop:main"}, {Group: "pytest11", Name: "shop", Value: "shop.plugin"}}}
	if err := v.link(local, "/home/me/shop"); err != nil {
		t.Fatal(err)
	}
	site := "lib/python3.12/site-packages/"
	for name, want := range map[string]string{
		site + "__editable__.my_shop.pth":               "/home/me/shop/src\n/home/me/shop\n",
		site + "my_shop-1.2.dist-info/METADATA":         "Metadata-Version: 2.1\nName: my-shop\nVersion: 1.2\n",
		site + "my_shop-1.2.dist-info/entry_points.txt": "[console_scripts]\nshop = shop:main\n[pytest11]\nshop = shop.plugin\n",
	} {
		if got := v.read(t, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := v.read(t, "bin/shop"); !strings.Contains(got, "from shop import main\n") {
		t.Errorf("bin/shop = %q", got)
	}
}

func TestExtract(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, header := range []tar.Header{
		{Name: "./lib/python3.12/site-packages/new.py", Mode: 0o4755}, {Name: "bin/python", Mode: 0o755}, {Name: "../evil", Mode: 0o644},
		{Name: "etc/passwd", Mode: 0o644}, {Name: "lib/link", Typeflag: tar.TypeSymlink, Linkname: "/etc"}, {Name: "lib/../../evil", Mode: 0o644},
	} {
		if err := w.WriteHeader(&header); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	v := testVenv(t)
	if err := v.extract(&b); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(filepath.Join(v.dir, "lib/python3.12/site-packages/new.py"))
	if err != nil || info.Mode() != 0o755 {
		t.Errorf("new.py = %v, %v; want it without set-uid", info, err)
	}
	for _, name := range []string{"../evil", "etc", "lib/link"} {
		if _, err := os.Lstat(filepath.Join(v.dir, name)); err == nil {
			t.Errorf("%s was taken over", name)
		}
	}
	if target, _ := os.Readlink(filepath.Join(v.dir, "bin/python")); target != "python3" {
		t.Errorf("bin/python leads to %q: the command replaced it", target)
	}
	if err := v.extract(strings.NewReader(strings.Repeat("x", 2000))); err == nil {
		t.Error("an archive that is none was taken over")
	}
}
