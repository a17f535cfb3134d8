package donor

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// weighOddWriter is what it says that one writer puts in under a form and another does not: the look-up itself asks for nothing.
const weighOddWriter = 0.68

// oddWriters puts a key in the form in which the same table's other writers put theirs: name = name.strip().lower() before
// headers[name] = value, where add() stores under name.strip().lower(). Nothing where writers do not agree on a form.
func oddWriters(scene *language.Scene) []language.Proposal {
	table := scene.Failing.Bare().Child(language.RoleObject).Bare()
	if !scene.Failing.Bare().Is(language.Index) || !table.Is(language.Attribute) {
		return nil
	}
	plain, forms, at := storedForms(accessesOf(scene).sameTable(scene, access{at: scene.Failing, container: table}))
	if len(forms) != 1 {
		return nil
	}
	var found []language.Proposal
	for text, f := range forms {
		for _, key := range plain {
			found = append(found, rebound(scene, key, at[text], f)...)
		}
	}
	return found
}

// storedForms takes the keys that are stored under apart: mere variables, and what is made of one, by its form.
func storedForms(same []access) (plain []*language.Node, forms map[string]form, at map[string]*language.Node) {
	forms, at = map[string]form{}, map[string]*language.Node{}
	for _, a := range same {
		f := formOf(a.key)
		switch {
		case !a.stores || !f.atom.Is(language.Name) || f.over(a.container.Text()):
		case f.plain():
			plain = append(plain, f.atom)
		default:
			forms[f.text], at[f.text] = f, a.key
		}
	}
	return plain, forms, at
}

// rebound gives a plain key's variable the form of another writer's key, before the statement that stores under it.
func rebound(scene *language.Scene, key, other *language.Node, f form) []language.Proposal {
	stmt, fn := key.Statement(), key.Up(language.Function)
	if fn == nil || fn == other.Up(language.Function) || stmt.Line != stmt.EndLine {
		return nil
	}
	text := f.of(key.Name)
	imports, ok := carried(scene, f.words, key)
	edits := language.Before(stmt, key.Name+" = "+text)
	if !ok || edits == nil {
		return nil
	}
	return []language.Proposal{{
		Edits: append(edits, imports...), Value: "stored under " + f.of("…"), Score: weighOddWriter, Why: "store under " + text + ", as the same table's other writer does",
		Evidence: []heald.Evidence{language.Cite("sibling", other, "the same table's other writer puts its keys so", weighOddWriter)},
	}}
}
