package trace

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
)

// Go's grammar: a panic or a fatal error of the runtime, then the goroutine it happened in, innermost frame first. Goroutines
// dumped without a panic are no exception. A logger's stack (function and file lines only) is read in documents, where the
// fields beside it say what the error was.

var (
	goPlace     = regexp.MustCompile(`^\s+(\S.*\.(?:go|s)):(\d+)(?: \+0x[0-9a-f]+)?(?: fp=\S+ sp=\S+ pc=\S+)?$`)
	goGoroutine = regexp.MustCompile(`goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]]+\]:$`)
	goFunction  = regexp.MustCompile(`^(?:created by )?[\w./~@%+-]*[\w~-]\.[\w.()*<>\[\]{},/ ·-]+$`)
)

// parseGo reads the panic at line i.
func parseGo(s *stream, i, floor int) (heald.Exception, int, bool) {
	t := s.lines[i].text
	e := heald.Exception{Language: "go", Start: s.lines[i].start}
	next := i
	switch typ, msg, ok := goError(t); {
	case ok:
		e.ErrorType, e.Message = typ, msg
		if next = goHeader(s, &e, i+1); next < 0 {
			return e, i, false
		}
	case goGoroutine.MatchString(t):
	case goPlace.MatchString(t) && i > floor && s.document:
		return goLogged(s, i-1)
	default:
		return e, i, false
	}
	frames, next := goFrames(s, next+1)
	raised, panicked := goRaised(frames)
	if e.ErrorType == "" && !panicked {
		return e, next, false // a dump of goroutines, not an error
	}
	e.Cut.Start = e.ErrorType == ""
	e.Frames, next = raised, goOthers(s, next)
	if e.ErrorType == "" {
		e.ErrorType = "panic"
	}
	e.End = s.lines[next-1].end
	return e, next, len(e.Frames) > 0
}

// goError reads the line that says what happened.
func goError(t string) (typ, msg string, ok bool) {
	if _, after, found := strings.Cut(t, "panic serving "); found {
		_, msg, ok = strings.Cut(after, ": ")
	} else if at := strings.Index(t, "panic: "); at == 0 || at > 0 && looksLikeLog(t) {
		msg, ok = t[at+len("panic: "):], true
	} else if at := strings.Index(t, "fatal error: "); at == 0 || at > 0 && looksLikeLog(t) {
		return "fatal error", t[at+len("fatal error: "):], true
	}
	for _, mark := range []string{" [recovered]", " [recovered, repanicked]"} {
		msg = strings.TrimSuffix(msg, mark)
	}
	if rest, found := strings.CutPrefix(msg, "runtime error: "); found {
		return "runtime error", rest, ok
	}
	return "panic", msg, ok
}

// goHeader reads what stands between the message and the goroutine: later panics, the signal, the rest of the message. It
// returns the goroutine's line or -1.
func goHeader(s *stream, e *heald.Exception, i int) int {
	own, blank := false, false // inside the runtime's own stack, which comes first; behind the message
	for j := i; j < min(len(s.lines), i+leadLines); j++ {
		t := strings.TrimSpace(s.lines[j].text)
		switch {
		case goGoroutine.MatchString(t):
			return j
		case t == "runtime stack:":
			own = true
		case t == "":
			blank = true
		case own || strings.HasPrefix(t, "panic: "):
		case blank || len(e.Notes) >= maxNotes || goForeign(t):
			return -1
		default:
			e.Notes = append(e.Notes, t)
		}
	}
	return -1
}

// goForeign says whether a line behind the message is a log record; the runtime's line about a signal looks like one.
func goForeign(t string) bool { return looksLikeLog(t) && !strings.HasPrefix(t, "[signal ") }

// goFrames reads pairs of a function line and a place line and returns them as printed, innermost first.
func goFrames(s *stream, i int) ([]heald.Frame, int) {
	var frames []heald.Frame
	for i+1 < len(s.lines) {
		name := strings.TrimSpace(s.lines[i].text)
		m := goPlace.FindStringSubmatch(s.lines[i+1].text)
		if strings.HasPrefix(name, "...") && strings.Contains(name, "frames elided") {
			i++
			continue
		}
		if m == nil || name == "" || !goFunction.MatchString(name) && !strings.Contains(name, "(") {
			break
		}
		i += 2
		if strings.HasPrefix(name, "created by ") || len(frames) >= maxFrames {
			continue
		}
		frames = append(frames, goFrame(name, m[1], m[2]))
	}
	return frames, i
}

