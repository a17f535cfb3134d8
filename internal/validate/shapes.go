package validate

import (
	"fmt"
	"maps"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// object is the shape of results whose types are not listed: they are told from listed ones, not from each other.
const object = "an object"

// types compares what the changed functions give where they crashed with what they give elsewhere. What evidence speaks for is only noted.
func (l *lab) types(p heald.Patch, c *change, after []language.Observed) heald.Check {
	check := heald.Check{Name: "result type", Outcome: heald.Pass, Detail: "what it gives where it crashed is of the kind that it gives elsewhere"}
	for _, w := range c.watched {
		usual, now := l.given(w, after)
		if odd := l.stranger(usual, now); odd != "" && !l.admits(w, odd) {
			check.Outcome = heald.Fail
			check.Detail = fmt.Sprintf("%s gives %s where it crashed, and %s everywhere else", w.Function, odd, show.Few(slices.Sorted(maps.Keys(usual))))
			if len(p.Evidence) > 0 && p.Score >= Threshold {
				check.Outcome = heald.Inconclusive
			}
		}
	}
	return check
}

// given lists the shapes of what a function gave where everything worked, and of what it gives now where it crashed.
func (l *lab) given(w language.Watched, after []language.Observed) (usual, now map[string]bool) {
	usual, now = map[string]bool{}, map[string]bool{}
	for n := range after {
		was := &l.base.before.Seen[n]
		if was.Far > typed {
			continue
		}
		switch l.kind(was) {
		case worked:
			l.collect(usual, was.Returns[w.Name])
		case crashed:
			if len(was.Returns[w.Name]) == 0 {
				l.collect(now, after[n].Returns[w.Name])
			}
		}
	}
	return usual, now
}

func (l *lab) collect(into map[string]bool, types []string) {
	for _, t := range types {
		if shape, known := l.support.Observers.Shapes[t]; known {
			into[shape] = true
		} else {
			into[object] = true
		}
	}
}

// stranger is a shape that is never given elsewhere, or nothing. Where objects are given beside other things, only null is judged: an
// object may stand for any of them.
func (l *lab) stranger(usual, now map[string]bool) string {
	null := l.support.Observers.Null
	if len(usual) == 0 || usual[object] && len(usual) > 1 && !now[null] {
		return ""
	}
	for _, shape := range slices.Sorted(maps.Keys(now)) {
		if shape != object && !usual[shape] {
			return shape
		}
	}
	return ""
}

// admits says whether a declared result type, the function's documentation or those who call it speak of what is odd.
func (l *lab) admits(w language.Watched, odd string) bool {
	f, observers := l.program.Func(w.Path, w.Function), l.support.Observers
	if f == nil {
		return true
	}
	declared := f.Node.Child(language.RoleReturns).Text()
	if observers.Admits != nil && observers.Admits(declared, odd) {
		return true
	}
	if odd != observers.Null {
		return false
	}
	return observers.Documents != nil && observers.Documents(f.Node, odd) || l.expectNull(f)
}

// expectNull says whether a caller of the service's own looks whether the result is null.
func (l *lab) expectNull(f *language.Func) bool {
	return slices.ContainsFunc(l.program.Calls(f.Node.Name), func(site language.CallSite) bool {
		if site.Test {
			return false
		}
		if looksForNull(site.Node) {
			return true
		}
		assign := site.Node.Up(language.Assign)
		if site.In == nil || assign == nil || assign.Child(language.RoleRight).Bare() != site.Node {
			return false
		}
		return slices.ContainsFunc(language.Uses(site.In.Node, assign.Child(language.RoleLeft).Text()), looksForNull)
	})
}

// looksForNull says whether an expression is compared with null.
func looksForNull(n *language.Node) bool {
	for n.Parent.Is(language.Paren, language.Await) {
		n = n.Parent
	}
	return n.Parent.Is(language.Compare) && slices.ContainsFunc(n.Parent.Children, func(other *language.Node) bool { return other.Is(language.None) })
}
