package trace

import (
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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
	key   string
	start int
}

// unwrapper sorts the lines of a segment into streams.
type unwrapper struct {
	streams map[string]*stream
	all     []*stream
	partial map[string]*joined
}

const maxNesting = 4 // JSON in a docker line in a CRI line is three

// line takes one line apart: framing, colours, log records. What it cannot take apart is a line of the stream that key names.
func (u *unwrapper) line(key string, v view, depth int) {
	v = stripANSI(v)
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
		ln := stripANSI(view{text: strings.TrimSuffix(v.text[from:to], "\r")})
		s.lines = append(s.lines, line{ln.text, v.origin(from), v.origin(to)})
		from = to + 1
	}
	u.all = append(u.all, s)
}

// cri reads the framing of Kubernetes' container runtimes, "TIME stdout|stderr P|F text", and joins partial lines.
func (u *unwrapper) cri(key string, v view, depth int) bool {
	t := v.text
	if len(t) < 25 || t[0] < '0' || t[0] > '9' || t[4] != '-' {
		return false
	}
	stamp, rest, _ := strings.Cut(t, " ")
	if !strings.Contains(stamp, "T") || len(stamp) > 40 || len(rest) < 8 || (rest[:7] != "stdout " && rest[:7] != "stderr ") {
		return false
	}
	tag, _, _ := strings.Cut(rest[7:], " ")
	kind, _, _ := strings.Cut(tag, ":")
	if kind != "F" && kind != "P" {
		return false
	}
	from := min(len(stamp)+8+len(tag)+1, len(t))
	u.join(key+"/"+rest[:6], v.slice(from, len(t)), kind == "P", depth)
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

// ansiLen returns the length of the escape sequence that s starts with, 0 for none.
func ansiLen(s string) int {
	if s[0] != 0x1b {
		return 0
	}
	if len(s) == 1 {
		return 1
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s) && i < 64; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
	case ']':
		for i := 2; i < len(s) && i < 512; i++ {
			if s[i] == 7 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
		}
	}
	return 2
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

// unescape decodes the escape that s starts with and returns its length.
func unescape(s string) (string, int) {
	switch s[1] {
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case 'u':
		r, ok := hex4(s)
		if !ok {
			return "u", 2
		}
		if utf16.IsSurrogate(r) {
			if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
				if r2, ok := hex4(s[6:]); ok && utf16.DecodeRune(r, r2) != utf8.RuneError {
					return string(utf16.DecodeRune(r, r2)), 12
				}
			}
			return "\ufffd", 6
		}
		return string(r), 6
	}
	return s[1:2], 2
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
