package drive

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

// standIn is the harness's name for a temporary folder.
const standIn = "/tmp/heald-folder"

// documentation says in one line what crashed.
func (t *text) documentation() string {
	w := t.writing
	where := ""
	if w.Site.Function != "" {
		where = " in " + w.Site.Function
	}
	if w.Site.Path != "" {
		where += " (" + path.Base(w.Site.Path) + ")"
	}
	return fmt.Sprintf(`"""Crashed with %s%s."""`, last(w.Incident.Exception.ErrorType), where)
}

// settle gives texts that name files a place of their own: a temporary folder is the test's, and the repository's files are found from
// the test's file, not from where the suite is started.
func (t *text) settle(name string) {
	tree, err := syntax.Grammar().Parse("draft", []byte(t.render(name)))
	if err != nil {
		return
	}
	for _, n := range tree.Root.All(language.String) {
		held := language.Unquote(n.Text())
		switch rest, temporary := strings.CutPrefix(held, standIn); {
		case temporary && (rest == "" || rest[0] == '/'):
			t.replace(n.Text(), t.temporary(strings.Trim(rest, "/")))
		case t.isPath(n) && t.stands(held):
			t.replace(n.Parent.Parent.Text(), t.below(held, n.Parent.Parent))
		case slices.Contains(t.writing.Data, path.Join(t.writing.Folder, held)) && held != "":
			t.replace(n.Text(), fmt.Sprintf("str(%s)", t.below(held, nil)))
		}
	}
	t.imports = slices.DeleteFunc(t.imports, func(s string) bool {
		return s == "import pathlib" && !strings.Contains(strings.Join(t.body, "\n"), "pathlib.")
	})
}

// isPath says whether a text is all that a path object is made of.
func (t *text) isPath(n *language.Node) bool {
	call := n.Parent.Up(language.Call)
	return call != nil && n.Parent.Parent == call && len(n.Parent.Children) == 1 && call.Child(language.RoleCallee).Last() == "Path"
}

// stands says whether the repository has a data file, or a folder of such, of that name.
func (t *text) stands(name string) bool {
	full := path.Join(t.writing.Folder, name)
	return name != "" && !path.IsAbs(name) && slices.ContainsFunc(t.writing.Data, func(file string) bool {
		return file == full || strings.HasPrefix(file, full+"/")
	})
}

func (t *text) replace(before, after string) {
	for i := range t.body {
		t.body[i] = strings.ReplaceAll(t.body[i], before, after)
	}
}

// temporary is a path below the test's own folder.
func (t *text) temporary(rest string) string {
	if !t.classes {
		t.folder = true
		if rest == "" {
			return "str(tmp_path)"
		}
		return fmt.Sprintf("str(tmp_path / %q)", rest)
	}
	if made := "folder = tempfile.mkdtemp()"; !slices.Contains(t.body, made) {
		t.need("import shutil")
		t.need("import tempfile")
		t.body = append([]string{made, "self.addCleanup(shutil.rmtree, folder)"}, t.body...)
	}
	if rest == "" {
		return "folder"
	}
	return fmt.Sprintf("folder + %q", "/"+rest)
}

// fixtures are what the test function takes.
func (t *text) fixtures() []string {
	names := t.writing.Drive.Fixtures
	if t.folder && !slices.Contains(names, "tmp_path") {
		names = append(slices.Clone(names), "tmp_path")
	}
	return names
}

// below is the path of one of the repository's files or folders, wherever the suite is run, as it can stand in the place of a node.
func (t *text) below(name string, in *language.Node) string {
	t.need("from pathlib import Path")
	if t.above == nil {
		t.above = []string{fmt.Sprintf("ROOT = Path(__file__).resolve().parents[%d]", t.depth)}
	}
	held := fmt.Sprintf("ROOT / %q", path.Join(t.writing.Folder, name))
	if in != nil && in.Parent.Is(language.Attribute) {
		return "(" + held + ")"
	}
	return held
}

// quoted writes plain texts in the quotes that the neighbours use.
func (p place) quoted(source string) string {
	tree, err := syntax.Grammar().Parse("draft", []byte(source))
	if err != nil {
		return source
	}
	from, to := "'", `"`
	if p.single {
		from, to = to, from
	}
	body := []byte(source)
	for _, n := range tree.Root.All(language.String) {
		text := n.Text()
		inner := strings.TrimPrefix(text, "b")
		if strings.HasPrefix(inner, from) && !strings.HasPrefix(inner, strings.Repeat(from, 3)) && !strings.ContainsAny(inner[1:len(inner)-1], `'"\`) {
			body[n.Start+len(text)-len(inner)], body[n.End-1] = to[0], to[0]
		}
	}
	return string(body)
}
