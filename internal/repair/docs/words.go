package docs

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

func wordsOf(text string) []string { return wording.Words(text) }

// terms are the stems by which prose may name what the hole is about.
func (t *Topic) terms() []string {
	var terms []string
	add := func(name string) {
		for _, word := range wordsOf(name) {
			if len(word) > 2 && !slices.Contains(terms, word) {
				terms = append(terms, word)
			}
		}
	}
	for _, name := range append(slices.Clone(t.Names), t.Far...) {
		add(name)
	}
	if t.Fn != nil {
		add(t.Fn.Name)
	}
	for _, name := range append(t.goesTo(), identifiers(t.Hole.Subject)...) {
		add(name)
	}
	return terms
}

// goesTo are the names of what the hole's value becomes: the variable, the keyword, the entry or the declared field.
func (t *Topic) goesTo() []string {
	var found []string
	if stmt := t.Hole.At.Statement(); stmt.Is(language.ExprStmt) {
		for _, a := range stmt.All(language.Assign) {
			found = appendName(found, a.Child(language.RoleLeft).Last())
		}
	}
	found = appendName(found, t.Field)
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
func (t *Topic) own() []string {
	if t.mine != nil {
		return t.mine
	}
	words := []string{}
	add := func(names ...string) {
		for _, name := range names {
			words = append(words, wordsOf(name)...)
		}
	}
	add(t.Names...)
	add(t.Far...)
	add(t.goesTo()...)
	add(identifiers(t.Hole.Subject)...)
	for _, s := range t.Scene.Sources(t.Hole.Subject) {
		if s.Depth <= 3 {
			add(identifiers(s.Node)...)
		}
	}
	t.mine = words
	return words
}

// others are the names around the crash that are something else: parameters, fields and entries that have nothing to do with it.
func (t *Topic) others() [][]string {
	scope := t.Fn
	if scope == nil {
		scope = t.Hole.At.Tree().Root
	}
	own := t.own()
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
	for _, class := range t.Hole.At.Tree().Root.All(language.Class) {
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

func appendName(names []string, name string) []string {
	if name == "" || slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(w string) bool { return !slices.Contains(all, w) })
}
