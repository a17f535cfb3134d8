package app

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

// repository makes a git repository of the given files and returns its folder.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		write(t, filepath.Join(dir, name), content)
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"commit", "-q", "-m", "first"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@localhost", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@localhost")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// contents returns every file below a folder, by path.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if text, err := os.ReadFile(filepath.Join(dir, e.Name())); err == nil {
			found[e.Name()] = string(text)
		}
	}
	return found
}

func finished() Outcome {
	return Outcome{
		Case:     heald.Case{ID: "shop-1-1", State: heald.Permitted, Patch: &heald.Patch{Diff: "fix\n"}},
		Card:     heald.Card{Outcome: "verified", Title: "ZeroDivisionError in f, a.py:1"},
		TestDiff: "test\n",
	}
}

func TestWriteOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	if err := WriteOut(dir, finished()); err != nil {
		t.Fatal(err)
	}
	got := contents(t, dir)
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, []string{"card.md", "case.json", "fix.diff", "test.diff"}) {
		t.Errorf("wrote %v", names)
	}
	if got["fix.diff"] != "fix\n" || got["test.diff"] != "test\n" || !strings.Contains(got["card.md"], "ZeroDivisionError") {
		t.Errorf("wrote %q", got)
	}
	var again heald.Case
	if err := json.Unmarshal([]byte(got["case.json"]), &again); err != nil || again.ID != "shop-1-1" {
		t.Errorf("the case reads %+v, %v", again, err)
	}
}

// A second case leaves nothing of the first behind; but in a folder that never held a case nothing is removed.
func TestWriteOutReplaces(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "notes.txt"), "mine")
	if err := WriteOut(dir, finished()); err != nil {
		t.Fatal(err)
	}
	end := finished()
	end.Case.Patch, end.TestDiff, end.Case.State = nil, "", heald.HandedOver
	if err := WriteOut(dir, end); err != nil {
		t.Fatal(err)
	}
	if names := slices.Sorted(maps.Keys(contents(t, dir))); !slices.Equal(names, []string{"card.md", "case.json", "notes.txt"}) {
		t.Errorf("the folder holds %v", names)
	}
	other := t.TempDir()
	write(t, filepath.Join(other, "fix.diff"), "somebody else's")
	if err := WriteOut(other, end); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, other)["fix.diff"]; got != "somebody else's" {
		t.Errorf("a file that heald did not write now holds %q", got)
	}
}

func TestWriteOutSaysWhatFailed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "x")
	if err := WriteOut(file, finished()); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v, want an error that names %s", err, file)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "card.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := WriteOut(dir, finished()); err == nil || !strings.Contains(err.Error(), "card.md") {
		t.Errorf("got %v, want an error that names card.md", err)
	}
}

func TestMayWriteOut(t *testing.T) {
	repo := repository(t, map[string]string{"a.py": "x = 1\n", "docs/card.md": "a card of the house\n"})
	outside := t.TempDir()
	write(t, filepath.Join(outside, "file"), "x")
	linked := filepath.Join(outside, "linked")
	if err := os.Symlink(filepath.Join(repo, "docs"), linked); err != nil {
		t.Fatal(err)
	}
	blocked := filepath.Join(outside, "blocked")
	if err := os.MkdirAll(filepath.Join(blocked, "case.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, dir string
		want      string // part of the error; empty: none
	}{
		{"a new folder", filepath.Join(outside, "a", "b"), ""},
		{"a folder in the repository with no file of ours", filepath.Join(repo, "out"), ""},
		{"a folder with a committed file of that name", filepath.Join(repo, "docs"), "card.md is a file of the repository"},
		{"a link to such a folder", linked, "card.md is a file of the repository"},
		{"the git folder", filepath.Join(repo, ".git"), "git folder"},
		{"a folder in it", filepath.Join(repo, ".git", "hooks"), "git folder"},
		{"a file", filepath.Join(outside, "file"), "not a directory"},
		{"a folder in the way", blocked, "case.json is in the way"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := MayWriteOut(context.Background(), c.dir, repo)
			if c.want == "" && err != nil {
				t.Errorf("got %v", err)
			}
			if c.want != "" && (!errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want ErrInvalid and %q", err, c.want)
			}
		})
	}
	if entries, err := os.ReadDir(filepath.Join(outside, "a", "b")); err != nil || len(entries) != 0 {
		t.Errorf("the check left %v behind, %v", entries, err)
	}
	if err := MayWriteOut(context.Background(), filepath.Join(outside, "c"), outside); err != nil {
		t.Errorf("without a repository: %v", err)
	}
}
