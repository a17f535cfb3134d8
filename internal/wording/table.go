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
		values, at := cells(text), line+2+i
		m := identifier.FindStringSubmatch(values[0])
		if m == nil {
			if len(values) > 1 { // a row that says what is done in which case
				found = append(found, sentence(values[0]+": "+strings.Join(values[1:], ", "), at))
			}
			continue
		}
		for j, value := range values[1:] {
			found = append(found, cell(titles, j+1, m[1], value, at)...)
		}
	}
	return found
}

// cell reads one cell of a field's row.
func cell(titles []string, column int, entry, value string, line int) []Sentence {
	if column < len(titles) && defaultColumn.MatchString(titles[column]) {
		if none.MatchString(strings.ToLower(value)) {
			return nil
		}
		s := sentence(entry+": "+strings.ToLower(titles[column])+" "+value, line)
		s.Entry, s.Default = entry, strings.Trim(value, "`")
		return []Sentence{s}
	}
	found := plain(value, line)
	for i := range found {
		found[i].Entry = entry
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
