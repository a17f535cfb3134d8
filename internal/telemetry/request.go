package telemetry

import (
	"bytes"
	"regexp"
	"strings"
)

const maxRequest = 512

var (
	requestLine = regexp.MustCompile(`\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ ,:"']{1,4}(?:https?://[^/\s"]{1,200})?(/[^\s"'<>\\]*)(.{0,80})`)
	failedOn    = regexp.MustCompile(`(?:Exception|Error|error|exception) (?:on|in|at|while handling|handling) (/[^\s"'<>\\]*) \[(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\]`)
	statusCode  = regexp.MustCompile(`^[^0-9]{0,12}(?:HTTP/\d(?:\.\d)?)?"?[^0-9]{0,24}([1-5]\d\d)\b`)
)

// Request returns the method and path of the request that failed when the lines around a trace name it, else nothing: a line that says
// what failed, an access log's line behind the trace with a server error, or the last line before it that names a request which
// had not ended.
func Request(before, after string) string {
	lines := strings.Split(strings.TrimRight(before, "\n"), "\n")
	for i := len(lines) - 1; i >= max(0, len(lines)-3); i-- {
		if m := failedOn.FindStringSubmatch(lines[i]); m != nil {
			return bounded(m[2], m[1])
		}
	}
	for line := range strings.Lines(after) {
		if method, path, status := requestIn(line); method != "" && status == '5' {
			return bounded(method, path)
		}
	}
	for i := len(lines) - 1; i >= 0; i-- {
		method, path, status := requestIn(lines[i])
		if method != "" && (status == '5' || status == 0) {
			return bounded(method, path)
		}
	}
	return ""
}

// requestIn reads a line of an access log, or one that says what is being served: then the first digit of the status is 0.
func requestIn(line string) (method, path string, status byte) {
	if !strings.Contains(line, " /") && !strings.Contains(line, "http") && !strings.Contains(line, `"/`) {
		return "", "", 0
	}
	m := requestLine.FindStringSubmatch(line)
	if m == nil {
		return "", "", 0
	}
	if code := statusCode.FindStringSubmatch(m[3]); code != nil {
		status = code[1][0]
	}
	return m[1], m[2], status
}

func bounded(method, path string) string {
	s := method + " " + path
	return strings.ToValidUTF8(s[:min(len(s), maxRequest)], "")
}

// Clean drops what neither a terminal nor a database should be given.
func Clean(b []byte) []byte {
	if i := bytes.IndexFunc(b, control); i < 0 && validText(b) {
		return bytes.Clone(b)
	}
	return bytes.Map(func(c rune) rune {
		if control(c) {
			return -1
		}
		return c
	}, bytes.ToValidUTF8(b, []byte("?")))
}

func control(c rune) bool { return c < ' ' && c != '\t' && c != '\n' && c != 0x1b || c == 0x7f }
