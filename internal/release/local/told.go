package local

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"time"
	"unicode/utf8"
)

// maxTold is how much of a request's body is told of.
const maxTold = 2 << 10

// Told is a line about the request that a crash at a moment belongs to, in the form of an access log with what was sent behind it. Services
// seldom log that, and without it nobody can tell which input they failed on. Empty when no request is known. Where several fail at once and the
// crash does not name its own, it may be another's: it is a hint. It holds what a sender entrusted to the service: it must be redacted before it is kept.
func (l *Local) Told(service, said string, at time.Time) string {
	u, err := l.delivered(service)
	if err != nil {
		return ""
	}
	f, found := u.proxy.Failing(said, at)
	if !found || f.Status < 500 {
		return ""
	}
	line := fmt.Sprintf("\"%s %s HTTP/1.1\" %d", f.Method, f.URI, f.Status)
	media, body := f.Sent()
	if len(body) == 0 || len(body) > maxTold {
		return line
	}
	switch media {
	case "application/json":
		var packed bytes.Buffer
		if utf8.Valid(body) && json.Compact(&packed, body) == nil {
			return line + " body: " + packed.String()
		}
	case "application/x-www-form-urlencoded":
		if text := form(string(body)); text != "" {
			return line + " form: " + text
		}
	}
	return line
}

// form is a form's fields as a JSON object; empty where one has several values.
func form(body string) string {
	values, err := url.ParseQuery(body)
	if err != nil {
		return ""
	}
	fields := map[string]string{}
	for name, all := range values {
		if len(all) != 1 {
			return ""
		}
		fields[name] = all[0]
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return ""
	}
	return string(text)
}
