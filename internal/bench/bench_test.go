package bench

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ended(outcome string, alternatives int) app.Outcome {
	o := app.Outcome{Card: heald.Card{Outcome: outcome}, Case: heald.Case{Reason: "because"}}
	o.Case.Alternatives = make([]heald.Patch, alternatives)
	return o
}

// What was not to be mended must not be; a twin is only right with both readings.
func TestJudgeWhatIsNotToBeMended(t *testing.T) {
	cases := []struct {
		name         string
		c            crash
		outcome      string
		alternatives int
		want         bool
		why          string
	}{
		{"refused as it should be", crash{Expect: "refuse"}, "refused", 0, true, ""},
		{"handed over for a refusal", crash{Expect: "refuse"}, "handed_over", 0, true, ""},
		{"mended what should be refused", crash{Expect: "refuse"}, "verified", 0, false, ""},
		{"handed over as it should be", crash{Expect: "hand_over"}, "handed_over", 0, true, ""},
		{"refused for a hand-over", crash{Expect: "hand_over"}, "refused", 0, true, ""},
		{"mended what should be handed over", crash{Expect: "hand_over"}, "verified", 0, false, ""},
		{"a twin with both readings", crash{Expect: "hand_over", TwinOf: "x"}, "handed_over", 2, true, ""},
		{"a twin with one reading", crash{Expect: "hand_over", TwinOf: "x"}, "handed_over", 1, false, "without two alternatives"},
		{"a twin with none", crash{Expect: "hand_over", TwinOf: "x"}, "handed_over", 0, false, "without two alternatives"},
		{"a twin that was mended", crash{Expect: "hand_over", TwinOf: "x"}, "verified", 2, false, ""},
		{"a twin that was refused", crash{Expect: "hand_over", TwinOf: "x"}, "refused", 2, false, ""},
		{"not mended", crash{Expect: "mend"}, "handed_over", 2, false, ""},
		{"refused what was to be mended", crash{Expect: "mend"}, "refused", 0, false, ""},
	}
	for _, c := range cases {
		right, why, err := c.c.judge(context.Background(), ended(c.outcome, c.alternatives), "")
		if err != nil || right != c.want || !strings.Contains(why, c.why) {
			t.Errorf("%s: %t, %q, %v; want %t and %q", c.name, right, why, err, c.want, c.why)
		}
	}
}

// A patch that heald verified is right only when the tests that it never saw pass on the patched tree.
func TestJudgeByHiddenTests(t *testing.T) {
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err == nil {
		err = runner.Check(context.Background())
	}
	if err != nil {
		t.Fatalf("foreign code cannot be run here (make setup installs what is missing): %v", err)
	}
	dir := tree(t, map[string]string{
		"repo/shop/stats.py":    "def mean(xs):\n    return sum(xs) / len(xs)\n",
		"hidden/test_hidden.py": "from shop.stats import mean\n\n\ndef test_both():\n    assert mean([]) == 0 and mean([2, 4]) == 3\n",
	})
	c := crash{ID: "c", Service: "shop", Expect: "mend", dir: dir}
	repo := filepath.Join(t.TempDir(), "shop")
	if err := c.deploy(context.Background(), repo); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		after string
		want  bool
	}{
		"right":                         {"def mean(xs):\n    return sum(xs) / len(xs) if xs else 0\n", true},
		"green for the wrong reason":    {"def mean(xs):\n    return 0\n", false},
		"does not even load":            {"def mean(xs\n", false},
		"leaves the process with a nil": {"import os\n\n\ndef mean(xs):\n    os._exit(1)\n", false},
	} {
		o := ended("verified", 0)
		o.Case.Patch = &heald.Patch{By: "template:guard", Edits: []heald.FileEdit{{Path: "shop/stats.py", After: []byte(test.after)}}}
		right, why, err := c.judge(context.Background(), o, repo)
		if err != nil || right != test.want || !strings.HasPrefix(why, "template:guard") {
			t.Errorf("%s: %t, %q, %v; want %t", name, right, why, err, test.want)
		}
	}
	if _, err := os.Stat(filepath.Join(repo, "hidden")); err == nil {
		t.Error("the hidden tests were written into the repository")
	}
}

func TestVerdict(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		r    Result
		want string
	}{
		{Result{Outcome: "verified", Correct: &yes}, "right"}, {Result{Outcome: "verified", Correct: &no}, "FALSE FIX"},
		{Result{Outcome: "handed_over", Correct: &no}, "not right"}, {Result{Outcome: "refused", Correct: &yes}, "right"}, {Result{Outcome: "error"}, "unjudged"},
	} {
		if got := verdict(c.r); got != c.want {
			t.Errorf("%s is called %q, want %q", c.r.Outcome, got, c.want)
		}
	}
}

