package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The shapes below are the JSON of the command-line contract, which outside checks read: an object with its fields, a list of one
// shape, or a leaf's kind. Every field must be there; "?" behind its name says that it may be null. More fields are free to come.
type (
	object map[string]any
	oneOf  []string
)

const (
	text   = "text"
	number = "number"
	truth  = "bool"
)

var (
	natures = oneOf{"code_bug", "configuration", "correct_refusal", "dependency", "capacity", "unknown"}
	classes = oneOf{"division_by_zero", "missing_key", "index_out_of_range", "none_dereference", "type_mismatch",
		"missing_attribute", "unbound_variable", "bad_conversion", "decode_error", "unpack_mismatch", "empty_sequence",
		"infinite_recursion", "infinite_loop", "concurrent_modification", "missing_await", "schema_drift", "wrong_result",
		"missing_import", "syntax", "resource", "configuration", "rejected_input", "unavailable_peer", "other"}
	outcomes = oneOf{"pass", "fail", "inconclusive"}
	tally    = object{"passed": number, "failed": number, "skipped": number}

	incidentShape  = object{"fingerprint": text, "language": text, "error_type": text, "message": text}
	diagnosisShape = object{
		"nature": natures, "class": classes, "path": text, "line": number, "function": text, "why": text, "confidence": number, "commit?": text,
		"places": []any{object{"path": text, "line": number, "score": number}},
	}
	decisionShape = object{
		"allow": truth, "needs": []any{text}, "reasons": []any{text}, "bundle": text,
		"risks": []any{object{"class": text, "path": text, "line": number, "detail": text}},
	}
	healShape = object{
		"schema": oneOf{"heald.heal/v1"}, "outcome": oneOf{"verified", "refused", "handed_over"}, "reason": text,
		"incident": incidentShape, "diagnosis?": diagnosisShape,
		"reproduction?": object{"outcome": outcomes, "reason": text, "test_path": text, "test_name": text, "test": text,
			"inputs_from": []any{oneOf{"trace", "log", "test", "fixture", "call site", "annotation", "search"}}},
		"patch?": object{"diff": text, "test_diff": text, "why": text, "by": text, "files": []any{text}, "lines_changed": number},
		"validation?": object{
			"red_before": truth, "green_after": truth,
			"suite": object{"found": truth, "before": tally, "after": tally, "newly_failing": []any{text}},
			"behaviour": object{"outcome": outcomes, "inputs": number, "same": number, "changed": number,
				"changed_not_crashing_before": number, "table": []any{object{}}},
			"checks": []any{object{"name": text, "outcome": outcomes, "detail": text}},
		},
		"decision?":             decisionShape,
		"alternatives":          []any{object{"diff": text, "why": text, "by": text, "score": number}},
		"distinguishing_input?": object{"input": text, "results": []any{text}},
		"stats": object{"candidates": number, "executed": number, "cut_by_budget": truth,
			"seconds": object{"diagnose": number, "reproduce": number, "repair": number, "validate": number, "total": number}},
	}
	diagnoseShape = object{"schema": oneOf{"heald.diagnose/v1"}, "outcome": oneOf{"diagnosed", "refused", "handed_over"}, "reason": text,
		"incident": incidentShape, "diagnosis?": diagnosisShape}
	frameShape = object{"function": text, "file": text, "line": number, "column": number, "module": text, "in_app": truth}
	causeShape = object{"language": text, "error_type": text, "message": text, "frames": []any{frameShape}, "causes": []any{object{}},
		"start": number, "end": number}
	traceShape = object{"schema": oneOf{"heald.trace/v1"}, "traces": []any{object{"language": text, "error_type": text, "message": text,
		"frames": []any{frameShape}, "causes": []any{causeShape}, "start": number, "end": number}}}
	groupsShape = object{"schema": oneOf{"heald.groups/v1"}, "groups": []any{object{"fingerprint": text, "members": []any{text}}}}
	doctorShape = object{"schema": oneOf{"heald.doctor/v1"},
		"checks":   []any{object{"part": text, "name": text, "outcome": oneOf{"ok", "warn", "fail"}, "detail": text, "remedy": text}},
		"coverage": []any{object{"service": text, "have": []any{text}, "missing": []any{text}}}}
	policyShape = object{"schema": oneOf{"heald.policy/v1"}, "decision": decisionShape}
	benchShape  = object{"schema": oneOf{"heald.bench/v1"}, "name": text, "summary": object{},
		"cases": []any{object{"id": text, "outcome": text, "correct?": truth, "seconds": number, "detail": text}}}
)

