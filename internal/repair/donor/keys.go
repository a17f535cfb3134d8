package donor

import (
	"fmt"
	"maps"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of what other accesses to the same table say. What is put in under a form is found under that form only.
const (
	weighStored   = 0.74
	weighAsked    = 0.5
	moreAccess    = 0.04
	lessOther     = 0.12 // another access makes its key in a third way
	lessSame      = 0.06 // another access makes it as the failing one does
	weighStoredAs = 0.62 // the one place that puts in does it in another way than one that looks up
	moreStoredAs  = 0.06 // with each other that does
)

// keys makes a key as the other accesses to the same table make theirs.
func keys(scene *language.Scene) []language.Proposal {
	looked := failingLookups(scene)
	if len(looked) == 0 {
		return nil
	}
	all := accessesOf(scene)
	var found []language.Proposal
	for _, look := range looked {
		same := all.sameTable(scene, look)
		found = append(found, asOthers(scene, look, same)...)
		found = append(found, oddStore(scene, look, same)...)
	}
	return found
}

// failingLookups are the look-ups by a computed key that fail, or that gave what fails later.
func failingLookups(scene *language.Scene) []access {
	var found []access
	seen := map[*language.Node]bool{}
	add := func(n *language.Node) {
		if a, ok := accessAt(n, scene.Program.Support.Idioms); ok && !a.stores && !seen[n] && !scene.Program.Support.IsTest(n.Tree().Path) {
			seen[n] = true
			found = append(found, a)
		}
	}
	scene.Failing.Walk(func(n *language.Node) bool {
		add(n)
		if n.Is(language.Name, language.Call) && n.Role != language.RoleName && n.Role != language.RoleCallee {
			for _, s := range scene.Sources(n) {
				add(s.Node.Bare())
			}
		}
		return !n.Is(language.Block)
	})
	return found
}

// tally is what the other accesses to a table make of their keys.
type tally struct {
	forms  map[string]form
	stores map[string]int
	reads  map[string]int
	first  map[string]*language.Node
	cited  map[string][]heald.Evidence
}

func count(same []access, look access) tally {
	t := tally{map[string]form{}, map[string]int{}, map[string]int{}, map[string]*language.Node{}, map[string][]heald.Evidence{}}
	for _, a := range same {
		f := formOf(a.key)
		if a.at == look.at || f.over(a.container.Text()) {
			continue
		}
		says := "the same table is asked so"
		if a.stores {
			t.stores[f.text]++
			says = "the same table is filled so"
		} else {
			t.reads[f.text]++
		}
		t.forms[f.text] = f
		if t.first[f.text] == nil {
			t.first[f.text] = a.at
		}
		if len(t.cited[f.text]) < 4 {
			t.cited[f.text] = append(t.cited[f.text], language.Cite("sibling", a.at, says, weighAsked))
		}
	}
	return t
}

// asOthers writes the failing look-up's key in each form that other accesses to the table have.
func asOthers(scene *language.Scene, look access, same []access) []language.Proposal {
	mine, t := formOf(look.key), count(same, look)
	var found []language.Proposal
	for _, text := range slices.Sorted(maps.Keys(t.forms)) {
		theirs := t.forms[text]
		score := t.score(text, mine.text)
		if theirs.plain() || text == mine.text || score <= 0 || t.stores[mine.text] > 0 {
			continue
		}
		imports, ok := carried(scene, theirs.words, look.key)
		if !ok {
			continue
		}
		found = append(found, language.Proposal{
			Edits: append([]language.Edit{language.Replace(look.key, theirs.of(whole(look, mine)))}, imports...), Value: "key " + theirs.of("…"), Score: score,
			Why:      fmt.Sprintf("%s is filled and asked with %s", look.container.Text(), theirs.of("…")),
			Evidence: t.cited[text],
		})
	}
	return found
}

// whole is the text that a form is written of: what the key is made of, where that is at hand, else the key as it is. A form of
// what another form left would be a third one.
func whole(look access, mine form) string {
	if atom := mine.atom; atom.Up(language.Function) == look.key.Up(language.Function) && atom.Is(language.Name, language.Attribute, language.Index) && unchanged(atom, look.key) {
		return atom.Text()
	}
	return look.key.Text()
}

// unchanged says whether a variable still has the value at n that it had where a key was made of it.
func unchanged(atom, n *language.Node) bool {
	fn := n.Up(language.Function)
	if fn == nil || !atom.Is(language.Name) {
		return true
	}
	for _, d := range language.Definitions(fn, atom.Name) {
		if d.Stmt.Start >= atom.Statement().Start && d.Stmt.Start < n.Start && d.Stmt.Parent.Is(language.Block) && parameter(fn, atom.Name) {
			return false
		}
	}
	return true
}

// score weighs a form: what is put in counts most, accesses that agree a little, those that do it in other ways against it.
func (t tally) score(text, mine string) float64 {
	score := weighAsked
	switch {
	case t.stores[text] > 0:
		score = weighStored
	case t.reads[text] > 1:
		score = weighAsked + 0.12
	}
	score = min(score+moreAccess*float64(t.stores[text]+t.reads[text]-1), most)
	for other := range t.forms {
		switch {
		case other == mine:
			score -= lessSame * float64(t.reads[other])
		case other != text && other != mark:
			score -= lessOther
		case other == mark && t.stores[text] > 0 && t.stores[mark] > 0:
			score -= lessOther
		}
	}
	return score
}

// oddStore puts in as all the look-ups ask, where one place puts in another way.
func oddStore(scene *language.Scene, look access, same []access) []language.Proposal {
	mine, t := formOf(look.key), count(same, look)
	if mine.plain() || t.reads[mine.text] == 0 || t.stores[mine.text] > 0 {
		return nil
	}
	var stores []access
	for _, a := range same {
		if a.stores {
			stores = append(stores, a)
		}
	}
	if len(stores) != 1 || !formOf(stores[0].key).plain() {
		return nil
	}
	imports, ok := carried(scene, mine.words, stores[0].key)
	if !ok {
		return nil
	}
	score := min(weighStoredAs+moreStoredAs*float64(t.reads[mine.text]), most)
	return []language.Proposal{{
		Edits: append([]language.Edit{language.Replace(stores[0].key, mine.of(stores[0].key.Text()))}, imports...), Value: "stored under " + mine.of("…"), Score: score,
		Why:      fmt.Sprintf("%s is asked with %s, and filled without", look.container.Text(), mine.of("…")),
		Evidence: append([]heald.Evidence{language.Cite("sibling", look.at, "the table is asked so", score)}, t.cited[mine.text]...),
	}}
}
