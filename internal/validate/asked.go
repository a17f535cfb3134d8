package validate

import (
	"fmt"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// judgeAsked looks at the existing tests that fail on the unpatched commit as production did, in both runs: they say what should have
// come instead of the crash. A patch with which one of them still fails gives something else. There is no check where no test says so.
func (l *lab) judgeAsked(after language.SuiteReport) []heald.Check {
	if l.base.Suite.Doubt() != "" || after.Doubt() != "" {
		return nil
	}
	asked := l.crashing(&l.base.Suite)
	if again := l.base.Again; again != nil && again.Doubt() == "" {
		second := l.crashing(again)
		for id := range asked {
			if !second[id] {
				delete(asked, id)
			}
		}
	}
	if len(asked) == 0 {
		return nil
	}
	check := heald.Check{Name: "tests of the crash", Outcome: heald.Pass, Detail: fmt.Sprintf("%d existing tests that failed as production did pass now", len(asked))}
	for _, t := range after.Tests {
		if asked[t.ID] && t.Outcome != "passed" {
			check.Outcome = heald.Fail
			check.Detail = fmt.Sprintf("%s failed as production did, and still fails: %s", t.ID, describe(t.Error))
			break
		}
	}
	return []heald.Check{check}
}

// crashing are the tests that failed as the incident did.
func (l *lab) crashing(report *language.SuiteReport) map[string]bool {
	found := map[string]bool{}
	for _, t := range report.Tests {
		if t.Outcome == "failed" && t.Error != nil && l.expected(*t.Error) {
			found[t.ID] = true
		}
	}
	return found
}
