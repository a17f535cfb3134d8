package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
)

// crash is a case of the corpus: a deployed tree, perhaps with older versions, and the log of its crash. The hidden tests are
// copied in only after the repair has ended.
type crash struct {
	ID      string   `json:"-"`
	Service string   `json:"service"`
	Class   string   `json:"class"`
	Expect  string   `json:"expect"` // "mend", "refuse", "hand_over"
	TwinOf  string   `json:"twin_of"`
	Commits []string `json:"commits"`

	dir string
}

func crashes(ctx context.Context, o Options) (Report, error) {
	cases, err := readCrashes(o)
	if err != nil {
		return Report{}, err
	}
	var report Report
	for i, c := range cases {
		result := c.measure(ctx, o)
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		report.Cases = append(report.Cases, result)
		o.Say(fmt.Sprintf("%d/%d %-40s %-11s %-9s %5.1fs %s", i+1, len(cases), c.ID, result.Outcome, verdict(result), result.Seconds, result.Detail))
	}
	report.Summary = summarise(report.Cases)
	return report, nil
}

func verdict(r Result) string {
	switch {
	case r.Correct == nil:
		return "unjudged"
	case *r.Correct:
		return "right"
	case r.Outcome == "verified":
		return "FALSE FIX"
	}
	return "not right"
}

func readCrashes(o Options) ([]crash, error) {
	entries, err := os.ReadDir(o.Data)
	if err != nil {
		return nil, fmt.Errorf("--data %s: %w: %w", o.Data, err, heald.ErrInvalid)
	}
	var cases []crash
	for _, entry := range entries {
		if !entry.IsDir() || !selected(entry.Name(), o) {
			continue
		}
		c := crash{ID: entry.Name(), dir: filepath.Join(o.Data, entry.Name())}
		text, err := os.ReadFile(filepath.Join(c.dir, "case.json"))
		if err != nil {
			return nil, fmt.Errorf("--data %s: %w: %w", o.Data, err, heald.ErrInvalid)
		}
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, fmt.Errorf("%s/case.json: %w: %w", c.dir, err, heald.ErrInvalid)
		}
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("--data %s: no case there matches %q: %w", o.Data, o.Only, heald.ErrInvalid)
	}
	return cases, nil
}

// measure heals one case in a repository of its own and judges the end.
func (c crash) measure(ctx context.Context, o Options) Result {
	result := Result{ID: c.ID, Outcome: "error", expect: c.Expect}
	began := time.Now()
	outcome, repo, err := c.heal(ctx, o)
	result.Seconds = time.Since(began).Seconds()
	if repo != "" {
		defer os.RemoveAll(filepath.Dir(repo))
	}
	if err != nil {
		result.Detail = err.Error()
		return result
	}
	result.Outcome, result.Detail = outcome.Card.Outcome, outcome.Case.Reason
	right, why, err := c.judge(ctx, outcome, repo)
	if err != nil {
		result.Detail = "judging: " + err.Error()
		return result
	}
	result.Correct = &right
	if why != "" {
		result.Detail = why
	}
	return result
}

func (c crash) heal(ctx context.Context, o Options) (app.Outcome, string, error) {
	base, err := os.MkdirTemp("", "heald-bench-")
	if err != nil {
		return app.Outcome{}, "", fmt.Errorf("make a folder for the case: %w", err)
	}
	repo := filepath.Join(base, c.Service)
	if err := c.deploy(ctx, repo); err != nil {
		return app.Outcome{}, repo, err
	}
	log, err := os.ReadFile(filepath.Join(c.dir, "crash.log"))
	if err != nil {
		return app.Outcome{}, repo, fmt.Errorf("read the crash log: %w", err)
	}
	outcome, err := app.Heal(ctx, app.Options{
		Repo: repo, Trace: log, Budget: o.Budget, Seed: 1,
		Step: func(heald.Case) {}, Say: func(string) {}, Warn: func(string) {},
	})
	return outcome, repo, err
}

