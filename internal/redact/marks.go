package redact

import "strings"

// The marks below decide, faster than a pattern could, which lines a rule looks at.

// has says whether a line has any of the words.
func has(words ...string) func(string) bool {
	return func(lower string) bool {
		for _, w := range words {
			if strings.Contains(lower, w) {
				return true
			}
		}
		return false
	}
}

func both(a, b func(string) bool) func(string) bool {
	return func(lower string) bool { return a(lower) && b(lower) }
}

// likeIBAN looks for two letters and two digits at the start of a word.
func likeIBAN(s string) bool {
	for i := 0; i+15 <= len(s); i++ {
		if letter(s[i]) && letter(s[i+1]) && digit(s[i+2]) && digit(s[i+3]) && (i == 0 || !letter(s[i-1]) && !digit(s[i-1])) {
			return true
		}
	}
	return false
}

// likeCard looks for thirteen digits with at most one space or dash between two of them.
func likeCard(s string) bool {
	run, gap := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case digit(s[i]):
			if gap > 1 {
				run = 0
			}
			run, gap = run+1, 0
			if run >= 13 {
				return true
			}
		case s[i] == ' ' || s[i] == '-':
			gap++
		default:
			run, gap = 0, 0
		}
	}
	return false
}

// likePhone looks for "123-4567" with a dash, a space or a bracket before.
func likePhone(s string) bool {
	for i := 7; i+5 <= len(s); i++ {
		if s[i] == '-' && digits(s[i-3:i]) && digits(s[i+1:i+5]) && strings.IndexByte("- )", s[i-4]) >= 0 {
			return true
		}
	}
	return false
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
