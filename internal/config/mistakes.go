package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// Mistake is one thing that is wrong in a file, and what to do about it.
type Mistake struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Key     string `json:"key,omitempty"` // "services[0].run.listen"
	Problem string `json:"problem"`
	Remedy  string `json:"remedy,omitempty"`
}

// Error is one line: file, line, key, problem and remedy.
func (m Mistake) Error() string {
	text := m.File
	if m.Line > 0 {
		text += fmt.Sprintf(":%d", m.Line)
	}
	text += ": "
	if m.Key != "" {
		text += m.Key + ": "
	}
	text += m.Problem
	if m.Remedy != "" {
		text += "; " + m.Remedy
	}
	return text
}

// Mistakes are all mistakes of a file, by line.
type Mistakes []Mistake

// Error has one line for each mistake, up to a limit.
func (m Mistakes) Error() string {
	const most = 50
	var lines []string
	for i, one := range m {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more", len(m)-most))
			break
		}
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes mistakes heald.ErrInvalid.
func (m Mistakes) Unwrap() error { return heald.ErrInvalid }

func (m Mistakes) sorted() Mistakes {
	slices.SortStableFunc(m, func(a, b Mistake) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key)) })
	return m
}

// nearest is the word that somebody may have meant: one that begins so, or that is few slips away; empty when none is near.
func nearest(word string, words []string) string {
	for _, candidate := range words {
		if len(word) > 2 && strings.HasPrefix(candidate, strings.ToLower(word)) {
			return candidate
		}
	}
	best, least := "", max(2, len(word)/3)+1
	for _, candidate := range words {
		if d := distance(strings.ToLower(word), strings.ToLower(candidate)); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the number of edits between two words (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
