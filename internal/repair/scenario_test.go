package repair

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

var update = flag.Bool("update", false, "write what the scenarios give into them")

// The threshold and the margin that tell a candidate that evidence singles out from one that is handed over.
const (
	sure   = 0.6
	margin = 0.1
)

// Scenarios: a source tree and a crash in; the patch that evidence singles out, or "unsure", out. A scenario's comment has
// "class:", "error:" and one "at: PATH:LINE EXPRESSION" for each frame, outermost first; "diff" may hold the guilty commit, "commit:" its subject, "lesson" the fix of an
// earlier case that was promoted, "rejected" one that was not.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d scenarios, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { scenario(t, file) })
	}
}

func scenario(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	in := Input{Checkout: heald.Checkout{Root: root, Home: "/srv/app"}}
	want := ""
	for _, f := range archive.Files {
		switch f.Name {
		case "want":
			want = string(f.Data)
		case "diff":
			in.Change, in.Blame.Commit = string(f.Data), &heald.Commit{SHA: "0123456789abcdef", Subject: "the guilty commit"}
		case "lesson":
			in.Lessons = []heald.Lesson{{ID: "earlier-1", Ending: heald.EndPromoted, Why: "the guard was approved", Diff: string(f.Data)}}
		case "rejected":
			in.Lessons = []heald.Lesson{{ID: "earlier-1", Ending: heald.EndRejected, Why: "too broad", Diff: string(f.Data)}}
		default:
			write(t, filepath.Join(root, f.Name), f.Data)
		}
	}
	crash(t, &in, root, string(archive.Comment))
	got := outcome(t, root, in)
	if *update {
		save(t, file, archive, got)
		return
	}
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func save(t *testing.T, file string, archive *txtar.Archive, got string) {
	kept := archive.Files[:0]
	for _, f := range archive.Files {
		if f.Name != "want" {
			kept = append(kept, f)
		}
	}
	archive.Files = append(kept, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// crash reads the scenario's comment.
func crash(t *testing.T, in *Input, root, comment string) {
	t.Helper()
	in.Incident.Language = "python"
	for _, line := range strings.Split(comment, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "class":
			in.Diagnosis.Class = heald.Class(value)
		case "error":
			in.Incident.ErrorType, in.Incident.Message, _ = strings.Cut(value, ": ")
		case "at":
			in.Diagnosis.Sites = append(in.Diagnosis.Sites, site(t, root, value))
		case "wrong":
			in.Diagnosis.Wrong.Expression = value
		case "commit":
			in.Blame.Commit.Subject = value
		}
	}
}

func site(t *testing.T, root, text string) heald.Site {
	t.Helper()
	place, expression, _ := strings.Cut(text, " ")
	path, number, _ := strings.Cut(place, ":")
	s := heald.Site{Match: heald.MatchExact, Expression: expression}
	s.Path = path
	if _, err := fmt.Sscan(number, &s.Line); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	before := len(strings.Join(lines[:s.Line-1], ""))
	at := strings.Index(lines[s.Line-1], expression)
	if at < 0 {
		t.Fatalf("%s is not on line %d of %s", expression, s.Line, path)
	}
	s.Start, s.End = before+at, before+at+len(expression)
	return s
}

// outcome is the diff that is singled out, or "unsure" with the values that stay.
func outcome(t *testing.T, root string, in Input) string {
	t.Helper()
	support := python.Support()
	program, err := language.Open(root, support)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	attempt := Stage{Support: func(string) *language.Support { return support }}.propose(program, in)
	if len(attempt.Plausible) == 0 {
		return fmt.Sprintf("nothing, %d rejected\n", len(attempt.Rejected))
	}
	best := attempt.Plausible[0]
	for _, p := range attempt.Plausible[1:] {
		if p.Value != best.Value && best.Score-p.Score < margin {
			return "unsure: " + best.Value + " or " + p.Value + "\n"
		}
	}
	if best.Score < sure {
		return "unsure: nothing speaks for " + best.Value + "\n"
	}
	return best.By + "\n" + best.Diff
}
