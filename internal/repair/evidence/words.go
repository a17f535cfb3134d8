package evidence

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

func wordsOf(text string) []string { return wording.Words(text) }

// terms are the stems by which prose may name what the hole is about.
func (q *question) terms() []string {
	var terms []string
	add := func(name string) {
		for _, word := range wordsOf(name) {
			if len(word) > 2 && !slices.Contains(terms, word) {
				terms = append(terms, word)
			}
		}
	}
	for _, name := range append(slices.Clone(q.names), q.far...) {
		add(name)
	}
	if q.fn != nil {
		add(q.fn.Name)
	}
	for _, name := range q.goesTo() {
		add(name)
	}
	return terms
}

// goesTo are the names of what the hole's value becomes: the variable, the keyword, the entry or the declared field.
func (q *question) goesTo() []string {
	var found []string
	if stmt := q.hole.At.Statement(); stmt.Is(language.ExprStmt) {
		for _, a := range stmt.All(language.Assign) {
			found = appendName(found, a.Child(language.RoleLeft).Last())
		}
	}
	if place := q.destination(); place.field != "" {
		found = appendName(found, place.field)
	}
	return found
}

// identifiers are the names in an expression, those of literal keys included.
func identifiers(n *language.Node) []string {
	var found []string
	for _, c := range n.All(language.Name, language.Attribute, language.String) {
		switch {
		case c.Is(language.String) && c.Parent.Is(language.Index):
			found = appendName(found, language.Unquote(c.Text()))
		case !c.Is(language.String):
			found = appendName(found, c.Name)
		}
	}
	return found
}

// own are the stems of everything that the subject is called or made of.
func (q *question) own() []string {
	var words []string
	add := func(names ...string) {
		for _, name := range names {
			words = append(words, wordsOf(name)...)
		}
	}
	add(q.names...)
	add(q.far...)
	add(q.goesTo()...)
	add(identifiers(q.hole.Subject)...)
	for _, s := range q.scene.Sources(q.hole.Subject) {
		if s.Depth <= 3 {
			add(identifiers(s.Node)...)
		}
	}
	return words
}

// others are the names around the crash that are something else: parameters, fields and entries that have nothing to do with it.
func (q *question) others() [][]string {
	scope := q.fn
	if scope == nil {
		scope = q.hole.At.Tree().Root
	}
	own := q.own()
	var found [][]string
	add := func(name string) {
		if words := wordsOf(name); len(words) > 0 && len(name) > 2 && !slices.ContainsFunc(words, func(w string) bool { return wording.Has(own, w) }) {
			found = append(found, words)
		}
	}
	for _, p := range language.Parameters(scope) {
		add(p.Name)
	}
	for _, name := range identifiers(scope) {
		add(name)
	}
	for _, class := range q.hole.At.Tree().Root.All(language.Class) {
		for _, name := range language.DeclaredFields(class) {
			add(name)
		}
	}
	return found
}

// elsewhere says whether words name something around the crash that is not what crashed.
func elsewhere(about []string, others [][]string) bool {
	return slices.ContainsFunc(others, func(name []string) bool {
		return !slices.ContainsFunc(name, func(w string) bool { return !slices.Contains(about, w) })
	})
}

// vocabulary says whether the program writes a word as a text of its own.
func (b *Base) vocabulary(word string) bool {
	if b.texts == nil {
		b.texts = map[string]bool{}
		for _, tree := range b.scene.Program.Trees() {
			for _, n := range tree.Root.All(language.String) {
				b.texts[language.Unquote(n.Text())] = true
			}
		}
	}
	return b.texts[word]
}

func short(text string) string {
	if len(text) > 160 {
		return strings.ToValidUTF8(text[:160], "")
	}
	return text
}
