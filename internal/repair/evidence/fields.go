package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/shapes"
	"github.com/heald-dev/heald/internal/show"
)

// standsFor are the words by which a comment says that one field stands for another.
var standsFor = regexp.MustCompile(`(?i)\b(stands? (?:for|in)|instead|in place of|falls? back|as long as|until|used (?:when|if|where|for)|otherwise|when (?:there (?:is|are) )?(?:no|none|nothing)|if (?:there (?:is|are) )?(?:no|none|nothing)|without|only)\b`)

// saysSo are those of them that say so in as many words.
var saysSo = regexp.MustCompile(`(?i)\b(stands? (?:for|in)|instead|in place of|falls? back|counts? as)\b`)

// fromFields looks for another field of the same object that its declaration, or the class's documentation, says stands for
// what is missing: "created: stands for the last change as long as there is none".
func (q *question) fromFields() []clue {
	chain := q.hole.Subject.Bare()
	if !chain.Is(language.Attribute) || q.hole.Effect != language.Yields && q.hole.Effect != language.Returns {
		return nil
	}
	object := chain.Child(language.RoleObject)
	var found []clue
	for _, class := range q.scene.Program.Owners(chain.Name) {
		if object.Text() == language.Receiver(q.fn) && !q.fn.Within(class) {
			continue
		}
		fields := shapes.Fields(class)
		for _, f := range fields {
			if f.Name == chain.Name || !q.levelOf(f) {
				continue
			}
			if said, by := q.spoken(class, fields, f, chain.Name); said != "" {
				weight := weighField
				if saysSo.MatchString(said) {
					weight = weighFieldSaid
				}
				clue := clue{value: object.Text() + "." + f.Name, item: language.Cite("docs", by, "the declaration says that it stands for it", weight)}
				clue.item.Quote = show.Short(said, 160)
				found = append(found, clue)
			}
		}
	}
	return found
}

// levelOf says whether a field's value can stand where the hole's value does: by its type where one is declared, else by its
// name.
func (q *question) levelOf(f shapes.Field) bool {
	declared := q.fn.Child(language.RoleReturns).Text()
	switch {
	case q.whole && declared != "" && f.Declared != "":
		return declared == f.Declared
	case q.whole:
		return subset(wordsOf(q.fn.Name), wordsOf(f.Name)) || q.carries(f)
	}
	return q.carries(f)
}

// carries says whether the field carries the name of what is read at the hole: contact_name for customer.name.
func (q *question) carries(f shapes.Field) bool {
	words, last := wordsOf(f.Name), wordsOf(q.hole.At.Last())
	return q.hole.Effect == language.Yields && q.hole.At != q.hole.Subject && len(last) > 0 && len(words) > len(last) && slices.Equal(words[len(words)-len(last):], last)
}

// spoken returns what says that f stands in: the comment beside it, one that names it beside the field that is missing, or a
// sentence of the class's documentation that names both.
func (q *question) spoken(class *language.Node, fields []shapes.Field, f shapes.Field, missing string) (string, *language.Node) {
	if standsFor.MatchString(f.Says) {
		return f.Says, f.At
	}
	for _, other := range fields {
		if other.Name == missing && standsFor.MatchString(other.Says) && mentions(other.Says, f.Name) {
			return other.Says, other.At
		}
	}
	for _, s := range q.prose.Sentences {
		if s.Owner == class && standsFor.MatchString(s.Text) && mentions(s.Text, f.Name) {
			return s.Text, class
		}
	}
	return "", nil
}

var identifier = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*\*?`)

// mentions says whether a text names a field, or all whose names begin like it: contact_*.
func mentions(text, name string) bool {
	for _, word := range identifier.FindAllString(text, -1) {
		prefix, all := strings.CutSuffix(word, "*")
		if word == name || all && len(prefix) > 2 && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
