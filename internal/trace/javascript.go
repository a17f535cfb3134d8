package trace

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
)

var (
	jsPlace = regexp.MustCompile(`^(.+?):(\d+):(\d+)$`)
	jsCrash = regexp.MustCompile(`^((?:file://)?(?:[A-Z]:)?[/\\].*\.[cm]?[jt]sx?):(\d+)$`)
)

// parseJavaScript reads the V8 stack whose first frame is at line i: its header stands above, its causes and members in the
// braces that follow.
func parseJavaScript(s *stream, i, floor int) (heald.Exception, int, bool) {
	if _, ok := jsFrame(s.lines[i].text); !ok {
		return heald.Exception{}, i, false
	}
	h := headerAbove(s, i, floor)
	e := h.exception("javascript", s, i)
	next := i
	e.Frames, next = atBlock(s, i, jsFrame)
	if h.at < 0 && len(e.Frames) < 2 {
		return e, next, false
	}
	jsCode(s, &e, h.at, floor)
	if strings.HasSuffix(s.lines[next-1].text, "{") {
		next = jsFields(s, &e, next)
	}
	e.End = s.lines[next-1].end
	return e, next, true
}

// jsFields reads what an error prints in braces behind its stack: [cause] and [errors] hold errors of their own.
func jsFields(s *stream, e *heald.Exception, i int) int {
	level, members := 1, false
	for end := i + 1000; i < min(len(s.lines), end) && level > 0; {
		t := strings.TrimSpace(s.lines[i].text)
		rest, isMember := strings.CutPrefix(t, "[errors]: [")
		rest, isCause := strings.CutPrefix(strings.TrimSpace(rest), "[cause]: ")
		members = isMember || members && !isCause
		inner, next, ok := jsInner(s, i, rest)
		switch {
		case !ok:
			i++
		case members:
			e.Members, i = append(e.Members, inner), next
		default:
			e.Causes, i = append(e.Causes, inner), next
		}
		t = strings.TrimSpace(s.lines[i-1].text)
		level += braces(t)
		if !ok && !strings.HasPrefix(t, "[") && looksLikeLog(t) {
			return i - 1
		}
	}
	return i
}

// braces says how a line of fields changes their nesting.
func braces(t string) int {
	switch {
	case strings.HasSuffix(t, "{"):
		return 1
	case strings.HasPrefix(t, "}"):
		return -1
	}
	return 0
}

// jsInner reads an error inside the braces of another: rest is its header at line i, its frames follow.
func jsInner(s *stream, i int, rest string) (heald.Exception, int, bool) {
	if i+1 >= len(s.lines) || !isJSFrame(s.lines[i+1].text) || namedHeader(rest) == nil {
		return heald.Exception{}, i, false
	}
	e := headerAbove(s, i+1, i).exception("javascript", s, i)
	next := i
	e.Frames, next = atBlock(s, i+1, jsFrame)
	e.End = s.lines[next-1].end
	return e, next, true
}

// jsCode takes the source line that node prints above the report of an uncaught error.
func jsCode(s *stream, e *heald.Exception, at, floor int) {
	for j := at - 1; j >= max(floor, at-6); j-- {
		m := jsCrash.FindStringSubmatch(s.lines[j].text)
		f := e.Innermost()
		if m == nil || f == nil || j+1 >= at {
			continue
		}
		if line, err := strconv.Atoi(m[2]); err == nil && line == f.Line && strings.HasSuffix(f.File, m[1]) {
			f.Code = strings.TrimSpace(s.lines[j+1].text)
			e.Start = s.lines[j].start
		}
		return
	}
}

func isJSFrame(t string) bool {
	_, ok := jsFrame(t)
	return ok
}

// jsFrame reads "at FUNCTION (PLACE)" or "at PLACE".
func jsFrame(t string) (heald.Frame, bool) {
	t = strings.TrimSpace(t)
	t, ok := strings.CutPrefix(strings.TrimSuffix(strings.TrimSuffix(t, " {"), ","), "at ")
	if !ok || len(t) > 4096 {
		return heald.Frame{}, false
	}
	t = strings.TrimPrefix(t, "async ")
	place := t
	var f heald.Frame
	if open := strings.Index(t, " ("); open >= 0 && strings.HasSuffix(t, ")") {
		f.Function, place = t[:open], t[open+2:len(t)-1]
		f.Function, _, _ = strings.Cut(f.Function, " [as ")
	}
	m := jsPlace.FindStringSubmatch(place)
	if m == nil {
		switch {
		case place == "<anonymous>" || place == "native" || strings.HasPrefix(place, "index "):
			f.File = place
			return f, f.Function != ""
		}
		return f, false
	}
	f.File = m[1]
	f.Line, _ = strconv.Atoi(m[2])
	f.Column, _ = strconv.Atoi(m[3])
	f.InApp = jsInApp(f.File)
	return f, true
}

func jsInApp(file string) bool {
	file = strings.ReplaceAll(file, `\`, "/")
	switch {
	case strings.HasPrefix(file, "node:"), strings.HasPrefix(file, "internal/"), strings.HasPrefix(file, "<"),
		strings.Contains(file, "/node_modules/"), strings.HasPrefix(file, "node_modules/"), strings.HasPrefix(file, "eval at "):
		return false
	}
	return strings.ContainsAny(file, "/.")
}
