package validate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// maxRows is how many rows the table of behaviour has.
const maxRows = 12

// before is what an input did on the unpatched commit.
type before int

const (
	worked  before = iota // it gave a result, or was refused on purpose: this must stay
	crashed               // as the incident: this is what the patch is about
	failed                // in another way that nobody meant
	unknown               // it did not end, or two runs differ
)

func (l *lab) observeBefore(ctx context.Context, files []string, functions []language.Watched, aims [][]language.Span) (language.Observations, error) {
	if l.support.Observers == nil {
		return language.Observations{Broken: "behaviour cannot be observed in this language yet"}, nil
	}
	ask := l.observeAsk(ctx, nil, files, functions)
	ask.Calls, ask.Aims = l.base.watched.Calls, aims
	return l.support.Observers.Observe(ctx, l.Runner, ask)
}

func (l *lab) observeAsk(ctx context.Context, overlay map[string][]byte, files []string, functions []language.Watched) language.ObserveAsk {
	ask := language.ObserveAsk{
		Workplace: l.place(overlay), Edited: files, Functions: functions, ErrorType: l.in.Reproduction.Observed.ErrorType, Drive: l.in.Reproduction.Drive,
		Seed: l.in.Seed, Budget: min(observeBudget, l.left(ctx)/6), Wall: min(observeWall, max(shortestSuite, l.left(ctx)/3)), Nonce: nonce(),
	}
	if at := l.crashFrame(); at != nil {
		ask.Crash = *at
	}
	return ask
}

// observeAfter runs the baseline's inputs on the patched tree.
func (l *lab) observeAfter(ctx context.Context, c *change, files []string, functions []language.Watched) (language.Observations, error) {
	if l.base.before.Broken != "" {
		return language.Observations{Broken: l.base.before.Broken}, nil
	}
	ask := l.observeAsk(ctx, c.overlay, files, functions)
	ask.Budget = ask.Wall
	ask.Inputs = make([]heald.Drive, 0, len(l.base.before.Seen))
	for _, seen := range l.base.before.Seen {
		ask.Inputs = append(ask.Inputs, seen.Drive)
	}
	return l.support.Observers.Observe(ctx, l.Runner, ask)
}

// maxConfirmed is how many inputs that seem to behave otherwise are run again.
const maxConfirmed = 12

// How far an input is from the ones that are known (language.Observed.Far).
const (
	like  = iota // one of them, or like them
	typed        // of their type, but unlike them
)

// confirm runs the inputs that worked before and seem to give something else now again, twice on each tree. It returns those that
// are not steady: what differs from run to run says nothing about the patch.
func (l *lab) confirm(ctx context.Context, c *change, after *language.Observations, files []string) (map[int]bool, error) {
	var doubted []int
	for n := range after.Seen {
		if l.doubted(n, after) && len(doubted) < maxConfirmed {
			doubted = append(doubted, n)
		}
	}
	if len(doubted) == 0 {
		return nil, nil
	}
	again := func(overlay map[string][]byte) (language.Observations, error) {
		ask := l.observeAsk(ctx, overlay, files, c.watched)
		ask.Budget, ask.Twice = ask.Wall, true
		for _, n := range doubted {
			ask.Inputs = append(ask.Inputs, l.base.before.Seen[n].Drive)
		}
		return l.support.Observers.Observe(ctx, l.Runner, ask)
	}
	var old, now language.Observations
	err := l.together(
		func() (err error) { old, err = again(nil); return },
		func() (err error) { now, err = again(c.overlay); return },
	)
	if err != nil || len(old.Seen) != len(doubted) || len(now.Seen) != len(doubted) {
		return nil, err
	}
	shaky := map[int]bool{}
	for at, n := range doubted {
		before, patched := &old.Seen[at], &now.Seen[at]
		if !before.Steady || !patched.Steady || before.All != l.base.before.Seen[n].All || patched.All != after.Seen[n].All {
			shaky[n] = true
		}
	}
	return shaky, nil
}

// doubted says whether an input that worked before, and that somebody may give, seems to give something else now.
func (l *lab) doubted(n int, after *language.Observations) bool {
	was := &l.base.before.Seen[n]
	return was.Far <= typed && l.kind(was) == worked && !same(was, &after.Seen[n]) && after.Seen[n].End != language.LeftOut
}

// same says whether an input behaves as before. What a receiver holds in private beside all that it held before, such as a cache that is
// new, is no behaviour.
func same(was, is *language.Observed) bool {
	if was.All == is.All {
		return true
	}
	if was.Public == "" || was.Public != is.Public {
		return false
	}
	for name, held := range was.Private {
		if is.Private[name] != held {
			return false
		}
	}
	return true
}

// kind says what an input did before.
func (l *lab) kind(seen *language.Observed) before {
	switch {
	case !seen.Steady || seen.End != "return" && seen.End != "raise":
		return unknown
	case l.incident(seen) || l.led(seen):
		return crashed
	case seen.End == "return" || seen.Raised:
		return worked
	}
	return failed
}

