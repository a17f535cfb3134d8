package reproduce

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Bounds of what is read out of a log.
const (
	maxContext = 64 << 10
	maxWords   = 60
	maxEach    = 8
)

var (
	requestLine = regexp.MustCompile(`\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+"?(?:https?://[^/\s"]+)?(/[^\s"',]*)`)
	barePath    = regexp.MustCompile(`(?:^|\s)(/[\w./-]*\?[\w=&%.+:-]+)()(?:\s|$)`) // a path with a query needs no method to be known
	pair        = regexp.MustCompile(`\b([A-Za-z_]\w*)\s*[=:]\s*("[^"]*"|'[^']*'|[\w.+/@:-]+)`)
	object      = regexp.MustCompile(`\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}`)
	quotedText  = regexp.MustCompile(`'([^']{1,200})'|"([^"]{1,200})"`)
	identifier  = regexp.MustCompile(`^[A-Za-z_]\w*$`)
	bareWord    = regexp.MustCompile(`[\w./@+:=-]{2,}`)
	probe       = regexp.MustCompile(`^/(healthz?|readyz?|livez|metrics|favicon\.ico)\b`)
	stamp       = regexp.MustCompile(`^\W*\d{4}-\d\d-\d\d[T ]\S+|^\W*\w{3} +\d+ \d\d:\d\d:\d\d|^\W*\d\d:\d\d:\d\d\S*`)
	failedWith  = regexp.MustCompile(`"\s+5\d\d\b`)                                           // an access log's status after the request line
	carries     = regexp.MustCompile(`^"([A-Z]+) (/\S*) HTTP/1\.1" 5\d\d (body|form): (.+)$`) // what heald's own proxy saw
	failed      = regexp.MustCompile(`\b(ERROR|CRITICAL|FATAL|SEVERE|Traceback|[Uu]nhandled|exc_info)\b`)
	carried     = regexp.MustCompile(`^\S+ (?:stdout|stderr) [FP] `) // as container runtimes keep a line
	colours     = regexp.MustCompile(`\x1b?\[\d{1,3}(;\d{1,3})*m`)
	level       = regexp.MustCompile(`\b(DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL)\b`)
)

// Leads reads what an incident's log and message tell about the input: requests, named fields and bare words, those nearest to the
// crash first. The language's drivers know how its values are printed and how its frameworks log requests.
func Leads(incident heald.Incident, drivers *language.Drivers) language.Leads {
	l := &leads{drivers: drivers, found: language.Leads{Fields: map[string][]string{}}}
	l.message(incident.Exception.Message)
	text := incident.Context
	if len(text) > maxContext {
		text = text[len(text)-maxContext:]
	}
	lines := strings.Split(colours.ReplaceAllString(text, ""), "\n")
	for i, line := range nearest(lines) {
		l.line(line, i)
	}
	return l.found
}

// nearest orders a log's lines by what they are likely to tell: those before the last that speaks of a failure, the later first, then those
// after it.
func nearest(lines []string) []string {
	at := len(lines) - 1
	for at > 0 && !failed.MatchString(lines[at]) {
		at--
	}
	if at <= 0 {
		at = len(lines) - 1
	}
	before, after := slices.Clone(lines[:at+1]), lines[at+1:]
	slices.Reverse(before)
	return append(before, after...)
}

type leads struct {
	found    language.Leads
	drivers  *language.Drivers
	failures int // requests at the front that are known to have failed
}

// message takes the values that an error's message prints.
func (l *leads) message(text string) {
	for _, m := range quotedText.FindAllStringSubmatch(text, maxEach) {
		l.word(m[1] + m[2])
	}
	if _, value, found := strings.Cut(text, ": "); found && len(value) < 80 {
		l.word(strings.Trim(value, `'"`))
	}
}

