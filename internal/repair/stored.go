package repair

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// stored puts a key in the form in which the same table's other writers put theirs: name = name.strip().lower() before
// headers[name] = value, where add() stores under name.strip().lower().
func stored(scene *language.Scene) []language.Proposal {
	look := scene.Failing.Bare()
	if !look.Is(language.Index) || !look.Child(language.RoleObject).Bare().Is(language.Attribute) {
		return nil
	}
	table := look.Child(language.RoleObject).Bare()
	plain, forms := keysInto(scene, table)
	if len(forms) != 1 {
		return nil // none, or writers that do not agree
	}
	var found []language.Proposal
	for form, at := range forms {
		for _, key := range plain {
			found = append(found, inForm(key, at, form)...)
		}
	}
	return found
}

// keysInto collects the keys under which the program stores into a table: mere variables, and what is made of one, by its form.
func keysInto(scene *language.Scene, table *language.Node) ([]*language.Node, map[string]*language.Node) {
	var plain []*language.Node
	forms := map[string]*language.Node{}
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, a := range tree.Root.All(language.Assign) {
			key := keyWritten(a, table)
			if key.Is(language.Name) {
				plain = append(plain, key)
			} else if form := formOf(key); form != "" {
				forms[form] = key
			}
		}
	}
	return plain, forms
}

// keyWritten is the key under which an assignment stores into a table of that name, or nil.
func keyWritten(a, table *language.Node) *language.Node {
	left := a.Child(language.RoleLeft)
	if !left.Is(language.Index) || !left.Child(language.RoleObject).Bare().Is(language.Attribute) || !language.SameTable(left.Child(language.RoleObject).Bare(), table) {
		return nil
	}
	return left.Child(language.RoleKey)
}

// formOf is how a key is made of a variable by methods alone, with % for the variable, or "".
func formOf(key *language.Node) string {
	inner := key
	for inner.Is(language.Call) && inner.Child(language.RoleCallee).Is(language.Attribute) && len(inner.Child(language.RoleArgs).Children) == 0 {
		inner = inner.Child(language.RoleCallee).Child(language.RoleObject)
	}
	if inner == key || !inner.Is(language.Name) {
		return ""
	}
	return "%" + key.Text()[len(inner.Text()):]
}

// inForm rebinds a plain key's variable in a form, before the statement that stores under it.
func inForm(key, at *language.Node, form string) []language.Proposal {
	stmt, fn := key.Statement(), key.Up(language.Function)
	if fn == nil || fn == at.Up(language.Function) || stmt.Line != stmt.EndLine {
		return nil
	}
	start, _, _ := stmt.Tree().Span(stmt.Line)
	lead := string(stmt.Tree().Source[start:stmt.Start])
	if strings.TrimSpace(lead) != "" {
		return nil
	}
	text := strings.Replace(form, "%", key.Name, 1)
	return []language.Proposal{{
		Edits: []language.Edit{{Path: stmt.Tree().Path, Start: start, End: start, Text: lead + key.Name + " = " + text + stmt.Tree().LineEnd()}},
		Value: "stored as " + form, Score: 0.68, Why: "store under " + text + ", as the same table's other writer does",
		Evidence: []heald.Evidence{language.Cite("sibling", at, "the same table's other writer puts its keys so", 0.68)},
	}}
}
