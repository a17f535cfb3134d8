package diff

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heald-dev/heald"
)

// gitApply applies a diff with the real git in a fresh folder and returns the files after it.
func gitApply(t testing.TB, files map[string][]byte, diff string) map[string][]byte {
	t.Helper()
	dir, err := os.MkdirTemp(t.(interface{ TempDir() string }).TempDir(), "tree")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		full := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, content, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "apply", "-")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_GLOBAL=/dev/null")
	cmd.Stdin = strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff)
	}
	after := map[string][]byte{}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		after[name], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return after
}

func check(t testing.TB, edits []heald.FileEdit) {
	t.Helper()
	before, want := map[string][]byte{}, map[string][]byte{}
	for _, edit := range edits {
		if edit.Before != nil {
			before[edit.Path] = edit.Before
		}
		if edit.After != nil {
			want[edit.Path] = edit.After
		}
	}
	text := Unified(edits)
	got, err := Apply(before, text)
	if err != nil {
		t.Fatalf("Apply: %v\n%s", err, text)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("Apply gives another result (-want +got):\n%s\n%s", d, text)
	}
	if text == "" {
		return
	}
	if d := cmp.Diff(want, gitApply(t, before, text)); d != "" {
		t.Fatalf("git apply gives another result (-want +got):\n%s\n%s", d, text)
	}
}

func TestRoundTrip(t *testing.T) {
	long := strings.Repeat("line\n", 40)
	tests := map[string]heald.FileEdit{
		"change":                 {Path: "a.py", Before: []byte("a\nb\nc\n"), After: []byte("a\nB\nc\n")},
		"new":                    {Path: "pkg/new.py", After: []byte("x = 1\n")},
		"new without newline":    {Path: "new.py", After: []byte("x")},
		"new and empty":          {Path: "pkg/__init__.py", After: []byte{}},
		"removed":                {Path: "old.py", Before: []byte("x\n")},
		"removed and empty":      {Path: "old.py", Before: []byte{}},
		"emptied":                {Path: "a.py", Before: []byte("x\n"), After: []byte{}},
		"filled":                 {Path: "a.py", Before: []byte{}, After: []byte("x\n")},
		"newline at end added":   {Path: "a.py", Before: []byte("a\nb"), After: []byte("a\nb\n")},
		"newline at end removed": {Path: "a.py", Before: []byte("a\nb\n"), After: []byte("a\nb")},
		"no newline, appended":   {Path: "a.py", Before: []byte("a\nb"), After: []byte("a\nb\nc")},
		"no newline, untouched":  {Path: "a.py", Before: []byte("a\n" + long + "b"), After: []byte("A\n" + long + "b")},
		"carriage returns":       {Path: "a.py", Before: []byte("a\r\nb\r\n"), After: []byte("a\r\nB\r\n")},
		"mixed line ends":        {Path: "a.py", Before: []byte("a\r\nb\nc\rd\n"), After: []byte("a\r\nB\nc\rd\n")},
		"two hunks":              {Path: "a.py", Before: []byte("a\n" + long + "b\n"), After: []byte("A\n" + long + "B\n")},
		"space in the name":      {Path: "my dir/a b.py", Before: []byte("a\n"), After: []byte("b\n")},
		"space, new and empty":   {Path: "my dir/a b.py", After: []byte{}},
		"quotes in the name":     {Path: "say \"hi\"\t\n.py", Before: []byte("a\n"), After: []byte("b\n")},
		"umlaut in the name":     {Path: "grün/größe.py", Before: []byte("a\n"), After: []byte("b\n")},
		"latin-1 content":        {Path: "a.py", Before: []byte("gr\xfcn\n"), After: []byte("gr\xfc\xdf\n")},
		"NUL bytes":              {Path: "a.bin", Before: []byte("a\x00b\n"), After: []byte("a\x00c\n")},
		"looks like a header":    {Path: "a.sql", Before: []byte("-- a\n++ b\n"), After: []byte("-- b\n++ a\ndiff --git a/x b/x\n")},
		"nothing":                {Path: "a.py", Before: []byte("a\n"), After: []byte("a\n")},
	}
	for name, edit := range tests {
		t.Run(name, func(t *testing.T) { check(t, []heald.FileEdit{edit}) })
	}
}

// Contents are drawn from few lines, so that edits share lines and move them.
func contents() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "  c()", "", "-- d", "x\r", "ü\x00", "\\ No newline at end of file"}), 0, 30).Draw(t, "lines")
		text := strings.Join(lines, "\n")
		if rapid.Bool().Draw(t, "newline") {
			text += "\n"
		}
		return []byte(text)
	})
}

