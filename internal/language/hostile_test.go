package language_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// broken is source that no interpreter takes but a repository may hold.
var broken = []string{
	"", "\x00", "class", "class A(", "def f(", "def f(*):\n  pass\n", "def f(**):\n  return f(**)\n", "f(a=)\n", "f(=1)\nf(*)\n",
	"@staticmethod\n", "@\ndef f(): pass\n", "class A:\n  @\n  def f(self): self.\n", "a[", "a[]\n", "{'a':}\n", "{: 1}\nx = {'a' 1}\n", "x = a if\n", "x = or\n",
	"await\nasync def f(): await\n", "return\nraise\nfor in x:\n", "for x in:\n  x\n", "a, = \n(a, *) = 1\n", "del\nlambda\n", "x = (\n", "\"\"\"", "f'{'",
	"class A(A, B, *C, metaclass=):\n  def __init__(self, (a, b)):\n    self.x = \n", "def (x): return x\n", "x := 1\nif (y := ): pass\n", "\xff\xfe\n", "try:\nexcept:\n",
	"match x:\n  case {'a': b}:\n    pass\n", "print 'x'\nexec 'y' in z\n",
}

// touch asks everything that the port knows of every node of a program.
func touch(p *language.Program) {
	scene := &language.Scene{Program: p}
	for _, tree := range p.Trees() {
		count := 0
		tree.Root.Walk(func(n *language.Node) bool {
			scene.Sources(n)
			_, _, _ = n.Last(), n.Qualified(), n.Statement()
			switch {
			case n.Is(language.Class):
				p.Members(n)
				p.Fields(n, "x")
				language.DeclaredFields(n)
			case n.Is(language.Function, language.Lambda):
				language.Parameters(n)
				language.Receiver(n)
				language.Uses(n, "x")
			case n.Is(language.Call):
				for _, f := range p.Callees(n) {
					language.Bind(n, f)
				}
				for _, class := range tree.Root.All(language.Class) {
					language.BindFields(n, class)
				}
			}
			count++
			return count < 150
		})
	}
	p.Produced("a")
	p.Owners("x")
}

func TestBrokenSourceIsRead(t *testing.T) {
	for _, source := range broken {
		touch(open(t, map[string]string{"a.py": source, "b.py": "class A:\n    x = 1\n\n    def f(self, a):\n        return self.x\n\n\nA().f(1)\n"}))
	}
}

func FuzzProgram(f *testing.F) {
	for _, source := range broken {
		f.Add(source)
	}
	for _, files := range []map[string]string{zoo, ledger, shop} {
		for _, source := range files {
			f.Add(source)
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 1000 {
			return
		}
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "a.py"), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := language.Open(root, python.Support())
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		touch(p)
	})
}