// deploy makes the Git repository: older versions first, each a full overlay over the deployed tree.
func (c crash) deploy(ctx context.Context, repo string) error {
	older, err := filepath.Glob(filepath.Join(c.dir, "history", "*"))
	if err != nil {
		return fmt.Errorf("list older versions: %w", err)
	}
	versions := append(older, "")
	for i, version := range versions {
		message := fmt.Sprintf("Version %d", i+1)
		if i < len(c.Commits) {
			message = c.Commits[i]
		}
		if err := overlay(repo, filepath.Join(c.dir, "repo"), version); err != nil {
			return err
		}
		if err := commitAll(ctx, repo, message, time.Date(2026, 1, 1+i, 9, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
	}
	return nil
}

// commitAll commits everything in a folder that it makes a repository of.
func commitAll(ctx context.Context, repo, message string, at time.Time) error {
	when := at.Format(time.RFC3339)
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"commit", "-q", "--allow-empty", "-m", message}} {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = repo
		cmd.Env = append(os.Environ(),
			"GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=team", "GIT_AUTHOR_EMAIL=team@localhost", "GIT_COMMITTER_NAME=team",
			"GIT_COMMITTER_EMAIL=team@localhost", "GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w: %s", args[0], err, out)
		}
	}
	return nil
}

// overlay lays folders over each other; an empty name is left out.
func overlay(target string, sources ...string) error {
	for _, source := range sources {
		if source == "" {
			continue
		}
		err := filepath.WalkDir(source, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			inside, err := filepath.Rel(source, name)
			if err != nil {
				return err
			}
			return copyFile(filepath.Join(target, inside), name)
		})
		if err != nil {
			return fmt.Errorf("lay %s over %s: %w", source, target, err)
		}
	}
	return nil
}

func copyFile(target, source string) error {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, content, info.Mode().Perm())
}

// judge says whether the end is right. A refusal and a hand-over are both right where nothing should be mended; a twin must be
// handed over with both readings.
func (c crash) judge(ctx context.Context, o app.Outcome, repo string) (bool, string, error) {
	ended := o.Card.Outcome
	switch {
	case c.Expect == "mend" && ended == "verified":
		return c.hidden(ctx, o, repo)
	case c.Expect == "mend":
		return false, "", nil
	case c.TwinOf != "":
		if ended == "handed_over" && len(o.Case.Alternatives) < 2 {
			return false, "handed over without two alternatives: " + o.Case.Reason, nil
		}
		return ended == "handed_over", "", nil
	}
	return ended != "verified", "", nil
}

// hidden runs the tests that the repair never saw on the patched tree.
func (c crash) hidden(ctx context.Context, o app.Outcome, repo string) (bool, string, error) {
	files := map[string][]byte{}
	found, err := filepath.Glob(filepath.Join(c.dir, "hidden", "*"))
	if err != nil {
		return false, "", fmt.Errorf("list hidden tests: %w", err)
	}
	for _, name := range found {
		content, err := os.ReadFile(name)
		if err != nil {
			return false, "", fmt.Errorf("read hidden tests: %w", err)
		}
		files["hidden/"+filepath.Base(name)] = content
	}
	for _, edit := range o.Case.Patch.Edits {
		files[edit.Path] = edit.After
	}
	result, err := app.RunTests(ctx, repo, files, "hidden")
	if err != nil {
		return false, "", err
	}
	if result.ExitCode == 0 {
		return true, o.Case.Patch.By, nil
	}
	lines := strings.Split(strings.TrimSpace(string(result.Stdout)), "\n")
	return false, o.Case.Patch.By + ": hidden tests fail: " + lines[len(lines)-1], nil
}

// summarise counts; false fixes stand first because they are what matters most.
func summarise(results []Result) map[string]any {
	count := map[string]int{}
	var seconds []float64
	for _, r := range results {
		seconds = append(seconds, r.Seconds)
		count[r.expect]++
		right := r.Correct != nil && *r.Correct
		switch {
		case r.Outcome == "verified" && !right:
			count["false"]++
		case right:
			count["right "+r.expect]++
		case r.Outcome == "error":
			count["error"]++
		}
	}
	share := 0.0
	if count["mend"] > 0 {
		share = float64(count["right mend"]) / float64(count["mend"])
	}
	return map[string]any{
		"false_fixes": count["false"], "cases": len(results), "errors": count["error"],
		"to_mend": count["mend"], "mended": count["right mend"], "mended_share": share,
		"to_refuse": count["refuse"], "refused": count["right refuse"], "to_hand_over": count["hand_over"], "handed_over": count["right hand_over"],
		"median_seconds": quantile(seconds, 0.5), "p95_seconds": quantile(seconds, 0.95),
	}
}
