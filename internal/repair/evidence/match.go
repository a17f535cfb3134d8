package evidence

import (
	"path"
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// fromGuards compares each guard of the repository with the hole.
func (q *question) fromGuards(guards []guards.Guard, source string) []clue {
	var found []clue
	for _, g := range guards {
		if !q.comparable(g) {
			continue
		}
		weight, says := q.likeness(g)
		if source == "history" && weight > 0 {
			if !shapes.Same(g.In, q.fn) {
				continue
			}
			weight, says = weighHistory, "the version before the guilty commit handled it so"
		}
		weight *= q.fits(g) * q.level(g)
		if weight == 0 {
			continue
		}
		q.wants = ""
		value, ok := q.translate(g)
		if !ok {
			continue
		}
		value, share := q.parallelValue(g, value)
		if share == 0 {
			weight, says = weighParallel*q.fits(g)*q.level(g), "the parallel value is given so"
		} else {
			weight *= share
		}
		found = append(found, clue{value: value, form: g.Form, needs: q.wants, item: language.Cite(source, g.At, says, weight)})
	}
	return found
}

// repeats says whether a guard says nothing new: it is the hole itself, or an arm that is the whole result, as its if says already.
func (q *question) repeats(g guards.Guard) bool {
	return g.At.Tree() == q.hole.At.Tree() && g.At.Start == q.hole.At.Start && g.At.End == q.hole.At.End || g.Arm && g.Whole && q.whole
}

// comparable says whether a guard is about the same condition and has the same effect.
func (q *question) comparable(g guards.Guard) bool {
	if q.repeats(g) || !compatible(q.hole.When, g) || q.passed(g) || q.origin(g) {
		return false
	}
	bothWhole := g.Whole && q.whole
	if g.Effect != q.hole.Effect || bothWhole {
		return bothWhole
	}
	if g.Effect != language.Yields {
		return true
	}
	bare := q.hole.At == q.hole.Subject
	return (g.Form == "call" || g.Bare == bare) && (g.Whole == q.whole || q.same(g) > 0)
}

// fits says how well the level agrees at which a guard and the hole give their value: a value for what is made of the subject
// is no value for the whole result, unless both are the whole.
func (q *question) fits(g guards.Guard) float64 {
	switch {
	case g.Effect == language.Returns && g.In != q.fn && shapes.Composed(g.Value):
		return composedElsewhere
	case g.Effect != language.Yields || q.hole.Effect == language.Skips || q.hole.Effect == language.Raises:
		return 1
	}
	direct := q.hole.Effect == language.Yields && !q.hole.Wider
	if g.Form == "call" {
		if direct {
			return 1
		}
		return 0
	}
	return q.stands(g, direct)
}

// stands compares what the value stands for on both sides.
func (q *question) stands(g guards.Guard, direct bool) float64 {
	agrees := direct || g.Bare
	counterpart := q.sameShape(g)
	if counterpart != nil {
		agrees = q.hole.Effect == language.Yields && counterpart == q.hole.At || q.whole && counterpart.Parent.Is(language.Return)
	} else if g.Whole {
		agrees = q.whole
	}
	switch {
	case agrees && counterpart != nil && !q.whole:
		return 1.07 // the very same expression is guarded
	case agrees:
		return 1
	}
	return levelsDiffer
}

// sameShape finds the expression around the crash that the guard's good arm corresponds to: the same attribute, entry or call.
func (q *question) sameShape(g guards.Guard) *language.Node {
	if g.Good == nil || g.Bare || g.Good.Last() == "" {
		return nil
	}
	for n := q.hole.At; n != nil && !n.Is(language.Block); n = n.Parent {
		if n.Kind == g.Good.Kind && n.Last() == g.Good.Last() {
			return n
		}
	}
	for _, n := range q.hole.At.All(g.Good.Kind) {
		if n.Last() == g.Good.Last() {
			return n
		}
	}
	return nil
}

// passed says whether the value went through the guard before it crashed: then it is not the guard's case.
func (q *question) passed(g guards.Guard) bool {
	if g.In == nil || g.In != q.fn || g.At.End > q.hole.At.Start || g.Subject.Text() != q.hole.Subject.Text() {
		return false
	}
	return g.Form == "if" && g.Effect != language.Yields && q.hole.At.Within(g.At.Parent)
}

// origin says whether a guard is what makes the value null in the first place: x.end = parse(text) if text else None.
func (q *question) origin(g guards.Guard) bool {
	if q.hole.When != language.Null || g.Effect != language.Yields || !g.Null && !g.Value.Is(language.None) {
		return false
	}
	p, name := g.At.Parent, q.hole.Subject.Last()
	return p.Is(language.KeywordArg) && p.Name == name || p.Is(language.Assign) && g.At.Role == language.RoleRight && p.Child(language.RoleLeft).Last() == name && name != ""
}

var meets = map[language.Condition][]language.Condition{
	language.Zero:      {language.Zero, language.Falsy, language.Empty},
	language.Null:      {language.Null, language.Falsy},
	language.Empty:     {language.Empty, language.Falsy, language.Zero, language.Short},
	language.Missing:   {language.Missing},
	language.Short:     {language.Short},
	language.Unset:     {language.Empty, language.Falsy, language.Null},
	language.Malformed: {language.Malformed, language.Empty, language.Falsy},
}

func compatible(when language.Condition, g guards.Guard) bool {
	return slices.Contains(meets[when], g.When)
}

// same says how surely a guard tests the same thing: by its own name, or by a name further up its way.
func (q *question) same(g guards.Guard) float64 {
	names := []string{g.Subject.Last()}
	if g.Key != nil {
		names = append(names, keyName(g.Key))
		if g.When == language.Missing {
			names = names[1:]
		}
	}
	for _, name := range names {
		if weight := q.sameName(g, name); weight > 0 {
			return weight
		}
	}
	if q.hole.When == language.Null && q.sameMaking(g) && (q.ours(q.hole.Subject) || q.kinship(g.In) >= kin) {
		return weighSameMaking
	}
	return 0
}

// sameName compares a guard's subject by one of its names.
func (q *question) sameName(g guards.Guard, name string) float64 {
	weight := 0.0
	switch {
	case name == "":
	case q.hole.When == language.Missing:
		weight = q.sameEntry(g, name)
	case len(q.names) > 0 && q.names[0] == name && len(name) > 1:
		weight = weighSameUse
	}
	if weight == 0 && slices.Contains(q.far, name) && len(name) > 2 {
		weight = weighSameFar
	}
	return weight
}

// sameEntry compares look-ups: the same key, or the same table.
func (q *question) sameEntry(g guards.Guard, name string) float64 {
	switch {
	case slices.Contains(q.hole.Keys, name) && g.Null:
		return weighReadNull
	case slices.Contains(q.hole.Keys, name):
		return weighSameEntry
	case g.Subject.Last() != q.hole.Subject.Last() || g.Null:
		return 0
	case g.Key.Is(language.String):
		return weighOtherEntry
	case g.Stores:
		return weighSameEntry // it says what an entry is before anything is in it
	}
	return weighSameFar
}

func keyName(key *language.Node) string {
	if key.Is(language.String) {
		return language.Unquote(key.Text())
	}
	return key.Last()
}

// likeness weighs a guard: the same thing, the same operation, and how alike the functions are.
func (q *question) likeness(g guards.Guard) (float64, string) {
	same, op := q.same(g), q.operates(g)
	near := q.kinship(g.In)
	if same > 0 && near < kin && g.Key == nil && q.variables(g) {
		same -= lessFarAway
	}
	if q.otherEntry(g) {
		op = false // an entry of its own, however alike the functions are
	}
	switch {
	case same > 0 && op:
		return min(mostSameUse, same+near/4), "the same value is guarded so before the same use"
	case same > 0:
		return min(mostSame, same-lessWithoutUse+near/4), "the same value is guarded so"
	case op && q.namesake(g.In):
		return weighNamesake, "the same method of another class guards the same operation so"
	case op && near >= kin:
		return min(mostSibling, weighSibling+near/2), "a sibling guards the same operation so"
	case op && q.hole.When != language.Missing:
		return weighAnyone + near/3, "the repository guards the same operation so"
	}
	return 0, ""
}

// variables says whether both subjects are mere variables, not members of something.
func (q *question) variables(g guards.Guard) bool {
	return g.Subject.Is(language.Name) && q.hole.Subject.Is(language.Name)
}

// otherEntry says whether a guard is about another literal key, or about a table's entry where the hole reads a record's field.
func (q *question) otherEntry(g guards.Guard) bool {
	if g.Key == nil || g.Key.Is(language.String) {
		return q.hole.When == language.Missing && g.Key.Is(language.String) && !slices.Contains(q.hole.Keys, keyName(g.Key))
	}
	return q.hole.When == language.Missing && q.hole.At.Child(language.RoleKey).Is(language.String)
}

// namesake says whether a function is the method of the same name of another class, with the same parameters.
func (q *question) namesake(other *language.Node) bool {
	if other == nil || q.fn == nil || other == q.fn || other.Name != q.fn.Name {
		return false
	}
	mine, theirs := q.fn.Up(language.Class), other.Up(language.Class)
	return mine != nil && theirs != nil && mine != theirs && len(language.Parameters(other)) == len(language.Parameters(q.fn))
}

func (q *question) operates(g guards.Guard) bool {
	for _, op := range g.Ops {
		if slices.Contains(q.ops, op) {
			return true
		}
	}
	return false
}

// kin is the kinship from which on two functions are siblings.
const kin = 0.3

// kinship says how parallel two functions are: class or module, declared result, parameters.
func (q *question) kinship(other *language.Node) float64 {
	if other == nil || q.fn == nil {
		return 0
	}
	near := 0.0
	class := q.fn.Up(language.Class)
	switch {
	case other == q.fn, q.colleagues(other, q.fn):
		return 0.8
	case other.Tree() == q.fn.Tree() && class != nil && other.Up(language.Class) == class:
		near = 0.4
	case other.Tree() == q.fn.Tree():
		near = 0.35
	case path.Dir(other.Tree().Path) == path.Dir(q.fn.Tree().Path):
		near = 0.1
	}
	if a := q.fn.Child(language.RoleReturns); a != nil && a.Text() == other.Child(language.RoleReturns).Text() {
		near += 0.15
	}
	return near + 0.25*shapes.Overlap(q.fn, other)
}
