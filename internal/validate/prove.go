package validate

import (
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/validate/suites"
)

// verdict is one candidate with its proof.
type verdict struct {
	patch      heald.Patch
	validation heald.Validation
	meaning    string // equal for candidates that do the same where the old code crashed, as a caller sees it
	inside     string // the same, with what inner functions give
	outside    int
	after      []language.Observed
}

// redOf judges the test that a patch is proved with on the unpatched commit: the reproduction, or its form that expects a refusal.
func (l *lab) redOf(ctx context.Context, p heald.Patch) (heald.Check, error) {
	if p.Refuses == "" {
		return l.base.red, nil
	}
	report, err := l.reproduction(ctx, p, nil)
	if err != nil {
		return heald.Check{}, err
	}
	return l.judgeRed(report), nil
}

// runs are the experiments on one patched tree, each in a cold sandbox of its own.
type runs struct {
	green, greenAgain language.SuiteReport
	suite             language.SuiteReport
	suiteAgain        *language.SuiteReport
	after             language.Observations
	shaky             map[int]bool // inputs that differ from run to run
	over              string       // why the rest was left out
}

func (l *lab) prove(ctx context.Context, p heald.Patch, c change) (verdict, error) {
	v := verdict{patch: p, validation: heald.Validation{Patch: p.ID, RedBefore: true}}
	v.validation.Suite.NewlyFailing = []string{}
	form := l.form(p, &c)
	red, err := l.redOf(ctx, p)
	if err != nil {
		return v, err
	}
	if form.Outcome != heald.Pass || red.Outcome != heald.Pass {
		v.validation.Outcome, v.validation.Checks = heald.Fail, []heald.Check{red, form}
		v.validation.RedBefore = red.Outcome == heald.Pass
		return v, nil
	}
	p, c, needless, err := l.necessary(ctx, p, c)
	if err != nil {
		return v, err
	}
	v.patch, v.validation.Patch = p, p.ID
	r, err := l.experiments(ctx, p, &c)
	if err != nil {
		return v, err
	}
	l.judge(&v, &c, r, form, needless)
	return v, nil
}

// experiments runs what may settle it first: the reproduction and the neighbours. A candidate that fails there, or that means the same as
// a better one that is proved, needs no suite and no repetition.
func (l *lab) experiments(ctx context.Context, p heald.Patch, c *change) (runs, error) {
	var r runs
	files := l.sources(c)
	err := l.together(
		func() (err error) { r.green, err = l.reproduction(ctx, p, c.overlay); return },
		func() (err error) { r.after, err = l.observeAfter(ctx, c, files, c.watched); return },
	)
	if err == nil && len(r.after.Seen) == len(l.base.before.Seen) {
		r.shaky, err = l.confirm(ctx, c, &r.after, files)
	}
	if err != nil {
		return r, err
	}
	if r.over = l.over(p, c, &r); r.over != "" {
		return r, nil
	}
	err = l.together(
		func() (err error) { r.suite, err = l.suite(ctx, c.overlay, nil, nil); return },
		func() (err error) { r.greenAgain, err = l.reproduction(ctx, p, c.overlay); return },
	)
	if err == nil && suites.Worse(l.base.Baseline, r.suite) {
		var again language.SuiteReport
		again, err = l.suite(ctx, c.overlay, nil, nil)
		r.suiteAgain = &again
	}
	return r, err
}

// over says why no further experiment is needed, or nothing.
func (l *lab) over(p heald.Patch, c *change, r *runs) string {
	if l.judgeGreen(c, r.green).Outcome != heald.Pass {
		return "the reproduction does not pass"
	}
	if l.compare(c, &r.after, r.shaky).behaviour.Outcome == heald.Fail {
		return "behaviour changes"
	}
	mine := verdict{patch: p, meaning: l.meaning(p, r.after.Seen), inside: spelled(p, r.after.Seen, l.crashes(len(r.after.Seen), false))}
	for _, v := range l.proved {
		if v.validation.Outcome == heald.Pass && v.meaning == mine.meaning && agree(v, mine) && (v.patch.Score > p.Score || v.patch.Score == p.Score && v.patch.Lines <= p.Lines) {
			return "it means the same as a better candidate that is proved"
		}
	}
	return ""
}

