package repair

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// runner answers with a passing report where the overlay holds a text.
type runner struct {
	passes string
	err    error
	runs   atomic.Int32
}

const green = `<testsuites><testsuite tests="1" failures="0" errors="0" skipped="0"/></testsuites>`

func (r *runner) Run(_ context.Context, cmd heald.Command) (heald.Result, error) {
	r.runs.Add(1)
	if strings.Contains(string(cmd.Tree.Overlay["app.py"]), r.passes) {
		return heald.Result{Files: map[string][]byte{"report.xml": []byte(green)}}, r.err
	}
	return heald.Result{ExitCode: 1}, r.err
}

func candidate(id, after string, score float64) heald.Patch {
	return heald.Patch{ID: id, Score: score, Edits: []heald.FileEdit{{Path: "app.py", After: []byte(after)}}}
}

func stage(r heald.Runner) Stage {
	return Stage{Support: func(string) *language.Support { return python.Support() }, Runner: r}
}

func input() Input {
	in := Input{Reproduction: heald.Reproduction{Outcome: heald.Pass, TestPath: "test_app.py", Test: "def test(): pass"}}
	in.Incident.Language, in.Environment.Interpreter = "python", "/usr/bin/python3"
	return in
}

func TestScreenKeepsOrder(t *testing.T) {
	r := &runner{passes: "good"}
	attempt := heald.Attempt{Plausible: []heald.Patch{candidate("a", "bad", 0.9), candidate("b", "good 1", 0.9), candidate("c", "good 2", 0.3)}}
	got, err := stage(r).screen(t.Context(), input(), attempt)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Plausible) != 2 || got.Plausible[0].ID != "b" || got.Plausible[1].ID != "c" || got.Executed != 3 || got.CutByBudget {
		t.Errorf("got %+v", got)
	}
}

func TestScreenSparesWhatNothingSpeaksFor(t *testing.T) {
	for _, c := range []struct {
		best     float64
		executed int
	}{{0.7, 1}, {0.4, 2}} {
		attempt := heald.Attempt{Plausible: []heald.Patch{candidate("a", "good", c.best), candidate("b", "good too", 0.15)}}
		got, err := stage(&runner{passes: "good"}).screen(t.Context(), input(), attempt)
		if err != nil || got.Executed != c.executed || got.CutByBudget {
			t.Errorf("best %v: got %+v, %v, want %d executed", c.best, got, err, c.executed)
		}
	}
}

// refusing answers that the service refuses, and passes only the test that expects it.
type refusing struct{ raises string }

func (r refusing) Run(_ context.Context, cmd heald.Command) (heald.Result, error) {
	if strings.Contains(string(cmd.Tree.Overlay["test_app.py"]), "raises("+r.raises+")") {
		return heald.Result{Files: map[string][]byte{"report.xml": []byte(green)}}, nil
	}
	red := `<testsuites><testsuite tests="1" failures="1"><testcase><failure message="shop.errors.` + r.raises + `: no"/></testcase></testsuite></testsuites>`
	return heald.Result{ExitCode: 1, Files: map[string][]byte{"report.xml": []byte(red)}}, nil
}

func TestScreenLetsTheRepositoryRefuse(t *testing.T) {
	for _, c := range []struct {
		raises string
		want   string
	}{{"Closed", "Closed"}, {"TypeError", ""}} {
		in := input()
		in.Reproduction.Refusals = []heald.Refusal{{Error: "Closed", Test: "with pytest.raises(Closed): pass"}}
		got, err := stage(refusing{c.raises}).screen(t.Context(), in, heald.Attempt{Plausible: []heald.Patch{candidate("a", "", 0.9)}})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case c.want == "" && len(got.Plausible) != 0:
			t.Errorf("%s: got %+v, want none: another accidental error is no mend", c.raises, got.Plausible)
		case c.want != "" && (len(got.Plausible) != 1 || got.Plausible[0].Refuses != c.want):
			t.Errorf("%s: got %+v, want one that refuses with %s", c.raises, got.Plausible, c.want)
		}
	}
}

