package validate

import (
	"context"
	"fmt"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/wording"
)

// formerScore is how sure a value is that the service gave until the guilty commit, when that commit changed nothing else.
const formerScore = 0.75

// former is what the newest version without the bug does with the inputs of the baseline: the answer that users had until the guilty commit.
type former struct {
	seen  []language.Observed // in the order of the baseline's; nil when nothing is known
	alike []int               // inputs that work now and did the same then
	other bool                // an input that works now did something else then
}

// recall runs the baseline's inputs on the commit before the guilty one. That it cannot run them is no failure: then nothing is said.
func (l *lab) recall(ctx context.Context) error {
	if l.in.Former == nil || l.base.before.Broken != "" || len(l.region(len(l.base.before.Seen))) == 0 {
		return nil
	}
	ask := l.observeAsk(ctx, nil, nil, nil)
	ask.Checkout, ask.Budget, ask.Twice = *l.in.Former, ask.Wall, true
	for _, seen := range l.base.before.Seen {
		ask.Inputs = append(ask.Inputs, seen.Drive)
	}
	then, err := l.support.Observers.Observe(ctx, l.Runner, ask)
	if err != nil || then.Broken != "" || len(then.Seen) != len(ask.Inputs) {
		return err
	}
	l.base.former.seen = then.Seen
	for n := range then.Seen {
		now, was := &l.base.before.Seen[n], &then.Seen[n]
		switch {
		case l.kind(now) != worked || now.Far > typed || !was.Steady || was.End != "return" && !was.Raised:
		case same(was, now):
			l.base.former.alike = append(l.base.former.alike, n)
		default:
			l.base.former.other = true
		}
	}
	return nil
}

// only says on how many inputs that execute what a candidate changes the guilty commit was seen to have changed nothing; 0 when that is too
// few, when it changed another result, or when it says that it takes something away on purpose.
func (l *lab) only(c *change) int {
	f, guilty, count := &l.base.former, l.in.Blame.Commit, 0
	for _, n := range f.alike {
		if c.executed(l.base.before.Seen[n].Lines) {
			count++
		}
	}
	if f.other || count < enoughInputs || guilty == nil || wording.Stricter(guilty.Subject) {
		return 0
	}
	return count
}

// asBefore holds a candidate against what the version before the guilty commit gave for the inputs that crash now. A refusal of what was
// answered takes something away from its users; another result does, where that commit changed nothing else. It is nil when that
// version says nothing of these inputs.
func (l *lab) asBefore(after []language.Observed, only bool) *heald.Check {
	if l.base.former.seen == nil || len(after) != len(l.base.before.Seen) {
		return nil
	}
	check := heald.Check{Name: formerName, Outcome: heald.Pass}
	kept, example := 0, -1
	for _, n := range l.region(len(after)) {
		was, is := &l.base.former.seen[n], &after[n]
		switch {
		case !was.Steady || was.End != "return" || is.End == language.LeftOut:
		case same(was, is):
			if kept++; example < 0 {
				example = n
			}
		case is.End != "return" || only:
			check.Outcome = heald.Fail
			check.Detail = fmt.Sprintf("%s was answered with %s until %.9s (%s), and gives %s now", show.Short(was.Input, 200), show.Short(was.Shown, 80),
				l.in.Blame.Commit.SHA, show.Short(l.in.Blame.Commit.Subject, 80), show.Short(is.Shown, 80))
			return &check
		default:
			return nil // that commit changed other results as well: what this one should be, it does not say
		}
	}
	if kept == 0 {
		return nil
	}
	check.Detail = fmt.Sprintf("%d inputs that crash are answered as until %.9s (%s), such as %s with %s", kept, l.in.Blame.Commit.SHA, show.Short(l.in.Blame.Commit.Subject, 80),
		show.Short(l.base.before.Seen[example].Input, 200), show.Short(after[example].Shown, 80))
	return &check
}

const formerName = "as before"

// judgeFormer adds the check to a verdict, and what it shows to the evidence of its patch.
func (l *lab) judgeFormer(v *verdict, c *change) {
	only := l.only(c)
	check := l.asBefore(v.after, only > 0)
	if check == nil {
		return
	}
	v.validation.Checks = append(v.validation.Checks, *check)
	if check.Outcome != heald.Pass || only == 0 {
		return
	}
	shown := heald.Evidence{
		Source: "history", Quote: l.in.Blame.Commit.Subject, Weight: formerScore,
		Says: fmt.Sprintf("%s; that commit changed none of %d other results", check.Detail, only),
	}
	if last := l.in.Diagnosis.Last(); last != nil {
		shown.Path, shown.Line = last.Path, last.Line
	}
	v.patch.Score, v.patch.Evidence = max(v.patch.Score, formerScore), append(slices.Clone(v.patch.Evidence), shown)
}
