package show

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShort(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"äöü", 3, "äöü"},
		{"äöüß", 3, "äö…"},
		{strings.Repeat("é", 300), 4, "ééé…"},
		{"abc", 1, "…"},
		{"abc", 0, "…"},
	} {
		got := Short(c.text, c.most)
		if got != c.want || !utf8.ValidString(got) {
			t.Errorf("Short(%q, %d) = %q, want %q", c.text, c.most, got, c.want)
		}
	}
}

func TestTextAndLine(t *testing.T) {
	for _, c := range []struct{ name, in, text, line string }{
		{"plain", "a b", "a b", "a b"},
		{"lines and tabs", "a\n\tb  c\n", "a\n\tb  c\n", "a b c"},
		{"a carriage return overwrites", "good\rbad", "goodbad", "good bad"},
		{"an escape colours", "\x1b[31mred\x1b[0m", "[31mred[0m", "[31mred [0m"},
		{"the other controls", "a\u009b31mb", "a31mb", "a 31mb"},
		{"writing from right to left hides an end", "a\u202etxt.exe", "atxt.exe", "atxt.exe"},
		{"a space of no width", "pass\u200bword", "password", "password"},
		{"broken bytes", "a\xffb", "a\uFFFDb", "a\uFFFDb"},
	} {
		if got := Text(c.in); got != c.text {
			t.Errorf("%s: text %q, want %q", c.name, got, c.text)
		}
		if got := Line(c.in); got != c.line {
			t.Errorf("%s: line %q, want %q", c.name, got, c.line)
		}
	}
}

// What would be obeyed is written so that it is seen.
func TestVisible(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain äöü 漢字\n\tindented", "plain äöü 漢字\n\tindented"},
		{"\x1b[31mred\x07", "␛[31mred␇"},
		{"access\u202E gnorw\u2066", "access⟨U+202E⟩ gnorw⟨U+2066⟩"},
		{"zero\u200Bwidth\u00AD", "zero⟨U+200B⟩width⟨U+00AD⟩"},
		{"cut\xff", "cut\uFFFD"},
		{"del\x7f next\u0085 line\u2028", "del␡ next⟨U+0085⟩ line⟨U+2028⟩"},
		{"", ""},
	} {
		if got := Visible(c.text); got != c.want {
			t.Errorf("Visible(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFew(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "a": {"a"}, "a, b, c": {"a", "b", "c"}, "a, b, c and 2 more": {"a", "b", "c", "d", "e"}} {
		if got := Few(names); got != want {
			t.Errorf("Few(%q) = %q, want %q", names, got, want)
		}
	}
}
