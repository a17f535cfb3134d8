package docs

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func TestNumeric(t *testing.T) {
	for value, want := range map[string]float64{"0": 0, "0.0": 0, "-3": -3, `Decimal("0")`: 0, "Decimal('2.5')": 2.5, "timedelta(0)": 0} {
		if got, ok := numeric(value); !ok || got != want {
			t.Errorf("numeric(%s) = %v, %t, want %v", value, got, ok, want)
		}
	}
	for _, value := range []string{"", "None", `"x"`, "0 + 1", "x", "[]", "max(0, 1)", "1.2.3"} {
		if got, ok := numeric(value); ok {
			t.Errorf("numeric(%s) = %v, want no number", value, got)
		}
	}
}

func TestOfType(t *testing.T) {
	for _, c := range []struct{ name, value, neutral, want string }{
		{"the type's own zero", "0", "0.0", "0.0"},
		{"a decimal's", "0", `Decimal("0")`, `Decimal("0")`},
		{"another number", "3", "0", "3"},
		{"a number for a text", "0", `""`, ""},
		{"a text for a number", `"-"`, "0", ""},
		{"a text", `"-"`, `""`, `"-"`},
		{"a constant for a text", "UNKNOWN", `""`, ""},
		{"a list for a list", "[1]", "[]", "[1]"},
	} {
		if got := ofType(c.value, c.neutral); got != c.want {
			t.Errorf("%s: %s where %s is nothing: %q, want %q", c.name, c.value, c.neutral, got, c.want)
		}
	}
}

func TestIdentifiersAndElsewhere(t *testing.T) {
	tree, err := python.Support().Parse("a.py", []byte("order['unit_price'] * self.rate(kind, 'gross')\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(identifiers(tree.Root.All(language.Binary)[0]), " "); got != "order unit_price rate self kind" && got != "order unit_price self rate kind" {
		t.Errorf("identifiers %q: the literal key is a name, the text that is passed is none", got)
	}
	others := [][]string{{"tax"}, {"net", "price"}}
	for about, want := range map[string]bool{"tax": true, "net price": true, "price": false, "gross": false, "": false} {
		if got := elsewhere(strings.Fields(about), others); got != want {
			t.Errorf("a text about %q is about something else: %t, want %t", about, got, want)
		}
	}
}
