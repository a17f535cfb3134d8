package policy

import (
	"path"
	"strings"
)

// The families of syntax that the scanner knows.
const (
	python     = "python"
	javascript = "javascript"
	golang     = "go"
	java       = "java"
	hashed     = "hashed" // comments begin with a hash sign
	other      = ""
)

var families = map[string]string{
	".py": python, ".pyi": python, ".js": javascript, ".jsx": javascript, ".mjs": javascript, ".cjs": javascript,
	".ts": javascript, ".tsx": javascript, ".mts": javascript, ".cts": javascript, ".go": golang, ".java": java,
	".sh": hashed, ".bash": hashed, ".yml": hashed, ".yaml": hashed, ".toml": hashed, ".cfg": hashed, ".rb": hashed,
}

func languageOf(name string) string { return families[strings.ToLower(path.Ext(name))] }

// mask returns the lines of a file twice: code, where comments and the text of strings are blanked, and bare, where only
// comments are. What an interpolated string evaluates stays: it is code.
func mask(lang string, lines []string) (code, bare []string) {
	if lang == other {
		return lines, lines
	}
	s := scanner{lang: lang}
	for _, text := range lines {
		s.start(text)
		for s.at < len(text) {
			s.step()
		}
		s.endLine()
		code, bare = append(code, string(s.code)), append(bare, string(s.bare))
	}
	return code, bare
}

// scanner walks over source text. It knows just enough of each language to tell code from comments and strings.
type scanner struct {
	lang  string
	text  string
	at    int
	code  []byte
	bare  []byte
	quote string // what ends the string we are in
	raw   bool   // a backslash means nothing in it
	inter bool   // it evaluates what stands in braces
	depth int    // of braces in it
	block bool   // inside /* */
}

func (s *scanner) start(text string) {
	s.text, s.at = text, 0
	s.code, s.bare = make([]byte, 0, len(text)), make([]byte, 0, len(text))
}

// put moves on by n bytes; each view keeps them or shows blanks.
func (s *scanner) put(n int, code, bare bool) {
	n = min(n, len(s.text)-s.at)
	for _, c := range []byte(s.text[s.at : s.at+n]) {
		s.code, s.bare = append(s.code, shown(c, code)), append(s.bare, shown(c, bare))
	}
	s.at += n
}

func shown(c byte, show bool) byte {
	if show {
		return c
	}
	return ' '
}

func (s *scanner) rest() string { return s.text[s.at:] }

func (s *scanner) step() {
	switch {
	case s.block:
		s.inBlock()
	case s.quote != "" && s.depth > 0:
		s.inBraces()
	case s.quote != "":
		s.inString()
	default:
		s.inCode()
	}
}

func (s *scanner) inBlock() {
	if strings.HasPrefix(s.rest(), "*/") {
		s.block = false
		s.put(2, false, false)
		return
	}
	s.put(1, false, false)
}

func (s *scanner) inBraces() {
	switch s.text[s.at] {
	case '{':
		s.depth++
	case '}':
		s.depth--
	}
	s.put(1, true, true)
}

func (s *scanner) inString() {
	switch rest := s.rest(); {
	case !s.raw && rest[0] == '\\':
		s.put(2, false, true)
	case strings.HasPrefix(rest, s.quote):
		s.put(len(s.quote), true, true)
		s.quote = ""
	case s.inter && s.lang == python && strings.HasPrefix(rest, "{{"):
		s.put(2, false, true)
	case s.inter && s.opens(rest) > 0:
		s.depth = 1
		s.put(s.opens(rest), true, true)
	default:
		s.put(1, false, true)
	}
}

func (s *scanner) opens(rest string) int {
	if s.lang == javascript && strings.HasPrefix(rest, "${") {
		return 2
	}
	if s.lang == python && rest[0] == '{' {
		return 1
	}
	return 0
}

func (s *scanner) inCode() {
	rest := s.rest()
	if s.comment(rest) {
		return
	}
	for _, quote := range []string{`"""`, `'''`, `"`, `'`, "`"} {
		if strings.HasPrefix(rest, quote) && s.quotes(quote) {
			s.enter(quote)
			return
		}
	}
	s.put(1, true, true)
}

func (s *scanner) comment(rest string) bool {
	switch hash := s.lang == python || s.lang == hashed; {
	case hash && rest[0] == '#', !hash && strings.HasPrefix(rest, "//"):
		s.put(len(rest), false, false)
		return true
	case !hash && strings.HasPrefix(rest, "/*"):
		s.block = true
		s.put(2, false, false)
		return true
	}
	return false
}

func (s *scanner) quotes(quote string) bool {
	switch quote {
	case `'''`:
		return s.lang == python
	case `"""`:
		return s.lang == python || s.lang == java
	case "`":
		return s.lang == javascript || s.lang == golang
	}
	return true
}

func (s *scanner) enter(quote string) {
	prefix := ""
	for i := s.at - 1; i >= 0 && s.at-i <= 2 && isLetter(s.text[i]); i-- {
		prefix = strings.ToLower(s.text[i:i+1]) + prefix
	}
	s.quote, s.depth = quote, 0
	s.raw = s.lang == golang && quote == "`"
	s.inter = s.lang == javascript && quote == "`" || s.lang == python && strings.Contains(prefix, "f")
	s.put(len(quote), true, true)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// endLine ends a string that cannot go on in the next line.
func (s *scanner) endLine() {
	if len(s.quote) == 1 && s.quote != "`" && !strings.HasSuffix(s.text, `\`) {
		s.quote, s.depth = "", 0
	}
}
