package trace

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/heald-dev/heald"
)

// view is text taken out of a wrapping, with the way back to the offsets of the original.
type view struct {
	text  string
	base  int    // offset of text[0] in the original, when there are no marks
	marks []mark // from position at on, text is original text from origin on
}

type mark struct{ at, origin int }

// origin returns the original offset of position i.
func (v view) origin(i int) int {
	if len(v.marks) == 0 {
		return v.base + i
	}
	k := sort.Search(len(v.marks), func(k int) bool { return v.marks[k].at > i }) - 1
	if k < 0 {
		return v.base + i
	}
	return v.marks[k].origin + i - v.marks[k].at
}

func (v view) slice(from, to int) view {
	out := view{text: v.text[from:to], base: v.origin(from)}
	for _, m := range v.marks {
		if m.at > from && m.at <= to {
			out.marks = append(out.marks, mark{m.at - from, m.origin})
		}
	}
	if len(out.marks) > 0 {
		out.marks = append([]mark{{0, out.base}}, out.marks...)
	}
	return out
}

// viewBuilder assembles a view from pieces of others.
type viewBuilder struct {
	text  strings.Builder
	marks []mark
}

func (b *viewBuilder) add(s string, origin int) {
	if n := len(b.marks); n == 0 || b.marks[n-1].origin+b.text.Len()-b.marks[n-1].at != origin {
		b.marks = append(b.marks, mark{b.text.Len(), origin})
	}
	b.text.WriteString(s)
}

// addView appends v.text[from:to] with all its marks.
func (b *viewBuilder) addView(v view, from, to int) {
	k := sort.Search(len(v.marks), func(k int) bool { return v.marks[k].at > from })
	for from < to {
		end := to
		if k < len(v.marks) && v.marks[k].at < to {
			end = v.marks[k].at
		}
		b.add(v.text[from:end], v.origin(from))
		from = end
		k++
	}
}

func (b *viewBuilder) view() view {
	v := view{text: b.text.String(), marks: b.marks}
	if len(b.marks) > 0 {
		v.base = b.marks[0].origin
	}
	return v
}

// line is one line of a stream as its writer wrote it.
type line struct {
	text       string
	start, end int // of the line in the original text
}

// stream is a sequence of lines that one writer wrote, in order.
type stream struct {
	lines    []line
	document bool              // the whole of it is one value: nothing foreign comes after a trace
	fields   map[string]string // the other fields of the log record that a document was in
}

// joined collects the parts of a line that a container runtime split.
type joined struct {
	viewBuilder
	key string
}

// unwrapper sorts the lines of a segment into streams.
type unwrapper struct {
	streams map[string]*stream
	all     []*stream
	partial map[string]*joined
	found   []heald.Exception // those that records spell out as objects
}

const maxNesting = 4 // JSON in a docker line in a CRI line is three

// line takes one line apart: framing, colours, log records. What it cannot take apart is a line of the stream that key names.
func (u *unwrapper) line(key string, v view, depth int) {
	v = plain(v)
	if depth < maxNesting {
		if u.cri(key, v, depth) {
			return
		}
		u.record(key, v, depth)
	}
	s := u.streams[key]
	if s == nil {
		s = &stream{}
		u.streams[key] = s
		u.all = append(u.all, s)
	}
	s.lines = append(s.lines, line{v.text, v.origin(0), v.origin(len(v.text))})
}

// flush hands on the partial lines whose end never came.
func (u *unwrapper) flush() {
	for len(u.partial) > 0 {
		keys := make([]string, 0, len(u.partial))
		for k := range u.partial {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			p := u.partial[k]
			delete(u.partial, k)
			u.line(p.key, p.view(), maxNesting)
		}
	}
}

// document adds a value of several lines as a stream of its own.
func (u *unwrapper) document(v view, fields map[string]string) {
	s := &stream{document: true, fields: fields}
	for from := 0; from <= len(v.text); {
		to := len(v.text)
		if i := strings.IndexByte(v.text[from:], '\n'); i >= 0 {
			to = from + i
		}
		ln := plain(view{text: strings.TrimSuffix(v.text[from:to], "\r")})
		s.lines = append(s.lines, line{ln.text, v.origin(from), v.origin(to)})
		from = to + 1
	}
	u.all = append(u.all, s)
}

