package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// relevance says how surely a sentence is about the function that crashed.
func (q *question) relevance(s sentence, terms []string) float64 {
	shared := 0
	for _, term := range terms {
		if slices.ContainsFunc(s.Words, func(w string) bool { return wording.Alike(w, term) || len(w) > 3 && strings.HasPrefix(term, w) }) {
			shared++
		}
	}
	near := min(0.15, 0.05*float64(shared))
	about := s.owner
	if about == nil {
		about = s.near
	}
	switch {
	case about != nil && about == q.fn:
		return 0.6 + near
	case q.ofField(s, about):
		if !q.standsForSubject() {
			return 0.2 // it speaks of the field, not of what is made of it
		}
		return 0.6 + near
	case q.ofTarget(s, about):
		return 0.6 + near
	case shared == 0:
		return 0
	}
	return q.nearness(s, about, shared, near) * q.ofAnother(s)
}

// nearness weighs a sentence that shares words with the hole but documents something around the function.
func (q *question) nearness(s sentence, about *language.Node, shared int, near float64) float64 {
	if shared == 1 && slices.ContainsFunc(q.goesTo(), func(name string) bool { return s.Entry == name }) {
		shared++
	}
	switch {
	case about == nil && shared >= 2 && s.Outspoken(wording.Case(q.hole.When)):
		return 0.5 + near
	case about == nil && shared >= 2:
		return 0.45 + near
	case about == nil:
		return 0.3
	case about.Is(language.Class) && q.fn != nil && q.fn.Within(about):
		return 0.45 + near
	case about.Is(language.File) && about.Tree() == q.hole.At.Tree():
		return 0.4 + near
	}
	return 0.1
}

// ofField says whether a sentence stands beside the declaration of what the hole is about: an attribute, a key, or a schema's column.
func (q *question) ofField(s sentence, about *language.Node) bool {
	if s.Entry != "" && about == nil && (s.Entry == q.hole.Subject.Last() || slices.Contains(q.hole.Keys, s.Entry)) {
		return true
	}
	return about.Is(language.Class) && q.besideField(s, about)
}

// ofTarget says whether a sentence stands beside the declaration of the field that the hole's value becomes.
func (q *question) ofTarget(s sentence, about *language.Node) bool {
	place := q.destination()
	if place.field == "" || place.class == nil || about != place.class {
		return false
	}
	return s.Entry == place.field || slices.ContainsFunc(fieldsOf(place.class), func(f field) bool {
		return f.name == place.field && f.says != "" && strings.Contains(f.says, s.Text)
	})
}

var code = regexp.MustCompile("`{1,2}([A-Za-z_][A-Za-z0-9_.]*)(?:\\(\\))?`{1,2}|\\b([A-Za-z_][A-Za-z0-9_.]*)\\(\\)")

// ofAnother weighs down a sentence, or one under a heading, that names another function than the one that crashed.
func (q *question) ofAnother(s sentence) float64 {
	named := false
	for _, m := range code.FindAllStringSubmatch(s.Heading+". "+s.Text, -1) {
		name := m[1] + m[2]
		name = name[strings.LastIndexByte(name, '.')+1:]
		switch funcs := q.scene.Program.Named(name); {
		case q.fn != nil && name == q.fn.Name, slices.ContainsFunc(q.scene.Steps, func(step language.Step) bool { return step.Func != nil && step.Func.Node.Name == name }):
			return 1
		case len(funcs) > 0 && !slices.Contains(q.names, name):
			named = true
		}
	}
	if named || q.sibling(s) {
		return 0.4
	}
	return 1
}

// sibling says whether a sentence speaks of another function of the same file by its name in words, and not of this one.
func (q *question) sibling(s sentence) bool {
	if q.fn == nil || subset(wordsOf(q.fn.Name), s.Words) {
		return false
	}
	for _, fn := range q.hole.At.Tree().Root.All(language.Function) {
		words := wordsOf(fn.Name)
		if fn != q.fn && len(fn.Name) > 4 && subset(words, s.Words) && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(q.own(), w) }) && !slices.ContainsFunc(q.scene.Steps, func(step language.Step) bool { return step.Func != nil && step.Func.Node == fn }) {
			return true
		}
	}
	return false
}

// besideField says whether a comment stands beside or above the declaration of the attribute that the hole is about.
func (q *question) besideField(s sentence, class *language.Node) bool {
	if s.near != class {
		return s.owner == class && s.Entry != "" && (s.Entry == q.hole.Subject.Last() || slices.Contains(q.far, s.Entry))
	}
	for _, f := range fieldsOf(class) {
		if f.says != "" && s.Line <= f.at.Line && s.Line > f.at.Line-6 && strings.Contains(f.says, s.Text) {
			return f.name == q.hole.Subject.Last() || slices.Contains(q.far, f.name)
		}
	}
	return false
}