// judge draws the conclusions from raw observations.
func (l *lab) judge(v *verdict, c *change, r runs, form, needless heald.Check) {
	green, suite, suiteCheck := l.judgeTests(c, r)
	seen := l.compare(c, &r.after, r.shaky)
	v.validation.GreenAfter = green.Outcome == heald.Pass
	v.validation.Suite, v.validation.Behaviour = suite, seen.behaviour
	v.validation.Covered = l.base.watched.Doubt() == "" && c.covered(l.base.watched.Lines)
	v.outside, v.after = seen.outside, r.after.Seen
	v.validation.Checks = []heald.Check{l.base.red, green, suiteCheck, seen.check, form, needless, l.syntax(&r.after), coverage(v.validation.Covered)}
	if r.after.Broken == "" && len(r.after.Seen) == len(l.base.before.Seen) {
		v.validation.Checks = append(v.validation.Checks, l.types(v.patch, c, r.after.Seen), l.moved(r.after.Seen), l.awaited(r.after.Seen))
	}
	if r.over == "" {
		v.validation.Checks = append(v.validation.Checks, l.judgeAsked(r.suite)...)
	}
	l.judgeFormer(v, c)
	if v.validation.Outcome = l.outcome(&v.validation); r.over != "" && v.validation.Outcome == heald.Pass {
		v.validation.Outcome = heald.Inconclusive
	}
	v.meaning, v.inside = l.meaning(v.patch, r.after.Seen), spelled(v.patch, r.after.Seen, l.crashes(len(r.after.Seen), false))
}

func (l *lab) judgeTests(c *change, r runs) (heald.Check, heald.Suite, heald.Check) {
	if r.over != "" {
		skipped := heald.Check{Name: "suite", Outcome: heald.Inconclusive, Detail: "not run: " + r.over}
		return l.judgeGreen(c, r.green), heald.Suite{Found: true, Before: suites.Tally(l.base.Suite.Outcomes()), NewlyFailing: []string{}}, skipped
	}
	suite, check := suites.Judge(l.base.Baseline, r.suite, r.suiteAgain)
	return l.judgeGreen(c, r.green, r.greenAgain), suite, check
}

func coverage(covered bool) heald.Check {
	if covered {
		return heald.Check{Name: "coverage", Outcome: heald.Pass, Detail: "existing tests execute every replaced line and the statement at each insertion"}
	}
	return heald.Check{Name: "coverage", Outcome: heald.Inconclusive, Detail: "existing tests do not execute all that is changed"}
}

// outcome sums the checks up. A failed check fails; behaviour that is inconclusive needs existing tests that execute the change;
// a suite that cannot be read is inconclusive unless there is none or it is a command of the user's own.
func (l *lab) outcome(v *heald.Validation) heald.Outcome {
	doubtful := false
	for _, check := range v.Checks {
		if check.Outcome == heald.Fail {
			return heald.Fail
		}
		if check.Outcome == heald.Inconclusive {
			doubtful = doubtful || check.Name == "green after" || check.Name == "suite" && v.Suite.Found && !l.base.Suite.Custom
		}
	}
	if doubtful || v.Behaviour.Outcome == heald.Inconclusive && !v.Covered {
		return heald.Inconclusive
	}
	return heald.Pass
}

// refusal is 1 where an error is raised on purpose by the patched service, by a statement that raises and in another way than the incident:
// no crash, and yet nothing that the test may expect without evidence.
func (l *lab) refusal(c *change, e *heald.Exception) int {
	if e == nil || e.Innermost() == nil || l.expected(*e) {
		return 0
	}
	last := e.Innermost()
	name := l.relative(last.File)
	source, changed := c.overlay[name]
	if !changed {
		source, _ = l.program.Read(name) // an installed package's file is not the service's: there is nothing to read
	}
	if l.support.IsTest(name) || name == l.in.Reproduction.TestPath || len(source) == 0 {
		return 0
	}
	tree, err := l.support.Parse(name, source)
	if err != nil || innermost(tree, last.Line, func(n *language.Node) bool { return n.Is(language.Raise) }) == nil {
		return 0
	}
	return 1
}

// judgeGreen wants the reproduction to pass in two fresh processes.
func (l *lab) judgeGreen(c *change, runs ...language.SuiteReport) heald.Check {
	check := heald.Check{Name: "green after", Outcome: heald.Pass, Detail: "in two fresh processes"}
	passed, refusals, said := 0, 0, ""
	for _, report := range runs {
		test := l.theTest(&report)
		switch doubt := report.Doubt(); {
		case doubt != "":
			return heald.Check{Name: check.Name, Outcome: heald.Inconclusive, Detail: doubt}
		case test != nil && test.Outcome == "passed":
			passed++
		case test == nil:
			check.Detail = "the test was not run"
		default:
			check.Detail = fmt.Sprintf("the test %s on the patched tree: %s", test.Outcome, describe(test.Error))
			refusals, said = refusals+l.refusal(c, test.Error), describe(test.Error)
		}
	}
	if passed < len(runs) {
		check.Outcome = heald.Fail
	}
	if refusals == len(runs) {
		check.Outcome = heald.Inconclusive
		check.Detail = "the crash is gone, and the patched code refuses the input on purpose: " + said + "; only a person can say whether a refusal is meant"
	}
	if passed > 0 && passed < len(runs) {
		check.Detail = "the test passes in one run and not in the other"
	}
	return check
}

// sources are the changed files of the language, sorted.
func (l *lab) sources(c *change) []string {
	var names []string
	for name, content := range c.overlay {
		if content != nil && slices.Contains(l.support.Extensions, path.Ext(name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
