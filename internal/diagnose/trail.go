package diagnose

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Bounds of how far a value's provenance is followed.
const (
	maxStops   = 300
	maxTrail   = 16
	maxOpen    = 12 // call sites of one function
	maxReturns = 8
)

// stop is one expression on the way back from a value, and the frame of the trace in whose call it is evaluated (-1: none).
type stop struct {
	node  *language.Node
	fn    *language.Func
	step  int
	depth int
	// whole says that the expression is still the value itself or an element of it, and not something computed from it.
	whole bool
	// moved says that a name was followed: a constant that stands in the condition itself is not the value that it judges.
	moved bool
}

// hit is where a trail ends.
type hit struct {
	stop
	reading language.Reading
	open    bool // it cannot be told: a parameter that nobody was seen to pass, an answer of foreign code
}

// trail follows everything that an expression is made of back to where it comes in: what our code wrote itself ends as "inside".
type trail struct {
	*view
	queue []stop
	seen  map[seenAt]bool
	hits  []hit
}

type seenAt struct {
	node *language.Node
	step int
}

// follow returns where the values of the nodes come from, nearest first. The nodes stand in the frame with the index step.
func (v *view) follow(nodes []*language.Node, step int) []hit {
	t := &trail{view: v, seen: map[seenAt]bool{}}
	from := stop{step: step}
	if step >= 0 {
		from.fn = v.found[step].fn
	}
	for _, n := range nodes {
		t.push(n, stop{fn: from.fn, step: step, depth: -1, whole: true}, true)
	}
	for i := 0; i < len(t.queue) && i < maxStops; i++ {
		if t.queue[i].depth < maxTrail {
			t.expand(t.queue[i])
		}
	}
	return t.hits
}

func (t *trail) push(n *language.Node, from stop, whole bool) {
	n = n.Bare()
	key := seenAt{n, from.step}
	if n == nil || t.seen[key] {
		return
	}
	t.seen[key] = true
	t.queue = append(t.queue, stop{node: n, fn: from.fn, step: from.step, depth: from.depth + 1, whole: whole && from.whole, moved: from.moved})
}

func (t *trail) hit(s stop, r language.Reading) { t.hits = append(t.hits, hit{stop: s, reading: r}) }

func (t *trail) expand(s stop) {
	n := s.node
	if r, ok := t.crashes.Reads(n); ok {
		t.hit(s, r)
		if r.From != heald.FromUnknown {
			return
		}
	}
	switch n.Kind {
	case language.Number, language.Bool, language.None:
		t.constant(s)
	case language.String:
		t.literal(s)
	case language.Name:
		t.name(s)
	case language.Attribute:
		t.attribute(s)
	case language.Index:
		t.push(n.Child(language.RoleObject), s, true)
		t.push(n.Child(language.RoleKey), s, false)
	case language.Call:
		t.call(s)
	case language.Await, language.Splat, language.KeywordArg:
		t.push(n.Children[len(n.Children)-1], s, true)
	case language.Lambda, language.Function, language.Class:
	default:
		for _, c := range n.Children {
			t.push(c, s, n.Is(language.Conditional, language.Logical))
		}
	}
}

// literal is a string: one with parts filled in comes from where those come from.
func (t *trail) literal(s stop) {
	parts := s.node.All(language.Interpolation)
	for _, p := range parts {
		t.push(p.Child(language.RoleValue), s, false)
	}
	if len(parts) == 0 {
		t.constant(s)
	}
}

func (t *trail) constant(s stop) {
	if s.moved {
		t.hit(s, language.Reading{From: heald.FromInside})
	}
}

func (t *trail) name(s stop) {
	n := s.node
	if s.fn != nil && t.local(s, s.fn.Node) {
		return
	}
	if l := n.Up(language.Lambda); l != nil && t.lambdaParameter(s, l) {
		return
	}
	if t.defined(stop{node: n, step: -1, depth: s.depth, whole: s.whole, moved: true}, n.Tree().Root) || s.fn == nil {
		return
	}
	for around := s.fn.Node.Parent.Up(language.Function); around != nil; around = around.Parent.Up(language.Function) {
		outer := stop{node: n, fn: t.program.FuncOf(around), step: -1, depth: s.depth, whole: s.whole, moved: true}
		if t.local(outer, around) {
			return
		}
	}
}

