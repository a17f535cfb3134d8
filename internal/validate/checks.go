package validate

import (
	"cmp"
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
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
		return heald.Check{Name: "syntax", Outcome: heald.Fail, Detail: "the interpreter cannot compile " + show.Few(after.Invalid)}
	case after.Broken != "":
		return heald.Check{Name: "syntax", Outcome: heald.Inconclusive, Detail: after.Broken}
	}
	return heald.Check{Name: "syntax", Outcome: heald.Pass, Detail: "the changed files compile in the service's own interpreter"}
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
			example = cmp.Or(example, fmt.Sprintf("%s: %s in %s", is.Input, is.Shown, is.Frames[len(is.Frames)-1].Function))
		}
	}
	if crashes > 0 && 2*moved > crashes {
		return heald.Check{Name: "crash moved", Outcome: heald.Fail, Detail: fmt.Sprintf("%d of %d inputs that crashed crash in the same way elsewhere now: %s", moved, crashes, show.Short(example, 300))}
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
