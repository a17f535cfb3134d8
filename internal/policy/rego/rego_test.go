package rego

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/policy"
)

func facts() policy.Facts {
	return policy.Facts{
		Service:    policy.Service{Name: "svc", Language: "python"},
		BaseCommit: "c0ffee",
		Files:      []policy.File{{Path: "app/a.py", Inside: true, Added: 1, Removed: 1, Symbols: []string{"f"}}},
		Risks:      []heald.Risk{},
		Proof:      policy.Passing(),
	}
}

func engine(t testing.TB, files map[string]string) (*Engine, error) {
	t.Helper()
	if files == nil {
		return New(context.Background(), Config{})
	}
	return New(context.Background(), Config{Dir: folder(t, files), Limit: 300 * time.Millisecond})
}

func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestDefaultBundle(t *testing.T) {
	results, err := Test(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(results) < 40 {
		t.Errorf("%d tests ran, want at least 40", len(results))
	}
	for _, r := range results {
		if !r.Pass {
			t.Errorf("%s: %s", r.Name, r.Detail)
		}
	}
}

func TestDecision(t *testing.T) {
	e, err := engine(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Evaluate(context.Background(), facts())
	if err != nil {
		t.Fatal(err)
	}
	if !got.Allow || !strings.HasPrefix(got.Bundle, "sha256:") || got.Bundle != e.Hash() {
		t.Errorf("got %+v", got)
	}
	var input policy.Facts
	if err := json.Unmarshal(got.Input, &input); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(facts().Complete(), input); d != "" {
		t.Errorf("stored input (-want +got):\n%s", d)
	}
	printed, err := json.Marshal(got)
	if err != nil || strings.Contains(string(printed), `"risks":null`) || strings.Contains(string(printed), `"needs":null`) {
		t.Errorf("printed %s, %v", printed, err)
	}
	for range 5 {
		if again, err := e.Evaluate(context.Background(), facts()); err != nil || !cmp.Equal(got, again) {
			t.Errorf("not the same again: %v, %v", again, err)
		}
	}
}

// Whatever is wrong with the rules or their answer denies, and says so.
func TestDenies(t *testing.T) {
	const good = `package heald
decision := {"allow": true, "needs": ["person"], "reasons": [], "risks": []}`
	if e, err := engine(t, map[string]string{"x.rego": good}); err != nil {
		t.Fatal(err)
	} else if got, err := e.Evaluate(context.Background(), facts()); err != nil || !got.Allow {
		t.Fatalf("control: %+v, %v", got, err)
	}
	for name, text := range map[string]string{
		"undefined":        "package heald\ndecision := {\"allow\": true} if input.nothing",
		"no decision":      "package heald\nx := 1",
		"other type":       "package heald\ndecision := true",
		"field missing":    `package heald` + "\n" + `decision := {"allow": true, "needs": [], "risks": []}`,
		"field mistyped":   `package heald` + "\n" + `decision := {"allow": "yes", "needs": [], "reasons": [], "risks": []}`,
		"field null":       `package heald` + "\n" + `decision := {"allow": null, "needs": [], "reasons": [], "risks": []}`,
		"field unknown":    `package heald` + "\n" + `decision := {"allow": true, "needs": [], "reasons": [], "risks": [], "alow": true}`,
		"builtin fails":    `package heald` + "\n" + `decision := {"allow": true, "needs": [], "reasons": [], "risks": []} if not to_number(input.service.name) == 1`,
		"conflict":         good + "\n" + `decision := {"allow": false, "needs": [], "reasons": [], "risks": []}`,
		"division by zero": `package heald` + "\n" + `decision := {"allow": true, "needs": [], "reasons": [], "risks": [], } if not 1 / count(input.risks) == 5`,
		"takes too long": `package heald` + "\n" + `decision := {"allow": true, "needs": [], "reasons": [], "risks": []} if {
			n := numbers.range(1, 3000)
			count([1 | some a in n; some b in n; a * b == -1]) == 0 }`,
	} {
		e, err := engine(t, map[string]string{"x.rego": text})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := e.Evaluate(context.Background(), facts())
		if err != nil || got.Allow || len(got.Reasons) != 1 || !cmp.Equal(got.Needs, []string{"person"}) {
			t.Errorf("%s: %+v, %v; want a denial with its reason", name, got, err)
		}
	}
}

func TestRefusesBundles(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"impure: network":     {"x.rego": "package heald\nx := http.send({\"method\": \"get\", \"url\": \"http://example.org\"})"},
		"impure: environment": {"x.rego": "package heald\nx := opa.runtime()"},
		"impure: clock":       {"x.rego": "package heald\nx := time.now_ns()"},
		"impure: chance":      {"x.rego": "package heald\nx := rand.intn(\"a\", 9)"},
		"impure: names":       {"x.rego": "package heald\nx := net.lookup_ip_addr(\"example.org\")"},
		"broken":              {"x.rego": "package heald\nx := "},
		"broken data":         {"x.rego": "package heald\nx := 1", "data.json": "{"},
		"empty":               {"readme.txt": "x"},
	} {
		if _, err := engine(t, files); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: %v; want heald.ErrInvalid", name, err)
		}
	}
	if _, err := New(context.Background(), Config{Dir: "/nonexistent/policy"}); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("missing folder: %v; want heald.ErrInvalid", err)
	}
}

func TestHash(t *testing.T) {
	hash := func(files map[string]string) string {
		e, err := engine(t, files)
		if err != nil {
			t.Fatal(err)
		}
		return e.Hash()
	}
	rules := "package heald\nx := data.y"
	base := hash(map[string]string{"x.rego": rules, "data.json": `{"y": 1}`})
	if got := hash(map[string]string{"x.rego": rules, "data.json": `{"y": 1}`, "notes.md": "x", "x_test.rego": "package t\ntest_a := true"}); got != base {
		t.Error("what does not decide changes the hash")
	}
	for name, files := range map[string]map[string]string{
		"data": {"x.rego": rules, "data.json": `{"y": 2}`},
		"rule": {"x.rego": rules + " + 1", "data.json": `{"y": 1}`},
		"name": {"z.rego": rules, "data.json": `{"y": 1}`},
	} {
		if hash(files) == base {
			t.Errorf("another %s has the same hash", name)
		}
	}
}

func TestTest(t *testing.T) {
	dir := folder(t, map[string]string{"x.rego": "package heald\nx := 1", "x_test.rego": `package t
test_good if data.heald.x == 1
test_bad if data.heald.x == 2
test_false := false
test_error if to_number("x") == 1
helper := 1`})
	got, err := Test(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	passed := map[string]bool{}
	for _, r := range got {
		passed[r.Name] = r.Pass
	}
	want := map[string]bool{"data.t.test_good": true, "data.t.test_bad": false, "data.t.test_false": false, "data.t.test_error": false}
	if d := cmp.Diff(want, passed); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if _, err := Test(context.Background(), folder(t, map[string]string{"x.rego": "package heald\nx := 1"})); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("no tests: %v; want heald.ErrInvalid", err)
	}
}

func TestCancelled(t *testing.T) {
	e, err := engine(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Evaluate(ctx, facts()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; want context.Canceled", err)
	}
}
