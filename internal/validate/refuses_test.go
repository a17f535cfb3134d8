package validate

import (
	"testing"

	"github.com/heald-dev/heald"
)

const refusalTest = `import pytest

from rates import rate


def test_rate_of_no_days():
    with pytest.raises(ValueError):
        rate(10.0, 0)
`

// A patch that makes the service refuse the input is proved with the test that expects just that refusal.
func TestAPatchMayRefuse(t *testing.T) {
	refusing := patch(0.8, head, head+"    if days == 0:\n        raise ValueError(\"no days\")\n")
	refusing.Refuses = "ValueError"
	for _, c := range []struct {
		name   string
		form   heald.Refusal
		patch  heald.Patch
		chosen bool
	}{
		{"as the test expects", heald.Refusal{Error: "ValueError", Test: refusalTest}, refusing, true},
		{"with an error that no test expects", heald.Refusal{Error: "LookupError", Test: refusalTest}, refusing, false},
		{"by giving a value after all", heald.Refusal{Error: "ValueError", Test: refusalTest},
			heald.Patch{ID: "zero", Edits: patch(0.8, head, zero).Edits, Diff: "-", Score: 0.8, Why: "a fix", Refuses: "ValueError"}, false},
		{"with a test that is green before", heald.Refusal{Error: "ValueError", Test: "def test_rate_of_no_days():\n    pass\n"}, refusing, false},
	} {
		in := input(t, nil)
		in.Reproduction.Refusals = []heald.Refusal{c.form}
		choice := run(t, in, c.patch)
		if (choice.Patch != nil) != c.chosen {
			t.Errorf("%s: chosen %v, want %v: %s", c.name, choice.Patch != nil, c.chosen, choice.Reason)
		}
		if v := choice.Validation; c.chosen && (v == nil || !v.RedBefore || !v.GreenAfter) {
			t.Errorf("%s: got %+v, want red before and green after", c.name, v)
		}
	}
}
