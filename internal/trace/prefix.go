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

var word = regexp.MustCompile(`[^ \t]+`)

func compile(p string) template {
	return template(word.ReplaceAllStringFunc(p, func(w string) string {
		if !volatile(w) {
			return w
		}
		return digitRun.ReplaceAllString(w, "\x00")
	}))
}

var digitRun = regexp.MustCompile(`\d+`)

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

var timeWord = regexp.MustCompile(`^(?:\d{1,4}[-/](?:\d{1,2}|[A-Z][a-z]{2})[-/]\d{1,4}\S*|\d{1,2}:\d\d\S*|\d{9,}(?:[.,]\d+)?)$`)

// volatile says whether the digits of a word change from line to line: times and dates, not names and process numbers.
func volatile(word string) bool {
	w := strings.Trim(word, "[]()<>|,;")
	return w != "" && digit(w[0]) && timeWord.MatchString(w)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

var recordStart = regexp.MustCompile(`^\s*(?:[\[{<]` + // a bracketed time, level or number; a JSON record; a syslog priority
	`|[(|]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE|trace|debug|info|notice|warn|warning|error|critical|fatal)[\])|:]*(?:[: ]|$)` +
	`|(?:level|time|ts)=|[IWEF]\d{4} |\d{1,3}(?:\.\d{1,3}){3}\b` + // logfmt, glog, an access log's address
	`|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /)`)

// looksLikeLog says whether a line is the beginning of a log record rather than the continuation of a message.
func looksLikeLog(s string) bool {
	head, _, _ := strings.Cut(strings.TrimLeft(s, " \t"), " ")
	return volatile(head) || recordStart.MatchString(s)
}

var levels = set("TRACE DEBUG INFO NOTICE WARN WARNING ERROR CRITICAL FATAL SEVERE trace debug info notice warn warning error critical fatal")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
