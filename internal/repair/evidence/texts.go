package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/docs"
	"github.com/heald-dev/heald/internal/wording"
)

func wordsOf(text string) []string { return wording.Words(text) }

// topic is the question as it is put to the texts.
func (q *question) topic() *docs.Topic {
	place := q.destination()
	return &docs.Topic{
		Scene: q.scene, Idioms: q.idioms, Hole: q.hole, Fn: q.fn, Names: q.names, Far: q.far, Whole: q.whole,
		Bare: q.standsForSubject(), Quantity: q.quantity(), Class: place.class, Field: place.field,
		Fields: func(class *language.Node) []docs.Field {
			var found []docs.Field
			for _, f := range fieldsOf(class) {
				found = append(found, docs.Field{Name: f.name, Says: f.says, Line: f.at.Line})
			}
			return found
		},
	}
}

// fromProse looks for sentences that speak of the special case and name its value.
func (q *question) fromProse(prose []docs.Sentence) []clue {
	var found []clue
	for _, said := range q.topic().Values(prose) {
		found = append(found, clue{value: said.Value, item: said.Evidence})
	}
	return found
}

func short(text string) string {
	if len(text) > 160 {
		return text[:160]
	}
	return text
}

func asNumber(value string) (string, bool) {
	m := number.FindStringSubmatch(value)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// quantity says whether the value stands for something that is added up where it crashes.
func (q *question) quantity() bool {
	if q.hole.Effect != language.Yields || q.whole {
		return false
	}
	p := q.hole.At.Parent
	for p.Is(language.Paren) {
		p = p.Parent
	}
	return p.Is(language.AugAssign) && p.Name != "%=" || p.Is(language.Binary) && slices.Contains([]string{"+", "-", "*", "/"}, p.Name)
}
