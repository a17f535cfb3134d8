package evidence

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// maxProse bounds how much documentation is read, in bytes.
const maxProse = 1 << 20

// sentence is one statement of the documentation.
type sentence struct {
	text  string
	words []string
	path  string
	line  int
	owner *language.Node // what it documents: function, class or file; nil for files that are no source
	near  *language.Node // the function that a comment stands in
	entry string         // the column or field of a schema that it stands beside
}

// readProse collects the sentences of doc strings, comments and documentation files.
func readProse(p *language.Program, idioms *language.Idioms) []sentence {
	var found []sentence
	for _, tree := range p.Trees() {
		if p.Support.IsTest(tree.Path) {
			continue
		}
		if idioms.Docs != nil {
			for _, n := range tree.Root.All(language.File, language.Class, language.Function) {
				if doc := idioms.Docs(n); doc != nil {
					found = append(found, split(language.Unquote(doc.Text()), tree.Path, doc.Line, n, nil)...)
				}
			}
		}
		for _, c := range tree.Comments {
			found = append(found, split(strings.TrimLeft(c.Text(), "#/ "), tree.Path, c.Line, nil, c.Up(language.Function, language.Class))...)
		}
	}
	total := 0
	for _, name := range p.Others(".md", ".rst", ".txt", ".adoc", ".sql", ".proto", ".graphql") {
		content, err := p.Read(name)
		if total += len(content); err != nil || total > maxProse {
			continue
		}
		if slices.Contains([]string{".sql", ".proto", ".graphql"}, path.Ext(name)) {
			found = append(found, remarks(string(content), name)...)
			continue
		}
		found = append(found, split(string(content), name, 1, nil, nil)...)
	}
	return found
}

var remark = regexp.MustCompile(`--|//|#|COMMENT `)

// remarks reads a schema line by line: what a column is called stands beside what is said of it.
func remarks(text, name string) []sentence {
	var found []sentence
	for i, line := range strings.Split(text, "\n") {
		if remark.MatchString(line) {
			joined := strings.Join(strings.Fields(line), " ")
			if len(joined) < 600 {
				found = append(found, sentence{text: joined, words: wordsOf(joined), path: name, line: i + 1, entry: identifier.FindString(line)})
			}
		}
	}
	return found
}

var sentenceEnd = regexp.MustCompile(`[.;!?](\s+|$)|\n\s*\n|\n\s*[-*|]\s|:\n`)

func split(text, path string, line int, owner, near *language.Node) []sentence {
	var found []sentence
	start := 0
	ends := append(sentenceEnd.FindAllStringIndex(text, -1), []int{len(text), len(text)})
	for _, end := range ends {
		part := text[start:end[0]]
		if joined := strings.TrimLeft(strings.Join(strings.Fields(part), " "), "-*| "); len(joined) > 8 && len(joined) < 600 {
			at := line + strings.Count(text[:start], "\n")
			found = append(found, sentence{text: joined, words: wordsOf(joined), path: path, line: at, owner: owner, near: near})
		}
		start = end[1]
	}
	return found
}

// wordsOf splits text and identifiers into lower-case stems.
func wordsOf(text string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, stem(strings.ToLower(word.String())))
			word.Reset()
		}
	}
	previous := ' '
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsUpper(r) && unicode.IsLower(previous) {
			flush()
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word.WriteRune(r)
		}
		previous = r
	}
	flush()
	return words
}

func stem(word string) string {
	for _, ending := range []string{"ies", "es", "s"} {
		if cut, ok := strings.CutSuffix(word, ending); ok && len(cut) > 2 {
			if ending == "ies" {
				return cut + "y"
			}
			return cut
		}
	}
	return word
}

// cues are the words by which prose speaks of a special case.
var cues = map[language.Condition][]string{
	language.Zero:      {"zero", "no", "empty", "without", "nothing", "none", "0", "neither", "not", "same", "unless", "if", "when"},
	language.Null:      {"no", "without", "missing", "none", "null", "optional", "absent", "unknown", "not", "unless", "lack", "never", "unset"},
	language.Empty:     {"empty", "no", "without", "blank", "none", "nothing", "missing", "zero", "yet"},
	language.Missing:   {"missing", "unknown", "absent", "unlisted", "not", "default", "other", "otherwise", "optional", "without", "no", "unless", "omitted", "new", "first", "fall", "lack"},
	language.Short:     {"short", "shorter", "fewer", "missing", "empty", "no", "without", "less", "than", "end", "last", "left", "absent", "optional", "only"},
	language.Unset:     {"no", "none", "without", "empty", "otherwise", "not", "other", "default", "nothing", "unless"},
	language.Malformed: {"empty", "blank", "invalid", "malformed", "missing", "not", "unknown", "without", "no", "bad", "unreadable", "unparsable"},
}

// standsIn is how prose says what takes the place of a value, not of what is made of it.
var standsIn = regexp.MustCompile(`(?i)\b(counts?|treated|taken|reads?|used|seen|regarded) as\b`)

// fromProse looks for sentences that speak of the special case and name its value.
func (q *question) fromProse(prose []sentence) []clue {
	terms := q.terms()
	var found []clue
	for _, s := range prose {
		if !slices.ContainsFunc(cues[q.hole.When], func(cue string) bool { return slices.Contains(s.words, stem(cue)) }) {
			continue
		}
		weight := q.relevance(s, terms)
		if weight == 0 {
			continue
		}
		if loop := q.hole.At.Up(language.For, language.While, language.Function); q.hole.Effect == language.Returns && loop.Is(language.For, language.While) {
			weight /= 2 // one element's case is seldom the whole result's
		}
		if missing := q.hole.When == language.Null || q.hole.When == language.Missing; missing && !q.standsForSubject() && standsIn.MatchString(s.text) {
			weight /= 2
		}
		for _, value := range q.valuesIn(s) {
			found = append(found, clue{value: value, item: heald.Evidence{
				Source: "docs", Path: s.path, Line: s.line, Quote: short(s.text), Says: "documentation speaks of this case", Weight: weight,
			}})
		}
	}
	return found
}

