package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
)

// What one page shows at most. The case's own JSON has the rest.
const (
	maxFrames   = 30
	maxSnippets = 6
	maxEvidence = 20
	maxRejected = 12
)

// caseView is a case as its page tells it: what a person decides by first.
type caseView struct {
	Row      Incident
	Case     heald.Case
	Card     heald.Card
	Waits    bool
	Said     string // what was answered just now
	Cause    string
	Place    string
	Diff     []diffLine
	Test     []diffLine
	Proof    []fact
	Red      string // how the test fails on the deployed code
	Green    string
	Others   []other
	Stack    []call
	Evidence []heald.Evidence
	Rejected []heald.Patch
	Plot     *plot
	Seen     []Seen
	Next     string
	Took     string // from the first step to the last
	Steps    []heald.Step
	Now      time.Time
}

type fact struct {
	heald.Fact
	Mark tone
}

type other struct {
	heald.Other
	Number int
	Lines  []diffLine
}

// call is one frame of the stack, the one that raised first.
type call struct {
	heald.Frame
	Place string // in the repository, where it was found there
	Code  []codeLine
}

type codeLine struct {
	Number int
	Here   bool
	Tokens []token
	Commit heald.Commit
	Same   bool // by the same commit as the line above
}

func (c *console) caseView(ctx context.Context, f File) caseView {
	k := f.Case
	v := caseView{Row: rowOf(f), Case: k, Card: f.Card, Waits: waits(k), Cause: f.Card.Cause, Seen: f.Commits, Next: f.Next, Now: c.Now()}
	if v.Row.Summary == "" {
		v.Row.Summary = k.Incident.ErrorType
	}
	if k.Diagnosis != nil && len(k.Diagnosis.Places) > 0 {
		v.Place = place(k.Diagnosis.Places[0].Path, k.Diagnosis.Places[0].Line)
	}
	v.Steps = told(k.Steps)
	v.Diff, v.Test = diffLines(f.Card.Diff), diffLines(f.Card.TestDiff)
	v.tested(k)
	for _, one := range f.Card.Facts {
		if one.Detail == "" && v.Green != "" && strings.HasPrefix(one.Name, "red") {
			one.Detail = v.Red + ", then " + v.Green
		}
		v.Proof = append(v.Proof, fact{one, outcomeMark(one.Outcome)})
	}
	for i, o := range f.Card.Others {
		v.Others = append(v.Others, other{o, i + 1, diffLines(o.Diff)})
	}
	v.Stack = c.stack(ctx, k)
	v.Evidence, v.Rejected = evidence(k), rejected(k)
	v.Plot = plotOf(k.Rollout)
	if n := len(k.Steps); n > 0 {
		v.Took = span(k.Steps[n-1].At.Sub(k.Steps[0].At.Add(-k.Steps[0].Took)))
	}
	return v
}

// tested says what the test does before and after the patch.
func (v *caseView) tested(k heald.Case) {
	r := k.Reproduction
	if r == nil || r.Outcome != heald.Pass {
		return
	}
	v.Red = "fails"
	if r.Observed.ErrorType != "" {
		v.Red = "fails: " + r.Observed.ErrorType + colon(r.Observed.Message)
	}
	if k.Validation != nil && k.Validation.GreenAfter {
		v.Green = "passes"
	}
}

func colon(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

// stack is the trace with the frame that raised first, and the code around the service's own frames.
func (c *console) stack(ctx context.Context, k heald.Case) []call {
	frames := k.Incident.Exception.Frames
	var calls []call
	snippets := 0
	for i := range frames {
		if len(calls) == maxFrames {
			break
		}
		one := call{Frame: frames[len(frames)-1-i]}
		if site := siteOf(k, one.Frame); site != nil {
			one.Place = place(site.Path, site.Line)
			if snippets < maxSnippets {
				one.Code = c.around(ctx, k, site.Path, site.Line)
				snippets++
			}
		}
		calls = append(calls, one)
	}
	return calls
}

// siteOf finds a frame among the places of the repository.
func siteOf(k heald.Case, f heald.Frame) *heald.Site {
	if k.Diagnosis == nil || !f.InApp {
		return nil
	}
	for i := range k.Diagnosis.Sites {
		s := &k.Diagnosis.Sites[i]
		function := s.Function[strings.LastIndex(s.Function, ".")+1:]
		if strings.HasSuffix("/"+strings.ReplaceAll(f.File, "\\", "/"), "/"+s.Path) && (s.Line == f.Line || function == f.Function) {
			return s
		}
	}
	return nil
}

func (c *console) around(ctx context.Context, k heald.Case, path string, line int) []codeLine {
	if c.Sources == nil {
		return nil
	}
	snippet, err := c.Sources.Around(ctx, k, path, line)
	if err != nil {
		c.Log.Warn("read the code around a frame", "case", k.ID, "err", err)
		return nil
	}
	var lines []codeLine
	for i, w := range snippet.Lines {
		one := codeLine{Number: snippet.First + i, Tokens: lex(w.Text), Commit: w.Commit}
		one.Here = one.Number == line
		one.Same = i > 0 && w.Commit.SHA == snippet.Lines[i-1].Commit.SHA
		lines = append(lines, one)
	}
	return lines
}

// told are the steps, each note once: a step that only passes its neighbour's on adds nothing.
func told(steps []heald.Step) []heald.Step {
	steps = slices.Clone(steps)
	for i := len(steps) - 1; i > 0; i-- {
		if steps[i].Note == steps[i-1].Note {
			steps[i].Note = ""
		}
	}
	return steps
}

// evidence is what the diagnosis and the patch rest on.
func evidence(k heald.Case) []heald.Evidence {
	var all []heald.Evidence
	if k.Patch != nil {
		all = append(all, k.Patch.Evidence...)
	}
	if k.Diagnosis != nil {
		all = append(all, k.Diagnosis.Evidence...)
	}
	if k.Reproduction != nil {
		all = append(all, k.Reproduction.Asserts...)
	}
	all = slices.DeleteFunc(all, func(e heald.Evidence) bool { return strings.Trim(e.Quote, "… \n") == "" && e.Path == "" })
	return all[:min(len(all), maxEvidence)]
}

// rejected are candidates that were thrown out, of the last attempt first.
func rejected(k heald.Case) []heald.Patch {
	var all []heald.Patch
	for _, a := range slices.Backward(k.Attempts) {
		all = append(all, a.Rejected...)
	}
	return all[:min(len(all), maxRejected)]
}

// tried sums up the attempts in one line.
func tried(attempts []heald.Attempt) string {
	proposed, plausible, executed := 0, 0, 0
	for _, a := range attempts {
		proposed, plausible, executed = proposed+a.Proposed, plausible+len(a.Plausible), executed+a.Executed
	}
	return fmt.Sprintf("%s, %s run, %s turned the test green", plural(proposed, "candidate", "candidates"), grouped(executed), grouped(plausible))
}

// tone is how the case stands for who looks at it: what was just answered is asked no more.
func (v caseView) tone() tone {
	switch answer := v.Case.Answer; {
	case v.Said != "":
		return tone{"answered", "busy"}
	case v.Case.State == heald.Refused && answer != nil && answer.Verb == heald.NotABug:
		return endingTone(heald.EndNotABug)
	}
	return toneOf(v.Case.State)
}

// reason is why the case stands where it stands, without what the page says elsewhere.
func (v caseView) reason() string {
	if v.Case.Reason == v.Card.Why {
		return ""
	}
	if v.Cause == "" {
		return v.Case.Reason
	}
	return strings.TrimRight(strings.Replace(v.Case.Reason, v.Cause, "", 1), ":; ")
}
