package reproduce

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/heald-dev/heald"
)

// Bounds of the words of a message that a reproduction must say as well.
const (
	maxInsisted = 4
	maxWord     = 80
	maxDataRead = 512 << 10 // of one data file
)

var said = regexp.MustCompile(`'([^'\n]*)'|"([^"\n]*)"`)

// told are the files that speak of the program: a word there is nobody's name for a thing.
var told = []string{".md", ".rst", ".log", ".lock"}

// quoted lists the texts that a message puts in quotes.
func quoted(message string) []string {
	var found []string
	for _, m := range said.FindAllStringSubmatch(message, 20) {
		found = append(found, m[1]+m[2])
	}
	return found
}

// insisted are the words that production's error quotes and that the program itself uses: the key that its source, its settings or its
// templates name. Another of them would be another crash. What the repository does not have came with the data, and may be anything.
func (w *walk) insisted(data []string) []string {
	e := w.in.Incident.Exception
	if w.classed(e, "decode_error") || w.cycles(e) {
		return nil // they quote names of encodings, which the machine chose
	}
	var found []string
	for _, word := range quoted(w.support.Drivers.Plain(e, e.Message)) { // what the interpreter suggests is no part of the error
		if len(found) < maxInsisted && !slices.Contains(found, word) && isWord(word) && w.knows(word, data) {
			found = append(found, word)
		}
	}
	return found
}

// isWord says whether a text can be somebody's name for something: numbers and marks of one letter are data.
func isWord(text string) bool {
	return len(text) > 1 && len(text) <= maxWord && strings.ContainsFunc(text, unicode.IsLetter)
}

// knows says whether the repository has a word: in its source, tests left out, or in a data file.
func (w *walk) knows(word string, data []string) bool {
	for _, tree := range w.program.Trees() {
		if !w.support.IsTest(tree.Path) && holds(tree.Source, word) {
			return true
		}
	}
	for _, file := range data {
		if slices.Contains(told, path.Ext(file)) || w.support.IsTest(file) {
			continue
		}
		if body, err := w.program.Read(file); err == nil && len(body) <= maxDataRead && holds(body, word) {
			return true
		}
	}
	return false
}

// holds says whether a text has a word, with no letter, digit or underscore on either side.
func holds(text []byte, word string) bool {
	for at := 0; ; at++ {
		next := bytes.Index(text[at:], []byte(word))
		if next < 0 {
			return false
		}
		at += next
		before, _ := utf8.DecodeLastRune(text[:at])
		after, _ := utf8.DecodeRune(text[at+len(word):])
		if !inWord(before) && !inWord(after) {
			return true
		}
	}
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r))
}

// lacks is the first word that an observed error had to quote and does not.
func (w *walk) lacks(observed heald.Exception) string {
	held := quoted(observed.Message)
	for _, word := range w.hunt.Insisted {
		if !slices.ContainsFunc(held, func(h string) bool { return strings.EqualFold(h, word) }) { // some tables do not tell letter cases apart
			return word
		}
	}
	return ""
}
