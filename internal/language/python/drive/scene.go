package drive

import (
	"path"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

// scene writes what an existing test sets up, with one thing changed: its statements, under its decorations, with copies of what they
// name in the test's file.
func (t *text) scene(d heald.Drive) {
	var source []string
	for _, statement := range d.Setup {
		source = append(source, statement)
		if strings.HasPrefix(statement, "@") {
			t.decorators = append(t.decorators, statement)
			continue
		}
		for _, line := range strings.Split(statement, "\n") {
			t.say("%s", line)
		}
	}
	t.async = d.Async
	if tree, err := t.writing.Program.Tree(d.Conftest); err == nil {
		names := namesIn(strings.Join(source, "\n"), d.Fixtures)
		t.above = append(t.above, t.copied(tree, append(names, unasked(tree)...))...)
	}
}

// unasked are the fixtures of a test's file that nobody asks for by name: they are for all tests, or for a plugin.
func unasked(tree *language.Tree) []string {
	asked := map[string]bool{}
	for _, p := range parametersIn(tree.Root) {
		asked[p.Name] = true
	}
	var found []string
	for _, n := range tree.Root.Children {
		if !n.Is(language.Decorated) || !strings.Contains(n.Children[0].Text(), "fixture") {
			continue
		}
		if f := n.Children[len(n.Children)-1]; f.Is(language.Function) && !asked[f.Name] {
			found = append(found, f.Name)
		}
	}
	return found
}

// namesIn are the names that a piece of source reads, with the fixtures that it is given. A decoration is read as what it names.
func namesIn(source string, given []string) []string {
	names := slices.Clone(given)
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "@")
	}
	tree, err := syntax.Grammar().Parse("draft", []byte(strings.Join(lines, "\n")))
	if err != nil {
		return names
	}
	for _, n := range tree.Root.All(language.Name) {
		names = append(names, n.Name)
	}
	return names
}

// copied brings what these names mean in a test's file, and what that needs in turn: imports are written again, definitions are copied in
// the file's order.
func (t *text) copied(tree *language.Tree, names []string) []string {
	wanted := map[*language.Node]bool{}
	for i := 0; i < len(names); i++ {
		for _, stmt := range tree.Root.Children {
			switch {
			case stmt.Is(language.Import):
				t.bring(stmt, names[i])
			case !wanted[stmt] && gives(stmt, names[i]):
				wanted[stmt] = true
				for _, n := range append(stmt.All(language.Name), parametersIn(stmt)...) {
					if !slices.Contains(names, n.Name) {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	var found []string
	for _, stmt := range tree.Root.Children {
		if wanted[stmt] {
			found = append(found, strings.TrimRight(stmt.Text(), "\n"))
		}
	}
	return paragraphs(found)
}

// paragraphs sets definitions apart from each other as the style guide wants them.
func paragraphs(found []string) []string {
	for i := range found {
		if strings.Contains(found[i], "\n") {
			found[i] = "\n" + found[i]
		}
	}
	return found
}

// parametersIn are the parameters of the functions in a statement: those of a fixture are fixtures as well.
func parametersIn(stmt *language.Node) []*language.Node {
	var found []*language.Node
	for _, f := range stmt.All(language.Function) {
		for _, p := range language.Parameters(f) {
			found = append(found, &language.Node{Name: p.Name})
		}
	}
	return found
}

// gives says whether a statement at the top of a file defines a name.
func gives(stmt *language.Node, name string) bool {
	if stmt.Is(language.Decorated) {
		stmt = stmt.Children[len(stmt.Children)-1]
	}
	return stmt.Is(language.Function, language.Class) && stmt.Name == name || stmt.Is(language.ExprStmt) && len(language.Definitions(stmt, name)) > 0
}

// bring writes the part of an import that gives a name.
func (t *text) bring(stmt *language.Node, name string) {
	text := strings.Join(strings.Fields(strings.NewReplacer("(", " ", ")", " ", "\n", " ").Replace(stmt.Text())), " ")
	from, list, isFrom := strings.Cut(text, " import ")
	if !isFrom {
		from, list = "import", strings.TrimPrefix(text, "import ")
	}
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		words := strings.Fields(one)
		if len(words) == 0 {
			continue
		}
		called := words[len(words)-1]
		if !isFrom && len(words) == 1 {
			called, _, _ = strings.Cut(called, ".")
		}
		switch {
		case called == name && isFrom:
			t.need(from + " import " + one)
		case called == name:
			t.need("import " + one)
		}
	}
}

// beside is the folder of a scene's own test: relative imports and the fixtures around it hold there.
func beside(d heald.Drive, folder string) string {
	if d.Kind == "scene" {
		return path.Dir(d.Conftest)
	}
	return seeing(d, folder)
}

// head is the first lines of a test function.
func (t *text) head(name string) string {
	word := "def "
	if t.async {
		word = "async def "
	}
	return strings.Join(append(slices.Clone(t.decorators), word+name+"("+strings.Join(t.fixtures(), ", ")+"):\n"), "\n")
}
