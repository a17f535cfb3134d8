package docs

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// here are the stems of where the crash is: the functions on its way, their classes and files.
func (t *Topic) here() []string {
	var words []string
	add := func(n *language.Node) {
		for ; n != nil; n = n.Parent {
			if n.Is(language.Function, language.Class) {
				words = append(words, wordsOf(n.Name)...)
			}
		}
	}
	add(t.Hole.At)
	words = append(words, wordsOf(strings.TrimSuffix(path.Base(t.Hole.At.Tree().Path), path.Ext(t.Hole.At.Tree().Path)))...)
	for _, step := range t.Scene.Steps {
		if step.Node != nil {
			add(step.Node)
			file := step.Node.Tree().Path
			words = append(words, wordsOf(strings.TrimSuffix(path.Base(file), path.Ext(file)))...)
		}
	}
	return words
}

// there are the stems of everywhere else: the other functions' names and files.
func (t *Topic) there() []string {
	var words []string
	for _, f := range t.Scene.Program.Funcs() {
		if !f.Test {
			words = append(words, wordsOf(f.Node.Name)...)
		}
	}
	for _, file := range t.Scene.Program.Files {
		words = append(words, wordsOf(strings.TrimSuffix(path.Base(file), path.Ext(file)))...)
	}
	return words
}

var scoped = regexp.MustCompile(`(?i)\b(?:in|on|of|from|by|for) (?:the |an? |our |its |their |each |every )([a-z]+(?: [a-z]+)?)\b|^(?:the )?([a-z]+)(?: page| file| list)? (?:shows?|prints?|lists?|leaves?|skips?)\b`)

// elsewhereScoped says whether a sentence limits what it says to another part of the program: "left out of the newsletter".
func (t *Topic) elsewhereScoped(s Sentence) bool {
	if s.Owner == t.Fn && t.Fn != nil || s.near == t.Fn && t.Fn != nil {
		return false
	}
	var here, there, own []string
	for _, m := range scoped.FindAllStringSubmatch(s.Text, -1) {
		if here == nil {
			here, there, own = t.here(), t.there(), t.own()
		}
		words := wordsOf(m[1] + " " + m[2])
		if slices.ContainsFunc(words, func(w string) bool { return wording.Has(here, w) || wording.Has(own, w) }) {
			continue
		}
		if slices.ContainsFunc(words, func(w string) bool { return len(w) > 3 && slices.Contains(there, w) }) {
			return true
		}
	}
	return false
}

// textual says whether the result, or what stands in for it, is a text for people: only there a sign or a word is shown.
func (t *Topic) textual() bool {
	if declared := t.Fn.Child(language.RoleReturns); declared != nil && t.Whole {
		neutral := t.neutral(declared.Text())
		return len(neutral) > 0 && strings.HasSuffix(neutral[0], `"`)
	}
	for n := t.Hole.At; n != nil && !n.Is(language.Block); n = n.Parent {
		if n.Is(language.Interpolation) || n.Is(language.Binary) && slices.ContainsFunc(n.Children, func(c *language.Node) bool { return c.Is(language.String) }) {
			return true
		}
	}
	if call := t.Hole.At.Parent; t.Hole.At.Is(language.Attribute) && call.Is(language.Call) || t.Hole.At.Is(language.Call) {
		return wording.Has(t.Scene.Program.Support.Idioms.TextWords, wordsOf(t.Hole.At.Last() + " ")[0])
	}
	return slices.ContainsFunc(t.Fn.All(language.Return), func(r *language.Node) bool { return r.Child(language.RoleValue).Is(language.String) })
}

var shownAs = regexp.MustCompile(`(?i)\b(?:shown?s?|prints?|printed|displayed?s?|lists?|listed|rendered|appears?|written|marked|reads?)\b`)

// strange says whether a field's entry in a schema or table may belong to another record than the one at the crash: nothing around
// the entry names what is here, and the name stands for more than one thing.
func (t *Topic) strange(s Sentence) bool {
	around := wordsOf(s.Heading + " " + strings.TrimSuffix(path.Base(s.path), path.Ext(s.path)))
	here := append(t.here(), wordsOf(t.Hole.Subject.Text())...)
	if slices.ContainsFunc(around, func(w string) bool { return len(w) > 2 && slices.Contains(here, w) }) {
		return false
	}
	others := slices.ContainsFunc(t.Library.Sentences, func(o Sentence) bool {
		return o.Entry == s.Entry && (o.path != s.path || o.Heading != s.Heading)
	})
	return others || t.holders(s.Entry) > 1
}

// holders counts the differently named things that the program reads an entry or attribute of that name from.
func (t *Topic) holders(name string) int {
	seen := map[string]bool{}
	for _, tree := range t.Scene.Program.Trees() {
		if t.Scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Attribute, language.Index) {
			key := n.Child(language.RoleKey)
			if n.Is(language.Attribute) && n.Name == name || key.Is(language.String) && language.Unquote(key.Text()) == name {
				seen[n.Child(language.RoleObject).Last()] = true
			}
		}
	}
	return len(seen)
}
