package wording

import "testing"

func TestStricter(t *testing.T) {
	for subject, want := range map[string]bool{
		"Quantity is mandatory now":                true,
		"Require a currency":                       true,
		"orders: refuse empty baskets":             true,
		"No more silent fallbacks in the importer": true,
		"Drop the default of one item":             true,
		"stop guessing the zone":                   true,
		"Fail loudly on unknown units":             true,
		"Read the query directly":                  false,
		"One helper for what a query holds":        false,
		"Fix rounding of totals":                   false,
		"Stoplist as a set":                        false,
		"Mustache templates for labels":            false,
		"":                                         false,
	} {
		if got := Stricter(subject); got != want {
			t.Errorf("Stricter(%q) = %v, want %v", subject, got, want)
		}
	}
}