func short(text string) string {
	if len(text) > 160 {
		return text[:160]
	}
	return text
}

// terms are the stems by which prose may name what the hole is about.
func (q *question) terms() []string {
	var terms []string
	add := func(name string) {
		for _, word := range wordsOf(name) {
			if len(word) > 2 && !slices.Contains(terms, word) {
				terms = append(terms, word)
			}
		}
	}
	for _, name := range append(slices.Clone(q.names), q.far...) {
		add(name)
	}
	if q.fn != nil {
		add(q.fn.Name)
	}
	if stmt := q.hole.At.Statement(); stmt.Is(language.ExprStmt) {
		for _, a := range stmt.All(language.Assign) {
			add(a.Child(language.RoleLeft).Last())
		}
	}
	return terms
}

// relevance says how surely a sentence is about the function that crashed.
func (q *question) relevance(s sentence, terms []string) float64 {
	shared := 0
	for _, term := range terms {
		if slices.ContainsFunc(s.words, func(w string) bool { return w == term || len(w) > 3 && strings.HasPrefix(term, w) }) {
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
	case shared == 0:
		return 0
	}
	return q.nearness(s, about, shared, near)
}

// nearness weighs a sentence that shares words with the hole but documents something around the function.
func (q *question) nearness(s sentence, about *language.Node, shared int, near float64) float64 {
	switch {
	case about == nil && shared >= 2 && q.outspoken(s):
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

// ofField says whether a sentence stands beside the declaration of what the hole is about: an attribute, or a schema's column.
func (q *question) ofField(s sentence, about *language.Node) bool {
	return s.entry != "" && s.entry == q.hole.Subject.Last() || about.Is(language.Class) && q.besideField(s, about)
}

// hedging are the cues that also stand in sentences about anything else.
var hedging = []string{"0", "not", "same", "if", "when", "other", "only", "left", "end", "first", "new", "last", "than", "yet"}

// outspoken says whether a sentence names the special case, not just some condition.
func (q *question) outspoken(s sentence) bool {
	return slices.ContainsFunc(cues[q.hole.When], func(cue string) bool {
		return !slices.Contains(hedging, cue) && slices.Contains(s.words, stem(cue))
	})
}

// besideField says whether a comment stands beside or above the declaration of the attribute that the hole is about.
func (q *question) besideField(s sentence, class *language.Node) bool {
	if s.near != class {
		return false
	}
	for _, f := range fieldsOf(class) {
		if f.says != "" && s.line <= f.at.Line && s.line > f.at.Line-6 && strings.Contains(f.says, s.text) {
			return f.name == q.hole.Subject.Last() || slices.Contains(q.far, f.name)
		}
	}
	return false
}

var (
	valueAfter = regexp.MustCompile("(?i)\\b(?:returns?|gives?|yields?|is|are|be|as|to|at|means?|with|of|or|then)\\s+(?:the |a |an )?(?:factor |value )?[`\"']{0,2}(-?\\d+(?:\\.\\d+)?%?|[A-Za-z]+(?: [a-z]+)?|\"\"|''|\\[\\]|\\{\\})")
	leftOut    = regexp.MustCompile(`(?i)\b(skipp(?:ed|ing)|skips?|ignor(?:ed|es?|ing)|left out|leaves? out|dropped|omitted|passed over)\b`)
	unchanged  = regexp.MustCompile(`(?i)\b(unchanged|as it is|as is|as they are|untouched)\b`)
)

// valuesIn reads the values that a sentence names, as source text; the empty string for an element that is left out.
func (q *question) valuesIn(s sentence) []string {
	var found []string
	if q.hole.Effect == language.Skips {
		if leftOut.MatchString(s.text) {
			return []string{""}
		}
		return nil
	}
	if q.hole.Effect != language.Yields && q.hole.Effect != language.Returns {
		return nil
	}
	for _, word := range valueWords(s.text) {
		if value := q.fitting(q.literal(word)); value != "" && !slices.Contains(found, value) {
			found = append(found, value)
		}
	}
	found = append(found, q.namedIn(s.text)...)
	if unchanged.MatchString(s.text) && q.whole {
		if name := q.passedThrough(); name != "" {
			found = append(found, name)
		}
	}
	return found
}

// literal is the source text of a value named in prose, or "".
func (q *question) literal(word string) string {
	lower := strings.ToLower(word)
	if value, ok := q.idioms.Words[lower]; ok {
		return value
	}
	if first, _, two := strings.Cut(lower, " "); two {
		if value, ok := q.idioms.Words[first]; ok && first != "empty" && first != "no" {
			return value
		}
	}
	if word[0] >= '0' && word[0] <= '9' || word[0] == '-' {
		return strings.TrimSuffix(word, "%")
	}
	if strings.ContainsAny(word, `"'[{`) {
		return word
	}
	return ""
}

// passedThrough is the parameter that "returned unchanged" means: the only one of the declared result's type, or the first.
func (q *question) passedThrough() string {
	var params []language.Parameter
	receiver := language.Receiver(q.fn)
	for _, p := range language.Parameters(q.fn) {
		if p.Name != receiver && !p.Splat {
			params = append(params, p)
		}
	}
	if len(params) == 0 {
		return ""
	}
	declared := q.fn.Child(language.RoleReturns).Text()
	for _, p := range params {
		if declared != "" && p.Type.Text() == declared {
			return p.Name
		}
	}
	return params[0].Name
}
