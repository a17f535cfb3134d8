// Package show makes text fit to be shown to a person: what comes from a repository, a log or a foreign program is long, and may hold
// characters that a terminal or a page would obey.
package show

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Short cuts a text to at most that many characters; "…" stands for what is left out.
func Short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	if all := []rune(text); len(all) > most {
		return string(all[:max(most-1, 0)]) + "…"
	}
	return text
}

// Text drops the control and format characters of a text: the end of a line and the tab stay.
func Text(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// Line is a text on one line, each run of white space and control characters one space.
func Line(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	return Text(strings.Join(words, " "))
}

// Visible writes the control and format characters of a text as marks that a person can see and a page does not obey: a text that
// pretends to read otherwise than it does gives itself away. The end of a line and the tab stay.
func Visible(text string) string {
	clear := strings.IndexFunc(text, obeyed) < 0 && utf8.ValidString(text)
	if clear {
		return text
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case !obeyed(r):
			b.WriteRune(r)
		case r < 0x20:
			b.WriteRune(0x2400 + r) // the picture of the control character: ␛
		case r == 0x7F:
			b.WriteRune('\u2421')
		default:
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		}
	}
	return b.String()
}

func obeyed(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
}

// Few names the first three of a list, and how many more there are.
func Few(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}
