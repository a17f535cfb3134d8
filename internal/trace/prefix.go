package trace

import (
	"regexp"
	"strings"
)

// A logger or a collector may put something before every line: a time, a level, the name of a container. Rather than know all
// their formats, split learns the prefixes of a segment from the lines that carry a frame, whose beginning is plain, and then
// takes every line that starts with one of them, times aside, out of the crowd.

const (
	maxPrefix    = 200
	maxTemplates = 64
)

// frameSign matches a frame's line in any grammar after whatever prefix it has; the group is the frame.
var frameSign = regexp.MustCompile(`^(?:.*?[^\w"'\\{(])??\s*(` +
	`(?:> )?File "[^"]+", line \d+(?:,? in \S.*)?` +
	`|at .*\((?:.*:\d+|Native Method|Unknown Source|<anonymous>|\S+\.java)\)(?: \{)?|at \S+:\d+:\d+(?: \{)?` +
	`|/\S+\.go:\d+(?: \+0x[0-9a-f]+)?)$`)

// split parts a stream by the prefixes of its lines and removes them.
func split(s *stream) []*stream {
	templates := learn(s.lines)
	if len(templates) == 0 {
		return []*stream{s}
	}
	plain := &stream{document: s.document, fields: s.fields}
	byTemplate := make([]*stream, len(templates))
	out := []*stream{plain}
	for _, ln := range s.lines {
		best, cutAt := -1, -1
		for k, t := range templates {
			if n := t.match(ln.text); n > cutAt {
				best, cutAt = k, n
			}
		}
		if best < 0 {
			plain.lines = append(plain.lines, ln)
			continue
		}
		if byTemplate[best] == nil {
			byTemplate[best] = &stream{document: s.document, fields: s.fields}
			out = append(out, byTemplate[best])
		}
		byTemplate[best].lines = append(byTemplate[best].lines, line{ln.text[cutAt:], ln.start, ln.end})
	}
	return out
}

// learn returns the prefixes of the lines that carry a frame.
func learn(lines []line) []template {
	var out []template
	seen := map[template]bool{}
	for _, ln := range lines {
		p := framePrefix(ln.text)
		if p == "" {
			continue
		}
		t := compile(p)
		if !seen[t] && len(out) < maxTemplates {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// framePrefix returns what stands before the frame on a line, without the frame's indentation.
func framePrefix(t string) string {
	w := strings.TrimLeft(t, " \t|>")
	if len(t) > 2*maxPrefix+1024 || strings.HasPrefix(w, `File "`) || strings.HasPrefix(w, "at ") || strings.HasPrefix(w, "/") {
		return ""
	}
	if !strings.Contains(w, `File "`) && !strings.Contains(w, "at ") && !strings.Contains(w, ".go:") {
		return ""
	}
	m := frameSign.FindStringSubmatchIndex(t)
	if m == nil || m[2] > maxPrefix {
		return ""
	}
	p := strings.TrimRight(t[:m[2]], " \t")
	return strings.TrimRight(dropMargin(p), " \t")
}

// dropMargin removes the margin of an exception group from the end of a prefix, where it is one: a bar that is alone, or that
// follows something a prefix ends with.
func dropMargin(p string) string {
	rest, ok := strings.CutSuffix(p, "|")
	if !ok {
		return p
	}
	rest = strings.TrimRight(rest, " \t")
	if rest == "" {
		return ""
	}
	word := rest[strings.LastIndexAny(rest, " \t")+1:]
	if strings.ContainsAny(rest[len(rest)-1:], "|]:>-") || volatile(word) {
		return rest
	}
	return p
}

// template is a prefix in which every volatile run of digits is one NUL byte.
type template string

func compile(p string) template {
	var b strings.Builder
	for i := 0; i < len(p); {
		j := i
		for j < len(p) && p[j] != ' ' && p[j] != '\t' {
			j++
		}
		word := p[i:j]
		if volatile(word) {
			for k := 0; k < len(word); k++ {
				if !digit(word[k]) {
					b.WriteByte(word[k])
				} else if k == 0 || !digit(word[k-1]) {
					b.WriteByte(0)
				}
			}
		} else {
			b.WriteString(word)
		}
		for j < len(p) && (p[j] == ' ' || p[j] == '\t') {
			b.WriteByte(p[j])
			j++
		}
		i = j
	}
	return template(b.String())
}

// match returns how much of s the template covers, or -1.
func (t template) match(s string) int {
	i := 0
	for k := 0; k < len(t); k++ {
		switch {
		case t[k] == 0:
			if i >= len(s) || !digit(s[i]) {
				return -1
			}
			for i < len(s) && digit(s[i]) {
				i++
			}
		case i >= len(s) || s[i] != t[k]:
			return -1
		default:
			i++
		}
	}
	return i
}

// volatile says whether the digits of a word change from line to line: times and dates, not names and process numbers.
func volatile(word string) bool {
	w := strings.Trim(word, "[]()<>|,;")
	if w == "" || !digit(w[0]) {
		return false
	}
	digits, colons, dashes, dots := 0, 0, 0, 0
	for i := 0; i < len(w); i++ {
		switch {
		case digit(w[i]):
			digits++
		case w[i] == ':':
			colons++
		case w[i] == '-' || w[i] == '/':
			dashes++
		case w[i] == '.' || w[i] == ',':
			dots++
		}
	}
	switch {
	case colons > 0 && digits >= 4, dashes == 2 && digits >= 6:
		return true
	case digits+dots == len(w):
		return digits >= 9 && dots <= 1
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// looksLikeLog says whether a line is the beginning of a log record rather than the continuation of a message.
func looksLikeLog(s string) bool {
	s = strings.TrimLeft(s, " \t")
	if s == "" {
		return false
	}
	if strings.IndexByte(`[{<`, s[0]) >= 0 {
		return true
	}
	word, rest, _ := strings.Cut(s, " ")
	if volatile(word) || strings.Count(word, ".") == 3 && digit(word[0]) {
		return true
	}
	head, _, _ := strings.Cut(strings.Trim(word, "[]()|"), ":")
	if levels[head] || strings.HasPrefix(word, "level=") || strings.HasPrefix(word, "time=") || strings.HasPrefix(word, "ts=") {
		return true
	}
	if len(word) == 5 && strings.IndexByte("IWEF", word[0]) >= 0 && digit(word[1]) && digit(word[4]) {
		return true
	}
	return months[word] && rest != "" && (digit(rest[0]) || rest[0] == ' ') || verbs[word] && strings.HasPrefix(rest, "/")
}

var (
	levels = set("TRACE DEBUG INFO NOTICE WARN WARNING ERROR CRITICAL FATAL SEVERE trace debug info notice warn warning error critical fatal")
	months = set("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
	verbs  = set("GET POST PUT PATCH DELETE HEAD OPTIONS")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
