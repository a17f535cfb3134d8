package otlp

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// The JSON encoding, as far as signals need it. Records stay as they came until a look at their bytes says that they matter.
type (
	jsonRequest struct {
		ResourceLogs  []jsonGroup `json:"resourceLogs"`
		ResourceSpans []jsonGroup `json:"resourceSpans"`
	}
	jsonGroup struct {
		Resource   struct{ Attributes []jsonAttribute }
		ScopeLogs  []jsonScope `json:"scopeLogs"`
		ScopeSpans []jsonScope `json:"scopeSpans"`
	}
	jsonScope struct {
		LogRecords []json.RawMessage `json:"logRecords"`
		Spans      []json.RawMessage `json:"spans"`
	}
	jsonAttribute struct {
		Key   string
		Value jsonValue
	}
	jsonValue struct {
		String *string                           `json:"stringValue"`
		Bool   *bool                             `json:"boolValue"`
		Int    json.RawMessage                   `json:"intValue"`
		Bytes  string                            `json:"bytesValue"`
		Array  *struct{ Values []jsonValue }     `json:"arrayValue"`
		Map    *struct{ Values []jsonAttribute } `json:"kvlistValue"`
	}
	jsonRecord struct {
		Time       json.RawMessage `json:"timeUnixNano"`
		Observed   json.RawMessage `json:"observedTimeUnixNano"`
		Severity   json.RawMessage `json:"severityNumber"`
		Level      string          `json:"severityText"`
		Body       jsonValue
		Attributes []jsonAttribute
	}
	jsonSpan struct {
		TraceID    string `json:"traceId"`
		Attributes []jsonAttribute
		Events     []struct {
			Time       json.RawMessage `json:"timeUnixNano"`
			Attributes []jsonAttribute
		}
		Status struct{ Code json.RawMessage }
	}
)

const (
	maxElements = 400_000 // what small elements cost is far more than their bytes
	maxDepth    = 64
)

var errShape = errors.New("too many or too deeply nested values")

// bounded looks at the brackets and commas of a document before it is decoded.
func bounded(body []byte) error {
	depth, elements, quoted := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			elements++
		case c == ',':
			elements++
		case c == '}' || c == ']':
			depth--
		}
		if depth > maxDepth || elements > maxElements {
			return errShape
		}
	}
	return nil
}

func (b *batch) readJSON(body []byte) error {
	if err := bounded(body); err != nil {
		return err
	}
	var request jsonRequest
	if err := json.Unmarshal(body, &request); err != nil {
		return err
	}
	groups := request.ResourceLogs
	if b.kind.trace {
		groups = request.ResourceSpans
	}
	for _, group := range groups {
		resource := factsOf(group.Resource.Attributes, facts{})
		scopes := group.ScopeLogs
		if b.kind.trace {
			scopes = group.ScopeSpans
		}
		for _, scope := range scopes {
			if err := b.jsonScope(resource, scope); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) jsonScope(resource facts, scope jsonScope) error {
	items, read := scope.LogRecords, b.jsonRecord
	if b.kind.trace {
		items, read = scope.Spans, b.jsonSpan
	}
	for _, raw := range items {
		if !suspect(raw) {
			continue
		}
		if err := read(resource, raw); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) jsonRecord(resource facts, raw []byte) error {
	var r jsonRecord
	if err := json.Unmarshal(raw, &r); err != nil {
		return err
	}
	it := item{at: number(r.Time), severity: severity(r.Severity), level: r.Level, body: r.Body.text(0), facts: factsOf(r.Attributes, facts{})}
	if it.at == 0 {
		it.at = number(r.Observed)
	}
	b.add(resource, it)
	return nil
}

func (b *batch) jsonSpan(resource facts, raw []byte) error {
	var s jsonSpan
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	of := factsOf(s.Attributes, facts{})
	status := int(min(number(s.Status.Code), 100))
	switch strings.Trim(string(s.Status.Code), `"`) {
	case "STATUS_CODE_OK":
		status = statusOK
	case "STATUS_CODE_ERROR":
		status = statusBad
	}
	for _, e := range s.Events {
		it := item{at: number(e.Time), traceID: s.TraceID[:min(len(s.TraceID), 32)], status: status, facts: facts{}}
		for k, v := range of {
			it.facts[k] = v
		}
		if factsOf(e.Attributes, it.facts)["exception.stacktrace"] != "" {
			b.add(resource, it)
		}
	}
	return nil
}

func factsOf(attributes []jsonAttribute, into facts) facts {
	for _, a := range attributes {
		if wanted[a.Key] {
			into[a.Key] = a.Value.text(0)
		}
	}
	return into
}

// text is a value as text: that of a map or a list is every text in it, a line each, one level deep.
func (v jsonValue) text(depth int) string {
	switch {
	case v.String != nil:
		return (*v.String)[:min(len(*v.String), maxValue)]
	case v.Bool != nil:
		return strconv.FormatBool(*v.Bool)
	case v.Int != nil:
		return strings.Trim(string(v.Int), `"`)
	case v.Bytes != "":
		return unbase64(v.Bytes)
	case depth > 0:
		return ""
	}
	var values []jsonValue
	if v.Array != nil {
		values = v.Array.Values
	}
	if v.Map != nil {
		for _, a := range v.Map.Values {
			values = append(values, a.Value)
		}
	}
	var out strings.Builder
	for _, inner := range values {
		if text := inner.text(depth + 1); text != "" && out.Len()+len(text) < maxValue {
			out.WriteString(text + "\n")
		}
	}
	return out.String()
}

// number reads a whole number, which JSON may write as a string.
func number(raw json.RawMessage) uint64 {
	n, _ := strconv.ParseUint(strings.Trim(string(raw), `"`), 10, 64)
	return n
}

// severities are the first numbers of the ranges.
var severities = map[string]int{"TRACE": 1, "DEBUG": 5, "INFO": 9, "WARN": 13, "ERROR": 17, "FATAL": 21}

func severity(raw json.RawMessage) int {
	if name, ok := strings.CutPrefix(strings.Trim(string(raw), `"`), "SEVERITY_NUMBER_"); ok {
		return severities[strings.TrimRight(name, "234")]
	}
	return int(min(number(raw), 100))
}
