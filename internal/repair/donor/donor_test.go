package donor

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func parse(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := python.Support().Parse("app/a.py", []byte(source))
	if err != nil || tree.Broken {
		t.Fatalf("%q: %v", source, err)
	}
	return tree
}

// The key of the last subscript of a function, taken apart: what is done to it, and of what it is made.
func TestFormOf(t *testing.T) {
	for _, c := range []struct{ name, body, form, atom string }{
		{"a mere variable", "return table[name]", "·", "name"},
		{"methods", "return table[name.strip().lower()]", "·.strip().lower()", "name"},
		{"a function", "return table[norm(name)]", "norm(·)", "name"},
		{"a method of its own object", "return table[self.norm(name)]", "self.norm(·)", "name"},
		{"one line earlier", "key = name.lower()\n        return table[key]", "·.lower()", "name"},
		{"made twice, so nobody knows which", "key = name\n        key = name.lower()\n        return table[key]", "·", "key"},
		{"a text around it", "return table[f'user:{name}']", "f'user:{·}'", "name"},
		{"a text put before it", "return table['user:' + name]", "'user:' + ·", "name"},
		{"a part by number", "return table[name[0]]", "·[0]", "name"},
		{"a part by name is what it is made of", "return table[row['name']]", "·", "row['name']"},
		{"of two values", "return table[join(name, row)]", "·", "join(name, row)"},
		{"in parentheses", "return table[(name)]", "·", "name"},
	} {
		fn := parse(t, "class A:\n    def f(self, name, row):\n        "+c.body+"\n").Root.All(language.Return)[0]
		f := formOf(fn.Child(language.RoleValue).Child(language.RoleKey))
		if got := f.of("·"); got != c.form || f.atom.Text() != c.atom || f.plain() != (c.form == "·") {
			t.Errorf("%s: %q of %q, want %q of %q", c.name, got, f.atom.Text(), c.form, c.atom)
		}
	}
}

func TestAccesses(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"table[key]", "reads table by key"},
		{"table[key] = 1", "stores table by key"},
		{"x = table[key]", "reads table by key"},
		{"table.get(key, 0)", "reads table by key"},
		{"table.setdefault(key, [])", "stores table by key"},
		{"key in table", "reads table by key"},
		{"key not in self.table", "reads self.table by key"},
		{"table = {key(r): r for r in rows}", "stores table by key(r)"},
		{"table['key']", ""},
		{"table[0]", ""},
		{"table[1:]", ""},
		{"table[a, b]", ""},
		{"key == table", ""},
		{"table.append(key)", ""},
		{"make()[key]", ""},
	} {
		var got []string
		parse(t, c.source+"\n").Root.Walk(func(n *language.Node) bool {
			if a, ok := accessAt(n, python.Support().Idioms); ok {
				how := map[bool]string{true: "stores ", false: "reads "}[a.stores]
				got = append(got, how+a.container.Text()+" by "+a.key.Text())
			}
			return true
		})
		if joined := strings.Join(got, "; "); joined != c.want {
			t.Errorf("%s: %q, want %q", c.source, joined, c.want)
		}
	}
}

func TestKin(t *testing.T) {
	own := parse(t, "def f(): pass\ndef g(): pass\n").Root.All(language.Function)
	if got := kin(own[0], own[1]); got != 0.8 {
		t.Errorf("functions of one file: %v", got)
	}
	if kin(own[0], own[0]) != 0 || kin(nil, own[0]) != 0 {
		t.Error("a function is no sibling of itself, or of nothing")
	}
	for path, want := range map[string]float64{"app/b.py": 0.4, "app/sub/b.py": 0.2, "b.py": 0.2} {
		tree, err := python.Support().Parse(path, []byte("def h(): pass\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := kin(own[0], tree.Root.All(language.Function)[0]); got != want {
			t.Errorf("a function of %s: %v, want %v", path, got, want)
		}
	}
}
