package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app/onboard"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
)

func changed(path, before, after string) []byte {
	return []byte(diff.Unified([]heald.FileEdit{{Path: path, Before: []byte(before), After: []byte(after)}}))
}

func TestEvaluatePolicy(t *testing.T) {
	stats := statsFiles["shop/stats.py"]
	repo := repository(t, map[string]string{"shop/stats.py": stats, "shop/auth/views.py": "x = 1\n", "other/a.py": "x = 1\n"})
	guard := changed("shop/stats.py", stats, "def mean(xs):\n    if not xs:\n        return 0.0\n    return sum(xs) / len(xs)\n")
	cases := []struct {
		name  string
		q     PolicyQuestion
		allow bool
		want  string // part of a reason
	}{
		{"a guard", PolicyQuestion{Diff: guard}, true, ""},
		{"a guard in its service", PolicyQuestion{Diff: guard, Service: "shop"}, true, ""},
		{"another service's file", PolicyQuestion{Diff: guard, Service: "other"}, false, "not part of the service"},
		{"an eval", PolicyQuestion{Diff: changed("shop/stats.py", stats, "def mean(xs):\n    return eval(xs)\n")}, false, "code_execution"},
		{"a swallowed error", PolicyQuestion{Diff: changed("shop/stats.py", stats, "def mean(xs):\n    try:\n        return sum(xs) / len(xs)\n    except:\n        return 0\n")}, false, "swallowed_error"},
		{"a no-go zone", PolicyQuestion{Diff: changed("shop/auth/views.py", "x = 1\n", "x = 2\n")}, false, "no-go zone"},
		{"not proved", PolicyQuestion{Diff: guard, Facts: []byte(`{"green_after": false}`)}, false, "not green"},
		{"changed for the worse", PolicyQuestion{Diff: guard, Facts: []byte(`{"behaviour": {"outcome": "fail", "changed_not_crashing_before": 2}}`)}, false, "behaviour changed"},
		{"rules of one's own", PolicyQuestion{Diff: guard}, false, "release freeze"},
	}
	strict := t.TempDir()
	if err := os.WriteFile(filepath.Join(strict, "strict.rego"), []byte("package heald\n\ndecision := {\"allow\": false, \"needs\": [\"person\"], \"reasons\": [\"release freeze\"], \"risks\": []}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cases[len(cases)-1].q.Bundle = strict
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.q.Repo = repo
			d, err := EvaluatePolicy(context.Background(), c.q)
			if err != nil {
				t.Fatal(err)
			}
			if d.Allow != c.allow || !strings.Contains(strings.Join(d.Reasons, "\n"), c.want) {
				t.Errorf("allow %t with %q, want %t with %q", d.Allow, d.Reasons, c.allow, c.want)
			}
			if d.Bundle == "" || d.BaseCommit == "" || d.DiffHash == "" || len(d.Needs) == 0 {
				t.Errorf("the decision binds nothing: %+v", d)
			}
		})
	}
}

func TestEvaluatePolicyRefuses(t *testing.T) {
	repo := repository(t, statsFiles)
	good := changed("shop/stats.py", statsFiles["shop/stats.py"], "def mean(xs):\n    return 0\n")
	for name, q := range map[string]PolicyQuestion{
		"rules that are none":   {Repo: repo, Diff: good, Bundle: filepath.Join(t.TempDir(), "none")},
		"an empty diff":         {Repo: repo},
		"text that is no diff":  {Repo: repo, Diff: []byte("hello\n")},
		"facts that are none":   {Repo: repo, Diff: good, Facts: []byte("[]")},
		"a service outside":     {Repo: repo, Diff: good, Service: "../x"},
		"no repository":         {Repo: t.TempDir(), Diff: good},
		"a diff that is broken": {Repo: repo, Diff: []byte("--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-x\n")},
	} {
		if d, err := EvaluatePolicy(context.Background(), q); !errors.Is(err, heald.ErrInvalid) && !errors.Is(err, heald.ErrNotFound) {
			t.Errorf("%s: got %+v, %v; want the caller's mistake", name, d, err)
		}
	}
}

// hidden tests are run on the commit with the patch laid over it, in the sandbox, and the working tree stays as it is.
func TestRunTests(t *testing.T) {
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err == nil {
		err = runner.Check(context.Background())
	}
	if err != nil {
		t.Fatalf("foreign code cannot be run here (make setup installs what is missing): %v", err)
	}
	repo := repository(t, statsFiles)
	write(t, repo+"/shop/stats.py", "raise SystemExit('the working tree must not be tested')\n")
	question := []byte("from shop.stats import mean\n\n\ndef test_empty():\n    assert mean([]) == 0\n\n\ndef test_mean():\n    assert mean([1, 3]) == 2\n")
	mended := []byte("def mean(xs):\n    return sum(xs) / len(xs) if xs else 0\n")
	wrong := []byte("def mean(xs):\n    return 0\n")
	for name, c := range map[string]struct {
		files map[string][]byte
		want  int
	}{
		"as committed":  {map[string][]byte{"hidden/test_mean.py": question}, 1},
		"mended":        {map[string][]byte{"hidden/test_mean.py": question, "shop/stats.py": mended}, 0},
		"mended wrong":  {map[string][]byte{"hidden/test_mean.py": question, "shop/stats.py": wrong}, 1},
		"nothing there": {nil, 4},
	} {
		got, err := RunTests(context.Background(), repo, c.files, "hidden")
		if err != nil || got.ExitCode != c.want {
			t.Errorf("%s: exit %d, %v, want %d\n%s%s", name, got.ExitCode, err, c.want, got.Stdout, got.Stderr)
		}
	}
	if _, err := RunTests(context.Background(), t.TempDir(), nil, "hidden"); err == nil {
		t.Error("a folder without a repository was tested")
	}
}

func TestDoctorNamesRemedies(t *testing.T) {
	for _, h := range Doctor(context.Background()) {
		switch {
		case h.Part == "" || h.Name == "" || h.Detail == "" && h.Outcome == "ok":
			t.Errorf("%+v says nothing", h)
		case h.Outcome == "ok" && h.Remedy != "":
			t.Errorf("%s is well and asks for %q", h.Name, h.Remedy)
		case h.Outcome != "ok" && (h.Remedy == "" || h.Detail == ""):
			t.Errorf("%s is %s without a remedy: %+v", h.Name, h.Outcome, h)
		}
	}
	bad := onboard.Result("part", "name", "good", "do this", errors.New("broken"))
	if bad.Outcome != "fail" || bad.Detail != "broken" || bad.Remedy != "do this" {
		t.Errorf("a broken part: %+v", bad)
	}
}

func TestStateDir(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "/var/cache/me")
	if got := stateDir(); got != "/var/cache/me/heald" {
		t.Errorf("state in %q", got)
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	if got := checkState(); got.Outcome != "warn" || got.Remedy == "" {
		t.Errorf("without a home: %+v", got)
	}
}
