// Package show makes text fit to be shown to a person: what comes from a repository, a log or a foreign program is long, and may hold
// characters that a terminal or a page would obey.
package show

import (
	"strings"
	"unicode"
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