func (l *leads) line(line string, distance int) {
	if m := carries.FindStringSubmatch(line); m != nil && len(l.found.Requests) < maxEach && json.Valid([]byte(m[4])) {
		l.found.Requests = slices.Insert(l.found.Requests, 0, language.Request{Method: m[1], Path: m[2], Body: m[4], Form: m[3] == "form"})
		l.failures++
		l.object(m[4], false)
		l.parts(m[2])
		return
	}
	line = level.ReplaceAllString(stamp.ReplaceAllString(l.inside(line), ""), "")
	for _, m := range requestLine.FindAllStringSubmatch(line, maxEach) {
		l.request(m[1], m[2], line)
	}
	for _, form := range append(slices.Clone(l.drivers.Requests), barePath) {
		for _, m := range form.FindAllStringSubmatch(line, maxEach) {
			if !slices.ContainsFunc(l.found.Requests, func(r language.Request) bool { return r.Path == m[1] }) {
				l.request(cmp.Or(m[2], "GET"), m[1], line)
			}
		}
	}
	for _, m := range object.FindAllString(line, maxEach) {
		l.object(m, m == strings.TrimSpace(line))
	}
	for _, m := range pair.FindAllStringSubmatch(line, 40) {
		l.field(m[1], strings.Trim(m[2], `"'`))
	}
	if distance > 40 {
		return
	}
	for _, m := range quotedText.FindAllStringSubmatch(line, maxEach) {
		l.word(m[1] + m[2])
	}
	for _, m := range bareWord.FindAllString(line, 40) {
		l.word(strings.Trim(m, ".:=-"))
	}
}

func (l *leads) request(method, path, line string) {
	if probe.MatchString(path) || len(l.found.Requests) >= maxEach {
		return
	}
	one := language.Request{Method: method, Path: path}
	_, rest, _ := strings.Cut(line, path)
	if body := object.FindString(rest); body != "" {
		one.Body = l.asJSON(body)
	}
	switch {
	case slices.Contains(l.found.Requests, one):
	case failedWith.MatchString(rest):
		l.found.Requests = slices.Insert(l.found.Requests, l.failures, one)
		l.failures++
	default:
		l.found.Requests = append(l.found.Requests, one)
	}
	l.parts(path)
}

// parts takes the values that a path holds: a segment is often what the collection before it calls the thing, or its id.
func (l *leads) parts(path string) {
	path, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = nil
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		l.field(key, values.Get(key))
		l.word(values.Get(key))
	}
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, segment := range slices.Backward(segments) {
		if text, err := url.PathUnescape(segment); err == nil {
			l.word(text)
			if i > 0 && identifier.MatchString(segments[i-1]) {
				thing := strings.TrimSuffix(segments[i-1], "s")
				l.field(thing, text)
				l.field(thing+"_id", text)
			}
		}
	}
}

// asJSON gives a body that is JSON, or that is once it is not written as the language prints it.
func (l *leads) asJSON(body string) string {
	if json.Valid([]byte(body)) || l.drivers.Printed == nil {
		return body
	}
	if text := l.drivers.Printed(body); json.Valid([]byte(text)) {
		return text
	}
	return body
}

// object reads a printed object. One that is a whole line may be a record of the log itself, which is no input.
func (l *leads) object(text string, alone bool) {
	var fields map[string]any
	whole := l.asJSON(text)
	if json.Unmarshal([]byte(whole), &fields) != nil {
		return
	}
	if whole == text && !(alone && isRecord(fields)) {
		l.word(text) // a message or a body as it came in
	}
	keys := make([]string, 0, len(fields))
	for k := range fields {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if text, ok := fields[k].(string); ok {
			l.field(k, text)
		} else if raw, err := json.Marshal(fields[k]); err == nil && len(raw) < 80 {
			l.field(k, string(raw))
		}
	}
}

// inside is what a program wrote, without what a runtime or a structured log puts around it; the fields beside it are noted.
func (l *leads) inside(line string) string {
	line = carried.ReplaceAllString(line, "")
	var fields map[string]any
	if text := strings.TrimSpace(line); !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &fields) != nil || !isRecord(fields) {
		return line
	}
	said := ""
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		text, isText := fields[k].(string)
		switch {
		case isText && slices.Contains([]string{"message", "msg", "log", "event"}, k):
			said = text
		case isText && !slices.Contains(recorded, k) && len(text) < 80:
			l.field(k, text)
		}
	}
	return said
}

// recorded are the names that the records of structured logs use.
var recorded = []string{"level", "levelname", "severity", "message", "msg", "ts", "time", "timestamp", "logger", "service", "stream", "log"}

// isRecord knows the records of structured logs by the names that all of them use.
func isRecord(fields map[string]any) bool {
	known := 0
	for _, name := range recorded {
		if _, held := fields[name]; held {
			known++
		}
	}
	return known > 1
}

func (l *leads) field(name, value string) {
	if held := l.found.Fields[name]; len(held) < maxEach && len(value) <= 200 && !slices.Contains(held, value) && len(l.found.Fields) < 200 {
		l.found.Fields[name] = append(held, value)
	}
}

func (l *leads) word(text string) {
	if text != "" && len(text) <= 200 && len(l.found.Words) < maxWords && !slices.Contains(l.found.Words, text) {
		l.found.Words = append(l.found.Words, text)
	}
}
