package triage

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/redact"
)

const (
	contextBefore = 8 << 10
	contextAfter  = 2 << 10
)

// Incident makes the first incident of an exception that was read from text. Its context is the text around the trace, with "…"
// where the trace stood; it and every message are redacted. Printed code is not: it is compared with the repository's.
func Incident(service string, text []byte, e heald.Exception, at time.Time) heald.Incident {
	e = redacted(e)
	return heald.Incident{
		Service:     service,
		Fingerprint: Fingerprint(e),
		Generation:  1,
		Language:    e.Language,
		ErrorType:   e.ErrorType,
		Message:     e.Message,
		Exception:   e,
		Context:     around(text, e.Start, e.End),
		Count:       1,
		FirstSeen:   at,
		LastSeen:    at,
	}
}

// redacted returns a copy of e without secrets in its messages and notes.
func redacted(e heald.Exception) heald.Exception {
	e.Message = redact.Text(e.Message)
	e.Notes = slices.Clone(e.Notes)
	for i, n := range e.Notes {
		e.Notes[i] = redact.Text(n)
	}
	e.Causes, e.Members = slices.Clone(e.Causes), slices.Clone(e.Members)
	for i := range e.Causes {
		e.Causes[i] = redacted(e.Causes[i])
	}
	for i := range e.Members {
		e.Members[i] = redacted(e.Members[i])
	}
	return e
}

// around returns the text before and after a trace, in whole lines where it had to be cut.
func around(text []byte, start, end int) string {
	start = min(max(start, 0), len(text))
	end = min(max(end, start), len(text))
	before, after := text[:start], text[end:]
	if len(before) > contextBefore {
		before = before[len(before)-contextBefore:]
		if i := bytes.IndexByte(before, '\n'); i >= 0 {
			before = before[i+1:]
		}
	}
	if len(after) > contextAfter {
		after = after[:contextAfter]
		if i := bytes.LastIndexByte(after, '\n'); i >= 0 {
			after = after[:i+1]
		}
	}
	if len(bytes.TrimSpace(before)) == 0 && len(bytes.TrimSpace(after)) == 0 {
		return ""
	}
	return redact.Text(printable(before)) + "…" + redact.Text(printable(after))
}

// printable drops what a terminal would act on.
func printable(b []byte) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, strings.ToValidUTF8(string(b), "?"))
}
