package shapes

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// Field is one attribute that a class declares, with its declared type and what is said beside it.
type Field struct {
	Name, Declared string
	At, Initial    *language.Node
	Says           string
}

// Fields lists the attributes that a class declares in its body, and those that its methods set.
func Fields(class *language.Node) []Field {
	var found []Field
	for _, stmt := range class.Body() {
		a := stmt.Child(language.RoleValue)
		if stmt.Is(language.ExprStmt) && a.Is(language.Assign) && a.Child(language.RoleLeft).Is(language.Name) {
			found = append(found, Field{a.Child(language.RoleLeft).Name, a.Child(language.RoleType).Text(), stmt, a.Child(language.RoleRight), beside(stmt)})
		}
	}
	for _, m := range language.Methods(class) {
		receiver := language.Receiver(m)
		for _, a := range m.All(language.Assign) {
			left := a.Child(language.RoleLeft)
			if !left.Is(language.Attribute) || left.Child(language.RoleObject).Text() != receiver || slices.ContainsFunc(found, func(f Field) bool { return f.Name == left.Name }) {
				continue
			}
			declared := a.Child(language.RoleType).Text()
			for _, p := range language.Parameters(m) {
				if a.Child(language.RoleRight).Text() == p.Name {
					declared = p.Type.Text()
				}
			}
			found = append(found, Field{left.Name, declared, a, nil, beside(a)})
		}
	}
	return found
}

// beside is the comment on a statement's line, or the lines of comments above it.
func beside(stmt *language.Node) string {
	var text []string
	tree := stmt.Tree()
	for line := stmt.Line; line > stmt.Line-6; line-- {
		i := slices.IndexFunc(tree.Comments, func(c *language.Node) bool { return c.Line == line })
		if i < 0 && line < stmt.Line {
			break
		}
		if i >= 0 && (line == stmt.Line || strings.HasPrefix(strings.TrimSpace(tree.Line(line)), tree.Comments[i].Text())) {
			text = append([]string{strings.TrimLeft(tree.Comments[i].Text(), "#/ ")}, text...)
		}
	}
	return strings.Join(text, " ")
}
