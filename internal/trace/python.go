package trace

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
)

// Python's grammar, as traceback.py and the interpreter itself print it, from 3.6 to 3.13:
//
//	chain  = block { separator block }              the separators say "direct cause" or "During handling"
//	block  = header { frame } error { note }        header and error may be cut away
//	frame  = `  File "F", line N, in NAME` { code [ markers ] } [ "Previous line repeated" ]
//	group  = `  + Exception Group Traceback` ...    its lines stand behind a margin, "  | ", its members behind a deeper one
//
// A trace may be indented as a whole: what counts is the indentation relative to its File lines.

const (
	pyHeader   = "Traceback (most recent call last):"
	pyGroup    = "Exception Group " + pyHeader
	pyCause    = "The above exception was the direct cause of the following exception:"
	pyHandling = "During handling of the above exception, another exception occurred:"
	maxNotes   = 50
	maxNoise   = 5 // lines of others that may stand inside a trace
	maxDepth   = 50
)

// pyReader reads one chain out of the lines of a stream.
type pyReader struct {
	lines    []line
	document bool
	alone    bool // nothing stands before the trace
	named    bool // the record around a document names the error
	depth    int
}

// margin is where an exception group's bar stands; -1 for none.
type margin int

// parsePython reads the trace at or just after line i. When the lines are Python's but no exception (a printed stack), it
// returns false and the line after them.
func parsePython(s *stream, i int) (heald.Exception, int, bool) {
	r := &pyReader{lines: s.lines, document: s.document, alone: i == 0, named: first(s.fields, typeFields) != ""}
	trimmed := strings.TrimSpace(s.lines[i].text)
	switch {
	case strings.HasPrefix(trimmed, "Fatal Python error: "):
		return r.fatal(i)
	case strings.HasSuffix(trimmed, pyHeader):
		e, next, ok := r.chain(i, -1)
		if ok && e.ErrorType == "" && i > 0 {
			announced(&e, s.lines[i-1])
		}
		return e, next, ok
	case strings.HasSuffix(trimmed, "(most recent call last):"), strings.HasSuffix(trimmed, "(most recent call first):"):
		return heald.Exception{}, r.skipStack(i + 1), false
	case isFileLine(trimmed):
		return r.chain(i, -1)
	}
	return heald.Exception{}, i, false
}

// announced names the error of a trace without an error line from the line before it, where a platform prints it there.
func announced(e *heald.Exception, before line) {
	said, ok := strings.CutPrefix(before.text, "[ERROR] ")
	if !ok {
		return
	}
	if typ, msg, ok := pyError(said); ok {
		e.ErrorType, e.Message, e.Cut.End, e.Start = typ, msg, false, before.start
	}
}

// text returns line i behind the margin; false when the line is not in it.
func (r *pyReader) text(i int, m margin) (string, bool) {
	if i >= len(r.lines) {
		return "", false
	}
	t := r.lines[i].text
	if m < 0 {
		return t, true
	}
	if len(t) <= int(m) || t[m] != '|' || strings.TrimLeft(t[:m], " ") != "" {
		return "", false
	}
	return strings.TrimPrefix(t[m+1:], " "), true
}

// chain reads blocks joined by separators; the last is the exception itself, those before are its causes.
func (r *pyReader) chain(i int, m margin) (heald.Exception, int, bool) {
	start := i
	if r.depth++; r.depth > maxDepth {
		return heald.Exception{}, i, false
	}
	defer func() { r.depth-- }()
	var links []heald.Exception
	handling := false
	next := i
	for {
		e, n, ok := r.block(i, m)
		if !ok {
			break
		}
		e.Handling = handling && len(links) > 0
		links = append(links, e)
		next = n
		if i, handling, ok = r.separator(n, m); !ok {
			break
		}
	}
	return chained(links, r.lines, start, next)
}

