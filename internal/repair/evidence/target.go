package evidence

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
	"github.com/heald-dev/heald/internal/repair/shapes"
)

// target is what takes the hole's value: a field of a record that is made, a parameter, or an entry of a table.
type target struct {
	taker    *language.Node // the call, or the literal
	class    *language.Node // what the call makes an object of: a class, or the call that declares a record; nil for others
	part     *language.Node // the argument, or the pair
	name     string
	declared string
	initial  *language.Node
	field    bool // read as an attribute of what is made; else as an entry
	unknown  bool // nothing is known of the taker but the argument's name
}

// target finds it: the value is the whole argument, under its own name or under that of a variable in between.
func (q *question) target() *target {
	if q.hole.Effect != language.Yields {
		return nil
	}
	n := q.hole.At
	for hop := 0; hop < 2; hop++ {
		for n.Parent.Is(language.Paren, language.Await) {
			n = n.Parent
		}
		if found := q.taken(n); found != nil {
			return found
		}
		if n = q.passedOn(n); n == nil {
			return nil
		}
	}
	return nil
}

// taken is the target of an expression that stands as an argument or entry.
func (q *question) taken(n *language.Node) *target {
	p := n.Parent
	switch {
	case p.Is(language.KeywordArg):
		return q.bound(p.Parent.Parent, p, n, p.Name)
	case p.Is(language.Args):
		return q.bound(p.Parent, n, n, "")
	case p.Is(language.Pair) && p.Children[0] != n && p.Children[0].Is(language.String) && p.Parent.Is(language.Dict):
		return &target{taker: p.Parent, part: p, name: language.Unquote(p.Children[0].Text())}
	}
	return nil
}

// passedOn is where a variable that n is assigned to is used, where that is one place.
func (q *question) passedOn(n *language.Node) *language.Node {
	left := n.Parent.Child(language.RoleLeft)
	if q.fn == nil || !n.Parent.Is(language.Assign) || n.Role != language.RoleRight || !left.Is(language.Name) || len(language.Definitions(q.fn, left.Name)) > 1 {
		return nil
	}
	if uses := language.Uses(q.fn, left.Name); len(uses) == 1 {
		return uses[0]
	}
	return nil
}

// bound says what a call does with an argument.
func (q *question) bound(call, part, value *language.Node, name string) *target {
	if !call.Is(language.Call) || call.Child(language.RoleCallee) == nil {
		return nil
	}
	callee := call.Child(language.RoleCallee).Bare()
	if classes := q.scene.Program.Classes(callee.Last()); len(classes) == 1 {
		return q.ofClass(classes[0], call, part, value)
	}
	if record := q.record(callee.Last()); record != nil {
		fields := q.idioms.Record(record)
		if i := slices.Index(call.Child(language.RoleArgs).Children, part); name == "" && i >= 0 && i < len(fields) {
			name = fields[i]
		}
		if slices.Contains(fields, name) {
			return &target{taker: call, class: record, part: part, name: name, field: true}
		}
		return nil
	}
	if functions := q.scene.Program.Callees(call); len(functions) == 1 {
		return ofFunction(functions[0], call, part, value)
	}
	if name != "" {
		return &target{taker: call, part: part, name: name, unknown: true}
	}
	return nil
}

// ofClass is the field that a constructor's argument fills.
func (q *question) ofClass(class, call, part, value *language.Node) *target {
	if made := q.scene.Program.Method(class, q.idioms.Constructor); made != nil {
		found := ofFunction(made, call, part, value)
		if found != nil {
			found.class, found.field = class, true
		}
		return found
	}
	for name, arg := range language.BindFields(call, class) {
		if arg != value {
			continue
		}
		found := &target{taker: call, class: class, part: part, name: name, field: true}
		for _, f := range shapes.Fields(class) {
			if f.Name == name {
				found.declared, found.initial = f.Declared, f.Initial
			}
		}
		return found
	}
	return nil
}

