package govern

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/policy"
)

// remember is an engine that allows everything and keeps what it was asked.
type remember struct{ asked policy.Facts }

func (r *remember) Evaluate(_ context.Context, facts policy.Facts) (heald.Decision, error) {
	r.asked = facts
	return heald.Decision{Allow: true, Bundle: "b"}, nil
}

type broken struct{}

func (broken) Evaluate(context.Context, policy.Facts) (heald.Decision, error) {
	return heald.Decision{}, heald.ErrTransient
}

const source = `def total(order):
    """Add up.

    Say why.
    """
    return order.total
`

func input(t *testing.T) DecideInput {
	t.Helper()
	root := t.TempDir()
	write(t, root, "svc/cart.py", source)
	after := strings.Replace(source, "    return", "    if order is None:\n        return 0\n    return", 1)
	return DecideInput{
		Service:  heald.Service{Name: "cart", Path: "svc/", Language: "python"},
		Checkout: heald.Checkout{Root: root, Commit: "c0ffee"},
		By:       "template:guard",
		Diff:     diff.Unified([]heald.FileEdit{{Path: "svc/cart.py", Before: []byte(source), After: []byte(after)}}),
		TestDiff: diff.Unified([]heald.FileEdit{{Path: "svc/tests/test_cart.py", After: []byte("def test_none():\n    assert total(None) == 0\n")}}),
		Validation: &heald.Validation{
			RedBefore: true, GreenAfter: true, Covered: true, Checks: []heald.Check{{Name: "canary", Outcome: heald.Pass}},
			Suite:     heald.Suite{Found: true, NewlyFailing: []string{"t"}},
			Behaviour: heald.Behaviour{Outcome: heald.Inconclusive, Inputs: 3, ChangedNotCrashingBefore: 1},
		},
	}
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func TestDecide(t *testing.T) {
	engine, in := &remember{}, input(t)
	got, err := Decider{Engine: engine, Support: supportFor}.Decide(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := heald.Decision{Allow: true, Bundle: "b", BaseCommit: "c0ffee", DiffHash: DiffHash(in.Diff, in.TestDiff)}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	wantFacts := policy.Facts{
		Service: policy.Service{Name: "cart", Path: "svc", Language: "python"}, BaseCommit: "c0ffee", By: "template:guard",
		Files: []policy.File{
			{Path: "svc/cart.py", Inside: true, Added: 2, Symbols: []string{"total"}},
			{Path: "svc/tests/test_cart.py", Inside: true, Test: true, New: true, Added: 2, Symbols: []string{"test_none"}},
		},
		Risks: []heald.Risk{},
		Proof: &policy.Proof{
			RedBefore: true, GreenAfter: true, Covered: true, Checks: []heald.Check{{Name: "canary", Outcome: heald.Pass}},
			Suite:     policy.Suite{Found: true, NewlyFailing: []string{"t"}, Vanished: []string{}},
			Behaviour: policy.Behaviour{Outcome: heald.Inconclusive, ChangedNotCrashingBefore: 1},
		},
	}
	if d := cmp.Diff(wantFacts, engine.asked); d != "" {
		t.Errorf("facts (-want +got):\n%s", d)
	}
}

func TestDiffHash(t *testing.T) {
	seen := map[string]bool{}
	for _, pair := range [][2]string{{"a", "b"}, {"ab", ""}, {"", "ab"}, {"a\n1\nb", ""}} {
		seen[DiffHash(pair[0], pair[1])] = true
	}
	if len(seen) != 4 {
		t.Error("different pairs have the same hash")
	}
}

// The whole file tells a docstring from code; the diff's lines alone cannot.
func TestLookReadsTheFile(t *testing.T) {
	in := input(t)
	after := strings.Replace(source, "Say why.", "Never os.system(x).", 1)
	in.TestDiff = ""
	in.Diff = diff.Unified([]heald.FileEdit{{Path: "svc/cart.py", Before: []byte(source), After: []byte(after)}})
	in.Diff = strings.Replace(in.Diff, "@@ -1,6 +1,6 @@\n def total(order):\n     \"\"\"Add up.\n", "@@ -3,4 +3,4 @@\n", 1)
	facts, err := Look(in, supportFor)
	if err != nil || len(facts.Risks) > 0 {
		t.Errorf("with the file: %+v, %v; want no risk", facts.Risks, err)
	}
	in.Checkout.Root = ""
	facts, err = Look(in, supportFor)
	if err != nil || len(facts.Risks) != 1 {
		t.Errorf("control: without the file: %+v, %v; want one risk", facts.Risks, err)
	}
}

func TestLookAtWhatDoesNotFit(t *testing.T) {
	in := input(t)
	in.Diff = "diff --git a/svc/cart.py b/svc/cart.py\n--- a/svc/cart.py\n+++ b/svc/cart.py\n@@ -90,1 +90,2 @@\n other\n+eval(x)\n"
	facts, err := Look(in, supportFor)
	if err != nil || len(facts.Risks) != 1 || facts.Risks[0].Line != 91 {
		t.Errorf("got %+v, %v; want the one risk of the diff's own lines", facts.Risks, err)
	}
}

func TestLookOutside(t *testing.T) {
	in := input(t)
	if err := os.Symlink("/etc/hostname", filepath.Join(in.Checkout.Root, "svc", "link.py")); err != nil {
		t.Fatal(err)
	}
	in.TestDiff = ""
	in.Diff = "diff --git a/../x.py b/../x.py\n--- a/../x.py\n+++ b/../x.py\n@@ -1 +1 @@\n-a\n+b\n" +
		"diff --git a/svc/link.py b/svc/link.py\n--- a/svc/link.py\n+++ b/svc/link.py\n@@ -1 +1 @@\n-a\n+b\n"
	facts, err := Look(in, supportFor)
	if err != nil || len(facts.Files) != 2 || facts.Files[0].Inside || !facts.Files[1].Inside {
		t.Errorf("got %+v, %v", facts.Files, err)
	}
}

func TestGivenProof(t *testing.T) {
	in := input(t)
	in.Validation, in.Given = nil, policy.Passing()
	if facts, err := Look(in, supportFor); err != nil || facts.Proof == nil || !facts.Proof.GreenAfter {
		t.Errorf("got %+v, %v", facts.Proof, err)
	}
	in.Given = nil
	if facts, err := Look(in, supportFor); err != nil || facts.Proof != nil {
		t.Errorf("nothing validated gives %+v, %v", facts.Proof, err)
	}
}

func TestDecideErrors(t *testing.T) {
	in := input(t)
	if _, err := (Decider{Engine: broken{}}).Decide(context.Background(), in); !errors.Is(err, heald.ErrTransient) {
		t.Errorf("engine's error: %v", err)
	}
	in.Diff = "@@ -1 +1 @@\n-a\n+b\n"
	if _, err := (Decider{Engine: &remember{}}).Decide(context.Background(), in); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("unreadable diff: %v", err)
	}
}
