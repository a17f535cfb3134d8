package evidence

import "testing"

func TestCanonical(t *testing.T) {
	for _, v := range []string{"0", "0.0", `Decimal("0")`, "Decimal('0.00')", "float(0)"} {
		if got := canonical(v); got != "0" {
			t.Errorf("%s: got %q", v, got)
		}
	}
	if canonical("name") != "name" || canonical("1") == canonical("10") {
		t.Error("different values are equal")
	}
}
