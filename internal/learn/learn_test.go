package learn_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/learn"
	"github.com/heald-dev/heald/internal/store/sqlite"
)

var now = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func memory(t testing.TB, shared bool) *learn.Memory {
	t.Helper()
	s, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "heald.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &learn.Memory{Lessons: s, Shared: shared, Now: func() time.Time { return now }}
}

// crash is a case that begins.
func crash(id, service, repository, fingerprint, errorType, line string) heald.Case {
	return heald.Case{
		ID: id, State: heald.Open, Service: heald.Service{Name: service, Repository: repository},
		Incident: heald.Incident{Service: service, Fingerprint: fingerprint, ErrorType: errorType, Message: "division by zero",
			Exception: heald.Exception{Frames: []heald.Frame{{Function: "calc", File: "logic.py", Line: 14, InApp: true, Code: line}, {Function: "lib", File: "lib.py"}}}},
	}
}

// ended is the case at its end.
func ended(c heald.Case, state heald.State, verb heald.Verb, why string) heald.Case {
	c.State, c.Reason = state, why
	c.Diagnosis = &heald.Diagnosis{Class: "division_by_zero", Why: "a discount of zero divides the price"}
	c.Review = &heald.Review{Tree: "tree-" + c.ID}
	patch := heald.Patch{ID: "patch-" + c.ID, Diff: "--- a/logic.py\n+++ b/logic.py\n@@ -1 +1 @@\n-return p / d\n+return p / d if d else p\n"}
	switch verb {
	case "":
	case heald.Approve:
		c.Patch = &patch
		c.Answer = &heald.Answer{Verb: verb, By: "ann"}
	default:
		c.Alternatives = []heald.Patch{patch}
		c.Answer = &heald.Answer{Verb: verb, By: "ann", Why: why}
	}
	return c
}

func TestEndings(t *testing.T) {
	begun := crash("c", "pricing", "/r", "f", "ZeroDivisionError", "return p / d")
	aborted := ended(begun, heald.HandedOver, heald.Approve, "the revert did not succeed")
	aborted.Merge, aborted.Rollout = &heald.Merge{}, &heald.Rollout{Verdict: heald.Abort}
	unsure := aborted
	unsure.Rollout = &heald.Rollout{Verdict: heald.Unsure}
	for _, test := range []struct {
		c     heald.Case
		want  heald.Ending
		patch string
	}{
		{ended(begun, heald.Resolved, heald.Approve, ""), heald.EndPromoted, "patch-c"},
		{ended(begun, heald.Reverted, heald.Approve, "errors on live data"), heald.EndReverted, "patch-c"},
		{ended(begun, heald.HandedOver, heald.Reject, "too broad"), heald.EndRejected, "patch-c"},
		{ended(begun, heald.Refused, heald.NotABug, "as designed"), heald.EndNotABug, "patch-c"},
		{ended(begun, heald.Refused, "", "a client's fault"), heald.EndRefused, ""},
		{ended(begun, heald.HandedOver, "", "not reproduced"), heald.EndHandedOver, ""},
		{ended(begun, heald.Denied, "", "policy"), heald.EndDenied, ""},
		{aborted, heald.EndReverted, "patch-c"},
		{unsure, heald.EndHandedOver, "patch-c"},
	} {
		l, ok := learn.Lesson(test.c)
		if !ok || l.Ending != test.want || l.Patch != test.patch || l.Tree != "tree-c" || l.Code != "return p / d" {
			t.Errorf("%s: lesson %+v, want %s of %q", test.c.State, l, test.want, test.patch)
		}
	}
	if _, ok := learn.Lesson(begun); ok {
		t.Error("a case that goes on taught a lesson")
	}
	told := crash("c2", "pricing", "/r", "f", "ZeroDivisionError", "x")
	told.State, told.Recalled = heald.Refused, []heald.Lesson{{Ending: heald.EndNotABug}}
	if _, ok := learn.Lesson(told); ok {
		t.Error("a case that ended because of a lesson taught another")
	}
}

func TestRedacted(t *testing.T) {
	c := ended(crash("c", "pricing", "/r", "f", "E", "x"), heald.HandedOver, heald.Reject, "see https://ann:hunter2secret@host/x")
	if l, _ := learn.Lesson(c); strings.Contains(l.Why, "hunter2secret") {
		t.Errorf("the lesson's why is %q", l.Why)
	}
}