// chained makes one exception of a chain in the order in which it is printed, the root first.
func chained(links []heald.Exception, lines []line, start, next int) (heald.Exception, int, bool) {
	if len(links) == 0 {
		return heald.Exception{}, next, false
	}
	e := links[len(links)-1]
	for k := len(links) - 2; k >= 0; k-- {
		e.Causes = append(e.Causes, links[k])
	}
	e.Start, e.End = lines[start].start, lines[next-1].end
	return e, next, true
}

// separator looks for the sentence between two blocks and returns the line where the next block begins.
func (r *pyReader) separator(i int, m margin) (next int, handling, ok bool) {
	i = r.skipBlank(i, m)
	t, ok := r.text(i, m)
	if !ok {
		return i, false, false
	}
	switch strings.TrimSpace(t) {
	case pyCause:
	case pyHandling:
		handling = true
	default:
		return i, false, false
	}
	i = r.skipBlank(i+1, m)
	t, ok = r.text(i, m)
	trimmed := strings.TrimSpace(t)
	return i, handling, ok && (strings.HasSuffix(trimmed, pyHeader) || isFileLine(trimmed))
}

func (r *pyReader) skipBlank(i int, m margin) int {
	for n := 0; n < 3; n++ {
		if t, ok := r.text(i, m); !ok || strings.TrimSpace(t) != "" {
			break
		}
		i++
	}
	return i
}

// block reads one header, its frames, the error line, the notes and, in a group, the members.
func (r *pyReader) block(i int, m margin) (heald.Exception, int, bool) {
	e := heald.Exception{Language: "python", Start: r.lines[min(i, len(r.lines)-1)].start}
	t, ok := r.text(i, m)
	if !ok {
		return e, i, false
	}
	member := m >= 0
	header := strings.HasSuffix(strings.TrimSpace(t), pyHeader)
	if header {
		m = groupMargin(t, m)
		i++
	}
	f := pyFrames{r: r, m: m, base: -1}
	i = f.read(i)
	e.Frames = f.frames
	next, found := r.errorLine(&e, i, m, f.base)
	if found {
		next = r.members(&e, next, m)
	}
	e.Cut = heald.Cut{Start: !header && !(found && headless(e, member)), End: !found}
	e.End = r.lines[max(next, 1)-1].end
	return e, next, len(e.Frames)+count(header, found, found && member, r.named) > 1
}

// groupMargin is where the bar of the group stands that a header opens, or the margin as it was.
func groupMargin(header string, m margin) margin {
	if bar := strings.Index(header, "+ "+pyGroup); bar >= 0 && m < 0 {
		return margin(bar)
	}
	return m
}

// headless says that an exception is printed without a header: a syntax error at start-up, and a member that was never raised.
func headless(e heald.Exception, member bool) bool {
	return len(e.Frames) == 1 && e.Frames[0].Function == "" || member && len(e.Frames) == 0
}

// count returns how many signs of a trace there are: one alone may be chance.
func count(signs ...bool) int {
	n := 0
	for _, s := range signs {
		if s {
			n++
		}
	}
	return n
}

// errorLine reads "Type: message" and what continues it.
func (r *pyReader) errorLine(e *heald.Exception, i int, m margin, base int) (int, bool) {
	i = r.skipNoise(i, m, base)
	t, ok := r.text(i, m)
	if !ok {
		return i, false
	}
	_, indent := indented(t)
	if base >= 0 && indent != base {
		return i, false
	}
	e.ErrorType, e.Message, ok = pyError(t[indent:])
	if !ok {
		return i, false
	}
	return r.notes(e, i+1, m, indent), true
}

