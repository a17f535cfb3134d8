package language_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// open writes files to a folder and opens them as a program.
func open(t *testing.T, files map[string]string) *language.Program {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		if err := os.MkdirAll(filepath.Join(root, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, err := language.Open(root, python.Support())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

var shop = map[string]string{
	"shop/cart.py": `from shop import tax

class Cart:
    def total(self):
        def inner():
            return tax.rate(1)
        return inner() + self.rate()

    def rate(self):
        return tax.rate(2)

checkout = Cart().total()
`,
	"shop/tax.py":         "def rate(n):\n    return n\n",
	"tests/test_cart.py":  "from shop.cart import Cart\n\ndef test_total():\n    assert Cart().total()\n",
	"README.md":           "shop\n",
	".venv/lib/x.py":      "def rate(n): pass\n",
	"node_modules/y/z.py": "def rate(n): pass\n",
}

func TestFilesAndFunctions(t *testing.T) {
	p := open(t, shop)
	if want := []string{"shop/cart.py", "shop/tax.py", "tests/test_cart.py"}; !slices.Equal(p.Files, want) {
		t.Errorf("files %v, want %v", p.Files, want)
	}
	var got []string
	for _, f := range p.Funcs() {
		got = append(got, fmt.Sprintf("%s %s %q %t", f.Path, f.Qualified, f.Class, f.Test))
	}
	want := []string{
		`shop/cart.py Cart.total "Cart" false`, `shop/cart.py Cart.total.inner "" false`, `shop/cart.py Cart.rate "Cart" false`,
		`shop/tax.py rate "" false`, `tests/test_cart.py test_total "" true`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("functions\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	if p.Func("shop/cart.py", "Cart.rate") == nil || p.Func("shop/cart.py", "rate") != nil {
		t.Error("a method is found by its qualified name only")
	}
	if len(p.Named("rate")) != 2 || len(p.Classes("Cart")) != 1 {
		t.Errorf("%d functions rate, %d classes Cart", len(p.Named("rate")), len(p.Classes("Cart")))
	}
}

func TestCalls(t *testing.T) {
	p := open(t, shop)
	var got []string
	for _, c := range p.Calls("rate") {
		got = append(got, fmt.Sprintf("%s in %s", c.Node.Text(), c.In.Qualified))
	}
	if want := []string{"tax.rate(1) in Cart.total.inner", "self.rate() in Cart.total", "tax.rate(2) in Cart.rate"}; !slices.Equal(got, want) {
		t.Errorf("calls %v, want %v", got, want)
	}
	sites := p.Calls("total")
	if len(sites) != 2 || sites[0].In != nil || !sites[1].Test {
		t.Errorf("calls of total: %+v", sites)
	}
}

func TestReadStaysInside(t *testing.T) {
	p := open(t, shop)
	root := t.TempDir()
	secret := filepath.Join(root, "secret")
	if err := os.WriteFile(secret, []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	tree := t.TempDir()
	if err := os.Symlink(secret, filepath.Join(tree, "link.py")); err != nil {
		t.Fatal(err)
	}
	linked, err := language.Open(tree, python.Support())
	if err != nil {
		t.Fatal(err)
	}
	defer linked.Close()
	if len(linked.Files) != 0 {
		t.Errorf("a symbolic link counts as source: %v", linked.Files)
	}
	if text, err := linked.Read("link.py"); err == nil {
		t.Errorf("read through a link out of the tree: %q", text)
	}
	for _, name := range []string{"../" + filepath.Base(root) + "/secret", secret, "missing.py", "shop"} {
		if text, err := p.Read(name); err == nil {
			t.Errorf("Read(%s) = %q, want an error", name, text)
		}
	}
	if text, err := p.Read("README.md"); err != nil || string(text) != "shop\n" {
		t.Errorf("Read(README.md) = %q, %v", text, err)
	}
}

func TestLargeFilesAreLeftOut(t *testing.T) {
	p := open(t, map[string]string{"big.py": strings.Repeat("x = 1\n", 1<<19), "small.py": "x = 1\n"})
	if _, err := p.Tree("big.py"); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("got %v, want ErrExhausted", err)
	}
	if len(p.Trees()) != 1 {
		t.Errorf("%d trees, want the small one", len(p.Trees()))
	}
}

// A name of another file is written as the file at hand can write it, and never guessed where two files have it.
func TestSpelled(t *testing.T) {
	p := open(t, map[string]string{
		"shop/settings.py": "WAIT = 2\nTWICE = 1\n", "shop/other.py": "TWICE = 2\n", "shop/tests/test_a.py": "WAIT = 3\n",
		"shop/far.py": "FAR = 1\n", "shop/a.py": "from shop import settings, other\nOWN = 1\n",
		"shop/b.py": "import shop.settings\nfrom shop.settings import WAIT\n", "shop/c.py": "from shop import settings\n\nsettings = settings.load()\n",
	})
	cases := []struct{ file, name, want string }{
		{"shop/a.py", "OWN", "OWN"}, {"shop/a.py", "WAIT", "settings.WAIT"}, {"shop/a.py", "TWICE", ""}, {"shop/a.py", "FAR", ""}, {"shop/a.py", "NONE", ""},
		{"shop/b.py", "WAIT", "WAIT"}, {"shop/c.py", "WAIT", ""},
	}
	for _, c := range cases {
		tree, err := p.Tree(c.file)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Spelled(c.name, tree); got != c.want {
			t.Errorf("%s in %s: got %q, want %q", c.name, c.file, got, c.want)
		}
	}
}
