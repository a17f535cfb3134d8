package diagnose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// open writes files and opens them as a program.
func open(t testing.TB, files map[string]string) *view {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	support := python.Support()
	program, err := language.Open(root, support)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return &view{program: program, crashes: support.Crashes, Input: Input{Checkout: heald.Checkout{Root: root, Home: "/srv/app"}}}
}

// at returns the only node with that text and, where many nest, the innermost.
func at(t testing.TB, v *view, path, text string) *language.Node {
	t.Helper()
	tree, err := v.program.Tree(path)
	if err != nil {
		t.Fatal(err)
	}
	start := strings.Index(string(tree.Source), text)
	if start < 0 {
		t.Fatalf("%s does not hold %q", path, text)
	}
	return tree.At(start, start+len(text))
}

// framed makes frames out of "path:line:function" for a view, as a trace would.
func (v *view) framed(t testing.TB, e heald.Exception, frames ...string) {
	t.Helper()
	for _, f := range frames {
		parts := strings.Split(f, ":")
		line := 0
		for _, c := range parts[1] {
			line = 10*line + int(c-'0')
		}
		tree, err := v.program.Tree(parts[0])
		if err != nil {
			t.Fatal(err)
		}
		e.Frames = append(e.Frames, heald.Frame{
			File: "/srv/app/" + parts[0], Line: line, Function: parts[2], Code: strings.TrimSpace(tree.Line(line)), InApp: true,
		})
	}
	e.Language = "python"
	v.Incident.Exception = e
	v.choose()
}

func TestProvenance(t *testing.T) {
	for name, c := range map[string]struct {
		source string // the value is the first argument of sink(...)
		want   heald.Provenance
	}{
		"a constant in a variable":           {"def f():\n    x = 0\n    sink(x)\n", heald.FromInside},
		"a constant of the module":           {"LIMIT = 5\n\n\ndef f():\n    sink(LIMIT)\n", heald.FromInside},
		"a constant beside an open value":    {"def f(x):\n    sink(x < 5)\n", heald.FromUnknown},
		"an argument of another function":    {"def g():\n    f(3)\n\n\ndef f(x):\n    sink(x)\n", heald.FromInside},
		"a default that anybody may replace": {"def f(x=None):\n    sink(x)\n", heald.FromUnknown},
		"the command line":                   {"import sys\n\n\ndef f(x):\n    sink(x)\n\n\nf(int(sys.argv[1]))\n", heald.FromOutside},
		"parsed arguments":                   {"def f():\n    options = parser.parse_args()\n    sink(options.count)\n", heald.FromOutside},
		"a handler's parameter":              {"@app.route('/x/<n>')\ndef f(n):\n    sink(n)\n", heald.FromOutside},
		"a handler's query":                  {"@app.get('/x')\ndef f():\n    sink(request.args['n'])\n", heald.FromOutside},
		"a request's body through functions": {"def do():\n    return read(request.json)\n\n\ndef read(body):\n    item = body['a']\n    sink(item['b'])\n", heald.FromOutside},
		"a parameter with a telling name":    {"def f(payload):\n    sink(payload['x'])\n", heald.FromOutside},
		"a line of standard input":           {"import sys\n\nfor line in sys.stdin:\n    sink(line.split()[0])\n", heald.FromOutside},
		"a file that was handed in":          {"import sys\n\nwith open(sys.argv[1]) as handle:\n    for row in handle:\n        sink(row)\n", heald.FromOutside},
		"a file of our own":                  {"def f():\n    with open('table.csv') as handle:\n        sink(handle.read())\n", heald.FromInside},
		"an environment variable":            {"import os\n\nPORT = os.environ.get('PORT')\n\n\ndef f():\n    sink(int(PORT))\n", heald.FromSetting},
		"an option of a settings file":       {"def f(path):\n    p = configparser.ConfigParser()\n    s = p['a']\n    sink(s['port'])\n", heald.FromSetting},
		"a peer's answer":                    {"def f(url):\n    answer = requests.get(url).json()\n    sink(answer['x'])\n", heald.FromPeer},
		"a database row":                     {"def f(db):\n    row = db.execute('q').fetchone()\n    sink(row[0])\n", heald.FromPeer},
		"a clock":                            {"import time\n\n\ndef f():\n    now = time.time()\n    sink(now)\n", heald.FromUnknown},
		"a parameter nobody passes":          {"def f(x):\n    sink(x)\n", heald.FromUnknown},
		"a field of the object":              {"class A:\n    def __init__(self):\n        self.n = 0\n\n    def f(self):\n        sink(self.n)\n", heald.FromInside},
		"a field from the constructor":       {"import sys\n\n\nclass A:\n    def __init__(self, n):\n        self.n = n\n\n    def f(self):\n        sink(self.n)\n\n\nA(sys.argv[1]).f()\n", heald.FromOutside},
		"a declared field":                   {"@dataclass\nclass A:\n    n: int\n\n    def f(self):\n        sink(self.n)\n\n\ndef make(form):\n    A(form['n']).f()\n", heald.FromOutside},
		"a result":                           {"def g():\n    return 0\n\n\ndef f():\n    sink(g())\n", heald.FromInside},
		"a choice":                           {"def f(form):\n    x = form['a'] if form else 0\n    sink(x)\n", heald.FromOutside},
		"an element of a comprehension":      {"def f(form):\n    return [sink(v) for v in form.values()]\n", heald.FromOutside},
		"text with something filled in":      {"def f(form):\n    x = f\"{form['a']}-1\"\n    sink(x)\n", heald.FromOutside},
		"a test's argument is no caller":     {"def f(x):\n    sink(x)\n", heald.FromUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t, map[string]string{"m.py": c.source, "test_m.py": "from m import f\n\n\ndef test_f():\n    f(1)\n"})
			call := at(t, v, "m.py", "sink(").Up(language.Call)
			f := v.program.FuncOf(call.Up(language.Function))
			v.found = []located{{fn: f, node: call, tree: call.Tree()}}
			got, _ := provenance(v.follow(call.Child(language.RoleArgs).Children, 0))
			if got != c.want {
				t.Errorf("provenance = %s, want %s", got, c.want)
			}
		})
	}
}

// TestProvenanceAlongTheTrace shows that the caller in the trace counts, and not just any caller.
func TestProvenanceAlongTheTrace(t *testing.T) {
	v := open(t, map[string]string{"m.py": `import sys


def check(n):
    if n < 1:
        raise ValueError("too small")


def ours():
    check(0)


def theirs():
    check(int(sys.argv[1]))
`})
	for frame, want := range map[string]heald.Provenance{"m.py:10:ours": heald.FromInside, "m.py:14:theirs": heald.FromOutside} {
		v.framed(t, heald.Exception{ErrorType: "ValueError", Message: "too small"}, frame, "m.py:6:check")
		f := v.examine(v.found[len(v.found)-1])
		if got, _ := provenance(f.hits); got != want || !f.raised {
			t.Errorf("%s: provenance = %s, want %s", frame, got, want)
		}
	}
}

func TestFollowEnds(t *testing.T) {
	v := open(t, map[string]string{"m.py": "def f(x):\n    y = g(x)\n    sink(y)\n    return f(y)\n\n\ndef g(x):\n    x = f(x)\n    return g(x)\n"})
	call := at(t, v, "m.py", "sink(y)")
	v.found = []located{{fn: v.program.Func("m.py", "f"), node: call, tree: call.Tree()}}
	if got := len(v.follow([]*language.Node{call}, 0)); got > maxStops {
		t.Errorf("%d hits in a circle", got)
	}
}
