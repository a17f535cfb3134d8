package validate

import (
	"context"
	"encoding/json"
	"fmt"
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
		for _, name := range patches(folder) {
			began := time.Now()
			choice := prove(t, in, folder, name)
			verdict := summary(choice)
			t.Logf("%-32s %-28s %5.1fs %s", filepath.Base(folder), filepath.Base(name), time.Since(began).Seconds(), verdict)
			if filepath.Base(name) == "fix.diff" {
				if fixes++; choice.Patch != nil {
					believed++
				}
				continue
			}
			if wrongs++; choice.Patch == nil {
				caught++
				by[failing(choice)]++
			}
		}
	}
	t.Logf("reference fixes believed: %d of %d; wrong fixes caught: %d of %d, by %v", believed, fixes, caught, wrongs, by)
}

func patches(folder string) []string {
	wrong, _ := filepath.Glob(filepath.Join(folder, "wrong", "*.diff"))
	return append([]string{filepath.Join(folder, "fix.diff")}, wrong...)
}

func prove(t *testing.T, in Input, folder, name string) heald.Choice {
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
	edits, err := diff.Edits(files, string(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	in.Candidates = []heald.Patch{{ID: filepath.Base(name), Edits: edits, Diff: string(text), Score: 0.9, Why: filepath.Base(name)}}
	in.Deadline = time.Now().Add(90 * time.Second)
	choice, err := stage(t).Run(context.Background(), in)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return choice
}

func stage(t *testing.T) Stage {
	t.Helper()
	runner, err := bubblewrap.New(bubblewrap.Config{})
	if err != nil {
		t.Skipf("no sandbox here: %v", err)
	}
	return Stage{Runner: runner, Support: func(string) *language.Support {
		s := python.Support()
		s.Suites, s.Observers = observe.Suites(), observe.Observers()
		return s
	}}
}

func summary(choice heald.Choice) string {
	v := choice.Validation
	if v == nil {
		return choice.Reason
	}
	text := fmt.Sprintf("%s inputs %d same %d changed %d covered %v", v.Outcome, v.Behaviour.Inputs, v.Behaviour.Same, v.Behaviour.Changed, v.Covered)
	if choice.Patch == nil {
		text += " | " + shorten(choice.Reason, 400)
	}
	return text
}

func failing(choice heald.Choice) string {
	if choice.Validation != nil {
		for _, want := range []heald.Outcome{heald.Fail, heald.Inconclusive} {
			for _, check := range choice.Validation.Checks {
				if check.Outcome == want {
					return string(want) + " " + check.Name
				}
			}
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
	drive := heald.Drive{Kind: "command", Imports: []string{"import io, sys"}}
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
	drive.Setup = []string{fmt.Sprintf("sys.stdin = io.StringIO(%s)", stdin)}
	lines := []string{
		"import contextlib, io, os, runpy, sys", "", "", "def test_reproduction(monkeypatch, caplog):",
		fmt.Sprintf("    monkeypatch.setattr(sys, 'argv', %s)", quoted),
		fmt.Sprintf("    monkeypatch.setattr(sys, 'stdin', io.StringIO(%s))", stdin),
		"    monkeypatch.syspath_prepend(os.path.dirname(os.path.abspath(sys.argv[0])) if sys.argv[0].endswith('.py') else os.getcwd())",
		"    said = io.StringIO()",
		"    try:", "        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):", "            " + how,
		"    except SystemExit:", "        pass",
		"    assert 'Traceback' not in said.getvalue() + caplog.text", "",
	}
	return drive, strings.Join(lines, "\n")
}