// incident says whether an input failed as the incident did: with its error, out of the function that crashed, and at the expression
// at which the reproduction fails there. Another expression of the same function is another fault.
func (l *lab) incident(seen *language.Observed) bool {
	if len(seen.Hit) > 0 {
		at := l.expression()
		return at == "" || slices.Contains(seen.Hit, at)
	}
	return l.sameCrash(seen)
}

// expression is where the reproduction fails in the function that crashed, as the observer names places; empty when it was not seen.
func (l *lab) expression() string {
	at := l.crashFrame()
	if at == nil {
		return ""
	}
	first := ""
	for n := range l.base.before.Seen {
		seen := &l.base.before.Seen[n]
		for _, place := range seen.Hit {
			line, _, _ := strings.Cut(place, ":")
			switch {
			case n > 0 && !seen.Traced:
			case line == strconv.Itoa(at.Line):
				return place
			case first == "":
				first = place // of a statement of several lines, which traces name by another one
			}
		}
	}
	return first
}

// sameCrash says the same by the frames of an error that was not caught, where the observer could not follow.
func (l *lab) sameCrash(seen *language.Observed) bool {
	want, at := lastName(l.in.Reproduction.Observed.ErrorType), l.crashFrame()
	if seen.End != "raise" || at == nil || len(seen.Frames) == 0 {
		return false
	}
	if lastName(seen.Type) != want && !slices.ContainsFunc(seen.Chain, func(c string) bool { return lastName(c) == want }) {
		return false
	}
	last := seen.Frames[len(seen.Frames)-1]
	return l.relative(last.File) == at.File && lastName(last.Function) == lastName(at.Function) && last.Line == at.Line
}

// led says whether a call gives what led to the crash: its function is no part of the crash's stack, so what it gave was used by
// what crashed afterwards, and in the reproduction it gave the same. A function that returns nothing where its caller goes on with
// the result is mended in the function, and then all such results change.
func (l *lab) led(seen *language.Observed) bool {
	if seen.End != "return" || seen.Drive.Kind != "function" && seen.Drive.Kind != "method" {
		return false
	}
	at := heald.Frame{File: seen.Drive.Path, Function: seen.Drive.Function}
	if l.passes(l.in.Reproduction.Observed.Frames, at) {
		return false
	}
	for n := range l.base.before.Seen {
		other := &l.base.before.Seen[n]
		if other.Traced && other.Entry == seen.Entry && other.End == "return" && other.Value == seen.Value {
			return true
		}
	}
	return false
}

// compared is a candidate's behaviour beside the baseline's.
type compared struct {
	behaviour heald.Behaviour
	check     heald.Check
	unsteady  int
	outside   int // inputs that failed in another way before and do something else now
}

func (l *lab) compare(c *change, after *language.Observations, shaky map[int]bool) compared {
	r := comparison{passed: l.passed(c)}
	r.check = heald.Check{Name: "behaviour", Outcome: heald.Inconclusive}
	if reason := l.base.before.Broken + after.Broken; reason != "" || len(after.Seen) != len(l.base.before.Seen) {
		r.check.Detail = "behaviour could not be compared: " + cmp.Or(l.base.before.Broken, after.Broken, "inputs are missing")
		r.behaviour.Outcome = heald.Inconclusive
		return r.compared
	}
	for n := range after.Seen {
		was, is := &l.base.before.Seen[n], &after.Seen[n]
		if kind := l.kind(was); kind == unknown || shaky[n] || is.End == language.LeftOut {
			r.unsteady++
		} else {
			r.take(l, c, kind, was, is)
		}
	}
	r.settle()
	r.judge(r.count, l.inherent() || l.fruitless(c), r.example)
	r.behaviour.Table = l.table(c, after)
	return r.compared
}

func (r *compared) note(kind before, reached, same bool) {
	if reached {
		r.behaviour.Inputs++
	}
	switch {
	case same && reached:
		r.behaviour.Same++
	case !same:
		r.behaviour.Changed++
	}
	if same {
		return
	}
	switch kind {
	case worked:
		r.behaviour.ChangedNotCrashingBefore++
	case failed:
		r.outside++
	}
}

// tallied counts what speaks for a candidate's behaviour.
type tallied struct {
	working   int // worked before and reach the change
	beside    int // worked before and execute a changed function, not the change
	incidents int // reach the change and failed as the incident did
	mended    int // of these, give a result now
	passed    int // differ in what is passed on inside the reproduction's entry
	outer     int // worked before through the reproduction's entry and reach the change
	saved     int // failed as the incident did through the reproduction's entry, reach the change and give a result now
}

func (t *tallied) add(kind before, reached, executed, gives bool) {
	if kind == crashed && reached && gives {
		t.mended++
	}
	switch {
	case kind == worked && reached:
		t.working++
	case kind == worked && executed:
		t.beside++
	case kind == crashed && reached:
		t.incidents++
	}
}

