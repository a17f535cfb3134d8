package docs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// relevance says how surely a sentence is about the function that crashed.
func (t *Topic) relevance(s Sentence, terms []string) float64 {
	shared := s.shares(terms)
	near := min(0.15, 0.05*float64(shared))
	about := s.Owner
	if about == nil {
		about = s.near
	}
	switch {
	case about != nil && about == t.Fn:
		return 0.6 + near
	case t.ofField(s, about):
		if !t.Bare {
			return 0.2 // it speaks of the field, not of what is made of it
		}
		return 0.6 + near
	case t.ofTarget(s, about):
		return 0.6 + near
	case shared == 0:
		return 0
	}
	return t.nearness(s, about, shared, near) * t.ofAnother(s)
}

// shares counts the terms that a sentence holds.
func (s Sentence) shares(terms []string) int {
	shared := 0
	for _, term := range terms {
		if slices.ContainsFunc(s.Words, func(w string) bool { return wording.Alike(w, term) || len(w) > 3 && strings.HasPrefix(term, w) }) {
			shared++
		}
	}
	return shared
}

// nearness weighs a sentence that shares words with the hole but documents something around the function.
func (t *Topic) nearness(s Sentence, about *language.Node, shared int, near float64) float64 {
	if shared == 1 && slices.ContainsFunc(t.goesTo(), func(name string) bool { return s.Entry == name }) {
		shared++
	}
	switch {
	case about == nil && shared < 2:
		return 0.3
	case about == nil:
		if s.Outspoken(wording.Case(t.Hole.When)) {
			return 0.5 + near
		}
		return 0.45 + near
	case about.Is(language.Class) && t.Fn != nil && t.Fn.Within(about):
		return 0.45 + near
	case about.Is(language.File) && about.Tree() == t.Hole.At.Tree():
		return 0.4 + near
	}
	return 0.1
}

// ofField says whether a sentence stands beside the declaration of what the hole is about: an attribute, a key, or a schema's column.
func (t *Topic) ofField(s Sentence, about *language.Node) bool {
	if s.Entry != "" && about == nil && (s.Entry == t.Hole.Subject.Last() || slices.Contains(t.Hole.Keys, s.Entry)) {
		return true
	}
	return about.Is(language.Class) && t.besideField(s, about)
}

// ofTarget says whether a sentence stands beside the declaration of the field that the hole's value becomes.
func (t *Topic) ofTarget(s Sentence, about *language.Node) bool {
	if t.Field == "" || t.Class == nil || about != t.Class {
		return false
	}
	return s.Entry == t.Field || slices.ContainsFunc(t.Fields(t.Class), func(f Field) bool {
		return f.Name == t.Field && f.Says != "" && strings.Contains(f.Says, s.Text)
	})
}

var code = regexp.MustCompile("`{1,2}([A-Za-z_][A-Za-z0-9_.]*)(?:\\(\\))?`{1,2}|\\b([A-Za-z_][A-Za-z0-9_.]*)\\(\\)")

// ofAnother weighs down a sentence, or one under a heading, that names another function than the one that crashed.
func (t *Topic) ofAnother(s Sentence) float64 {
	named := false
	for _, m := range code.FindAllStringSubmatch(s.Heading+". "+s.Text, -1) {
		name := m[1] + m[2]
		name = name[strings.LastIndexByte(name, '.')+1:]
		switch funcs := t.Scene.Program.Named(name); {
		case t.Fn != nil && name == t.Fn.Name, slices.ContainsFunc(t.Scene.Steps, func(step language.Step) bool { return step.Func != nil && step.Func.Node.Name == name }):
			return 1
		case len(funcs) > 0 && !slices.Contains(t.Names, name):
			named = true
		}
	}
	if named || t.sibling(s) {
		return 0.4
	}
	return 1
}

// sibling says whether a sentence speaks of another function of the same file by its name in words, and not of this one.
func (t *Topic) sibling(s Sentence) bool {
	if t.Fn == nil || subset(wordsOf(t.Fn.Name), s.Words) {
		return false
	}
	for _, fn := range t.Hole.At.Tree().Root.All(language.Function) {
		words := wordsOf(fn.Name)
		if fn != t.Fn && len(fn.Name) > 4 && subset(words, s.Words) && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(t.own(), w) }) && !slices.ContainsFunc(t.Scene.Steps, func(step language.Step) bool { return step.Func != nil && step.Func.Node == fn }) {
			return true
		}
	}
	return false
}

// besideField says whether a comment stands beside or above the declaration of the attribute that the hole is about.
func (t *Topic) besideField(s Sentence, class *language.Node) bool {
	if s.near != class {
		return s.Owner == class && s.Entry != "" && (s.Entry == t.Hole.Subject.Last() || slices.Contains(t.Far, s.Entry))
	}
	for _, f := range t.Fields(class) {
		if f.Says != "" && s.Line <= f.Line && s.Line > f.Line-6 && strings.Contains(f.Says, s.Text) {
			return f.Name == t.Hole.Subject.Last() || slices.Contains(t.Far, f.Name)
		}
	}
	return false
}
