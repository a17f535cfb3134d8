package trace

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
)

// JavaScript and Java print alike: a header, "Type: message", then lines "at …", innermost first. What the two grammars share
// is here.

// namedError finds an error's type in a header that may have a logger's words before it.
var namedError = regexp.MustCompile(`(?:^|[\s:\]|>(,"'])((?:[A-Za-z_$][\w$]*\.)*(?:[A-Za-z_$][\w$]*)?(?:Error|Exception|Throwable|Failure|Rejection)\d*)(?: \[([^\]]*)\])?(: |:?$)`)

// plainError matches a header of an error whose name does not say that it is one.
var plainError = regexp.MustCompile(`^\s*(?:Uncaught |Exception in thread "[^"]*" )?((?:[A-Za-z_][\w$]*\.)*[A-Z][\w$]*)(: |:?$)`)

// classedError matches what node prints of an error whose class and name differ: "Refused [RefusedError]: message".
var classedError = regexp.MustCompile(`(?:^|\s)([A-Z][\w$]*) \[[A-Za-z_$][\w$]*\]: `)

// header is the line that names the error above a block of frames.
type header struct {
	at       int // its line; -1 when there is none
	typ, msg string
	notes    []string // the rest of the message
}

// headerAbove looks for the header of the frames that begin at line i, no higher than floor.
func headerAbove(s *stream, i, floor int) header {
	for j := i - 1; j >= max(floor, i-leadLines); j-- {
		t := s.lines[j].text
		m := namedHeader(t)
		if m == nil && j == i-1 {
			m = plainError.FindStringSubmatch(t)
		}
		if m == nil || levels[m[1]] {
			if strings.TrimSpace(t) == "" || looksLikeLog(t) {
				break
			}
			continue
		}
		h := header{at: j, typ: m[1]}
		at := strings.Index(t, m[0]) + len(m[0])
		h.msg = strings.TrimSpace(t[at:])
		for k := j + 1; k < i && len(h.notes) < maxNotes; k++ {
			h.notes = append(h.notes, s.lines[k].text)
		}
		return h
	}
	return header{at: -1}
}

func namedHeader(t string) []string {
	if m := namedError.FindStringSubmatch(t); m != nil {
		return m
	}
	return classedError.FindStringSubmatch(t)
}

// atBlock reads the frames from line i on with one grammar's reader and returns them outermost first.
func atBlock(s *stream, i int, read func(string) (heald.Frame, bool)) ([]heald.Frame, int) {
	var frames []heald.Frame
	for i < len(s.lines) {
		t := s.lines[i].text
		f, ok := read(t)
		if !ok && len(frames) > 0 && strings.HasSuffix(t, " lines matching cause stack trace ...") {
			i++
			continue
		}
		if !ok {
			break
		}
		if len(frames) < maxFrames {
			frames = append(frames, f)
		}
		i++
		if strings.HasSuffix(t, "{") || strings.HasSuffix(t, ",") {
			break // the error's own fields follow, or the next error of a list
		}
	}
	slices.Reverse(frames)
	return frames, i
}

func (h header) exception(language string, s *stream, i int) heald.Exception {
	e := heald.Exception{Language: language, ErrorType: h.typ, Message: h.msg, Notes: h.notes, Start: s.lines[i].start}
	if h.at >= 0 {
		e.Start = s.lines[h.at].start
	}
	e.Cut.End = h.at < 0 // the header stands at the inner end
	return e
}
