package otlp

import (
	"bytes"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
	"github.com/heald-dev/heald/internal/trace"
)

// kind is logs or traces: they differ in the names and numbers of their fields.
type kind struct {
	name     string
	path     string // over HTTP
	method   string // over gRPC
	rejected string // the JSON name of the count of records that were refused
	trace    bool
}

var (
	logs   = kind{name: "logs", path: "/v1/logs", method: "opentelemetry.proto.collector.logs.v1.LogsService", rejected: "rejectedLogRecords"}
	traces = kind{name: "traces", path: "/v1/traces", method: "opentelemetry.proto.collector.trace.v1.TraceService", rejected: "rejectedSpans", trace: true}
)

// facts are the attributes that a signal needs.
type facts map[string]string

// wanted are the attributes that are read; all others are passed over.
var wanted = map[string]bool{
	"service.name": true, "service.namespace": true, "service.version": true, "service.instance.id": true,
	"vcs.ref.head.revision": true, "vcs.repository.ref.revision": true, "git.commit.sha": true,
	"exception.type": true, "exception.message": true, "exception.stacktrace": true, "exception.escaped": true,
	"http.request.method": true, "http.method": true, "url.path": true, "url.query": true, "http.target": true, "http.route": true,
}

const (
	maxValue   = 256 << 10 // of one attribute or body
	errorLevel = 17        // SEVERITY_NUMBER_ERROR
	statusOK   = 1
	statusBad  = 2
)

// item is one log record, or one exception event of a span.
type item struct {
	at       uint64 // nanoseconds since 1970
	severity int    // 0 when it is not said
	level    string
	body     string
	facts    facts
	traceID  string
	status   int // of the span
}

// batch collects the signals of one request.
type batch struct {
	known    func(string) bool
	now      time.Time
	kind     kind
	signals  []heald.Signal
	refused  int
	stranger string         // a service that is not known
	seen     map[string]int // exceptions of a trace, by index: every span that one passes through records it again
}

// suspect says of the bytes of a record whether they may tell of a failure.
func suspect(raw []byte) bool {
	return bytes.Contains(raw, []byte("exception.")) || telemetry.Sign(raw)
}

// add makes a signal of an item when it has a stack trace.
func (b *batch) add(resource facts, it item) {
	stack := it.facts["exception.stacktrace"]
	if stack == "" && !it.grave() || stack != "" && it.settled() {
		return
	}
	text := it.body
	if stack != "" && !strings.Contains(text, stack) {
		text = strings.TrimLeft(text+"\n"+stack, "\n")
	}
	clean := telemetry.Clean([]byte(text))
	found := b.exceptions(clean, it.facts)
	if len(found) == 0 {
		return
	}
	name := b.service(resource)
	if name == "" {
		b.refused++
		b.stranger = resource["service.name"]
		b.stranger = strings.ToValidUTF8(b.stranger[:min(len(b.stranger), 100)], "")
		return
	}
	s := heald.Signal{
		Service: name, Source: "otlp", At: b.moment(it.at), Text: string(clean), Exceptions: found,
		Commit: commit(resource), Instance: short(resource["service.instance.id"]), Request: request(it.facts),
	}
	if s.Request == "" {
		s.Request = telemetry.Request(it.body, "")
	}
	if !b.again(it.traceID, s) {
		b.signals = append(b.signals, s)
	}
}

// grave says whether a log record tells of an error. One without a severity may.
func (it *item) grave() bool {
	if it.severity > 0 {
		return it.severity >= errorLevel
	}
	switch strings.ToUpper(it.level) {
	case "", "ERROR", "ERR", "CRITICAL", "CRIT", "FATAL", "ALERT", "EMERG", "EMERGENCY", "SEVERE", "PANIC":
		return true
	}
	return false
}

// settled says whether the exception of a span was dealt with inside it.
func (it *item) settled() bool {
	return it.status == statusOK || it.facts["exception.escaped"] == "false" && it.status != statusBad
}

// exceptions parses the traces of a text. Where a stack has no error line, the attributes name the error.
func (b *batch) exceptions(text []byte, f facts) []heald.Exception {
	var out []heald.Exception
	for _, e := range trace.Parse(text) {
		if e.ErrorType == "" || e.Language == "go" && e.ErrorType == "error" && f["exception.type"] != "" {
			e.ErrorType, e.Message, e.Cut.End = short(f["exception.type"]), string(telemetry.Clean([]byte(f["exception.message"]))), false
		}
		if e.ErrorType != "" {
			out = append(out, e)
		}
	}
	return out
}

// service names a known service; empty for a stranger.
func (b *batch) service(resource facts) string {
	name, space := resource["service.name"], resource["service.namespace"]
	if name == "" {
		return ""
	}
	if space != "" {
		for _, full := range []string{space + "/" + name, space + "." + name} {
			if b.known(full) {
				return full
			}
		}
	}
	if b.known(name) {
		return name
	}
	return ""
}

// again says whether a trace has recorded the exception before, in this request; the span that knows the request completes it.
func (b *batch) again(traceID string, s heald.Signal) bool {
	if traceID == "" {
		return false
	}
	last := s.Exceptions[len(s.Exceptions)-1]
	key := traceID + "\x00" + last.ErrorType + "\x00" + last.Message
	if i, ok := b.seen[key]; ok {
		if b.signals[i].Request == "" {
			b.signals[i].Request = s.Request
		}
		return true
	}
	if b.seen == nil {
		b.seen = map[string]int{}
	}
	b.seen[key] = len(b.signals)
	return false
}

func (b *batch) moment(nanoseconds uint64) time.Time {
	if nanoseconds == 0 || nanoseconds > uint64(b.now.Add(time.Minute).UnixNano()) {
		return b.now
	}
	return time.Unix(0, int64(nanoseconds)).UTC()
}

var revision = regexp.MustCompile(`^[0-9a-fA-F]{7,64}$`)

// commit is the revision that a resource names. A version counts when it is one: "1.4.2" says nothing to Git.
func commit(resource facts) string {
	for _, name := range []string{"vcs.ref.head.revision", "vcs.repository.ref.revision", "git.commit.sha", "service.version"} {
		if v := resource[name]; revision.MatchString(v) {
			return strings.ToLower(v)
		}
	}
	return ""
}

func request(f facts) string {
	method := first(f["http.request.method"], f["http.method"])
	path := first(f["url.path"], f["http.target"], f["http.route"])
	if method == "" || path == "" {
		return ""
	}
	if q := f["url.query"]; q != "" && f["url.path"] != "" {
		path += "?" + strings.TrimPrefix(q, "?")
	}
	return short(method + " " + path)
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// short bounds a value that is shown on one line.
func short(s string) string {
	s = s[:min(len(s), 512)]
	for len(s) > 0 && !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	s, _, _ = strings.Cut(string(telemetry.Clean([]byte(s))), "\n")
	return s
}