// notes reads PEP 678 notes and the rest of a message of several lines. Where they end is certain in documents and margins;
// elsewhere continues guesses.
func (r *pyReader) notes(e *heald.Exception, i int, m margin, base int) int {
	last, took := e.Message, 0 // lines taken, without blank ones at the end
	for n := 0; n < maxNotes; n++ {
		t, ok := r.text(i+n, m)
		if !ok || r.notesEnd(t, last, i+n, m, base) {
			break
		}
		e.Notes = append(e.Notes, t[min(base, len(t)):])
		if last = t; strings.TrimSpace(t) != "" {
			took = n + 1
		}
	}
	if e.Notes = e.Notes[:took]; took == 0 {
		e.Notes = nil
	}
	return i + took
}

// notesEnd says whether line i, t, no longer belongs to the error above it.
func (r *pyReader) notesEnd(t, last string, i int, m margin, base int) bool {
	closed := r.document || m >= 0
	trimmed := strings.TrimSpace(t)
	if trimmed == "" {
		_, _, chained := r.separator(i, m)
		return chained || !closed
	}
	_, indent := indented(t)
	return indent < base || trimmed == pyCause || trimmed == pyHandling || pyStarts(trimmed) || !closed && !r.continues(last, t, i)
}

// continues says whether line i may go on with what last said, in a stream where others write too: not a log record, and
// indented, or announced by what stands before it, or the head of an indented line. Where nothing stands before the trace
// everything up to a blank line counts: it is a crash report and not a log.
func (r *pyReader) continues(last, t string, i int) bool {
	switch {
	case looksLikeLog(t):
		return false
	case r.alone, strings.HasPrefix(t, " "), strings.HasPrefix(t, "\t"):
		return true
	}
	next, ok := r.text(i+1, -1)
	indented := ok && (strings.HasPrefix(next, " ") || strings.HasPrefix(next, "\t")) && strings.TrimSpace(next) != ""
	return strings.HasSuffix(strings.TrimSpace(last), ":") || indented && !strings.ContainsAny(t, " :")
}

// pyStarts says whether a line begins something new that Python itself prints.
func pyStarts(t string) bool {
	for _, p := range []string{"Exception in thread ", "Exception ignored in", "Task exception was never retrieved", "Fatal Python error: ",
		"+-", "future: <"} {
		if strings.HasPrefix(t, p) {
			return true
		}
	}
	return strings.HasSuffix(t, pyHeader) || isFileLine(t) || jsCrash.MatchString(t)
}

// members reads the exceptions of a group: each behind a line like "+---------------- 1 ----------------".
func (r *pyReader) members(e *heald.Exception, i int, m margin) int {
	if m < 0 {
		return i
	}
	for i < len(r.lines) {
		col, last := r.ruler(i, m)
		if col < 0 {
			return i
		}
		if i++; last {
			return i
		}
		child, next, ok := r.chain(i, margin(col))
		if ok {
			e.Members = append(e.Members, child)
			i = next
			continue
		}
		for { // "and 3 more exceptions"
			if _, in := r.text(i, margin(col)); !in {
				break
			}
			i++
		}
	}
	return i
}

// ruler reads a line between the members of a group whose bar is at m: the column of the members' bar, and whether the line
// closes the group.
func (r *pyReader) ruler(i int, m margin) (col int, last bool) {
	t := r.lines[i].text
	col = int(m) + 2
	if len(t) < col+6 || strings.TrimLeft(t[:m], " ") != "" || t[m:col] != "+-" && t[m:col] != "  " || t[col:col+5] != "+----" {
		return -1, false
	}
	return col, strings.Trim(t[col:], "+-") == ""
}

// skipNoise passes over log records of others inside a trace, when the trace goes on behind them.
func (r *pyReader) skipNoise(i int, m margin, base int) int {
	if t, ok := r.text(i, m); ok && base >= 0 && strings.HasPrefix(t[min(base, len(t)):], "  ") {
		return i // indented: the trace's own
	}
	for j := i; j < i+maxNoise; j++ {
		t, ok := r.text(j, m)
		switch {
		case ok && isNoise(t):
			continue
		case ok && j > i && base >= 0 && pyContinues(t, base):
			return j
		}
		break
	}
	return i
}

