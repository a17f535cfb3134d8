package reproduce_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/reproduce"
)

// stand is a driver role that says what a case wants to hear.
type stand struct {
	finds  []language.Find
	kept   []string
	report func(path string) language.TestReport
	ran    []string
}

func (s *stand) support(string) *language.Support {
	table := python.Support()
	table.Drivers = &language.Drivers{
		Search: func(context.Context, heald.Runner, language.Hunt) (language.Hunted, error) {
			return language.Hunted{Finds: s.finds, Tried: 7, Depth: 1, Reached: len(s.finds) == 0}, nil
		},
		Shrink: func(_ context.Context, _ heald.Runner, h language.Hunt, d heald.Drive) (language.Shrunk, error) {
			for secret := range h.Neutral {
				s.kept = append(s.kept, secret)
			}
			return language.Shrunk{Drive: &d, Kept: s.kept}, nil
		},
		Plain: func(e heald.Exception, _ string) string { return e.Message }, Outside: func(string) bool { return false },
		Texts: func(d heald.Drive) []string { return []string{d.Receiver} },
		Write: func(w language.Writing) (language.Written, error) {
			return language.Written{Path: "tests/test_x.py", Name: "test_" + w.Drive.Function, Source: "x"}, nil
		},
		RunTest: func(_ context.Context, _ heald.Runner, ask language.TestRun) (language.TestReport, error) {
			s.ran = append(s.ran, ask.Path)
			return s.report(ask.Path), nil
		},
	}
	return table
}

func frames(names ...string) []heald.Frame {
	var found []heald.Frame
	for i, n := range names {
		found = append(found, heald.Frame{Function: n, File: "shop.py", Line: 10 * (i + 1), InApp: true})
	}
	return found
}

func raised(kind, message string, names ...string) heald.Exception {
	return heald.Exception{ErrorType: kind, Message: message, Frames: frames(names...)}
}

func failing(e heald.Exception) func(string) language.TestReport {
	return func(path string) language.TestReport {
		e.Frames = append([]heald.Frame{{Function: "test_x", File: path, InApp: true}}, e.Frames...)
		return language.TestReport{Tests: []language.TestOutcome{{Raised: &e}}}
	}
}

