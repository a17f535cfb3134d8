package suites

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// report makes a believable report of outcomes: id, outcome, id, outcome …
func report(pairs ...string) language.SuiteReport {
	r := language.SuiteReport{Collected: []string{}, Planted: []string{"planted"}, Tests: []language.TestResult{{ID: "planted", Outcome: "failed"}}}
	for n := 0; n < len(pairs); n += 2 {
		r.Collected = append(r.Collected, pairs[n])
		r.Tests = append(r.Tests, language.TestResult{ID: pairs[n], Outcome: pairs[n+1]})
	}
	return r
}

func TestJudge(t *testing.T) {
	again := func(r language.SuiteReport) *language.SuiteReport { return &r }
	forged := report("a", "passed")
	forged.Tests[0].Outcome = "passed"
	for name, c := range map[string]struct {
		base    Baseline
		after   language.SuiteReport
		again   *language.SuiteReport
		outcome heald.Outcome
		want    heald.Suite
	}{
		"same":            {Baseline{Suite: report("a", "passed", "b", "failed")}, report("a", "passed", "b", "failed"), nil, heald.Pass, heald.Suite{}},
		"mends more":      {Baseline{Suite: report("a", "passed", "b", "failed")}, report("a", "passed", "b", "passed", "c", "failed"), nil, heald.Pass, heald.Suite{}},
		"newly failing":   {Baseline{Suite: report("a", "passed")}, report("a", "failed"), nil, heald.Fail, heald.Suite{NewlyFailing: []string{"a"}}},
		"newly skipped":   {Baseline{Suite: report("a", "passed")}, report("a", "skipped"), nil, heald.Fail, heald.Suite{NewlyFailing: []string{"a"}}},
		"vanished":        {Baseline{Suite: report("a", "passed", "b", "failed")}, report("a", "passed"), nil, heald.Fail, heald.Suite{Vanished: []string{"b"}}},
		"flaky before":    {Baseline{Suite: report("a", "failed"), Again: again(report("a", "passed"))}, report("a", "failed"), nil, heald.Pass, heald.Suite{Flaky: []string{"a"}}},
		"flaky after":     {Baseline{Suite: report("a", "passed")}, report("a", "failed"), again(report("a", "passed")), heald.Pass, heald.Suite{Flaky: []string{"a"}}},
		"fails twice":     {Baseline{Suite: report("a", "passed")}, report("a", "failed"), again(report("a", "failed")), heald.Fail, heald.Suite{NewlyFailing: []string{"a"}}},
		"forged after":    {Baseline{Suite: report("a", "passed")}, forged, nil, heald.Inconclusive, heald.Suite{}},
		"forged before":   {Baseline{Suite: forged}, report("a", "passed"), nil, heald.Inconclusive, heald.Suite{}},
		"broken after":    {Baseline{Suite: report("a", "passed")}, language.SuiteReport{Broken: "died"}, nil, heald.Inconclusive, heald.Suite{}},
		"no tests":        {Baseline{Suite: language.SuiteReport{}}, language.SuiteReport{}, nil, heald.Inconclusive, heald.Suite{}},
		"own command":     {Baseline{Suite: language.SuiteReport{Custom: true}}, language.SuiteReport{Custom: true}, nil, heald.Inconclusive, heald.Suite{}},
		"own command bad": {Baseline{Suite: language.SuiteReport{Custom: true}}, language.SuiteReport{Custom: true, Exit: 1}, nil, heald.Fail, heald.Suite{NewlyFailing: []string{"the test command"}}},
		"own command red": {Baseline{Suite: language.SuiteReport{Custom: true, Exit: 1}}, language.SuiteReport{Custom: true}, nil, heald.Inconclusive, heald.Suite{}},
	} {
		suite, check := Judge(c.base, c.after, c.again)
		if check.Outcome != c.outcome {
			t.Errorf("%s: %s (%s), want %s", name, check.Outcome, check.Detail, c.outcome)
		}
		got := heald.Suite{NewlyFailing: suite.NewlyFailing, Vanished: suite.Vanished, Flaky: suite.Flaky}
		if len(got.NewlyFailing) == 0 {
			got.NewlyFailing = nil
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestDoubts(t *testing.T) {
	honest := report("a", "passed")
	if doubt := honest.Doubt(); doubt != "" {
		t.Errorf("an honest report is doubted: %s", doubt)
	}
	for name, spoil := range map[string]func(*language.SuiteReport){
		"twice":           func(r *language.SuiteReport) { r.Tests = append(r.Tests, r.Tests[1]) },
		"planted green":   func(r *language.SuiteReport) { r.Tests[0].Outcome = "passed" },
		"planted skipped": func(r *language.SuiteReport) { r.Tests[0].Outcome = "skipped" },
		"planted missing": func(r *language.SuiteReport) { r.Tests = r.Tests[1:] },
		"nothing planted": func(r *language.SuiteReport) { r.Planted = nil; r.Tests = r.Tests[1:] },
		"missing":         func(r *language.SuiteReport) { r.Tests = r.Tests[:1] },
		"never collected": func(r *language.SuiteReport) {
			r.Tests = append(r.Tests, language.TestResult{ID: "b", Outcome: "passed"})
		},
		"broken": func(r *language.SuiteReport) { r.Broken = "died" },
	} {
		r := report("a", "passed")
		if spoil(&r); r.Doubt() == "" {
			t.Errorf("%s: no doubt", name)
		}
	}
}