func TestRoundTripOfRandomEdits(t *testing.T) {
	names := []string{"a.py", "b c.py", "d/é.py", "q\".py"}
	rapid.Check(t, func(r *rapid.T) {
		before, want := map[string][]byte{}, map[string][]byte{}
		var edits []heald.FileEdit
		for _, name := range names {
			edit := heald.FileEdit{Path: name}
			if rapid.Bool().Draw(r, "exists") {
				edit.Before = contents().Draw(r, "before")
				before[name] = edit.Before
			}
			if rapid.Bool().Draw(r, "stays") {
				edit.After = contents().Draw(r, "after")
				want[name] = edit.After
			}
			edits = append(edits, edit)
		}
		text := Unified(edits)
		got, err := Apply(before, text)
		if err != nil {
			r.Fatalf("Apply: %v\n%q", err, text)
		}
		if d := cmp.Diff(want, got); d != "" {
			r.Fatalf("(-want +got):\n%s\n%q", d, text)
		}
	})
}

func TestRoundTripThroughGit(t *testing.T) {
	gen := contents()
	for seed := range 40 {
		before, after := gen.Example(seed), gen.Example(seed+1000)
		check(t, []heald.FileEdit{{Path: "a.py", Before: before, After: after}, {Path: "b c.py", After: before}})
	}
}

const sample = `From: somebody
Subject: a patch

diff --git a/svc/app.py b/svc/app.py
index 1111111..2222222 100644
--- a/svc/app.py
+++ b/svc/app.py
@@ -1,3 +1,4 @@ def f():
 one
-two
+TWO
+more
 three
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
diff --git a/old.py b/new.py
similarity index 100%
rename from old.py
rename to new.py
diff --git a/link b/link
new file mode 120000
--- /dev/null
+++ b/link
@@ -0,0 +1 @@
+/etc/passwd
\ No newline at end of file
diff --git a/vendor/lib b/vendor/lib
new file mode 160000
index 0000000..3333333
--- /dev/null
+++ b/vendor/lib
@@ -0,0 +1 @@
+Subproject commit 3333333333333333333333333333333333333333
diff --git a/logo.png b/logo.png
index 4444444..5555555 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-bye
`

