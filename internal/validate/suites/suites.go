// Package suites compares a patched tree's test suite with the unpatched commit's, test by test.
package suites

import (
	"fmt"
	"maps"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// Baseline is the suite on the unpatched commit.
type Baseline struct {
	Suite language.SuiteReport
	Again *language.SuiteReport // a second run, when a test failed in the first
}

// Judge compares a patched tree's suite, which may have been run again, with the baseline. What failed before does not count; what fails
// now, is skipped now, or is not there any more does.
func Judge(base Baseline, after language.SuiteReport, again *language.SuiteReport) (heald.Suite, heald.Check) {
	check := heald.Check{Name: "suite", Outcome: heald.Inconclusive}
	suite := heald.Suite{NewlyFailing: []string{}}
	if base.Suite.Custom {
		return judgeCustom(base.Suite, after)
	}
	if doubt := base.Suite.Doubt(); doubt != "" {
		suite.Found, check.Detail = true, "the suite on the unpatched commit: "+doubt
		return suite, check
	}
	before, flaky := steady(&base.Suite, base.Again)
	suite.Found, suite.Before = len(before)+len(flaky) > 0, Tally(base.Suite.Outcomes())
	if !suite.Found {
		check.Detail = "the repository has no tests"
		return suite, check
	}
	if doubt := after.Doubt(); doubt != "" {
		check.Detail = "the suite on the patched tree: " + doubt
		return suite, check
	}
	suite.After, suite.Flaky = Tally(after.Outcomes()), flaky
	compareSuite(&suite, before, after, again)
	check.Outcome, check.Detail = suiteDetail(suite)
	if len(after.Killed) > 0 {
		check.Detail += "; a test ends its process: " + show.Few(after.Killed)
	}
	return suite, check
}

// compareSuite notes which tests are gone, fail now, or fail in one of two runs.
func compareSuite(suite *heald.Suite, before map[string]string, after language.SuiteReport, again *language.SuiteReport) {
	now := after.Outcomes()
	var second map[string]string
	if again != nil && again.Doubt() == "" {
		second = again.Outcomes()
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		outcome, there := now[id]
		switch {
		case !there:
			suite.Vanished = append(suite.Vanished, id)
		case before[id] != "passed" || outcome == "passed":
		case second[id] == "passed":
			suite.Flaky = append(suite.Flaky, id)
		default:
			suite.NewlyFailing = append(suite.NewlyFailing, id)
		}
	}
	slices.Sort(suite.Flaky)
}

func suiteDetail(s heald.Suite) (heald.Outcome, string) {
	switch {
	case len(s.NewlyFailing) > 0:
		return heald.Fail, fmt.Sprintf("newly failing: %s", show.Few(s.NewlyFailing))
	case len(s.Vanished) > 0:
		return heald.Fail, fmt.Sprintf("tests that are not there any more: %s", show.Few(s.Vanished))
	}
	detail := fmt.Sprintf("%d passed before, %d after", s.Before.Passed, s.After.Passed)
	if s.Before.Failed > 0 {
		detail += fmt.Sprintf("; %d failed already", s.Before.Failed)
	}
	if len(s.Flaky) > 0 {
		detail += "; flaky: " + show.Few(s.Flaky)
	}
	return heald.Pass, detail
}

// judgeCustom judges a test command of the user's own, of which only the exit code is known.
func judgeCustom(before, after language.SuiteReport) (heald.Suite, heald.Check) {
	suite := heald.Suite{Found: true, NewlyFailing: []string{}}
	check := heald.Check{Name: "suite", Outcome: heald.Inconclusive}
	switch {
	case before.Broken != "":
		check.Detail = "the test command on the unpatched commit: " + before.Broken
	case before.Exit != 0:
		check.Detail = fmt.Sprintf("the test command ends with %d on the unpatched commit already", before.Exit)
	case after.Broken != "" || after.Exit != 0:
		check.Outcome, check.Detail = heald.Fail, fmt.Sprintf("the test command ended with 0 before and with %d after", after.Exit)
		suite.NewlyFailing = []string{"the test command"}
	default:
		check.Detail = "the test command ends with 0 before and after; its single tests are not known, so that a vanished one would not be seen"
	}
	return suite, check
}

// steady splits a baseline's outcomes into those that two runs agree on and the flaky ones.
func steady(first, again *language.SuiteReport) (outcomes map[string]string, flaky []string) {
	outcomes = first.Outcomes()
	if again == nil || again.Doubt() != "" {
		return outcomes, nil
	}
	second := again.Outcomes()
	for _, id := range slices.Sorted(maps.Keys(outcomes)) {
		if second[id] != outcomes[id] {
			flaky = append(flaky, id)
			delete(outcomes, id)
		}
	}
	return outcomes, flaky
}

// Worse says whether a run is worth repeating: a test fails that passed before.
func Worse(base Baseline, after language.SuiteReport) bool {
	_, check := Judge(base, after, nil)
	return check.Outcome == heald.Fail && !base.Suite.Custom
}

// Tally counts outcomes.
func Tally(outcomes map[string]string) heald.Tally {
	var t heald.Tally
	for _, outcome := range outcomes {
		switch outcome {
		case "passed":
			t.Passed++
		case "skipped":
			t.Skipped++
		default:
			t.Failed++
		}
	}
	return t
}
