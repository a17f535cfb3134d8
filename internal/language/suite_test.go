package language

import (
	"strings"
	"testing"
)

func passed(ids ...string) []TestResult {
	var all []TestResult
	for _, id := range ids {
		all = append(all, TestResult{ID: id, Outcome: "passed"})
	}
	return all
}

func failed(id string) TestResult { return TestResult{ID: id, Outcome: "failed"} }

func TestDoubt(t *testing.T) {
	cases := []struct {
		name   string
		report SuiteReport
		want   string // part of the doubt; empty: none
	}{
		{"a clean run", SuiteReport{Collected: []string{"a", "b"}, Planted: []string{"p"}, Tests: append(passed("a", "b"), failed("p"))}, ""},
		{"a test that fails is no doubt", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: []TestResult{failed("a"), failed("p")}}, ""},
		{"a test that is skipped is no doubt", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: []TestResult{{ID: "a", Outcome: "skipped"}, failed("p")}}, ""},
		{"no tests at all", SuiteReport{}, ""},
		{"only the planted one", SuiteReport{Planted: []string{"p"}, Tests: []TestResult{failed("p")}}, ""},
		{"a file that cannot be collected", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: append(passed("a"), failed("broken.py"), failed("p"))}, ""},
		{"the planted test passed", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: passed("a", "p")}, "planted test"},
		{"the planted test was skipped", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: append(passed("a"), TestResult{ID: "p", Outcome: "skipped"})}, "planted test"},
		{"the planted test never ended", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: passed("a")}, "before p had"},
		{"nothing was planted", SuiteReport{Collected: []string{"a"}, Tests: passed("a")}, "not collected"},
		{"a test never ended", SuiteReport{Collected: []string{"a", "b"}, Planted: []string{"p"}, Tests: append(passed("a"), failed("p"))}, "before b had"},
		{"a test ended twice", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: append(passed("a", "a"), failed("p"))}, "a was reported twice"},
		{"failed, then passed", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: append([]TestResult{failed("a"), failed("p")}, passed("a")...)}, "a was reported twice"},
		{"a test out of nowhere", SuiteReport{Collected: []string{"a"}, Planted: []string{"p"}, Tests: append(passed("a", "x"), failed("p"))}, "x was reported and never collected"},
		{"no report", SuiteReport{Broken: "the run said nothing", Collected: []string{"a"}}, "the run said nothing"},
		{"a command of the user's own", SuiteReport{Custom: true, Exit: 1}, ""},
		{"a broken one of the user's own", SuiteReport{Custom: true, Broken: "it hung"}, "it hung"},
	}
	for _, c := range cases {
		got := c.report.Doubt()
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOutcomes(t *testing.T) {
	report := SuiteReport{Planted: []string{"p"}, Tests: append(passed("a"), failed("p"), failed("b"))}
	got := report.Outcomes()
	if len(got) != 2 || got["a"] != "passed" || got["b"] != "failed" {
		t.Errorf("got %v, want a passed, b failed and no planted one", got)
	}
}