// A verified patch that was not shown to be right is a false fix, whatever was expected and whyever it was not judged.
func TestSummary(t *testing.T) {
	yes, no := true, false
	results := []Result{
		{Outcome: "verified", Correct: &yes, Seconds: 1, expect: "mend"},
		{Outcome: "verified", Correct: &no, Seconds: 2, expect: "mend"},
		{Outcome: "handed_over", Correct: &no, Seconds: 3, expect: "mend"},
		{Outcome: "error", Seconds: 4, expect: "mend"},
		{Outcome: "verified", Correct: &no, Seconds: 5, expect: "refuse"},
		{Outcome: "refused", Correct: &yes, Seconds: 6, expect: "refuse"},
		{Outcome: "handed_over", Correct: &yes, Seconds: 7, expect: "hand_over"},
		{Outcome: "verified", Seconds: 100, expect: "hand_over"},
	}
	want := map[string]any{
		"false_fixes": 3, "cases": 8, "errors": 1, "to_mend": 4, "mended": 1, "mended_share": 0.25, "to_refuse": 2, "refused": 1,
		"to_hand_over": 2, "handed_over": 1, "median_seconds": 5.0, "p95_seconds": 100.0,
	}
	got := summarise(results)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s is %v, want %v", name, got[name], want[name])
		}
	}
	if empty := summarise(nil); empty["mended_share"] != 0.0 || empty["median_seconds"] != 0.0 {
		t.Errorf("without a case: %v", empty)
	}
}

func TestQuantile(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	for share, want := range map[float64]float64{0: 1, 0.5: 3, 0.95: 5, 1: 5, 0.25: 2} {
		if got := quantile(values, share); got != want {
			t.Errorf("quantile %v is %v, want %v", share, got, want)
		}
	}
	if values[0] != 5 {
		t.Error("the values were sorted in place")
	}
}

func TestRunRefuses(t *testing.T) {
	empty := t.TempDir()
	broken := tree(t, map[string]string{"a/case.json": "{"})
	bare := tree(t, map[string]string{"a/README.md": "no case"})
	whole := tree(t, map[string]string{"a/case.json": "{}"})
	for name, c := range map[string]struct {
		benchmark string
		o         Options
	}{
		"an unknown name":           {"speed", Options{Data: whole}},
		"a bad pattern":             {"crashes", Options{Data: whole, Only: "["}},
		"a folder that is missing":  {"crashes", Options{Data: filepath.Join(empty, "none")}},
		"a folder without cases":    {"crashes", Options{Data: empty}},
		"a case without its file":   {"crashes", Options{Data: bare}},
		"a case that is no JSON":    {"crashes", Options{Data: broken}},
		"a pattern that fits no id": {"crashes", Options{Data: whole, Only: "b*"}},
	} {
		if _, err := Run(context.Background(), c.benchmark, c.o); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	if !slices.Equal(Names(), []string{"crashes"}) {
		t.Errorf("benchmarks %v", Names())
	}
}

func TestReadCrashes(t *testing.T) {
	data := tree(t, map[string]string{
		"b/case.json": `{"service": "shop", "expect": "mend", "commits": ["one"]}`, "a/case.json": `{"expect": "hand_over", "twin_of": "b"}`, "README.md": "x",
	})
	for only, want := range map[string]string{"": "a b", "a": "a", "[b-z]": "b", "?": "a b"} {
		cases, err := readCrashes(Options{Data: data, Only: only})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, c := range cases {
			ids = append(ids, c.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("--only %q selects %s, want %s", only, got, want)
		}
	}
	cases, err := readCrashes(Options{Data: data})
	if err != nil || cases[0].TwinOf != "b" || cases[1].Service != "shop" || cases[1].Expect != "mend" {
		t.Errorf("read %+v, %v", cases, err)
	}
}

// A case is deployed as a history: older versions first, the deployed one last, always with the same commit names.
func TestDeploy(t *testing.T) {
	dir := tree(t, map[string]string{
		"repo/a.py": "new = 1\n", "repo/run.sh": "true\n", "history/1/a.py": "old = 1\n", "history/2/a.py": "newer = 1\n",
	})
	c := crash{dir: dir, Commits: []string{"Begin", "Go on"}}
	heads := make([]string, 2)
	for i := range heads {
		repo := filepath.Join(t.TempDir(), "shop")
		if err := c.deploy(context.Background(), repo); err != nil {
			t.Fatal(err)
		}
		heads[i] = git(t, repo, "rev-parse", "HEAD")
		if got := git(t, repo, "log", "--format=%s", "--reverse"); got != "Begin\nGo on\nVersion 3" {
			t.Errorf("history %q", got)
		}
		if got := git(t, repo, "show", "HEAD:a.py"); got != "new = 1" {
			t.Errorf("deployed is %q", got)
		}
		if got := git(t, repo, "show", "HEAD~2:a.py"); got != "old = 1" {
			t.Errorf("the oldest is %q", got)
		}
		if got := git(t, repo, "status", "--porcelain"); got != "" {
			t.Errorf("not committed: %s", got)
		}
	}
	if heads[0] != heads[1] {
		t.Errorf("two deployments are at %s and %s", heads[0], heads[1])
	}
}

// An experiment that did not take place is an error of the case, and never a false fix or a success.
func TestMeasureSaysWhatFailed(t *testing.T) {
	dir := tree(t, map[string]string{"repo/a.py": "x = 1\n", "crash.log": "nothing to see\n"})
	result := crash{ID: "c", Service: "shop", Expect: "mend", dir: dir}.measure(context.Background(), Options{Say: func(string) {}})
	if result.Outcome != "error" || result.Correct != nil || !strings.Contains(result.Detail, "no stack trace") {
		t.Errorf("got %+v", result)
	}
	result = crash{ID: "c", Service: "shop", dir: t.TempDir()}.measure(context.Background(), Options{Say: func(string) {}})
	if result.Outcome != "error" || result.Detail == "" {
		t.Errorf("without a tree: %+v", result)
	}
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}
