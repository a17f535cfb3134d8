package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// form looks at the patch itself: it applies to the commit, and it touches no test.
func (l *lab) form(p heald.Patch, c *change) heald.Check {
	check := heald.Check{Name: "patch", Outcome: heald.Fail}
	for _, edit := range p.Edits {
		if l.support.IsTest(edit.Path) || edit.Path == l.in.Reproduction.TestPath {
			check.Detail = "it touches the test file " + edit.Path
			return check
		}
	}
	if check.Detail = c.problem; check.Detail != "" {
		return check
	}
	return heald.Check{Name: "patch", Outcome: heald.Pass, Detail: "it applies to the commit and touches no test"}
}

func (l *lab) syntax(after *language.Observations) heald.Check {
	switch {
	case len(after.Invalid) > 0:
		return heald.Check{Name: "syntax", Outcome: heald.Fail, Detail: "the interpreter cannot compile " + few(after.Invalid)}
	case after.Broken != "":
		return heald.Check{Name: "syntax", Outcome: heald.Inconclusive, Detail: after.Broken}
	}
	return heald.Check{Name: "syntax", Outcome: heald.Pass, Detail: "the changed files compile in the service's own interpreter"}
}

// shapes are the kinds of result that cannot stand in for each other. Types that are not listed are not judged.
var shapes = map[string]string{
	"NoneType": "None", "int": "a number", "float": "a number", "bool": "a number", "Decimal": "a number", "Fraction": "a number", "complex": "a number",
	"str": "text", "bytes": "bytes", "list": "a list", "tuple": "a tuple", "dict": "a dict", "set": "a set",
}

// types compares what the changed functions give where they crashed with what they give elsewhere.
func (l *lab) types(p heald.Patch, c *change, after []language.Observed) heald.Check {
	check := heald.Check{Name: "result type", Outcome: heald.Pass, Detail: "what it gives where it crashed is of the kind that it gives elsewhere"}
	for _, w := range c.watched {
		usual, now := map[string]bool{}, map[string]bool{}
		for n := range after {
			was := &l.base.before.Seen[n]
			if was.Far > typed {
				continue
			}
			switch l.kind(was) {
			case worked:
				collect(usual, was.Returns[w.Name])
			case crashed:
				if len(was.Returns[w.Name]) == 0 {
					collect(now, after[n].Returns[w.Name])
				}
			}
		}
		if odd := stranger(usual, now); odd != "" && !l.admits(w, odd) {
			check.Outcome = heald.Fail
			check.Detail = fmt.Sprintf("%s gives %s where it crashed, and %s everywhere else", w.Function, odd, few(keys(usual)))
			if len(p.Evidence) > 0 && p.Score >= Threshold {
				check.Outcome = heald.Inconclusive
			}
		}
	}
	return check
}

func collect(into map[string]bool, types []string) {
	for _, t := range types {
		if shape, known := shapes[t]; known {
			into[shape] = true
		} else {
			into["other"] = true
		}
	}
}

// stranger is a kind of result that is never given elsewhere, where what is given elsewhere is all known.
func stranger(usual, now map[string]bool) string {
	if len(usual) == 0 || usual["other"] && !now["None"] {
		return ""
	}
	for _, shape := range keys(now) {
		if shape != "other" && !usual[shape] {
			return shape
		}
	}
	return ""
}

func keys(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// admits says whether a declared result type or the function's documentation speaks of what is odd.
func (l *lab) admits(w language.Watched, odd string) bool {
	f := l.program.Func(w.Path, w.Function)
	if f == nil {
		return true
	}
	declared := f.Node.Child(language.RoleReturns).Text()
	if odd != "None" {
		return declared == "" || strings.ContainsAny(declared, "|") || strings.Contains(declared, "Union") || strings.Contains(declared, "Any")
	}
	if ideas := l.support.Idioms; ideas != nil && ideas.Optional != nil && declared != "" && ideas.Optional(declared) {
		return true
	}
	for _, stmt := range f.Node.Body()[:min(1, len(f.Node.Body()))] {
		if isDocumentation(stmt) && strings.Contains(stmt.Text(), "None") {
			return true
		}
	}
	return strings.Contains(declared, "None") || strings.Contains(declared, "Optional") || strings.Contains(declared, "Any")
}

// moved looks whether the inputs that crashed crash in the same way elsewhere now.
func (l *lab) moved(after []language.Observed) heald.Check {
	crashes, moved, example := 0, 0, ""
	for n := range after {
		was, is := &l.base.before.Seen[n], &after[n]
		if l.kind(was) != crashed || was.End != "raise" || was.Far > typed {
			continue
		}
		crashes++
		if is.End == "raise" && !is.Raised && lastName(is.Type) == lastName(was.Type) && len(is.Frames) > 0 && !sameFrame(was, is) {
			moved++
			example = first(example, fmt.Sprintf("%s: %s in %s", is.Input, is.Shown, is.Frames[len(is.Frames)-1].Function))
		}
	}
	if crashes > 0 && 2*moved > crashes {
		return heald.Check{Name: "crash moved", Outcome: heald.Fail, Detail: fmt.Sprintf("%d of %d inputs that crashed crash in the same way elsewhere now: %s", moved, crashes, shorten(example, 300))}
	}
	return heald.Check{Name: "crash moved", Outcome: heald.Pass, Detail: fmt.Sprintf("%d inputs crashed before, %d do so elsewhere now", crashes, moved)}
}

func sameFrame(a, b *language.Observed) bool {
	if len(a.Frames) == 0 || len(b.Frames) == 0 {
		return false
	}
	x, y := a.Frames[len(a.Frames)-1], b.Frames[len(b.Frames)-1]
	return x.File == y.File && x.Function == y.Function
}

func (l *lab) awaited(after []language.Observed) heald.Check {
	for n := range after {
		if after[n].Unawaited > l.base.before.Seen[n].Unawaited {
			return heald.Check{Name: "awaited", Outcome: heald.Fail, Detail: "something is never awaited that was before: " + after[n].Input}
		}
	}
	return heald.Check{Name: "awaited", Outcome: heald.Pass, Detail: "nothing new is never awaited"}
}
