package reproduce

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// promise is the result that the crashing function's own documentation promises in the case in which it crashed, where the test calls
// that function: "Returns 0.0 when there are no samples". Nil unless it promises one result, and no refusal.
func (w *walk) promise(d heald.Drive) *language.Promise {
	last, idioms := w.in.Diagnosis.Last(), w.support.Idioms
	if idioms == nil || idioms.Docs == nil || d.Path != last.Path || d.Function != last.Function || d.Consume != "" {
		return nil
	}
	f := w.function(d)
	if f == nil || idioms.Docs(f.Node) == nil {
		return nil
	}
	var found []language.Promise
	doc := idioms.Docs(f.Node)
	for _, s := range wording.Read(language.Unquote(doc.Text()), doc.Line) {
		promised, refused := w.promised(s, f)
		if refused {
			return nil
		}
		found = append(found, promised...)
	}
	if len(found) == 0 || slices.ContainsFunc(found, func(p language.Promise) bool { return p.Value != found[0].Value }) {
		return nil
	}
	return &found[0]
}

// function is what a drive calls, in the program.
func (w *walk) function(d heald.Drive) *language.Func {
	for _, f := range w.program.Funcs() {
		if f.Path == d.Path && f.Qualified == d.Function {
			return f
		}
	}
	return nil
}

// promised reads one sentence: the results that it promises in the case, and whether it promises a refusal.
func (w *walk) promised(s wording.Sentence, f *language.Func) (found []language.Promise, refused bool) {
	if s.Doubtful() {
		return nil, false
	}
	for _, c := range s.Clauses() {
		if !w.inCase(c) {
			continue
		}
		if _, refuses := s.Refusal(); refuses {
			return nil, true
		}
		if !s.Gives(c) {
			continue
		}
		for _, v := range wording.Values(c.Text) {
			if value := w.written(v, f); value != "" {
				found = append(found, language.Promise{Value: value, Evidence: heald.Evidence{
					Source: "docs", Path: f.Path, Line: s.Line, Quote: shorten(s.Text), Says: f.Qualified + " is documented to give " + value + " here",
				}})
			}
		}
	}
	return found, false
}

// inCase says whether a clause names the case of the crash outright: the kind of the wrong value, said of it by its name or of
// nothing else.
func (w *walk) inCase(c wording.Clause) bool {
	wrong := w.in.Diagnosis.Wrong
	own := wording.Words(wrong.Expression + " " + strings.Join(wrong.Names, " "))
	return slices.ContainsFunc(c.Situations, func(one wording.Situation) bool {
		named := len(one.About) == 0 || slices.ContainsFunc(one.About, func(word string) bool { return wording.Has(own, word) })
		return one.Outright() && named && wording.Case(wrong.Kind).Speaks(one.Cue)
	})
}

var figure = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// written is a promised value as source text, or "" where it is none or cannot be of the declared type.
func (w *walk) written(v wording.Value, f *language.Func) string {
	idioms := w.support.Idioms
	value, known := idioms.Words[strings.ToLower(v.Word)]
	if first, _, two := strings.Cut(strings.ToLower(v.Word), " "); !known && two && first != "empty" && first != "no" {
		value = idioms.Words[first]
	}
	if v.Unit == "" && figure.MatchString(v.Word) {
		value = v.Word
	}
	declared := f.Node.Child(language.RoleReturns)
	if value == idioms.NullValue && declared != nil && (idioms.Optional == nil || !idioms.Optional(declared.Text())) {
		return ""
	}
	return value
}
