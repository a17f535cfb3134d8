package policy

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/heald-dev/heald"
)

var (
	assertion = re(`(?:^|\s)assert\b`, `\bassert\w*\s*\(`, `\bexpect\s*\(`, `\bpytest\.(?:raises|warns)\b`, `\bt\.(?:Error|Fatal)f?\s*\(`, `\bverify\s*\(`, `\.should\b`)
	testCase  = re(`^\s*(?:async\s+)?def\s+test\w*`, `^\s*class\s+Test\w*`, `^func\s+(?:Test|Fuzz)\w+`, `\b(?:it|test|describe)\s*\(`, `@Test\b`)
	skipped   = re(`@?\bpytest\.mark\.(?:skip|skipif|xfail)\b`, `\bpytest\.(?:skip|xfail|importorskip)\s*\(`, `\bunittest\.(?:skip\w*|expectedFailure)\b`, `@skip\w*\b`, `\bself\.skipTest\s*\(`, `\b(?:it|test|describe)\.(?:skip|todo)\s*\(`, `(?:^|[^\w.])(?:xit|xdescribe|xtest)\s*\(`, `\bt\.Skip\w*\s*\(`, `@(?:Disabled|Ignore)\b`, `\bcollect_ignore\b`, `\b__test__\s*=\s*False`)
	empty     = re(`^\s*assert\s+(?:True|1|not\s+False)\s*$`, `\bassertTrue\s*\(\s*(?:True|true)\s*\)`, `\bexpect\s*\(\s*true\s*\)\.toBe\s*\(\s*true`, `^\s*assert\b.*\bor\s+True\b`)
)

// weakenedTests finds tests that are deleted, skipped, or ask less than before.
func (s *sight) weakenedTests(added, removed []line) []heald.Risk {
	var found []heald.Risk
	for _, l := range added {
		if skipped.MatchString(l.code) {
			found = append(found, s.risk("weakened_test", l.number, "skips a test: "+excerpt(l.code)))
		}
		if empty.MatchString(l.code) {
			found = append(found, s.risk("weakened_test", l.number, "an assertion that always holds"))
		}
	}
	if !s.test {
		return found
	}
	if s.change.Deleted {
		return append(found, s.risk("weakened_test", 1, "deletes a test file"))
	}
	if count(removed, assertion) > count(added, assertion) {
		found = append(found, s.risk("weakened_test", s.firstGone(removed, assertion), "takes assertions away"))
	}
	if count(removed, testCase) > count(added, testCase) {
		found = append(found, s.risk("weakened_test", s.firstGone(removed, testCase), "takes tests away"))
	}
	return found
}

func count(lines []line, pattern *regexp.Regexp) (n int) {
	for _, l := range lines {
		if pattern.MatchString(l.code) {
			n++
		}
	}
	return n
}

func (s *sight) firstGone(removed []line, pattern *regexp.Regexp) int {
	for _, l := range removed {
		if pattern.MatchString(l.code) {
			return s.standsAt(l)
		}
	}
	return 1
}

// invisible characters change how a line is read or what a name is without being seen.
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, {Lo: 0x061C, Hi: 0x061C, Stride: 1}, {Lo: 0x115F, Hi: 0x1160, Stride: 1},
		{Lo: 0x180E, Hi: 0x180E, Stride: 1}, {Lo: 0x200B, Hi: 0x200F, Stride: 1}, {Lo: 0x202A, Hi: 0x202E, Stride: 1},
		{Lo: 0x2060, Hi: 0x2069, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1}, {Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0xE0000, Hi: 0xE007F, Stride: 1}},
}

const joiner = '\u200d'

// hiddenText finds characters that deceive the eye.
func (s *sight) hiddenText(added, _ []line) []heald.Risk {
	var found []heald.Risk
	for _, l := range added {
		if what := deceives(l); what != "" {
			found = append(found, s.risk("hidden_unicode", l.number, what))
		} else if s.lang != other && mixesAlphabets(l.code) {
			found = append(found, s.risk("hidden_unicode", l.number, "a name made of letters of two alphabets that look alike"))
		}
	}
	return found
}

// deceives names what hides in a line.
func deceives(l line) string {
	var last rune
	for i, c := range l.raw {
		switch {
		case unicode.Is(invisible, c) && !harmless(l, i, c, last):
			return "holds an invisible character that changes how the line reads"
		case c == '\r' && i < len(l.raw)-1 || c == '\x1b' || c == '\b':
			return "holds a control character that hides text on a terminal"
		}
		last = c
	}
	return ""
}

// harmless says whether an invisible character may stand: an emoji is joined out of parts by one, and a file may begin with a
// mark of its encoding.
func harmless(l line, at int, c, last rune) bool {
	return c == joiner && last > 0x2000 || c == 0xFEFF && l.number == 1 && at == 0
}

// mixesAlphabets says that a name in the code mixes Latin letters with others that look like them.
func mixesAlphabets(code string) bool {
	for word := range strings.FieldsFuncSeq(code, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' }) {
		if strings.ContainsFunc(word, isLatin) && strings.ContainsFunc(word, looksLatin) {
			return true
		}
	}
	return false
}

func isLatin(c rune) bool { return unicode.Is(unicode.Latin, c) && c < 0xFF21 }

func looksLatin(c rune) bool {
	return unicode.In(c, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee) || c >= 0xFF21 && c <= 0xFF5A
}