// local follows a name that the function itself defines.
func (t *trail) local(s stop, function *language.Node) bool {
	found := t.defined(s, function)
	for _, p := range language.Parameters(function) {
		if p.Name == s.node.Name {
			t.parameter(s, p)
			found = true
		}
	}
	return found
}

// lambdaParameter follows the argument of a function without a name to what the call around it is given.
func (t *trail) lambdaParameter(s stop, lambda *language.Node) bool {
	for _, p := range language.Parameters(lambda) {
		if p.Name == s.node.Name {
			t.beside(s, lambda)
			return true
		}
	}
	return false
}

func (t *trail) beside(s stop, lambda *language.Node) {
	args := lambda.Up(language.Args)
	if args == nil {
		return
	}
	for _, c := range args.Children {
		if !lambda.Within(c) {
			t.push(c, s, true)
		}
	}
}

// defined follows a name to what it is given in a scope: by assignments, loops, and "with".
func (t *trail) defined(s stop, scope *language.Node) bool {
	found := false
	s.moved = true
	for _, d := range language.Definitions(scope, s.node.Name) {
		found = true
		if d.Value != nil {
			t.push(d.Value, s, true)
		} else {
			t.push(d.From, s, true)
		}
	}
	for _, w := range scope.All(language.With) {
		for _, item := range w.Children {
			if value := entered(item, s.node.Name); value != nil {
				found = true
				t.push(value, s, true)
			}
		}
	}
	return found
}

// entered is the value of a with item that is bound to the name.
func entered(item *language.Node, name string) *language.Node {
	as := item.Child(language.RoleValue)
	if as == nil || len(as.Children) < 2 {
		return nil
	}
	for _, target := range as.Child(language.RoleAlias).All(language.Name) {
		if target.Name == name {
			return as.Children[0]
		}
	}
	return nil
}

// parameter follows an argument: to the call of the frame outside, else to a boundary, else to the call sites.
func (t *trail) parameter(s stop, p language.Parameter) {
	fn := s.fn
	s.moved = true
	if s.step > 0 && t.callers(s, p, s.step-1) {
		return
	}
	if t.crashes.Boundary(fn).Kind != "" {
		if language.Receiver(fn.Node) != p.Name {
			t.hit(s, language.Reading{From: heald.FromOutside})
		}
		return
	}
	if language.Receiver(fn.Node) != p.Name {
		t.callSites(s, p)
	}
}

// callSites follows a parameter to every call in the program, and to its default.
func (t *trail) callSites(s stop, p language.Parameter) {
	sites := 0
	for _, site := range t.program.Calls(s.fn.CalledAs()) {
		if site.Test || sites >= maxOpen {
			continue
		}
		sites++
		t.argument(stop{fn: site.In, step: -1, depth: s.depth, whole: s.whole, moved: true}, site.Node, s.fn, p)
	}
	if p.Default != nil {
		t.push(p.Default, s, true)
	}
	switch {
	case sites > 0:
	case t.crashes.Incoming(p.Name):
		t.hit(s, language.Reading{From: heald.FromOutside})
	default:
		t.hits = append(t.hits, hit{stop: s, open: true})
	}
}

// callers follows a parameter to the argument in the frame that made the call.
func (t *trail) callers(s stop, p language.Parameter, step int) bool {
	outer := t.found[step]
	if outer.node == nil {
		return false
	}
	name := s.fn.CalledAs()
	for _, call := range outer.node.All(language.Call) {
		if call.Child(language.RoleCallee).Last() != name {
			continue
		}
		t.argument(stop{fn: outer.fn, step: step, depth: s.depth, whole: s.whole, moved: true}, call, s.fn, p)
		return true
	}
	return false
}

// argument pushes what a call gives for a parameter; where that cannot be told, everything that the call is given.
func (t *trail) argument(at stop, call *language.Node, fn *language.Func, p language.Parameter) {
	if language.Receiver(fn.Node) == p.Name {
		t.push(call.Child(language.RoleCallee).Bare().Child(language.RoleObject), at, true)
		return
	}
	if arg := language.Bind(call, fn)[p.Name]; arg != nil {
		t.push(arg, at, true)
		return
	}
	args := call.Child(language.RoleArgs)
	if args == nil {
		return
	}
	unclear := p.Splat
	for _, arg := range args.Children {
		if p.Splat || arg.Is(language.Splat) {
			t.push(arg, at, false)
			unclear = true
		}
	}
	if !unclear && p.Default != nil {
		t.push(p.Default, stop{fn: fn, step: -1, depth: at.depth, whole: at.whole, moved: true}, true)
	}
}

