// Package wording reads what people write about special cases: which value, refusal or order a text promises for what is missing,
// empty or unknown. It knows texts only: no incident, no programming language.
package wording

import (
	"regexp"
	"strings"
)

// Sentence is one statement of a text.
type Sentence struct {
	Text    string
	Words   []string // stems
	Line    int
	Entry   string // the field, parameter or column that it stands beside
	Heading string // the heading above it
	Raises  string // the error in whose entry of a "Raises" section it stands
	Result  bool   // it stands in a "Returns" section
	// Default is the value that a table's or schema's column for defaults gives the entry, as it is written there.
	Default string
}

// longest bounds one sentence in bytes; what is longer is no sentence.
const longest = 600

var (
	sentenceEnd = regexp.MustCompile(`[.;!?](\s+|$)|\n\s*\n|\n\s*[-*|]\s|:\n`)
	heading     = regexp.MustCompile(`^#{1,6}\s+(.+?)\s*#*$`)
	underline   = regexp.MustCompile(`^\s*(={3,}|-{3,}|~{3,}|\^{3,})\s*$`)
	row         = regexp.MustCompile(`^\s*\|(.+)\|\s*$`)
	legend      = regexp.MustCompile(`^[-*|] ?[=:]`)
	ruled       = regexp.MustCompile(`^[\s|:+=-]*-[\s|:+=-]*$`)
)

// Read splits a text into sentences. Line is the number of its first line.
func Read(text string, line int) []Sentence {
	var found []Sentence
	var part []string
	above, began := "", line
	flush := func() {
		for _, s := range paragraphs(strings.Join(part, "\n"), began) {
			s.Heading = above
			found = append(found, s)
		}
		part = nil
	}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		title := titleOf(lines, i)
		end := tableEnd(lines, i)
		if title == "" && end == i {
			if part == nil {
				began = line + i
			}
			part = append(part, lines[i])
			continue
		}
		flush()
		if title != "" {
			above = title
			continue
		}
		for _, s := range table(lines[i:end], line+i) {
			s.Heading = above
			found = append(found, s)
		}
		i = end - 1
	}
	flush()
	return found
}

// titleOf is the heading on a line, or "".
func titleOf(lines []string, i int) string {
	if m := heading.FindStringSubmatch(lines[i]); m != nil {
		return m[1]
	}
	if i+1 < len(lines) && !sectionTitle.MatchString(lines[i]) && underline.MatchString(lines[i+1]) && strings.TrimSpace(lines[i]) != "" && len(lines[i]) < 80 && !strings.HasPrefix(lines[i], " ") {
		return strings.TrimSpace(lines[i])
	}
	return ""
}

// tableEnd returns the line after a table that begins on line i, or i.
func tableEnd(lines []string, i int) int {
	if i+1 >= len(lines) || !row.MatchString(lines[i]) || !row.MatchString(lines[i+1]) || !ruled.MatchString(lines[i+1]) {
		return i
	}
	for i < len(lines) && row.MatchString(lines[i]) {
		i++
	}
	return i
}

// section tells the sections of a documenting comment apart, in the styles of Google, NumPy and reST.
type section struct {
	kind  string // "args", "returns", "raises" or ""
	entry string
}

var (
	sectionTitle = regexp.MustCompile(`(?i)^\s*(args|arguments|parameters|params|attributes|fields|returns?|yields?|raises|exceptions|note|notes|example|examples)\s*:?\s*$`)
	directive    = regexp.MustCompile(`^\s*[:@](param|parameter|arg|return|returns|raises?|ivar|var|attribute|throws)\b\s*([\w.\[\] ]*?)\s*:?\s+(.*)$`)
	entryLine    = regexp.MustCompile("^\\s*(?:[-*+]\\s+)?[`*]{0,2}([A-Za-z_][\\w.]*)[`*]{0,2}(\\s*\\([^)]*\\)|\\s+:\\s*[^\\s].*)?\\s*(?::|--|–|—|\\s-\\s|=>?\\s|$)\\s*(.*)$")
)

