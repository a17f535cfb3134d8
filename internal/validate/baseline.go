package validate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/validate/suites"
)

// baseline is what the unpatched commit does, found out once for all candidates.
type baseline struct {
	suites.Baseline
	red     heald.Check
	lean    bool                 // the suite wants more memory than it gets
	watched language.SuiteReport // a run that only looks: executed lines, calls of the changed functions
	before  language.Observations
	former  former
}

func (l *lab) baseline(ctx context.Context, changes []change) error {
	var files []string
	var functions []language.Watched
	var aims [][]language.Span
	for _, c := range changes {
		files, aims = append(files, l.sources(&c)...), append(aims, c.aim())
		for _, w := range c.watched {
			if !slices.Contains(functions, w) && !l.support.IsTest(w.Path) {
				functions = append(functions, w)
			}
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	var red language.SuiteReport
	err := l.together(
		func() (err error) { red, err = l.reproduction(ctx, heald.Patch{}, nil); return },
		func() (err error) { l.base.Suite, err = l.suite(ctx, nil, nil, nil); return },
		func() (err error) { l.base.watched, err = l.suite(ctx, nil, files, functions); return },
	)
	if err != nil {
		return err
	}
	l.base.lean = l.base.Suite.Lean
	if l.base.red = l.judgeRed(red); l.base.red.Outcome != heald.Pass {
		return nil // nothing will be proved
	}
	return l.together(
		func() error { return l.repeatBaseline(ctx) },
		func() (err error) {
			if l.base.before, err = l.observeBefore(ctx, files, functions, aims); err != nil {
				return err
			}
			return l.recall(ctx)
		},
	)
}

// repeatBaseline runs the suite once more when something failed, to tell flaky tests from broken ones.
func (l *lab) repeatBaseline(ctx context.Context) error {
	if l.base.Suite.Doubt() != "" || !slices.ContainsFunc(l.base.Suite.Tests, func(t language.TestResult) bool {
		return t.Outcome == "failed" && !slices.Contains(l.base.Suite.Planted, t.ID)
	}) {
		return nil
	}
	again, err := l.suite(ctx, nil, nil, nil)
	l.base.Again = &again
	return err
}

// reproduction runs the new test, in the form that fits the patch, alone on the tree with the overlay.
func (l *lab) reproduction(ctx context.Context, p heald.Patch, overlay map[string][]byte) (language.SuiteReport, error) {
	with := map[string][]byte{l.in.Reproduction.TestPath: []byte(l.in.Reproduction.For(p).Test)}
	for name, content := range overlay {
		with[name] = content
	}
	return l.support.Suites.Run(ctx, l.Runner, language.SuiteAsk{
		Workplace: l.place(with), Only: l.in.Reproduction.TestPath, Wall: l.suiteWall(ctx), Nonce: nonce(),
	})
}

func (l *lab) suite(ctx context.Context, overlay map[string][]byte, watch []string, functions []language.Watched) (language.SuiteReport, error) {
	return l.support.Suites.Run(ctx, l.Runner, language.SuiteAsk{
		Workplace: l.place(overlay), Watch: watch, Functions: functions, Wall: l.suiteWall(ctx), Nonce: nonce(), Lean: l.base.lean,
	})
}

// theTest finds the reproduction among the results.
func (l *lab) theTest(report *language.SuiteReport) *language.TestResult {
	for n := range report.Tests {
		id := report.Tests[n].ID
		if name, _, _ := strings.Cut(id[strings.LastIndexAny(id, ":.")+1:], "["); name == l.in.Reproduction.TestName || id == l.in.Reproduction.TestID {
			return &report.Tests[n]
		}
	}
	return nil
}

// judgeRed says whether the reproduction failed as production did. Exceptions are read as data, never exit codes.
func (l *lab) judgeRed(report language.SuiteReport) heald.Check {
	check := heald.Check{Name: "red before", Outcome: heald.Inconclusive}
	test := l.theTest(&report)
	switch doubt := report.Doubt(); {
	case doubt != "":
		check.Detail = doubt
	case test == nil:
		check.Outcome, check.Detail = heald.Fail, fmt.Sprintf("no test named %s was run", l.in.Reproduction.TestName)
	case test.Outcome != "failed":
		check.Outcome, check.Detail = heald.Fail, "the test "+test.Outcome+" on the unpatched commit"
	case test.Error == nil || !l.expected(*test.Error):
		check.Outcome, check.Detail = heald.Fail, "the test failed in another way than production did: "+describe(test.Error)
	default:
		check.Outcome, check.Detail = heald.Pass, describe(test.Error)
	}
	return check
}

func describe(e *heald.Exception) string {
	if e == nil {
		return "no exception was seen"
	}
	text := e.ErrorType
	if e.Message != "" {
		text += ": " + e.Message
	}
	return show.Short(text, 200)
}

// expected says whether an exception is the incident's, or the failed assertion of a test of code that swallows it.
func (l *lab) expected(e heald.Exception) bool {
	want := lastName(l.in.Reproduction.Observed.ErrorType)
	at := l.crashFrame()
	for _, one := range append([]heald.Exception{e}, e.Causes...) {
		if lastName(one.ErrorType) == want && (at == nil || l.passes(one.Frames, *at)) {
			return true
		}
	}
	last, crashes := e.Innermost(), l.support.Crashes
	return last != nil && l.relative(last.File) == l.in.Reproduction.TestPath && crashes != nil && e.ErrorType == crashes.Assertion
}

func (l *lab) passes(frames []heald.Frame, at heald.Frame) bool {
	return slices.ContainsFunc(frames, func(f heald.Frame) bool {
		return l.relative(f.File) == at.File && lastName(f.Function) == lastName(at.Function)
	})
}
