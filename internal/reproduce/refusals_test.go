package reproduce

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// walkOver is a reproduction under way in a small tree, whose crash is a KeyError in line 9 of desk.py.
func walkOver(t *testing.T, files map[string]string) *walk {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	table := python.Support()
	p, err := language.Open(root, table)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return &walk{support: table, program: p, in: Input{Incident: heald.Incident{Language: "python", Exception: heald.Exception{ErrorType: "KeyError", Message: "'x'"}},
		Environment: heald.Environment{Framework: "pytest", ImportRoots: []string{""}},
		Diagnosis:   heald.Diagnosis{Sites: []heald.Site{{Place: heald.Place{Path: "desk.py", Line: 9, Function: "open_desk"}}}}}}
}

const desk = `from errors import Closed, NoDesk


class Odd(Exception):
    pass


def open_desk(desks, name):
    desk = desks[name]
    if desk.closed:
        raise Closed(name)
    return desk
`

func TestRefusals(t *testing.T) {
	const errors = "class NoDesk(Exception):\n    pass\n\n\nclass Closed(Exception):\n    pass\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"raised in the function, and caught by a caller", map[string]string{"app.py": "try:\n    go()\nexcept Closed:\n    pass\n"}, []string{"Closed"}},
		{"raised in the function, and nobody reckons with it", nil, nil},
		{"a test asks for it", map[string]string{"test_desk.py": "import pytest\n\ndef test():\n    with pytest.raises(Closed):\n        pass\n"}, []string{"Closed"}},
		{"the documentation tells of it", map[string]string{"README.md": "# Desks\n\nWho is late gets `Closed`.\n"}, []string{"Closed"}},
		{"raised by siblings, as a habit", map[string]string{"other.py": "def a(x):\n    raise NoDesk(x)\n\ndef b(x):\n    raise NoDesk(x)\n"}, []string{"NoDesk"}},
		{"raised by tests alone", map[string]string{"tests/test_x.py": "def a(x):\n    raise NoDesk(x)\n\ndef b(x):\n    raise NoDesk(x)\n"}, nil},
		{"the crash's own type", map[string]string{"other.py": "def a(x):\n    raise KeyError(x)\n", "app.py": "try:\n    go()\nexcept KeyError:\n    pass\n"}, nil},
		{"the language's own, from afar", map[string]string{"other.py": "def a(x):\n    raise ValueError(x)\n", "app.py": "try:\n    go()\nexcept ValueError:\n    pass\n"}, nil},
		{"the language's own, beside the crash", map[string]string{"desk.py": desk + "\n\ndef close(desk):\n    raise ValueError(\"no\")\n", "app.py": "try:\n    go()\nexcept ValueError:\n    pass\n"}, []string{"ValueError"}},
		{"what tells of a fault", map[string]string{"desk.py": desk + "\n\ndef close(desk):\n    raise AttributeError(\"no\")\n", "app.py": "try:\n    go()\nexcept AttributeError:\n    pass\n"}, nil},
	} {
		files := map[string]string{"desk.py": desk, "errors.py": errors}
		for name, content := range c.files {
			files[name] = content
		}
		var got []string
		for _, r := range walkOver(t, files).refusals() {
			got = append(got, r.Name)
			if len(r.raised) != 2 || r.raised[0].Line == 0 || r.raised[1].Quote == "" {
				t.Errorf("%s: %s rests on %+v, want where it is raised and who reckons with it", c.name, r.Name, r.raised)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRefusalsOfTheCrashItself(t *testing.T) {
	w := walkOver(t, map[string]string{"desk.py": desk, "app.py": "try:\n    go()\nexcept Closed:\n    pass\n"})
	w.in.Diagnosis.Sites[0].Line = 11
	if got := w.refusals(); len(got) != 0 {
		t.Errorf("got %+v: the statement that crashed is no refusal", got)
	}
}

func TestRefusedForms(t *testing.T) {
	w := walkOver(t, map[string]string{"desk.py": desk, "errors.py": "class Closed(Exception):\n    pass\n", "app.py": "try:\n    go()\nexcept Closed:\n    pass\n"})
	ask := language.Writing{Program: w.program, Environment: w.in.Environment, Incident: w.in.Incident,
		Drive: heald.Drive{Kind: "function", Module: "desk", Path: "desk.py", Function: "open_desk", Args: []heald.Arg{{Expr: "{}"}, {Expr: "'x'"}}}}
	written, err := w.support.Drivers.Write(ask)
	if err != nil {
		t.Fatal(err)
	}
	forms := w.refused(ask, written)
	if len(forms) != 1 || forms[0].Error != "Closed" {
		t.Fatalf("got %+v, want one form for Closed", forms)
	}
	name := written.Name
	want := "import pytest\n\nfrom desk import open_desk\nfrom errors import Closed\n\n\ndef " + name + "():\n    \"\"\"Crashed with KeyError.\"\"\"\n    with pytest.raises(Closed):\n        open_desk({}, \"x\")\n"
	if diff := cmp.Diff(want, forms[0].Test); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	made := heald.Reproduction{Test: written.Source, Refusals: forms}
	if got := made.For(heald.Patch{Refuses: "Closed"}).Test; got != forms[0].Test {
		t.Errorf("a patch that refuses is proved with %q", got)
	}
	if got := made.For(heald.Patch{}).Test; got != written.Source {
		t.Errorf("another patch is proved with %q", got)
	}
	ask.Drive.Kind = "handler"
	if got := w.refused(ask, written); got != nil {
		t.Errorf("a request answers for itself, got %+v", got)
	}
}
