package blame_test

import (
	"context"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose/blame"
	"github.com/heald-dev/heald/internal/language"
)

// past is a history whose commits behave as its letters say, newest first: b fails like production, g passes, s cannot run, o fails
// otherwise.
type past string

func (p past) Log(context.Context, string, []string, int) ([]heald.Commit, error) {
	var commits []heald.Commit
	for i := range p {
		commits = append(commits, heald.Commit{SHA: fmt.Sprintf("c%d", i), Subject: "change"})
	}
	return commits, nil
}

func (p past) Patch(context.Context, string) (string, error) { return "", nil }

func (p past) LineHistory(context.Context, string, string, int) (heald.Commit, error) {
	return heald.Commit{SHA: "line", Subject: "wrote the line"}, nil
}

func (p past) Checkout(_ context.Context, commit, dir string) (heald.Checkout, error) {
	return heald.Checkout{Root: dir, Commit: commit}, nil
}

func (p past) run(_ context.Context, _ heald.Runner, ask language.TestRun) (language.TestReport, error) {
	var at int
	fmt.Sscanf(path.Base(ask.Tree.Root), "c%d", &at)
	raised := crash("KeyError")
	switch p[at] {
	case 'g':
		return language.TestReport{Tests: []language.TestOutcome{{Passed: true}}}, nil
	case 's':
		return language.TestReport{Broken: "no module"}, nil
	case 'o':
		raised = crash("TypeError")
	}
	return language.TestReport{Tests: []language.TestOutcome{{Raised: &raised}}}, nil
}

func crash(kind string) heald.Exception {
	return heald.Exception{ErrorType: kind, Frames: []heald.Frame{{File: "a.py", Function: "f", InApp: true}, {File: "/usr/lib/x.py", Function: "get"}}}
}

func blamed(t *testing.T, p past, change func(*blame.Suspicion)) heald.Blame {
	t.Helper()
	b := blame.Blamer{History: p, Checkouts: p, Scratch: "/scratch", Support: func(string) *language.Support {
		return &language.Support{Drivers: &language.Drivers{RunTest: p.run}}
	}}
	in := blame.Suspicion{
		Reproduction: heald.Reproduction{Outcome: heald.Pass, Observed: crash("KeyError")},
		Diagnosis:    heald.Diagnosis{Sites: []heald.Site{{Place: heald.Place{Path: "a.py", Line: 3}}}},
	}
	if change != nil {
		change(&in)
	}
	blame, err := b.Run(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return blame
}

func TestBlame(t *testing.T) {
	long := "b" + strings.Repeat("b", 300) + strings.Repeat("g", 500)
	for _, c := range []struct {
		past   past
		commit string
		method string
		reason string
		runs   int
	}{
		{"bg", "c0", "bisect", "passes on c1", 1},
		{"bbbgg", "c2", "bisect", "passes on c3", 3},
		{past(long), "c300", "bisect", "passes on c301", 10},
		{"bbb", "", "line history", "as old as the code; the crashing line was last changed by line", 1},
		{"bbs", "", "line history", "cannot run before c1", 2},
		{"bbo", "", "line history", "cannot run before c1", 2},
		{"b", "", "", "no older commit", 0},
	} {
		got := blamed(t, c.past, nil)
		commit := ""
		if got.Commit != nil {
			commit = got.Commit.SHA
		}
		if commit != c.commit || got.Method != c.method || !strings.Contains(got.Reason, c.reason) || got.Runs != c.runs {
			t.Errorf("%.9s: got commit %q method %q runs %d reason %q, want %q %q %d %q", c.past, commit, got.Method, got.Runs, got.Reason, c.commit, c.method, c.runs, c.reason)
		}
	}
}

func TestBlameBounds(t *testing.T) {
	late := blamed(t, "bbbgg", func(s *blame.Suspicion) { s.Deadline = time.Now().Add(-time.Second) })
	if late.Commit != nil || late.Runs != 0 || !strings.Contains(late.Reason, "bounds") {
		t.Errorf("after the deadline: got %+v", late)
	}
	none := blamed(t, "bg", func(s *blame.Suspicion) { s.Reproduction.Outcome = heald.Fail })
	if none.Commit != nil || !strings.Contains(none.Reason, "without a reproduction") || !strings.Contains(none.Reason, "last changed by line") {
		t.Errorf("without a reproduction: got %+v", none)
	}
}