func run(t *testing.T, s *stand, change func(*reproduce.Stage, *reproduce.Input)) heald.Reproduction {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "shop.py"), []byte("def total(cart):\n    return rate(cart)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stage := reproduce.Stage{Support: s.support}
	in := reproduce.Input{
		Incident: heald.Incident{Language: "python", Exception: raised("KeyError", "'sku'", "total", "rate")},
		Diagnosis: heald.Diagnosis{Sites: []heald.Site{{Place: heald.Place{Path: "shop.py", Line: 10, Function: "total"}},
			{Place: heald.Place{Path: "shop.py", Line: 20, Function: "rate"}}}},
		Checkout: heald.Checkout{Root: root, Home: "/srv/shop"},
	}
	if change != nil {
		change(&stage, &in)
	}
	r, err := stage.Run(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func find(level int, from string, e heald.Exception) language.Find {
	return language.Find{Level: level, Escaped: true, Observed: e,
		Drive: heald.Drive{Kind: "function", Function: "f" + from, Args: []heald.Arg{{Expr: "{}", From: from}}}}
}

func TestOnlyTheSameFailureCounts(t *testing.T) {
	right := raised("KeyError", "'sku'", "total", "rate")
	elsewhere := raised("KeyError", "'sku'", "total", "rate")
	elsewhere.Frames[1].Line = 21
	for _, c := range []struct {
		name     string
		observed heald.Exception
		want     heald.Outcome
	}{
		{"the same", right, heald.Pass},
		{"entered further in", heald.Exception{ErrorType: "KeyError", Message: "'sku'", Frames: right.Frames[1:]}, heald.Pass},
		{"another type", raised("TypeError", "'sku'", "total", "rate"), heald.Fail},
		{"another message", raised("KeyError", "'qty'", "total", "rate"), heald.Fail},
		{"another function", raised("KeyError", "'sku'", "total", "price"), heald.Fail},
		{"through another caller", raised("KeyError", "'sku'", "checkout", "rate"), heald.Fail},
		{"another line", elsewhere, heald.Fail},
		{"no frame of ours", heald.Exception{ErrorType: "KeyError", Message: "'sku'"}, heald.Fail},
	} {
		got := run(t, &stand{finds: []language.Find{find(0, "test", c.observed)}, report: failing(right)}, nil)
		if got.Outcome != c.want {
			t.Errorf("%s: got %s (%s), want %s", c.name, got.Outcome, got.Reason, c.want)
		}
	}
}

func TestTheWrittenTestHasTheLastWord(t *testing.T) {
	right := raised("KeyError", "'sku'", "total", "rate")
	for _, c := range []struct {
		name   string
		report language.TestReport
		reason string
	}{
		{"it passes", language.TestReport{Tests: []language.TestOutcome{{Passed: true}}}, "does not fail"},
		{"it cannot be loaded", language.TestReport{Broken: "ImportError"}, "could not be judged"},
		{"two tests ran", language.TestReport{Tests: make([]language.TestOutcome, 2)}, "2 tests instead of one"},
		{"it fails otherwise", failing(raised("TypeError", "", "total"))("x"), "fails differently"},
	} {
		got := run(t, &stand{finds: []language.Find{find(0, "test", right)}, report: func(string) language.TestReport { return c.report }}, nil)
		if got.Outcome != heald.Inconclusive || !strings.Contains(got.Reason, c.reason) {
			t.Errorf("%s: got %s %q, want inconclusive %q", c.name, got.Outcome, got.Reason, c.reason)
		}
	}
}

func TestTheSameExpressionFails(t *testing.T) {
	for _, c := range []struct {
		production, seen string
		want             heald.Outcome
	}{
		{`user["team"]["name"]`, `user["team"]["name"]`, heald.Pass},
		{`user["team"]["name"]`, `user["team"]`, heald.Fail},
		{`user["team"]`, `user["team"]["name"]`, heald.Fail},
		{"total(a,\n      b)", "total(a,", heald.Pass}, // some interpreters show the first line of several
		{"a + b", "a  +  b", heald.Pass},
		{"", `user["team"]`, heald.Pass},
		{`user["team"]`, "", heald.Pass},
	} {
		observed := raised("KeyError", "'sku'", "total", "rate")
		observed.Frames[len(observed.Frames)-1].Marked = c.seen
		got := run(t, &stand{finds: []language.Find{find(0, "test", observed)}, report: failing(observed)}, func(_ *reproduce.Stage, in *reproduce.Input) {
			frames := slices.Clone(in.Incident.Exception.Frames)
			frames[len(frames)-1].Marked = c.production
			in.Incident.Exception.Frames = frames
		})
		if got.Outcome != c.want {
			t.Errorf("production marks %q, seen %q: got %s (%s), want %s", c.production, c.seen, got.Outcome, got.Reason, c.want)
		}
	}
}

func TestInventedInputs(t *testing.T) {
	right := raised("KeyError", "'sku'", "total", "rate")
	for _, c := range []struct {
		name       string
		find       language.Find
		provenance heald.Provenance
		want       bool
	}{
		{"made up at the crashing function", find(1, "search", right), heald.FromInside, true},
		{"given by the log", find(1, "log", right), heald.FromInside, false},
		{"made up at a caller", find(0, "search", right), heald.FromInside, false},
		{"what a client may send", find(1, "search", right), heald.FromOutside, false},
	} {
		got := run(t, &stand{finds: []language.Find{c.find}, report: failing(right)}, func(_ *reproduce.Stage, in *reproduce.Input) { in.Diagnosis.Provenance = c.provenance })
		if got.Outcome != heald.Pass || got.Invented != c.want {
			t.Errorf("%s: got %s invented %v (%s), want %v", c.name, got.Outcome, got.Invented, got.Reason, c.want)
		}
	}
}

func TestShownInputsComeFirst(t *testing.T) {
	right := raised("KeyError", "'sku'", "total", "rate")
	got := run(t, &stand{finds: []language.Find{find(1, "search", right), find(1, "log", right), find(0, "test", right)}, report: failing(right)},
		func(_ *reproduce.Stage, in *reproduce.Input) {
			in.Diagnosis.Places = []heald.Place{{Path: "shop.py", Line: 10, Function: "total", Score: 1}}
		})
	if got.Drive.Function != "ftest" {
		t.Errorf("got the drive %s, want the one that reaches the place to mend", got.Drive.Function)
	}
}

func TestNoSecretStandsInATest(t *testing.T) {
	right := raised("KeyError", "'sku'", "total", "rate")
	f := find(0, "test", right)
	f.Drive.Receiver = "Client('s3cret')"
	got := run(t, &stand{finds: []language.Find{f}, report: failing(right)}, func(s *reproduce.Stage, _ *reproduce.Input) {
		s.Sensitive = func(string) []string { return []string{"s3cret"} }
	})
	if got.Outcome != heald.Inconclusive || got.Test != "" || !strings.Contains(got.Reason, "secrets or personal data") {
		t.Errorf("got %s %q with test %q, want a hand-over", got.Outcome, got.Reason, got.Test)
	}
}

func TestReasonsWithoutARun(t *testing.T) {
	none := run(t, &stand{}, nil)
	if none.Outcome != heald.Fail || !strings.Contains(none.Reason, "was reached, but never") || none.Tried != 7 {
		t.Errorf("nothing found: got %+v", none)
	}
	nowhere := run(t, &stand{}, func(_ *reproduce.Stage, in *reproduce.Input) { in.Diagnosis.Sites = nil })
	if nowhere.Outcome != heald.Inconclusive || !strings.Contains(nowhere.Reason, "no frame") {
		t.Errorf("no site: got %+v", nowhere)
	}
}
