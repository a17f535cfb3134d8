package templates

import (
	"testing"

	"github.com/heald-dev/heald"
)

func TestPassed(t *testing.T) {
	suite := func(counts string) map[string][]byte {
		return map[string][]byte{report: []byte("<testsuites><testsuite " + counts + "/></testsuites>")}
	}
	cases := []struct {
		name   string
		result heald.Result
		want   bool
	}{
		{"green", heald.Result{Files: suite(`tests="1" failures="0" errors="0" skipped="0"`)}, true},
		{"exit code", heald.Result{ExitCode: 1, Files: suite(`tests="1" failures="0" errors="0" skipped="0"`)}, false},
		{"no tests", heald.Result{Files: suite(`tests="0" failures="0" errors="0" skipped="0"`)}, false},
		{"all skipped", heald.Result{Files: suite(`tests="1" failures="0" errors="0" skipped="1"`)}, false},
		{"failure", heald.Result{Files: suite(`tests="1" failures="1" errors="0" skipped="0"`)}, false},
		{"forged", heald.Result{Files: map[string][]byte{report: []byte("<")}}, false},
		{"no report", heald.Result{}, false},
		{"unittest", heald.Result{Stderr: []byte("Ran 1 test in 0.1s\n\nOK\n")}, true},
		{"unittest, none", heald.Result{Stderr: []byte("Ran 0 tests in 0.1s\n\nOK\n")}, false},
		{"time", heald.Result{TimedOut: true, Files: suite(`tests="1" failures="0" errors="0" skipped="0"`)}, false},
	}
	for _, c := range cases {
		if got := passed(c.result); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestRaised(t *testing.T) {
	failure := func(message string) heald.Result {
		return heald.Result{ExitCode: 1, Files: map[string][]byte{report: []byte(`<testsuites><testsuite tests="1"><testcase><failure message="` + message + `"/></testcase></testsuite></testsuites>`)}}
	}
	unit := func(stderr string) heald.Result { return heald.Result{ExitCode: 1, Stderr: []byte(stderr)} }
	for _, c := range []struct {
		name   string
		result heald.Result
		want   string
	}{
		{"with its module", failure("shop.errors.Closed: at noon"), "Closed"},
		{"without a message", failure("Closed"), "Closed"},
		{"an assertion", failure("assert 1 == 2"), ""},
		{"words", failure("the Closed: sign"), ""},
		{"forged", heald.Result{Files: map[string][]byte{report: []byte("<")}}, ""},
		{"unittest", unit("Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    raise Closed(1)\nshop.errors.Closed: 1\n\nRan 1 test\n\nFAILED (errors=1)\n"), "Closed"},
		{"nothing", unit(""), ""},
	} {
		if got := raised(c.result); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEveryTemplateHasAName(t *testing.T) {
	seen := map[string]bool{}
	for _, template := range All() {
		if template.Name == "" || seen[template.Name] || len(template.Classes) == 0 || template.Propose == nil {
			t.Errorf("template %q is incomplete or doubled", template.Name)
		}
		seen[template.Name] = true
	}
}
