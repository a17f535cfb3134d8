// Package reproduce turns a diagnosis into a regression test that was seen to fail on the deployed commit as production failed, or
// says why it could not. It uses no model: a drive is looked for from the outermost frame inward, shrunk, written as a test in the
// repository's own style, and run once more, cold, through the repository's own framework.
package reproduce

import (
	"context"
	"fmt"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Defaults of a search.
const (
	defaultTrials = 2000
	defaultTime   = 30 * time.Second
	shrinkTime    = 8 * time.Second
	maxAttempts   = 6 // finds that are shrunk and written before giving up
)

// Stage looks for reproductions. Every field but Support and Runner may be nil.
type Stage struct {
	Support  func(language string) *language.Support
	Runner   heald.Runner
	Progress func(step string)
	// Normalise takes what varies out of an error's message, so that equal messages mean equal failures.
	Normalise func(language, errorType, message string) string
	// Sensitive gives the secrets and personal data in a text; they must not stand in a test.
	Sensitive func(text string) []string
}

// Input is what a reproduction is made from.
type Input struct {
	Incident    heald.Incident
	Diagnosis   heald.Diagnosis
	Environment heald.Environment
	Checkout    heald.Checkout
	Seed        int64
	Deadline    time.Time
	Trials      int // inputs executed at most; zero: 2,000
}

// Run reproduces. An error means that the experiment did not take place; that nothing was found is an outcome.
func (s Stage) Run(ctx context.Context, in Input) (heald.Reproduction, error) {
	support := s.Support(in.Incident.Language)
	if support == nil || support.Drivers == nil {
		return inconclusive("heald cannot drive " + in.Incident.Language + " code"), nil
	}
	if len(in.Diagnosis.Sites) == 0 {
		return inconclusive("no frame of the trace lies in this repository, so there is no place to reproduce at"), nil
	}
	program, err := language.Open(in.Checkout.Root, support)
	if err != nil {
		return heald.Reproduction{}, fmt.Errorf("reproduce: %w", err)
	}
	defer program.Close()
	w := &walk{Stage: s, in: in, support: support, program: program}
	if told := in.Diagnosis.Told; told != nil {
		w.in.Incident.Exception = *told
	}
	return w.run(ctx)
}

// walk is one reproduction under way.
type walk struct {
	Stage
	in      Input
	support *language.Support
	program *language.Program
	hunt    language.Hunt
	tried   int
	failed  []string // why finds did not become a test
}

func (w *walk) run(ctx context.Context) (heald.Reproduction, error) {
	w.hunt = w.prepare()
	w.tell("looking for inputs that fail as production did")
	hunted, err := w.support.Drivers.Search(ctx, w.Runner, w.hunt)
	if err != nil {
		return heald.Reproduction{}, err
	}
	w.tried = hunted.Tried
	finds := w.rank(w.judged(hunted.Finds))
	w.tell(fmt.Sprintf("%d inputs tried, %d fail alike", hunted.Tried, len(finds)))
	for _, find := range finds[:min(len(finds), maxAttempts)] {
		made, err := w.test(ctx, find)
		if err != nil {
			return heald.Reproduction{}, err
		}
		if made != nil {
			return *made, nil
		}
	}
	r := inconclusive(w.why(hunted, len(finds)))
	if hunted.Broken == "" && len(finds) == 0 && ctx.Err() == nil {
		r.Outcome = heald.Fail
	}
	r.Tried = w.tried
	return r, nil
}

func (w *walk) prepare() language.Hunt {
	h := language.Hunt{
		Tree: w.in.Checkout, Environment: w.in.Environment, Incident: w.in.Incident, Sites: w.in.Diagnosis.Sites, Wrong: w.in.Diagnosis.Wrong,
		Leads: Leads(w.in.Incident, w.support.Drivers), Seed: w.in.Seed, Trials: w.in.Trials, Time: w.time(),
	}
	if h.Trials == 0 {
		h.Trials = defaultTrials
	}
	h.Tests, h.Data = w.files()
	h.Carried = w.in.Diagnosis.Told != nil
	h.Insisted = w.insisted(h.Data)
	return h
}

// time is what the search may take: half of what is left.
func (w *walk) time() time.Duration {
	if w.in.Deadline.IsZero() {
		return defaultTime
	}
	return max(time.Second, min(defaultTime, time.Until(w.in.Deadline)/2))
}

func (w *walk) tell(step string) {
	if w.Progress != nil {
		w.Progress(step)
	}
}

// test makes a find simpler, writes it as a test and sees the test fail. Nil says that it did not work out; failed says why.
func (w *walk) test(ctx context.Context, find language.Find) (*heald.Reproduction, error) {
	small, err := w.shrink(ctx, find)
	if err != nil || small == nil {
		return nil, err
	}
	ask := language.Writing{Program: w.program, Folder: w.in.Checkout.Path, Environment: w.in.Environment, Incident: w.in.Incident, Wrong: w.in.Diagnosis.Wrong,
		Drive: small.Drive, Site: *w.in.Diagnosis.Last(), Data: w.hunt.Data, Promise: w.promise(small.Drive)}
	written, err := w.support.Drivers.Write(ask)
	if err != nil {
		w.fail(err.Error())
		return nil, nil
	}
	w.tell("running " + written.ID)
	report, err := w.support.Drivers.RunTest(ctx, w.Runner, language.TestRun{Tree: w.in.Checkout, Environment: w.in.Environment, Path: written.Path,
		Source: written.Source})
	if err != nil {
		return nil, err
	}
	observed, why := w.red(report, written.Path)
	if observed == nil {
		w.fail(why)
		return nil, nil
	}
	r := w.reproduction(*small, written)
	r.Observed = *observed
	if ask.Promise == nil { // where a result is promised, a refusal breaks the promise
		r.Refusals = w.refused(ask, written)
	}
	return &r, nil
}

func (w *walk) fail(why string) { w.failed = append(w.failed, why) }

func (w *walk) shrink(ctx context.Context, find language.Find) (*language.Find, error) {
	w.tell("shrinking the input of " + find.Drive.Function)
	hunt := w.hunt
	hunt.Time = min(shrinkTime, w.time())
	hunt.Neutral = w.neutral(find.Drive)
	shrunk, err := w.support.Drivers.Shrink(ctx, w.Runner, hunt, find.Drive)
	if err != nil {
		return nil, err
	}
	w.tried += shrunk.Tried
	switch {
	case shrunk.Drive == nil:
		w.fail(fmt.Sprintf("%s failed alike once, and not again", find.Drive.Function))
		return nil, nil
	case len(shrunk.Kept) > 0:
		w.fail(fmt.Sprintf("the input of %s needs %d texts that look like secrets or personal data", find.Drive.Function, len(shrunk.Kept)))
		return nil, nil
	}
	find.Drive = *shrunk.Drive
	return &find, nil
}

func (w *walk) reproduction(find language.Find, written language.Written) heald.Reproduction {
	r := heald.Reproduction{
		Outcome: heald.Pass, TestPath: written.Path, TestName: written.Name, TestID: written.ID, Test: written.Source, NewFile: true,
		InputsFrom: origins(find.Drive), Drive: find.Drive, Asserts: written.Asserts, Tried: w.tried, Invented: w.invented(find),
	}
	r.Reason = fmt.Sprintf("%s raises %s in %s as production did", written.Name, w.in.Incident.Exception.ErrorType, w.in.Diagnosis.Last().Function)
	if r.Invented {
		r.Reason += "; the input was invented at the crashing function, and no caller was shown to pass it"
	}
	return r
}

func inconclusive(reason string) heald.Reproduction {
	return heald.Reproduction{Outcome: heald.Inconclusive, Reason: reason}
}
