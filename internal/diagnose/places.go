package diagnose

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// How much each kind of place weighs. The crashing line is the best guess until something says that the value was made wrong
// elsewhere; a caller along the trace is named because it chose to call, not because anything speaks against it.
const (
	scoreCrash  = 0.6
	scoreMade   = 0.75 // the value was made wrong there, and other code shows how it should have been
	scoreFrom   = 0.5  // the value comes from there
	scoreEnters = 0.35 // the value enters the function there
	scoreCaller = 0.3
	maxPlaces   = 12
)

// ranking collects places, each line once with its best score.
type ranking struct {
	places []heald.Place
	origin *heald.Place
}

func (r *ranking) add(p heald.Place, isOrigin bool) {
	if p.Path == "" {
		return
	}
	if isOrigin && (r.origin == nil || p.Score > r.origin.Score) {
		origin := p
		r.origin = &origin
	}
	for i, have := range r.places {
		if have.Path == p.Path && have.Line == p.Line {
			if p.Score > have.Score {
				r.places[i] = p
			}
			return
		}
	}
	r.places = append(r.places, p)
}

func (v *view) places(f finding) ([]heald.Place, *heald.Place) {
	r := &ranking{}
	for i := len(v.found) - 1; i >= 0; i-- {
		p := v.found[i].site.Place
		p.Score, p.Why = scoreCrash, "the line that crashed"
		if i < len(v.found)-1 {
			p.Score, p.Why = scoreCaller/float64(len(v.found)-1-i), "a caller along the trace"
		}
		r.add(p, false)
	}
	if f.last.node != nil {
		v.suspects(r, f)
	}
	slices.SortStableFunc(r.places, func(a, b heald.Place) int { return cmp.Compare(b.Score, a.Score) })
	return r.places[:min(len(r.places), maxPlaces)], r.origin
}

// suspects adds the places where the wrong value was made, by what kind of value it is.
func (v *view) suspects(r *ranking, f finding) {
	switch f.operand.Kind {
	case "unset":
		v.unset(r, f)
	case "name":
		v.imports(r, f)
	case "coroutine":
		v.unawaited(r, f)
	case "missing":
		v.producers(r, f)
	case "none":
		v.nones(r, f)
	case "attribute", "type":
		v.mistaken(r, f)
	case "cycle":
		return
	}
	v.sources(r, f)
	v.entry(r, f)
}

// place is the place of a node.
func place(n *language.Node, score float64, why string) heald.Place {
	p := heald.Place{Path: n.Tree().Path, Line: n.Line, Score: score, Why: why}
	if fn := n.Up(language.Function); fn != nil {
		p.Function = fn.Qualified()
	}
	return p
}

// sources adds where the value comes from: nearer is likelier, and an expression that makes a value says more than a name that
// hands it on.
func (v *view) sources(r *ranking, f finding) {
	for _, s := range f.sources {
		if s.Depth > 4 {
			return
		}
		score := scoreFrom - 0.06*float64(s.Depth)
		if s.Node.Is(language.Name) {
			score -= 0.07
		}
		why := fmt.Sprintf("the value is that of `%s`", oneLine(s.Node.Text()))
		r.add(place(s.Node, score, why), s.Depth <= 3 && !v.inside(s.Node, f))
	}
}

// inside says whether a node stands on the line that crashed.
func (v *view) inside(n *language.Node, f finding) bool {
	return n.Tree() == f.last.tree && n.Line == f.last.site.Line
}

// entry adds the beginning of the function: what a parameter brings in can be put right there.
func (v *view) entry(r *ranking, f finding) {
	if f.last.fn == nil || len(f.last.fn.Node.Body()) == 0 {
		return
	}
	root := f.operand.Node
	for root.Is(language.Attribute, language.Index) {
		root = root.Child(language.RoleObject).Bare()
	}
	for _, p := range language.Parameters(f.last.fn.Node) {
		if root.Is(language.Name) && p.Name == root.Name {
			r.add(place(f.last.fn.Node.Body()[0], scoreEnters, "the value enters the function as `"+p.Name+"`"), false)
		}
	}
}

// unset adds the statement before which a variable should have got a value: the outermost one around its first definition.
func (v *view) unset(r *ranking, f finding) {
	if f.last.fn == nil {
		return
	}
	given := language.Definitions(f.last.fn.Node, f.operand.Value)
	if len(given) == 0 {
		return
	}
	stmt := given[0].Stmt
	for stmt.Parent != nil && stmt.Parent.Parent != f.last.fn.Node && stmt.Parent.Up(language.Function) == f.last.fn.Node {
		stmt = stmt.Parent.Statement()
	}
	r.add(place(stmt, scoreMade-0.1, "`"+f.operand.Value+"` gets a value on some of the paths through this statement only"), true)
}

// imports adds the imports of a file in which a name is missing, unless the error itself knows a better spelling.
func (v *view) imports(r *ranking, f finding) {
	var last *language.Node
	for _, stmt := range f.last.tree.Root.Children {
		if stmt.Is(language.Import) {
			last = stmt
			if v.exports(stmt, f.operand.Value) {
				break
			}
		}
	}
	if last != nil && !f.last.node.Is(language.Import) {
		r.add(place(last, scoreCrash+0.02, "`"+f.operand.Value+"` is not imported here"), true)
	}
}

// exports says whether other files of the program import the name from the module that the statement imports from.
func (v *view) exports(stmt *language.Node, name string) bool {
	module := stmt.Child(language.RoleModule).Text()
	if module == "" {
		return false
	}
	for _, tree := range v.program.Trees() {
		for _, other := range tree.Root.All(language.Import) {
			if other.Child(language.RoleModule).Text() != module {
				continue
			}
			for _, n := range other.All(language.Name) {
				if n.Name == name {
					return true
				}
			}
		}
	}
	return false
}

// unawaited adds the calls of asynchronous functions whose result is not awaited: near the crash first.
func (v *view) unawaited(r *ranking, f finding) {
	for _, s := range append([]language.Source{{Node: f.operand.Node}}, f.sources...) {
		if s.Node.Is(language.Call) && v.async(s.Node) && !s.Node.Parent.Is(language.Await) {
			r.add(place(s.Node, scoreMade, "this call of an asynchronous function is not awaited"), true)
			return
		}
	}
	for _, tree := range v.program.Trees() {
		if v.program.Support.IsTest(tree.Path) {
			continue
		}
		for _, call := range tree.Root.All(language.Call) {
			if v.async(call) && !call.Parent.Is(language.Await, language.Args) && v.mayReach(call) {
				r.add(place(call, scoreMade-0.05, "this call of an asynchronous function is not awaited"), true)
			}
		}
	}
}

func (v *view) async(call *language.Node) bool {
	callees := v.program.Callees(call)
	if len(callees) == 0 {
		return false
	}
	for _, c := range callees {
		if !c.Node.Async {
			return false
		}
	}
	return true
}

// mayReach leaves out calls that hand the coroutine to something that runs it.
func (v *view) mayReach(call *language.Node) bool {
	return !call.Parent.Is(language.KeywordArg) && call.Up(language.Await) == nil
}
