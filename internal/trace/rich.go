package trace

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
)

// The box that the rich library draws: frames as "FILE:LINE in NAME", each with an extract of the source in which an arrow marks
// the line, and the error line below the box. Its chains are boxes one after the other with Python's own sentences between.

const richTop = "Traceback (most recent call last) \u2500"

var (
	richFrame = regexp.MustCompile(`^(\S.*):(\d+) in (\S+)$`)
	richCode  = regexp.MustCompile(`^❱ *(\d+) ?(.*)$`)
)

// parseRich reads the box whose top is line i, and those that follow it in its chain.
func parseRich(s *stream, i int) (heald.Exception, int, bool) {
	r := &pyReader{lines: s.lines, document: s.document}
	var links []heald.Exception
	start, next, handling := i, i, false
	for len(links) < maxDepth {
		e, n, ok := richBox(r, i)
		if !ok {
			break
		}
		e.Handling = handling && len(links) > 0
		links, next = append(links, e), n
		n = r.skipBlank(n, -1)
		t, _ := r.text(n, -1)
		if t = strings.TrimSpace(t); t != pyCause && t != pyHandling {
			break
		}
		handling, i = t == pyHandling, r.skipBlank(n+1, -1)
	}
	return chained(links, s.lines, start, next)
}

func richBox(r *pyReader, i int) (heald.Exception, int, bool) {
	if i >= len(r.lines) || !strings.Contains(r.lines[i].text, richTop) {
		return heald.Exception{}, i, false
	}
	e := heald.Exception{Language: "python", Start: r.lines[i].start}
	for i++; i < len(r.lines) && len(e.Frames) < maxFrames; i++ {
		t, ok := strings.CutPrefix(strings.TrimSpace(r.lines[i].text), "│")
		if !ok {
			break
		}
		e.Frames = richLine(e.Frames, strings.TrimSpace(strings.TrimSuffix(t, "│")))
	}
	if i < len(r.lines) && strings.Contains(r.lines[i].text, "───") { // the bottom
		i++
	}
	next, found := r.errorLine(&e, i, -1, -1)
	e.Cut.End = !found
	e.End = r.lines[next-1].end
	return e, next, len(e.Frames) > 0
}

// richLine adds what one line of a box says to the frames.
func richLine(frames []heald.Frame, t string) []heald.Frame {
	if m := richFrame.FindStringSubmatch(t); m != nil {
		f := heald.Frame{File: m[1], Function: m[3]}
		f.Line, _ = strconv.Atoi(m[2])
		f.Module, f.InApp = pythonPlace(f.File)
		return append(frames, f)
	}
	if m := richCode.FindStringSubmatch(t); m != nil && len(frames) > 0 {
		frames[len(frames)-1].Code = strings.TrimSpace(strings.ReplaceAll(m[2], "│", ""))
	}
	return frames
}
