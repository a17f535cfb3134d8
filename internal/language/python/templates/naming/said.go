package naming

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

var (
	sentence = regexp.MustCompile(`\.\s|\n\s*[-*|]\s|\n\s*\n`)
	amount   = regexp.MustCompile(`[0-9+*/%]`)
)

// SaidRenamed is the file that says in one sentence that a name became another; "" when none does. A sentence with amounts in it says
// more than that, which a name alone would not follow.
func SaidRenamed(scene *language.Scene, old, now string) string {
	if len(old) < 2 || old == now {
		return ""
	}
	for _, name := range slices.Concat(scene.Program.Files, scene.Program.Others(".md", ".txt", ".rst")) {
		data, err := scene.Program.Read(name)
		if err != nil || scene.Program.Support.IsTest(name) || !strings.Contains(string(data), old) {
			continue
		}
		for _, s := range sentence.Split(prose(string(data), name), -1) {
			if becomes(s, old, now) {
				return name
			}
		}
	}
	return ""
}

var quoted = regexp.MustCompile(`(?s)"""(.*?)"""|'''(.*?)'''|#([^\n]*)`)

// prose is what a file says in words: a source file's documentation and comments, all of any other.
func prose(text, name string) string {
	if !strings.HasSuffix(name, ".py") {
		return text
	}
	var said []string
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		said = append(said, m[1]+m[2]+m[3])
	}
	return strings.Join(said, "\n\n")
}

// becomes says whether a sentence says of the old name that it was one, or is another now, and names the new one.
func becomes(text, old, now string) bool {
	word := "[\"'`]?\\b" + regexp.QuoteMeta(old) + "\\b[\"'`]?"
	was := regexp.MustCompile(`(?i)(?:\bwas|\bwere|\bformerly|\brenamed from|\binstead of|\breplaces|\bused to be|\b(?:was|formerly|before) called)\s+` + word + `|` + word + `\s+(?:was renamed|is now|is called|became|has become|->)`)
	return was.MatchString(text) && regexp.MustCompile(`\b`+regexp.QuoteMeta(now)+`\b`).MatchString(text) && !amount.MatchString(text)
}
