package docs

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
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

// Library is what a repository's texts say, read once.
type Library struct {
	Sentences []Sentence

	program *language.Program
	clauses map[int][]wording.Clause // of the sentences that were asked for
	texts   map[string]bool          // what the program writes between quotation marks, read when first asked for
}

// Read collects the sentences of doc strings, comments, documentation files, schemas and the comments of samples.
func Read(p *language.Program, idioms *language.Idioms) *Library {
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
	return &Library{Sentences: found, program: p, clauses: map[int][]wording.Clause{}}
}

// clausesOf splits a sentence, once.
func (l *Library) clausesOf(i int) []wording.Clause {
	if _, done := l.clauses[i]; !done {
		l.clauses[i] = l.Sentences[i].Clauses()
	}
	return l.clauses[i]
}

// writes says whether the program writes a word as a text of its own.
func (l *Library) writes(word string) bool {
	if l.texts == nil {
		l.texts = map[string]bool{}
		for _, tree := range l.program.Trees() {
			for _, n := range tree.Root.All(language.String) {
				l.texts[language.Unquote(n.Text())] = true
			}
		}
	}
	return l.texts[word]
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
	for i := 0; i < len(tree.Comments); {
		first := tree.Comments[i]
		text := strings.TrimLeft(first.Text(), "#/: ")
		for i++; i < len(tree.Comments) && follows(tree, tree.Comments[i-1], tree.Comments[i]); i++ {
			text += "\n" + strings.TrimLeft(tree.Comments[i].Text(), "#/: ")
		}
		add(text, first.Line, nil, first.Up(language.Function, language.Class))
	}
	return append(found, helpTexts(tree)...)
}

// helpTexts reads what command-line options and fields say of themselves.
func helpTexts(tree *language.Tree) []Sentence {
	var found []Sentence
	for _, n := range tree.Root.All(language.KeywordArg) {
		text := n.Children[len(n.Children)-1]
		if entry := helped(n); entry != "" && text.Is(language.String) && len(text.All(language.Interpolation)) == 0 {
			for _, s := range wording.Read(language.Unquote(text.Text()), text.Line) {
				s.Entry = entry
				found = append(found, Sentence{s, tree.Path, nil, nil})
			}
		}
	}
	return found
}

// helped is the option or field that a help text explains: add_argument("--retries", help="…"), retries = Field(description="…").
func helped(n *language.Node) string {
	if n.Name != "help" && n.Name != "description" {
		return ""
	}
	call := n.Parent.Parent
	for _, arg := range n.Parent.Children {
		if name := strings.TrimLeft(language.Unquote(arg.Text()), "-"); arg.Is(language.String) && len(name) > 1 {
			return strings.ReplaceAll(name, "-", "_")
		}
	}
	if call.Parent.Is(language.Assign) {
		return call.Parent.Child(language.RoleLeft).Last()
	}
	return ""
}

// follows says whether a comment goes on with the one before it: both stand alone, on lines that follow each other.
func follows(tree *language.Tree, before, after *language.Node) bool {
	alone := func(c *language.Node) bool { return strings.HasPrefix(strings.TrimSpace(tree.Line(c.Line)), c.Text()) }
	return after.Line == before.Line+1 && after.Column == before.Column && alone(before) && alone(after)
}

// Values looks for sentences that speak of the special case and name its value.
func (t *Topic) Values() []Said {
	var found []Said
	t.each(func(s Sentence, c wording.Clause, weight float64) {
		for _, value := range t.valuesIn(c.Text, s) {
			found = append(found, Said{value, s.cite("documentation speaks of this case", weight*t.sameLevel(s, c))})
		}
	})
	for _, s := range t.Library.Sentences {
		if s.Default != "" && slices.Contains(t.Names, s.Entry) {
			weight := t.relevance(s, t.Names)
			if t.strange(s) {
				weight *= 0.7
			}
			found = append(found, t.fromDefault(s, weight)...)
		}
	}
	return found
}

// each visits the clauses that speak of the special case, with how surely they do.
func (t *Topic) each(visit func(s Sentence, c wording.Clause, weight float64)) {
	terms, others, own := t.terms(), t.others(), t.own()
	for i, s := range t.Library.Sentences {
		weight := t.relevance(s, terms)
		if weight == 0 || s.Default != "" || s.Doubtful() || t.elsewhereScoped(s) {
			continue
		}
		for _, c := range t.Library.clausesOf(i) {
			if says := t.speaks(c, s, own, others); says > 0 {
				visit(s, c, min(weight+says-1, 0.8))
			}
		}
	}
}

