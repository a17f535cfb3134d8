package redact

import (
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for text, want := range map[string][]string{
		"GET /orders?id=7": nil,
		"mail to ines.krall@corp.com, again ines.krall@corp.com":    {"ines.krall@corp.com"},
		"a line\ncall +49 30 5550 1001 now\nor write to x@corp.com": {"+49 30 5550 1001", "x@corp.com"},
		`password="hunter2xyz"`:                                     {"hunter2xyz"},
	} {
		if got := Find(text); !slices.Equal(got, want) {
			t.Errorf("Find(%q) = %q, want %q", text, got, want)
		}
	}
}

// What is found is what Text replaces.
func TestFindAgreesWithText(t *testing.T) {
	for _, text := range []string{"x@corp.com", "id 12345", "Authorization: Bearer abcdef123456", "4111 1111 1111 1111"} {
		if found := len(Find(text)) > 0; found != (Text(text) != text) {
			t.Errorf("%q: found %t, changed %t", text, found, Text(text) != text)
		}
		for _, value := range Find(text) {
			if strings.Contains(Text(text), value) {
				t.Errorf("%q: %q is found and left in place", text, value)
			}
		}
	}
}
