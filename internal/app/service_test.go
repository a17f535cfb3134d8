package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/heald-dev/heald"
)

func TestServiceOf(t *testing.T) {
	frame := func(file string) heald.Frame { return heald.Frame{File: file, InApp: true} }
	two := []string{"services/order-api/app.py", "services/order-api/Dockerfile", "services/order-api/tests/test_app.py", "services/stock/app.py", "services/stock/pyproject.toml", "common/money.py"}
	cases := []struct {
		name   string
		files  []string
		frames []heald.Frame
		want   string
	}{
		{"one of two", two, []heald.Frame{{File: "/usr/lib/python3.11/runpy.py"}, frame("/srv/order-api/app.py")}, "services/order-api"},
		{"the other", two, []heald.Frame{frame("/opt/services/stock/app.py")}, "services/stock"},
		{"which of the two nobody knows", two, []heald.Frame{frame("/srv/app.py")}, ""},
		{"a part that both share", two, []heald.Frame{frame("/srv/order-api/app.py"), frame("/srv/common/money.py")}, ""},
		{"a manifest at the root only", []string{"app/main.py", "pyproject.toml"}, []heald.Frame{frame("/srv/app/main.py")}, ""},
		{"tests beside the folder", []string{"app/main.py", "app/Dockerfile", "tests/test_main.py"}, []heald.Frame{frame("/srv/app/main.py")}, ""},
		{"the innermost", []string{"a/Dockerfile", "a/b/requirements.txt", "a/b/x.py"}, []heald.Frame{frame("x.py")}, "a/b"},
		{"no frame of ours", two, []heald.Frame{frame("/usr/share/other.py")}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			tree := t.TempDir()
			for _, name := range c.files {
				at := filepath.Join(tree, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got := serviceOf(tree, supportOf("python"), c.frames); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
