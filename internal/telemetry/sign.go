package telemetry

import "bytes"

// strongSigns are what only lines of a trace hold, plain or within a log record.
var strongSigns = [][]byte{
	[]byte("(most recent call"), []byte(", line "), []byte("goroutine "), []byte("panic"), []byte("fatal error: "), []byte("Caused by: "),
	[]byte(`"frames"`), []byte(`\"frames\"`), []byte("Fatal Python error: "), []byte("ception in thread "),
}

var (
	pythonFrame = []byte(`File "`)
	pythonQuote = []byte(`File \"`)
	goRecover   = [][]byte{[]byte("panic: "), []byte("panic serving ")}
	goFile      = []byte(".go:")
	atMark      = []byte("at ")
)

// Sign says whether a line, or a larger text, may hold a part of a stack trace. It is cheap, and says no to nearly every line of an
// ordinary log.
func Sign(line []byte) bool {
	for i, s := range strongSigns {
		if bytes.Contains(line, s) && confirmed(i, line) {
			return true
		}
	}
	if i := bytes.Index(line, goFile); i >= 0 && bytes.ContainsAny(line[:i], "\t\\") {
		return true // a place line begins with a tab; a logger writes it as \t
	}
	return atFrame(line)
}

// confirmed looks twice where a sign is a common word.
func confirmed(i int, line []byte) bool {
	switch i {
	case 1:
		return bytes.Contains(line, pythonFrame) || bytes.Contains(line, pythonQuote)
	case 2:
		return bytes.IndexByte(line, '[') >= 0
	case 3:
		return bytes.Contains(line, goRecover[0]) || bytes.Contains(line, goRecover[1])
	}
	return true
}

const maxCall = 1 << 10

// atFrame says whether a Java or JavaScript frame stands on the line: "at NAME(PLACE)" or "at FILE:1:2", at its beginning or behind a
// blank, a margin or an escaped line end.
func atFrame(line []byte) bool {
	for rest := line; ; {
		i := bytes.Index(rest, atMark)
		if i < 0 {
			return false
		}
		begins := i == 0 || bytes.IndexByte([]byte(" \t|"), rest[i-1]) >= 0 || i > 1 && rest[i-2] == '\\'
		rest = rest[i+len(atMark):]
		if begins && called(rest[:min(len(rest), maxCall)]) {
			return true
		}
	}
}

var placeless = [][]byte{[]byte("(Native Method)"), []byte("(Unknown Source)"), []byte("(<anonymous>)")}

// called says whether text begins as what follows "at " in a frame does.
func called(text []byte) bool {
	if i := bytes.IndexAny(text, "\\\n"); i >= 0 {
		text = text[:i] // an escaped line end
	}
	if open := bytes.IndexByte(text, '('); open > 0 {
		if shut := bytes.IndexByte(text[open:], ')'); shut > 0 && colonDigit(text[open:open+shut], 1) {
			return true
		}
		for _, p := range placeless {
			if bytes.HasPrefix(text[open:], p) {
				return true
			}
		}
	}
	text = bytes.TrimPrefix(text, []byte("async "))
	if i := bytes.IndexAny(text, " \t"); i >= 0 {
		text = text[:i]
	}
	return colonDigit(text, 2) && bytes.IndexByte(text, '/') >= 0
}

// colonDigit says whether ":N" follows at least n times, and something stands before.
func colonDigit(text []byte, n int) bool {
	for i := 2; i < len(text) && n > 0; i++ {
		if text[i-1] == ':' && text[i] >= '0' && text[i] <= '9' && text[i-2] != ' ' {
			n--
		}
	}
	return n == 0
}
