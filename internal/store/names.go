package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/heald-dev/heald"
)

// CaseID names a case by service, fingerprint and generation. It is safe in a file's name and in a branch's.
func CaseID(service, fingerprint string, generation int) string {
	sum := sha256.Sum256([]byte(service + "\x00" + fingerprint))
	id := slug(service) + "-" + hex.EncodeToString(sum[:5])
	if generation > 1 {
		id += fmt.Sprintf("-%d", generation)
	}
	return id
}

// slug keeps letters, digits and single dashes of a name.
func slug(name string) string {
	keep := func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return ' '
	}
	s := strings.Join(strings.Fields(strings.Map(keep, name)), "-")
	s = strings.TrimSuffix(s[:min(len(s), 40)], "-")
	if s == "" {
		return "case"
	}
	return s
}

// Clean makes a text safe for every brand's columns: valid UTF-8 without NUL, of at most most bytes, the end kept.
func Clean(text string, most int) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
	if len(text) <= most {
		return text
	}
	text = text[len(text)-most:]
	for len(text) > 0 && !utf8.RuneStart(text[0]) {
		text = text[1:]
	}
	return text
}

// Opens is the rule for an occurrence of a fingerprint that has a case: one that goes on is only counted; one that was resolved opens
// the next generation, a regression, unless what was seen is older than the end or still on the commit that was mended; one that
// ended otherwise is a person's, and opens again only after the fingerprint was silent for quiet.
func Opens(o heald.Occurrence, latest Latest, quiet time.Duration) bool {
	switch {
	case latest.Generation == 0:
		return true
	case latest.Ended.IsZero() || !o.Last.After(latest.Ended):
		return false
	case latest.State == heald.Resolved:
		return o.Commit == "" || o.Commit != latest.Commit
	}
	return quiet > 0 && o.First.Sub(latest.Seen) >= quiet
}