func goFrame(name, file, num string) heald.Frame {
	if strings.HasSuffix(name, ")") { // the arguments
		if at := goArguments(name); at > 0 {
			name = name[:at]
		}
	}
	f := heald.Frame{Function: name, File: file}
	f.Line, _ = strconv.Atoi(num)
	slash := strings.LastIndexByte(name, '/') + 1
	if dot := strings.IndexByte(name[slash:], '.'); dot >= 0 {
		f.Module, f.Function = strings.ReplaceAll(name[:slash+dot], "%2e", "."), name[slash+dot+1:]
	}
	f.InApp = goInApp(f.Module, file)
	return f
}

// goArguments returns where the argument list at the end of a function line begins.
func goArguments(name string) int {
	depth := 0
	for i := len(name) - 1; i >= 0; i-- {
		switch name[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// goRaised turns frames round, outermost first, and drops the machinery that ran after the first panic: what is printed above
// the deepest call of panic.
func goRaised(frames []heald.Frame) ([]heald.Frame, bool) {
	from, panicked := 0, false
	for i, f := range frames {
		if f.Module == "" && f.Function == "panic" || f.Module == "runtime" && f.Function == "gopanic" {
			from, panicked = i+1, true
		}
	}
	for from < len(frames) && frames[from].Module == "runtime" && !frames[from].InApp && from+1 < len(frames) {
		from++
	}
	out := slices.Clone(frames[from:])
	slices.Reverse(out)
	return out, panicked
}

// goOthers passes over the other goroutines of the same report and its last lines.
func goOthers(s *stream, i int) int {
	for i < len(s.lines) {
		j := i
		for j < len(s.lines) && strings.TrimSpace(s.lines[j].text) == "" {
			j++
		}
		if j >= len(s.lines) || !goGoroutine.MatchString(s.lines[j].text) {
			break
		}
		_, i = goFrames(s, j+1)
	}
	if i < len(s.lines) && strings.HasPrefix(s.lines[i].text, "exit status ") {
		i++
	}
	return i
}

// goLogged reads the stack that a logger put into a field, or that an error printed with %+v.
func goLogged(s *stream, i int) (heald.Exception, int, bool) {
	frames, next := goFrames(s, i)
	if len(frames) == 0 {
		return heald.Exception{}, i + 2, false
	}
	slices.Reverse(frames)
	e := heald.Exception{Language: "go", ErrorType: "error", Frames: frames, Start: s.lines[i].start, End: s.lines[next-1].end}
	e.Message = first(s.fields, []string{"error", "err", "msg", "message"})
	if i > 0 && strings.TrimSpace(s.lines[i-1].text) != "" {
		e.Message, e.Start = strings.TrimSpace(s.lines[i-1].text), s.lines[i-1].start
	}
	return e, next, true
}

var goStandard = set(`archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go
	hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv strings
	structs sync syscall testing text time unicode unique unsafe vendor weak`)

// goInApp says whether a frame is the service's: not of the standard library (known by its packages' first names, below a src
// folder or with trimmed paths), not of the module cache, not vendored.
func goInApp(pkg, file string) bool {
	if strings.Contains(file, "/pkg/mod/") || strings.Contains(file, "/vendor/") || pkg == "" {
		return false
	}
	head, _, _ := strings.Cut(pkg, "/")
	if goStandard[head] {
		below := file
		if at := strings.LastIndex(file, "/src/"); at >= 0 {
			below = file[at+len("/src/"):]
		}
		if below, _, _ = strings.Cut(below, "/"); goStandard[below] {
			return false
		}
	}
	at := strings.IndexByte(file, '@') // trimmed paths name the version of a module
	return at < 0 || !strings.Contains(file[at:], "/") || strings.HasPrefix(file, "/")
}
