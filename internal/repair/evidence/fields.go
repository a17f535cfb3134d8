package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
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
		fields := fieldsOf(class)
		for _, f := range fields {
			if f.name == chain.Name || !q.levelOf(f) {
				continue
			}
			if said, by := q.spoken(class, fields, f, chain.Name); said != "" {
				weight := weighField
				if saysSo.MatchString(said) {
					weight = weighFieldSaid
				}
				clue := clue{value: object.Text() + "." + f.name, item: item("docs", by, "the declaration says that it stands for it", weight)}
				clue.item.Quote = short(said)
				found = append(found, clue)
			}
		}
	}
	return found
}

// field is one attribute that a class declares, with its declared type and what is said beside it.
type field struct {
	name, declared string
	at, initial    *language.Node
	says           string
}

func fieldsOf(class *language.Node) []field {
	var found []field
	for _, stmt := range class.Body() {
		a := stmt.Child(language.RoleValue)
		if stmt.Is(language.ExprStmt) && a.Is(language.Assign) && a.Child(language.RoleLeft).Is(language.Name) {
			found = append(found, field{a.Child(language.RoleLeft).Name, a.Child(language.RoleType).Text(), stmt, a.Child(language.RoleRight), beside(stmt)})
		}
	}
	for _, m := range language.Methods(class) {
		receiver := language.Receiver(m)
		for _, a := range m.All(language.Assign) {
			left := a.Child(language.RoleLeft)
			if !left.Is(language.Attribute) || left.Child(language.RoleObject).Text() != receiver || slices.ContainsFunc(found, func(f field) bool { return f.name == left.Name }) {
				continue
			}
			declared := a.Child(language.RoleType).Text()
			for _, p := range language.Parameters(m) {
				if a.Child(language.RoleRight).Text() == p.Name {
					declared = p.Type.Text()
				}
			}
			found = append(found, field{left.Name, declared, a, nil, beside(a)})
		}
	}
	return found
}

// beside is the comment on a statement's line, or the lines of comments above it.
func beside(stmt *language.Node) string {
	var text []string
	tree := stmt.Tree()
	for line := stmt.Line; line > stmt.Line-6; line-- {
		i := slices.IndexFunc(tree.Comments, func(c *language.Node) bool { return c.Line == line })
		if i < 0 && line < stmt.Line {
			break
		}
		if i >= 0 && (line == stmt.Line || strings.HasPrefix(strings.TrimSpace(tree.Line(line)), tree.Comments[i].Text())) {
			text = append([]string{strings.TrimLeft(tree.Comments[i].Text(), "#/ ")}, text...)
		}
	}
	return strings.Join(text, " ")
}

// levelOf says whether a field's value can stand where the hole's value does: by its type where one is declared, else by its
// name.
func (q *question) levelOf(f field) bool {
	declared := q.fn.Child(language.RoleReturns).Text()
	switch {
	case q.whole && declared != "" && f.declared != "":
		return declared == f.declared
	case q.whole:
		return subset(wordsOf(q.fn.Name), wordsOf(f.name)) || q.carries(f)
	}
	return q.carries(f)
}

// carries says whether the field carries the name of what is read at the hole: contact_name for customer.name.
func (q *question) carries(f field) bool {
	words, last := wordsOf(f.name), wordsOf(q.hole.At.Last())
	return q.hole.Effect == language.Yields && q.hole.At != q.hole.Subject && len(last) > 0 && len(words) > len(last) && slices.Equal(words[len(words)-len(last):], last)
}

// spoken returns what says that f stands in: the comment beside it, one that names it beside the field that is missing, or a
// sentence of the class's documentation that names both.
func (q *question) spoken(class *language.Node, fields []field, f field, missing string) (string, *language.Node) {
	if standsFor.MatchString(f.says) {
		return f.says, f.at
	}
	for _, other := range fields {
		if other.name == missing && standsFor.MatchString(other.says) && mentions(other.says, f.name) {
			return other.says, other.at
		}
	}
	for _, s := range q.prose {
		if s.Owner == class && standsFor.MatchString(s.Text) && mentions(s.Text, f.name) {
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
