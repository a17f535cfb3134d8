package diagnose_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/trace"
)

const corpus = "../../bench/crashes"

func support(name string) *language.Support {
	if name == "python" {
		return python.Support()
	}
	return nil
}

// incident makes the incident of a crash log: its last trace with frames of the service.
func incident(t *testing.T, log []byte) heald.Incident {
	t.Helper()
	found := trace.Parse(log)
	if len(found) == 0 {
		t.Fatal("no trace in the log")
	}
	e := found[len(found)-1]
	for i := len(found) - 1; i >= 0; i-- {
		if ours(found[i]) {
			e = found[i]
			break
		}
	}
	return heald.Incident{Language: e.Language, ErrorType: e.ErrorType, Message: e.Message, Exception: e, Context: string(log[:e.Start])}
}

func ours(e heald.Exception) bool {
	for _, f := range e.Frames {
		if f.InApp {
			return true
		}
	}
	for _, c := range append(e.Causes, e.Members...) {
		if ours(c) {
			return true
		}
	}
	return false
}

type benchCase struct {
	ID      string
	Service string `json:"service"`
	Class   string `json:"class"`
	Expect  string `json:"expect"`
	Twin    string `json:"twin_of"`
}

// score is one figure of the corpus: how many of how many.
type score struct{ got, of int }

func (s *score) count(ok bool) {
	s.of++
	if ok {
		s.got++
	}
}

func (s score) atLeast(t *testing.T, what string, share float64) {
	t.Helper()
	t.Logf("%s: %d of %d", what, s.got, s.of)
	if s.of == 0 || float64(s.got) < share*float64(s.of) {
		t.Errorf("%s: %d of %d, want %.0f %%", what, s.got, s.of, 100*share)
	}
}

func TestCorpus(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(corpus, "*", "case.json"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases in %s: %v", corpus, err)
	}
	var class, outcome, kept, top1, top5 score
	for _, file := range cases {
		c, d, a := diagnosed(t, file)
		class.count(string(d.Class) == c.Class)
		if string(d.Class) != c.Class {
			t.Logf("%s: class %s, want %s", c.ID, d.Class, c.Class)
		}
		switch {
		case c.Expect == "mend":
			kept.count(a.Accept)
			if !a.Accept {
				t.Logf("%s: not accepted: %v %s %s", c.ID, a.Rules, a.Reason, d.Why)
			}
			if a.Refused {
				t.Errorf("%s: refused what should be mended: %s", c.ID, a.Reason)
			}
			rank := ranked(t, filepath.Join(filepath.Dir(file), "fix.diff"), d.Places)
			top1.count(rank == 0)
			top5.count(rank >= 0 && rank < 5)
			if rank != 0 {
				t.Logf("%s: right place ranks %d of %v", c.ID, rank, d.Places)
			}
		case c.Twin == "":
			right := a.Refused == (c.Expect == "refuse") && !a.Accept
			outcome.count(right)
			if !right {
				t.Logf("%s: want %s, got %+v of %s: %s", c.ID, c.Expect, a, d.Nature, d.Why)
			}
		}
	}
	class.atLeast(t, "class", 0.95)
	outcome.atLeast(t, "refusals and hand-overs", 1)
	kept.atLeast(t, "accepted of those to mend", 0.98)
	top1.atLeast(t, "first place right", 0.85)
	top5.atLeast(t, "one of five places right", 0.98)
}

// TestCorpusUnmarked takes the markers away, as interpreters before 3.11 print none: the failing expression must be found all
// the same.
func TestCorpusUnmarked(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(corpus, "*", "case.json"))
	if err != nil {
		t.Fatal(err)
	}
	var same, operand score
	for _, file := range cases {
		folder := filepath.Dir(file)
		log, err := os.ReadFile(filepath.Join(folder, "crash.log"))
		if err != nil {
			t.Fatal(err)
		}
		in := incident(t, log)
		marked, plain := at(t, folder, in), at(t, folder, unmarked(in))
		if marked.Last() == nil || plain.Last() == nil {
			continue
		}
		got, want := plain.Last().Expression, marked.Last().Expression
		same.count(got == want)
		operand.count(plain.Wrong.Expression == marked.Wrong.Expression)
		if got != want || plain.Wrong.Expression != marked.Wrong.Expression {
			t.Logf("%s: %q wrong %q, marked %q wrong %q", filepath.Base(folder), got, plain.Wrong.Expression, want, marked.Wrong.Expression)
		}
	}
	same.atLeast(t, "failing expression without markers", 0.85)
	operand.atLeast(t, "wrong operand without markers", 0.9)
}

func unmarked(in heald.Incident) heald.Incident {
	strip := func(e heald.Exception) heald.Exception {
		e.Frames = slices.Clone(e.Frames)
		for i := range e.Frames {
			e.Frames[i].Column, e.Frames[i].EndColumn, e.Frames[i].Marked, e.Frames[i].Focus = 0, 0, "", ""
		}
		return e
	}
	causes := slices.Clone(in.Exception.Causes)
	for i := range causes {
		causes[i] = strip(causes[i])
	}
	in.Exception = strip(in.Exception)
	in.Exception.Causes = causes
	return in
}

func at(t *testing.T, folder string, in heald.Incident) heald.Diagnosis {
	t.Helper()
	d, err := diagnose.Stage{Support: support}.Run(t.Context(), diagnose.Input{
		Incident: in, Checkout: heald.Checkout{Root: filepath.Join(folder, "repo"), Home: "/nowhere"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func diagnosed(t *testing.T, file string) (benchCase, heald.Diagnosis, heald.Acceptance) {
	t.Helper()
	folder := filepath.Dir(file)
	c := benchCase{ID: filepath.Base(folder)}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(folder, "crash.log"))
	if err != nil {
		t.Fatal(err)
	}
	in := incident(t, log)
	d, err := diagnose.Stage{Support: support}.Run(t.Context(), diagnose.Input{
		Incident: in, Checkout: heald.Checkout{Root: filepath.Join(folder, "repo"), Home: "/srv/" + c.Service},
	})
	if err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	if os.Getenv("HEALD_SHOW") == c.ID || os.Getenv("HEALD_SHOW") == "all" {
		shown, _ := json.MarshalIndent(d, "", "  ")
		t.Logf("%s\n%s\n%+v", c.ID, shown, govern.Accept(in, d, heald.Service{}))
	}
	return c, d, govern.Accept(in, d, heald.Service{})
}

// ranked is the position among the places of the first that a known fix touches, give or take three lines; -1: none.
func ranked(t *testing.T, fix string, places []heald.Place) int {
	t.Helper()
	text, err := os.ReadFile(fix)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := diff.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range places {
		for _, c := range changes {
			if c.OldPath == p.Path && touches(c, p.Line) {
				return i
			}
		}
	}
	return -1
}

func touches(c diff.FileChange, line int) bool {
	at := 0
	for _, l := range c.Lines {
		if l.Kind != diff.Added {
			at = l.Old
		}
		if l.Kind != diff.Kept && line >= at-3 && line <= at+3 {
			return true
		}
	}
	return false
}
