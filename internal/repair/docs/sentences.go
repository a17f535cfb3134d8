package docs

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// maxProse bounds how much documentation is read, in bytes.
const maxProse = 1 << 20

// Sentence is one statement of the documentation, with where it stands.
type Sentence struct {
	wording.Sentence
	path  string
	Owner *language.Node // what it documents: function, class or file; nil for files that are no source
	near  *language.Node // the function or class that a comment stands in
}

// Read collects the sentences of doc strings, comments, documentation files, schemas and the comments of samples.
func Read(p *language.Program, idioms *language.Idioms) []Sentence {
	var found []Sentence
	for _, tree := range p.Trees() {
		if !p.Support.IsTest(tree.Path) {
			found = append(found, documented(tree, idioms)...)
		}
	}
	total := 0
	for _, name := range p.Others(wording.Extensions()...) {
		content, err := p.Read(name)
		if total += len(content); err != nil || total > maxProse {
			continue
		}
		for _, s := range wording.File(path.Ext(name), string(content)) {
			found = append(found, Sentence{Sentence: s, path: name})
		}
	}
	return found
}

// documented reads the doc strings and comments of one source file.
func documented(tree *language.Tree, idioms *language.Idioms) []Sentence {
	var found []Sentence
	add := func(text string, line int, owner, near *language.Node) {
		for _, s := range wording.Read(text, line) {
			found = append(found, Sentence{s, tree.Path, owner, near})
		}
	}
	if idioms.Docs != nil {
		for _, n := range tree.Root.All(language.File, language.Class, language.Function) {
			if doc := idioms.Docs(n); doc != nil {
				add(language.Unquote(doc.Text()), doc.Line, n, nil)
			}
		}
	}
	for _, c := range tree.Comments {
		add(strings.TrimLeft(c.Text(), "#/: "), c.Line, nil, c.Up(language.Function, language.Class))
	}
	return found
}

// standsIn is how prose says what takes the place of a value, not of what is made of it.
var standsIn = regexp.MustCompile(`(?i)\b(counts?|treated|taken|reads?|used|seen|regarded) as\b`)

// Values looks for sentences that speak of the special case and name its value.
func (t *Topic) Values(prose []Sentence) []Said {
	terms, others, own := t.terms(), t.others(), t.own()
	var found []Said
	for _, s := range prose {
		weight := t.relevance(s, terms)
		if weight == 0 {
			continue
		}
		weight *= t.sameLevel(s)
		if s.Default != "" {
			found = append(found, t.fromDefault(s, weight)...)
			continue
		}
		for _, c := range s.Clauses() {
			if !t.speaks(c, s, own, others) {
				continue
			}
			for _, value := range t.valuesIn(c.Text, s) {
				found = append(found, Said{value, s.cite("documentation speaks of this case", weight)})
			}
		}
	}
	return found
}

func (s Sentence) cite(says string, weight float64) heald.Evidence {
	return heald.Evidence{Source: "docs", Path: s.path, Line: s.Line, Quote: short(s.Text), Says: says, Weight: weight}
}

// speaks says whether a clause is about the special case of the hole: one of its situations is that case, and is not said of
// something else around the crash.
func (t *Topic) speaks(c wording.Clause, s Sentence, own []string, others [][]string) bool {
	if s.Entry != "" && elsewhere(wordsOf(s.Entry), others) && !wording.Has(own, wordsOf(s.Entry)[0]) {
		return false
	}
	return slices.ContainsFunc(c.Situations, func(one wording.Situation) bool {
		if !wording.Case(t.Hole.When).Speaks(one.Cue) {
			return false
		}
		named := slices.ContainsFunc(one.About, func(w string) bool { return wording.Has(own, w) })
		return named || !elsewhere(one.About, others)
	})
}

// sameLevel weighs down what is said of one element where the whole is asked for, and of the value where its product is.
func (t *Topic) sameLevel(s Sentence) float64 {
	weight := 1.0
	if loop := t.Hole.At.Up(language.For, language.While, language.Function); t.Hole.Effect == language.Returns && loop.Is(language.For, language.While) {
		weight /= 2 // one element's case is seldom the whole result's
	}
	if missing := t.Hole.When == language.Null || t.Hole.When == language.Missing; missing && !t.Bare && standsIn.MatchString(s.Text) {
		weight /= 2
	}
	return weight
}

// fromDefault reads the value that a schema or a table gives for a field that is not there.
func (t *Topic) fromDefault(s Sentence, weight float64) []Said {
	missing := t.Hole.When == language.Missing || t.Hole.When == language.Null
	if !missing || !t.Bare || !slices.Contains(t.Names, s.Entry) {
		return nil
	}
	value := t.literal(s.Default)
	if value == "" || value[0] == '\'' {
		value = `"` + strings.Trim(s.Default, `"'`) + `"`
	}
	if strings.ContainsAny(s.Default, "\\\n") {
		return nil
	}
	return []Said{{value, s.cite("the schema's default for it", weight)}}
}