// attribute follows the object's own field, and the object that it is read from.
func (t *trail) attribute(s stop) {
	n := s.node
	object := n.Child(language.RoleObject)
	if s.fn != nil && object.Text() == language.Receiver(s.fn.Node) && object.Text() != "" {
		t.field(s, s.fn.Node.Up(language.Class), n.Name)
		return
	}
	t.push(object, s, false)
}

func (t *trail) field(s stop, class *language.Node, name string) {
	for _, d := range t.program.Fields(class, name) {
		at := stop{fn: t.program.FuncOf(d.Node.Up(language.Function)), step: -1, depth: s.depth, whole: s.whole, moved: true}
		if d.Value != nil {
			t.push(d.Value, at, true)
		} else {
			t.push(d.From, at, false)
		}
	}
	for _, call := range t.program.Calls(class.Name) {
		if arg := language.BindFields(call.Node, class)[name]; arg != nil && !call.Test {
			t.push(arg, stop{fn: call.In, step: -1, depth: s.depth, whole: s.whole, moved: true}, true)
		}
	}
	if m := t.program.Method(class, name); m != nil {
		t.returns(s, m)
	}
}

// call follows a call of ours into what it returns, and any other into its receiver and arguments.
func (t *trail) call(s stop) {
	n := s.node
	callees := t.program.Callees(n)
	if len(callees) > maxReturns {
		callees = nil
	}
	for _, f := range callees {
		t.returns(s, f)
	}
	callee := n.Child(language.RoleCallee).Bare()
	if args := n.Child(language.RoleArgs); len(callees) == 0 && args != nil && len(args.Children) == 0 && t.foreign(callee) {
		t.hits = append(t.hits, hit{stop: s, open: true})
	}
	if callee.Is(language.Attribute) {
		t.push(callee.Child(language.RoleObject), s, len(callees) == 0)
	}
	if args := n.Child(language.RoleArgs); args != nil {
		for _, arg := range args.Children {
			t.push(arg, s, false)
		}
	}
}

// foreign says whether a callee was imported from elsewhere: without arguments it is a clock, or an answer that nobody here made.
func (t *trail) foreign(callee *language.Node) bool {
	root := callee
	for root.Is(language.Attribute) {
		root = root.Child(language.RoleObject).Bare()
	}
	if !root.Is(language.Name) || len(t.program.Classes(callee.Last())) > 0 {
		return false
	}
	for _, stmt := range callee.Tree().Root.All(language.Import) {
		for _, n := range stmt.All(language.Name) {
			if n.Name == root.Name {
				return true
			}
		}
	}
	return false
}

func (t *trail) returns(s stop, f *language.Func) {
	at := stop{fn: f, step: -1, depth: s.depth, whole: s.whole, moved: true}
	f.Node.Child(language.RoleBody).Walk(func(n *language.Node) bool {
		if n.Is(language.Function, language.Class, language.Lambda) {
			return false
		}
		if n.Is(language.Return, language.Yield) {
			for _, c := range n.Children {
				t.push(c, at, true)
			}
		}
		return true
	})
}

// provenance sums up where values come from: what a client can choose weighs most, because it is enough to break the code.
// Constants of the code make a value one of our own only when nothing else is open.
func provenance(hits []hit) (heald.Provenance, *hit) {
	for _, want := range []heald.Provenance{heald.FromOutside, heald.FromSetting, heald.FromPeer} {
		for i, h := range hits {
			if h.reading.From == want {
				return want, &hits[i]
			}
		}
	}
	var inside *hit
	for i, h := range hits {
		switch {
		case h.open:
			return heald.FromUnknown, nil
		case h.reading.From == heald.FromInside && inside == nil:
			inside = &hits[i]
		}
	}
	if inside == nil {
		return heald.FromUnknown, nil
	}
	return heald.FromInside, inside
}