func TestScreenWithoutReproduction(t *testing.T) {
	in := input()
	in.Reproduction.Outcome = heald.Fail
	r := &runner{}
	got, err := stage(r).screen(t.Context(), in, heald.Attempt{Plausible: []heald.Patch{candidate("a", "", 1)}})
	if err != nil || len(got.Plausible) != 0 || r.runs.Load() != 0 || got.Reason == "" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestScreenCutsWholeTiers(t *testing.T) {
	var many []heald.Patch
	for i := range 60 {
		many = append(many, candidate(string(rune('a'+i)), "bad", 0.9-float64(i/6)*0.1))
	}
	got, err := stage(&runner{passes: "good"}).screen(t.Context(), input(), heald.Attempt{Plausible: many})
	if err != nil || !got.CutByBudget || got.Executed > maxExecuted || got.Executed%6 != 0 {
		t.Errorf("executed %d, cut %v, %v", got.Executed, got.CutByBudget, err)
	}
	in := input()
	in.Deadline = time.Now().Add(-time.Second)
	got, err = stage(&runner{}).screen(t.Context(), in, heald.Attempt{Plausible: many})
	if err != nil || !got.CutByBudget || got.Executed != 0 {
		t.Errorf("after the deadline: executed %d, cut %v, %v", got.Executed, got.CutByBudget, err)
	}
}

func TestScreenErrorIsNoVerdict(t *testing.T) {
	broken := errors.New("no sandbox")
	_, err := stage(&runner{err: broken}).screen(t.Context(), input(), heald.Attempt{Plausible: []heald.Patch{candidate("a", "", 1)}})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestRunWithoutRules(t *testing.T) {
	s := Stage{Support: func(string) *language.Support { return nil }}
	got, err := s.Run(t.Context(), input())
	if err != nil || got.Reason == "" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSplice(t *testing.T) {
	cases := []struct {
		name  string
		edits []language.Edit
		want  string
		ok    bool
	}{
		{"replace and insert", []language.Edit{{Start: 4, End: 5, Text: "2"}, {Start: 0, End: 0, Text: "y\r\n"}}, "y\r\nx = 2\r\n", true},
		{"overlap", []language.Edit{{Start: 0, End: 4}, {Start: 3, End: 5}}, "", false},
		{"beyond the end", []language.Edit{{Start: 4, End: 99}}, "", false},
		{"backwards", []language.Edit{{Start: 4, End: 3}}, "", false},
	}
	for _, c := range cases {
		got, ok := splice([]byte("x = 1\r\n"), c.edits)
		if ok != c.ok || string(got) != c.want {
			t.Errorf("%s: got %q %v, want %q %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestTiers(t *testing.T) {
	got := tiers([]heald.Patch{{Score: 0.9}, {Score: 0.85}, {Score: 0.7}, {Score: 0.2}})
	if len(got) != 3 || len(got[0]) != 2 {
		t.Errorf("got %d tiers: %v", len(got), got)
	}
}

func TestDeterminism(t *testing.T) {
	root := t.TempDir()
	write(t, root+"/app.py", []byte("def a(n):\n    if n == 0:\n        return 0\n    return 1 / n\n\n\ndef b(n):\n    return 2 / n\n"))
	in := input()
	in.Diagnosis.Class = "division_by_zero"
	in.Diagnosis.Sites = []heald.Site{site(t, root, "app.py:8 2 / n")}
	support := python.Support()
	var first string
	for range 10 {
		program, err := language.Open(root, support)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range (Stage{Support: func(string) *language.Support { return support }}).propose(program, in).Plausible {
			got += p.ID + p.Diff
		}
		program.Close()
		if first == "" {
			first = got
		}
		if got != first || got == "" {
			t.Fatalf("got\n%s\nwant\n%s", got, first)
		}
	}
}
