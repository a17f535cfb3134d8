// Package blame names the commit that brought a bug: with the reproduction in hand it bisects the history.
package blame

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repo"
)

// Bounds of a bisection.
const (
	maxRuns    = 12
	maxCommits = 1000
)

// Blamer names the commit that brought a bug, by running its reproduction on older commits.
type Blamer struct {
	Support   func(language string) *language.Support
	Runner    heald.Runner
	History   repo.History
	Checkouts repo.Checkouts
	Scratch   string // folder for checkouts, one below it for each commit
	Progress  func(step string)
}

// Suspicion is what a blame is made from.
type Suspicion struct {
	Incident     heald.Incident
	Diagnosis    heald.Diagnosis
	Reproduction heald.Reproduction
	Environment  heald.Environment
	Checkout     heald.Checkout
	Deadline     time.Time
}

// Run bisects. That no commit can be named is a value with its reason; an error means that the history could not be read.
func (b Blamer) Run(ctx context.Context, in Suspicion) (heald.Blame, error) {
	support := b.Support(in.Incident.Language)
	switch {
	case in.Reproduction.Outcome != heald.Pass || in.Reproduction.Invented:
		s := bisection{Blamer: b, in: in}
		return s.hint(ctx, heald.Blame{}, "without a reproduction there is nothing to bisect with"), nil
	case support == nil || support.Drivers == nil:
		return heald.Blame{Reason: "heald cannot run tests of " + in.Incident.Language}, nil
	}
	commits, err := b.History.Log(ctx, in.Checkout.Commit, nil, maxCommits)
	if err != nil {
		return heald.Blame{}, fmt.Errorf("read the history: %w", err)
	}
	if len(commits) < 2 {
		return heald.Blame{Reason: "the repository has no older commit"}, nil
	}
	s := &bisection{Blamer: b, in: in, support: support, commits: commits, seen: map[int]verdict{0: bad}}
	return s.run(ctx)
}

// verdict is what a commit does with the reproduction.
type verdict int

const (
	skip verdict = iota // it cannot run it, or fails in another way
	good
	bad
)

// bisection is one search under way. Commits are newest first; the first is bad.
type bisection struct {
	Blamer
	in      Suspicion
	support *language.Support
	commits []heald.Commit
	seen    map[int]verdict
	runs    int
}

// errEnough says that the bound of runs or of time is reached.
var errEnough = errors.New("enough")

func (s *bisection) run(ctx context.Context) (heald.Blame, error) {
	first, err := s.boundary(ctx)
	blame := heald.Blame{Runs: s.runs}
	switch {
	case errors.Is(err, errEnough):
		blame.Reason = fmt.Sprintf("bisecting %d commits did not end within its bounds", len(s.commits))
		return blame, nil
	case err != nil:
		return heald.Blame{}, err
	case first == len(s.commits)-1:
		return s.hint(ctx, blame, "the oldest commit fails in the same way: the fault is as old as the code"), nil
	case s.seen[first+1] != good:
		return s.hint(ctx, blame, fmt.Sprintf("the reproduction cannot run before %s, which fails already", brief(s.commits[first]))), nil
	}
	blame.Commit, blame.Before, blame.Method = &s.commits[first], &s.commits[first+1], "bisect"
	blame.Reason = fmt.Sprintf("the reproduction passes on %s and fails since %s", brief(s.commits[first+1]), brief(s.commits[first]))
	return blame, nil
}

// boundary is the index of the oldest commit of the newest run of bad ones.
func (s *bisection) boundary(ctx context.Context) (int, error) {
	low, high := 0, len(s.commits)-1 // low is bad; high is not, once it was looked at
	end, err := s.judge(ctx, high)
	if err != nil || end == bad {
		return high, err
	}
	for high-low > 1 {
		middle := (low + high) / 2
		v, err := s.judge(ctx, middle)
		if err != nil {
			return 0, err
		}
		if v == bad {
			low = middle
		} else {
			high = middle
		}
	}
	return low, nil
}

// judge runs the reproduction on one commit.
func (s *bisection) judge(ctx context.Context, at int) (verdict, error) {
	if v, known := s.seen[at]; known {
		return v, nil
	}
	if s.runs >= maxRuns || !s.in.Deadline.IsZero() && time.Now().After(s.in.Deadline) || ctx.Err() != nil {
		return skip, errEnough
	}
	s.runs++
	commit := s.commits[at]
	if s.Progress != nil {
		s.Progress("running the reproduction on " + brief(commit))
	}
	tree, err := s.Checkouts.Checkout(ctx, commit.SHA, filepath.Join(s.Scratch, commit.SHA))
	if err != nil {
		return skip, fmt.Errorf("check out %s: %w", commit.SHA, err)
	}
	tree.Path = s.in.Checkout.Path
	report, err := s.support.Drivers.RunTest(ctx, s.Runner, language.TestRun{Tree: tree, Environment: s.in.Environment, Path: s.in.Reproduction.TestPath,
		Source: s.in.Reproduction.Test})
	if err != nil {
		return skip, err
	}
	s.seen[at] = s.read(report)
	return s.seen[at], nil
}

// read says what a report means. Lines move between commits, so the error and the function that raised it decide.
func (s *bisection) read(report language.TestReport) verdict {
	if report.Broken != "" || len(report.Tests) != 1 {
		return skip
	}
	t := report.Tests[0]
	if t.Passed {
		return good
	}
	want := s.in.Reproduction.Observed
	if t.Raised == nil || t.Raised.ErrorType != want.ErrorType || raiser(*t.Raised) != raiser(want) {
		return skip
	}
	return bad
}

// raiser is the innermost frame of the service's own.
func raiser(e heald.Exception) string {
	for i := len(e.Frames) - 1; i >= 0; i-- {
		if f := e.Frames[i]; f.InApp {
			return f.File + ":" + f.Function
		}
	}
	return ""
}

// hint adds who last changed the crashing line: no proof, but a person to ask.
func (s *bisection) hint(ctx context.Context, blame heald.Blame, reason string) heald.Blame {
	blame.Reason = reason
	last := s.in.Diagnosis.Last()
	if last == nil {
		return blame
	}
	commit, err := s.History.LineHistory(ctx, s.in.Checkout.Commit, last.Path, last.Line)
	if err != nil {
		return blame // a hint that is not to be had is no failure
	}
	blame.Method = "line history"
	blame.Reason += fmt.Sprintf("; the crashing line was last changed by %s", brief(commit))
	return blame
}

func brief(c heald.Commit) string {
	return fmt.Sprintf("%.9s (%s)", c.SHA, c.Subject)
}
