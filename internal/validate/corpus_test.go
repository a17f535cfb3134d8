package validate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
	"github.com/heald-dev/heald/internal/language/python/observe"
	"github.com/heald-dev/heald/internal/sandbox/bubblewrap"
	"github.com/heald-dev/heald/internal/show"
	"github.com/heald-dev/heald/internal/trace"
)

// crashCase is what the corpus says of one case.
type crashCase struct {
	Service, Expect string
	Crash           []string
	Env             map[string]string
	Stdin           string
}

// TestCorpus measures with the crash corpus: each reference fix is to be believed, and each cheap wrong fix rejected where suite
// and behaviour can tell. It takes minutes, so it asks for HEALD_CORPUS, a pattern of case names ("*" for all).
func TestCorpus(t *testing.T) {
	pattern := os.Getenv("HEALD_CORPUS")
	if pattern == "" {
		t.Skip("set HEALD_CORPUS to a pattern of case names to measure")
	}
	folders, _ := filepath.Glob(filepath.Join("../../bench/crashes", pattern))
	var fixes, believed, wrongs, caught int
	by := map[string]int{}
	for _, folder := range folders {
		var c crashCase
		raw, err := os.ReadFile(filepath.Join(folder, "case.json"))
		if err != nil || json.Unmarshal(raw, &c) != nil || c.Expect != "mend" {
			continue
		}
		in := corpusInput(t, folder, c)
		names := patches(folder)
		for _, name := range names {
			in.Candidates = append(in.Candidates, candidate(t, folder, name))
		}
		for n, v := range verdicts(t, in) {
			v.validation.Patch = ""
			t.Logf("%-32s %-28s %5.1fs %s", filepath.Base(folder), filepath.Base(names[n]), v.took.Seconds(), summary(v.validation))
			pass := v.validation.Outcome == heald.Pass
			if n == 0 {
				if fixes++; pass {
					believed++
				}
				continue
			}
			if wrongs++; !pass {
				caught++
				by[failing(v.validation)]++
			}
		}
	}
	t.Logf("reference fixes believed: %d of %d; wrong fixes caught: %d of %d, by %v", believed, fixes, caught, wrongs, by)
}

func patches(folder string) []string {
	wrong, _ := filepath.Glob(filepath.Join(folder, "wrong", "*.diff"))
	return append([]string{filepath.Join(folder, "fix.diff")}, wrong...)
}

