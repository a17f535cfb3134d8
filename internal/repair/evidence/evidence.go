// Package evidence finds out what a repository itself says about the case in which it crashed: how the same thing is guarded
// elsewhere, what documentation, types, callers and earlier versions say. It answers with values and quotes, never with guesses.
package evidence

import (
	"cmp"
	"math"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/docs"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
	"github.com/heald-dev/heald/internal/repair/taken"
)

// Answer is one value that a hole can be filled with, and what speaks for it.
type Answer struct {
	Value    string // empty for effects without one
	Form     string // how the repository writes it where it does: "if", "conditional", …
	Needs    string // a name of another file that the value uses; empty when all are known
	Score    float64
	Evidence []heald.Evidence
}

// Base is what is known of one repository around one crash.
type Base struct {
	scene   *language.Scene
	idioms  *language.Idioms
	guards  []guards.Guard
	earlier []guards.Guard // of the versions before the guilty commit
	prose   *docs.Library
	gone    []taken.Value
	tables  map[*language.Node][]*language.Node // where functions are entries of
}

// New reads the repository. Earlier is the files that the guilty commit changed, as they were before it.
func New(scene *language.Scene, earlier []*language.Tree) *Base {
	b := &Base{scene: scene, idioms: scene.Program.Support.Idioms, tables: map[*language.Node][]*language.Node{}}
	if b.idioms == nil {
		b.idioms = &language.Idioms{}
	}
	for _, tree := range scene.Program.Trees() {
		if !scene.Program.Support.IsTest(tree.Path) {
			b.guards = append(b.guards, guards.Mine(tree, b.idioms)...)
		}
	}
	for _, tree := range earlier {
		b.earlier = append(b.earlier, guards.Mine(tree, b.idioms)...)
	}
	b.earlier = guards.Gone(b.earlier, b.guards)
	b.prose, b.gone = docs.Read(scene.Program, b.idioms), taken.Values(scene.Program, earlier, b.idioms)
	return b
}

// clue is one item of evidence for one value.
type clue struct {
	value, form string
	needs       string // a name that has to be imported first
	kind        string // what sort of clue it is, where the source does not say; clues of one sort are not independent
	item        heald.Evidence
}

// Answers returns what the repository says about a hole, best first.
func (b *Base) Answers(h *language.Hole) []Answer {
	q := b.question(h)
	var clues []clue
	clues = append(clues, q.fromGuards(b.guards, "sibling")...)
	clues = append(clues, q.fromGuards(b.earlier, "history")...)
	clues = append(clues, q.fromProse()...)
	clues = append(clues, q.fromTypes()...)
	clues = append(clues, q.fromBranches()...)
	clues = append(clues, q.fromCallers()...)
	clues = append(clues, q.fromInitials()...)
	clues = append(clues, q.fromConstants()...)
	clues = append(clues, q.fromFields()...)
	clues = append(clues, q.fromDestination()...)
	clues = append(clues, q.fromTests()...)
	clues = append(clues, q.fromOrders()...)
	clues = append(clues, q.fromTarget()...)
	clues = append(clues, slices.Concat(q.fromBounds(), q.fromLoops(), q.fromHeadings(), q.fromMirror(), q.fromFolds(), q.fromSpare(), q.fromTaken())...)
	answers := q.tempered(weigh(clues))
	return slices.DeleteFunc(append(answers, q.plausible(answers)...), q.moot)
}

// moot says whether an answer changes nothing: the null value in the place of the null value.
func (q *question) moot(a Answer) bool {
	return q.unfit(a) || q.hole.When == language.Null && q.hole.Effect == language.Yields && q.hole.At == q.hole.Subject && a.Value == q.idioms.NullValue
}

// weigh puts together what speaks for the same value. Clues of the same source and kind count less with each.
func weigh(clues []clue) []Answer {
	slices.SortStableFunc(clues, func(a, c clue) int {
		return cmp.Or(cmp.Compare(shapes.Canonical(a.value), shapes.Canonical(c.value)), prose(a)-prose(c), -cmp.Compare(a.item.Weight, c.item.Weight))
	})
	var answers []Answer
	doubt, counted := 1.0, map[string]int{}
	for i, c := range clues {
		if i == 0 || shapes.Canonical(c.value) != shapes.Canonical(clues[i-1].value) {
			answers = append(answers, Answer{Value: c.value, Needs: c.needs})
			doubt, counted = 1, map[string]int{}
		}
		a := &answers[len(answers)-1]
		if a.Form == "" {
			a.Form = c.form
		}
		sort := cmp.Or(c.kind, c.item.Source)
		doubt *= 1 - c.item.Weight*math.Pow(0.5, float64(counted[sort]))
		counted[sort]++
		a.Score = min(1-doubt, 0.98)
		if len(a.Evidence) < 5 {
			a.Evidence = append(a.Evidence, c.item)
		}
	}
	slices.SortStableFunc(answers, func(a, c Answer) int { return -cmp.Compare(a.Score, c.Score) })
	return answers
}

// prose orders code before documentation: it shows how the value is written.
func prose(c clue) int {
	if c.item.Source == "docs" {
		return 1
	}
	return 0
}

// question is a hole with what is known of its subject.
type question struct {
	*Base
	hole  *language.Hole
	fn    *language.Node // the function that crashed, or nil
	names []string       // what the subject is called, its own name first
	far   []string       // what it is called further up its way
	ops   []string
	whole bool        // the hole's value is the function's result
	asked *docs.Topic // the question as it is put to texts, once it is
	wants string      // a constant of another file that the value being translated uses
}

func (b *Base) question(h *language.Hole) *question {
	q := &question{Base: b, hole: h, fn: h.At.Up(language.Function)}
	q.names = appendName(q.names, h.Subject.Last())
	q.names = append(q.names, h.Keys...)
	for _, s := range b.scene.Sources(h.Subject) {
		if s.Depth <= 2 && s.Via != "element" {
			q.far = appendName(q.far, s.Node.Last())
		}
	}
	for _, name := range b.scene.Diagnosis.Wrong.Names {
		q.far = appendName(q.far, name)
	}
	scope := q.fn
	if scope == nil {
		scope = h.At.Tree().Root
	}
	q.ops = guards.Operations(scope, h.Subject, b.idioms)
	if op := guards.Operation(h.Subject, b.idioms); op != "" && !slices.Contains(q.ops, op) {
		q.ops = append(q.ops, op)
	}
	if call := h.At.Child(language.RoleCallee); h.At.Is(language.Call) && h.Subject.Within(h.At) && !slices.Contains(q.ops, "call "+call.Last()) {
		q.ops = append(q.ops, "call "+call.Last()) // what is consumed inside the call that needs it
	}
	q.whole = h.Whole || h.Effect == language.Returns || h.Effect == language.Yields && guards.IsResult(h.At)
	return q
}

func appendName(names []string, name string) []string {
	if name == "" || slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// Complete adds the import that an answer's value needs. Where it cannot be written, the proposal has no edits.
func (b *Base) Complete(p language.Proposal, a Answer) language.Proposal {
	if a.Needs == "" || len(p.Edits) == 0 {
		return p
	}
	var imports []language.Edit
	if b.idioms.Import != nil {
		imports = b.idioms.Import(b.scene, a.Needs)
	}
	if p.Edits = append(p.Edits, imports...); len(imports) == 0 {
		p.Edits = nil
	}
	return p
}