var criLine = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\S{8,30} (stdout|stderr) ([FP])(?::\S*)?(?: |$)`)

// cri reads the framing of Kubernetes' container runtimes, "TIME stdout|stderr P|F text", and joins partial lines.
func (u *unwrapper) cri(key string, v view, depth int) bool {
	if v.text == "" || !digit(v.text[0]) {
		return false
	}
	m := criLine.FindStringSubmatchIndex(v.text)
	if m == nil {
		return false
	}
	u.join(key+"/"+v.text[m[2]:m[3]], v.slice(m[1], len(v.text)), v.text[m[4]] == 'P', depth)
	return true
}

// join adds a part of a line to what came before it in the same stream, and hands the line on when it is whole.
func (u *unwrapper) join(key string, v view, more bool, depth int) {
	p := u.partial[key]
	if p == nil && !more {
		u.line(key, v, depth+1)
		return
	}
	if p == nil {
		p = &joined{key: key}
		u.partial[key] = p
	}
	if p.text.Len() < maxLine {
		p.addView(v, 0, len(v.text))
	}
	if !more {
		delete(u.partial, key)
		u.line(key, p.view(), depth+1)
	}
}

// plain returns a line without escape sequences and with blanks where a platform indents by non-breaking ones.
func plain(v view) view {
	v = stripANSI(v)
	rest := strings.TrimLeft(v.text, "\u00a0")
	n := len(v.text) - len(rest)
	if n == 0 {
		return v
	}
	var b viewBuilder
	for i := 0; i < n; i += len("\u00a0") {
		b.add(" ", v.origin(i))
	}
	b.addView(v, n, len(v.text))
	return b.view()
}

// stripANSI removes terminal escape sequences.
func stripANSI(v view) view {
	if strings.IndexByte(v.text, 0x1b) < 0 {
		return v
	}
	var b viewBuilder
	t := v.text
	for i := 0; i < len(t); {
		n := ansiLen(t[i:])
		if n > 0 {
			i += n
			continue
		}
		j := i + 1
		for j < len(t) && t[j] != 0x1b {
			j++
		}
		b.addView(v, i, j)
		i = j
	}
	out := b.view()
	if len(out.marks) == 0 {
		out.base = v.origin(0)
	}
	return out
}

var escapeSequence = regexp.MustCompile(`^\x1b(?:\[[0-?]{0,60}[ -/]*[@-~]|\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)|.?)`)

// ansiLen returns the length of the escape sequence that s starts with, 0 for none.
func ansiLen(s string) int {
	if s[0] != 0x1b {
		return 0
	}
	return max(1, len(escapeSequence.FindString(s[:min(len(s), 600)])))
}

// unquote decodes a JSON (or Go, or logfmt) string that starts after the quote at v.text[from-1]. It returns the position after
// the closing quote, or the end of the text when the string is cut short: collectors cut long lines.
func unquote(v view, from int) (view, int) { return unescapeUntil(v, from, '"') }

// unescapeUntil decodes escapes up to the byte end, or to the end of the text when end is 0.
func unescapeUntil(v view, from int, end byte) (view, int) {
	t := v.text
	var b viewBuilder
	i := from
	for i < len(t) && (t[i] != end || end == 0) {
		if t[i] != '\\' || i+1 >= len(t) {
			j := i + 1
			for j < len(t) && (t[j] != end || end == 0) && t[j] != '\\' {
				j++
			}
			b.addView(v, i, j)
			i = j
			continue
		}
		s, n := unescape(t[i:])
		b.add(s, v.origin(i))
		i += n
	}
	b.add("", v.origin(i))
	return b.view(), min(i+1, len(t))
}

var shortEscapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f"}

// unescape decodes the escape that s starts with and returns its length.
func unescape(s string) (string, int) {
	if short, ok := shortEscapes[s[1]]; ok {
		return short, 2
	}
	r, ok := hex4(s)
	switch {
	case s[1] != 'u' || !ok:
		return s[1:2], 2
	case !utf16.IsSurrogate(r):
		return string(r), 6
	}
	if low, ok := hex4(s[6:]); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
		return string(utf16.DecodeRune(r, low)), 12
	}
	return "\ufffd", 6
}

// hex4 reads "\uXXXX".
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 32)
	return rune(n), err == nil
}