// check compares a decoded value with its shape and returns what is wrong.
func check(at string, shape, value any) []string {
	switch s := shape.(type) {
	case object:
		return checkObject(at, s, value)
	case []any:
		items, ok := value.([]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %T, want a list", at, value)}
		}
		var wrong []string
		for i, item := range items {
			wrong = append(wrong, check(fmt.Sprintf("%s[%d]", at, i), s[0], item)...)
		}
		return wrong
	case oneOf:
		if word, ok := value.(string); !ok || !slices.Contains(s, word) {
			return []string{fmt.Sprintf("%s is %v, want one of %v", at, value, s)}
		}
		return nil
	}
	if kind := map[string]string{"string": text, "float64": number, "bool": truth}[fmt.Sprintf("%T", value)]; kind != shape {
		return []string{fmt.Sprintf("%s is %v, want %v", at, value, shape)}
	}
	return nil
}

func checkObject(at string, shape object, value any) (wrong []string) {
	fields, ok := value.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %T, want an object", at, value)}
	}
	for _, key := range slices.Sorted(maps.Keys(shape)) {
		name, nullable := strings.CutSuffix(key, "?")
		field, there := fields[name]
		switch {
		case !there:
			wrong = append(wrong, at+"."+name+" is missing")
		case field == nil && nullable:
		default:
			wrong = append(wrong, check(at+"."+name, shape[key], field)...)
		}
	}
	return wrong
}

func TestCheckSeesWhatIsWrong(t *testing.T) {
	shape := object{"a": text, "b?": number, "c": []any{oneOf{"x"}}, "d": object{"e": truth}}
	for document, want := range map[string]int{
		`{"a": "", "b": null, "c": [], "d": {"e": false}, "more": 1}`: 0,
		`{"a": null, "b": 1, "c": ["x"], "d": {"e": true}}`:           1,
		`{"a": "", "c": null, "d": {}}`:                               3,
		`{"a": 1, "b": "", "c": ["y"], "d": []}`:                      4,
		`[]`:                                                          1,
	} {
		var value any
		if err := json.Unmarshal([]byte(document), &value); err != nil {
			t.Fatal(err)
		}
		if wrong := check("it", shape, value); len(wrong) != want {
			t.Errorf("%s: %q, want %d", document, wrong, want)
		}
	}
}

// built is the real binary, built once.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "heald-test-")
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-o", filepath.Join(dir, "heald"), ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build heald: %w\n%s", err, out)
	}
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := built(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// output runs the binary and returns its standard output; its exit code must be one of codes.
func output(t *testing.T, codes []int, args ...string) []byte {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, "heald"), args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited || !slices.Contains(codes, cmd.ProcessState.ExitCode()) {
		t.Fatalf("heald %v: %v, want exit code %v\n%s\n%s", args, err, codes, out.Bytes(), errs.Bytes())
	}
	return out.Bytes()
}

// timeouts is a service of the bench that reads one setting otherwise than its neighbours: a case that ends verified.
const timeouts = "../../bench/crashes/config-duration-with-unit"