// isNoise says whether a line inside a trace is a log record; Python's own note of repeated frames looks like one.
func isNoise(t string) bool {
	return looksLikeLog(t) && !strings.HasPrefix(strings.TrimSpace(t), "[Previous line ")
}

func pyContinues(t string, base int) bool {
	trimmed, indent := indented(t)
	if indent == base+2 {
		return isFileLine(trimmed)
	}
	typ, _, ok := pyError(trimmed)
	return indent == base && ok && typ[0] >= 'A' && typ[0] <= 'Z'
}

// skipStack passes over a stack that is printed without an error.
func (r *pyReader) skipStack(i int) int {
	for i < len(r.lines) {
		t := r.lines[i].text
		if !strings.HasPrefix(t, "  ") && !isFileLine(strings.TrimSpace(t)) {
			break
		}
		i++
	}
	return i
}

// fatal reads the report of a dying interpreter, which prints the innermost frame first.
func (r *pyReader) fatal(i int) (heald.Exception, int, bool) {
	msg, _ := strings.CutPrefix(strings.TrimSpace(r.lines[i].text), "Fatal Python error: ")
	e := heald.Exception{Language: "python", ErrorType: "Fatal Python error", Message: msg, Start: r.lines[i].start}
	for j := i + 1; j < min(i+8, len(r.lines)); j++ {
		if !strings.HasSuffix(r.lines[j].text, "(most recent call first):") {
			continue
		}
		f := pyFrames{r: r, m: -1, base: -1}
		j = f.read(j + 1)
		for k := len(f.frames) - 1; k >= 0; k-- {
			e.Frames = append(e.Frames, f.frames[k])
		}
		e.End = r.lines[j-1].end
		return e, j, true
	}
	return e, i + 1, false
}

// pyError splits an error line into type and message. Without a message only what looks like a class is taken for a type.
func pyError(t string) (typ, msg string, ok bool) {
	typ, msg, colon := strings.Cut(strings.TrimRight(t, " "), ":")
	if len(typ) > 300 || levels[typ] || !pyType.MatchString(typ) || msg != "" && msg[0] != ' ' {
		return "", "", false
	}
	if !colon && !strings.Contains(typ, ".") && strings.ToLower(typ[:1]) == typ[:1] {
		return "", "", false
	}
	typ = strings.TrimPrefix(strings.TrimPrefix(typ, "builtins."), "exceptions.")
	return typ, strings.TrimPrefix(msg, " "), true
}

// pyType is a dotted name, which may pass through a function: "app.f.<locals>.Refused".
var pyType = regexp.MustCompile(`^(?:[\pL_][\pL\pN_]*|<locals>)(?:\.(?:[\pL_][\pL\pN_]*|<locals>))*$`)

func isFileLine(trimmed string) bool {
	_, ok := pyFile(trimmed)
	return ok
}

// pyFile reads `File "F", line N, in NAME`. A syntax error's has no name; the interpreter's own dump has no second comma.
func pyFile(t string) (heald.Frame, bool) {
	t = strings.TrimPrefix(t, "> ")
	rest, ok := strings.CutPrefix(t, `File "`)
	at := strings.LastIndex(rest, `", line `)
	if !ok || at < 0 {
		return heald.Frame{}, false
	}
	f := heald.Frame{File: rest[:at]}
	rest = rest[at+len(`", line `):]
	n := 0
	for n < len(rest) && digit(rest[n]) {
		n++
	}
	num, err := strconv.Atoi(rest[:n])
	rest = strings.TrimRight(strings.TrimPrefix(rest[n:], ","), " \t")
	name, named := strings.CutPrefix(rest, " in ")
	if err != nil || !named && rest != "" {
		return heald.Frame{}, false
	}
	f.Line, f.Function = num, name
	f.Module, f.InApp = pythonPlace(f.File)
	return f, true
}
