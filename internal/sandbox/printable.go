package sandbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const escape = 0x1b

// Printable returns hostile bytes as text that is safe to show on a terminal or a page: control characters are removed except
// new line and tab, terminal sequences as a whole, and so is what reorders or hides text; bytes that are not UTF-8 become
// U+FFFD.
func Printable(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		if b[0] == escape {
			b = b[sequence(b):]
			continue
		}
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		if visible(r) {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func visible(r rune) bool {
	if r == '\n' || r == '\t' {
		return true
	}
	// Cf holds the bidirectional and zero-width characters, by which a diff can look other than it is.
	return !unicode.Is(unicode.Cc, r) && !unicode.Is(unicode.Cf, r) && r != '\u2028' && r != '\u2029'
}

// sequence returns the length of the terminal sequence at the start of b, which begins with ESC. One that does not end is only
// its ESC, so that a lone ESC cannot hide the rest of the text.
func sequence(b []byte) int {
	if len(b) < 2 {
		return 1
	}
	switch b[1] {
	case '[':
		return control(b)
	case ']', 'P', 'X', '^', '_':
		return str(b)
	}
	return 1
}

// control measures ESC [ parameters intermediates final.
func control(b []byte) int {
	for i := 2; i < len(b) && i < 64; i++ {
		if b[i] >= 0x40 && b[i] <= 0x7e {
			return i + 1
		}
		if b[i] < 0x20 || b[i] > 0x7e {
			return 1
		}
	}
	return 1
}

// str measures ESC ] ... BEL, or ... ESC \, within one line.
func str(b []byte) int {
	for i := 2; i < len(b) && i < 4096 && b[i] != '\n'; i++ {
		if b[i] == 0x07 {
			return i + 1
		}
		if b[i] == escape && i+1 < len(b) && b[i+1] == '\\' {
			return i + 2
		}
	}
	return 1
}