// deployed makes a repository of the case, its crashing file changed by edit, and returns it with the trace's file.
func deployed(t *testing.T, edit func([]byte) []byte) (repo, log string) {
	t.Helper()
	repo = filepath.Join(t.TempDir(), "edgeproxy")
	if err := os.CopyFS(repo, os.DirFS(timeouts+"/repo")); err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(repo, "edgeproxy", "settings.py")
	content, err := os.ReadFile(source)
	if err := errors.Join(err, os.WriteFile(source, edit(content), 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, git := range [][]string{{"init", "-q", "-b", "main"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x"}} {
		if out, err := exec.Command("git", append([]string{"-C", repo, "-c", "core.autocrlf=false"}, git...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", git, err, out)
		}
	}
	return repo, timeouts + "/crash.log"
}

func same(content []byte) []byte { return content }

// Every command's JSON has the contract's fields, whatever the end.
func TestContract(t *testing.T) {
	repo, log := deployed(t, same)
	other := filepath.Join(t.TempDir(), "other.log")
	diff := filepath.Join(t.TempDir(), "change.diff")
	change := "--- a/deploy/test.ini\n+++ b/deploy/test.ini\n@@ -1 +1 @@\n-[listen]\n+[listen] \n"
	err := errors.Join(os.WriteFile(other, []byte("Traceback (most recent call last):\n  File \"/a/b.py\", line 1, in f\n    x()\nKeyError: 'a'\n"), 0o644),
		os.WriteFile(diff, []byte(change), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		shape object
		codes []int
		args  []string
	}{
		"heal, verified":       {healShape, []int{0}, []string{"heal", "--repo", repo, "--trace", log}},
		"heal, cut short":      {healShape, []int{3}, []string{"heal", "--repo", repo, "--trace", log, "--budget", "1s"}},
		"heal, fits no file":   {healShape, []int{3}, []string{"heal", "--repo", repo, "--trace", other}},
		"diagnose":             {diagnoseShape, []int{0}, []string{"diagnose", "--repo", repo, "--trace", log}},
		"diagnose, abstained":  {diagnoseShape, []int{3}, []string{"diagnose", "--repo", repo, "--trace", other}},
		"trace parse":          {traceShape, []int{0}, []string{"trace", "parse", log}},
		"trace parse, nothing": {traceShape, []int{0}, []string{"trace", "parse", diff}},
		"trace group":          {groupsShape, []int{0}, []string{"trace", "group", log, other}},
		"trace group, nothing": {groupsShape, []int{0}, []string{"trace", "group", diff}},
		"doctor":               {doctorShape, []int{0, 1}, []string{"doctor"}},
		"policy eval":          {policyShape, []int{0}, []string{"policy", "eval", "--repo", repo, "--diff", diff}},
		"bench":                {benchShape, []int{0, 2}, []string{"bench", "crashes", "--data", "../../bench/crashes", "--only", "config-duration-with-unit", "--budget", "1s"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := output(t, c.codes, append(c.args, "--json")...)
			var value any
			decoder := json.NewDecoder(bytes.NewReader(out))
			if err := decoder.Decode(&value); err != nil {
				t.Fatalf("not JSON: %v\n%s", err, out)
			}
			if decoder.More() {
				t.Error("more than one value on standard output")
			}
			for _, wrong := range check("$", c.shape, value) {
				t.Error(wrong)
			}
			if name == "heal, verified" {
				values(t, repo, out)
			}
		})
	}
}

// values checks what the shapes cannot say of a verified case: the first place is the diagnosis's own, and the diffs apply with git.
func values(t *testing.T, repo string, out []byte) {
	var got healReport
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if first := got.Diagnosis.Places[0]; first.Path != got.Diagnosis.Path || first.Line != got.Diagnosis.Line {
		t.Errorf("first place is %v, the diagnosis is at %s:%d", first, got.Diagnosis.Path, got.Diagnosis.Line)
	}
	for _, diff := range []string{got.Patch.Diff, got.Patch.TestDiff} {
		apply := exec.Command("git", "-C", repo, "apply", "--check", "-")
		apply.Stdin = strings.NewReader(diff)
		if out, err := apply.CombinedOutput(); err != nil {
			t.Errorf("git apply: %v\n%s\n%s", err, out, diff)
		}
	}
	if strings.Contains(got.Patch.Diff, "test_") {
		t.Errorf("the patch touches tests:\n%s", got.Patch.Diff)
	}
}