func candidate(t *testing.T, folder, name string) heald.Patch {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	changes, err := diff.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		if source, err := os.ReadFile(filepath.Join(folder, "repo", change.OldPath)); err == nil {
			files[change.OldPath] = source
		}
	}
	after, err := diff.Apply(files, string(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var edits []heald.FileEdit
	for _, path := range slices.Sorted(maps.Keys(after)) {
		if !bytes.Equal(files[path], after[path]) {
			edits = append(edits, heald.FileEdit{Path: path, Before: files[path], After: after[path]})
		}
	}
	return heald.Patch{ID: filepath.Base(name), Edits: edits, Diff: string(text), Score: 0.9, Why: filepath.Base(name)}
}

type timed struct {
	verdict
	took time.Duration
}

// verdicts proves each candidate by itself on one baseline.
func verdicts(t *testing.T, in Input) []timed {
	t.Helper()
	s := stage(t)
	program, err := language.Open(in.Checkout.Root, s.Support(""))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	l := &lab{Stage: s, in: in, support: s.Support(""), program: program, slots: make(chan struct{}, 2)}
	candidates, changes := in.Candidates, []change{}
	for _, c := range candidates {
		changes = append(changes, l.change(c))
	}
	began := time.Now()
	if err := l.baseline(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
	t.Logf("baseline %.1fs, %s %s, %d inputs %s", time.Since(began).Seconds(), l.base.red.Outcome, l.base.red.Detail, len(l.base.before.Seen), l.base.before.Broken)
	var found []timed
	for n := range candidates {
		began := time.Now()
		v, err := l.prove(context.Background(), candidates[n], changes[n])
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, timed{v, time.Since(began)})
	}
	return found
}

func stage(t *testing.T) Stage {
	t.Helper()
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err != nil {
		t.Fatalf("no sandbox here (make setup installs what is missing): %v", err)
	}
	return Stage{Runner: runner, Support: func(string) *language.Support {
		s := python.Support()
		s.Suites, s.Observers = observe.Suites(), observe.Observers()
		return s
	}}
}

func summary(v heald.Validation) string {
	text := fmt.Sprintf("%s inputs %d same %d changed %d covered %v", v.Outcome, v.Behaviour.Inputs, v.Behaviour.Same, v.Behaviour.Changed, v.Covered)
	if v.Outcome != heald.Pass {
		text += " | " + show.Short(blame(&v, v.Outcome), 400)
	}
	return text
}

func failing(v heald.Validation) string {
	for _, check := range v.Checks {
		if check.Outcome == v.Outcome {
			return string(v.Outcome) + " " + check.Name
		}
	}
	return "other"
}

// corpusInput makes a reproduction of the crash command itself.
func corpusInput(t *testing.T, folder string, c crashCase) Input {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(folder, "crash.log"))
	if err != nil {
		t.Fatal(err)
	}
	exceptions := trace.Parse(log)
	if len(exceptions) == 0 {
		t.Fatalf("%s: no trace", folder)
	}
	observed := exceptions[len(exceptions)-1]
	root := t.TempDir()
	if err := os.CopyFS(root, os.DirFS(filepath.Join(folder, "repo"))); err != nil {
		t.Fatal(err)
	}
	roots := []string{""}
	if c.Env["PYTHONPATH"] != "" {
		roots = []string{c.Env["PYTHONPATH"], ""}
	} else if _, err := os.Stat(filepath.Join(root, "src")); err == nil {
		roots = []string{"src", ""}
	}
	drive, test := commandTest(c)
	home := "/srv/" + c.Service
	return Input{
		Checkout:    heald.Checkout{Root: root, Home: home, Commit: "c0ffee"},
		Environment: heald.Environment{Language: "python", Interpreter: "/usr/bin/python3", ImportRoots: roots, Framework: "pytest", Suite: []string{"/usr/bin/python3", "-m", "pytest"}},
		Reproduction: heald.Reproduction{
			Outcome: heald.Pass, TestPath: "test_reproduction_of_crash.py", TestName: "test_reproduction", Test: test, NewFile: true, Drive: drive, Observed: observed,
		},
		Seed: 1,
	}
}

func commandTest(c crashCase) (heald.Drive, string) {
	argv := c.Crash[1:]
	drive := heald.Drive{Kind: "command", Imports: []string{"import io", "import sys"}}
	how := fmt.Sprintf("runpy.run_path(%q, run_name='__main__')", argv[0])
	if argv[0] == "-m" {
		drive.Module, argv = argv[1], argv[1:]
		how = fmt.Sprintf("runpy.run_module(%q, run_name='__main__', alter_sys=True)", drive.Module)
	} else {
		drive.Path = argv[0]
	}
	drive.Argv = slices.Clone(argv)
	quoted, _ := json.Marshal(argv)
	stdin, _ := json.Marshal(c.Stdin)
	drive.Setup = []string{fmt.Sprintf("sys.stdin = io.TextIOWrapper(io.BytesIO(%s.encode()))", stdin)}
	lines := []string{
		"import contextlib, io, os, runpy, sys", "", "", "def test_reproduction(monkeypatch, caplog):",
		fmt.Sprintf("    monkeypatch.setattr(sys, 'argv', %s)", quoted),
		fmt.Sprintf("    monkeypatch.setattr(sys, 'stdin', io.TextIOWrapper(io.BytesIO(%s.encode())))", stdin),
		"    monkeypatch.syspath_prepend(os.path.dirname(os.path.abspath(sys.argv[0])) if sys.argv[0].endswith('.py') else os.getcwd())",
		"    said = io.StringIO()",
		"    try:", "        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):", "            " + how,
		"    except SystemExit:", "        pass",
		"    assert 'Traceback' not in said.getvalue() + caplog.text", "",
	}
	return drive, strings.Join(lines, "\n")
}
