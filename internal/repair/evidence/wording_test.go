package evidence

import (
	"slices"
	"strings"
	"testing"
)

// Sentences as people write them, and the words in them that name a value.
func TestValueWords(t *testing.T) {
	cases := []struct{ text, want string }{
		{"Returns zero when the tank is empty", "zero when"},
		{"when the tank is empty", ""},
		{"a road whose length is zero", ""},
		{"if the count is zero, the mean is none", "none"},
		{"An idle crane turns zero times", "zero"},
		{"None before anything was measured", "None"},
		{"The mean, or None", "None"},
		{"A pallet without a label costs nothing", "zero"},
		{"It gives nothing for an unknown name", "nothing for"},
		{"an account starts at nothing", "zero"},
		{"fee: 0 if the client is new", "0"},
		{"The berth keeps 4 lines", ""},
		{"It has 12 doors and 3 ramps", ""},
		{"", ""},
	}
	for _, c := range cases {
		got := valueWords(c.text)
		for _, word := range strings.Split(c.want, ",") {
			if word != "" && !slices.Contains(got, word) {
				t.Errorf("%q: got %q, want %q in it", c.text, got, word)
			}
		}
		if c.want == "" && len(got) > 0 {
			t.Errorf("%q: got %q, want nothing", c.text, got)
		}
	}
}

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"guests: see contact_* instead", "contact_mail", true},
		{"use home_port then", "home_port", true},
		{"use home_ports then", "home_port", false},
		{"a* is too short", "age", false},
	} {
		if got := mentions(c.text, c.name); got != c.want {
			t.Errorf("%q, %q: got %v, want %v", c.text, c.name, got, c.want)
		}
	}
}

func FuzzValueWords(f *testing.F) {
	f.Add("or None if it is \"x\", 0 when [] -> {}")
	f.Fuzz(func(t *testing.T, text string) {
		for _, word := range valueWords(text) {
			if word == "" {
				t.Errorf("%q names an empty word", text)
			}
		}
		split(text, "a.md", 1, nil, nil)
		remarks(text, "a.sql")
	})
}
