package wording

import (
	"regexp"
	"strings"
)

var (
	defaultColumn = regexp.MustCompile(`(?i)^(default|default value|defaults to|fallback|if (missing|absent|omitted|empty|null|none|not (given|set))|when (missing|absent|omitted|empty|null|not (given|set))|without( it)?)$`)
	identifier    = regexp.MustCompile("^[`*\"]{0,2}([A-Za-z_][A-Za-z0-9_.-]*)[`*\"]{0,2}$")
	none          = regexp.MustCompile(`^(|-|–|—|none|n/?a|\.\.\.)$`)
)

// table reads the rows of a Markdown table: each is about the field in its first cell.
func table(lines []string, line int) []Sentence {
	titles := cells(lines[0])
	var found []Sentence
	for i, text := range lines[2:] {
		values := cells(text)
		m := identifier.FindStringSubmatch(values[0])
		entry := ""
		if m != nil {
			entry = m[1]
		}
		for j, value := range values {
			if j == 0 && entry != "" {
				continue
			}
			if j < len(titles) && defaultColumn.MatchString(titles[j]) && entry != "" && !none.MatchString(strings.ToLower(value)) {
				s := sentence(entry+": "+strings.ToLower(titles[j])+" "+value, line+2+i)
				s.Entry, s.Default = entry, strings.Trim(value, "`")
				found = append(found, s)
				continue
			}
			for _, s := range plain(value, line+2+i) {
				s.Entry = entry
				found = append(found, s)
			}
		}
		if entry == "" && len(values) > 1 { // a row that says what is done in which case
			found = append(found, sentence(values[0]+": "+strings.Join(values[1:], ", "), line+2+i))
		}
	}
	return found
}

func cells(text string) []string {
	parts := strings.Split(strings.Trim(strings.TrimSpace(text), "|"), "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
