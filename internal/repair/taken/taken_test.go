package taken_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/repair/taken"
)

func TestValues(t *testing.T) {
	cases := []struct{ name, before, after, want string }{
		{"parameter", "def f(a, rate=2):\n    pass\n", "def f(a, rate):\n    pass\n", "rate 2"},
		{"parameter made null", "def f(a, rate=2):\n    pass\n", "def f(a, rate=None):\n    pass\n", "rate 2 null"},
		{"another value", "def f(a, rate=2):\n    pass\n", "def f(a, rate=3):\n    pass\n", ""},
		{"declared to admit null", "class A:\n    x: int = 0\n", "class A:\n    x: int | None = None\n", "x 0 null"},
		{"factory", "class A:\n    xs: list = field(default_factory=list)\n", "class A:\n    xs: list = None\n", "xs [] null"},
		{"database's text", "class A:\n    x = Column(Integer, server_default=text('1'))\n", "class A:\n    x = Column(Integer)\n", "x 1"},
		{"look-up", "def f(d):\n    size = d.get('size', 4)\n", "def f(d):\n    size = d.get('size')\n", "size 4"},
		{"other arm", "def f(d):\n    size = d.size or 4\n", "def f(d):\n    size = d.size\n", "size 4"},
		{"argument", "make(size=1, name='a')\n", "make(name='a')\n", "size 1"},
		{"entry", "def f():\n    return {'a': 1, 'b': 2}\n", "def f():\n    return {'a': 1}\n", "b 2"},
		{"option", "p.add_argument('-r', '--max-rate', type=int, default=7)\n", "p.add_argument('-r', '--max-rate', type=int)\n", "max_rate 7"},
		{"two of a kind", "make(size=1)\nmake(size=2)\n", "make()\nmake()\n", ""},
		{"moved", "x = 1\n", "y = 1\n", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.WriteFile(filepath.Join(root, "app.py"), []byte(c.after), 0o644); err != nil {
				t.Fatal(err)
			}
			support := python.Support()
			program, err := language.Open(root, support)
			if err != nil {
				t.Fatal(err)
			}
			defer program.Close()
			old, err := support.Parse("app.py", []byte(c.before))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range taken.Values(program, []*language.Tree{old}, support.Idioms) {
				said := v.Name + " " + v.Text
				if v.Null {
					said += " null"
				}
				got = append(got, said)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
