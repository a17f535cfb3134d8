package templates

import (
	"encoding/xml"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/runenv"
)

// report is the file that the test framework leaves.
const report = "report.xml"

// Screening returns how Python's reproductions are run.
func Screening() *language.Screening {
	return &language.Screening{Command: command, Passed: passed, Raised: raised}
}

// command runs one test file with the environment's framework, in a fresh interpreter.
func command(env heald.Environment, tree heald.Checkout, test heald.Reproduction) heald.Command {
	cmd := heald.Command{Env: runenv.Vars(tree.Home, env), Dir: path.Join(tree.Home, tree.Path), Mounts: env.Mounts, Limits: heald.Limits{Wall: 20 * time.Second}}
	if env.Framework == "unittest" {
		cmd.Argv = []string{env.Interpreter, "-m", "unittest", strings.TrimPrefix(test.TestPath, tree.Path+"/")}
		return cmd
	}
	target := test.TestID
	if target == "" {
		target = test.TestPath
	}
	cmd.Argv = []string{env.Interpreter, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--junitxml=/out/" + report, target}
	cmd.Collect = []string{report}
	return cmd
}

var ended = regexp.MustCompile(`(?m)^(?:\w+\.)*([A-Z]\w*)(?::|$)`)

// raised reads the error's type from the framework's own words: where a report was written, the first of a failure's message; else the
// last line of a traceback.
func raised(result heald.Result) string {
	content, written := result.Files[report]
	if !written {
		_, trace, _ := strings.Cut(string(result.Stderr), "Traceback (most recent call last)")
		if all := ended.FindAllStringSubmatch(trace, -1); len(all) > 0 {
			return all[0][1]
		}
		return ""
	}
	var suites struct {
		Failures []struct {
			Message string `xml:"message,attr"`
		} `xml:"testsuite>testcase>failure"`
	}
	if xml.Unmarshal(content, &suites) != nil || len(suites.Failures) != 1 {
		return ""
	}
	if m := ended.FindStringSubmatch(suites.Failures[0].Message); m != nil {
		return m[1]
	}
	return ""
}

// passed believes an exit code only together with what the framework reports.
func passed(result heald.Result) bool {
	if result.ExitCode != 0 || result.TimedOut || result.OutOfMemory {
		return false
	}
	content, written := result.Files[report]
	if !written {
		out := string(result.Stderr)
		return strings.Contains(out, "Ran ") && strings.Contains(out, "\nOK") && !strings.Contains(out, "Ran 0 tests") && !strings.Contains(out, "skipped=")
	}
	var suites struct {
		Suites []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Skipped  int `xml:"skipped,attr"`
		} `xml:"testsuite"`
	}
	if xml.Unmarshal(content, &suites) != nil || len(suites.Suites) != 1 {
		return false
	}
	s := suites.Suites[0]
	return s.Tests > 0 && s.Failures == 0 && s.Errors == 0 && s.Skipped < s.Tests
}