// never says whether the code leaves nothing to compare with, which is known rather than not looked at: many inputs reach the change,
// each fails as the incident did, and the patch mends them. That alone would say as much of a null that every made input holds. So the
// fault must also be one that no value avoids, or all that worked be passed on to where it failed.
func (t *tallied) never(inherent bool) bool {
	if t.working > 0 {
		return false
	}
	return inherent && t.incidents >= enoughInputs && t.mended >= enoughInputs || t.passed > 0 && t.settled()
}

// inherent says whether the incident is a fault of the code alone. What a class lacks is one when no class of the program has it: objects
// of another class might be given as well.
func (l *lab) inherent() bool {
	crashes := l.support.Crashes
	if crashes == nil || crashes.Inherent == nil {
		return false
	}
	lacks, ok := crashes.Inherent(l.in.Reproduction.Observed)
	return ok && (lacks.Member == "" || len(l.program.Classes(lacks.Class)) > 0 && len(l.program.Owners(lacks.Member)) == 0)
}

// why says why there is nothing that works.
func (t *tallied) why() string {
	if t.passed > 0 {
		return fmt.Sprintf("what %d inputs of inner functions gave is only passed on to there", t.passed)
	}
	return "no value avoids that"
}

func (r *compared) judge(count tallied, inherent bool, example string) {
	b, working := &r.behaviour, count.working
	switch {
	case b.ChangedNotCrashingBefore > 0:
		b.Outcome, r.check.Detail = heald.Fail, fmt.Sprintf("%d inputs that worked before give something else now: %s", b.ChangedNotCrashingBefore, show.Short(example, 400))
	case count.never(inherent):
		b.Outcome, r.check.Detail = heald.Pass, fmt.Sprintf("all %d inputs that reach the change failed as the incident did, and %s, so that it has no working "+
			"behaviour to keep; %d of them give a result now, and %d that execute the changed function beside it give the same", count.incidents, count.why(), count.mended, count.beside)
	case working < enoughInputs:
		b.Outcome, r.check.Detail = heald.Inconclusive, fmt.Sprintf("only %d inputs that work reach the change, %d are wanted", working, enoughInputs)
	default:
		b.Outcome, r.check.Detail = heald.Pass, fmt.Sprintf("%d inputs reach the change; all %d that worked before give the same now", b.Inputs, working)
	}
	if r.unsteady > 0 {
		r.check.Detail += fmt.Sprintf("; %d inputs left out, as they differ from run to run or do not end", r.unsteady)
	}
	r.check.Outcome = b.Outcome
}

// gave tells an input that behaves otherwise.
func gave(was, is *language.Observed) string {
	return fmt.Sprintf("%s gave %s before and gives %s now%s", was.Input, was.Shown, is.Shown, otherwise(was, is))
}

// otherwise names what differs when the results look alike.
func otherwise(was, is *language.Observed) string {
	switch {
	case was.Shown != is.Shown:
		return ""
	case was.State != is.State:
		return " (what it left of its arguments differs)"
	case was.Value != is.Value:
		return " (the value differs in what is not shown)"
	}
	return " (what it printed or wrote differs)"
}

// table picks the most telling rows: the inputs that crashed, simplest first, then what else changed, then what stayed, varied.
func (l *lab) table(c *change, after *language.Observations) []heald.Row {
	var groups [3][]int
	for n := range after.Seen {
		was, is := &l.base.before.Seen[n], &after.Seen[n]
		switch kind := l.kind(was); {
		case kind == unknown:
		case kind == crashed:
			groups[0] = append(groups[0], n)
		case !same(was, is):
			groups[1] = append(groups[1], n)
		case c.reached(was.Lines) && kind == worked:
			groups[2] = append(groups[2], n)
		}
	}
	rows := []heald.Row{}
	for g, most := range []int{6, 9, maxRows} {
		rows = l.pick(rows, groups[g], after, most)
	}
	return rows
}

// pick adds rows up to the most, those with a result not yet shown first.
func (l *lab) pick(rows []heald.Row, from []int, after *language.Observations, most int) []heald.Row {
	shown, inputs := map[string]bool{}, map[string]bool{}
	row := func(n int) heald.Row {
		was, is := &l.base.before.Seen[n], &after.Seen[n]
		return heald.Row{Input: was.Input, Before: was.Shown, After: is.Shown + otherwiseRow(was, is)}
	}
	slices.SortStableFunc(from, func(a, b int) int {
		x, y := &l.base.before.Seen[a], &l.base.before.Seen[b]
		if x.Given != y.Given {
			if x.Given {
				return -1
			}
			return 1
		}
		return len(x.Input) - len(y.Input)
	})
	for _, fresh := range []bool{true, false} {
		for _, n := range from {
			r := row(n)
			if key := r.Before + "\x00" + r.After; len(rows) < most && !inputs[r.Input] && shown[key] != fresh {
				shown[key], inputs[r.Input] = true, true
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func otherwiseRow(was, is *language.Observed) string {
	switch {
	case same(was, is):
		return ""
	case was.Far > typed:
		return otherwise(was, is) + " (for a value of a type that nobody gives)"
	}
	return otherwise(was, is)
}
