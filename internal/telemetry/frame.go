package telemetry

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// framed is a line without what a container runtime wrote around it.
type framed struct {
	text    []byte
	stream  string // stdout or stderr, where the framing says so
	writer  string // the container, where several write into one file
	partial bool   // the runtime has cut the line here
}

var (
	criLine     = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\S{8,30} (stdout|stderr) ([FP])(?::\S*)?(?: |$)`)
	composeLine = regexp.MustCompile(`^([A-Za-z0-9][\w.-]{0,78}[-_]\d{1,4}) {0,80}\| `)
	dockerHead  = []byte(`{"log":"`)
)

// unframe undoes the framings that mark every line. Whatever else loggers put before a line stays: the trace package knows it.
func unframe(line []byte) framed {
	line = bytes.TrimSuffix(line, []byte("\r"))
	switch {
	case len(line) == 0:
	case line[0] == '{' && bytes.HasPrefix(line, dockerHead):
		var d struct{ Log, Stream string }
		if json.Unmarshal(line, &d) == nil && d.Stream != "" {
			text, whole := bytes.CutSuffix([]byte(d.Log), []byte("\n"))
			return framed{text: bytes.TrimSuffix(text, []byte("\r")), stream: d.Stream, partial: !whole}
		}
	case line[0] >= '0' && line[0] <= '9' && len(line) > 28:
		if m := criLine.FindSubmatchIndex(line[:min(len(line), 100)]); m != nil {
			return framed{text: line[m[1]:], stream: string(line[m[2]:m[3]]), partial: line[m[4]] == 'P'}
		}
	}
	if m := composeName(line); m != nil {
		return framed{text: line, writer: string(m)}
	}
	return framed{text: line}
}

// composeName returns the container's name where a line begins with one: "shop-1  | text".
func composeName(line []byte) []byte {
	head := line[:min(len(line), 164)]
	if bytes.IndexByte(head, '|') <= 0 || head[0] == ' ' {
		return nil
	}
	if m := composeLine.FindSubmatch(head); m != nil {
		return m[1]
	}
	return nil
}