func TestParse(t *testing.T) {
	got, err := Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	want := []FileChange{
		{Path: "svc/app.py", OldPath: "svc/app.py", OldMode: 0o100644, Lines: []Line{
			{Kept, 1, 1, "one"}, {Removed, 2, 0, "two"}, {Added, 0, 2, "TWO"}, {Added, 0, 3, "more"}, {Kept, 3, 4, "three"},
		}},
		{Path: "run.sh", OldPath: "run.sh", OldMode: 0o100644, NewMode: 0o100755},
		{Path: "new.py", OldPath: "old.py", Renamed: true},
		{Path: "link", New: true, Symlink: true, NewMode: 0o120000, Lines: []Line{{Added, 0, 1, "/etc/passwd"}}},
		{
			Path: "vendor/lib", New: true, Submodule: true, NewMode: 0o160000,
			Lines: []Line{{Added, 0, 1, "Subproject commit 3333333333333333333333333333333333333333"}},
		},
		{Path: "logo.png", OldPath: "logo.png", Binary: true, OldMode: 0o100644},
		{Path: "gone.py", OldPath: "gone.py", Deleted: true, OldMode: 0o100644, Lines: []Line{{Removed, 1, 0, "bye"}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if added, removed := Count(got); added != 4 || removed != 2 {
		t.Errorf("Count = %d, %d; want 4, 2", added, removed)
	}
	for _, c := range got {
		if want := c.Path == "run.sh"; c.ModeChanged() != want {
			t.Errorf("ModeChanged(%s) = %v, want %v", c.Path, c.ModeChanged(), want)
		}
	}
}

func TestParseTraditional(t *testing.T) {
	got, err := Parse("--- a/x.py\t2024-01-01\n+++ b/x.py\t2024-01-02\n@@ -1 +1 @@\n-a\n+b\n")
	if err != nil || len(got) != 1 || got[0].Path != "x.py" || got[0].OldPath != "x.py" {
		t.Fatalf("got %+v, %v; want one change of x.py", got, err)
	}
	if _, err := Apply(map[string][]byte{"x.py": []byte("a\n")}, "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n"); err != nil {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	files := map[string][]byte{"a.py": []byte("a\nb\n")}
	header := "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n"
	tests := map[string]string{
		"another content":    header + "@@ -1 +1 @@\n-x\n+y\n",
		"beyond the end":     header + "@@ -9 +9 @@\n-x\n+y\n",
		"miscounted":         header + "@@ -1,2 +1 @@\n-a\n+y\n",
		"negative count":     header + "@@ -1,-1 +1,-1 @@\n-a\n+y\n",
		"cut short":          header + "@@ -1 +1 @@\n",
		"hunk alone":         "@@ -1 +1 @@\n-a\n+b\n",
		"missing file":       "diff --git a/b.py b/b.py\n--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@\n-a\n+b\n",
		"new file exists":    "diff --git a/a.py b/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+b\n",
		"leaves the tree":    "diff --git a/../x b/../x\nnew file mode 100644\n--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+b\n",
		"git's folder":       "diff --git a/.GIT/hooks/x b/.GIT/hooks/x\nnew file mode 100755\n--- /dev/null\n+++ b/.GIT/hooks/x\n@@ -0,0 +1 @@\n+b\n",
		"mixed styles":       header + "@@ -1 +1 @@\n-a\n+y\n--- a/c.py\n+++ b/c.py\n@@ -1 +1 @@\n-a\n+b\n",
		"names differ":       "diff --git a/a.py b/b.py\n--- a/a.py\n+++ b/b.py\n@@ -1 +1 @@\n-a\n+b\n",
		"new and renamed":    "diff --git a/a.py b/b.py\nnew file mode 100644\nrename from a.py\nrename to b.py\n",
		"binary, no data":    "diff --git a/a.py b/a.py\nBinary files a/a.py and b/a.py differ\n",
		"longer than it may": strings.Repeat(" ", MaxSize+1),
	}
	for name, text := range tests {
		if got, err := Apply(files, text); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: got %q, %v; want heald.ErrInvalid", name, got, err)
		}
	}
	if string(files["a.py"]) != "a\nb\n" || len(files) != 1 {
		t.Errorf("the files given were changed: %q", files)
	}
}

func TestApplyUnified(t *testing.T) {
	before := map[string][]byte{"a.py": []byte("a\n"), "b.py": []byte("b\n"), "keep.py": []byte("k\n")}
	edits := []heald.FileEdit{
		{Path: "a.py", Before: []byte("a\n"), After: []byte("A\n")},
		{Path: "b.py", Before: []byte("b\n")},
		{Path: "c.py", After: []byte{}},
	}
	got, err := Apply(before, Unified(edits))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string][]byte{"a.py": []byte("A\n"), "c.py": {}, "keep.py": []byte("k\n")}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestRename(t *testing.T) {
	got, err := Apply(map[string][]byte{"old.py": []byte("x\n")}, "diff --git a/old.py b/new.py\nrename from old.py\nrename to new.py\n")
	if err != nil || len(got) != 1 || string(got["new.py"]) != "x\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestInside(t *testing.T) {
	for path, want := range map[string]bool{
		"a": true, "a/b.py": true, ".github/x": true, "a..b/c": true,
		"": false, "/a": false, "../a": false, "a/../b": false, "a//b": false, ".": false, "./a": false,
		".git/config": false, "sub/.GiT": false, "a\\b": false, "a\x00": false,
	} {
		if got := Inside(path); got != want {
			t.Errorf("Inside(%q) = %v, want %v", path, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("--- a/x\n+++ b/x\n@@ -1,0 +1 @@\n+b\n")
	f.Add("diff --git \"a/x\\\"\" \"b/x\\\"\"\nGIT binary patch\nliteral 0\nHcmV?d00001\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		changes, err := Parse(text)
		if err != nil {
			return
		}
		files := map[string][]byte{}
		for _, c := range changes {
			if c.OldPath != "" {
				files[c.OldPath] = before(c)
			}
			for _, line := range c.Lines {
				if line.Old < 0 || line.New < 0 || strings.Contains(line.Text, "\n") {
					t.Errorf("line %+v", line)
				}
			}
		}
		if after, err := Apply(files, text); err == nil {
			for name := range after {
				if _, given := files[name]; !given && !Inside(name) {
					t.Errorf("wrote outside the tree: %q", name)
				}
			}
		}
	})
}

func before(c FileChange) []byte {
	var b bytes.Buffer
	for _, line := range c.Lines {
		if line.Kind != Added {
			b.WriteString(line.Text + "\n")
		}
	}
	return b.Bytes()
}

func TestQuote(t *testing.T) {
	for path, want := range map[string]string{
		"a/b c.py": "a/b c.py", "ü": `"\303\274"`, `a"b`: `"a\"b"`, `back\`: `"back\134"`, "tab\t": `"tab\011"`,
	} {
		if got := quote(path); got != want {
			t.Errorf("quote(%q) = %s, want %s", path, got, want)
		}
	}
}
