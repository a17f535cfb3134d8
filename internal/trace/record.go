package trace

import (
	"strings"

	"github.com/heald-dev/heald"
)

// record finds the strings of a structured log line: JSON, or quoted values as logfmt writes them. A value of several lines
// becomes a document of its own; a value of one line in a field that holds messages becomes a line of a stream of its own. The scan
// is tolerant on purpose: log lines arrive cut and malformed, and a line of source code may look like a record, which is why the
// line itself stays in its stream too.
func (u *unwrapper) record(key string, v view, depth int) {
	t := v.text
	whole := opensObject(t)
	if !whole && !strings.Contains(t, `\n`) || u.flattened(v) || !strings.Contains(t, `"`) {
		return
	}
	if whole && strings.Contains(t, `"frames"`) {
		u.found = append(u.found, structured(v)...)
	}
	r := recordScanner{v: v}
	fields := r.scan()
	facts := map[string]string{}
	for _, f := range fields {
		if len(f.value.text) < 4096 {
			facts[f.path] = strings.TrimSuffix(f.value.text, "\n")
		}
	}
	for _, f := range fields {
		u.field(key, f, facts, depth)
	}
}

// opensObject says whether a line begins as a JSON object does.
func opensObject(t string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(t), "{")
	return ok && strings.HasPrefix(strings.TrimLeft(rest, " \t"), `"`)
}

// field hands on one string value of a record.
func (u *unwrapper) field(key string, f field, facts map[string]string, depth int) {
	v, ended := f.value, strings.HasSuffix(f.value.text, "\n")
	if ended {
		v = v.slice(0, len(v.text)-1)
	}
	v.text = strings.TrimSuffix(v.text, "\r")
	switch {
	case strings.IndexByte(v.text, '\n') >= 0:
		u.document(v, facts)
	case f.path == "log" && facts["stream"] != "":
		u.join(key+"/"+facts["stream"], v, !ended, depth)
	case strings.HasPrefix(v.text, `{"`):
		u.line(key+"/"+f.path, v, depth+1)
	case messageFields[f.path]:
		u.line(key+"/"+f.path, v, depth+1)
	}
}

// messageFields are the fields in which collectors put one line of a service's output.
var messageFields = map[string]bool{
	"log": true, "message": true, "msg": true, "MESSAGE": true, "line": true, "text": true, "textPayload": true, "body": true,
	"event": true, "@message": true, "body.stringValue": true,
}

// flattened reads a trace whose line ends a collector wrote as the two characters "\n" without quoting the whole.
func (u *unwrapper) flattened(v view) bool {
	_, after, found := strings.Cut(v.text, `(most recent call last):\n`)
	if !found || !strings.HasPrefix(strings.TrimLeft(after, " "), `File "`) {
		return false
	}
	doc, _ := unescapeUntil(v, 0, 0)
	u.document(doc, nil)
	return true
}

// field is one string value of a record, with the dotted path of its keys.
type field struct {
	path  string
	value view
}

// recordScanner walks a log line and collects its string values. It tracks keys and nesting only as far as names need it.
type recordScanner struct {
	v    view
	key  string
	path []string
	open []*list // the brackets that are open; nil for an object
	out  []field
}

// list is what stands in square brackets: some loggers write the lines or the frames of a trace as the elements of a list.
type list struct {
	path  string
	items []view
}

const maxFields = 1000

func (r *recordScanner) scan() []field {
	t := r.v.text
	for i := 0; i < len(t) && len(r.out) < maxFields; {
		switch t[i] {
		case '"':
			i = r.text(i)
		case '{':
			if len(r.path) < 32 {
				r.path = append(r.path, r.key)
			}
			r.open = append(r.open, nil)
			r.key = ""
			i++
		case '[':
			r.open = append(r.open, &list{path: r.name()})
			i++
		case '}':
			if len(r.path) > 0 {
				r.path = r.path[:len(r.path)-1]
			}
			r.shut(false)
			i++
		case ']':
			r.shut(true)
			i++
		case '=':
			r.key = t[strings.LastIndexAny(t[:i], " \t{,")+1 : i]
			i++
		default:
			i++
		}
		if len(r.open) > maxFields {
			break
		}
	}
	for _, l := range r.open {
		r.list(l)
	}
	return r.out
}

// shut closes the innermost bracket when it is one of that kind; in malformed text another one may be.
func (r *recordScanner) shut(square bool) {
	n := len(r.open)
	if n == 0 || (r.open[n-1] != nil) != square {
		return
	}
	r.list(r.open[n-1])
	r.open = r.open[:n-1]
}

// list hands on the strings of a list: as one text where they are parts of a trace, else each for itself.
func (r *recordScanner) list(l *list) {
	if l == nil {
		return
	}
	frames := 0
	var b viewBuilder
	for _, item := range l.items {
		if strings.Contains(item.text, `File "`) {
			frames++
		}
		b.addView(item, 0, len(item.text))
		if !strings.HasSuffix(item.text, "\n") {
			b.add("\n", item.origin(len(item.text)))
		}
	}
	if frames > 0 && len(l.items) > 1 {
		r.out = append(r.out, field{l.path, b.view()})
		return
	}
	for _, item := range l.items {
		r.out = append(r.out, field{l.path, item})
	}
}

// name is the dotted path of the value at hand.
func (r *recordScanner) name() string {
	var parts []string
	for _, p := range append(r.path[:len(r.path):len(r.path)], r.key) {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ".")
}

// text reads the string at i: a key when a colon follows, a value otherwise.
func (r *recordScanner) text(i int) int {
	s, next := unquote(r.v, i+1)
	rest := r.v.text[next:]
	for rest != "" && (rest[0] == ' ' || rest[0] == '\t') {
		rest = rest[1:]
	}
	if strings.HasPrefix(rest, ":") && strings.IndexByte(s.text, '\n') < 0 {
		r.key = s.text
		return next
	}
	if n := len(r.open); n > 0 && r.open[n-1] != nil {
		r.open[n-1].items = append(r.open[n-1].items, s)
		return next
	}
	r.out = append(r.out, field{r.name(), s})
	return next
}

// complete names the error of traces that a logger printed without their last line, from the fields beside them.
func (s *stream) complete(es []heald.Exception) {
	if len(es) != 1 || es[0].ErrorType != "" || s.fields == nil {
		return
	}
	e := &es[0]
	e.ErrorType = first(s.fields, typeFields)
	if e.ErrorType == "" {
		return
	}
	e.Message = first(s.fields, textFields)
	e.Cut = heald.Cut{}
}

var (
	typeFields = []string{"error.type", "exception.type", "exc_type", "error_type", "exception_type", "errorType", "exceptionType", "error.class"}
	textFields = []string{"error.message", "exception.message", "exc_value", "error_message", "exception_message", "errorMessage", "error.msg"}
)

func first(fields map[string]string, names []string) string {
	for _, n := range names {
		if v := fields[n]; v != "" {
			return v
		}
	}
	return ""
}