func ofFunction(f *language.Func, call, part, value *language.Node) *target {
	for name, arg := range language.Bind(call, f) {
		if arg != value {
			continue
		}
		found := &target{taker: call, part: part, name: name}
		for _, p := range language.Parameters(f.Node) {
			if p.Name == name {
				found.declared, found.initial = p.Type.Text(), p.Default
			}
		}
		return found
	}
	return nil
}

// record returns the call that declares the record type of that name, or nil.
func (q *question) record(name string) *language.Node {
	if q.idioms.Record == nil || name == "" {
		return nil
	}
	for _, tree := range q.scene.Program.Trees() {
		for _, d := range language.Definitions(tree.Root, name) {
			if q.idioms.Record(d.Value) != nil {
				return d.Value
			}
		}
	}
	return nil
}

// fromTarget asks what takes the value: what it has where nothing is given, what it admits, what those who read it are ready
// for, and what stands beside it.
func (q *question) fromTarget() []clue {
	to := q.target()
	if to == nil {
		return nil
	}
	return slices.Concat(q.declaredDefault(to), q.fromReaders(to), q.fromBeside(to))
}

// declaredDefault is what the taker has for what is left out, or what its type admits.
func (q *question) declaredDefault(to *target) []clue {
	admits := q.idioms.Optional != nil && q.idioms.Optional(to.declared)
	switch {
	case to.initial != nil && guards.Constant(to.initial.Bare()) && !to.initial.Is(language.Dict, language.List):
		weight := weighDefaultOther
		if slices.Contains(q.hole.Keys, to.name) || q.hole.Subject.Last() == to.name {
			weight = weighDefault
		}
		return []clue{{value: to.initial.Text(), kind: "default", item: language.Cite("code", to.initial, "what takes it has this where nothing is given", weight)}}
	case admits:
		return []clue{{value: q.idioms.NullValue, kind: "default", item: language.Cite("types", to.part, to.name+" is declared "+to.declared, weighTakes)}}
	}
	var found []clue
	for _, value := range q.neutral(to.declared) {
		found = append(found, clue{value: value, kind: "default", item: language.Cite("types", to.part, to.name+" is declared "+to.declared, weighTakesNeutral)})
	}
	return found
}

// fromBeside reads how the other parts of the same record are given where they are missing: phone=raw.get("phone").
func (q *question) fromBeside(to *target) []clue {
	parts := to.taker.Children
	if to.taker.Is(language.Call) {
		parts = to.taker.Child(language.RoleArgs).Children
	}
	var found []clue
	for _, g := range q.guards {
		if g.Effect != language.Yields || g.At.Within(to.part) || !slices.ContainsFunc(parts, func(p *language.Node) bool { return p != to.part && g.At.Within(p) }) {
			continue
		}
		if value := q.absentValue(g); value != "" && q.sameSort(to, g, parts) {
			found = append(found, clue{value: value, form: g.Form, kind: "beside", item: language.Cite("sibling", g.At, "another part of the same record is given so", weighBeside)})
		}
	}
	return found
}

// absentValue is the constant that a guard gives, or "".
func (q *question) absentValue(g guards.Guard) string {
	switch {
	case g.Null:
		return q.idioms.NullValue
	case g.Value != nil && guards.Constant(g.Value):
		return g.Value.Text()
	}
	return ""
}

// sameSort says whether the part that a guard stands in is declared like the one that takes the hole's value, as far as declared.
func (q *question) sameSort(to *target, g guards.Guard, parts []*language.Node) bool {
	for _, p := range parts {
		if !g.At.Within(p) {
			continue
		}
		value := p
		if p.Is(language.KeywordArg) {
			value = p.Children[len(p.Children)-1]
		}
		if p.Is(language.Pair) {
			return true
		}
		if other := q.bound(to.taker, p, value, ""); other != nil {
			return other.declared == to.declared
		}
	}
	return true
}
