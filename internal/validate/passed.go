package validate

import (
	"cmp"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// mostCallers is how many functions are followed upwards, beyond which the ways to a function are not known.
const mostCallers = 40

// passed says of which inputs a difference is only one of what is passed on inside the reproduction's own entry: where a function that ended
// before the crash makes what crashed later, what it gives is the fault itself, and every fix of it there changes that. It is the entry
// whose behaviour counts then. Nothing is said unless evidence speaks for the patch, the changed functions are no part of the crash's
// stack, and the entry alone leads to them.
func (l *lab) passed(c *change) func(seen *language.Observed) bool {
	entry := l.entry()
	if !c.evidenced || entry == nil || !l.aside(c, entry) {
		return nil
	}
	known := map[string]bool{}
	return func(seen *language.Observed) bool {
		if seen.Entry == l.base.before.Seen[0].Entry {
			return false
		}
		only, there := known[seen.Entry]
		if !there {
			only = l.onlyFrom(l.program.Func(seen.Drive.Path, seen.Drive.Function), entry)
			known[seen.Entry] = only
		}
		return only
	}
}

// aside says whether all that is changed stands in functions that are no part of the crash's stack and to which the entry alone leads.
func (l *lab) aside(c *change, entry *language.Func) bool {
	changed := 0
	for _, r := range c.regions {
		if !r.silent && len(r.functions) == 0 {
			return false
		}
		for _, f := range r.functions {
			at := heald.Frame{File: r.path, Function: f.Qualified()}
			if l.passes(l.in.Reproduction.Observed.Frames, at) || !l.onlyFrom(l.program.Func(r.path, f.Qualified()), entry) {
				return false
			}
			changed++
		}
	}
	return changed > 0
}

// comparison is a comparison under way.
type comparison struct {
	compared
	count             tallied
	passed            func(seen *language.Observed) bool // nil where nothing is said of what is passed on
	example, passedOn string
}

// take counts one input.
func (r *comparison) take(l *lab, c *change, kind before, was, is *language.Observed) {
	reached, alike := c.reached(was.Lines), same(was, is)
	if kind == worked && !alike {
		switch {
		case was.Far > typed:
			kind = failed // nobody gives such a value: the difference is shown, and proves nothing
		case r.passed != nil && is.End == "return" && r.passed(was):
			kind = failed
			r.count.passed++
			r.passedOn = cmp.Or(r.passedOn, gave(was, is))
		default:
			r.example = cmp.Or(r.example, gave(was, is))
		}
	}
	r.note(kind, reached, alike)
	r.count.add(kind, reached, c.executed(was.Lines), is.End == "return" || is.End == "raise" && is.Raised)
	if reached && was.Entry == l.base.before.Seen[0].Entry {
		r.count.entry(kind, is.End == "return")
	}
}

// settle takes back that what is passed on may differ where the entry does not show what it is used for.
func (r *comparison) settle() {
	if r.count.passed > 0 && !r.count.settled() {
		r.behaviour.ChangedNotCrashingBefore += r.count.passed
		r.outside -= r.count.passed
		r.example = cmp.Or(r.example, r.passedOn)
	}
}

// entry counts an input of the reproduction's own entry that reaches the change.
func (t *tallied) entry(kind before, gives bool) {
	if kind == worked {
		t.outer++
	}
	if kind == crashed && gives {
		t.saved++
	}
}

// settled says whether the reproduction's entry shows what is made of what is passed on inside it: enough of its inputs that reach the
// change work as before; or none did, and enough do now.
func (t *tallied) settled() bool {
	return t.outer >= enoughInputs || t.outer == 0 && t.saved >= enoughInputs
}

// entry is the function that the reproduction calls, or nil when it is none of the program.
func (l *lab) entry() *language.Func {
	drive := l.in.Reproduction.Drive
	if len(l.base.before.Seen) == 0 || drive.Kind != "function" && drive.Kind != "method" {
		return nil
	}
	return l.program.Func(drive.Path, drive.Function)
}

// onlyFrom says whether every way to a function leads through the entry: each mention of it is a call in a function of which that is true
// as well.
func (l *lab) onlyFrom(f, entry *language.Func) bool {
	if f == nil || f == entry {
		return false
	}
	reached, queue := false, []*language.Node{f.Node}
	for n := 0; n < len(queue); n++ {
		callers, ok := l.callers(queue[n])
		if !ok || n == mostCallers {
			return false
		}
		for _, caller := range callers {
			reached = reached || caller == entry.Node
			if caller != entry.Node && !slices.Contains(queue, caller) {
				queue = append(queue, caller)
			}
		}
	}
	return reached
}

// callers lists the functions outside tests that call one by its name; not ok when it is called at module level or mentioned otherwise.
func (l *lab) callers(f *language.Node) (found []*language.Node, ok bool) {
	calls := 0
	for _, site := range l.program.Calls(f.Name) {
		if site.Test {
			continue
		}
		if site.In == nil {
			return nil, false
		}
		found = append(found, site.In.Node)
		calls++
	}
	return found, calls > 0 && calls == l.mentions(f.Name)
}

// mentions counts the places outside tests that read a name, called or not.
func (l *lab) mentions(name string) int {
	count := 0
	for _, tree := range l.program.Trees() {
		if l.support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Name, language.Attribute) {
			if n.Last() == name && n.Role != language.RoleName && n.Up(language.Import) == nil {
				count++
			}
		}
	}
	return count
}
