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

func TestTypes(t *testing.T) {
	for declared, want := range map[string]bool{"Optional[int]": true, "int | None": true, "None": false, "int": false, "typing.Optional[int]": true} {
		if got := optional(declared); got != want {
			t.Errorf("optional(%s) = %v", declared, got)
		}
	}
	for declared, want := range map[string]string{"float": "0.0", "list[int]": "[]", "typing.List[int]": "[]", "Widget": ""} {
		got := ""
		if n := neutral(declared); len(n) > 0 {
			got = n[0]
		}
		if got != want {
			t.Errorf("neutral(%s) = %q, want %q", declared, got, want)
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