// paragraphs reads running text, and what documenting comments and lists name one by one.
func paragraphs(text string, line int) []Sentence {
	var found []Sentence
	now, start := section{}, 0
	lines := strings.SplitAfter(text, "\n")
	emit := func(upto int, s section) {
		for _, one := range plain(strings.Join(lines[start:upto], ""), line+start) {
			found = append(found, one.in(s))
		}
		start = upto
	}
	for i, text := range lines {
		text = strings.TrimRight(text, "\r\n")
		next, opens := now.at(text)
		if opens {
			emit(i, now)
			now = next
		}
		if underline.MatchString(text) || sectionTitle.MatchString(text) {
			lines[i] = "\n" // a title says nothing by itself
		}
	}
	emit(len(lines), now)
	return found
}

// at says in which section a line stands, and whether it begins one or a new entry of one.
func (s section) at(text string) (section, bool) {
	if m := directive.FindStringSubmatch(text); m != nil {
		return directed(m[1], strings.Fields(m[2])), true
	}
	if m := sectionTitle.FindStringSubmatch(text); m != nil {
		return section{kind: kindOf(strings.ToLower(m[1]))}, true
	}
	if strings.TrimSpace(text) == "" {
		return section{}, s != section{} // a blank line ends what was begun
	}
	m := entryLine.FindStringSubmatch(text)
	if s.kind == "args" || s.kind == "raises" {
		if m != nil && (m[2] != "" || m[3] != "" || s.kind == "raises") {
			return section{s.kind, m[1]}, true
		}
		return s, false
	}
	return s.item(text, m)
}

// item is a list's line: it may be about a field, and it ends what was said of another one.
func (s section) item(text string, m []string) (section, bool) {
	lead := strings.TrimLeft(text, " ")
	switch bullet := strings.HasPrefix(lead, "- ") || strings.HasPrefix(lead, "* "); {
	case bullet && m != nil && m[3] != "":
		return section{entry: m[1]}, true
	case bullet && s.entry != "":
		return section{}, true
	}
	return s, false
}

// directed is what a reST directive begins: ":param int limit:".
func directed(word string, names []string) section {
	kind := "args"
	switch {
	case strings.HasPrefix(word, "return"):
		kind = "returns"
	case strings.HasPrefix(word, "raise"), word == "throws":
		kind = "raises"
	}
	if len(names) == 0 {
		return section{kind: kind}
	}
	return section{kind, names[len(names)-1]}
}

func kindOf(title string) string {
	switch {
	case strings.HasPrefix(title, "return"), strings.HasPrefix(title, "yield"):
		return "returns"
	case strings.HasPrefix(title, "raise"), strings.HasPrefix(title, "exception"):
		return "raises"
	case strings.HasPrefix(title, "note"), strings.HasPrefix(title, "example"):
		return ""
	}
	return "args"
}

func (s Sentence) in(at section) Sentence {
	switch at.kind {
	case "returns":
		s.Result = true
	case "raises":
		s.Raises = at.entry
	default:
		s.Entry = at.entry
	}
	return s
}

// plain splits running text.
func plain(text string, line int) []Sentence {
	var found []Sentence
	start := 0
	ends := append(sentenceEnd.FindAllStringIndex(text, -1), []int{len(text), len(text)})
	for _, end := range ends {
		part := text[start:end[0]]
		joined := strings.Join(strings.Fields(part), " ")
		if !legend.MatchString(joined) {
			joined = strings.TrimLeft(joined, "-*| ")
		}
		question := end[0] < len(text) && text[end[0]] == '?'
		if len(joined) > 8 && len(joined) < longest && !question {
			lead := len(part) - len(strings.TrimLeft(part, " \t\r\n"))
			found = append(found, sentence(joined, line+strings.Count(text[:start]+part[:lead], "\n")))
		}
		start = end[1]
	}
	return found
}

func sentence(text string, line int) Sentence {
	return Sentence{Text: text, Words: Words(text), Line: line}
}
