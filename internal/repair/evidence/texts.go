package evidence

import (
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/docs"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
	"github.com/heald-dev/heald/internal/wording"
)

func wordsOf(text string) []string { return wording.Words(text) }

// topic is the question as it is put to the texts.
func (q *question) topic() *docs.Topic {
	if q.asked != nil {
		return q.asked
	}
	place := q.destination()
	q.asked = &docs.Topic{
		Library: q.prose, Scene: q.scene, Idioms: q.idioms, Hole: q.hole, Fn: q.fn, Names: q.names, Far: q.far, Whole: q.whole,
		Bare: q.standsForSubject(), Quantity: q.quantity(), Class: place.class, Field: place.field,
		Fields: func(class *language.Node) []docs.Field {
			var found []docs.Field
			for _, f := range shapes.Fields(class) {
				found = append(found, docs.Field{Name: f.Name, Says: f.Says, Line: f.At.Line})
			}
			return found
		},
	}
	return q.asked
}

// fromProse looks for sentences that speak of the special case and name its value.
func (q *question) fromProse() []clue {
	var found []clue
	for _, said := range q.topic().Values() {
		found = append(found, clue{value: said.Value, item: said.Evidence})
	}
	return found
}

// tempered takes the force from values where texts want the case to be refused, and says which error they name.
func (q *question) tempered(answers []Answer) []Answer {
	refusal, found := q.topic().Refusal()
	if !found {
		return answers
	}
	if q.hole.Effect == language.Raises {
		if refusal.Error != "" && (q.hole.At.Tree().Defines(refusal.Error) || len(q.scene.Program.Classes(refusal.Error)) == 0) {
			answers = append(answers, Answer{Value: refusal.Error + "(" + q.told() + ")", Form: "if", Score: refusal.Evidence.Weight, Evidence: []heald.Evidence{refusal.Evidence}})
		}
		return answers
	}
	for i := range answers {
		answers[i].Score *= 1 - refusal.Evidence.Weight
		answers[i].Evidence = append(slices.Clip(answers[i].Evidence), refusal.Evidence)
	}
	return answers
}

// told is what an error tells: the key that is missing, or what was wrong.
func (q *question) told() string {
	if key := q.hole.At.Child(language.RoleKey); key.Is(language.Name, language.Attribute, language.String) {
		return key.Text()
	}
	return q.hole.Subject.Text()
}

// quantity says whether the value stands for something that is added up where it crashes.
func (q *question) quantity() bool {
	return q.hole.Effect == language.Yields && !q.whole && guards.AddedUp(q.hole.At)
}