func TestRecall(t *testing.T) {
	past := []heald.Case{
		ended(crash("same", "pricing", "/r", "f", "ZeroDivisionError", "return p / d"), heald.Resolved, heald.Approve, "mended"),
		ended(crash("sibling", "cart", "/r", "f2", "ZeroDivisionError", "ratio = total / count"), heald.Resolved, heald.Approve, "mended"),
		ended(crash("other-error", "cart", "/r", "f3", "KeyError", "return p / d"), heald.Resolved, heald.Approve, "mended"),
		ended(crash("other-shape", "cart", "/r", "f4", "ZeroDivisionError", "return mean(xs)"), heald.Resolved, heald.Approve, "mended"),
		ended(crash("rejected", "cart", "/r", "f5", "KeyError", "x['y']"), heald.HandedOver, heald.Reject, "too broad"),
		ended(crash("foreign", "stock", "/q", "f", "ZeroDivisionError", "return p / d"), heald.Resolved, heald.Approve, "mended"),
		ended(crash("foreign-rejected", "stock", "/q", "f6", "KeyError", "x['y']"), heald.HandedOver, heald.Reject, "too broad"),
	}
	for _, test := range []struct {
		name   string
		shared bool
		c      heald.Case
		want   string
	}{
		{"a repository's own", false, crash("new", "pricing", "/r/", "f", "ZeroDivisionError", "return p / d"), "same sibling rejected"},
		{"shared", true, crash("new", "pricing", "/r", "f", "ZeroDivisionError", "return p / d"), "same foreign sibling rejected"},
		{"a second service of another repository", false, crash("new", "x", "/x", "f9", "ZeroDivisionError", "y = a / b"), ""},
		{"a second service, shared", true, crash("new", "x", "/x", "f9", "ZeroDivisionError", "y = a / b"), "foreign same sibling"},
		{"the case itself", false, crash("same", "pricing", "/r", "f", "ZeroDivisionError", "return p / d"), "sibling rejected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := memory(t, test.shared)
			for _, c := range past {
				for range 2 {
					if err := m.Learn(context.Background(), c); err != nil {
						t.Fatal(err)
					}
				}
			}
			lessons, err := m.Recall(t.Context(), test.c)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range lessons {
				got = append(got, l.ID)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRecallIsBounded(t *testing.T) {
	m := memory(t, false)
	for n := range 60 {
		c := crash(fmt.Sprintf("c%02d", n), "pricing", "/r", "f", "ZeroDivisionError", "return p / d")
		if err := m.Learn(t.Context(), ended(c, heald.HandedOver, heald.Reject, "no")); err != nil {
			t.Fatal(err)
		}
	}
	lessons, err := m.Recall(t.Context(), crash("new", "pricing", "/r", "f", "ZeroDivisionError", "return p / d"))
	if err != nil || len(lessons) != 32 {
		t.Errorf("%d lessons, %v; want 32", len(lessons), err)
	}
}

func TestForbidden(t *testing.T) {
	lessons := []heald.Lesson{
		{ID: "1", Ending: heald.EndRejected, Patch: "p1", Tree: "t1", Why: "too broad"},
		{ID: "2", Ending: heald.EndReverted, Patch: "p2", Tree: "t2", Why: "errors"},
		{ID: "3", Ending: heald.EndPromoted, Patch: "p3", Tree: "t3"},
		{ID: "4", Ending: heald.EndNotABug, Service: "s", Fingerprint: "f"},
	}
	want := learn.Forbidden{
		Patches: map[string]string{"p1": "rejected in case 1: too broad", "p2": "reverted in case 2: errors"},
		Trees:   map[string]string{"t1": "rejected in case 1: too broad", "t2": "reverted in case 2: errors"},
	}
	if diff := cmp.Diff(want, learn.ForbiddenBy(lessons)); diff != "" {
		t.Error(diff)
	}
	if l, ok := learn.NotABug(lessons, "s", "f"); !ok || l.ID != "4" {
		t.Errorf("not a bug: %+v, %t", l, ok)
	}
	if _, ok := learn.NotABug(lessons, "s", "g"); ok {
		t.Error("another fingerprint is called no bug")
	}
}

func TestShape(t *testing.T) {
	for code, want := range map[string]string{
		"return p / d":                     "V / V",
		"ratio = total / count":            "V / V",
		"self.ratio += total/count":        "V / V",
		"order['qty']":                     "V [ S ]",
		`order["a\"b"]`:                    "V [ S ]",
		"len(items[0].name)":               "len ( V [ N ] . A )",
		"if user.name.strip() == 'x':":     "V . A . strip ( ) == S",
		"f(a=1)":                           "f ( V = N )",
		"x":                                "",
		"":                                 "",
		"größe / 2.5":                      "V / N",
		"return sum(x for x in xs) / n":    "sum ( V for V in V ) / V",
		"const total = a.b.c(d) ?? 'none'": "V . A . c ( V ) ?? S",
	} {
		if got := learn.Shape(code); got != want {
			t.Errorf("shape of %q: %q, want %q", code, got, want)
		}
	}
}

func FuzzShape(f *testing.F) {
	f.Add("return p / d")
	f.Add("'\\")
	f.Add("\xff\x00=")
	f.Fuzz(func(t *testing.T, code string) {
		if shape := learn.Shape(code); len(shape) > 4*len(code)+4 {
			t.Errorf("shape of %q is %q", code, shape)
		}
	})
}
