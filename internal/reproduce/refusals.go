package reproduce

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const maxRefusals = 6

// refusal is an error that the repository raises on purpose, with what shows it.
type refusal struct {
	language.Refusal
	near   int // how near to the crash it is raised
	raised []heald.Evidence
}

// How near to the crash an error is raised.
const (
	anywhere = iota
	beside   // in a file of the trace
	called   // by a function that one of the trace calls
	stacked  // by a function of the trace
)

// refusals lists the errors of the repository's own with which it may turn the input down once the crash is gone: those that it raises
// near the crash, or for which it has a class, and that it reckons with elsewhere. Each is evidence that no patch has made.
func (w *walk) refusals() []refusal {
	found := map[string]*refusal{}
	for _, tree := range w.program.Trees() {
		if w.support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Raise) {
			w.raises(found, n)
		}
	}
	var kept []refusal
	for _, r := range found {
		if e := w.reckons(r.Name); e != nil {
			r.raised = append(r.raised[:1], *e)
		} else if len(r.raised) < 2 || r.Path == "" {
			continue // raised once and never spoken of: that it is meant for callers is not shown
		}
		kept = append(kept, *r)
	}
	slices.SortFunc(kept, func(a, b refusal) int { return cmp.Or(b.near-a.near, strings.Compare(a.Name, b.Name)) })
	return kept[:min(len(kept), maxRefusals)]
}

// raises notes one statement that raises an error, unless it is the crash's own type or a foreign one from afar.
func (w *walk) raises(found map[string]*refusal, n *language.Node) {
	named := n.Child(language.RoleValue).Last()
	if named == "" || named == name(w.in.Incident.Exception.ErrorType) || w.crashed(n) {
		return
	}
	said := language.Cite("sibling", n, "the repository raises "+named+" on purpose", 0)
	near, held := w.nearness(n), found[named]
	switch {
	case held == nil:
		if brought, own := w.brought(n, named); own || near > anywhere && (brought.Import != "" || w.speaks(n, named)) {
			found[named] = &refusal{Refusal: brought, near: near, raised: []heald.Evidence{said}}
		}
	case near > held.near:
		held.near, held.raised = near, append([]heald.Evidence{said}, held.raised...)
	default:
		held.raised = append(held.raised, said)
	}
}

// brought says how a test names an error, and whether the repository defines it.
func (w *walk) brought(n *language.Node, named string) (r language.Refusal, own bool) {
	r.Name = named
	for _, class := range w.program.Classes(named) {
		if file := class.Tree().Path; !w.support.IsTest(file) && (r.Path == "" || file == n.Tree().Path) {
			r.Path = file
		}
	}
	if r.Path == "" {
		r.Import = importOf(n.Tree(), named)
	}
	return r, r.Path != ""
}

// speaks says whether a statement raises an error of the language's own that refuses, and says why.
func (w *walk) speaks(n *language.Node, named string) bool {
	return w.support.Drivers.Refuses != nil && w.support.Drivers.Refuses(named) && n.Child(language.RoleValue).Bare().Is(language.Call)
}

// crashed says whether a statement is the one that failed: what it raises is the crash, not a refusal.
func (w *walk) crashed(n *language.Node) bool {
	last := w.in.Diagnosis.Last()
	return n.Tree().Path == last.Path && n.Line <= last.Line && last.Line <= n.EndLine
}

func (w *walk) nearness(n *language.Node) int {
	function, near := n.Up(language.Function), anywhere
	for _, s := range w.in.Diagnosis.Sites {
		switch {
		case s.Path != n.Tree().Path:
		case function != nil && function.Qualified() == s.Function:
			return stacked
		default:
			near = max(near, beside)
		}
		if function != nil && w.calls(s, function.Name) {
			near = max(near, called)
		}
	}
	return near
}

// importOf is the statement of a file's top level that brings a name.
func importOf(tree *language.Tree, named string) string {
	for _, n := range tree.Root.Children {
		if n.Is(language.Import) && slices.ContainsFunc(n.All(language.Name), func(part *language.Node) bool { return part.Name == named }) {
			return n.Text()
		}
	}
	return ""
}

// reckons finds where the repository expects an error: a handler, a test that asks for it, or a text that documents it.
func (w *walk) reckons(named string) *heald.Evidence {
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(named) + `\b`)
	for _, tree := range w.program.Trees() {
		if !word.Match(tree.Source) {
			continue
		}
		if e := w.expects(tree, named, word); e != nil {
			return e
		}
	}
	for _, file := range w.program.Others(".md", ".rst", ".txt") {
		if body, err := w.program.Read(file); err == nil {
			if at := word.FindIndex(body); at != nil {
				line := 1 + strings.Count(string(body[:at[0]]), "\n")
				return &heald.Evidence{Source: "docs", Path: file, Line: line, Quote: shorten(lineAt(body, at[0])), Says: named + " is documented"}
			}
		}
	}
	return nil
}

func (w *walk) expects(tree *language.Tree, named string, word *regexp.Regexp) *heald.Evidence {
	test := w.support.IsTest(tree.Path)
	for _, n := range tree.Root.All(language.Handler, language.Call, language.Function, language.Class) {
		said := heald.Evidence{Path: tree.Path, Line: n.Line}
		first, _, _ := strings.Cut(n.Text(), "\n")
		said.Quote = shorten(strings.TrimSpace(first))
		switch {
		case n.Is(language.Handler) && !test && word.MatchString(first):
			said.Source, said.Says = "callers", named+" is caught and answered"
			return &said
		case n.Is(language.Call) && test && len(n.Children) > 1 && word.MatchString(n.Child(language.RoleArgs).Text()):
			said.Source, said.Says = "tests", "a test asks for "+named
			return &said
		case n.Is(language.Function, language.Class) && n.Name != named && w.support.Idioms != nil && w.support.Idioms.Docs != nil:
			if doc := w.support.Idioms.Docs(n); doc != nil && word.MatchString(doc.Text()) {
				said.Source, said.Line, said.Quote, said.Says = "docs", doc.Line, shorten(doc.Text()), fmt.Sprintf("%s is documented to raise %s", n.Name, named)
				return &said
			}
		}
	}
	return nil
}

func lineAt(body []byte, at int) string {
	text := string(body)
	start := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return strings.TrimSpace(line)
}

// refused writes the forms of a test that expect a refusal. A service that is asked as a client asks it answers for itself.
func (w *walk) refused(ask language.Writing, written language.Written) []heald.Refusal {
	if kind := ask.Drive.Kind; kind != "function" && kind != "method" {
		return nil
	}
	var found []heald.Refusal
	for _, r := range w.refusals() {
		ask.Refusal = &r.Refusal
		form, err := w.support.Drivers.Write(ask)
		if err == nil && form.Path == written.Path && form.ID == written.ID && form.Source != written.Source {
			found = append(found, heald.Refusal{Error: r.Name, Test: form.Source, Asserts: r.raised})
		}
	}
	return found
}