func (s Sentence) cite(says string, weight float64) heald.Evidence {
	return heald.Evidence{Source: "docs", Path: s.path, Line: s.Line, Quote: show.Short(s.Text, 160), Says: says, Weight: weight}
}

// plainer is what a sentence gains that says of the very thing by its own name that it is missing, empty or unknown.
const plainer = 0.06

// speaks says how surely a clause is about the special case of the hole: one of its situations is that case, and is not said of
// something else around the crash. 0 is not at all, 1 where nothing speaks against it, and more where the subject is named.
func (t *Topic) speaks(c wording.Clause, s Sentence, own []string, others [][]string) float64 {
	if s.Entry != "" && elsewhere(wordsOf(s.Entry), others) && !wording.Has(own, wordsOf(s.Entry)[0]) {
		return 0
	}
	most := 0.0
	for _, one := range c.Situations {
		if !wording.Case(t.Hole.When).Speaks(one.Cue) || t.Hole.Effect == language.Orders && !one.Outright() || t.otherSort(one) {
			continue
		}
		switch {
		case t.outright(one.About):
			most = 1 + plainer
		case slices.ContainsFunc(one.About, func(w string) bool { return wording.Has(own, w) }), !elsewhere(one.About, others):
			most = max(most, 1)
		}
	}
	return most
}

// outright says whether words name the subject, or the key that is missing, by its own name.
func (t *Topic) outright(about []string) bool {
	names := append(slices.Clone(t.Names[:min(1, len(t.Names))]), t.Hole.Keys[:min(1, len(t.Hole.Keys))]...)
	return slices.ContainsFunc(names, func(name string) bool { return all(wordsOf(name), about) })
}

// otherSort says whether a situation is that nothing is there, where at the crash something is there that is not known or cannot be
// read: an order without a country is not one with an unknown country.
func (t *Topic) otherSort(one wording.Situation) bool {
	if !one.Absence() {
		return false
	}
	switch t.Hole.When {
	case language.Malformed:
		value := strings.Trim(t.Scene.Diagnosis.Wrong.Value, "\"' ")
		return value != "" && !strings.HasSuffix(t.Scene.Incident.Message, "''") && one.Cue != "not"
	case language.Missing:
		key := t.Hole.At.Child(language.RoleKey)
		return key.Is(language.Name, language.Attribute) && all(wordsOf(key.Last()), one.About)
	}
	return false
}

// all says whether every word of a name is among others, abbreviated or not.
func all(name, words []string) bool {
	return len(name) > 0 && !slices.ContainsFunc(name, func(w string) bool { return !wording.Has(words, w) })
}

// standsIn is how prose says what takes the place of a value, not of what is made of it.
var standsIn = regexp.MustCompile(`(?i)\b((?:counts?|treated|taken|reads?|used|seen|regarded) as|(?:is|are) (?:used|taken|assumed)|assumed to be|falls? back|defaults? (?:to|is)|used instead|instead)\b`)

// sameLevel weighs down what is said of one element where the whole is asked for, of the value where its product is, and of the
// result where a part of it is.
func (t *Topic) sameLevel(s Sentence, c wording.Clause) float64 {
	weight := 1.0
	if loop := t.Hole.At.Up(language.For, language.While, language.Function); t.Hole.Effect == language.Returns && loop.Is(language.For, language.While) {
		weight /= 2 // one element's case is seldom the whole result's
	}
	if t.otherLevel(s, c) {
		weight /= 2
	}
	return weight
}

// otherLevel says whether a clause speaks of the value itself, of what is made of it or of the result, where the hole is about
// another of them.
func (t *Topic) otherLevel(s Sentence, c wording.Clause) bool {
	missing := t.Hole.When == language.Null || t.Hole.When == language.Missing
	result := s.Owner == t.Fn && s.Gives(c)
	switch {
	case missing && standsIn.MatchString(s.Text):
		return !t.Bare
	case t.Hole.Effect == language.Returns && s.Owner != t.Fn:
		return slices.ContainsFunc(t.goesTo(), func(name string) bool { return all(wordsOf(name), s.Words) }) // it names the variable, not the function
	}
	return result && t.Hole.Effect == language.Yields && (missing && t.Bare || !t.Whole)
}

// fromDefault reads the value that a schema or a table gives for a field that is not there.
func (t *Topic) fromDefault(s Sentence, weight float64) []Said {
	missing := t.Hole.When == language.Missing || t.Hole.When == language.Null
	if weight == 0 || !missing || !t.Bare || !slices.Contains(t.Names, s.Entry) {
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
